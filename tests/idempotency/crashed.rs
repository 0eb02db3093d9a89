//! A server that is killed in the middle: of each keyed deed there is both, it and its outcome, or neither; and who asks
//! again under the same key gets what was done, or has it done now.

use crate::killed::{Client, Killed};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tokio::task::JoinSet;

const DEEDS: usize = 100;
/// So many are answered before the server is killed.
const ANSWERED: usize = 20;

const OPEN: &str =
    "mutation($title: String!) { openRequest(input: { serviceCode: \"CIT-CONTACT\", title: $title,
    requester: CITIZEN, requesterName: \"Nikdo\" }) { id userErrors { code } } }";

async fn open(client: &Client, number: usize) -> Option<String> {
    let keyed = client.with(&format!("Idempotency-Key: deed {number}"));
    let answer: Value = keyed.ask(OPEN, json!({ "title": format!("keyed {number}") })).await?;
    let id = answer["data"]["openRequest"]["id"].as_str();
    Some(id.unwrap_or_else(|| panic!("{answer}")).to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_among_a_hundred_keyed_deeds_leaves_each_with_its_outcome_or_neither() {
    let house = Killed::new();
    let mut server = house.start().await;
    let clerk = house.clerk().await;
    let mut deeds = JoinSet::new();
    for number in 0..DEEDS {
        let clerk = clerk.clone();
        deeds.spawn(async move { (number, open(&clerk, number).await) });
    }
    let mut answered = BTreeMap::new();
    while let Some(deed) = deeds.join_next().await {
        if let (number, Some(id)) = deed.unwrap() {
            answered.insert(number, id);
        }
        if answered.len() == ANSWERED {
            // SIGKILL: the server has no time to put anything in order.
            server.kill().unwrap();
        }
    }
    assert!(
        answered.len() >= ANSWERED,
        "only {} were answered before it was killed",
        answered.len()
    );
    server.wait().unwrap();

    let mut server = house.start().await;
    let done = "SELECT count(*) FROM requests WHERE title LIKE 'keyed %'";
    let kept = "SELECT count(*) FROM idempotency_outcomes WHERE key LIKE 'deed %'";
    let unfinished = "SELECT count(*) FROM idempotency_outcomes WHERE outcome IS NULL";
    let (before, kept_before) = (house.number(done).await, house.number(kept).await);
    assert!(usize::try_from(before).unwrap() >= answered.len(), "what was answered is there");
    assert_eq!((before, house.number(unfinished).await), (kept_before, 0), "both or neither");
    println!("measured: killed after {} answers, {before} of {DEEDS} were done", answered.len());

    // The demo's token is another one now, and the clerk the same person.
    let clerk = house.clerk().await;
    for number in 0..DEEDS {
        let id = open(&clerk, number).await.expect("an answer");
        assert!(answered.get(&number).is_none_or(|before| *before == id), "deed {number}");
    }
    let all = i64::try_from(DEEDS).unwrap();
    let titles = "SELECT count(DISTINCT title) FROM requests WHERE title LIKE 'keyed %'";
    let (done, titles) = (house.number(done).await, house.number(titles).await);
    assert_eq!((done, titles, house.number(kept).await), (all, all, all), "each once");
    server.kill().unwrap();
    server.wait().unwrap();
}
