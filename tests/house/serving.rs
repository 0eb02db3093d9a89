//! `centrum serve` or `centrum work` in a process of its own, which can be told to end.

use super::program::{UNHINDERED, centrum};
use super::visitor::Visitor;
use std::net::TcpListener;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// A part of Centrum that runs. Dropped, it is killed.
pub struct Serving {
    process: Child,
    port: u16,
}

/// A port that nobody has now.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Serving {
    /// Starts a server and doesn't wait for it.
    pub fn start(database: &str, port: u16, settings: &[(&str, &str)]) -> Self {
        Self::spawn("serve", database, port, settings)
    }

    /// Starts a worker.
    pub fn start_worker(database: &str) -> Self {
        Self::spawn("work", database, 0, &[])
    }

    fn spawn(command: &str, database: &str, port: u16, settings: &[(&str, &str)]) -> Self {
        let process = centrum(&[command])
            .env("CENTRUM_DATABASE_URL", database)
            .env("CENTRUM_HTTP_PORT", port.to_string())
            .envs(UNHINDERED)
            .envs(settings.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { process, port }
    }

    /// Where it serves.
    pub fn port(&self) -> u16 {
        self.port
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

    /// Sends it a signal, as `kill` names it.
    pub fn signal(&self, signal: &str) {
        let pid = self.process.id().to_string();
        assert!(
            Command::new("kill").args([&format!("-{signal}"), &pid]).status().unwrap().success()
        );
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
