//! A real mail server: aiosmtpd, in tests/clients/smtp.py.

use crate::house::committed::workspace;
use crate::house::serving::free_port;
use secrecy::SecretString;
use serde_json::Value;
use server::mail::{Mailer, Settings};
use server::worker::Post;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdin, Command, Stdio};
use tempfile::TempDir;

/// It runs as long as this is kept.
pub(crate) struct Smtp {
    process: Child,
    /// It ends when this does.
    _input: ChildStdin,
    port: u16,
    folder: TempDir,
}

/// A mail as it was taken.
pub(crate) struct Taken(Value);

impl Taken {
    pub(crate) fn text(&self, field: &str) -> &str {
        self.0[field].as_str().unwrap_or_else(|| panic!("no {field} in {}", self.0))
    }

    pub(crate) fn to(&self) -> &str {
        self.0["to"][0].as_str().expect("an address")
    }

    /// The path of the link in it, with its secret.
    pub(super) fn link(&self) -> String {
        let line = self.text("text").lines().find(|line| line.starts_with("http"));
        let address = line.expect("a link").trim();
        let (_, path) = address.split_once("/intake/").expect("a link of the intake");
        format!("/intake/{path}")
    }
}

impl Smtp {
    pub(crate) fn start() -> Self {
        Self::at(free_port())
    }

    pub(super) fn at(port: u16) -> Self {
        let folder = tempfile::Builder::new().prefix("centrum-test-").tempdir().unwrap();
        let clients = workspace().join("tests/clients");
        let mut process = Command::new(clients.join("python/bin/python"))
            .arg(clients.join("smtp.py"))
            .arg(folder.path().join("mails"))
            .arg(port.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("scripts/install-for-tests installs aiosmtpd");
        let mut said = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut said).unwrap();
        assert_eq!(said.trim(), port.to_string(), "the mail server listens");
        let input = process.stdin.take().unwrap();
        Self { process, _input: input, port, folder }
    }

    pub(crate) fn post(&self) -> Post {
        post_to(self.port)
    }

    /// All that it has taken, in that order.
    pub(crate) fn taken(&self) -> Vec<Taken> {
        let text = std::fs::read_to_string(self.folder.path().join("mails")).unwrap_or_default();
        text.lines().map(|line| Taken(serde_json::from_str(line).unwrap())).collect()
    }
}

/// To whatever is there.
pub(crate) fn post_to(port: u16) -> Post {
    let url = SecretString::from(format!("smtp://127.0.0.1:{port}"));
    let sender = "Centrum <centrum@example.cz>".to_owned();
    let mailer = Mailer::open(&Settings { url, sender }).expect("a mail server of this machine");
    Post { mailer, site: "https://centrum.example.cz".to_owned() }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
