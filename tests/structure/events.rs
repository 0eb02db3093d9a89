//! Events carry no prose: what a person wrote stays where its label protects it.

use crate::house::committed::workspace;
use crate::house::database::fresh;
use chrono::NaiveDate;
use domain::access::{Clock, Db, Event, Fact, Job, Permission, Settings, Subject, act_as_system};
use domain::kernel::ids::TenantId;
use tokio_postgres::Client;

/// What a fact may be. A new one is added here after somebody has asked what could be typed into it.
const FACTS: &[&str] =
    &["Id(PrintedId)", "Word(&'static str)", "Number(i64)", "Day(NaiveDate)", "Flag(bool)"];

#[test]
fn events_carry_no_prose() {
    let source = std::fs::read_to_string(workspace().join("domain/src/access/event.rs")).unwrap();
    let (_, after) = source.split_once("pub enum Fact {").expect("access/event.rs has Fact");
    let (body, _) = after.split_once("\n}").expect("Fact ends");
    let is_doc = |line: &&str| line.starts_with("//") || line.is_empty();
    let variants: Vec<&str> = body
        .lines()
        .map(str::trim)
        .filter(|line| !is_doc(line))
        .map(|line| line.trim_end_matches(','))
        .collect();
    assert_eq!(
        variants, FACTS,
        "an event carries ids, words of ours, numbers, days and flags; a text stays in its table"
    );
}

/// The texts in the payloads and subjects of a database that aren't a code, an id or a day: for the end of any story.
pub(crate) async fn prose_in(client: &Client) -> Vec<String> {
    let rows = client
        .query(
            "SELECT kind || ': ' || text FROM events, LATERAL (
               SELECT subject AS text UNION ALL SELECT actor UNION ALL SELECT value #>> '{}' FROM jsonb_path_query(payload, '$.**') value
               WHERE jsonb_typeof(value) = 'string') texts
             WHERE text !~ '^[A-Za-z0-9_:.-]{1,100}$' ORDER BY 1",
            &[],
        )
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn what_was_recorded_has_no_prose_in_it() {
    let database = fresh();
    let settings = Settings::new(database.url(), 1, std::time::Duration::from_secs(5));
    let db = Db::connect(&settings, Clock::system()).unwrap();
    let job = act_as_system(&db, TenantId::NATION, Job::Demo);
    let facts = vec![
        ("who", Fact::id(TenantId::NATION)),
        ("role", Fact::Word("CLERK")),
        ("how_many", Fact::Number(3)),
        ("on", Fact::Day(NaiveDate::from_ymd_opt(2026, 11, 23).unwrap())),
        ("is_first", Fact::Flag(true)),
    ];
    let event = Event::of_tenant("tenant.changed", Subject::id(TenantId::NATION), facts);
    job.write_as_job(Permission::AppointPeople, async |tx| {
        tx.record(event);
        Ok(())
    })
    .await
    .unwrap();
    let client = database.superuser().await;
    assert_eq!(client.query("SELECT FROM events", &[]).await.unwrap().len(), 1);
    assert_eq!(prose_in(&client).await, Vec::<String>::new());
    let typed = "UPDATE events SET payload = '{\"facts\": [{\"note\": \"he called twice\"}]}'";
    client.batch_execute(typed).await.unwrap();
    assert_eq!(prose_in(&client).await, ["tenant.changed: he called twice"]);
}

#[test]
#[should_panic(expected = "a code of ours")]
fn a_subject_is_no_prose_either() {
    let _ = Subject::code("service", "the neighbour's dog");
}
