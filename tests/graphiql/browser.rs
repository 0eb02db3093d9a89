//! What a person does with the page, in Chromium: tests/clients/graphiql.mjs does it and tells what it saw.

use super::{demo, keep_in_order};
use crate::house::database::TestDatabase;
use crate::house::node::node;
use crate::house::serving::Serving;
use crate::killed::Client as Asking;
use domain::access::Db;
use domain::identity::demo::token_of;
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

const LINK: &str = "mutation($id: ID!) { createSignInLink(input: { participantId: $id }) { link { url } userErrors { code } } }";

fn seen<'a>(told: &'a Value, pointer: &str) -> &'a str {
    told.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer}: {told:#}"))
}

/// What the worker does for somebody who watches the centre.
async fn working(db: &Db, database: &TestDatabase) {
    let client = database.superuser().await;
    let centre = "SELECT id::text FROM tenants WHERE slug = 'hlucinsko-zapad'";
    let centre: String = client.query_one(centre, &[]).await.unwrap().get(0);
    let mut tick = tokio::time::interval(Duration::from_millis(250));
    loop {
        tick.tick().await;
        keep_in_order(db, centre.parse::<Uuid>().unwrap().into()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_signs_in_by_a_link_asks_and_reads_the_contract_in_czech() {
    let (database, db) = demo().await;
    let server = Serving::start(&database.url());
    let token = async |persona: &str| token_of(&db, persona).await.unwrap().unwrap().secret;
    let (admin, clerk) = (token("admin").await, token("clerk").await);

    let viewer = Asking::bearing(server.port, &clerk)
        .ask("{ viewer { participant { id } } }", json!({}))
        .await
        .unwrap();
    let link = Asking::bearing(server.port, &admin)
        .ask(LINK, json!({ "id": seen(&viewer, "/data/viewer/participant/id") }))
        .await
        .unwrap();
    let url = format!("http://127.0.0.1:{}", server.port);
    let environment = [
        ("CENTRUM_URL", url.as_str()),
        ("CENTRUM_LINK", seen(&link, "/data/createSignInLink/link/url")),
        ("CENTRUM_TOKEN", admin.as_str()),
        ("CENTRUM_CLERK", clerk.as_str()),
    ];
    let told = tokio::select! {
        told = node("graphiql.mjs", &environment, &[]) => told,
        () = working(&db, &database) => unreachable!("it goes on"),
    };
    let told: Value = serde_json::from_str(&told).unwrap();

    // Who isn't signed in reads how, and asks for nothing.
    assert!(seen(&told, "/signedOut/text").contains("Nejste přihlášeni"), "{told:#}");
    assert_eq!(seen(&told, "/signedOut/link"), "/auth");
    assert_eq!(told["signedOut"]["asked"], json!([]));

    // A pasted token is enough, and stays in the page's memory.
    assert!(seen(&told, "/token/bar").contains("Alena Správná (demo)"), "{told:#}");
    assert!(seen(&told, "/token/answer").contains("\"data\""), "{told:#}");
    assert_eq!(told["token"]["keptOutsideOfMemory"], false);

    the_own_session_is_used(&told);

    // What happens meanwhile is told, until it is enough.
    assert!(seen(&told, "/live/answer").contains("\"OPENED\""), "{told:#}");
    assert_eq!(seen(&told, "/live/button"), "Execute query (Ctrl-Enter)");

    // On a narrow screen it is used in the same way.
    assert_eq!(told["narrow"]["overflows"], false);
    assert!(seen(&told, "/narrow/answer").contains("\"data\""), "{told:#}");
    assert!(told["narrow"]["answerWidth"].as_f64().unwrap() > 300.0, "{told:#}");
    assert!(seen(&told, "/narrow/docs").contains("Mutation"), "{told:#}");

    // And all of it by itself: nothing of another host, no rule broken, nothing to complain.
    for what in ["console", "foreign", "violations", "failed"] {
        assert_eq!(told[what], json!([]), "{what}");
    }
    // They would have been noticed.
    assert_eq!(told["control"]["violations"], json!(["connect-src", "script-src-elem"]));
    assert!(!told["control"]["console"].as_array().unwrap().is_empty(), "{told:#}");
}

/// By the cookie that the link gave.
fn the_own_session_is_used(told: &Value) {
    // By the link: first the examples for the own role, with their variables.
    assert!(seen(told, "/session/bar").contains("Renata Referentová (demo)"), "{told:#}");
    let tabs: Vec<&str> =
        told["session"]["tabs"].as_array().unwrap().iter().flat_map(Value::as_str).collect();
    assert_eq!(tabs[..2], ["MostUrgent", "ACitizenCame"]);
    assert_eq!(tabs.len(), server::http::EXAMPLES.len());
    let answer = seen(told, "/session/answer");
    assert!(answer.contains("\"ASSIGNED\"") && !answer.contains("\"CLOSED\""), "{answer}");

    // The documentation is in both languages, the chosen one first.
    let (czech, english) =
        ("Uzavře požadavek s tím, co z něj vzešlo.", "Closes a request with what came of it");
    let place = |text: &str, sentence: &str| {
        text.find(sentence).unwrap_or_else(|| panic!("{sentence}: {text}"))
    };
    let docs = seen(told, "/session/docs");
    assert!(place(docs, czech) < place(docs, english));
    let docs = seen(told, "/english/docs");
    assert!(place(docs, english) < place(docs, czech));
    assert_eq!(seen(told, "/english/acceptLanguage"), "en");

    // Another tenant is named in the header; one that isn't theirs is said to be none.
    assert!(
        seen(told, "/tenant/notice").contains("v tomto svazku nepůsobíte")
            || seen(told, "/tenant/notice").contains("you don't act in this tenant")
    );
    assert_eq!(seen(told, "/tenant/header"), "mikroregion-odersko");
}
