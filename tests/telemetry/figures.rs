//! `/metrics`: what is counted, and that there is an end to how many series there are, whatever anybody sends.

use super::program::{Answered, Program, ask, send};
use crate::house::House;
use serde_json::json;
use std::collections::BTreeSet;

/// Lines of a page that are figures.
fn series(page: &Answered) -> BTreeSet<String> {
    assert_eq!(page.status, 200);
    let lines = page.body.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| Some(line.rsplit_once(' ')?.0.to_owned())).collect()
}

/// The value of a series that has all these labels.
fn value(page: &Answered, name: &str, labels: &[&str]) -> f64 {
    let is_it = |line: &&str| {
        line.starts_with(&format!("{name}{{")) && labels.iter().all(|label| line.contains(label))
    };
    let found: Vec<&str> = page.body.lines().filter(is_it).collect();
    let [line] = found.as_slice() else { panic!("{name} {labels:?}: {found:?}\n{}", page.body) };
    line.rsplit_once(' ').unwrap().1.parse().unwrap()
}

async fn page(port: u16) -> Answered {
    send(port, "GET", "/metrics", &[], "").await
}

const FIGURES: [(&str, &str); 1] = [("CENTRUM_METRICS_ADDRESS", "0")];

#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_and_answered_is_counted() {
    let house = House::shared().await;
    let tenant = house.tenant("counted").await;
    let now = house.today();
    let clerk = tenant.clerk().await.again(&now).await;
    let program = Program::serve(&house.database().url(), &FIGURES).await;
    let metrics = program.metrics_port().await;

    let token = clerk.token();
    for query in
        ["{ viewer { id } requests { totalCount } }", "{ viewer { id } members { totalCount } }"]
    {
        assert_eq!(ask(program.port, token, &[], query, json!({})).await.status, 200);
    }
    // A clerk may not, and is told so in a field's error.
    ask(program.port, token, &[], "{ auditTrail { totalCount } }", json!({})).await;
    ask(program.port, token, &[], "{ nothingSuch }", json!({})).await;
    ask(program.port, "cst_nobody", &[], "{ viewer { id } }", json!({})).await;

    let page = page(metrics).await;
    assert_eq!(page.header("content-type"), Some("text/plain; version=0.0.4"));
    let requests = "http_server_request_duration_seconds_count";
    let graphql = ["http_request_method=\"POST\"", "http_route=\"/graphql\""];
    let of = |status| [graphql[0], graphql[1], status];
    assert_eq!(value(&page, requests, &of("http_response_status_code=\"200\"")), 4.0);
    assert_eq!(value(&page, requests, &of("http_response_status_code=\"401\"")), 1.0);
    let field = |name: &str, code: &str| {
        let labels = [
            "graphql_operation_type=\"query\"".to_owned(),
            format!("graphql_field_name=\"{name}\""),
            format!("error_code=\"{code}\""),
        ];
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        value(&page, "centrum_graphql_fields_total", &labels)
    };
    assert_eq!(field("viewer", "OK"), 2.0);
    assert_eq!(field("requests", "OK"), 1.0);
    assert_eq!(field("auditTrail", "FORBIDDEN"), 1.0);
    assert_eq!(field("unknown", "BAD_USER_INPUT"), 1.0);
    let sign_ins = |result: &str| {
        let labels =
            ["centrum_sign_in_way=\"TOKEN\"".to_owned(), format!("centrum_result=\"{result}\"")];
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        value(&page, "centrum_sign_ins_total", &labels)
    };
    assert_eq!((sign_ins("OK"), sign_ins("UNAUTHENTICATED")), (4.0, 1.0));
    let transactions = ["centrum_permission=\"ReadRequests\"", "centrum_result=\"OK\""];
    assert_eq!(value(&page, "centrum_transactions_total", &transactions), 1.0);
    for named in ["db_client_connection_count", "process_start_time_seconds", "centrum_build_info"]
    {
        assert!(page.body.contains(&format!("# TYPE {named} gauge")), "{named}\n{}", page.body);
    }
}

/// Each round sends other words of somebody's own wherever words can be sent; none of them makes a series of its own.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_people_think_of_there_is_an_end_to_the_series() {
    let house = House::shared().await;
    let tenant = house.tenant("bounded").await;
    let now = house.today();
    let clerk = tenant.clerk().await.again(&now).await;
    let program = Program::serve(&house.database().url(), &FIGURES).await;
    let metrics = program.metrics_port().await;

    let mut rounds = Vec::new();
    for round in 0..2 {
        for each in 0..40 {
            let word = format!("marked{round}x{each}");
            let port = program.port;
            send(port, "GET", &format!("/{word}/{word}?{word}={word}"), &[], "").await;
            send(port, "GET", &format!("/auth/link?secret={word}"), &[], "").await;
            send(port, &word.to_uppercase(), "/graphql", &[], "").await;
            let named = format!("query {word} {{ {word}: viewer {{ id }} }}");
            ask(port, clerk.token(), &[], &named, json!({})).await;
            let unknown = format!("{{ {word} }}");
            ask(port, clerk.token(), &[], &unknown, json!({ (word.clone()): word })).await;
            ask(port, clerk.token(), &[("Centrum-Tenant", &word)], &named, json!({})).await;
            ask(port, &word, &[("User-Agent", &word)], &named, json!({})).await;
        }
        rounds.push(series(&page(metrics).await));
    }
    assert_eq!(rounds[0], rounds[1], "new words, and no new series");
    let told = rounds[1].iter().cloned().collect::<Vec<_>>().join("\n").to_lowercase();
    let tenant_id = uuid::Uuid::from(tenant.id).to_string();
    for secret in ["marked", tenant.slug(), &tenant_id, clerk.email(), clerk.token()] {
        assert!(!told.contains(&secret.to_lowercase()), "{secret} is in a label");
    }
    assert!(rounds[1].len() < 1_000, "{} series", rounds[1].len());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_on_a_port_of_its_own_and_only_read() {
    let house = House::shared().await;
    let program = Program::serve(&house.database().url(), &FIGURES).await;
    let metrics = program.metrics_port().await;
    assert_eq!(send(program.port, "GET", "/metrics", &[], "").await.status, 404);
    assert_eq!(send(metrics, "POST", "/metrics", &[], "").await.status, 405);
    assert_eq!(send(metrics, "GET", "/graphql", &[], "").await.status, 404);
    assert_eq!(send(metrics, "HEAD", "/metrics", &[], "").await.status, 200);
}
