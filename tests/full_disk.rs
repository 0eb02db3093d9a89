//! What the database's server lacks for a while: the caller is told that it is unavailable, nothing is half done, and when it
//! is back all goes on.

mod small_disk;

use crate::house::{House, Patience};
use serde_json::json;
use small_disk::{Asked, Office};
use std::time::Duration;

const OPEN: &str = "mutation($title: String!, $description: String) { openRequest(input: {serviceCode: \"CIT-CONTACT\",
    title: $title, description: $description, requester: CITIZEN, requesterName: \"Nikdo\"}) { number userErrors { code } } }";

/// In the server's own words and codes: class 53 is what it lacks, 57P0x that it goes or comes.
const PASSES: &[(&str, &str)] = &[
    ("53100", "could not extend file \"base/1/2\": No space left on device"),
    ("53100", "could not extend file \"base/1/2\": wrote only 4096 of 8192 bytes at block 7"),
    ("53100", "could not write to file \"base/pgsql_tmp/pgsql_tmp1.0\": No space left on device"),
    ("53200", "out of memory"),
    ("53200", "out of shared memory"),
    ("53300", "sorry, too many clients already"),
    ("53300", "remaining connection slots are reserved for non-replication superuser connections"),
    ("57P01", "terminating connection due to administrator command"),
    ("57P03", "the database system is shutting down"),
];

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_lacks_is_told_as_unavailable_and_passes() {
    let house = House::fresh().await;
    let clerk = house.tenant("short").await.clerk().await;
    let admin = house.database().superuser().await;
    let rows = "SELECT (SELECT count(*) FROM requests), (SELECT count(*) FROM events WHERE kind LIKE 'request.%'),
        (SELECT count(*) FROM outbox o JOIN events e ON e.id = o.event_id WHERE kind LIKE 'request.%')";
    for (number, (code, message)) in (1..).zip(PASSES) {
        // The server itself answers so, in the last moment of the statement that writes the case.
        let lack = format!(
            "CREATE OR REPLACE FUNCTION lack() RETURNS boolean LANGUAGE plpgsql AS $f$
               BEGIN RAISE EXCEPTION USING ERRCODE = '{code}', MESSAGE = $m${message}$m$; END $f$;
             ALTER TABLE events ADD CONSTRAINT lacking CHECK (kind <> 'request.opened' OR lack()) NOT VALID"
        );
        admin.batch_execute(&lack).await.unwrap();
        let answer = clerk.ask_with(OPEN, json!({ "title": message, "description": "" })).await;
        assert_eq!((answer.status, answer.code()), (503, "UNAVAILABLE"), "{message}: {answer}");
        assert!(!answer.to_string().contains(message), "{answer}");
        admin.batch_execute("ALTER TABLE events DROP CONSTRAINT lacking").await.unwrap();
        let answer = clerk.done(OPEN, json!({ "title": message, "description": "" })).await;
        // No number was used up, and no event is without its case.
        assert_eq!(answer.text("/openRequest/number"), format!("2026/{number}"), "{message}");
        let row = admin.query_one(rows, &[]).await.unwrap();
        let counted = [row.get::<_, i64>(0), row.get(1), row.get(2)];
        assert_eq!(counted, [number; 3], "{message}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_ends_under_a_statement_is_told_as_unavailable_and_replaced() {
    let house = House::fresh().await;
    let clerk = house.tenant("ended").await.clerk().await;
    clerk.done(OPEN, json!({ "title": "first", "description": "" })).await;
    let mut admin = house.database().superuser().await;
    let other = house.database().superuser().await;
    let waiting =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
        AND wait_event_type = 'Lock' AND query LIKE '%INSERT INTO \"requests\"%'";
    let locked = admin.transaction().await.unwrap();
    locked.batch_execute("LOCK TABLE requests IN SHARE MODE").await.unwrap();
    let end_it = async {
        let mut again = tokio::time::interval(Duration::from_millis(10));
        let patience = Patience::until("the statement waits for the lock");
        while other.query(waiting, &[]).await.unwrap().is_empty() {
            patience.lasts();
            again.tick().await;
        }
    };
    let (answer, ()) =
        tokio::join!(clerk.ask_with(OPEN, json!({ "title": "second", "description": "" })), end_it);
    assert_eq!((answer.status, answer.code()), (503, "UNAVAILABLE"), "{answer}");
    locked.rollback().await.unwrap();
    let answer = clerk.done(OPEN, json!({ "title": "third", "description": "" })).await;
    assert_eq!(answer.text("/openRequest/number"), "2026/2");
}

/// The whole program on a disk of its own, which is made full and given space again.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_stops_what_writes_and_nothing_else_until_there_is_space() {
    let Some(mut office) = Office::open("a_full_disk_stops_what_writes") else { return };
    office.start().await;
    let clerk = office.clerk().await;
    // A worker that counts the demo would meet the full disk too.
    office.until_all_is_well().await;

    office.fill_the_disk();
    let mut done = 0;
    let refused = loop {
        let answer = clerk.open(done).await;
        if answer.status != 200 {
            break answer;
        }
        done += 1;
        assert!(done < 500, "a full disk takes everything");
    };
    assert_eq!((refused.status, refused.code()), (503, "UNAVAILABLE"), "{refused:?}");
    assert!(clerk.lists_requests().await, "who only reads is answered");
    let doctor = office.doctor();
    assert!(!doctor.is_content);
    assert!(doctor.told("disk").starts_with("wrong: the disk of the database is full"));
    assert!(doctor.told("database").starts_with("ok"), "{}", doctor.report);
    assert_eq!(office.cases_and_events().await, (done, done));

    office.make_space();
    let answer: Asked = clerk.open(done).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(office.cases_and_events().await, (done + 1, done + 1));
    let told = "the disk of the database is full: could not extend file";
    assert!(office.log().contains(told), "{}", office.log());
    office.until_all_is_well().await;
    office.stop();
}

/// When PostgreSQL can't write its log it ends, and can't start again either.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_ended_for_want_of_space_is_started_again_when_there_is_some() {
    let Some(mut office) = Office::open("a_database_that_ended_for_want_of_space") else { return };
    office.start().await;
    let clerk = office.clerk().await;
    assert_eq!(clerk.open(0).await.status, 200);

    office.fill_the_disk();
    office.begin_a_new_file_of_the_log().await;
    office.until_its_log_says("it is started again when there is space").await;
    let answer = clerk.open(1).await;
    assert_eq!((answer.status, answer.code()), (503, "UNAVAILABLE"), "{answer:?}");
    let doctor = office.doctor();
    assert!(doctor.told("database").starts_with("wrong: it can't be reached"), "{}", doctor.report);
    assert!(doctor.told("disk").starts_with("wrong: the disk of the database is full"));

    office.make_space();
    office.until_its_log_says("private database ready again").await;
    let answer = clerk.open(1).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(office.cases_and_events().await, (2, 2));
    office.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_on_a_full_disk_says_so_and_the_next_one_succeeds() {
    let Some(mut office) = Office::open("a_start_on_a_full_disk") else { return };
    office.fill_the_disk();
    for is_new in [true, false] {
        let (is_success, told) = office.try_to_start();
        assert!(!is_success);
        assert!(told.contains("centrum: the disk of the database is full"), "{told}");
        assert!(!told.contains("panicked"), "{told}");
        let doctor = office.doctor();
        assert!(doctor.told("disk").starts_with("wrong: the disk of the database is full"));
        assert!(!doctor.told("database").starts_with("ok"), "{}", doctor.report);
        if is_new {
            office.make_space();
            office.start().await;
            office.stop();
            office.fill_the_disk();
        }
    }
    office.make_space();
    office.start().await;
    assert_eq!(office.clerk().await.open(0).await.status, 200);
    office.stop();
}
