//! `centrum serve` or `centrum work` in a process of its own, which can be told to end.

use super::program::centrum;
use super::visitor::Visitor;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// Lets everybody come as often as they like: for tests of what a server bears, or of one request.
pub const UNHINDERED: [(&str, &str); 3] = [
    ("CENTRUM_RATE_CLIENT", "100000/s:100000"),
    ("CENTRUM_RATE_ANONYMOUS", "100000/s:100000"),
    ("CENTRUM_RATE_FAILED_SIGN_IN", "100000/s:100000"),
];

/// A part of Centrum that runs. Dropped, it is killed.
pub struct Serving {
    process: Child,
    /// Where it serves.
    pub port: u16,
}

/// A port that nobody has now.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Serving {
    /// A server on a free port, once it says where.
    pub fn start(database: &str) -> Self {
        Self::start_with(database, &[])
    }

    /// The same, with variables of the environment.
    pub fn start_with(database: &str, variables: &[(&str, &str)]) -> Self {
        let mut command = centrum(&["serve"]);
        command.env("CENTRUM_DATABASE_URL", database).env("CENTRUM_HTTP_PORT", "0");
        command.envs(variables.iter().copied());
        Self::told(command)
    }

    /// A server, once it says where it serves.
    pub fn told(mut command: Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let told = lines.find_map(|line| {
            let line = line.ok()?;
            line.split_once("http://127.0.0.1:")?.1.split_once('/')?.0.parse().ok()
        });
        // Read on, or the program has nobody to print to.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, port: told.expect("it says where it serves") }
    }

    /// A server on this port, for whoever holds what it bears; it isn't waited for.
    pub fn begin(database: &str, port: u16, variables: &[(&str, &str)]) -> Self {
        let mut command = centrum(&["serve"]);
        command.env("CENTRUM_HTTP_PORT", port.to_string()).envs(UNHINDERED);
        command.envs(variables.iter().copied());
        Self::silent(command, database, port)
    }

    /// A worker, with variables of the environment.
    pub fn worker(database: &str, variables: &[(&str, &str)]) -> Self {
        let mut command = centrum(&["work"]);
        command.envs(variables.iter().copied());
        Self::silent(command, database, 0)
    }

    fn silent(mut command: Command, database: &str, port: u16) -> Self {
        command.env("CENTRUM_DATABASE_URL", database).stdout(Stdio::null()).stderr(Stdio::null());
        Self { process: command.spawn().unwrap(), port }
    }

    /// Waits until `/readyz` answers this status.
    pub async fn until_ready_is(&mut self, status: u16) {
        let deadline = Instant::now() + Duration::from_mins(1);
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        loop {
            let told = Visitor::coming_anew(self.port, "").look("/readyz").await;
            if told.as_ref().is_ok_and(|told| told.status == status) {
                return;
            }
            assert!(self.is_alive(), "it has ended");
            assert!(Instant::now() < deadline, "/readyz never answers {status}: {told:?}");
            tick.tick().await;
        }
    }

    /// Whether it runs.
    pub fn is_alive(&mut self) -> bool {
        self.process.try_wait().unwrap().is_none()
    }

    /// Its process's number.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Sends it a signal, as `kill` names it.
    pub fn signal(&self, signal: &str) {
        let pid = self.pid().to_string();
        let told = Command::new("kill").args([&format!("-{signal}"), &pid]).status();
        assert!(told.unwrap().success());
    }

    /// Waits for its end.
    pub async fn end(mut self) -> ExitStatus {
        let deadline = Instant::now() + Duration::from_mins(1);
        let mut tick = tokio::time::interval(Duration::from_millis(10));
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "it doesn't end");
            tick.tick().await;
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
