//! `/metrics`: what is counted, and that there is an end to how many series there are, whatever anybody sends.

use super::program::{Answered, Program, ask, send, until_is};
use crate::house::House;
use crate::house::redis::Redis;
use crate::house::serving::UNHINDERED;
use crate::house::socket::Socket;
use crate::subscriptions::CHANGES;
use domain::kernel::page::Cursor;
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::timeout;

/// Lines of a page that are figures.
fn series(page: &Answered) -> BTreeSet<String> {
    assert_eq!(page.status, 200);
    let lines = page.body.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| Some(line.rsplit_once(' ')?.0.to_owned())).collect()
}

/// The value of a series that has all these labels.
fn value(page: &Answered, name: &str, labels: &[&str]) -> f64 {
    let is_it = |line: &&str| {
        line.split_once(['{', ' ']).is_some_and(|(own, _)| own == name)
            && labels.iter().all(|label| line.contains(label))
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

/// Of a transaction in which no operation of the contract runs.
const ADDED_UP: &str = "centrum_transaction_duration_seconds_count{centrum_result=\"OK\"}";

/// Each round sends other words of somebody's own wherever words can be sent; none of them makes a series of its own.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_people_think_of_there_is_an_end_to_the_series() {
    let house = House::shared().await;
    let tenant = house.tenant("bounded").await;
    let now = house.today();
    let clerk = tenant.clerk().await.again(&now).await;
    let variables = [FIGURES.as_slice(), &UNHINDERED].concat();
    let program = Program::serve(&house.database().url(), &variables).await;
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
        // What was answered is added up every few seconds: a transaction of the server's own, which has its series as well.
        let added_up = async {
            let mut again = tokio::time::interval(Duration::from_millis(50));
            while !page(metrics).await.body.contains(ADDED_UP) {
                again.tick().await;
            }
        };
        timeout(Duration::from_secs(60), added_up).await.expect("what was answered is added up");
        rounds.push(series(&page(metrics).await));
    }
    let new: Vec<&String> = rounds[1].difference(&rounds[0]).collect();
    assert!(new.is_empty(), "new words, and new series: {new:?}");
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

/// Somebody subscribes and hangs up, somebody comes too often, and Redis goes and comes back.
#[tokio::test(flavor = "multi_thread")]
async fn what_goes_on_and_what_was_refused_is_counted() {
    let house = House::shared().await;
    let tenant = house.tenant("goes-on").await;
    let now = house.today();
    let clerk = tenant.clerk().await.again(&now).await;
    let mut redis = Redis::start().await;
    let url = redis.url();
    let variables = [FIGURES[0], ("CENTRUM_REDIS_URL", &url), ("CENTRUM_RATE_ANONYMOUS", "1/h:2")];
    let program = Program::serve(&house.database().url(), &variables).await;
    let port = program.metrics_port().await;
    let figure = async |name: &str, labels: &[&str]| value(&page(port).await, name, labels);
    let open =
        async || (figure("centrum_sockets", &[]).await, figure("centrum_subscriptions", &[]).await);

    let mut socket = Socket::of(program.port, &clerk).await;
    tenant.open(&clerk, "CIT-CONTACT", 0, "counted").await;
    house.catch_up().await;
    let start = Cursor::of_position(0).print();
    socket.subscribe("1", CHANGES, json!({ "after": start })).await;
    socket.next("1").await;
    let told = [
        "graphql_operation_type=\"subscription\"",
        "graphql_field_name=\"requestChanged\"",
        "error_code=\"OK\"",
    ];
    assert_eq!(figure("centrum_graphql_fields_total", &told).await, 1.0);
    until_is("both are open", (1.0, 1.0), open).await;
    drop(socket);
    until_is("neither is open", (0.0, 0.0), open).await;

    for status in [401, 401, 429, 429] {
        assert_eq!(ask(program.port, "", &[], "{ viewer { id } }", json!({})).await.status, status);
    }
    let refused = figure("centrum_rate_limited_total", &["centrum_bucket=\"anonymous\""]).await;
    assert_eq!(refused, 2.0);

    let used = async || figure("centrum_redis_used", &[]).await;
    assert_eq!(used().await, 1.0);
    redis.kill();
    for _ in 0..2 {
        assert_eq!(
            ask(program.port, clerk.token(), &[], "{ viewer { id } }", json!({})).await.status,
            200
        );
    }
    assert_eq!(used().await, 0.0);
    let fell_back =
        figure("centrum_redis_fallbacks_total", &["centrum_redis_use=\"RATE_LIMIT\""]).await;
    assert!(fell_back >= 2.0, "{fell_back}");
    redis.start_again().await;
    until_is("it is used again", 1.0, used).await;
}
