//! What hostile and clumsy people try through the API, and what they get.

use crate::house::tenant::{Person, Tenant};
use crate::house::{Client, House};
use domain::kernel::page::Cursor;
use serde_json::json;

const OPEN: &str = "mutation($input: OpenRequestInput!) {
    openRequest(input: $input) { id number request { id } userErrors { code path } } }";

async fn hidden(tenant: &Tenant, by: &Person, service: &str) -> String {
    let input = json!({
        "serviceCode": service, "title": "Not for the town hall", "memberId": tenant.members[0], "shownToMember": false,
    });
    by.done(OPEN, json!({ "input": input })).await.text("/openRequest/id").to_owned()
}

#[tokio::test]
async fn what_is_hidden_from_a_municipality_is_hidden_whatever_its_secrecy() {
    let tenant = House::shared().await.tenant("skryte").await;
    let (manager, mayor) = (tenant.manager().await, tenant.mayor_of(0).await);
    for service in ["ADM-ELECTIONS", "LEGAL-ADVICE", "DPO-AGENDA"] {
        let id = hidden(&tenant, &manager, service).await;
        let looked = "query($id: ID!) { request(id: $id) { id } node(id: $id) { id } requests { totalCount } }";
        let seen = mayor.done(looked, json!({ "id": id })).await;
        let nothing = json!({ "request": null, "node": null, "requests": { "totalCount": 0 } });
        assert_eq!(*seen.data(""), nothing, "{service}");
        let comment = "mutation($id: ID!) { commentOnRequest(input: { id: $id, body: \"x\" }) { userErrors { code } } }";
        let refused = mayor.ask_with(comment, json!({ "id": id })).await;
        assert_eq!(refused.mend(), ["NOT_FOUND"], "{service}");
    }
}

#[tokio::test]
async fn a_municipality_that_there_is_not_is_not_found() {
    let tenant = House::shared().await.tenant("neznama").await;
    let clerk = tenant.clerk().await;
    let input = json!({
        "serviceCode": "ADM-ELECTIONS", "title": "t", "requester": "CITIZEN", "requesterName": "Cyril",
        "municipalityCode": "999999",
    });
    let refused = clerk.ask_with(OPEN, json!({ "input": input })).await;
    let errors = json!([{ "code": "NOT_FOUND", "path": ["input", "municipalityCode"] }]);
    assert_eq!(*refused.data("/openRequest/userErrors"), errors);
}

#[tokio::test]
async fn cursors_of_another_age_are_only_odd_places() {
    let tenant = House::shared().await.tenant("kurzory").await;
    let clerk = tenant.clerk().await;
    tenant.open(&clerk, "ADM-ELECTIONS", 0, "t").await;
    for micros in [i64::MIN, -8_000_000_000_000_000_000, -300_000_000_000_000_000, -1, 0, i64::MAX]
    {
        let cursor = Cursor::new(micros.to_string(), "01a20a61-5d84-70c1-a916-8deba757d7ae");
        let variables = json!({ "cursor": cursor.print() });
        for list in ["requests(after: $cursor)", "requests(before: $cursor, last: 1)"] {
            clerk
                .done(
                    &format!("query($cursor: String) {{ {list} {{ nodes {{ id }} }} }}"),
                    variables.clone(),
                )
                .await;
        }
    }
}

#[tokio::test]
async fn a_mayor_makes_and_ends_tokens_of_the_own_as_everybody_does() {
    let tenant = House::shared().await.tenant("tokeny").await;
    let mayor = tenant.mayor_of(0).await;
    let create = "mutation { createApiToken(input: { name: \"phone\", days: 1 }) { id token userErrors { code } } }";
    let made = mayor.done(create, json!({})).await;
    let revoke =
        "mutation($id: ID!) { revokeApiToken(input: { id: $id }) { id userErrors { code } } }";
    mayor.done(revoke, json!({ "id": made.text("/createApiToken/id") })).await;
    let ended = Client::bearing(&tenant.house, made.text("/createApiToken/token"), None);
    assert_eq!(ended.ask("{ viewer { id } }").await.status, 401);
}

#[tokio::test]
async fn the_nation_has_no_members_and_sees_no_tenant_s() {
    let house = House::shared().await;
    let tenant = house.tenant("narod").await;
    let asked = "query($id: ID!) { members { totalCount } tenant { members { nodes { id } } } node(id: $id) { id } }";
    let seen = house.coordinator().await.done(asked, json!({ "id": tenant.members[0] })).await;
    let nothing = json!({ "members": { "totalCount": 0 }, "tenant": { "members": { "nodes": [] } }, "node": null });
    assert_eq!(*seen.data(""), nothing);
}
