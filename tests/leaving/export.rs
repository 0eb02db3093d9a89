//! What a municipality takes out of its cases, and what it never gets.

use super::leave;
use crate::house::{Client, House, Tenant, on_the_house};
use domain::access::Permission;
use futures_util::StreamExt as _;
use poem::Response;
use serde_json::{Value, json};
use std::pin::pin;

/// Asks for it with what the client has.
async fn asking(house: &House, by: &Client, member: &str) -> Response {
    let (app, path) = (house.app().clone(), format!("/export/members/{member}"));
    let (token, slug) = (by.token().to_owned(), by.slug().map(str::to_owned));
    on_the_house(async move {
        let mut request =
            app.addresses().get(path).header("Authorization", format!("Bearer {token}"));
        if let Some(slug) = slug {
            request = request.header("Centrum-Tenant", slug);
        }
        request.send().await.0
    })
    .await
}

/// Its lines. Each is JSON, and the last says that it is all.
async fn taken_out(house: &House, by: &Client, member: &str) -> Vec<Value> {
    let response = asking(house, by, member).await;
    assert_eq!(response.status(), 200);
    let kind = response.content_type().map(str::to_owned);
    assert_eq!(kind.as_deref(), Some("application/jsonl; charset=utf-8"));
    let text = on_the_house(async move { response.into_body().into_string().await.unwrap() }).await;
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let end = lines.last().unwrap();
    let counted = |kind: &str| lines.iter().filter(|line| line["kind"] == kind).count();
    let told = json!({
        "kind": "end", "requests": counted("request"), "activities": counted("activity"), "attachments": 0,
    });
    assert_eq!(*end, told);
    assert_eq!((counted("member"), counted("end")), (1, 1));
    lines
}

/// The code with which it is refused.
async fn refused(house: &House, by: &Client, member: &str) -> (u16, String) {
    let response = asking(house, by, member).await;
    let status = response.status().as_u16();
    let text = on_the_house(async move { response.into_body().into_string().await.unwrap() }).await;
    let body: Value = serde_json::from_str(&text).unwrap();
    (status, body["code"].as_str().unwrap().to_owned())
}

async fn comment(by: &Client, request: &str, body: &str, internal: bool) {
    let query = "mutation($id: ID!, $body: String!, $internal: Boolean!) {
        commentOnRequest(input: { id: $id, body: $body, internal: $internal }) { userErrors { code } } }";
    by.done(query, json!({ "id": request, "body": body, "internal": internal })).await;
}

async fn record(
    by: &Client,
    service: &str,
    output: &str,
    members: &[&String],
    request: Option<&str>,
) {
    let query = "mutation($input: RecordActivityInput!) { recordActivity(input: $input) { userErrors { code } } }";
    let beneficiaries: Vec<Value> = members.iter().map(|id| json!({ "memberId": id })).collect();
    let input = json!({
        "serviceCode": service, "competence": "OWN", "minutes": 60, "output": output,
        "beneficiaries": beneficiaries, "requestId": request,
        "benefit": { "method": "GRANT_WON", "amount": "300.00" },
    });
    by.done(query, json!({ "input": input })).await;
}

/// Of each kind of thing that a municipality sees, one that says "seen"; and of what it must not see, one that says "never".
async fn with_cases(tenant: &Tenant) {
    let (manager, officer) = (tenant.manager().await, tenant.dpo().await);
    let (mayor, neighbour) = (tenant.mayor_of(0).await, tenant.mayor_of(1).await);
    let own = tenant.open(&mayor, "DEV-WASTE", 0, "seen open").await;
    comment(&mayor, &own, "seen question\nof two lines", false).await;
    comment(&manager, &own, "seen answer", false).await;
    comment(&manager, &own, "never internal", true).await;
    tenant.open(&mayor, "LEGAL-ADVICE", 0, "seen confidential").await;
    let hidden = json!({
        "serviceCode": "DEV-WASTE", "title": "never hidden", "memberId": tenant.members[0], "shownToMember": false,
    });
    let open = "mutation($input: OpenRequestInput!) { openRequest(input: $input) { userErrors { code } } }";
    manager.done(open, json!({ "input": hidden })).await;
    tenant.open(&officer, "DPO-INCIDENT", 0, "never the officer's").await;
    tenant.open_for_citizen(&manager, "DEV-WASTE", "never a citizen's").await;
    let others = tenant.open(&neighbour, "DEV-WASTE", 1, "never the neighbour's").await;
    comment(&neighbour, &others, "never theirs", false).await;
    let (mine, theirs) = (&tenant.members[0], &tenant.members[1]);
    record(&manager, "DEV-WASTE", "seen work", &[mine], Some(&own)).await;
    record(&manager, "DEV-WASTE", "seen shared", &[mine, theirs, &tenant.members[2]], None).await;
    record(&manager, "DEV-WASTE", "never their work", &[theirs], None).await;
    record(&manager, "LEGAL-ADVICE", "never confidential work", &[mine], None).await;
}

#[tokio::test]
async fn a_mayor_takes_out_what_a_mayor_sees_and_nothing_else() {
    let house = House::shared().await;
    let tenant = house.tenant("taken-out").await;
    with_cases(&tenant).await;
    let mayor = tenant.mayor_of(0).await;
    let lines = taken_out(&house, &mayor, &tenant.members[0]).await;
    let text = lines.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    assert!(!text.contains("never"), "{text}");
    assert!(!text.contains(&tenant.members[1]) && !text.contains(&tenant.itself), "{text}");
    for seen in ["open", "confidential", "question", "answer", "work", "shared"] {
        assert!(text.contains(&format!("seen {seen}")), "{seen} isn't in {text}");
    }
    let of = |kind: &str| lines.iter().filter(|line| line["kind"] == kind).collect::<Vec<_>>();
    let head = &lines[0];
    assert_eq!(head["municipalityCode"], tenant.association.municipalities[0]);
    assert_eq!((of("request").len(), of("activity").len()), (2, 2));
    let own = of("request")[0];
    let said: Vec<&Value> =
        own["comments"].as_array().unwrap().iter().map(|one| &one["body"]).collect();
    assert_eq!(said, ["seen question\nof two lines", "seen answer"]);
    assert_eq!(own["comments"][1]["author"], "manager");
    let history: Vec<&Value> =
        own["history"].as_array().unwrap().iter().map(|one| &one["what"]).collect();
    assert_eq!(history, ["request.opened", "request.commented", "request.commented"]);
    // Of what was done for three, its own third.
    let shared = of("activity").into_iter().find(|line| line["output"] == "seen shared").unwrap();
    assert_eq!(
        (&shared["share"]["minutes"], &shared["share"]["broughtInHaler"]),
        (&json!(20), &json!(10_000))
    );
    // That it was taken out is told, to the municipality and to the tenant's administrator.
    let trail =
        "{ auditTrail(filter: { kinds: [\"member.exported\"] }) { nodes { subject actor } } }";
    let trail = tenant.admin().await.done(trail, json!({})).await;
    let entry = json!([{ "subject": tenant.members[0], "actor": mayor.id }]);
    assert_eq!(*trail.data("/auditTrail/nodes"), entry);
}

#[tokio::test]
async fn once_it_has_left_the_administrator_hands_over_the_same() {
    let house = House::shared().await;
    let tenant = house.tenant("handed-over").await;
    with_cases(&tenant).await;
    let (admin, mayor) = (tenant.admin().await, tenant.mayor_of(0).await);
    let member = &tenant.members[0];
    let before = taken_out(&house, &mayor, member).await;
    let still = (409, "MEMBER_STILL_BELONGS".to_owned());
    assert_eq!(refused(&house, &admin, member).await, still);
    assert!(leave(&admin, &tenant, 0, "2026-03-03").await.is_done());
    assert_eq!(refused(&house, &admin, member).await, still);
    house.tick(chrono::Duration::days(1));
    let after = taken_out(&house, &admin, member).await;
    assert_eq!(after[1..], before[1..]);
    assert_eq!(after[0]["leftOn"], "2026-03-03");
    let gone = (404, "TENANT_NOT_FOUND".to_owned());
    assert_eq!(refused(&house, &mayor, member).await, gone);
}

#[tokio::test]
async fn nobody_else_takes_it_out() {
    let house = House::shared().await;
    let (tenant, other) = (house.tenant("own").await, house.tenant("other").await);
    assert!(leave(&tenant.admin().await, &tenant, 0, "2026-03-02").await.is_done());
    let member = &tenant.members[0];
    let (not_found, forbidden) = ((404, "NOT_FOUND".to_owned()), (403, "FORBIDDEN".to_owned()));
    for (by, no) in [
        (tenant.mayor_of(1).await.client, &not_found),
        (other.admin().await, &not_found),
        (other.mayor_of(0).await.client, &not_found),
        (tenant.manager().await.client, &forbidden),
        (tenant.chair().await.client, &forbidden),
        (tenant.dpo().await.client, &forbidden),
        (house.coordinator().await, &forbidden),
    ] {
        assert_eq!(refused(&house, &by, member).await, *no, "{}", by.email());
    }
    // That it is the permission which they lack, and nothing else.
    let loosened = house.loosened([Permission::ExportMember]);
    let manager = tenant.manager().await.entering(&loosened);
    assert_eq!(asking(&loosened, &manager, member).await.status(), 200);
    let admin = tenant.admin().await;
    assert_eq!(refused(&house, &admin, &tenant.itself).await, not_found);
    assert_eq!(refused(&house, &admin, "member_nonsense").await, not_found);
    let nobody = house.bearer("cst_nonsense", None);
    assert_eq!(refused(&house, &nobody, member).await, (401, "UNAUTHENTICATED".to_owned()));
    let app = house.app().clone();
    let path = format!("/export/members/{member}");
    let status =
        on_the_house(async move { app.addresses().post(path).send().await.0.status() }).await;
    assert_eq!(status, 405);
    let trail = "{ auditTrail(filter: { kinds: [\"member.exported\"] }) { nodes { subject } } }";
    let trail = admin.done(trail, json!({})).await;
    assert_eq!(trail.list("/auditTrail/nodes").len(), 1, "the loosened manager's alone");
}

#[tokio::test]
async fn a_page_of_another_site_can_t_make_a_browser_take_it_out() {
    let house = House::shared().await;
    let tenant = house.tenant("browser").await;
    let mayor = tenant.mayor_of(0).await;
    let link = "mutation($id: ID!) { createSignInLink(input: { participantId: $id }) { link { url } userErrors { code } } }";
    let link = mayor.done(link, json!({ "id": mayor.id })).await;
    let browser = house.browser(link.text("/createSignInLink/link/url")).await;
    for (header, status) in [(None, 403), (Some("1"), 200)] {
        let (app, cookie) = (house.app().clone(), browser.cookie().to_owned());
        let path = format!("/export/members/{}", tenant.members[0]);
        let answered = on_the_house(async move {
            let mut request = app.addresses().get(path).header("Cookie", cookie);
            if let Some(header) = header {
                request = request.header("Centrum-CSRF", header);
            }
            request.send().await.0.status().as_u16()
        });
        assert_eq!(answered.await, status);
    }
}

#[tokio::test]
async fn a_long_life_is_taken_out_whole() {
    let house = House::shared().await;
    let tenant = house.tenant("long").await;
    let mayor = tenant.mayor_of(0).await;
    let mut opened = Vec::new();
    for number in 0..53 {
        opened.push(tenant.open(&mayor, "DEV-WASTE", 0, &format!("request {number}")).await);
    }
    for number in 0..205 {
        comment(&mayor, &opened[52], &format!("comment {number}"), false).await;
    }
    let lines = taken_out(&house, &mayor, &tenant.members[0]).await;
    let requests: Vec<&Value> = lines.iter().filter(|line| line["kind"] == "request").collect();
    let ids: Vec<&Value> = requests.iter().map(|request| &request["id"]).collect();
    assert_eq!(ids, opened.iter().collect::<Vec<_>>());
    let said = requests[52]["comments"].as_array().unwrap();
    let expected: Vec<String> = (0..205).map(|number| format!("comment {number}")).collect();
    assert_eq!(said.iter().map(|one| one["body"].as_str().unwrap()).collect::<Vec<_>>(), expected);
    assert_eq!(requests[52]["history"].as_array().unwrap().len(), 206);
}

#[tokio::test]
async fn who_loses_the_right_in_the_middle_gets_no_end() {
    let house = House::shared().await;
    let tenant = house.tenant("middle").await;
    let mayor = tenant.mayor_of(0).await;
    tenant.open(&mayor, "DEV-WASTE", 0, "never told").await;
    let response = asking(&house, &mayor, &tenant.members[0]).await;
    assert!(leave(&tenant.admin().await, &tenant, 0, "2026-03-02").await.is_done());
    let rest = on_the_house(async move {
        let mut chunks = pin!(response.into_body().into_bytes_stream());
        let first = chunks.next().await.unwrap().unwrap();
        (String::from_utf8(first.to_vec()).unwrap(), chunks.next().await.unwrap())
    });
    let (first, second) = rest.await;
    assert!(first.contains("\"member\"") && !first.contains("never"), "{first}");
    assert!(second.is_err(), "{second:?}");
}
