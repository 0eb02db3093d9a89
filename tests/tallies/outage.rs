//! The database goes while a server has something to count, each time at a worse moment: nothing is lost, nothing is counted
//! twice, and a server that is stopped meanwhile doesn't wait for ever.

use super::{LIST, ask, fine};
use crate::house::database::connect;
use crate::house::own_server::OwnServer;
use crate::telemetry::program::{PATIENCE, Program};
use server::postgres::Login;
use std::cell::Cell;
use std::time::{Duration, Instant};
use tokio_postgres::Client;

const FAILS: &str = "tallies of operations can't be written, trying again";
const AGAIN: &str = "operations are tallied again";
const LOST: &str = "the process ends before the database has taken its last tallies of operations";

/// A database of its own with the demo, and a server.
struct Office {
    // Dropped before its database.
    server: Program,
    token: String,
    asked: Cell<i64>,
    postgres: OwnServer,
}

impl Office {
    fn open() -> Self {
        let (postgres, token) = OwnServer::with_demo();
        let url = postgres.url(Login::Centrum);
        let at_once = [("CENTRUM_HTTP_DRAIN_SECONDS", "0")];
        let server = postgres.block_on(Program::serve(&url, &at_once));
        Self { server, token, asked: Cell::new(0), postgres }
    }

    async fn admin(&self) -> Client {
        connect(&self.postgres.admin("centrum")).await
    }

    async fn ask(&self) {
        assert_eq!(ask(self.server.port, &self.token, LIST).await, fine());
        self.asked.set(self.asked.get() + 1);
    }

    fn has_said(&self, message: &str) -> usize {
        self.server.logged.json().iter().filter(|line| line["message"] == message).count()
    }

    /// Waits; in vain, it shows what the server has said.
    async fn until(&self, what: &str, mut is_so: impl AsyncFnMut() -> bool) {
        let deadline = Instant::now() + PATIENCE;
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        while !is_so().await {
            let said = || self.server.logged.all().join("\n");
            assert!(Instant::now() < deadline, "in vain: {what}; it has said\n{}", said());
            tick.tick().await;
        }
    }

    /// Until it says that it can't write.
    async fn fails(&self, before: usize) {
        self.until("it says that it can't", async || self.has_said(FAILS) > before).await;
    }

    /// Until it says once more that it can; then the table has what was asked, and no more.
    async fn all_is_counted(&self) {
        let failed = self.has_said(FAILS);
        self.until("it can again", async || self.has_said(AGAIN) == failed).await;
        let sum =
            "SELECT sum(answered)::bigint FROM operation_tallies WHERE operation = 'requests'";
        let counted: i64 = self.admin().await.query_one(sum, &[]).await.unwrap().get(0);
        assert_eq!(counted, self.asked.get());
    }
}

/// Ends the connections of the program that wait so; how many they were.
async fn end_who_waits(admin: &Client, how: &str) -> usize {
    let sql = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'centrum' AND query = 'COMMIT' AND {how}"
    );
    admin.query(&sql, &[]).await.unwrap().len()
}

#[test]
fn a_database_that_goes_at_whichever_moment_has_counted_each_answer_once() {
    let office = Office::open();
    killed_before_it_has_written(&office);
    office.postgres.block_on(ended_in_a_commit_that_comes_to_nothing(&office));
    killed_in_a_commit(&office);
    office.postgres.block_on(ended_in_a_commit_that_is_done_and_not_answered(&office));
    stopped_while_it_cannot_write(office);
}

/// The whole of PostgreSQL, as when its machine loses its power.
fn power_is_lost(office: &Office) {
    let failed = office.has_said(FAILS);
    // Stopped first: else a lock may end before who waits for it.
    let frozen = office.postgres.freeze();
    office.postgres.end_by("KILL");
    drop(frozen);
    office.postgres.block_on(office.fails(failed));
    office.postgres.start_again();
    office.postgres.block_on(office.all_is_counted());
}

fn killed_before_it_has_written(office: &Office) {
    let lock = office.postgres.block_on(async {
        let admin = office.admin().await;
        admin.batch_execute("BEGIN; LOCK TABLE operation_tallies").await.unwrap();
        for _ in 0..3 {
            office.ask().await;
        }
        let watching = office.admin().await;
        let waiting =
            "SELECT FROM pg_stat_activity WHERE usename = 'centrum' AND wait_event_type = 'Lock'";
        let tries = async || !watching.query(waiting, &[]).await.unwrap().is_empty();
        office.until("it tries to write", tries).await;
        admin
    });
    power_is_lost(office);
    drop(lock);
}

/// Its connection ends while the COMMIT waits for a check that was put off until then.
async fn ended_in_a_commit_that_comes_to_nothing(office: &Office) {
    let admin = office.admin().await;
    admin
        .batch_execute(
            "CREATE FUNCTION waits() RETURNS trigger LANGUAGE plpgsql AS
               $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END $$;
             CREATE CONSTRAINT TRIGGER waits AFTER INSERT OR UPDATE ON operation_tallies DEFERRABLE INITIALLY DEFERRED
               FOR EACH ROW EXECUTE FUNCTION waits();
             SELECT pg_advisory_lock(1)",
        )
        .await
        .unwrap();
    office.ask().await;
    office.ask().await;
    let failed = office.has_said(FAILS);
    let ended = async || end_who_waits(&admin, "wait_event = 'advisory'").await > 0;
    office.until("its COMMIT waits", ended).await;
    office.fails(failed).await;
    admin.batch_execute("SELECT pg_advisory_unlock(1)").await.unwrap();
    office.all_is_counted().await;
}

/// The same, and PostgreSQL may not even remember that there was such a transaction.
fn killed_in_a_commit(office: &Office) {
    let lock = office.postgres.block_on(async {
        let admin = office.admin().await;
        admin.batch_execute("SELECT pg_advisory_lock(1)").await.unwrap();
        office.ask().await;
        let waiting =
            "SELECT FROM pg_stat_activity WHERE query = 'COMMIT' AND wait_event = 'advisory'";
        let waits = async || !admin.query(waiting, &[]).await.unwrap().is_empty();
        office.until("its COMMIT waits", waits).await;
        admin
    });
    power_is_lost(office);
    drop(lock);
}

/// Its connection ends when the transaction is committed here, and waits for another machine to have it too.
async fn ended_in_a_commit_that_is_done_and_not_answered(office: &Office) {
    let admin = office.admin().await;
    admin.batch_execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'").await.unwrap();
    admin.batch_execute("SELECT pg_reload_conf()").await.unwrap();
    let failed = office.has_said(FAILS);
    // PostgreSQL gives up waiting after five seconds, and answers: then there is a next time.
    let fails = async || {
        office.ask().await;
        end_who_waits(&admin, "wait_event = 'SyncRep'").await;
        office.has_said(FAILS) > failed
    };
    office.until("it says that it can't", fails).await;
    admin.batch_execute("ALTER SYSTEM RESET synchronous_standby_names").await.unwrap();
    admin.batch_execute("SELECT pg_reload_conf()").await.unwrap();
    office.all_is_counted().await;
}

fn stopped_while_it_cannot_write(office: Office) {
    let lock = office.postgres.block_on(async {
        let admin = office.admin().await;
        admin.batch_execute("BEGIN; LOCK TABLE operation_tallies").await.unwrap();
        office.ask().await;
        admin
    });
    let Office { server, postgres, .. } = office;
    let logged = server.logged.clone();
    postgres.block_on(server.stop());
    assert!(logged.all().iter().any(|line| line.contains(LOST)), "{:?}", logged.all());
    drop(lock);
}
