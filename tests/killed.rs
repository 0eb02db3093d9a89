//! A server that is killed in the middle of its work: each closing is whole or absent, and the figures follow after the
//! restart.

use crate::house::Patience;
use crate::house::patience::in_time;
use domain::access::{Clock, Db, Settings};
use domain::identity;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use server::commands::{Cli, run};
use server::postgres::{DataDir, Login, Reached, Running};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

const FOLDER: &str = "CENTRUM_TEST_KILLED_FOLDER";
const PORT: &str = "CENTRUM_TEST_KILLED_PORT";
const CLOSINGS: usize = 100;

/// Not a test: `Killed::start` runs it in a process of its own.
#[test]
#[ignore = "another test starts it, to kill it"]
fn the_server() {
    let (Ok(folder), Ok(port)) = (std::env::var(FOLDER), std::env::var(PORT)) else { return };
    let arguments = ["centrum", "up", "--port", &port, "--data-dir", &folder];
    run(<Cli as clap::Parser>::parse_from(arguments)).unwrap();
}

/// A program of its own: a data folder and a port. Also README's tour is taken beside one.
pub(crate) struct Killed {
    folder: tempfile::TempDir,
    port: u16,
}

impl Killed {
    pub(crate) fn new() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self { folder: tempfile::tempdir().unwrap(), port }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn data(&self) -> DataDir {
        DataDir::at(self.folder.path()).unwrap()
    }

    /// Starts the server and waits until it says that it serves.
    pub(crate) async fn start(&self) -> Child {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["killed::the_server", "--exact", "--ignored", "--quiet"])
            .env(FOLDER, self.folder.path())
            .env(PORT, self.port.to_string())
            .env("CENTRUM_LOG", "warn")
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut tick = tokio::time::interval(Duration::from_millis(50));
        let patience = Patience::until("the server serves");
        while Running::read(&self.data()).is_none_or(|running| running.pid != child.id()) {
            patience.lasts();
            assert!(child.try_wait().unwrap().is_none(), "the server ended by itself");
            tick.tick().await;
        }
        child
    }

    fn db(&self) -> Db {
        let url = self.url(Login::Centrum);
        Db::connect(&Settings::new(url, 2, Duration::from_secs(5)), Clock::system()).unwrap()
    }

    fn url(&self, login: Login) -> String {
        Reached::reach(&self.data()).unwrap().url(login, "centrum").expose_secret().to_owned()
    }

    pub(crate) async fn clerk(&self) -> Client {
        let token = identity::demo::token_of(&self.db(), "clerk").await.unwrap().unwrap().secret;
        Client::bearing(self.port, &token)
    }

    /// Until the worker has counted all that happened.
    pub(crate) async fn catch_up(&self) {
        let mut tick = tokio::time::interval(Duration::from_millis(100));
        let behind = "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM stream s LEFT JOIN rollup_positions p
            USING (tenant_id) WHERE s.position > coalesce(p.position, 0))";
        let patience = Patience::until("the worker has counted all that happened");
        while self.number(behind).await > 0 {
            patience.lasts();
            tick.tick().await;
        }
    }

    /// One number from the database, as its superuser.
    pub(crate) async fn number(&self, statement: &str) -> i64 {
        let (client, connection) =
            tokio_postgres::connect(&self.url(Login::Superuser), tokio_postgres::NoTls)
                .await
                .unwrap();
        let connection = tokio::spawn(connection);
        let number = client.query_one(statement, &[]).await.unwrap().get(0);
        drop(client);
        connection.await.unwrap().unwrap();
        number
    }
}

/// Asks a process over its port.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) port: u16,
    /// By which it says who asks.
    pub(crate) header: String,
}

impl Client {
    /// Whoever has this token.
    pub(crate) fn bearing(port: u16, token: &str) -> Self {
        Self { port, header: format!("Authorization: Bearer {token}") }
    }

    /// The same with one header more.
    pub(crate) fn with(&self, header: &str) -> Self {
        Self { port: self.port, header: format!("{}\r\n{header}", self.header) }
    }

    /// The answer, or nothing when the server went away.
    pub(crate) async fn ask(&self, query: &str, variables: Value) -> Option<Value> {
        in_time("the server answers or goes away", self.exchange(query, variables)).await
    }

    async fn exchange(&self, query: &str, variables: Value) -> Option<Value> {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let request = format!(
            "POST /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.header,
            body.len()
        );
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.ok()?;
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.ok()?;
        serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()
    }

    async fn open(&self, number: usize) -> String {
        let query = r#"mutation($title: String!) { openRequest(input: {serviceCode: "CIT-CONTACT", title: $title,
            requester: CITIZEN, requesterName: "Nikdo"}) { id userErrors { code } } }"#;
        let answer =
            self.ask(query, json!({ "title": format!("closing {number}") })).await.unwrap();
        answer["data"]["openRequest"]["id"]
            .as_str()
            .unwrap_or_else(|| panic!("{answer}"))
            .to_owned()
    }

    async fn close(&self, id: &str) -> Option<Value> {
        let query = "mutation($id: ID!) { closeRequest(input: {id: $id, outcome: \"done\"}) { userErrors { code } } }";
        self.ask(query, json!({ "id": id })).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_during_a_hundred_closings_leaves_each_whole_or_absent() {
    let house = Killed::new();
    let mut server = house.start().await;
    let clerk = house.clerk().await;
    let mut ids = Vec::new();
    for number in 0..CLOSINGS {
        ids.push(clerk.open(number).await);
    }

    let mut closings = JoinSet::new();
    for id in ids {
        let clerk = clerk.clone();
        closings.spawn(async move { clerk.close(&id).await.is_some() });
    }
    let mut answered = 0;
    while let Some(closed) = closings.join_next().await {
        answered += i64::from(closed.unwrap());
        if answered == 20 {
            // SIGKILL: the server has no time to put anything in order.
            server.kill().unwrap();
        }
    }
    assert!(answered >= 20, "only {answered} were answered before it was killed");
    server.wait().unwrap();

    let mut server = house.start().await;
    let closed = "SELECT count(*) FROM requests WHERE title LIKE 'closing %' AND state = 'CLOSED'";
    let told = "SELECT count(*) FROM events e JOIN requests r ON (r.tenant_id, r.id) = (e.tenant_id, e.request_id)
        WHERE r.title LIKE 'closing %' AND e.kind = 'request.closed'";
    let both = format!("{told} AND r.state = 'CLOSED'");
    let (closed, told, both) =
        (house.number(closed).await, house.number(told).await, house.number(&both).await);
    assert!(closed >= answered, "{answered} were answered, {closed} are closed");
    assert_eq!((closed, closed), (told, both), "closed, told, both");

    house.catch_up().await;
    for (figure, counted) in [
        (
            "SELECT sum(requests_closed) FROM rollup_daily",
            "SELECT count(*) FROM events WHERE kind = 'request.closed'",
        ),
        ("SELECT sum(requests_opened) FROM rollup_daily", "SELECT count(*) FROM requests"),
        (
            "SELECT sum(requests_open) FROM rollup_due",
            "SELECT count(*) FROM requests WHERE closed_at IS NULL",
        ),
    ] {
        assert_eq!(house.number(figure).await, house.number(counted).await, "{figure}");
    }
    server.kill().unwrap();
    server.wait().unwrap();
}
