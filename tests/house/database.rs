//! Databases for tests: one migrated template per run, and clones of it.
//!
//! `shared` is the one database of the run, in which each test has a tenant of its own; `fresh` is a database for a test of
//! the nation, of the platform, or of the borders themselves. Nobody stays connected to the template, or it can't be cloned.

use diesel_async::{AsyncConnection as _, AsyncPgConnection, SimpleAsyncConnection as _};
use domain::access::{Passwords, bootstrap, migrate, prepare_database};
use std::fmt::Write as _;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::runtime::Runtime;
use tokio_postgres::config::Host;
use tokio_postgres::{Client, Config, NoTls};

/// The variable that names the server: a URL of a superuser.
const SERVER: &str = "CENTRUM_TEST_DATABASE_URL";
/// What every database of the tests is called: this, the run's number, and a number within the run.
const PREFIX: &str = "centrum_test_";
/// Roles are the server's and not a database's, so all runs must agree on the passwords.
const PASSWORD: &str = "only_for_tests";

/// A migrated database that nobody else has, unless it is the shared one. Dropped, its database goes too.
pub struct TestDatabase {
    name: String,
}

/// A new database, with the tables and nothing in them but the nation.
pub fn fresh() -> TestDatabase {
    run().template.clone_it()
}

/// The one database of this run in which each test has its own tenant.
pub fn shared() -> &'static TestDatabase {
    static SHARED: OnceLock<TestDatabase> = OnceLock::new();
    SHARED.get_or_init(fresh)
}

/// A database without tables, with the owner's rights: for the tests about migrations.
pub fn unmigrated() -> TestDatabase {
    let database = TestDatabase { name: run().next_name() };
    apart(prepare(database.name.clone()));
    database
}

impl TestDatabase {
    /// Its name on the server.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// As the server's superuser, whom no border stops.
    pub fn superuser_url(&self) -> String {
        server().url(None, &self.name)
    }

    /// As the program: the login that must take a role.
    pub fn url(&self) -> String {
        server().url(Some("centrum"), &self.name)
    }

    /// The same, by another way to the server.
    pub fn url_at(&self, host: &Host, port: u16) -> String {
        Server { host: host.clone(), port, ..server().clone() }.url(Some("centrum"), &self.name)
    }

    /// As who migrates.
    pub fn migrator_url(&self) -> String {
        server().url(Some("centrum_migrator"), &self.name)
    }

    /// Connected as the superuser, who waits long and not for ever.
    pub async fn superuser(&self) -> Client {
        let client = connect(&self.superuser_url()).await;
        client.batch_execute("SET statement_timeout = '3min'").await.expect("a limit");
        client
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        // What can't be dropped now is dropped by the next run.
        let name = std::mem::take(&mut self.name);
        let _ = std::thread::spawn(move || apart(drop_databases(vec![name]))).join();
    }
}

/// A connection for plain statements, on the runtime that asks.
pub async fn connect(url: &str) -> Client {
    let (client, connection) =
        tokio_postgres::connect(url, NoTls).await.expect("the test server answers");
    tokio::runtime::Handle::current().spawn(connection);
    client
}

/// Where the test server is: for who stands in front of it.
pub fn address() -> (Host, u16) {
    (server().host.clone(), server().port)
}

/// What is made once per test process.
struct Run {
    /// The process id of the connection that stays open as long as this process lives: where it isn't seen any more, the
    /// databases of this number are left over. A number of the server's, so that several machines can share one.
    number: i32,
    template: Template,
    used: AtomicUsize,
}

struct Template {
    name: String,
}

impl Template {
    fn clone_it(&self) -> TestDatabase {
        let (name, template) = (run().next_name(), self.name.clone());
        apart(async move {
            execute(&server().admin_url(), &format!("CREATE DATABASE {name} TEMPLATE {template}"))
                .await;
            // A clone doesn't inherit the rights on the database itself.
            prepare(name.clone()).await;
            TestDatabase { name }
        })
    }
}

impl Run {
    fn next_name(&self) -> String {
        format!("{PREFIX}{}_{}", self.number, self.used.fetch_add(1, Ordering::Relaxed))
    }
}

fn run() -> &'static Run {
    static RUN: OnceLock<Run> = OnceLock::new();
    RUN.get_or_init(|| {
        server(); // Says at once, and here, if there is none.
        let number = stay_connected();
        let template = apart(async move {
            drop_databases(left_over(number).await).await;
            let passwords =
                Passwords { centrum: PASSWORD.to_owned(), migrator: PASSWORD.to_owned() };
            bootstrap(&server().admin_url(), &passwords).await.expect("the roles are made");
            let name = format!("{PREFIX}{number}_template");
            prepare(name.clone()).await;
            migrate(&server().url(Some("centrum_migrator"), &name))
                .await
                .expect("the migrations run");
            let closed = format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false");
            execute(&server().admin_url(), &closed).await;
            Template { name }
        });
        Run { number, template, used: AtomicUsize::new(0) }
    })
}

/// Opens the connection that says that this run lives, and keeps it until the process ends.
fn stay_connected() -> i32 {
    let (told, number) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        Runtime::new().expect("a runtime").block_on(async move {
            let client = connect(&server().admin_url()).await;
            let row = client.query_one("SELECT pg_backend_pid()", &[]).await.expect("a number");
            told.send(row.get(0)).expect("somebody waits for the number");
            std::future::pending::<()>().await;
        });
    });
    number.recv().expect("the test server answers")
}

/// The databases of runs that ended, and those of an earlier run that had this run's number.
async fn left_over(number: i32) -> Vec<String> {
    let client = connect(&server().admin_url()).await;
    // The names first: a run that is making a database now was connected before it made it.
    let names =
        client.query("SELECT datname::text FROM pg_database", &[]).await.expect("databases");
    let alive = client.query("SELECT pid FROM pg_stat_activity", &[]).await.expect("connections");
    let alive: Vec<i32> = alive.iter().map(|row| row.get(0)).filter(|pid| *pid != number).collect();
    let run_of = |name: &str| name.strip_prefix(PREFIX)?.split('_').next()?.parse::<i32>().ok();
    names
        .iter()
        .map(|row| row.get::<_, String>(0))
        .filter(|name| run_of(name).is_some_and(|run| !alive.contains(&run)))
        .collect()
}

async fn drop_databases(names: Vec<String>) {
    let client = connect(&server().admin_url()).await;
    for name in names {
        // Another run may be dropping it as well; then it is gone all the same.
        let _ = client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
    }
}

async fn prepare(name: String) {
    prepare_database(&server().admin_url(), &server().url(None, &name), &name)
        .await
        .expect("the database is prepared");
}

async fn execute(url: &str, sql: &str) {
    let mut connection = AsyncPgConnection::establish(url).await.expect("the test server answers");
    connection.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// Runs `work` to its end on a runtime of its own, so that it can be asked for from any test, async or not.
fn apart<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    std::thread::spawn(|| Runtime::new().expect("a runtime").block_on(work))
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// The server of `CENTRUM_TEST_DATABASE_URL`.
#[derive(Clone)]
struct Server {
    host: Host,
    port: u16,
    user: String,
    password: Option<String>,
    database: String,
}

fn server() -> &'static Server {
    static FOUND: OnceLock<Server> = OnceLock::new();
    FOUND.get_or_init(|| {
        #[expect(clippy::disallowed_methods, reason = "the tests have no configuration but this")]
        let Ok(url) = std::env::var(SERVER) else {
            panic!(
                "the tests need a PostgreSQL server in {SERVER}: run `make test`, which starts one"
            );
        };
        let config: Config = url.parse().unwrap_or_else(|error| panic!("{SERVER}: {error}"));
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("a password in UTF-8");
        Server {
            host: config
                .get_hosts()
                .first()
                .cloned()
                .unwrap_or_else(|| Host::Tcp("localhost".to_owned())),
            port: config.get_ports().first().copied().unwrap_or(5432),
            user: config.get_user().unwrap_or("postgres").to_owned(),
            password: config.get_password().map(text),
            database: config.get_dbname().unwrap_or("postgres").to_owned(),
        }
    })
}

impl Server {
    fn admin_url(&self) -> String {
        self.url(None, &self.database)
    }

    /// As a login of ours, or as the superuser.
    fn url(&self, login: Option<&str>, database: &str) -> String {
        let host = match &self.host {
            Host::Tcp(name) => name.clone(),
            Host::Unix(folder) => folder.to_string_lossy().into_owned(),
        };
        let (user, password) = match login {
            Some(login) => (login, Some(PASSWORD)),
            None => (self.user.as_str(), self.password.as_deref()),
        };
        let password = password.map(|p| format!(":{}", escaped(p))).unwrap_or_default();
        format!(
            "postgres://{}{password}@{}:{}/{database}",
            escaped(user),
            escaped(&host),
            self.port
        )
    }
}

/// As a part of a URL.
fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut url, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            url.push(char::from(byte));
        } else {
            write!(url, "%{byte:02X}").expect("writing to a String");
        }
        url
    })
}

#[tokio::test]
async fn a_fresh_database_has_the_tables_and_nothing_but_the_nation() {
    let database = fresh();
    let client = database.superuser().await;
    let row = client.query_one("SELECT count(*), min(slug) FROM tenants", &[]).await.unwrap();
    assert_eq!((row.get::<_, i64>(0), row.get::<_, &str>(1)), (1, "nation"));
}

#[tokio::test]
async fn a_clone_may_be_entered_by_the_program_and_by_nobody_else() {
    let database = fresh();
    let rights: Option<String> = database
        .superuser()
        .await
        .query_one("SELECT datacl::text FROM pg_database WHERE datname = current_database()", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(
        rights.unwrap(),
        "{centrum_owner=CTc/centrum_owner,centrum=c/centrum_owner,centrum_migrator=c/centrum_owner,\
         centrum_maintenance=c/centrum_owner}"
    );
}

#[tokio::test]
async fn the_databases_of_two_tests_are_two() {
    let (one, other) = (fresh(), fresh());
    assert_ne!(one.name(), other.name());
    assert_ne!(one.name(), shared().name());
    let name = one.name().to_owned();
    drop(one);
    let found = other
        .superuser()
        .await
        .query("SELECT FROM pg_database WHERE datname = $1", &[&name])
        .await
        .unwrap();
    assert!(found.is_empty(), "a dropped test database is gone");
}
