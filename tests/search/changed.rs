//! What changes: cases that are relabelled, outputs that are corrected, people whose rights end.

use super::{comment, found, open, record};
use crate::house::{Client, House, Tenant};
use domain::kernel::ids::{RequestId, TypedId as _};
use serde_json::json;
use uuid::Uuid;

/// As whatever relabels a case does it: its row alone.
async fn relabel(tenant: &Tenant, request: &str, change: &str) {
    let id = Uuid::from(RequestId::read(request).unwrap());
    let sql = format!("UPDATE requests SET {change} WHERE id = '{id}'");
    tenant.house.database().superuser().await.batch_execute(&sql).await.unwrap();
}

#[tokio::test]
async fn terms_follow_the_label_of_their_case() {
    let tenant = House::shared().await.tenant("relabelled-words").await;
    let (clerk, specialist, mayor) =
        (tenant.clerk().await, tenant.specialist().await, tenant.mayor_of(0).await);
    let neighbour = tenant.mayor_of(1).await;
    let id = open(&clerk, &tenant.members[0], "DEV-WASTE", "Kaplička", "Zvonice").await;
    comment(&clerk, &id, "Střecha", false).await;
    let record = "mutation($request: ID!) { recordActivity(input: { serviceCode: \"DEV-WASTE\", competence: OWN, minutes: 5, output: \"Krov\",
        requestId: $request }) { activity { id } userErrors { code } } }";
    clerk.done(record, json!({ "request": id })).await;
    let words = ["kapličky", "zvonici", "střechu", "krov"];
    for word in words {
        for who in [&clerk, &specialist, &mayor] {
            assert_eq!(found(who, word).await.len(), 1, "{word}");
        }
    }
    relabel(&tenant, &id, "secrecy = 'CONFIDENTIAL'").await;
    for word in words {
        assert!(found(&clerk, word).await.is_empty(), "{word}");
        assert_eq!(found(&specialist, word).await.len(), 1, "{word}");
    }
    // Its own municipality still sees the case, and not the work on it, which is confidential now.
    assert_eq!(found(&mayor, "zvonici").await, ["Kaplička"]);
    assert!(found(&mayor, "krov").await.is_empty());
    relabel(&tenant, &id, "shown_to_member = false").await;
    for word in words {
        assert!(found(&mayor, word).await.is_empty(), "{word}");
    }
    let other = "secrecy = 'OPEN', shown_to_member = true, member_id = (SELECT r.member_id FROM requests r WHERE title = 'Sousedova věc')";
    open(&clerk, &tenant.members[1], "DEV-WASTE", "Sousedova věc", "").await;
    relabel(&tenant, &id, other).await;
    for word in ["kapličky", "zvonici", "střechu"] {
        assert!(found(&mayor, word).await.is_empty(), "{word}");
        assert_eq!(found(&neighbour, word).await, ["Kaplička"], "{word}");
        assert_eq!(found(&clerk, word).await, ["Kaplička"], "{word}");
    }
}

#[tokio::test]
async fn a_corrected_output_is_found_by_its_new_words_alone() {
    let tenant = House::shared().await.tenant("corrected-words").await;
    let clerk = tenant.clerk().await;
    let id = record(&clerk, "DEV-WASTE", &[&tenant.members[0]], "Posudek na kapličku").await;
    let correct = "mutation($id: ID!, $version: Int!, $output: String, $minutes: Int, $day: Date) { correctActivity(input: { id: $id,
        expectedVersion: $version, output: $output, minutes: $minutes, performedOn: $day }) { activity { version } userErrors { code } } }";
    let now = json!({ "id": id, "version": 1, "output": "Posudek na zvonici" });
    clerk.done(correct, now).await;
    assert!(found(&clerk, "kaplička").await.is_empty());
    assert_eq!(found(&clerk, "posudek").await, ["Posudek na zvonici"]);
    assert_eq!(found(&clerk, "zvonice").await, ["Posudek na zvonici"]);
    // The same output under another label, and another output under another label, in one correction each.
    let now = json!({ "id": id, "version": 2, "day": "2026-02-27", "minutes": 40 });
    clerk.done(correct, now).await;
    assert_eq!(found(&clerk, "zvonice").await, ["Posudek na zvonici"]);
    let now = json!({ "id": id, "version": 3, "day": "2026-02-26", "output": "Střecha zvonice" });
    clerk.done(correct, now).await;
    assert_eq!(found(&clerk, "střecha zvonice").await, ["Střecha zvonice"]);
    // One that is stale writes nothing.
    let stale = json!({ "id": id, "version": 3, "output": "Zlatohlávek" });
    assert_eq!(clerk.ask_with(correct, stale).await.no(), "STALE");
    assert!(found(&clerk, "zlatohlavek").await.is_empty());
    assert_eq!(found(&clerk, "střecha").await.len(), 1);
    // Without any word nothing of it is found.
    clerk.done(correct, json!({ "id": id, "version": 4, "output": "" })).await;
    assert!(found(&clerk, "střecha").await.is_empty());
}

#[tokio::test]
async fn what_wasn_t_written_isn_t_found() {
    let tenant = House::shared().await.tenant("unwritten-words").await;
    let clerk = tenant.clerk().await;
    let closed = open(&clerk, &tenant.members[0], "DEV-WASTE", "Kaplička", "").await;
    // Nobody waits for the requester, so nobody is answered: the comment goes with the rest.
    let answer = "mutation($id: ID!) { answerRequest(input: { id: $id, answer: \"Zlatohlávek\" }) { userErrors { code } } }";
    assert_eq!(clerk.ask_with(answer, json!({ "id": closed })).await.no(), "ILLEGAL_MOVE");
    let refused = json!({ "serviceCode": "DEV-WASTE", "title": "Zlatohlávek", "memberId": tenant.members[0], "requester": "CITIZEN" });
    assert!(!clerk.ask_with(super::OPEN, json!({ "input": refused })).await.is_done());
    assert!(found(&clerk, "zlatohlavek").await.is_empty());
    // Twice under a key is once.
    let input =
        json!({ "serviceCode": "DEV-WASTE", "title": "Zvonice", "memberId": tenant.members[0] });
    for _ in 0..2 {
        clerk.keyed("once").done(super::OPEN, json!({ "input": input })).await;
    }
    assert_eq!(found(&clerk, "zvonice").await, ["Zvonice"]);
}

#[tokio::test]
async fn a_question_and_its_answer_are_found() {
    let tenant = House::shared().await.tenant("asked-words").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let id = open(&mayor, &tenant.members[0], "DEV-WASTE", "Svoz", "").await;
    let start = "mutation($id: ID!) { startRequest(input: { id: $id }) { userErrors { code } } }";
    clerk.done(start, json!({ "id": id })).await;
    let ask = "mutation($id: ID!) { askRequester(input: { id: $id, question: \"Kolik popelnic?\" }) { userErrors { code } } }";
    clerk.done(ask, json!({ "id": id })).await;
    let answer = "mutation($id: ID!) { answerRequest(input: { id: $id, answer: \"Čtyřicet.\" }) { userErrors { code } } }";
    mayor.done(answer, json!({ "id": id })).await;
    for who in [&clerk, &mayor] {
        for word in ["popelnice", "ctyricet"] {
            assert_eq!(found(who, word).await, ["Svoz"], "{word}");
        }
    }
}

#[tokio::test]
async fn a_token_for_requests_alone_finds_no_activities() {
    let tenant = House::shared().await.tenant("words-of-requests").await;
    let clerk = tenant.clerk().await;
    record(&clerk, "DEV-WASTE", &[&tenant.members[0]], "Kaplička").await;
    open(&clerk, &tenant.members[0], "DEV-WASTE", "Kaplička v obci", "").await;
    let make = "mutation($may: [String!]) { createApiToken(input: { name: \"x\", days: 7, permissions: $may }) { token userErrors { code } } }";
    let narrowed = async |may: &[&str]| {
        let made = clerk.done(make, json!({ "may": may })).await;
        Client::bearing(&tenant.house, made.text("/createApiToken/token"), Some(tenant.slug()))
    };
    let all = narrowed(&["ReadRequests", "ReadActivities"]).await;
    assert_eq!(found(&all, "kaplička").await, ["Kaplička v obci", "Kaplička"]);
    let of_requests = narrowed(&["ReadRequests"]).await;
    assert_eq!(found(&of_requests, "kaplička").await, ["Kaplička v obci"]);
    let of_activities = narrowed(&["ReadActivities"]).await;
    let seen = of_activities.ask_with(super::SEARCH, json!({ "query": "kaplička" })).await;
    assert_eq!(seen.code(), "FORBIDDEN");
    let only = json!({ "query": "kaplička", "filter": { "kind": "ACTIVITY" } });
    let seen = of_requests.done(super::SEARCH, only).await;
    assert_eq!(seen.number("/search/totalCount"), 0);
}
