//! Bytes to a real port, and what comes back: for what no client would send.

use serde_json::Value;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Nobody waits longer for anything here: the server gives up itself long before.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(60);

/// A connection to a server.
pub(super) struct Wire {
    stream: TcpStream,
    /// What has come and isn't read yet.
    come: Vec<u8>,
}

/// One answer.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: String,
}

impl Told {
    /// Of the problem, or of the first error.
    pub(super) fn code(&self) -> String {
        let body: Value = serde_json::from_str(&self.body).unwrap_or_default();
        let code = body.get("code").unwrap_or(&body["errors"][0]["extensions"]["code"]);
        code.as_str().unwrap_or_default().to_owned()
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let named = self.head.lines().filter_map(|line| line.split_once(": "));
        named
            .into_iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

/// The head of a `POST /graphql` by the clerk of the first tenant, as JSON, with these lines besides.
pub(super) fn head(lines: &str) -> String {
    format!(
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer cst_one\r\n\
         Accept: application/graphql-response+json\r\nContent-Type: application/json\r\n{lines}\r\n"
    )
}

/// The whole of it, with its length.
pub(super) fn whole(body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut request = head(&format!("Content-Length: {}\r\n", body.len())).into_bytes();
    request.extend_from_slice(body);
    request
}

impl Wire {
    pub(super) async fn to(port: u16) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).await.expect("it listens");
        Self { stream, come: Vec::new() }
    }

    /// Sends; whether all of it could be sent.
    pub(super) async fn send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        let sent = timeout(GIVEN_UP_AFTER, self.stream.write_all(bytes.as_ref()));
        sent.await.expect("it is taken or refused").is_ok()
    }

    /// Says that nothing more comes.
    pub(super) async fn end(&mut self) {
        let _ = self.stream.shutdown().await;
    }

    /// The next answer; `None`: the connection ended without one.
    pub(super) async fn answer(&mut self) -> Option<Told> {
        timeout(GIVEN_UP_AFTER, self.read()).await.expect("an answer, or the end")
    }

    /// Whether the server has ended the connection, or does within the time that it says.
    pub(super) async fn is_over(&mut self) -> bool {
        self.answer().await.is_none()
    }

    async fn read(&mut self) -> Option<Told> {
        loop {
            if let Some((told, length)) = complete(&self.come) {
                self.come.drain(..length);
                return Some(told);
            }
            let mut piece = [0; 16 * 1024];
            match self.stream.read(&mut piece).await {
                Ok(0) | Err(_) => return None,
                Ok(length) => self.come.extend_from_slice(&piece[..length]),
            }
        }
    }
}

fn complete(come: &[u8]) -> Option<(Told, usize)> {
    let ends = come.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&come[..ends]).into_owned();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let mut told = Told { status, head, body: String::new() };
    let length = told.header("content-length").map_or(0, |length| length.parse().unwrap());
    let body = come.get(ends..ends + length)?;
    told.body = String::from_utf8(body.to_vec()).expect("an answer in UTF-8");
    Some((told, ends + length))
}
