//! Ten people on one request at once: what one of them did is there, once, in the order in which it happened.

use super::{ASSIGN, CLOSE, COMMENT, REOPEN};
use crate::house::tenant::Person;
use crate::house::{Answer, House};
use domain::access::Role;
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const START: &str =
    "mutation($id: ID!) { startRequest(input: { id: $id }) { userErrors { code } } }";
const ASK: &str = "mutation($id: ID!, $text: String!) {
    askRequester(input: { id: $id, question: $text }) { userErrors { code } } }";
const ANSWER: &str = "mutation($id: ID!, $text: String!) {
    answerRequest(input: { id: $id, answer: $text }) { userErrors { code } } }";
const SEEN: &str = "query($id: ID!) { request(id: $id) { state version assignee { id }
    history(first: 100) { totalCount nodes { kind at actor { id } } pageInfo { hasNextPage } }
    comments(first: 100) { totalCount nodes { body } } } }";

/// What each of them tries, one after the other, beginning at another place.
const DEEDS: [&str; 7] = [
    "request.started",
    "request.commented",
    "request.asked",
    "request.answered",
    "request.assigned",
    "request.closed",
    "request.reopened",
];
const PEOPLE: usize = 10;
const ROUNDS: usize = 9;

/// What somebody tried, and what they wrote with it.
struct Tried {
    by: String,
    kind: &'static str,
    text: Option<String>,
    was_done: bool,
}

async fn tries(person: &Person, id: &str, kind: &'static str, text: String) -> Tried {
    let said = json!({ "id": id, "text": text });
    let answer: Answer = match kind {
        "request.started" => person.ask_with(START, json!({ "id": id })).await,
        "request.commented" => {
            let said = json!({ "id": id, "body": text, "internal": false });
            person.ask_with(COMMENT, said).await
        }
        "request.asked" => person.ask_with(ASK, said).await,
        "request.answered" => person.ask_with(ANSWER, said).await,
        "request.assigned" => person.ask_with(ASSIGN, json!({ "id": id, "to": person.id })).await,
        "request.closed" => person.ask_with(CLOSE, json!({ "id": id, "outcome": text })).await,
        _ => person.ask_with(REOPEN, json!({ "id": id })).await,
    };
    let refusals = answer.body.pointer("/data").and_then(Value::as_object).unwrap();
    let refusals = refusals.values().next().unwrap()["userErrors"].as_array().unwrap().clone();
    // Whoever was later is told that it can't be done any more, and nothing else goes wrong.
    let later = ["ILLEGAL_MOVE", "REQUEST_ALREADY_CLOSED", "REQUEST_NOT_CLOSED"];
    let is_later = |refusal: &Value| later.iter().any(|code| refusal["code"] == *code);
    assert!(refusals.iter().all(is_later), "{kind}: {answer}");
    let is_written = matches!(kind, "request.commented" | "request.asked" | "request.answered");
    let text = is_written.then_some(text);
    Tried { by: person.id.clone(), kind, text, was_done: refusals.is_empty() }
}

/// Where a request stands after something has happened to it; `None`: it can't have.
fn after(state: &str, kind: &str) -> Option<&'static str> {
    Some(match (state, kind) {
        (_, "request.opened") => "NEW",
        ("NEW", "request.assigned") => "ASSIGNED",
        ("ASSIGNED", "request.assigned" | "request.commented") => "ASSIGNED",
        ("IN_PROGRESS", "request.assigned" | "request.commented") => "IN_PROGRESS",
        ("WAITING_FOR_REQUESTER", "request.assigned" | "request.commented" | "request.asked") => {
            "WAITING_FOR_REQUESTER"
        }
        ("NEW", "request.commented") => "NEW",
        ("CLOSED", "request.commented") => "CLOSED",
        ("NEW" | "ASSIGNED", "request.started") => "IN_PROGRESS",
        ("NEW" | "ASSIGNED" | "IN_PROGRESS", "request.asked") => "WAITING_FOR_REQUESTER",
        ("WAITING_FOR_REQUESTER", "request.answered") => "IN_PROGRESS",
        ("NEW" | "ASSIGNED" | "IN_PROGRESS" | "WAITING_FOR_REQUESTER", "request.closed") => {
            "CLOSED"
        }
        ("CLOSED", "request.reopened") => "IN_PROGRESS",
        _ => return None,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_people_work_on_one_request_and_nothing_is_lost() {
    let tenant = House::shared().await.tenant("ten-at-once").await;
    let mut people = Vec::new();
    for number in 0..PEOPLE {
        people.push(tenant.person(&format!("clerk-{number}"), Role::Clerk, None).await);
    }
    let id = tenant.open(&people[0], "DEV-WASTE", 0, "Svoz").await;
    // So that there is somebody to whom it is opened again.
    people[0].done(ASSIGN, json!({ "id": id, "to": people[0].id })).await;

    let each = people.iter().enumerate().map(|(number, person)| {
        let id = id.as_str();
        async move {
            let mut all = Vec::new();
            for round in 0..ROUNDS {
                let kind = DEEDS[(number + round) % DEEDS.len()];
                all.push(tries(person, id, kind, format!("{number}-{round}")).await);
            }
            all
        }
    });
    let tried: Vec<Tried> = join_all(each).await.into_iter().flatten().collect();
    let done: Vec<&Tried> = tried.iter().filter(|one| one.was_done).collect();
    assert!(done.len() > PEOPLE && done.len() < tried.len(), "{} were done", done.len());

    let seen = people[0].done(SEEN, json!({ "id": id })).await;
    assert_eq!(*seen.data("/request/history/pageInfo/hasNextPage"), false);
    let history = seen.data("/request/history/nodes").as_array().unwrap().clone();
    let text =
        |entry: &Value, path: &str| entry.pointer(path).unwrap().as_str().unwrap().to_owned();

    // Complete: what somebody was told is done stands there, and nothing else does.
    let mut expected: BTreeMap<(String, String), usize> = BTreeMap::new();
    for kind in ["request.opened", "request.assigned"] {
        *expected.entry((people[0].id.clone(), kind.to_owned())).or_default() += 1;
    }
    for one in &done {
        *expected.entry((one.by.clone(), one.kind.to_owned())).or_default() += 1;
    }
    let mut told: BTreeMap<(String, String), usize> = BTreeMap::new();
    for entry in &history {
        *told.entry((text(entry, "/actor/id"), text(entry, "/kind"))).or_default() += 1;
    }
    assert_eq!(told, expected);

    // Ordered: one after the other, each was a move that could be made then. A comment waits for nobody.
    let is_move = |entry: &&Value| text(entry, "/kind") != "request.commented";
    let instants: Vec<String> =
        history.iter().filter(is_move).map(|entry| text(entry, "/at")).collect();
    assert!(instants.is_sorted(), "{instants:?}");
    let (mut state, mut assignee, mut moves) = ("", String::new(), 0);
    for entry in &history {
        let kind = text(entry, "/kind");
        state = after(state, &kind).unwrap_or_else(|| panic!("{kind} of {state}: {history:?}"));
        moves += i64::from(kind != "request.commented");
        if kind == "request.assigned" {
            assignee = text(entry, "/actor/id");
        }
    }
    assert_eq!(seen.text("/request/state"), state);
    assert_eq!(seen.text("/request/assignee/id"), assignee);
    assert_eq!(seen.number("/request/version"), moves, "each move made one version");

    let mut written: Vec<&str> = done.iter().filter_map(|one| one.text.as_deref()).collect();
    let mut kept = seen.each("/request/comments/nodes", "body");
    written.sort_unstable();
    kept.sort_unstable();
    assert_eq!(kept, written);
}
