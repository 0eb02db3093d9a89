//! The pages in Chromium, narrow and wide: tests/clients/intake.mjs looks at them and tells what it saw.

use super::desk::{Desk, open, served};
use crate::house::House;
use crate::house::node::node;
use serde_json::{Value, json};
use server::http::Rates;

#[tokio::test(flavor = "multi_thread")]
async fn everybody_can_use_the_form_and_no_rule_of_the_page_is_broken() {
    let house = House::shared().await;
    let (tenant, desk) = (open(&house, "prohlizec").await, Desk::of(&house));
    let waiting = desk.asked(&tenant, "jana@example.cz").await;
    let port = served(&house, Rates::highest()).await;
    let (url, form) = (format!("http://127.0.0.1:{port}"), format!("/intake/{}", tenant.slug()));
    let environment =
        [("CENTRUM_URL", url.as_str()), ("CENTRUM_FORM", &form), ("CENTRUM_WAITING", &waiting)];
    let told: Value = serde_json::from_str(&node("intake.mjs", &environment, &[]).await).unwrap();
    for wrong in ["console", "foreign", "violations", "failed"] {
        assert_eq!(told[wrong], json!([]), "{wrong}: {told}");
    }
    let pages = told["pages"].as_array().unwrap();
    assert_eq!(pages.len(), 7, "{told}");
    for page in pages {
        assert_eq!(
            (&page["violations"], &page["overflows"]),
            (&json!([]), &json!(false)),
            "{page}"
        );
        assert!(page["passes"].as_i64() > Some(10), "{page}");
    }
    assert_eq!((&told["trapIsSeen"], &told["status"]), (&json!(false), &json!("Dotaz 2026/1")));
}
