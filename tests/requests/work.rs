//! Between opening and closing: begun, asked, answered, withdrawn; and each "no" on the way.

use super::{ASSIGN, CLOSE, COMMENT, OPEN, REOPEN};
use crate::house::{Client, House};
use serde_json::{Value, json};

const START: &str = "mutation($id: ID!) { startRequest(input: { id: $id }) {
    request { state assignee { displayName } version legalMoves } userErrors { code legalMoves } } }";
const ASK: &str = "mutation($id: ID!, $text: String!) { askRequester(input: { id: $id, question: $text }) {
    request { state firstAnsweredAt overdue dueAt clock { stoppedSince } } userErrors { code path legalMoves } } }";
const ANSWER: &str =
    "mutation($id: ID!, $text: String!) { answerRequest(input: { id: $id, answer: $text }) {
    request { state dueAt clock { stoppedSince } } userErrors { code path legalMoves } } }";
const CANCEL: &str = "mutation($id: ID!, $text: String!, $version: Int) {
    cancelRequest(input: { id: $id, reason: $text, expectedVersion: $version }) {
    request { state outcome closedAt version } userErrors { code path currentVersion legalMoves } } }";
const HISTORY: &str =
    "query($id: ID!) { request(id: $id) { state version history { nodes { kind } }
    comments { nodes { body author { displayName } } } } }";

fn says(id: &str, text: &str) -> Value {
    json!({ "id": id, "text": text })
}

#[tokio::test]
async fn who_begins_with_what_nobody_has_has_it() {
    let tenant = House::shared().await.tenant("begun").await;
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    let begun = clerk.done(START, json!({ "id": id })).await;
    insta::assert_snapshot!(begun.shown_at("/data/startRequest/request"), @r#"
    {
      "assignee": {"displayName":"clerk"},
      "legalMoves": ["ASSIGN","ASK_REQUESTER","CLOSE","CANCEL","MOVE"],
      "state": "IN_PROGRESS",
      "version": 2
    }
    "#);
    // What somebody has stays theirs, whoever begins.
    let given = tenant.open(&clerk, "DEV-WASTE", 0, "Plán").await;
    manager.done(ASSIGN, json!({ "id": given, "to": clerk.id })).await;
    let begun = manager.done(START, json!({ "id": given })).await;
    assert_eq!(begun.text("/startRequest/request/assignee/displayName"), "clerk");
}

#[tokio::test]
async fn a_mayor_is_asked_and_answers_and_all_of_it_stands_in_the_history() {
    let tenant = House::shared().await.tenant("asked").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let id = tenant.open(&mayor, "DEV-WASTE", 0, "Svoz").await;
    clerk.done(START, json!({ "id": id })).await;
    let asked = clerk.done(ASK, says(&id, " Kolik popelnic? ")).await;
    assert_eq!(asked.text("/askRequester/request/state"), "WAITING_FOR_REQUESTER");
    assert_ne!(*asked.data("/askRequester/request/firstAnsweredAt"), Value::Null);
    assert_ne!(*asked.data("/askRequester/request/clock/stoppedSince"), Value::Null);

    let answered = mayor.done(ANSWER, says(&id, "Třicet.")).await;
    assert_eq!(answered.text("/answerRequest/request/state"), "IN_PROGRESS");
    assert_eq!(*answered.data("/answerRequest/request/clock/stoppedSince"), Value::Null);
    let seen = mayor.done(HISTORY, json!({ "id": id })).await;
    insta::assert_snapshot!(seen.shown_at("/data/request"), @r#"
    {
      "comments": {
        "nodes": [
          {"author":{"displayName":"clerk"},"body":"Kolik popelnic?"},
          {"author":{"displayName":"mayor-0"},"body":"Třicet."}
        ]
      },
      "history": {
        "nodes": [
          {"kind":"request.opened"},
          {"kind":"request.started"},
          {"kind":"request.asked"},
          {"kind":"request.answered"}
        ]
      },
      "state": "IN_PROGRESS",
      "version": 4
    }
    "#);
}

#[tokio::test]
async fn the_staff_write_down_what_a_requester_answers_elsewhere() {
    let tenant = House::shared().await.tenant("by-phone").await;
    let clerk = tenant.clerk().await;
    let id = tenant.open_for_citizen(&clerk, "CIT-CONTACT", "Hluk").await;
    clerk.done(START, json!({ "id": id })).await;
    clerk.done(ASK, says(&id, "Od kdy?")).await;
    let answered = clerk.done(ANSWER, says(&id, "Volal: od pondělí.")).await;
    assert_eq!(answered.text("/answerRequest/request/state"), "IN_PROGRESS");
}

#[tokio::test]
async fn what_is_withdrawn_says_why_and_stays_so() {
    let tenant = House::shared().await.tenant("withdrawn").await;
    let clerk = tenant.clerk().await;
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    clerk.done(START, json!({ "id": id })).await;
    let stale = json!({ "id": id, "text": "Omylem.", "version": 1 });
    let stale = clerk.ask_with(CANCEL, stale).await;
    assert_eq!(stale.no(), "STALE");
    assert_eq!(stale.number("/cancelRequest/userErrors/0/currentVersion"), 2);
    let now = json!({ "id": id, "text": "Založeno omylem.", "version": 2 });
    let withdrawn = clerk.done(CANCEL, now).await;
    insta::assert_snapshot!(withdrawn.shown_at("/data/cancelRequest/request"), @r#"
    {
      "closedAt": "2026-03-02 (some time)",
      "outcome": "Založeno omylem.",
      "state": "CANCELLED",
      "version": 3
    }
    "#);
    for (what, variables) in [
        (START, json!({ "id": id })),
        (ASK, says(&id, "?")),
        (ANSWER, says(&id, "!")),
        (CANCEL, says(&id, "x")),
        (CLOSE, json!({ "id": id, "outcome": "x" })),
        (REOPEN, json!({ "id": id })),
        (ASSIGN, json!({ "id": id, "to": clerk.id })),
    ] {
        assert_eq!(clerk.ask_with(what, variables).await.no(), "REQUEST_CANCELLED");
    }
    // It is neither open nor overdue.
    let list = "{ requests(filter: { overdue: false, states: [CANCELLED] }) { totalCount } }";
    assert_eq!(clerk.done(list, json!({})).await.number("/requests/totalCount"), 1);
}

/// The answer's code, and the moves that it names.
async fn no(by: &Client, query: &str, variables: Value) -> String {
    let answer = by.ask_with(query, variables).await;
    let payload = answer.body["data"].as_object().unwrap().values().next().unwrap();
    let error = &payload["userErrors"][0];
    format!("{} {}", error["code"].as_str().unwrap(), error["legalMoves"])
}

#[tokio::test]
async fn a_move_that_leads_nowhere_names_those_that_do() {
    let tenant = House::shared().await.tenant("nowhere").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    let mut said = vec![no(&clerk, ASK, says(&id, "?")).await];
    said.push(no(&clerk, ANSWER, says(&id, "!")).await);
    // A mayor sees the case, and may not even lock it: they are told the same.
    said.push(no(&mayor, ANSWER, says(&id, "!")).await);
    clerk.done(START, json!({ "id": id })).await;
    said.push(no(&clerk, START, json!({ "id": id })).await);
    clerk.done(ASK, says(&id, "?")).await;
    said.push(no(&clerk, ASK, says(&id, "?")).await);
    said.push(no(&clerk, START, json!({ "id": id })).await);
    clerk.done(CLOSE, json!({ "id": id, "outcome": "Neodpověděl." })).await;
    said.push(no(&mayor, ANSWER, says(&id, "!")).await);
    insta::assert_snapshot!(said.join("\n"), @r#"
    ILLEGAL_MOVE ["ASSIGN","START","CLOSE","CANCEL","MOVE"]
    ILLEGAL_MOVE ["ASSIGN","START","CLOSE","CANCEL","MOVE"]
    ILLEGAL_MOVE ["ASSIGN","START","CLOSE","CANCEL","MOVE"]
    ILLEGAL_MOVE ["ASSIGN","ASK_REQUESTER","CLOSE","CANCEL","MOVE"]
    ILLEGAL_MOVE ["ASSIGN","ANSWER","CLOSE","CANCEL","MOVE"]
    ILLEGAL_MOVE ["ASSIGN","ANSWER","CLOSE","CANCEL","MOVE"]
    REQUEST_ALREADY_CLOSED ["REOPEN"]
    "#);
    let seen = clerk.done(HISTORY, json!({ "id": id })).await;
    assert_eq!(
        seen.each("/request/history/nodes", "kind"),
        ["request.opened", "request.started", "request.asked", "request.closed"]
    );
}

#[tokio::test]
async fn who_isn_t_asked_doesn_t_answer() {
    let house = House::shared().await;
    let [tenant, other] = <[_; 2]>::try_from(house.tenants(&["answer-a", "answer-b"]).await)
        .unwrap_or_else(|_| panic!("two"));
    let (clerk, specialist) = (tenant.clerk().await, tenant.specialist().await);
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    let secret = tenant.open(&specialist, "LEGAL-ADVICE", 0, "Spor").await;
    for id in [&id, &secret] {
        specialist.done(START, json!({ "id": id })).await;
        specialist.done(ASK, says(id, "?")).await;
    }
    for stranger in [&tenant.mayor_of(1).await, &other.mayor_of(0).await, &other.manager().await] {
        assert_eq!(stranger.ask_with(ANSWER, says(&id, "!")).await.no(), "NOT_FOUND");
    }
    assert_eq!(clerk.ask_with(ANSWER, says(&secret, "!")).await.no(), "NOT_FOUND");
    for (what, text, code) in [
        (ASK, "", "REQUIRED"),
        (ANSWER, " \n", "REQUIRED"),
        (CANCEL, "", "REQUIRED"),
        (ASK, &*"ř".repeat(10_001), "TOO_LONG"),
        (ANSWER, &*"ř".repeat(10_001), "TOO_LONG"),
        (CANCEL, &*"ř".repeat(10_001), "TOO_LONG"),
    ] {
        assert_eq!(specialist.ask_with(what, says(&id, text)).await.no(), code);
    }
    let mayor = tenant.mayor_of(0).await;
    for (what, lacks) in [(START, "StartRequest"), (ASK, "AskRequester"), (CANCEL, "CancelRequest")]
    {
        let answer = mayor.ask_with(what, says(&id, "x")).await;
        assert_eq!(answer.errors()[0]["extensions"]["permission"], lacks);
    }
    let chair = tenant.chair().await.ask_with(ANSWER, says(&id, "x")).await;
    assert_eq!(chair.errors()[0]["extensions"]["permission"], "AnswerRequest");
}

#[tokio::test]
async fn of_ten_who_answer_at_once_one_is_heard() {
    let tenant = House::shared().await.tenant("at-once").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    clerk.done(START, json!({ "id": id })).await;
    clerk.done(ASK, says(&id, "?")).await;
    let answers = (0..10).map(|n| {
        let by = if n % 2 == 0 { mayor.client.clone() } else { clerk.client.clone() };
        let id = id.clone();
        async move { by.ask_with(ANSWER, says(&id, &n.to_string())).await.no().to_owned() }
    });
    let mut told = futures_util::future::join_all(answers).await;
    told.sort_unstable();
    assert_eq!(told.iter().filter(|no| no.is_empty()).count(), 1, "{told:?}");
    assert_eq!(told.iter().filter(|no| *no == "ILLEGAL_MOVE").count(), 9, "{told:?}");
    let seen = clerk.done(HISTORY, json!({ "id": id })).await;
    assert_eq!(seen.number("/request/version"), 4);
    assert_eq!(seen.list("/request/comments/nodes").len(), 2);
}

#[tokio::test]
async fn the_first_word_for_the_requester_is_the_first_answer() {
    let house = House::shared().await;
    let tenant = house.tenant("first-answer").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let first = "query($id: ID!) { request(id: $id) { version firstAnsweredAt clock { firstAnsweredAt } } }";
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    for (by, internal) in [(&mayor, false), (&clerk, true)] {
        by.done(COMMENT, json!({ "id": id, "body": "x", "internal": internal })).await;
        let seen = clerk.done(first, json!({ "id": id })).await;
        assert_eq!(*seen.data("/request/firstAnsweredAt"), Value::Null);
    }
    clerk.done(COMMENT, json!({ "id": id, "body": "Děláme na tom.", "internal": false })).await;
    let seen = clerk.done(first, json!({ "id": id })).await;
    let answered = seen.text("/request/firstAnsweredAt").to_owned();
    assert_eq!(seen.text("/request/clock/firstAnsweredAt"), answered);
    // A later one isn't the first, and a comment is no step.
    house.tick(chrono::Duration::minutes(5));
    clerk.done(COMMENT, json!({ "id": id, "body": "Ještě.", "internal": false })).await;
    clerk.done(CLOSE, json!({ "id": id, "outcome": "x" })).await;
    let seen = clerk.done(first, json!({ "id": id })).await;
    assert_eq!(seen.text("/request/firstAnsweredAt"), answered);
    assert_eq!(seen.number("/request/version"), 2);
}

#[tokio::test]
async fn how_urgent_it_is_and_how_it_came_is_said_on_opening_and_filtered_by() {
    let tenant = House::shared().await.tenant("urgent").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let input = |more: Value| {
        let mut input =
            json!({ "serviceCode": "DEV-WASTE", "title": "T", "memberId": tenant.members[0] });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "input": input })
    };
    clerk
        .done(OPEN, input(json!({ "title": "a", "priority": "URGENT", "channel": "TELEPHONE" })))
        .await;
    clerk
        .done(OPEN, input(json!({ "title": "b", "priority": "LOW", "channel": "DATA_BOX" })))
        .await;
    clerk.done(OPEN, input(json!({ "title": "c" }))).await;
    mayor.done(OPEN, input(json!({ "title": "d" }))).await;
    let refused = mayor.ask_with(OPEN, input(json!({ "channel": "TELEPHONE" }))).await;
    assert_eq!(refused.no(), "MALFORMED");
    let list = "query($filter: RequestFilter) { requests(filter: $filter, orderBy: { field: OPENED_AT, direction: ASC }) {
        totalCount nodes { title priority channel } } }";
    let mut said = Vec::new();
    for filter in [
        json!({}),
        json!({ "priorities": ["URGENT", "LOW"] }),
        json!({ "priorities": ["NORMAL"] }),
        json!({ "channels": ["WEB"] }),
        json!({ "channels": ["TELEPHONE", "DATA_BOX"], "priorities": ["LOW"] }),
        json!({ "channels": [] }),
    ] {
        let found = clerk.done(list, json!({ "filter": filter })).await;
        let shown: Vec<String> = found
            .list("/requests/nodes")
            .iter()
            .map(|one| format!("{} {} {}", one["title"], one["priority"], one["channel"]))
            .collect();
        said.push(format!("{filter}: ({})", shown.join(", ").replace('"', "")));
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    {}: (a URGENT TELEPHONE, b LOW DATA_BOX, c NORMAL null, d NORMAL WEB)
    {"priorities":["URGENT","LOW"]}: (a URGENT TELEPHONE, b LOW DATA_BOX)
    {"priorities":["NORMAL"]}: (c NORMAL null, d NORMAL WEB)
    {"channels":["WEB"]}: (d NORMAL WEB)
    {"channels":["TELEPHONE","DATA_BOX"],"priorities":["LOW"]}: (b LOW DATA_BOX)
    {"channels":[]}: ()
    "#);
}

#[tokio::test]
async fn who_was_asked_fifty_times_is_asked_no_more_until_it_is_opened_again() {
    let tenant = House::shared().await.tenant("fifty").await;
    let clerk = tenant.clerk().await;
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    clerk.done(START, json!({ "id": id })).await;
    for _ in 0..50 {
        clerk.done(ASK, says(&id, "?")).await;
        clerk.done(ANSWER, says(&id, "!")).await;
    }
    assert_eq!(clerk.ask_with(ASK, says(&id, "?")).await.no(), "REQUESTER_ASKED_TOO_OFTEN");
    clerk.done(CLOSE, json!({ "id": id, "outcome": "x" })).await;
    // It has no holder but who began, so it is with them again, and its clock is a new one.
    clerk.done(REOPEN, json!({ "id": id })).await;
    clerk.done(ASK, says(&id, "?")).await;
}
