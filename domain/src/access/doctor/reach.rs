//! Whether the database answers, and what it says about itself.

use super::{Check, Finding};
use crate::access::clock::Clock;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::sql_types::{Integer, Text, Timestamptz};
use diesel::{QueryResult, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};
use std::time::Duration;
use tokio::time::timeout;
use tokio_postgres::NoTls;

/// A machine that isn't there lets the system wait for minutes.
const PATIENCE: Duration = Duration::from_secs(10);
/// Two clocks that are set by the network differ by milliseconds.
const APART_MAX: TimeDelta = TimeDelta::seconds(2);
/// Differences between zones are whole quarters of an hour.
const QUARTER_SECONDS: i64 = 900;

/// The connection of `centrum_migrator`.
pub(super) enum Migrator {
    Reached(Box<AsyncPgConnection>),
    Unreached,
    Unknown,
}

pub(super) async fn centrum(url: &str, found: &mut Vec<Finding>) -> Option<AsyncPgConnection> {
    match connect(url).await {
        Ok(connection) => {
            found.push(Check::Database.ok("it answers the login centrum"));
            Some(connection)
        }
        Err(why) => {
            let to_do = advice(&why, "CENTRUM_DATABASE_URL");
            let what = format!("it can't be reached as the login centrum: {why}");
            found.push(Check::Database.wrong(what, to_do));
            None
        }
    }
}

pub(super) async fn migrator(url: Option<&str>, found: &mut Vec<Finding>) -> Migrator {
    let Some(url) = url else {
        found.push(Check::Migrator.left_out("CENTRUM_MIGRATOR_URL isn't set here"));
        return Migrator::Unknown;
    };
    match connect(url).await {
        Ok(connection) => {
            found.push(Check::Migrator.ok("it answers the login centrum_migrator"));
            Migrator::Reached(Box::new(connection))
        }
        Err(why) => {
            let to_do = advice(&why, "CENTRUM_MIGRATOR_URL");
            let what = format!("it can't be reached as the login centrum_migrator: {why}");
            found.push(Check::Migrator.wrong(what, to_do));
            Migrator::Unreached
        }
    }
}

/// Version, encoding and clock.
pub(super) async fn about(connection: &mut AsyncPgConnection, clock: &Clock) -> Vec<Finding> {
    let before = clock.now();
    let about = ask(connection).await;
    let after = clock.now();
    match about {
        Ok(about) => {
            vec![version(&about), encoding(&about), the_clocks(before, about.at, after)]
        }
        Err(error) => {
            let failed = format!("the question failed: {error}");
            [Check::Version, Check::Encoding, Check::Clock]
                .map(|check| check.not_checked(failed.clone()))
                .into()
        }
    }
}

#[derive(QueryableByName)]
struct About {
    #[diesel(sql_type = Integer)]
    number: i32,
    #[diesel(sql_type = Text)]
    version: String,
    #[diesel(sql_type = Text)]
    encoding: String,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
}

async fn ask(connection: &mut AsyncPgConnection) -> QueryResult<About> {
    #[expect(clippy::disallowed_methods, reason = "the server's settings aren't among our tables")]
    diesel::sql_query(
        "SELECT current_setting('server_version_num')::integer AS number, current_setting('server_version') AS version,
           current_setting('server_encoding') AS encoding, clock_timestamp() AS at",
    )
    .get_result(connection)
    .await
}

fn version(about: &About) -> Finding {
    let version = &about.version;
    if about.number >= 150_000 {
        return Check::Version.ok(format!("PostgreSQL {version}"));
    }
    Check::Version.wrong(
        format!("PostgreSQL {version} is too old"),
        "move the database to PostgreSQL 15 or newer, with pg_upgrade or with a dump",
    )
}

fn encoding(about: &About) -> Finding {
    let encoding = &about.encoding;
    if encoding == "UTF8" {
        return Check::Encoding.ok("texts are kept as UTF8");
    }
    Check::Encoding.wrong(
        format!("the database keeps texts as {encoding}, which hasn't all letters"),
        "dump it, make a new one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0, and restore the dump there",
    )
}

/// The database read its clock somewhere between our two looks at this machine's.
fn the_clocks(before: DateTime<Utc>, database: DateTime<Utc>, after: DateTime<Utc>) -> Finding {
    let apart = if database < before {
        before - database
    } else if database > after {
        database - after
    } else {
        TimeDelta::zero()
    };
    if apart <= APART_MAX {
        return Check::Clock.ok("the database and this machine tell the same time");
    }
    let (seconds, side) =
        (apart.num_seconds(), if database < before { "behind" } else { "ahead of" });
    let what = format!(
        "the database's clock is {seconds} s {side} this machine's: {} there, {} here (UTC)",
        database.format("%F %T"),
        after.format("%F %T")
    );
    let rest = seconds % QUARTER_SECONDS;
    let is_zone = seconds >= QUARTER_SECONDS - 60 && (rest <= 60 || rest >= QUARTER_SECONDS - 60);
    let to_do = if is_zone {
        "set both machines by the network (timedatectl set-ntp true); by so much the local time of one was taken for UTC"
    } else {
        "set both machines by the network: timedatectl set-ntp true"
    };
    Check::Clock.wrong(what, to_do)
}

async fn connect(url: &str) -> Result<AsyncPgConnection, String> {
    // By the driver itself: diesel forgets why a connection could not be had.
    let connecting = async {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        Ok((client, connection))
    };
    let (client, connection) = match timeout(PATIENCE, connecting).await {
        Ok(Ok(connected)) => connected,
        Ok(Err(error)) => return Err(innermost(&error)),
        Err(_) => return Err(format!("no answer within {} s", PATIENCE.as_secs())),
    };
    let connection = AsyncPgConnection::try_from_client_and_connection(client, connection).await;
    connection.map_err(|error| error.to_string())
}

/// What lies around the innermost reason says only that there is one.
fn innermost(error: &tokio_postgres::Error) -> String {
    if let Some(refusal) = error.as_db_error() {
        return refusal.message().to_owned();
    }
    let mut reason: &dyn std::error::Error = error;
    while let Some(source) = reason.source() {
        reason = source;
    }
    reason.to_string()
}

fn advice(why: &str, variable: &str) -> String {
    let has = |words: &str| why.contains(words);
    if has("password") {
        format!(
            "put the right password into {variable}; if it is lost, `centrum bootstrap --admin-url …` makes new ones"
        )
    } else if has("does not exist") || has("not permitted to log in") {
        "prepare the server once: centrum bootstrap --admin-url …".to_owned()
    } else if has("too many") || has("connection slots") {
        "lower CENTRUM_DATABASE_POOL_SIZE of the servers and workers, or raise max_connections of PostgreSQL".to_owned()
    } else if has("the database system is") {
        "wait a minute and look again; if it stays so, PostgreSQL's log says why".to_owned()
    } else {
        format!("start PostgreSQL, and see that host, port and database in {variable} are right")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::doctor::Outcome;

    fn told(apart_ms: i64) -> Option<(String, String)> {
        let here = "2026-03-02T08:00:00Z".parse::<DateTime<Utc>>().unwrap();
        match the_clocks(here, here + TimeDelta::milliseconds(apart_ms), here).outcome {
            Outcome::Wrong { what, to_do } => Some((what, to_do)),
            _ => None,
        }
    }

    #[test]
    fn two_seconds_apart_are_borne() {
        for near in [-2_000, -1, 0, 1, 2_000] {
            assert_eq!(told(near), None, "{near}");
        }
        let (what, to_do) = told(-3_000).unwrap();
        assert!(what.starts_with("the database's clock is 3 s behind this machine's"), "{what}");
        assert!(!to_do.contains("local time"), "{to_do}");
        assert!(told(2_001).unwrap().0.contains("ahead of"));
    }

    #[test]
    fn a_local_time_that_was_taken_for_utc_is_known_by_its_hours() {
        for zone in [3_600_000, -7_200_000, 5 * 3_600_000 + 1_800_000 + 3_000] {
            assert!(told(zone).unwrap().1.contains("local time"), "{zone}");
        }
        for other in [61_000, 3_000_000, -100_000_000] {
            assert!(!told(other).unwrap().1.contains("local time"), "{other}");
        }
    }
}
