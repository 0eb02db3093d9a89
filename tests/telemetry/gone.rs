//! A collector that is gone or never answers: nobody waits for it, it is said once, and the program ends all the same. And
//! lines of the log that meet their traces.

use super::collector::Collector;
use super::program::{Program, ask};
use crate::house::House;
use serde_json::{Value, json};

const LOST: &str = "the collector doesn't take telemetry, which is lost until it does";

async fn asked_beside(variables: &[(&str, &str)]) {
    let house = House::shared().await;
    let tenant = house.tenant("unheard").await;
    let now = house.today();
    let clerk = tenant.clerk().await.again(&now).await;
    let mut all = variables.to_vec();
    all.push(("OTEL_EXPORTER_OTLP_TIMEOUT", "300"));
    let program = Program::serve(&house.database().url(), &all).await;
    let ask_often = async || {
        for _ in 0..20 {
            let query = "{ requests { totalCount } }";
            assert_eq!(ask(program.port, clerk.token(), &[], query, json!({})).await.status, 200);
        }
    };
    ask_often().await;
    program.logged.wait_for(|line| line.contains(LOST).then_some(())).await;
    // Batches go on failing meanwhile.
    ask_often().await;
    let logged = program.logged.clone();
    program.stop().await;
    let warned =
        logged.json().into_iter().filter(|line| line["level"] == "WARN").collect::<Vec<_>>();
    assert_eq!(warned.len(), 1, "{warned:?}");
    assert_eq!(warned[0]["message"], LOST);
    assert!(!logged.all().iter().any(|line| line.contains("\"ERROR\"")), "{:?}", logged.all());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_never_answers_keeps_nobody_waiting_and_is_told_of_once() {
    let collector = Collector::silent().await;
    asked_beside(&collector.variables()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_is_gone_keeps_nobody_waiting_and_is_told_of_once() {
    for protocol in ["http/protobuf", "grpc"] {
        let nowhere = [
            // Of port 1 there is nobody.
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol),
            ("OTEL_BSP_SCHEDULE_DELAY", "50"),
        ];
        asked_beside(&nowhere).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_of_the_log_names_its_trace_and_span_here_and_at_the_collector() {
    let collector = Collector::http().await;
    let nowhere = "postgres://centrum@127.0.0.1:1/nowhere";
    let program = Program::serve(nowhere, &collector.variables()).await;
    let answer = ask(program.port, "cst_somebody", &[], "{ viewer { id } }", json!({})).await;
    assert_eq!(answer.status, 503);
    let trace = answer.header("centrum-trace").unwrap();

    let line = program.logged.wait_for(|line| {
        let line: Value = serde_json::from_str(line).ok()?;
        (line["message"] == "nobody can be signed in").then_some(line)
    });
    let line = line.await;
    assert_eq!(line["trace_id"], trace);
    let (record, span) = collector
        .sees("the line and its span", |got| {
            let record = got.logs.iter().find(|record| record.trace_id == trace)?;
            let span = got.spans.iter().find(|span| span.span_id == record.span_id)?;
            Some((record.clone(), span.clone()))
        })
        .await;
    assert_eq!(
        (line["span_id"].as_str(), span.name.as_str()),
        (Some(record.span_id.as_str()), "POST /graphql")
    );
    assert!(
        record.body.unwrap().contains("nobody can be signed in") && record.severity_text == "WARN"
    );
    assert_eq!(span.status.unwrap().code, "STATUS_CODE_ERROR");
}

/// Where nothing is told, lines have the trace all the same: it is the one that who asked was answered.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_collector_lines_name_their_trace_too() {
    let program = Program::serve("postgres://centrum@127.0.0.1:1/nowhere", &[]).await;
    let answer = ask(program.port, "cst_somebody", &[], "{ viewer { id } }", json!({})).await;
    let line = program.logged.wait_for(|line| {
        let line: Value = serde_json::from_str(line).ok()?;
        (line["message"] == "nobody can be signed in").then_some(line)
    });
    assert_eq!(line.await["trace_id"], answer.header("centrum-trace").unwrap());
}
