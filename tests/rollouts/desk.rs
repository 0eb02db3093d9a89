//! The coordinator's desk: versions are published and rolled out here, through the contract.

use crate::house::{Answer, Client, House};
use domain::rollouts::{Advanced, Runner};
use serde_json::{Value, json};

/// What is read of a roll-out.
const SHOWN: &str = "fragment Shown on Rollout { id name state wave version reason red { figure count of permille beforePermille limitPermille }
  plan { tenants changes withConflicts hash } waves { number name tenantCount startedAt appliedAt passedAt forceReason
    states { state count } gate { figure count of permille beforePermille limitPermille isRed } } }";

/// Who rolls out, and who publishes.
pub struct Desk {
    pub house: House,
    pub coordinator: Client,
    pub approver: Client,
}

impl Desk {
    pub async fn of(house: &House) -> Self {
        let (coordinator, approver) =
            (house.coordinator().await, house.of_the_nation("approver").await);
        Self { house: house.clone(), coordinator, approver }
    }

    /// Drafts a version that says this of settings (key, value, whether it is locked) and nothing else, and lets it be published.
    pub async fn publish(&self, from: Option<&str>, says: &[(&str, Value, bool)]) -> String {
        self.publish_with(from, says, &[]).await
    }

    /// The same, taking services from everybody.
    pub async fn publish_with(
        &self,
        from: Option<&str>,
        says: &[(&str, Value, bool)],
        withdrawn: &[&str],
    ) -> String {
        let draft =
            "mutation($from: ID) { draftCentreModel(input: { fromId: $from, notes: \"Zkouška\" }) {
            version { id } userErrors { code } } }";
        let drafted = self.coordinator.done(draft, json!({ "from": from })).await;
        let id = drafted.text("/draftCentreModel/version/id").to_owned();
        let mut version = 1;
        for (key, value, is_locked) in says {
            let set = "mutation($input: SetModelSettingInput!) { setModelSetting(input: $input) { version { version } userErrors { code path } } }";
            let input = json!({ "id": id, "expectedVersion": version, "key": key, "value": value, "locked": is_locked });
            self.coordinator.done(set, json!({ "input": input })).await;
            version += 1;
        }
        for code in withdrawn {
            let set = "mutation($input: SetModelServiceInput!) { setModelService(input: $input) { version { version } userErrors { code path } } }";
            let input = json!({ "id": id, "expectedVersion": version, "serviceCode": code, "withdrawn": true });
            self.coordinator.done(set, json!({ "input": input })).await;
            version += 1;
        }
        let submit = "mutation($input: SubmitCentreModelInput!) { submitCentreModel(input: $input) { version { state } userErrors { code } } }";
        let input = json!({ "input": { "id": id, "expectedVersion": version } });
        self.coordinator.done(submit, input).await;
        let approve = "mutation($input: ApproveCentreModelInput!) { approveCentreModel(input: $input) { version { number } userErrors { code } } }";
        let input = json!({ "input": { "id": id, "expectedVersion": version + 1 } });
        self.approver.done(approve, input).await;
        id
    }

    /// Plans a roll-out to a version; answers what is read of it. `more` are other fields of the input.
    pub async fn plan(&self, to: &str, waves: Value, more: Value) -> Value {
        let mut input = json!({ "name": "Zavedení", "toVersionId": to, "minimumSoakMinutes": 0, "waves": waves });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let query = format!(
            "mutation($input: PlanRolloutInput!) {{ planRollout(input: $input) {{ rollout {{ ...Shown }} userErrors {{ code path }} }} }} {SHOWN}"
        );
        let planned = self.coordinator.done(&query, json!({ "input": input })).await;
        planned.data("/planRollout/rollout").clone()
    }

    /// Starts what was planned.
    pub async fn start(&self, planned: &Value) {
        let started = self.starts(&self.coordinator, planned).await;
        assert!(started.is_done(), "{started}");
    }

    /// The same, by whoever, whatever comes of it.
    pub async fn starts(&self, by: &Client, planned: &Value) -> Answer {
        let input = json!({ "rolloutId": planned["id"], "planHash": planned["plan"]["hash"], "expectedVersion": planned["version"] });
        let query = "mutation($input: StartRolloutInput!) { startRollout(input: $input) { rollout { state } userErrors { code } } }";
        by.ask_with(query, json!({ "input": input })).await
    }

    /// How it is with a roll-out now.
    pub async fn now(&self, id: &Value) -> Value {
        let query = format!("query($id: ID!) {{ rollout(id: $id) {{ ...Shown }} }} {SHOWN}");
        self.coordinator.done(&query, json!({ "id": id })).await.data("/rollout").clone()
    }

    /// Does one of the things that need a reason and a roll-out's version: `pauseRollout`, `resumeRollout`, `rollBackRollout`, …
    pub async fn does(&self, by: &Client, what: &str, id: &Value, version: &Value) -> Answer {
        let kind = format!("{}{}Input", what[..1].to_uppercase(), &what[1..]);
        let mut input = json!({ "rolloutId": id, "expectedVersion": version });
        if matches!(what, "pauseRollout" | "rollBackRollout" | "forceGate") {
            input["reason"] = "Zkouška".into();
        }
        let query = format!(
            "mutation($input: {kind}!) {{ {what}(input: $input) {{ rollout {{ state version }} userErrors {{ code currentVersion }} }} }}"
        );
        by.ask_with(&query, json!({ "input": input })).await
    }

    /// What a roll-out does to each tenant, by slug.
    pub async fn tenants(&self, id: &Value) -> Vec<Value> {
        let query = "query($id: ID!) { rollout(id: $id) { tenants(first: 100) { nodes { tenant { id slug } wave state version openConflicts failure edited
            beforeHash afterHash changes { subject outcome conflict resolutions } } } } }";
        let told = self.coordinator.done(query, json!({ "id": id })).await;
        let mut nodes = told.list("/rollout/tenants/nodes").to_vec();
        nodes.sort_by_key(|node| node["tenant"]["slug"].as_str().unwrap().to_owned());
        nodes
    }
}

/// Lets a worker do all that there is to do for the roll-out under way.
pub async fn run_dry(house: &House) {
    let db = house.db().clone();
    crate::house::on_the_house(async move {
        // Each step by a worker that knows nothing, so that none of them waits for its next look at the gate.
        while Runner::new(&db).step().await.unwrap() == Advanced::Step {}
    })
    .await;
}
