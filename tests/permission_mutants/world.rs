//! A tenant with one of each role, and what they ask about.

use super::probes::{Probe, name_of};
use crate::attachments::attached_by_hand;
use crate::house::{Answer, Client, House, NATION, Tenant};
use domain::access::{Permission, Reach, Role};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(super) struct World {
    house: House,
    people: BTreeMap<Role, Client>,
    ids: Value,
}

impl World {
    pub(super) async fn make() -> Self {
        let house = House::shared().await;
        let tenant = house.tenant("permissions").await;
        let clerk = tenant.clerk().await;
        let request = tenant.open(&clerk, "DEV-WASTE", 0, "permissions").await;
        let record = "mutation($member: ID!) { recordActivity(input: { serviceCode: \"DEV-WASTE\", competence: OWN, minutes: 5,
            beneficiaries: [{ memberId: $member }], benefit: { method: GRANT_WON, amount: \"1.00\" } }) { activity { id } userErrors { code } } }";
        let activity = clerk.done(record, json!({ "member": tenant.members[0] })).await;
        let duty = "mutation($member: ID!) { recordDuty(input: { kind: MEETING, doneOn: \"2026-03-02\", attendedBy: [$member] }) {
            record { id } userErrors { code } } }";
        let duty = tenant.manager().await.done(duty, json!({ "member": tenant.members[0] })).await;
        let token = "mutation { createApiToken(input: { name: \"x\", days: 7 }) { id userErrors { code } } }";
        let token = clerk.done(token, json!({})).await.text("/createApiToken/id").to_owned();
        let id = clerk.done("{ tenant { id } }", json!({})).await.text("/tenant/id").to_owned();
        let ids = json!({
            "request": request, "duty": duty.text("/recordDuty/record/id"), "attachment": attached_by_hand(&house, &request).await, "activity": activity.text("/recordActivity/activity/id"), "member": tenant.members[0], "participant": clerk.id, "tenant": id, "token": token,
            "ico": house.association("nobodys").await.ico,
        });
        let mut people = BTreeMap::new();
        for role in Role::ALL {
            people.insert(*role, person(&house, &tenant, *role).await);
        }
        Self { house, people, ids }
    }

    /// What somebody is told, where everybody has these permissions beyond their roles.
    pub(super) async fn told(&self, probe: &Probe, everybodys: &[Permission]) -> String {
        let loosened = self.house.loosened(probe.given.iter().chain(everybodys).copied());
        let asker = self.people[&probe.by].entering(&loosened);
        told(&asker.ask_with(&probe.query, self.ids.clone()).await)
    }
}

/// Somebody with this role and no other.
async fn person(house: &House, tenant: &Tenant, role: Role) -> Client {
    let name = name_of(role);
    match role.reach() {
        Reach::Nation => {
            let part = NATION.iter().find(|(_, own)| *own == role);
            let part =
                part.unwrap_or_else(|| panic!("give {name} a part in NATION of the house")).0;
            house.of_the_nation(part).await
        }
        Reach::Tenant => tenant.person(&name, role, None).await.client,
        Reach::Member => tenant.person(&name, role, Some(&tenant.members[0])).await.client,
    }
}

/// The codes of an answer, with the permission that is said to be missing.
fn told(answer: &Answer) -> String {
    let errors = answer.errors().iter().map(|error| {
        let said = |what: &str| error["extensions"][what].as_str().unwrap_or_default().to_owned();
        format!("{} {}", said("code"), said("permission")).trim_end().to_owned()
    });
    let mend = answer.mend();
    let codes: Vec<String> = errors.chain(mend.iter().map(|code| (*code).to_owned())).collect();
    if codes.is_empty() { "done".to_owned() } else { codes.join(", ") }
}
