//! `centrum up` with its data folder on a disk of its own, whose size can be changed.

use crate::house::Patience;
use crate::house::program::{Doctor, centrum};
use domain::access::{Clock, Db, Settings};
use domain::identity;
use rand::RngExt as _;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use server::postgres::{DataDir, Login, Reached, Running};
use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_postgres::NoTls;

/// More than the doctor wants to be free; only what is written takes memory.
const LARGE: &str = "size=2g";

/// One machine with a small disk.
pub(super) struct Office {
    disk: Disk,
    port: u16,
    server: Option<Child>,
}

/// A file system in memory, and beside it what must be written while that is full.
struct Disk {
    folder: TempDir,
}

impl Disk {
    fn path(&self) -> PathBuf {
        self.folder.path().join("disk")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).output();
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

impl Office {
    /// A disk can be mounted by root only, and not in every container. Then it is said why this test isn't run.
    pub(super) fn open(test: &str) -> Option<Self> {
        let folder = tempfile::Builder::new().prefix("centrum-test-").tempdir().unwrap();
        // The database's user walks through it.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o711)).unwrap();
        let disk = Disk { folder };
        fs::create_dir(disk.path()).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("{LARGE},mode=755"), "tmpfs"])
            .arg(disk.path())
            .output();
        let why_not = match mounted {
            Ok(answer) if answer.status.success() => None,
            Ok(answer) => Some(String::from_utf8_lossy(&answer.stderr).trim().to_owned()),
            Err(error) => Some(error.to_string()),
        };
        if let Some(why_not) = why_not {
            eprintln!("test {test} is left out: no disk can be mounted here: {why_not}");
            return None;
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Some(Self { disk, port, server: None })
    }

    /// Starts the program and waits until it serves.
    pub(super) async fn start(&mut self) {
        let mut server = self.program().spawn().unwrap();
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        let patience = Patience::until("the program serves");
        while Running::read(&self.data()).is_none_or(|running| running.pid != server.id()) {
            assert!(server.try_wait().unwrap().is_none(), "it ended: {}", self.log());
            patience.lasts();
            tick.tick().await;
        }
        self.server = Some(server);
    }

    /// Starts the program and waits for its end: whether it was a success, and what it said.
    pub(super) fn try_to_start(&self) -> (bool, String) {
        let status = self.program().status().unwrap();
        (status.success(), self.log())
    }

    /// As Ctrl-C does.
    pub(super) fn stop(&mut self) {
        let mut server = self.server.take().expect("a running server");
        let pid = server.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        assert!(server.wait().unwrap().success(), "{}", self.log());
    }

    pub(super) fn fill_the_disk(&self) {
        let patience = Patience::until("the disk is no larger than what is on it");
        loop {
            patience.lasts();
            let used = Command::new("df").args(["-k", "--output=used"]).arg(self.path()).output();
            let used = String::from_utf8(used.unwrap().stdout).unwrap();
            let used: u64 = used.lines().nth(1).unwrap().trim().parse().unwrap();
            // No size at all would mean no limit. What was written meanwhile may not fit: then once more.
            if self.resize(&format!("size={}k", used.max(4))) {
                return;
            }
        }
    }

    pub(super) fn make_space(&self) {
        assert!(self.resize(LARGE));
    }

    fn resize(&self, size: &str) -> bool {
        let option = format!("remount,{size}");
        let answer = Command::new("mount").args(["-o", &option]).arg(self.path()).output().unwrap();
        answer.status.success()
    }

    pub(super) fn doctor(&self) -> Doctor {
        Doctor::of_folder(&self.path().join("data"))
    }

    /// Until the doctor finds nothing wrong: the worker has counted what there is.
    pub(super) async fn until_all_is_well(&mut self) {
        let mut tick = tokio::time::interval(Duration::from_millis(100));
        let patience = Patience::until("the doctor finds nothing wrong");
        while !self.doctor().is_content {
            patience.lasts();
            let server = self.server.as_mut().expect("a running server");
            assert!(server.try_wait().unwrap().is_none(), "it ended: {}", self.log());
            tick.tick().await;
        }
    }

    /// What the program has logged and said since its last start.
    pub(super) fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    pub(super) async fn until_its_log_says(&mut self, words: &str) {
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        let patience = Patience::until("the log says it");
        while !self.log().contains(words) {
            patience.lasts();
            let server = self.server.as_mut().expect("a running server");
            let ended = server.try_wait().unwrap();
            assert!(ended.is_none(), "it ended: {}", self.log());
            tick.tick().await;
        }
    }

    /// How many cases of this test there are, and how many of them are told by an event.
    pub(super) async fn cases_and_events(&self) -> (i64, i64) {
        let (client, connection) =
            tokio_postgres::connect(&self.url(Login::Superuser), NoTls).await.unwrap();
        let connection = tokio::spawn(connection);
        let sql = "SELECT (SELECT count(*) FROM requests WHERE title LIKE 'disk %'),
            (SELECT count(*) FROM events e JOIN requests r ON (r.tenant_id, r.id) = (e.tenant_id, e.request_id)
             WHERE r.title LIKE 'disk %' AND e.kind = 'request.opened')";
        let row = client.query_one(sql, &[]).await.unwrap();
        let counted = (row.get(0), row.get(1));
        drop(client);
        connection.await.unwrap().unwrap();
        counted
    }

    /// As PostgreSQL does by itself when sixteen mebibytes are written. It doesn't survive that now.
    pub(super) async fn begin_a_new_file_of_the_log(&self) {
        let (client, connection) =
            tokio_postgres::connect(&self.url(Login::Superuser), NoTls).await.unwrap();
        let connection = tokio::spawn(connection);
        let begun = client
            .batch_execute("SELECT pg_switch_wal(); CREATE TABLE of_the_next_file (n integer)")
            .await;
        assert!(begun.is_err(), "there is space for another file");
        drop(client);
        let _ = connection.await.unwrap();
    }

    pub(super) async fn clerk(&self) -> Clerk {
        let settings = Settings::new(self.url(Login::Centrum), 1, Duration::from_secs(5));
        let db = Db::connect(&settings, Clock::system()).unwrap();
        let token = identity::demo::token_of(&db, "clerk").await.unwrap().unwrap().secret;
        Clerk { port: self.port, token }
    }

    fn program(&self) -> Command {
        let (port, data) = (self.port.to_string(), self.path().join("data"));
        let mut program = centrum(&[
            "up",
            "--port",
            &port,
            "--data-dir",
            data.to_str().expect("a path in UTF-8"),
        ]);
        // Beside the disk: the log must be read while that is full.
        let log = File::create(self.log_file()).unwrap();
        program.env("CENTRUM_LOG", "info").stdout(Stdio::null()).stderr(log);
        program
    }

    fn url(&self, login: Login) -> String {
        Reached::reach(&self.data()).unwrap().url(login, "centrum").expose_secret().to_owned()
    }

    fn data(&self) -> DataDir {
        DataDir::at(&self.path().join("data")).unwrap()
    }

    fn path(&self) -> PathBuf {
        self.disk.path()
    }

    fn log_file(&self) -> PathBuf {
        self.disk.folder.path().join("log")
    }
}

/// Somebody of the demo's centre.
pub(super) struct Clerk {
    port: u16,
    token: String,
}

/// An answer.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) status: u16,
    body: Value,
}

impl Asked {
    /// The code of its first error, or of what is to be mended.
    pub(super) fn code(&self) -> &str {
        self.body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
    }
}

impl Clerk {
    /// Opens a case with a text that can't be compressed.
    pub(super) async fn open(&self, number: i64) -> Asked {
        let letters = rand::rng().sample_iter(rand::distr::Alphanumeric).take(9_000);
        let description: String = letters.map(char::from).collect();
        let title = format!("disk {number}");
        self.ask(super::OPEN, json!({ "title": title, "description": description })).await
    }

    /// Whether the list of cases can be read.
    pub(super) async fn lists_requests(&self) -> bool {
        let answer = self.ask("{ requests(first: 3) { nodes { number } } }", json!({})).await;
        answer.body["data"]["requests"]["nodes"].as_array().is_some_and(|nodes| nodes.len() == 3)
    }

    async fn ask(&self, query: &str, variables: Value) -> Asked {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let request = format!(
            "POST /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.token,
            body.len()
        );
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Asked { status, body: serde_json::from_str(body).unwrap() }
    }
}
