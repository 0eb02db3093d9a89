//! The program in a process of its own, and what it says of itself: logging is set up once per process, so the tests' own
//! can't be looked at.

use crate::house::program::centrum;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// How long something may take that a busy machine does at once.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// `centrum serve` or `centrum work`, logging JSON.
pub struct Program {
    process: Child,
    printed: Lines,
    pub logged: Lines,
    /// Where it serves GraphQL; 0: it doesn't.
    pub port: u16,
}

/// What was written so far.
#[derive(Clone, Default)]
pub struct Lines(Arc<Mutex<Vec<String>>>);

impl Program {
    /// `centrum serve` on a database, with more variables.
    pub async fn serve(database: &str, variables: &[(&str, &str)]) -> Self {
        let mut program =
            Self::start(centrum(&["serve"]).env("CENTRUM_HTTP_PORT", "0"), database, variables);
        let told = program.printed.wait_for(|line| {
            line.split_once("http://127.0.0.1:")?.1.split_once('/')?.0.parse().ok()
        });
        program.port = told.await;
        program
    }

    /// `centrum work` on a database, with more variables.
    pub async fn work(database: &str, variables: &[(&str, &str)]) -> Self {
        let program = Self::start(&mut centrum(&["work"]), database, variables);
        program.logged.wait_for(|line| line.contains("worker started").then_some(())).await;
        program
    }

    fn start(command: &mut Command, database: &str, variables: &[(&str, &str)]) -> Self {
        let mut process = command
            .env("CENTRUM_DATABASE_URL", database)
            .env("CENTRUM_LOG", "info")
            .env("CENTRUM_LOG_FORMAT", "json")
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (printed, logged) = (Lines::default(), Lines::default());
        printed.read(process.stdout.take().unwrap());
        logged.read(process.stderr.take().unwrap());
        Self { process, printed, logged, port: 0 }
    }

    /// The port of `/metrics`.
    pub async fn metrics_port(&self) -> u16 {
        let told = self.logged.wait_for(|line| {
            let line: Value = serde_json::from_str(line).ok()?;
            let address = line["server.address"].as_str()?;
            (line["message"] == "metrics are served")
                .then(|| address.rsplit_once(':')?.1.parse().ok())?
        });
        told.await
    }

    /// Asks it to end, waits until it has, and answers how long that took.
    pub async fn stop(mut self) -> Duration {
        let began = Instant::now();
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        while self.process.try_wait().unwrap().is_none() {
            assert!(began.elapsed() < PATIENCE, "it doesn't end");
            tick.tick().await;
        }
        began.elapsed()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Lines {
    fn read(&self, from: impl Read + Send + 'static) {
        let lines = self.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(from).lines().map_while(Result::ok) {
                lines.0.lock().unwrap().push(line);
            }
        });
    }

    /// All of them.
    pub fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// Those that are JSON.
    pub fn json(&self) -> Vec<Value> {
        self.all().iter().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    /// What the first line says that says something.
    pub async fn wait_for<T>(&self, read: impl Fn(&str) -> Option<T>) -> T {
        until("the line is written", || self.all().iter().find_map(|line| read(line))).await
    }
}

/// Looks until there is something to see.
pub async fn until<T>(what: &str, look: impl Fn() -> Option<T>) -> T {
    let mut tick = tokio::time::interval(Duration::from_millis(20));
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "in vain: {what}");
        tick.tick().await;
    }
}

/// Looks until something is as it should be.
pub async fn until_is<T: PartialEq + std::fmt::Debug>(
    what: &str,
    wanted: T,
    look: impl AsyncFn() -> T,
) {
    let mut tick = tokio::time::interval(Duration::from_millis(20));
    let began = Instant::now();
    loop {
        let seen = look().await;
        if seen == wanted {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "in vain: {what}: {seen:?}");
        tick.tick().await;
    }
}

/// An answer over HTTP.
#[derive(Debug)]
pub struct Answered {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Answered {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{self:?}"))
    }
}

/// Sends a request as it is written.
pub async fn send(
    port: u16,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answered {
    let headers: String =
        headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer}"));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
    Answered { status, head: head.to_owned(), body: body.to_owned() }
}

/// Asks GraphQL.
pub async fn ask(
    port: u16,
    token: &str,
    headers: &[(&str, &str)],
    query: &str,
    variables: Value,
) -> Answered {
    let bearer = format!("Bearer {token}");
    let mut all = vec![("Content-Type", "application/json"), ("Authorization", bearer.as_str())];
    all.extend(headers);
    let body = json!({ "query": query, "variables": variables }).to_string();
    send(port, "POST", "/graphql", &all, &body).await
}
