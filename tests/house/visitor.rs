//! Somebody who asks a port over HTTP/1.1, keeps the connection or not, and tries nothing twice: what is lost is lost.

use serde_json::{Value, json};
use std::io;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

/// Longer than any answer may take; whoever waits for longer would wait for ever.
pub const FOR_EVER: Duration = Duration::from_secs(20);

/// Who asks.
pub struct Visitor {
    port: u16,
    token: String,
    is_keeping: bool,
    kept: Option<BufReader<TcpStream>>,
}

/// What was answered.
#[derive(Debug)]
pub struct Told {
    /// The status.
    pub status: u16,
    /// The headers, as they came, in lower case.
    pub head: String,
    /// The body; `null` when it is no JSON.
    pub body: Value,
    /// From before the connection until the last byte.
    pub took: Duration,
}

impl Told {
    /// The code of the first error, or of a problem; empty without any.
    pub fn code(&self) -> &str {
        let of_error = self.body["errors"][0]["extensions"]["code"].as_str();
        of_error.or(self.body["code"].as_str()).unwrap_or_default()
    }

    /// Whether a header was sent.
    pub fn has(&self, header: &str) -> bool {
        self.head.lines().any(|line| line.starts_with(header))
    }
}

impl Visitor {
    /// Somebody with this token, who keeps their connection.
    pub fn keeping(port: u16, token: &str) -> Self {
        Self { port, token: token.to_owned(), is_keeping: true, kept: None }
    }

    /// Somebody with this token, who comes by a connection of its own each time.
    pub fn coming_anew(port: u16, token: &str) -> Self {
        Self { is_keeping: false, ..Self::keeping(port, token) }
    }

    /// Asks GraphQL.
    pub async fn ask(&mut self, query: &str, variables: Value) -> io::Result<Told> {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let head = format!(
            "POST /graphql HTTP/1.1\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n",
            self.token,
            body.len()
        );
        self.send(&head, &body).await
    }

    /// Looks at an address.
    pub async fn look(&mut self, path: &str) -> io::Result<Told> {
        self.send(&format!("GET {path} HTTP/1.1\r\n"), "").await
    }

    /// The text at an address.
    pub async fn text(&mut self, path: &str) -> io::Result<String> {
        let (_, _, body) = self.exchange(&format!("GET {path} HTTP/1.1\r\n"), "").await?;
        Ok(String::from_utf8_lossy(&body).into_owned())
    }

    async fn send(&mut self, head: &str, body: &str) -> io::Result<Told> {
        let begun = Instant::now();
        let exchange = self.exchange(head, body);
        let answered = tokio::time::timeout(FOR_EVER, exchange).await;
        let (status, head, body) = answered
            .map_err(|_| io::Error::new(io::ErrorKind::TimedOut, "no answer for ever"))??;
        let body = serde_json::from_slice(&body).unwrap_or_default();
        Ok(Told { status, head, body, took: begun.elapsed() })
    }

    async fn exchange(&mut self, head: &str, body: &str) -> io::Result<(u16, String, Vec<u8>)> {
        let mut stream = match self.kept.take() {
            Some(kept) => kept,
            None => BufReader::new(TcpStream::connect(("127.0.0.1", self.port)).await?),
        };
        let connection = if self.is_keeping { "keep-alive" } else { "close" };
        let sent = format!("{head}Host: localhost\r\nConnection: {connection}\r\n\r\n{body}");
        stream.write_all(sent.as_bytes()).await?;
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if stream.read_line(&mut head).await? == 0 {
                return Err(io::Error::new(
                    io::ErrorKind::UnexpectedEof,
                    format!("after {head:?}"),
                ));
            }
        }
        let head = head.to_lowercase();
        let status =
            head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let mut body = Vec::new();
        if let Some(length) = length.and_then(|length| length.trim().parse().ok()) {
            body.resize(length, 0);
            stream.read_exact(&mut body).await?;
        } else {
            stream.read_to_end(&mut body).await?;
        }
        if self.is_keeping && length.is_some() && !head.contains("connection: close") {
            self.kept = Some(stream);
        }
        Ok((status, head, body))
    }
}
