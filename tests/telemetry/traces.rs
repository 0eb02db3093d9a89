//! Traces, as a collector gets them: continued from who asks, through SQL, to the worker.

use super::collector::{Collector, Got};
use super::program::{Program, ask};
use crate::house::House;
use fake_opentelemetry_collector::ExportedSpan;
use serde_json::json;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";

const OPEN: &str = r#"mutation { openRequest(input: {serviceCode: "CIT-CONTACT", title: "Volá paní", requester: CITIZEN,
    requesterName: "Nikdo"}) { id userErrors { code } } }"#;
const CLOSE: &str = "mutation Anything($id: ID!) { closeRequest(input: {id: $id, outcome: \"done\"}) { userErrors { code } } }";

/// A request of a trace's spans by name, and what is told of them.
struct Trace(Vec<ExportedSpan>);

impl Trace {
    fn of(id: &str, got: &Got) -> Self {
        Self(got.spans.iter().filter(|span| span.trace_id == id).cloned().collect())
    }

    fn called(&self, name: &str) -> &ExportedSpan {
        let found: Vec<_> = self.0.iter().filter(|span| span.name == name).collect();
        let [only] = found.as_slice() else { panic!("{name}: {found:?}\n{:?}", self.names()) };
        only
    }

    fn below(&self, parent: &ExportedSpan) -> Vec<&ExportedSpan> {
        self.0.iter().filter(|span| span.parent_span_id == parent.span_id).collect()
    }

    fn names(&self) -> Vec<&str> {
        self.0.iter().map(|span| span.name.as_str()).collect()
    }
}

fn attribute<'a>(span: &'a ExportedSpan, name: &str) -> &'a str {
    span.attributes.get(name).map_or("", String::as_str)
}

fn says(span: &ExportedSpan, attributes: &[(&str, &str)]) {
    for (name, value) in attributes {
        assert!(attribute(span, name).contains(value), "{name} of {span:?}");
    }
}

/// From HTTP through SQL to the worker, which is another process.
async fn the_trace_of_closing(collector: Collector) {
    let house = House::fresh().await;
    let tenant = house.tenant("traced").await;
    let now = house.today();
    let clerk = tenant.clerk().await.again(&now).await;
    let id = clerk.done(OPEN, json!({})).await.text("/openRequest/id").to_owned();
    let url = house.database().url();
    let variables = collector.variables();
    let (server, _worker) =
        (Program::serve(&url, &variables).await, Program::work(&url, &variables).await);

    let parent = format!("00-{TRACE}-{CALLER}-01");
    let headers = [("traceparent", parent.as_str()), ("tracestate", "office=1")];
    let answer = ask(server.port, clerk.token(), &headers, CLOSE, json!({ "id": id })).await;
    assert_eq!(answer.json()["data"]["closeRequest"]["userErrors"], json!([]), "{answer:?}");
    assert_eq!(answer.header("centrum-trace"), Some(TRACE));

    let trace = collector.sees("the whole trace", |got| {
        let trace = Trace::of(TRACE, got);
        let is_whole = ["POST /graphql", "relay request.closed"];
        is_whole.iter().all(|name| trace.names().contains(name)).then_some(trace)
    });
    let trace = trace.await;
    let request = trace.called("POST /graphql");
    assert_eq!(
        (request.kind.as_str(), request.parent_span_id.as_str()),
        ("SPAN_KIND_SERVER", CALLER)
    );
    assert_eq!(request.trace_state, "office=1");
    let tenant_id = tenant.id.to_string();
    says(
        request,
        &[
            ("http.request.method", "POST"),
            ("http.route", "/graphql"),
            ("http.response.status_code", "200"),
            ("tenant.id", &tenant_id),
        ],
    );
    operation_and_its_sql(&trace, request);
    the_worker_s_part(&trace, request, &collector).await;
    // Each has its parent here, but for the one whose parent is the caller's.
    for span in &trace.0 {
        let has_parent = trace.0.iter().any(|other| other.span_id == span.parent_span_id);
        assert!(has_parent || span.parent_span_id == CALLER, "{span:?}");
    }
    collector
        .sees("figures", |got| {
            let mut metrics = got.metrics.iter().flat_map(|each| &each.metrics);
            metrics.any(|metric| metric.name == "http.server.request.duration").then_some(())
        })
        .await;

    let superuser = house.database().superuser().await;
    let told = "SELECT trace FROM events WHERE kind = 'request.closed'";
    let kept: String = superuser.query_one(told, &[]).await.unwrap().get(0);
    assert_eq!(kept, TRACE, "the audit trail names the same trace");
}

/// Below the request: what was asked, its transaction, and each statement of that.
fn operation_and_its_sql(trace: &Trace, request: &ExportedSpan) {
    let operation = trace.called("mutation closeRequest");
    assert_eq!(operation.parent_span_id, request.span_id);
    says(operation, &[("graphql.operation.type", "mutation"), ("graphql.fields", "closeRequest")]);
    let of_operation = trace.below(operation);
    let transaction =
        of_operation.iter().find(|span| attribute(span, "permission").contains("CloseRequest"));
    let transaction = transaction.unwrap_or_else(|| panic!("{of_operation:?}"));
    assert_eq!(transaction.name, "db.transaction");
    says(transaction, &[("result", "OK")]);
    let statements = trace.below(transaction);
    let names: Vec<&str> = statements.iter().map(|span| span.name.as_str()).collect();
    for name in ["BEGIN", "WITH requests", "COMMIT"] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    for statement in &statements {
        assert_eq!(statement.kind, "SPAN_KIND_CLIENT");
        says(statement, &[("db.system.name", "postgresql")]);
    }
    let update = trace.called("WITH requests");
    says(update, &[("db.query.text", "$1"), ("db.operation.name", "WITH")]);
}

/// Below the request too, and linked to the batch in which the worker did it.
async fn the_worker_s_part(trace: &Trace, request: &ExportedSpan, collector: &Collector) {
    let worked = trace.called("relay request.closed");
    assert_eq!(
        (worked.kind.as_str(), worked.parent_span_id.as_str()),
        ("SPAN_KIND_CONSUMER", request.span_id.as_str())
    );
    let [link] = worked.links.as_slice() else { panic!("{worked:?}") };
    let link = link.clone();
    let batch = collector.sees("the worker's own span", |got| {
        got.spans.iter().find(|span| span.span_id == link.span_id).cloned()
    });
    let batch = batch.await;
    assert_eq!((batch.name.as_str(), batch.parent_span_id.as_str()), ("relay", ""));
    assert!(batch.trace_id == link.trace_id && batch.trace_id != TRACE);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trace_of_closing_a_request_goes_from_http_through_sql_to_the_worker_over_grpc() {
    the_trace_of_closing(Collector::grpc().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trace_of_closing_a_request_goes_from_http_through_sql_to_the_worker_over_http() {
    the_trace_of_closing(Collector::http().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_doesnt_want_to_be_told_of_isnt_and_who_brings_no_trace_begins_one() {
    let house = House::shared().await;
    let tenant = house.tenant("untold").await;
    let now = house.today();
    let clerk = tenant.clerk().await.again(&now).await;
    let collector = Collector::http().await;
    let server = Program::serve(&house.database().url(), &collector.variables()).await;

    let query = "{ requests { totalCount } }";
    let untold = format!("00-{TRACE}-{CALLER}-00");
    let headers = [("traceparent", untold.as_str())];
    let answer = ask(server.port, clerk.token(), &headers, query, json!({})).await;
    assert_eq!((answer.status, answer.header("centrum-trace")), (200, Some(TRACE)));

    let answer = ask(server.port, clerk.token(), &[], query, json!({})).await;
    let begun = answer.header("centrum-trace").unwrap().to_owned();
    let trace = collector.sees("the trace that began", |got| {
        let trace = Trace::of(&begun, got);
        trace.names().contains(&"POST /graphql").then_some(trace)
    });
    let trace = trace.await;
    assert_eq!(trace.called("POST /graphql").parent_span_id, "");
    // What came first would have been sent first.
    let untold = collector.sees("what came", |got| Some(Trace::of(TRACE, got).0.len())).await;
    assert_eq!(untold, 0);
}
