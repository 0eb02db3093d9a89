//! The search: what is found by which words and in which order, and what nobody finds.

mod borders;
mod changed;
mod fast;
mod filled;
mod found;
mod refused;

use crate::house::{Answer, Client};
use serde_json::{Value, json};

const SEARCH: &str = "query($query: String!, $filter: SearchFilter, $first: Int, $after: String) {
    search(query: $query, filter: $filter, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
        nodes { kind foundIn snippet { text hit } request { title } activity { output } } } }";
const COMMENT: &str = "mutation($id: ID!, $body: String!, $internal: Boolean!) {
    commentOnRequest(input: { id: $id, body: $body, internal: $internal }) { userErrors { code } } }";
const OPEN: &str =
    "mutation($input: OpenRequestInput!) { openRequest(input: $input) { id userErrors { code } } }";
const RECORD: &str = "mutation($input: RecordActivityInput!) { recordActivity(input: $input) { activity { id } userErrors { code } } }";

/// Searches.
async fn search(by: &Client, query: &str) -> Answer {
    by.done(SEARCH, json!({ "query": query })).await
}

/// What is found, each by its title or output, in its order.
async fn found(by: &Client, query: &str) -> Vec<String> {
    names(&search(by, query).await)
}

fn names(answer: &Answer) -> Vec<String> {
    let hits = answer.list("/search/nodes");
    assert!(i64::try_from(hits.len()).unwrap() <= answer.number("/search/totalCount"));
    let name = |hit: &Value| {
        let text = hit["request"]["title"].as_str().or(hit["activity"]["output"].as_str());
        text.unwrap_or_else(|| panic!("neither of the two: {hit}")).to_owned()
    };
    hits.iter().map(name).collect()
}

/// The first hit's snippet, with the words that were searched for in brackets.
fn snippet(answer: &Answer) -> String {
    let pieces = answer.list("/search/nodes/0/snippet");
    let piece = |piece: &Value| {
        let text = piece["text"].as_str().unwrap();
        if piece["hit"] == true { format!("[{text}]") } else { text.to_owned() }
    };
    pieces.iter().map(piece).collect()
}

/// Opens a request with a description; its id.
async fn open(by: &Client, member: &str, service: &str, title: &str, description: &str) -> String {
    let input = json!({
        "serviceCode": service, "title": title, "description": description, "memberId": member,
    });
    by.done(OPEN, json!({ "input": input })).await.text("/openRequest/id").to_owned()
}

async fn comment(by: &Client, id: &str, body: &str, internal: bool) {
    by.done(COMMENT, json!({ "id": id, "body": body, "internal": internal })).await;
}

/// Records an activity of some members; its id.
async fn record(by: &Client, service: &str, members: &[&str], output: &str) -> String {
    let shares: Vec<Value> = members.iter().map(|id| json!({ "memberId": id })).collect();
    let input = json!({
        "serviceCode": service, "competence": "OWN", "minutes": 30, "output": output, "beneficiaries": shares,
    });
    let done = by.done(RECORD, json!({ "input": input })).await;
    done.text("/recordActivity/activity/id").to_owned()
}
