//! The proxy of docker-compose.yml, with its own configuration: where it leads, and what it does with a server that goes.
//! Docker's names aren't here, so the lines that find a server by name are exchanged for addresses.

use crate::house::House;
use crate::house::committed::workspace;
use crate::house::serving::{Serving, free_port};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const DEADLINE: Duration = Duration::from_secs(60);

struct Proxy {
    process: Child,
    port: u16,
    _folder: TempDir,
}

impl Proxy {
    fn before(servers: &[u16], provider: u16) -> Self {
        let (port, alive) = (free_port(), free_port());
        let servers: Vec<String> =
            servers.iter().map(|port| format!("  server serve{port} 127.0.0.1:{port}\n")).collect();
        let mut text =
            std::fs::read_to_string(workspace().join("deploy/compose/haproxy.cfg")).unwrap();
        for (from, to) in [
            (r#"bind ":${PORT}""#, format!("bind 127.0.0.1:{port}")),
            ("bind 127.0.0.1:8404", format!("bind 127.0.0.1:{alive}")),
            (
                "  server-template serve 8 serve:8080 resolvers docker init-addr none\n",
                servers.concat(),
            ),
            (
                "server idp idp:8080 resolvers docker init-addr none",
                format!("server idp 127.0.0.1:{provider}"),
            ),
        ] {
            assert_eq!(text.matches(from).count(), 1, "{from}");
            text = text.replace(from, &to);
        }
        let folder = tempfile::Builder::new().prefix("centrum-test-").tempdir().unwrap();
        let file = folder.path().join("haproxy.cfg");
        std::fs::write(&file, text).unwrap();
        let process = Command::new("haproxy")
            .env("PATH", format!("{}:/usr/sbin", std::env::var("PATH").unwrap()))
            .args(["-db", "-q", "-f"])
            .arg(&file)
            .stdout(Stdio::null())
            .spawn()
            .expect("scripts/install-for-tests installs haproxy");
        let proxy = Self { process, port, _folder: folder };
        proxy.wait_until("Centrum is led to", |proxy| proxy.get("localhost", "/readyz").0 == 200);
        proxy
    }

    /// Status and body; 0 where no whole answer came.
    fn get(&self, host: &str, path: &str) -> (u16, String) {
        self.try_get(host, path).unwrap_or_default()
    }

    fn try_get(&self, host: &str, path: &str) -> Option<(u16, String)> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
    }

    fn wait_until(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let began = Instant::now();
        while !is_so(self) {
            assert!(began.elapsed() < DEADLINE, "{what}: not within {DEADLINE:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Answers everybody with the headers that it got.
fn provider() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let mut client = client.unwrap();
            let mut asked = vec![0; 4096];
            let read = client.read(&mut asked).unwrap_or(0);
            let headers = &asked[..read];
            let _ = client.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            let _ = client.write_all(headers);
        }
    });
    port
}

#[tokio::test(flavor = "multi_thread")]
async fn the_proxy_leads_two_names_to_two_places_and_loses_no_request_when_a_server_goes() {
    let house = House::fresh().await;
    let mut servers =
        [Serving::start(&house.database().url()), Serving::start(&house.database().url())];
    let proxy = Proxy::before(&[servers[0].port, servers[1].port], provider());

    // The provider hears who asked, and by which name; what a client says of itself is thrown away.
    let (status, heard) =
        proxy.get("idp.localhost:8080\r\nX-Forwarded-For: 192.0.2.1", "/realms/centrum");
    let heard = heard.to_ascii_lowercase();
    assert_eq!(status, 200);
    assert!(heard.contains("x-forwarded-host: idp.localhost:8080"), "{heard}");
    assert!(
        heard.contains("x-forwarded-for: 127.0.0.1") && !heard.contains("192.0.2.1"),
        "{heard}"
    );
    assert_eq!(proxy.get("centrum.localhost", "/realms/centrum").0, 404);

    // One is stopped as Docker stops it; until it has ended, and a while after, everybody is answered.
    let mut asked = 0;
    servers[0].signal("TERM");
    while servers[0].is_alive() || asked < 200 {
        assert_eq!(proxy.get("localhost", "/healthz").0, 200, "request {asked}");
        asked += 1;
    }
    // A server that dies without a word is left out soon, and nobody is left to ask.
    drop(servers);
    proxy.wait_until("nobody is there", |proxy| proxy.get("localhost", "/healthz").0 == 503);
}
