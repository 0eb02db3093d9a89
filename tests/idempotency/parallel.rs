//! A hundred at the same moment, and those that hang up.

use super::{CLOSE, OPEN, REOPEN, count, kept, open};
use crate::house::House;
use serde_json::json;
use tokio::task::JoinSet;

const DUPLICATES: usize = 100;

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_duplicates_at_once_have_one_effect_and_one_answer() {
    let house = House::shared().await;
    let tenant = house.tenant("hundred").await;
    let clerk = tenant.clerk().await;
    let mut asking = JoinSet::new();
    for _ in 0..DUPLICATES {
        let keyed = clerk.keyed("k");
        let input = json!({ "title": "Odpady", "member": tenant.members[0] });
        asking.spawn(async move { keyed.ask_with(OPEN, input).await });
    }
    let answers = asking.join_all().await;
    assert!(answers[0].is_done(), "{}", answers[0]);
    for answer in &answers {
        assert_eq!((answer.status, &answer.body), (200, &answers[0].body));
    }
    assert_eq!((count(&clerk).await, kept(&tenant).await), (1, 1));
    let history = "{ requests { nodes { history { totalCount } } } }";
    let history = clerk.done(history, json!({})).await;
    assert_eq!(history.number("/requests/nodes/0/history/totalCount"), 1);
}

/// Each waits for the one before, finds that it did nothing, and is refused itself; the first after the reopening closes.
#[tokio::test(flavor = "multi_thread")]
async fn duplicates_of_what_is_refused_are_refused_until_one_can_be_done() {
    let house = House::shared().await;
    let tenant = house.tenant("hundred-refused").await;
    let clerk = tenant.clerk().await;
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Odpady").await;
    clerk.done(CLOSE, json!({ "id": id })).await;
    let mut asking = JoinSet::new();
    for number in 0..DUPLICATES {
        let (keyed, input) = (clerk.keyed("k"), json!({ "id": id }));
        asking.spawn(async move { keyed.ask_with(CLOSE, input).await.no().to_owned() });
        if number == DUPLICATES / 2 {
            clerk.done(REOPEN, json!({ "id": id })).await;
        }
    }
    let answers = asking.join_all().await;
    let refused = answers.iter().filter(|code| *code == "REQUEST_ALREADY_CLOSED").count();
    let done = answers.iter().filter(|code| code.is_empty()).count();
    // Those of the second half come after the reopening, so at least they are answered with the closing.
    assert!(done >= DUPLICATES / 2 - 1, "{answers:?}");
    assert_eq!(refused + done, DUPLICATES, "{answers:?}");
    let history = "query($id: ID!) { request(id: $id) { state history { nodes { kind } } } }";
    let history = clerk.done(history, json!({ "id": id })).await;
    let kinds = history.each("/request/history/nodes", "kind");
    let closings = kinds.iter().filter(|kind| **kind == "request.closed").count();
    assert_eq!((closings, kept(&tenant).await), (2, 1), "{history}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_hangs_up_and_asks_again_gets_what_was_done_or_has_it_done_now() {
    let house = House::shared().await;
    let tenant = house.tenant("hung-up").await;
    let clerk = tenant.clerk().await;
    let attempts = 40;
    for polls in 0..attempts {
        let keyed = clerk.keyed(&format!("attempt {polls}"));
        let title = format!("{polls}");
        let input = json!({ "title": title, "member": tenant.members[0] });
        keyed.ask_and_leave(OPEN, input, polls).await;
        let again = open(&keyed, &tenant, &title).await;
        assert!(again.is_done(), "after {polls}: {again}");
        assert_eq!(again.text("/openRequest/request/title"), title);
    }
    let attempts = i64::try_from(attempts).unwrap();
    assert_eq!((count(&clerk).await, kept(&tenant).await), (attempts, attempts));
}
