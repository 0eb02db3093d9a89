//! The coordinator's page in Chromium, narrow and wide, with JavaScript and without: tests/clients/overview.mjs looks at it and tells
//! what it saw. `CENTRUM_UPDATE=1` has it take README's picture anew.

use crate::house::committed::{is_told, workspace};
use crate::house::database::{TestDatabase, fresh};
use crate::house::model::published_in;
use crate::house::node::node;
use crate::house::serving::Serving;
use crate::killed::Client as Asking;
use domain::access::{Clock, Db, Settings};
use domain::identity::demo::token_of;
use domain::kernel::ids::TenantId;
use domain::monitoring::keep_figures;
use domain::notifications::stamp;
use domain::rollouts::{Advanced, Runner};
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

/// README shows it, and every clone carries it.
const PICTURE: &str = "docs/overview.png";
const PICTURE_BYTES_MAX: u64 = 200 * 1024;

/// The demo in a database of its own, with figures of all that happened.
async fn demo() -> (TestDatabase, Db) {
    let database = fresh();
    let settings = Settings::new(database.url(), 4, Duration::from_secs(60));
    let db = Db::connect(&settings, Clock::system()).unwrap();
    server::demo::make(&db).await.unwrap();
    let tenants = "SELECT id::text FROM tenants WHERE kind = 'ASSOCIATION'";
    for row in database.superuser().await.query(tenants, &[]).await.unwrap() {
        let tenant = TenantId::from(row.get::<_, String>(0).parse::<Uuid>().unwrap());
        while stamp(&db, tenant).await.unwrap().events + keep_figures(&db, tenant).await.unwrap()
            > 0
        {}
    }
    (database, db)
}

async fn link_of(db: &Db, port: u16) -> String {
    let token = token_of(db, "coordinator").await.unwrap().unwrap().secret;
    let asking = Asking::bearing(port, &token);
    let me = asking.ask("{ viewer { participant { id } } }", json!({})).await.unwrap();
    let make = "mutation($id: ID!) { createSignInLink(input: { participantId: $id }) { link { url } userErrors { code } } }";
    let made =
        asking.ask(make, json!({ "id": me.pointer("/data/viewer/participant/id") })).await.unwrap();
    made.pointer("/data/createSignInLink/link/url")
        .and_then(Value::as_str)
        .expect("a link")
        .to_owned()
}

/// A roll-out that waits between its waves, so that there is something of everything to be seen.
async fn rolled_out(database: &TestDatabase, db: &Db, port: u16) {
    let settings = json!({ "tokens.longest_days": {
        "value": 90, "isLocked": true, "narrows": { "least": null, "most": null, "words": null } } });
    let version = published_in(database, settings, json!({})).await;
    let token = token_of(db, "coordinator").await.unwrap().unwrap().secret;
    let asking = Asking::bearing(port, &token);
    let plan = "mutation($input: PlanRolloutInput!) { planRollout(input: $input) { rollout { id plan { hash } } userErrors { code } } }";
    let waves = json!([{ "name": "Pilot", "percent": 30 }, { "name": "Ostatní", "percent": 100 }]);
    let input = json!({ "name": "Tokeny na čtvrt roku", "toVersionId": version, "minimumSoakMinutes": 60, "waves": waves });
    let planned = asking.ask(plan, json!({ "input": input })).await.unwrap();
    let of =
        |pointer: &str| planned.pointer(&format!("/data/planRollout/rollout{pointer}")).cloned();
    let start = "mutation($input: StartRolloutInput!) { startRollout(input: $input) { rollout { state } userErrors { code } } }";
    let input =
        json!({ "rolloutId": of("/id"), "planHash": of("/plan/hash"), "expectedVersion": 1 });
    let started = asking.ask(start, json!({ "input": input })).await.unwrap();
    assert_eq!(
        started.pointer("/data/startRollout/rollout/state"),
        Some(&json!("RUNNING")),
        "{planned} {started}"
    );
    while Runner::new(db).step().await.unwrap() == Advanced::Step {}
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_for_everybody_at_any_width_and_no_script_runs() {
    let (database, db) = demo().await;
    let server = Serving::start(&database.url());
    let url = format!("http://127.0.0.1:{}", server.port);
    rolled_out(&database, &db, server.port).await;
    let link = link_of(&db, server.port).await;
    let mut environment = vec![("CENTRUM_URL", url.as_str()), ("CENTRUM_LINK", link.as_str())];
    let picture = workspace().join(PICTURE).display().to_string();
    if is_told("CENTRUM_UPDATE") {
        environment.push(("CENTRUM_PICTURE", picture.as_str()));
    }
    let told: Value = serde_json::from_str(&node("overview.mjs", &environment, &[]).await).unwrap();

    for page in told["pages"].as_array().expect("pages") {
        assert_eq!(page["axe"]["violations"], json!([]), "{page:#}");
        assert!(page["axe"]["passes"].as_u64().unwrap() > 15, "axe looked at it: {page:#}");
        assert_eq!((&page["overflows"], &page["scripts"]), (&json!(false), &json!([])), "{page:#}");
        assert_eq!(page["isStyled"], true, "{page:#}");
    }
    let seen: Vec<String> = told["pages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|page| format!("{} {}", page["name"], page["width"]))
        .collect();
    assert_eq!(seen.len(), 14, "seven pages at two widths: {seen:?}");

    // The table is moved inside its own region, by the keyboard.
    assert!(told["narrow"]["scrolled"].as_f64().unwrap() > 0.0, "{told:#}");
    // By the form, and by a heading.
    assert!(told["filtered"]["url"].as_str().unwrap().contains("name=z%C3%A1pad"), "{told:#}");
    assert_eq!(told["filtered"]["centres"].as_array().unwrap().len(), 1, "{told:#}");
    assert_eq!(told["ordered"]["sort"], "descending");

    // Without JavaScript it is the same.
    assert_eq!(told["scriptless"]["runsScripts"], false, "the control: this browser runs none");
    let table = told["scripted"]["table"].as_str().unwrap();
    assert!(table.contains("Hlučínska - západ") && table.len() > 500, "{told:#}");
    assert_eq!(told["scriptless"]["table"], table);

    for what in ["console", "foreign", "violations", "failed"] {
        assert_eq!(told[what], json!([]), "{what}: {told:#}");
    }
    // They would have been noticed.
    assert!(!told["control"]["scripts"].as_array().unwrap().is_empty(), "{told:#}");
    assert!(told["control"]["axe"]["violations"].to_string().contains("image-alt"), "{told:#}");
    assert!(told["control"]["violations"].to_string().contains("script-src"), "{told:#}");

    let bytes = std::fs::metadata(&picture).expect("README's picture").len();
    assert!(bytes < PICTURE_BYTES_MAX, "{PICTURE}: {bytes} bytes");
}
