//! Duplicates, merged into the request that they duplicate.

use super::linked::{LINK, UNLINK, linked};
use super::moved::MOVE;
use super::{ASSIGN, CLOSE, COMMENT, REOPEN};
use crate::house::{Answer, Client, House, Tenant};
use serde_json::{Value, json};
use uuid::Uuid;

const MERGE: &str = "mutation($input: MergeRequestsInput!) { mergeRequests(input: $input) {
    duplicate { title state outcome closedAt mergedAt version legalMoves mergedInto { title state }
        linked { nodes { kind request { title } } } }
    into { title state version mergedAt mergedInto { title } linked { nodes { kind request { title } } } }
    userErrors { code path currentVersion legalMoves mergedIntoId } } }";
const SEEN: &str = "query($id: ID!) { request(id: $id) { state version mergedAt mergedInto { title } legalMoves
    linked { totalCount } history { nodes { kind } } comments { nodes { body } } activities { nodes { output } } } }";
const VERSION: &str = "query($id: ID!) { request(id: $id) { version } }";

/// Merges as they are now; the versions are those that who merges reads.
async fn merge(by: &Client, duplicate: &str, into: &str) -> Answer {
    let versions = [version(by, duplicate).await, version(by, into).await];
    by.ask_with(MERGE, json!({ "input": input((duplicate, versions[0]), (into, versions[1])) }))
        .await
}

async fn version(by: &Client, id: &str) -> i64 {
    by.done(VERSION, json!({ "id": id })).await.number("/request/version")
}

fn input(duplicate: (&str, i64), into: (&str, i64)) -> Value {
    json!({
        "duplicateId": duplicate.0, "expectedVersion": duplicate.1, "intoId": into.0, "expectedIntoVersion": into.1,
        "outcome": "Řeší se to v dřívějším požadavku.",
    })
}

/// Several of the first municipality, by their titles.
async fn opened<const N: usize>(tenant: &Tenant, by: &Client, titles: [&str; N]) -> [String; N] {
    let mut ids = [const { String::new() }; N];
    for (id, title) in ids.iter_mut().zip(titles) {
        *id = tenant.open(by, "DEV-WASTE", 0, title).await;
    }
    ids
}

#[tokio::test]
async fn a_duplicate_is_closed_and_leads_to_what_it_duplicates() {
    let house = House::shared().await;
    let tenant = house.tenant("merged").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let [first, second] = opened(&tenant, &mayor, ["Svoz", "Svoz znovu"]).await;
    clerk.done(COMMENT, json!({ "id": second, "body": "Už to máme.", "internal": false })).await;
    let work = json!({ "input": { "serviceCode": "DEV-WASTE", "competence": "OWN", "minutes": 30, "output": "Hovor",
        "requestId": second, "beneficiaries": [{ "memberId": tenant.members[0] }] } });
    let record = "mutation($input: RecordActivityInput!) { recordActivity(input: $input) { userErrors { code } } }";
    clerk.done(record, work).await;
    // That they were linked before is no hindrance.
    clerk.done(LINK, json!({ "one": first, "other": second })).await;

    let merged = merge(&clerk, &second, &first).await;
    insta::assert_snapshot!(merged.shown_at("/data/mergeRequests"), @r#"
    {
      "duplicate": {
        "closedAt": "2026-03-02 (some time)",
        "legalMoves": [],
        "linked": {"nodes":[{"kind":"DUPLICATE_OF","request":{"title":"Svoz"}}]},
        "mergedAt": "2026-03-02 (some time)",
        "mergedInto": {"state":"NEW","title":"Svoz"},
        "outcome": "Řeší se to v dřívějším požadavku.",
        "state": "CLOSED",
        "title": "Svoz znovu",
        "version": 2
      },
      "into": {
        "linked": {"nodes":[{"kind":"HAS_DUPLICATE","request":{"title":"Svoz znovu"}}]},
        "mergedAt": null,
        "mergedInto": null,
        "state": "NEW",
        "title": "Svoz",
        "version": 1
      },
      "userErrors": []
    }
    "#);

    // Nothing is copied, and nothing is lost.
    let seen = mayor.done(SEEN, json!({ "id": second })).await;
    assert_eq!(seen.text("/request/mergedInto/title"), "Svoz");
    assert_eq!(seen.each("/request/comments/nodes", "body"), ["Už to máme."]);
    assert_eq!(seen.each("/request/activities/nodes", "output"), ["Hovor"]);
    assert_eq!(
        seen.each("/request/history/nodes", "kind"),
        [
            "request.opened",
            "request.commented",
            "request.linked",
            "request.closed",
            "request.merged"
        ]
    );
    let seen = mayor.done(SEEN, json!({ "id": first })).await;
    assert_eq!(seen.each("/request/comments/nodes", "body"), [""; 0]);
    let told = ["request.opened", "request.linked", "request.merged"];
    assert_eq!(seen.each("/request/history/nodes", "kind"), told);
    assert_eq!(linked(&mayor, &first).await, ["Svoz znovu"]);

    // It was closed once, as any other.
    house.catch_up().await;
    let closed =
        "SELECT sum(requests_closed)::bigint FROM rollup_daily WHERE tenant_id = $1::text::uuid";
    let client = house.database().superuser().await;
    let row = client.query_one(closed, &[&Uuid::from(tenant.id).to_string()]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 1);
}

#[tokio::test]
async fn nothing_is_done_with_what_was_merged_and_who_tries_is_led_on() {
    let tenant = House::shared().await.tenant("merged-shut").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let [first, second, third] = opened(&tenant, &clerk, ["První", "Druhý", "Třetí"]).await;
    assert!(merge(&clerk, &second, &first).await.is_done());
    let upload = "mutation($id: ID!) { prepareUpload(input: { requestId: $id, name: \"a.pdf\", size: 1,
        sha256: \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\" }) { userErrors { code mergedIntoId } } }";
    let cancel = "mutation($id: ID!) { cancelRequest(input: { id: $id, reason: \"x\" }) { userErrors { code mergedIntoId } } }";
    let start = "mutation($id: ID!) { startRequest(input: { id: $id }) { userErrors { code mergedIntoId } } }";
    let ask = "mutation($id: ID!) { askRequester(input: { id: $id, question: \"x\" }) { userErrors { code mergedIntoId } } }";
    let answer = "mutation($id: ID!) { answerRequest(input: { id: $id, answer: \"x\" }) { userErrors { code mergedIntoId } } }";
    let reopen = "mutation($id: ID!) { reopenRequest(input: { id: $id }) { userErrors { code mergedIntoId } } }";
    let comment = "mutation($id: ID!) { commentOnRequest(input: { id: $id, body: \"x\" }) { userErrors { code mergedIntoId } } }";
    let before = clerk.done(SEEN, json!({ "id": second })).await;
    let is_led_on = |said: &Answer, into: &str| {
        assert_eq!(said.no(), "REQUEST_MERGED");
        let root = said.body["data"].as_object().unwrap().values().next().unwrap();
        assert_eq!(root["userErrors"][0]["mergedIntoId"], into);
    };
    for query in [upload, cancel, start, ask, answer, reopen, comment] {
        is_led_on(&clerk.ask_with(query, json!({ "id": second })).await, &first);
    }
    for query in [upload, answer, comment] {
        is_led_on(&mayor.ask_with(query, json!({ "id": second })).await, &first);
    }
    let pair = json!({ "one": first, "other": second });
    is_led_on(&clerk.ask_with(UNLINK, pair).await, &first);
    for said in [
        clerk.ask_with(ASSIGN, json!({ "id": second, "to": clerk.id })).await,
        clerk.ask_with(CLOSE, json!({ "id": second, "outcome": "x" })).await,
        clerk.ask_with(REOPEN, json!({ "id": second })).await,
        clerk.ask_with(MOVE, json!({ "input": { "id": second, "serviceCode": "DEV-SOCIAL", "expectedVersion": 2 } })).await,
    ] {
        assert_eq!(said.no(), "REQUEST_MERGED");
    }
    let each =
        "mutation($ids: [ID!]!, $to: ID!) { assignRequests(input: { ids: $ids, assigneeId: $to }) {
        results { userErrors { code } } userErrors { code } } }";
    let given = clerk.ask_with(each, json!({ "ids": [second, third], "to": clerk.id })).await;
    assert_eq!(given.mend(), ["REQUEST_MERGED"]);
    let after = clerk.done(SEEN, json!({ "id": second })).await;
    assert_eq!(after.body, before.body);

    // One into another into a third: who is led on is led to where it goes on.
    assert!(merge(&clerk, &first, &third).await.is_done());
    is_led_on(&clerk.ask_with(comment, json!({ "id": second })).await, &third);
    let [fourth] = opened(&tenant, &clerk, ["Čtvrtý"]).await;
    is_led_on(&merge(&clerk, &fourth, &second).await, &third);
    is_led_on(&merge(&clerk, &second, &fourth).await, &third);
    assert_eq!(version(&clerk, &fourth).await, 1);
}

#[tokio::test]
async fn into_which_it_was_merged_is_told_to_who_may_read_both() {
    let tenant = House::shared().await.tenant("merged-hidden").await;
    let (clerk, specialist, mayor) =
        (tenant.clerk().await, tenant.specialist().await, tenant.mayor_of(0).await);
    let [open] = opened(&tenant, &mayor, ["Cesta"]).await;
    let input = json!({ "input": { "serviceCode": "LEGAL-ADVICE", "title": "Spor", "memberId": tenant.members[0], "shownToMember": false } });
    let query = "mutation($input: OpenRequestInput!) { openRequest(input: $input) { id userErrors { code } } }";
    let legal = specialist.done(query, input).await.text("/openRequest/id").to_owned();
    let unread = json!({ "input": self::input((&open, 1), (&legal, 1)) });
    let refused = clerk.ask_with(MERGE, unread).await;
    assert_eq!(refused.no(), "NOT_FOUND");
    assert_eq!(*refused.data("/mergeRequests/userErrors/0/path"), json!(["input", "intoId"]));
    assert!(merge(&specialist, &open, &legal).await.is_done());

    let seen = specialist.done(SEEN, json!({ "id": open })).await;
    assert_eq!(seen.text("/request/mergedInto/title"), "Spor");
    for by in [&clerk, &mayor] {
        let seen = by.done(SEEN, json!({ "id": open })).await;
        assert!(seen.data("/request/mergedAt").is_string());
        assert_eq!(*seen.data("/request/mergedInto"), Value::Null);
        assert_eq!(*seen.data("/request/legalMoves"), json!([]));
        assert_eq!(seen.number("/request/linked/totalCount"), 0);
        let said =
            by.ask_with(COMMENT, json!({ "id": open, "body": "x", "internal": false })).await;
        assert_eq!(said.no(), "REQUEST_MERGED");
        let said = "mutation($id: ID!) { commentOnRequest(input: { id: $id, body: \"x\" }) { userErrors { code mergedIntoId } } }";
        let said = by.ask_with(said, json!({ "id": open })).await;
        assert_eq!(*said.data("/commentOnRequest/userErrors/0/mergedIntoId"), Value::Null);
    }
}

#[tokio::test]
async fn of_another_municipality_withdrawn_closed_or_read_too_early_it_is_refused() {
    let house = House::shared().await;
    let (tenant, other) = (house.tenant("merged-no").await, house.tenant("merged-no-other").await);
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let [first, second, closed, cancelled] =
        opened(&tenant, &clerk, ["První", "Druhý", "Zavřený", "Zrušený"]).await;
    let neighbours = tenant.open(&clerk, "DEV-WASTE", 1, "Sousedů").await;
    let foreign = other.open(&other.clerk().await.client, "DEV-WASTE", 0, "Cizí").await;
    clerk.done(CLOSE, json!({ "id": closed, "outcome": "Hotovo." })).await;
    let cancel = "mutation($id: ID!) { cancelRequest(input: { id: $id, reason: \"x\" }) { userErrors { code } } }";
    clerk.done(cancel, json!({ "id": cancelled })).await;

    let different = "REQUESTS_OF_DIFFERENT_MUNICIPALITIES";
    assert_eq!(merge(&clerk, &second, &neighbours).await.no(), different);
    assert_eq!(merge(&clerk, &second, &cancelled).await.no(), "REQUEST_CANCELLED");
    assert_eq!(merge(&clerk, &cancelled, &first).await.no(), "REQUEST_CANCELLED");
    let ended = merge(&clerk, &closed, &first).await;
    assert_eq!(ended.no(), "REQUEST_ALREADY_CLOSED");
    assert_eq!(*ended.data("/mergeRequests/userErrors/0/legalMoves"), json!(["REOPEN"]));
    assert_eq!(merge(&clerk, &first, &first).await.no(), "SAME_REQUEST");
    for (duplicate, into, path) in [
        ((&first, 7), (&second, 1), "expectedVersion"),
        ((&first, 1), (&second, 7), "expectedIntoVersion"),
    ] {
        let input = input((duplicate.0, duplicate.1), (into.0, into.1));
        let stale = clerk.ask_with(MERGE, json!({ "input": input })).await;
        assert_eq!(stale.no(), "STALE");
        assert_eq!(*stale.data("/mergeRequests/userErrors/0/path"), json!(["input", path]));
        assert_eq!(stale.number("/mergeRequests/userErrors/0/currentVersion"), 1);
    }
    for (duplicate, into, path) in [(&first, &foreign, "intoId"), (&foreign, &first, "duplicateId")]
    {
        let input = json!({ "input": input((duplicate, 1), (into, 1)) });
        let answer = clerk.ask_with(MERGE, input).await;
        assert_eq!(answer.no(), "NOT_FOUND");
        assert_eq!(*answer.data("/mergeRequests/userErrors/0/path"), json!(["input", path]));
    }
    let mut silent = input((&first, 1), (&second, 1));
    silent["outcome"] = json!(" ");
    assert_eq!(clerk.ask_with(MERGE, json!({ "input": silent })).await.no(), "REQUIRED");
    assert_eq!(merge(&mayor, &first, &second).await.code(), "FORBIDDEN");
    assert_eq!(merge(&tenant.chair().await.client, &first, &second).await.code(), "FORBIDDEN");
    for id in [&first, &second, &neighbours] {
        assert_eq!(version(&clerk, id).await, 1);
        assert_eq!(linked(&clerk, id).await, [""; 0]);
    }
    // Into what was closed before: who asks again is led to the answer.
    assert!(merge(&clerk, &second, &closed).await.is_done());
}

#[tokio::test]
async fn each_into_the_other_at_once_ends_with_one_refusal() {
    let tenant = House::shared().await.tenant("merged-at-once").await;
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    for round in 0..5 {
        let [one, two] =
            opened(&tenant, &clerk, [&format!("{round} a"), &format!("{round} b")]).await;
        let there = json!({ "input": input((&one, 1), (&two, 1)) });
        let back = json!({ "input": input((&two, 1), (&one, 1)) });
        let (there, back) =
            futures_util::join!(clerk.ask_with(MERGE, there), manager.ask_with(MERGE, back));
        let mut said = [there.no(), back.no()];
        said.sort_unstable();
        assert_eq!(said, ["", "REQUEST_MERGED"], "{there} {back}");
    }
}

#[tokio::test]
async fn what_is_merged_while_others_work_on_it_is_merged_once_and_nothing_follows() {
    let tenant = House::shared().await.tenant("merged-busy").await;
    let clerk = tenant.clerk().await;
    let [one, two, three] = opened(&tenant, &clerk, ["Jeden", "Dva", "Tři"]).await;
    let into = |into: &str| json!({ "input": input((&one, 1), (into, 1)) });
    let (first, second, _, _) = futures_util::join!(
        clerk.ask_with(MERGE, into(&two)),
        clerk.ask_with(MERGE, into(&three)),
        clerk.ask_with(REOPEN, json!({ "id": one })),
        clerk.ask_with(COMMENT, json!({ "id": one, "body": "x", "internal": true })),
    );
    let mut said = [first.no(), second.no()];
    said.sort_unstable();
    assert_eq!(said, ["", "REQUEST_MERGED"], "{first} {second}");
    let seen = clerk.done(SEEN, json!({ "id": one })).await;
    assert_eq!((seen.text("/request/state"), seen.number("/request/version")), ("CLOSED", 2));
    assert_eq!(seen.number("/request/linked/totalCount"), 1);
}
