//! What must not be in anything that is told: what people write, who they are, what they sign in with.

use super::collector::Collector;
use super::program::{Program, ask, send};
use crate::house::{Client, House};
use serde_json::json;

const OPEN: &str = "mutation NAME($title: String!, $name: String!) { openRequest(input: {serviceCode: \"CIT-CONTACT\",
    title: $title, requester: CITIZEN, requesterName: $name}) { id userErrors { code } } }";
const WRITTEN: &str = "mutation { openRequest(input: {serviceCode: \"CIT-CONTACT\", title: \"TITLE\", requester: CITIZEN,
    requesterName: \"NAME\"}) { id userErrors { code } } }";
const COMMENT: &str =
    "mutation($id: ID!, $text: String!) { commentOnRequest(input: {id: $id, body: $text}) {
    userErrors { code } } }";
const CLOSE: &str =
    "mutation($id: ID!, $outcome: String!) { closeRequest(input: {id: $id, outcome: $outcome}) {
    userErrors { code } } }";
const INVITE: &str = "mutation($email: String!, $name: String!) { inviteUser(input: {email: $email, displayName: $name,
    role: CLERK}) { link { url } userErrors { code } } }";

/// A story in which everything that somebody can write has a mark. At its end all that was told is searched: spans, figures
/// and lines that a collector got, lines of standard error, and the page of figures.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_people_wrote_or_are_is_told_to_a_collector_or_to_the_log() {
    let house = House::fresh().await;
    let tenant = house.tenant("silent").await;
    let now = house.today();
    let (clerk, admin) =
        (tenant.clerk().await.again(&now).await, tenant.admin().await.again(&now).await);
    let collector = Collector::http().await;
    let mut variables = collector.variables();
    // Only what is sent at the end is sent: it isn't lost.
    for (name, value) in &mut variables {
        if *name == "OTEL_BSP_SCHEDULE_DELAY" {
            *value = "600000";
        }
    }
    variables.push(("CENTRUM_METRICS_ADDRESS", "0"));
    variables.push(("OTEL_EXPORTER_OTLP_HEADERS", "key=QMARKQkey"));
    let url = house.database().url();
    let program = Program::serve(&url, &variables).await;
    let worker = Program::work(&url, &variables).await;
    let port = program.port;
    let secret = say_everything(port, &clerk, &admin).await;
    let token = clerk.token();
    let metrics = program.metrics_port().await;
    let page = send(metrics, "GET", "/metrics", &[], "").await.body;
    collector
        .sees("the worker's doing", |got| {
            let mut metrics = got.metrics.iter().flat_map(|each| &each.metrics);
            metrics.any(|metric| metric.name == "centrum.events.stamped").then_some(())
        })
        .await;
    let lines = [program.logged.clone(), worker.logged.clone()];
    program.stop().await;
    worker.stop().await;
    let got = collector
        .sees("everything", |got| {
            let of_both = ["mutation closeRequest", "relay request.closed"];
            let is_there = |name: &&str| got.spans.iter().any(|span| span.name == **name);
            of_both.iter().all(is_there).then(|| format!("{got:?}"))
        })
        .await;
    let logged: String = lines.iter().flat_map(|lines| lines.all()).collect();
    assert!(
        got.contains("UPDATE requests") && page.contains("# TYPE"),
        "there is something to search"
    );
    let hidden =
        ["qmarkq", token, admin.token(), clerk.email(), admin.email(), &secret, "obec.invalid"];
    for (where_told, told) in [("a collector", &got), ("the page", &page), ("the log", &logged)] {
        nothing_of(&hidden, where_told, told);
    }
}

fn nothing_of(hidden: &[&str], where_told: &str, told: &str) {
    let told = told.to_lowercase();
    for secret in hidden {
        let at = told.find(&secret.to_lowercase());
        let around = at.map(|at| told.get(at.saturating_sub(300)..at + 100).unwrap_or_default());
        assert_eq!(around, None, "{secret} was told to {where_told}");
    }
}

/// Writes a mark wherever somebody can write, rightly and wrongly; answers the secret of a link.
async fn say_everything(port: u16, clerk: &Client, admin: &Client) -> String {
    let token = clerk.token();
    let told = [
        ("tracestate", "QMARKQstate=1"),
        ("User-Agent", "QMARKQagent"),
        ("Cookie", "QMARKQ=QMARKQcookie"),
    ];
    let named = OPEN.replace("NAME", "QMARKQoperation");
    let variables = json!({ "title": "QMARKQtitle", "name": "QMARKQperson" });
    let opened = ask(port, token, &told, &named, variables).await.json();
    let id = opened["data"]["openRequest"]["id"].as_str().unwrap_or_else(|| panic!("{opened}"));
    let literal = WRITTEN.replace("TITLE", "QMARKQliteral").replace("NAME", "QMARKQliteral");
    ask(port, token, &[], &literal, json!({})).await;
    let commented =
        ask(port, token, &[], COMMENT, json!({ "id": id, "text": "QMARKQcomment" })).await;
    assert_eq!(
        commented.json()["data"]["commentOnRequest"]["userErrors"],
        json!([]),
        "{commented:?}"
    );
    let invited = json!({ "email": "QMARKQmail@obec.invalid", "name": "QMARKQinvited" });
    let invited = ask(port, admin.token(), &[], INVITE, invited).await.json();
    let link = invited["data"]["inviteUser"]["link"]["url"]
        .as_str()
        .unwrap_or_else(|| panic!("{invited}"));
    let secret = link.split_once("secret=").unwrap().1.to_owned();
    assert_eq!(
        send(port, "GET", &format!("/auth/link?secret={secret}"), &[], "").await.status,
        200
    );
    ask(port, token, &[], CLOSE, json!({ "id": id, "outcome": "QMARKQoutcome" })).await;
    // Wrong in every way: what is refused is told no more than what isn't.
    ask(
        port,
        "cst_QMARKQtoken",
        &[("Centrum-Tenant", "QMARKQtenant")],
        "{ QMARKQfield }",
        json!({}),
    )
    .await;
    ask(port, token, &[("Centrum-Tenant", "QMARKQtenant")], "{ viewer { id } }", json!({})).await;
    ask(port, token, &[], CLOSE, json!({ "id": "QMARKQid", "outcome": "x\u{0}QMARKQnul" })).await;
    ask(port, token, &[], "{ QMARKQfield(a: \"QMARKQargument\") ", json!({ "QMARKQvariable": 1 }))
        .await;
    ask(port, token, &[], "{ request(id: \"QMARKQid\") { id } }", json!({})).await;
    send(
        port,
        "GET",
        "/QMARKQpath?QMARKQquery=QMARKQquery",
        &[("traceparent", "00-QMARKQ-QMARKQ-01")],
        "",
    )
    .await;
    secret
}
