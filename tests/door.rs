//! The door, counted: its opening travels with the first statement and its COMMIT with the last, and on no connection,
//! however new or busy, does a statement run outside its context.

use crate::house::database::{TestDatabase, fresh};
use crate::house::wire::Wire;
use domain::access::{
    Clock, Credential, Db, Event, Job, Permission, Settings, Subject, TokenTerms, act_as_system,
    demo_persona, sign_in, tenants_with_news,
};
use domain::kernel::ids::TenantId;
use domain::notifications::stamp;
use std::time::Duration;

const RELAY_S_READING: &str =
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL ROLE centrum_relay";
const NATION: &str = "00000000-0000-0000-0000-000000000001";

fn door(url: &str, pool_size: usize) -> Db {
    remembering(url, pool_size, Duration::ZERO)
}

/// Whose sign-in remembers somebody for so long.
fn remembering(url: &str, pool_size: usize, sign_in_memory: Duration) -> Db {
    let settings = Settings::new(url, pool_size, Duration::from_secs(30));
    Db::connect(&Settings { sign_in_memory, ..settings }, Clock::system()).unwrap()
}

/// Leaves an event of the nation, so that its outbox has one.
async fn something_happens(db: &Db) {
    let event = Event::of_tenant("tenant.changed", Subject::id(TenantId::NATION), vec![]);
    let job = act_as_system(db, TenantId::NATION, Job::Demo);
    let recorded = job.write_as_job(Permission::AppointPeople, async |tx| {
        tx.record(event);
        Ok(())
    });
    recorded.await.unwrap();
}

async fn with_an_event() -> TestDatabase {
    let database = fresh();
    something_happens(&door(&database.url(), 1)).await;
    database
}

#[tokio::test]
async fn a_reading_on_a_warm_connection_is_one_round_trip() {
    let database = with_an_event().await;
    let wire = Wire::in_front_of(&database);
    let db = door(wire.url(), 1);
    tenants_with_news(&db).await.unwrap();
    wire.take();
    assert_eq!(tenants_with_news(&db).await.unwrap(), [TenantId::NATION]);
    let counted = wire.take();
    let [opening, statement, commit] = &counted.statements[..] else { panic!("{counted:?}") };
    assert_eq!(opening, RELAY_S_READING);
    assert!(statement.starts_with("SELECT DISTINCT"), "{statement}");
    assert_eq!(commit, "COMMIT");
    assert_eq!((counted.round_trips, counted.prepared, counted.connections), (1, 0, 0));
}

#[tokio::test]
async fn an_empty_reading_and_a_writing_of_one_event_are_one_round_trip_too() {
    let database = with_an_event().await;
    let wire = Wire::in_front_of(&database);
    let db = door(wire.url(), 1);
    something_happens(&db).await;
    wire.take();
    something_happens(&db).await;
    let counted = wire.take();
    let [opening, statement, commit] = &counted.statements[..] else { panic!("{counted:?}") };
    let nation = format!(
        "BEGIN; SET LOCAL ROLE centrum_nation; SET LOCAL app.tenant_id = '{NATION}'; SET LOCAL app.clearances = '{{OPEN}}'; \
         SET LOCAL app.actor_id = '00000000-0000-0000-0000-000000000000'; SET LOCAL app.region_codes = '{{*}}'"
    );
    assert_eq!(*opening, nation);
    assert!(statement.starts_with("WITH event AS (INSERT INTO events"), "{statement}");
    assert_eq!((commit.as_str(), counted.round_trips), ("COMMIT", 1));
    let job = act_as_system(&db, TenantId::NATION, Job::Demo);
    job.read(Permission::ReadTenant, async |_| Ok(())).await.unwrap();
    let counted = wire.take();
    assert_eq!((counted.statements.len(), counted.round_trips), (2, 1), "{counted:?}");
}

#[tokio::test]
async fn a_statement_on_a_cold_connection_runs_after_its_opening_and_before_its_commit() {
    let database = with_an_event().await;
    let wire = Wire::in_front_of(&database);
    assert_eq!(tenants_with_news(&door(wire.url(), 1)).await.unwrap(), [TenantId::NATION]);
    let counted = wire.take();
    assert_eq!(counted.connections, 1);
    let opening = counted.statements.iter().position(|sql| sql == RELAY_S_READING).unwrap();
    let [statement, commit] = &counted.statements[opening + 1..] else { panic!("{counted:?}") };
    assert!(statement.starts_with("SELECT DISTINCT"), "{statement}");
    assert_eq!(commit, "COMMIT");
}

#[tokio::test]
async fn signing_in_is_two_round_trips_and_works_on_a_cold_connection() {
    let database = with_an_event().await;
    let wire = Wire::in_front_of(&database);
    let db = door(wire.url(), 1);
    let secret = token(&db).await;
    let cold = door(wire.url(), 1);
    for db in [&cold, &cold] {
        wire.take();
        assert!(
            sign_in(db, Credential::Token(&secret), None).await.unwrap().standings().is_empty()
        );
    }
    let counted = wire.take();
    let said: Vec<&str> =
        counted.statements.iter().map(|sql| sql.split(" (").next().unwrap()).collect();
    assert_eq!(said.len(), 5, "opening and token; settings, grants and commit: {said:#?}");
    assert_eq!((counted.round_trips, said[4]), (2, "COMMIT"));

    // Whoever is remembered costs nothing.
    let remembering = remembering(wire.url(), 1, Duration::from_secs(600));
    sign_in(&remembering, Credential::Token(&secret), None).await.unwrap();
    wire.take();
    sign_in(&remembering, Credential::Token(&secret), None).await.unwrap();
    assert_eq!(wire.take().statements.len(), 0);
}

/// A person without a grant gets a token.
async fn token(db: &Db) -> String {
    let job = act_as_system(db, TenantId::NATION, Job::Demo);
    let made = job.write_as_job(Permission::AppointPeople, async |tx| {
        let person = tx.person_by_email("jana@example.cz").await?.id();
        let until = tx.now() + chrono::Duration::days(1);
        let terms = TokenTerms {
            name: "a token",
            tenant: None,
            expires_at: until,
            permissions: None,
            lineage: &[],
        };
        let token = tx.make_token(person, &terms).await?;
        tx.record(Event::of_tenant("token.made", Subject::id(token.id), vec![]));
        Ok(token.secret)
    });
    made.await.unwrap()
}

/// A statement outside its context would be refused: the bare login has no right. So that all are answered is the proof.
#[tokio::test(flavor = "multi_thread")]
async fn no_statement_runs_outside_its_context_however_many_there_are() {
    let database = with_an_event().await;
    let runtime = tokio::runtime::Handle::current();
    for pool_size in [1, 4] {
        for _ in 0..8 {
            // A new pool: its connections are cold again.
            let db = door(&database.url(), pool_size);
            let tasks = (0..16).map(|number| {
                let db = db.clone();
                runtime.spawn(async move {
                    for _ in 0..4 {
                        one_of_many(&db, number).await;
                    }
                })
            });
            for task in tasks.collect::<Vec<_>>() {
                task.await.unwrap();
            }
        }
    }
}

async fn one_of_many(db: &Db, number: usize) {
    match number % 4 {
        0 => assert!(tenants_with_news(db).await.unwrap().len() <= 1),
        1 => assert!(demo_persona(db, "nobody").await.unwrap().is_none()),
        2 => assert!(
            sign_in(db, Credential::Token("cst_unknown"), None)
                .await
                .is_err_and(|no| no.to_string().contains("token"))
        ),
        _ => {
            something_happens(db).await;
            stamp(db, TenantId::NATION).await.unwrap();
        }
    }
}
