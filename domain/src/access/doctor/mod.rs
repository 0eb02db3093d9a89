//! What an administrator is told when something is wrong: one finding for each check, with what is so and what to do.
//!
//! Most is read from the catalog, as the login `centrum`, which everybody may. Which migrations have run is asked as
//! `centrum_migrator` in the role of the owner, what waits for the worker in the roles `platform` and `relay`. Nothing is
//! changed, and no lock is waited for. Rows of a tenant aren't read; a tenant is named by its slug.

mod migrations;
mod reach;
mod relay;
mod roles;
mod tables;

use super::clock::Clock;
use diesel::sql_types::{Array, Text};
use diesel::{QueryResult, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};
use serde::Serialize;

/// What is looked at, in the order in which it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// The database answers the login `centrum`.
    Database,
    /// It answers the login `centrum_migrator`.
    Migrator,
    /// It is new enough.
    Version,
    /// It keeps texts as UTF-8.
    Encoding,
    /// Its clock and this machine's tell the same time.
    Clock,
    /// The roles are there, and none has more than it should.
    Roles,
    /// The login's limits are in force.
    Settings,
    /// The tables are as this program wants them.
    Migrations,
    /// All tables are there, and no others.
    Tables,
    /// Row level security is on, for the owner too.
    RowSecurity,
    /// All policies are there, and no others.
    Policies,
    /// The worker keeps up.
    Worker,
    /// There is space where the database writes.
    Disk,
    /// The Redis that processes share answers.
    Redis,
}

/// What came of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// As it should be.
    Ok {
        /// What is so.
        what: String,
    },
    /// Not as it should be.
    Wrong {
        /// What is so.
        what: String,
        /// What the administrator does about it.
        to_do: String,
    },
    /// It could not be looked at, because of something that is wrong elsewhere.
    NotChecked {
        /// Why.
        what: String,
    },
    /// It isn't looked at from here, and that is no fault.
    LeftOut {
        /// Why.
        what: String,
    },
}

/// One line for the administrator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub check: Check,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

impl Check {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Database,
        Self::Migrator,
        Self::Version,
        Self::Encoding,
        Self::Clock,
        Self::Roles,
        Self::Settings,
        Self::Migrations,
        Self::Tables,
        Self::RowSecurity,
        Self::Policies,
        Self::Worker,
        Self::Disk,
        Self::Redis,
    ];

    /// In a line for the administrator.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Database => "database",
            Self::Migrator => "migrator",
            Self::Version => "version",
            Self::Encoding => "encoding",
            Self::Clock => "clock",
            Self::Roles => "roles",
            Self::Settings => "settings",
            Self::Migrations => "migrations",
            Self::Tables => "tables",
            Self::RowSecurity => "row security",
            Self::Policies => "policies",
            Self::Worker => "worker",
            Self::Disk => "disk",
            Self::Redis => "redis",
        }
    }

    /// Whether it is the database that is asked.
    pub const fn is_of_the_database(self) -> bool {
        !matches!(self, Self::Disk | Self::Redis)
    }

    /// It is as it should be.
    pub fn ok(self, what: impl Into<String>) -> Finding {
        Finding { check: self, outcome: Outcome::Ok { what: what.into() } }
    }

    /// It isn't.
    pub fn wrong(self, what: impl Into<String>, to_do: impl Into<String>) -> Finding {
        let (what, to_do) = (what.into(), to_do.into());
        Finding { check: self, outcome: Outcome::Wrong { what, to_do } }
    }

    /// It could not be looked at.
    pub fn not_checked(self, what: impl Into<String>) -> Finding {
        Finding { check: self, outcome: Outcome::NotChecked { what: what.into() } }
    }

    /// It isn't looked at from here.
    pub fn left_out(self, what: impl Into<String>) -> Finding {
        Finding { check: self, outcome: Outcome::LeftOut { what: what.into() } }
    }

    /// As it should be, unless something was found.
    fn unless(self, found: &[String], ok: impl Into<String>, to_do: impl Into<String>) -> Finding {
        if found.is_empty() { self.ok(ok) } else { self.wrong(found.join("; "), to_do) }
    }

    /// The answer to a check, or that its question failed.
    fn answer(self, answer: QueryResult<Finding>) -> Finding {
        answer.unwrap_or_else(|error| self.not_checked(format!("the question failed: {error}")))
    }
}

impl Finding {
    /// Whether the administrator need do nothing about it.
    pub fn is_sound(&self) -> bool {
        match self.outcome {
            Outcome::Ok { .. } | Outcome::LeftOut { .. } => true,
            Outcome::Wrong { .. } | Outcome::NotChecked { .. } => false,
        }
    }
}

/// Looks at a database: at `url` as the login `centrum`, at `migrator_url`, where it is known, as `centrum_migrator`.
/// `clock` is this machine's.
pub async fn examine(url: &str, migrator_url: Option<&str>, clock: &Clock) -> Vec<Finding> {
    let mut found = Vec::new();
    let centrum = reach::centrum(url, &mut found).await;
    let migrator = reach::migrator(migrator_url, &mut found).await;
    let Some(mut centrum) = centrum else {
        let behind = Check::ALL.iter().filter(|check| {
            check.is_of_the_database() && !matches!(check, Check::Database | Check::Migrator)
        });
        found.extend(behind.map(|check| check.not_checked("the database can't be reached")));
        return found;
    };
    found.extend(reach::about(&mut centrum, clock).await);
    found.push(Check::Roles.answer(roles::roles(&mut centrum).await));
    found.push(Check::Settings.answer(roles::settings(&mut centrum).await));
    found.push(match migrator {
        reach::Migrator::Reached(mut migrator) => migrations::migrations(&mut migrator).await,
        reach::Migrator::Unknown => Check::Migrations.left_out(
            "which migrations have run is asked as centrum_migrator; CENTRUM_MIGRATOR_URL isn't set here",
        ),
        reach::Migrator::Unreached => {
            Check::Migrations.not_checked("the database can't be reached as centrum_migrator")
        }
    });
    found.push(Check::Tables.answer(tables::tables(&mut centrum).await));
    found.push(Check::RowSecurity.answer(tables::row_security(&mut centrum).await));
    found.push(Check::Policies.answer(tables::policies(&mut centrum).await));
    drop(centrum);
    found.push(relay::worker(url, clock).await);
    found
}

/// Texts that a question about the catalog finds. It is asked with one list of names, `$1`.
async fn texts(
    connection: &mut AsyncPgConnection,
    question: &str,
    names: &[&str],
) -> QueryResult<Vec<String>> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = Text)]
        found: String,
    }
    let question = format!("SELECT found::text FROM ({question}) f (found) ORDER BY 1");
    #[expect(clippy::disallowed_methods, reason = "the catalog isn't among our tables")]
    let rows: Vec<Found> =
        diesel::sql_query(question).bind::<Array<Text>, _>(names).load(connection).await?;
    Ok(rows.into_iter().map(|row| row.found).collect())
}
