//! Garbage: whatever is sent, by whoever may sign in, is answered by what the contract allows. Nothing of ours breaks, nothing
//! of the inside is told, and who comes next is answered. The seeds are fixed, so that what failed fails again.

mod bytes;
mod documents;

use crate::house::{Answer, House};
use documents::Writer;
use schema::ErrorCode;
use serde_json::Value;

/// How often each of the people asks, and how often each kind of bytes is sent.
const OPERATIONS: u64 = 300;
const PIECES: u64 = 400;

/// What only somebody inside could know. Nothing that is sent contains any of it.
const INSIDE: [&str; 12] = [
    "panicked",
    ".rs:",
    "src/",
    "postgres",
    "SELECT ",
    "INSERT ",
    "UPDATE ",
    "relation \"",
    "violates",
    "SQLSTATE",
    "diesel",
    "/home/",
];

/// Codes of what never came to be an operation.
const OF_HTTP: [&str; 10] = [
    "BAD_REQUEST",
    "CSRF_HEADER_MISSING",
    "FOREIGN_ORIGIN",
    "IDEMPOTENCY_KEY_MALFORMED",
    "METHOD_NOT_ALLOWED",
    "NOT_ACCEPTABLE",
    "NOT_FOUND",
    "PAYLOAD_TOO_LARGE",
    "UNSUPPORTED_MEDIA_TYPE",
    "URI_TOO_LONG",
];

/// Whether an answer may have this code: it is one of the contract's, and doesn't say that something of ours is wrong.
fn is_allowed(code: &str) -> bool {
    match ErrorCode::ALL.iter().find(|known| known.as_str() == code) {
        Some(ErrorCode::Internal | ErrorCode::Unavailable | ErrorCode::Timeout) => false,
        Some(_) => true,
        None => OF_HTTP.contains(&code),
    }
}

/// What is wrong with an answer.
fn fault_of(status: u16, text: &str, codes: &[&str]) -> Option<String> {
    // 100: the rest may come, for who asked whether it may.
    if status != 100 && !(200..500).contains(&status) {
        return Some(format!("status {status}"));
    }
    if let Some(word) = INSIDE.iter().find(|word| text.contains(**word)) {
        return Some(format!("{word:?} is told"));
    }
    let unknown = codes.iter().find(|code| !is_allowed(code));
    unknown.map(|code| format!("the code {code:?}"))
}

fn codes_of(body: &Value) -> Vec<&str> {
    let errors = body["errors"].as_array().map_or(&[][..], Vec::as_slice);
    let of_errors =
        errors.iter().map(|error| error["extensions"]["code"].as_str().unwrap_or("without a code"));
    of_errors.chain(body["code"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_operation_somebody_makes_up_it_is_answered_as_the_contract_says() {
    let house = House::fresh().await;
    let tenant = house.tenant("garbage").await;
    let manager = tenant.manager().await;
    for title in ["Rozbitá lampa", "Oprava chodníku"] {
        tenant.open(&manager, "CIT-CONTACT", 0, title).await;
    }
    let people = [
        ("the coordinator", house.coordinator().await),
        ("an admin", tenant.admin().await),
        ("a manager", manager.client.clone()),
        ("a clerk", tenant.clerk().await.client),
        ("a mayor", tenant.mayor_of(0).await.client),
        ("a data protection officer", tenant.dpo().await.client),
    ];
    let (mut faults, mut answered) = (Vec::new(), 0);
    let mut writers: Vec<Writer> = (0..).take(people.len()).map(Writer::of).collect();
    for _ in 0..OPERATIONS {
        for ((who, client), writer) in people.iter().zip(&mut writers) {
            let (query, variables) = writer.operation();
            let answer: Answer = client.ask_with(&query, variables.clone()).await;
            writer.learn(&answer.body);
            let codes = codes_of(&answer.body);
            answered += usize::from(codes.is_empty());
            let text = answer.body.to_string();
            if let Some(fault) = fault_of(answer.status, &text, &codes) {
                faults.push(format!("{who}: {fault}: {query}\n  {variables}\n  {text}"));
            }
        }
    }
    println!("{answered} of {} had nothing to mend", OPERATIONS * 6);
    assert!(answered > 200, "{answered}: the garbage is so bad that nothing of it runs");
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.iter().take(5).cloned().collect::<Vec<_>>().join("\n")
    );
    // Somebody new, for the others may have taken their own roles away.
    let next = tenant.specialist().await.ask("{ requests { totalCount } }").await;
    assert!(next.is_done(), "{next}");
}
