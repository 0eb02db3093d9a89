//! A real `redis-server` of a test's own, to be killed, started again, and made slow.

use secrecy::SecretString;
use server::config;
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server that has this long to start is broken, not slow.
const PATIENCE: Duration = Duration::from_secs(60);

/// A Redis on a free port. It ends with this.
pub struct Redis {
    port: u16,
    password: Option<&'static str>,
    process: Option<Child>,
}

impl Redis {
    /// On a free port, without a password.
    pub async fn start() -> Self {
        Self::guarded_by(None).await
    }

    /// On a free port, with a password.
    pub async fn with_password(password: &'static str) -> Self {
        Self::guarded_by(Some(password)).await
    }

    async fn guarded_by(password: Option<&'static str>) -> Self {
        loop {
            let mut redis = Self { port: free_port(), password, process: None };
            // The port was free a moment ago; if somebody else has taken it, the server ends.
            if redis.begin().await {
                return redis;
            }
        }
    }

    /// Nobody listens there yet.
    pub fn absent() -> Self {
        Self { port: free_port(), password: None, process: None }
    }

    /// Its URL.
    pub fn url(&self) -> String {
        let password = self.password.map(|password| format!(":{password}@")).unwrap_or_default();
        format!("redis://{password}127.0.0.1:{}", self.port)
    }

    /// As the program is told of it, with a limit that a busy machine keeps.
    pub fn config(&self) -> config::Redis {
        config::Redis { answer_within: Duration::from_secs(10), ..self.strict_config() }
    }

    /// As the program is told of it.
    pub fn strict_config(&self) -> config::Redis {
        config::Redis::at(SecretString::from(self.url()))
    }

    /// Starts it anew, on the same port, with nothing in it.
    pub async fn start_again(&mut self) {
        assert!(self.process.is_none(), "it runs");
        let begun = Instant::now();
        while !self.begin().await {
            assert!(begun.elapsed() < PATIENCE, "redis-server doesn't start");
        }
    }

    /// Ends it, as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }

    /// It keeps its connections and answers nothing.
    pub fn freeze(&self) {
        self.signal("-STOP");
    }

    /// And goes on.
    pub fn thaw(&self) {
        self.signal("-CONT");
    }

    /// Tells it a command, and what it answers.
    pub fn tell(&self, command: &[&str]) -> String {
        self.tell_by(self.password.unwrap_or_default(), command)
    }

    /// The same with another password.
    pub fn tell_by(&self, password: &str, command: &[&str]) -> String {
        let mut cli = Command::new("redis-cli");
        cli.args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "--no-auth-warning"]);
        if !password.is_empty() {
            cli.args(["-a", password]);
        }
        let answer = cli.args(command).output();
        let answer = answer.expect("redis-cli, which scripts/install-for-tests brings");
        String::from_utf8_lossy(&answer.stdout).trim().to_owned()
    }

    fn signal(&self, signal: &str) {
        let pid = self.process.as_ref().expect("it runs").id().to_string();
        let sent = Command::new("kill").args([signal, &pid]).status().expect("kill");
        assert!(sent.success(), "kill {signal} {pid}");
    }

    /// Whether it serves; `false`: it ended.
    async fn begin(&mut self) -> bool {
        let port = self.port.to_string();
        // It ends with this process, also when that is killed.
        let mut command = Command::new("setpriv");
        command.args([
            "--pdeathsig",
            "KILL",
            "redis-server",
            "--bind",
            "127.0.0.1",
            "--port",
            &port,
        ]);
        command.args(["--save", "", "--appendonly", "no", "--daemonize", "no"]);
        if let Some(password) = self.password {
            command.args(["--requirepass", password]);
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut process = command.current_dir(std::env::temp_dir()).spawn().expect("redis-server");
        let begun = Instant::now();
        while self.tell(&["PING"]) != "PONG" {
            if process.try_wait().expect("its state").is_some() {
                return false;
            }
            assert!(begun.elapsed() < PATIENCE, "redis-server doesn't answer");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.process = Some(process);
        true
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("its address").port()
}
