//! The database's own borders, attacked as an attacker would who has the program's login: each role, each table, each kind
//! of statement. Nothing here goes through the door; what the door adds to the borders is tested with it.

mod matrix;
mod mutants;
mod proofs;
mod samples;

use crate::house::database::{self, TestDatabase, connect};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::OnceLock;
use tokio_postgres::error::DbError;
use tokio_postgres::{Client, SimpleQueryMessage};

/// What is reached by the hash of a link alone, so that two settings must be there.
const REACHED_BY_LINK: [&str; 2] = ["intake_submissions", "intake_tickets"];

/// In whose name a statement runs: a word for the database role, and its settings.
#[derive(Debug, Clone)]
struct Standing {
    role: &'static str,
    settings: BTreeMap<String, String>,
}

impl Standing {
    fn of(role: &'static str) -> Self {
        Self { role, settings: BTreeMap::new() }
    }

    /// The last one counts.
    fn set(mut self, name: &str, value: impl Into<String>) -> Self {
        self.settings.insert(name.to_owned(), value.into());
        self
    }

    /// In the tenant with this letter of the fixture.
    fn in_tenant(self, tenant: &str) -> Self {
        self.set("tenant_id", uuid(tenant))
    }

    /// As the door says it, for this role. The bare login takes none.
    fn opening(&self) -> String {
        let mut sql = match self.role {
            "centrum" => String::new(),
            role => format!("SET LOCAL ROLE centrum_{role}; "),
        };
        for (name, value) in &self.settings {
            write!(sql, "SET LOCAL app.{name} = '{value}'; ").expect("writing to a String");
        }
        sql
    }

    fn login(&self) -> &'static str {
        if self.role == "owner" { "centrum_migrator" } else { "centrum" }
    }
}

/// Where statements are tried: each leaves no trace.
enum Desk {
    /// Through the real logins.
    Real { centrum: Client, migrator: Client },
    /// Through a superuser who puts on the login for one statement, so that it sees what his transaction changed.
    Pretending(Client),
}

impl Desk {
    async fn real(database: &TestDatabase) -> Self {
        let centrum = connect(&database.url()).await;
        let migrator = connect(&database.migrator_url()).await;
        for client in [&centrum, &migrator] {
            client.batch_execute("BEGIN; SAVEPOINT trial").await.unwrap();
        }
        Self::Real { centrum, migrator }
    }

    /// In a transaction in which the database isn't what it should be, and which the caller rolls back.
    async fn pretending(database: &TestDatabase, change: &str) -> Self {
        let client = database.superuser().await;
        client.batch_execute(&format!("BEGIN; {change}; SAVEPOINT trial")).await.unwrap();
        Self::Pretending(client)
    }

    /// What the last statement of `sql` answers: its count of rows, or the database's refusal.
    async fn try_out(&self, standing: &Standing, sql: &str) -> Result<u64, DbError> {
        let (client, login) = match self {
            Self::Real { migrator, .. } if standing.role == "owner" => (migrator, String::new()),
            Self::Real { centrum, .. } => (centrum, String::new()),
            Self::Pretending(client) => {
                (client, format!("SET LOCAL SESSION AUTHORIZATION {}; ", standing.login()))
            }
        };
        // First of all it takes back what the trial before did.
        let all = format!("ROLLBACK TO SAVEPOINT trial; {login}{}{sql}", standing.opening());
        let answer = client.simple_query(&all).await;
        match answer {
            Ok(messages) => Ok(messages
                .iter()
                .rev()
                .find_map(|message| match message {
                    SimpleQueryMessage::CommandComplete(rows) => Some(*rows),
                    _ => None,
                })
                .unwrap_or(0)),
            Err(error) => {
                let refusal = error.as_db_error().expect("the server answers").clone();
                let said = refusal.message();
                assert!(
                    !said.contains("to set role"),
                    "{} isn't a role of its login",
                    standing.role
                );
                assert!(!refusal.code().code().starts_with("42P"), "{sql}: {said}");
                assert!(refusal.code().code() != "42601", "{sql}: {said}");
                Err(refusal)
            }
        }
    }

    /// The same in one word, as the matrix and the proofs say it.
    async fn answer(&self, standing: &Standing, sql: &str) -> String {
        match self.try_out(standing, sql).await {
            Ok(rows) => rows.to_string(),
            Err(refusal) => word(&refusal).to_owned(),
        }
    }
}

/// `-` for a right that the role doesn't have, `!` for a row that a policy refuses, `unset` for a setting that is missing,
/// `told` for the owner, and else the SQLSTATE.
fn word(refusal: &DbError) -> &str {
    match refusal.code().code() {
        "42501" if refusal.message().contains("row-level security") => "!",
        "42501" => "-",
        "42704" if refusal.message().contains("owner_needs_no_force") => "told",
        "42704" | "22P02" => "unset",
        other => other,
    }
}

/// The fixture's id with this short name; `c` is the nation.
fn uuid(short: &str) -> String {
    match short {
        "c" => "00000000-0000-0000-0000-000000000001".to_owned(),
        short => format!("{short:0<8}-0000-0000-0000-000000000000"),
    }
}

/// Writes the ids into a statement: `#a1` becomes the literal of the fixture's `a1`.
fn with_ids(sql: &str) -> String {
    let mut parts = sql.split('#');
    let mut written = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(part.len());
        let (short, rest) = part.split_at(end);
        write!(written, "'{}'{rest}", uuid(short)).expect("writing to a String");
    }
    written
}

/// A database with the fixture's rows.
fn with_fixture() -> TestDatabase {
    let database = database::fresh();
    let url = database.superuser_url();
    let filled = std::thread::spawn(|| {
        tokio::runtime::Runtime::new().expect("a runtime").block_on(async move {
            connect(&url).await.batch_execute(include_str!("fixture.sql")).await
        })
    });
    filled.join().expect("the fixture's thread").expect("the fixture fits the tables");
    database
}

/// The one that all who only try things out share.
fn fixture() -> &'static TestDatabase {
    static FIXTURE: OnceLock<TestDatabase> = OnceLock::new();
    FIXTURE.get_or_init(with_fixture)
}
