//! Requests, from opening to opening again.

mod at_once;
mod clock;
mod linked;
mod lists;
mod merged;
mod moved;
mod refused;
mod reminded;
mod several;
mod work;

use crate::house::{House, Tenant};
use serde_json::json;

const OPEN: &str = "mutation($input: OpenRequestInput!) { openRequest(input: $input) {
    id number request { number title state secrecy shownToMember overdue openedAt firstAnswerDueAt dueAt version
        requester { __typename ... on CitizenRequester { name } ... on OrganisationRequester { name } }
        member { isAssociationItself } openedBy { displayName } }
    userErrors { code path } } }";
const ASSIGN: &str =
    "mutation($id: ID!, $to: ID!) { assignRequest(input: { id: $id, assigneeId: $to }) {
    request { state assignee { displayName } version } userErrors { code path } } }";
const COMMENT: &str = "mutation($id: ID!, $body: String!, $internal: Boolean!) {
    commentOnRequest(input: { id: $id, body: $body, internal: $internal }) {
        comment { body internal author { displayName } } userErrors { code path } } }";
const CLOSE: &str =
    "mutation($id: ID!, $outcome: String!) { closeRequest(input: { id: $id, outcome: $outcome }) {
    request { state outcome closedAt version } userErrors { code path } } }";
const REOPEN: &str = "mutation($id: ID!) { reopenRequest(input: { id: $id }) {
    request { state outcome closedAt dueAt version } userErrors { code path } } }";

#[tokio::test]
async fn a_municipality_s_request_is_opened_by_a_clerk() {
    let tenant = House::shared().await.tenant("opened").await;
    let input = json!({ "serviceCode": "LEGAL-ORDINANCE", "title": " Vyhláška o psech ", "memberId": tenant.members[0] });
    let opened = tenant.clerk().await.ask_with(OPEN, json!({ "input": input })).await;
    insta::assert_snapshot!(opened.shown_at("/data/openRequest"), @r#"
    {
      "id": "request 1",
      "number": "2026/1",
      "request": {
        "dueAt": "2026-03-30T22:00:00+00:00",
        "firstAnswerDueAt": "2026-03-05T23:00:00+00:00",
        "member": {"isAssociationItself":false},
        "number": "2026/1",
        "openedAt": "2026-03-02 (some time)",
        "openedBy": {"displayName":"clerk"},
        "overdue": false,
        "requester": {"__typename":"MunicipalityRequester"},
        "secrecy": "OPEN",
        "shownToMember": true,
        "state": "NEW",
        "title": "Vyhláška o psech",
        "version": 1
      },
      "userErrors": []
    }
    "#);
}

#[tokio::test]
async fn a_citizen_s_request_is_the_association_s_own_and_no_municipality_sees_it() {
    let tenant = House::shared().await.tenant("citizen").await;
    let input = json!({
        "serviceCode": "CIT-CONTACT", "title": "Hluk", "requester": "CITIZEN", "requesterName": "Cyril",
        "municipalityCode": tenant.association.municipalities[0], "shownToMember": true,
    });
    let opened = tenant.clerk().await.done(OPEN, json!({ "input": input })).await;
    assert_eq!(*opened.data("/openRequest/request/member/isAssociationItself"), true);
    assert_eq!(*opened.data("/openRequest/request/shownToMember"), false);
    assert_eq!(*opened.data("/openRequest/request/requester/name"), "Cyril");
    let mayor = tenant.mayor_of(0).await;
    assert_eq!(*mayor.ask("{ requests { totalCount } }").await.data("/requests/totalCount"), 0);
}

#[tokio::test]
async fn a_request_is_assigned_commented_on_closed_and_opened_again() {
    let tenant = House::shared().await.tenant("life").await;
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz odpadu").await;

    let assigned = manager.done(ASSIGN, json!({ "id": id, "to": clerk.id })).await;
    insta::assert_snapshot!(assigned.shown_at("/data/assignRequest/request"), @r#"{"assignee":{"displayName":"clerk"},"state":"ASSIGNED","version":2}"#);
    for (body, internal) in [("Pošlete smlouvu.", false), ("Jde o spor.", true)] {
        let variables = json!({ "id": id, "body": body, "internal": internal });
        let written = clerk.done(COMMENT, variables).await;
        assert_eq!(*written.data("/commentOnRequest/comment/author/displayName"), "clerk");
    }
    let closed = clerk.done(CLOSE, json!({ "id": id, "outcome": "Vyřízeno." })).await;
    insta::assert_snapshot!(closed.shown_at("/data/closeRequest/request"), @r#"{"closedAt":"2026-03-02 (some time)","outcome":"Vyřízeno.","state":"CLOSED","version":3}"#);
    tenant.house.tick(chrono::Duration::days(1));
    let opened = manager.done(REOPEN, json!({ "id": id })).await;
    insta::assert_snapshot!(opened.shown_at("/data/reopenRequest/request"), @r#"
    {
      "closedAt": null,
      "dueAt": "2026-04-16T22:00:00+00:00",
      "outcome": null,
      "state": "IN_PROGRESS",
      "version": 4
    }
    "#);

    let query = "query($id: ID!) { request(id: $id) {
        comments { totalCount nodes { body internal author { displayName } } }
        history { totalCount nodes { kind actor { displayName } } } } }";
    let seen = manager.done(query, json!({ "id": id })).await;
    insta::assert_snapshot!(seen.shown_at("/data/request"), @r#"
    {
      "comments": {
        "nodes": [
          {"author":{"displayName":"clerk"},"body":"Pošlete smlouvu.","internal":false},
          {"author":{"displayName":"clerk"},"body":"Jde o spor.","internal":true}
        ],
        "totalCount": 2
      },
      "history": {
        "nodes": [
          {"actor":{"displayName":"clerk"},"kind":"request.opened"},
          {"actor":{"displayName":"manager"},"kind":"request.assigned"},
          {"actor":{"displayName":"clerk"},"kind":"request.commented"},
          {"actor":{"displayName":"clerk"},"kind":"request.commented"},
          {"actor":{"displayName":"clerk"},"kind":"request.closed"},
          {"actor":{"displayName":"manager"},"kind":"request.reopened"}
        ],
        "totalCount": 6
      }
    }
    "#);
}

#[tokio::test]
async fn who_closed_it_without_an_assignee_finds_it_new_when_it_is_opened_again() {
    let tenant = House::shared().await.tenant("renewed").await;
    let clerk = tenant.clerk().await;
    let id = tenant.open(&clerk, "INF-WEB", 0, "Web").await;
    clerk.done(CLOSE, json!({ "id": id, "outcome": "Hotovo." })).await;
    let opened = clerk.done(REOPEN, json!({ "id": id })).await;
    assert_eq!(opened.text("/reopenRequest/request/state"), "NEW");
}

#[tokio::test]
async fn fifty_requests_opened_at_once_have_fifty_numbers_without_a_gap() {
    let tenant = House::shared().await.tenant("numbers").await;
    let clerk = tenant.clerk().await;
    let open = |title: usize| {
        let input = json!({ "serviceCode": "DEV-WASTE", "title": title.to_string(), "memberId": tenant.members[0] });
        let clerk = clerk.client.clone();
        async move { clerk.ask_with(OPEN, json!({ "input": input })).await }
    };
    // One that fails in between takes no number.
    let failing = json!({ "serviceCode": "DEV-WASTE", "title": "", "memberId": tenant.members[0] });
    let (opened, failed) = futures_util::join!(
        futures_util::future::join_all((0..50).map(open)),
        clerk.ask_with(OPEN, json!({ "input": failing }))
    );
    assert_eq!(failed.no(), "REQUIRED");
    let mut numbers: Vec<u32> = opened
        .iter()
        .map(|one| one.text("/openRequest/number").strip_prefix("2026/").unwrap().parse().unwrap())
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=50).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_year_begins_its_numbers_anew_at_midnight_in_prague() {
    // In Prague it is half past midnight of the first of January.
    let house = House::shared_on("2026-12-31T22:30:00Z").await;
    let tenant = house.tenant("newyear").await;
    let clerk = tenant.clerk().await;
    let mut numbers = Vec::new();
    for _ in 0..3 {
        let input =
            json!({ "serviceCode": "DEV-WASTE", "title": "T", "memberId": tenant.members[0] });
        let opened = clerk.done(OPEN, json!({ "input": input })).await;
        numbers.push(opened.text("/openRequest/number").to_owned());
        house.tick(chrono::Duration::minutes(40));
    }
    assert_eq!(numbers, ["2026/1", "2027/1", "2027/2"]);
}

#[tokio::test]
async fn a_deadline_passes_over_easter_and_ends_with_a_day_in_prague() {
    // Thursday; Good Friday and Easter Monday are off, and so is the weekend between them.
    let house = House::shared_on("2026-04-02T21:30:00Z").await;
    let tenant = house.tenant("easter").await;
    let clerk = tenant.clerk().await;
    let input =
        json!({ "serviceCode": "LEGAL-ORDINANCE", "title": "T", "memberId": tenant.members[0] });
    let opened = clerk.done(OPEN, json!({ "input": input })).await;
    assert_eq!(opened.text("/openRequest/request/firstAnswerDueAt"), "2026-04-09T22:00:00+00:00");

    let id = opened.text("/openRequest/id");
    let is_overdue = "query($id: ID!) { request(id: $id) { overdue dueAt } }";
    let due = clerk.done(is_overdue, json!({ "id": id })).await;
    assert_eq!(due.text("/request/dueAt"), "2026-05-05T22:00:00+00:00");
    let mut seen = Vec::new();
    for hour in ["2026-05-05T21:59:00Z", "2026-05-05T22:01:00Z"] {
        house.tick(crate::house::at(hour) - house.now());
        let clerk = clerk.again(&house).await;
        seen.push(
            clerk.done(is_overdue, json!({ "id": id })).await.data("/request/overdue").clone(),
        );
    }
    assert_eq!(seen, [false, true]);
}

#[tokio::test]
async fn who_files_into_a_secrecy_they_can_t_read_learns_the_number_and_no_more() {
    let tenant = House::shared().await.tenant("filed").await;
    let (clerk, dpo) = (tenant.clerk().await, tenant.dpo().await);
    let input =
        json!({ "serviceCode": "DPO-INCIDENT", "title": "Únik", "memberId": tenant.members[0] });
    let filed = clerk.done(OPEN, json!({ "input": input })).await;
    insta::assert_snapshot!(filed.shown_at("/data/openRequest"), @r#"{"id":"request 1","number":"2026/1","request":null,"userErrors":[]}"#);
    let id = json!({ "id": filed.text("/openRequest/id") });
    let query = "query($id: ID!) { request(id: $id) { title } }";
    assert_eq!(*clerk.done(query, id.clone()).await.data("/request"), json!(null));
    assert_eq!(dpo.done(query, id.clone()).await.text("/request/title"), "Únik");
    assert_eq!(clerk.ask_with(REOPEN, id).await.no(), "NOT_FOUND");
}

#[tokio::test]
async fn a_mayor_reads_the_own_request_though_it_is_confidential_and_writes_what_all_read() {
    let tenant = House::shared().await.tenant("mayor").await;
    let (mayor, clerk, specialist) =
        (tenant.mayor_of(0).await, tenant.clerk().await, tenant.specialist().await);
    // A mayor acts for one member, so nobody has to name it.
    let input = json!({ "serviceCode": "LEGAL-ADVICE", "title": "Spor o cestu" });
    let opened = mayor.done(OPEN, json!({ "input": input })).await;
    assert_eq!(opened.text("/openRequest/request/secrecy"), "CONFIDENTIAL");
    let id = opened.text("/openRequest/id");
    for (author, body, internal) in
        [(&mayor, "Prosíme.", false), (&specialist, "Ano.", false), (&specialist, "Ne.", true)]
    {
        author.done(COMMENT, json!({ "id": id, "body": body, "internal": internal })).await;
    }
    let query = "query($id: ID!) { request(id: $id) { comments { totalCount nodes { body } } } }";
    let read = mayor.done(query, json!({ "id": id })).await;
    assert_eq!(read.each("/request/comments/nodes", "body"), ["Prosíme.", "Ano."]);
    assert_eq!(read.number("/request/comments/totalCount"), 2);
    assert_eq!(*clerk.done(query, json!({ "id": id })).await.data("/request"), json!(null));
}

/// Several requests of one tenant, by their titles, each opened by its clerk.
async fn opened(tenant: &Tenant, requests: &[(&str, &str, usize)]) -> Vec<String> {
    let clerk = tenant.clerk().await;
    let mut ids = Vec::new();
    for (title, service, member) in requests {
        ids.push(tenant.open(&clerk, service, *member, title).await);
    }
    ids
}
