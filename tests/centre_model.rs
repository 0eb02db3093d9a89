//! Versions of the centre model: drafted, submitted, published by a second person, in force in tenants, withdrawn.

mod at_once;
mod drafts;
mod in_tenants;
mod onboarding;
mod published;

use crate::house::{Answer, Client, House};
use serde_json::{Value, json};

/// What a version shows of itself in these stories.
const SHOWN: &str = "id number state version notes base { number } settings { key value locked } services { code offered closeWithin locked withdrawn }
    duties { code kind role timesAYear } indicators { code target } onboardingSteps { code place responsible } flaws { key reason }";

/// The nation's people, in a database of their own.
struct Nation {
    house: House,
    author: Client,
    approver: Client,
}

impl Nation {
    async fn new() -> Self {
        let house = House::fresh().await;
        let (author, approver) = (house.coordinator().await, house.of_the_nation("approver").await);
        Self { house, author, approver }
    }

    /// A draft, and its version.
    async fn draft(&self, from: Option<&str>) -> Draft {
        let input = json!({ "fromId": from, "notes": "Pro rok 2027" });
        let drafted = ask(&self.author, "draftCentreModel", input).await;
        assert!(drafted.is_done(), "{drafted}");
        Draft {
            id: drafted.text("/draftCentreModel/version/id").to_owned(),
            version: drafted.number("/draftCentreModel/version/version"),
        }
    }

    /// Publishes a draft, and says its number.
    async fn publish(&self, draft: &mut Draft) -> i64 {
        draft.by(&self.author, "submitCentreModel", json!({})).await;
        let published = draft.by(&self.approver, "approveCentreModel", json!({})).await;
        published.number("/approveCentreModel/version/number")
    }

    /// A published version that says one thing of one setting; its id.
    async fn saying(&self, from: Option<&str>, said: Value) -> String {
        let mut draft = self.draft(from).await;
        draft.by(&self.author, "setModelSetting", said).await;
        self.publish(&mut draft).await;
        draft.id
    }

    async fn execute(&self, sql: &str) {
        self.house.database().superuser().await.batch_execute(sql).await.unwrap();
    }
}

/// A version that is worked on, as it was seen last.
struct Draft {
    id: String,
    version: i64,
}

impl Draft {
    /// Asks something of it, as it was seen last.
    async fn try_by(&self, by: &Client, field: &str, more: Value) -> Answer {
        let mut input = json!({ "id": self.id, "expectedVersion": self.version });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        ask(by, field, input).await
    }

    /// The same, which is done.
    async fn by(&mut self, by: &Client, field: &str, more: Value) -> Answer {
        let done = self.try_by(by, field, more).await;
        assert!(done.is_done(), "{done}");
        self.version = done.data(&format!("/{field}/version/version")).as_i64().unwrap_or(0);
        done
    }
}

/// Asks for a mutation, and for all that the version shows.
async fn ask(by: &Client, field: &str, input: Value) -> Answer {
    let mut title = field.to_owned();
    title.get_mut(..1).unwrap().make_ascii_uppercase();
    let version = if field == "discardCentreModel" {
        "id".to_owned()
    } else {
        format!("version {{ {SHOWN} }}")
    };
    let query = format!(
        "mutation($input: {title}Input!) {{ {field}(input: $input) {{ {version} userErrors {{ code path currentVersion }} }} }}"
    );
    by.ask_with(&query, json!({ "input": input })).await
}

/// A version as somebody sees it; null: they don't.
async fn seen(by: &Client, id: &str) -> Value {
    let query = format!(
        "query($id: ID!) {{ node(id: $id) {{ ... on CentreModelVersion {{ {SHOWN} }} }} }}"
    );
    by.done(&query, json!({ "id": id })).await.data("/node").clone()
}

/// Numbers and states of all versions that somebody sees.
async fn listed(by: &Client) -> Value {
    let query = "{ centreModelVersions { totalCount nodes { number state } } }";
    by.done(query, json!({})).await.data("/centreModelVersions/nodes").clone()
}

/// Locked at 30 days.
fn thirty_days() -> Value {
    json!({ "key": "tokens.longest_days", "value": 30, "locked": true })
}
