//! A wire between our pool and PostgreSQL that counts what goes over it: statements, and round trips.
//!
//! A round trip is when the client sends something after it got an answer. So that the count doesn't depend on who is
//! faster, answers wait on the wire until the server has answered all it was asked and the client has been quiet for a
//! moment: what the client sends without waiting for an answer is seen as sent without waiting.

use super::database::{TestDatabase, address};
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio_postgres::config::Host;

/// How long the client must be quiet before it gets its answers.
const QUIET: Duration = Duration::from_millis(15);

/// A port that leads to a test database. Dropped, its connections are cut.
pub struct Wire {
    url: String,
    counted: Arc<Mutex<Counted>>,
    _until_dropped: oneshot::Sender<()>,
}

/// What went over a wire, on all its connections; signing in to the server isn't counted.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The SQL that was run, in order; a prepared statement each time that it is run.
    pub statements: Vec<String>,
    /// How often the client waited for an answer.
    pub round_trips: usize,
    /// How many statements were prepared.
    pub prepared: usize,
    /// How many connections were opened.
    pub connections: usize,
}

impl Wire {
    /// In front of a database, for the program's login.
    pub fn in_front_of(database: &TestDatabase) -> Self {
        let counted = Arc::new(Mutex::new(Counted::default()));
        let (told, port) = std::sync::mpsc::channel();
        let (until_dropped, dropped) = oneshot::channel();
        let counting = Arc::clone(&counted);
        std::thread::spawn(move || {
            Runtime::new().expect("a runtime").block_on(async move {
                let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
                told.send(listener.local_addr().expect("its address").port())
                    .expect("somebody waits");
                let listening = listen(listener, counting);
                let _ = futures_util::future::select(Box::pin(listening), dropped).await;
            });
        });
        let port = port.recv().expect("the wire is laid");
        let url = database.url_at(&Host::Tcp("127.0.0.1".to_owned()), port);
        Self { url, counted, _until_dropped: until_dropped }
    }

    /// Where the program finds the database.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What went over it since it was last asked.
    pub fn take(&self) -> Counted {
        std::mem::take(&mut *self.counted.lock().expect("nobody panics while counting"))
    }
}

async fn listen(listener: TcpListener, counted: Arc<Mutex<Counted>>) {
    while let Ok((client, _)) = listener.accept().await {
        client.set_nodelay(true).expect("a socket");
        let counted = Arc::clone(&counted);
        tokio::runtime::Handle::current().spawn(async move {
            // Either side may hang up; then the other side is told so, by hanging up too.
            let _ = pass_on(client, server().await, &counted).await;
        });
    }
}

type Reading = Pin<Box<dyn AsyncRead + Send>>;
type Writing = Pin<Box<dyn AsyncWrite + Send>>;

async fn server() -> (Reading, Writing) {
    match address() {
        (Host::Tcp(name), port) => {
            let stream = TcpStream::connect((name, port)).await.expect("the test server answers");
            stream.set_nodelay(true).expect("a socket");
            let (reading, writing) = stream.into_split();
            (Box::pin(reading), Box::pin(writing))
        }
        (Host::Unix(folder), port) => {
            let path = folder.join(format!(".s.PGSQL.{port}"));
            let (reading, writing) =
                UnixStream::connect(path).await.expect("the test server answers").into_split();
            (Box::pin(reading), Box::pin(writing))
        }
    }
}

/// Passes both directions on, until one side hangs up.
async fn pass_on(
    client: TcpStream,
    (mut from_server, mut to_server): (Reading, Writing),
    counted: &Mutex<Counted>,
) -> std::io::Result<()> {
    let (mut from_client, mut to_client) = client.into_split();
    let mut connection = Connection::default();
    let mut held: Vec<u8> = Vec::new();
    let (mut asked, mut answered) = (vec![0; 65_536], vec![0; 65_536]);
    loop {
        let is_due = !held.is_empty() && connection.waiting == 0;
        tokio::select! {
            biased;
            sent = from_client.read(&mut asked) => {
                let Some(bytes) = some(&asked, sent?) else { return Ok(()) };
                connection.sent(bytes, &mut counted.lock().expect("counting"));
                to_server.write_all(bytes).await?;
            }
            got = from_server.read(&mut answered) => {
                let Some(bytes) = some(&answered, got?) else {
                    return to_client.write_all(&held).await;
                };
                held.extend_from_slice(bytes);
                connection.got(bytes, &mut counted.lock().expect("counting"));
            }
            () = tokio::time::sleep(if connection.is_open { QUIET } else { Duration::ZERO }), if is_due => {
                to_client.write_all(&held).await?;
                held.clear();
                connection.has_answer = true;
            }
        }
    }
}

fn some(buffer: &[u8], length: usize) -> Option<&[u8]> {
    if length == 0 { None } else { buffer.get(..length) }
}

/// What is known of one connection.
#[derive(Default)]
struct Connection {
    /// Whether the client has signed in.
    is_open: bool,
    /// Whether the client got an answer since it last sent something.
    has_answer: bool,
    /// How many answers the server still owes.
    waiting: usize,
    /// What of a message has come so far, by direction.
    asked: Vec<u8>,
    answered: Vec<u8>,
    has_started: bool,
    /// SQL by the names of prepared statements and of portals.
    statements: HashMap<String, String>,
    portals: HashMap<String, String>,
}

impl Connection {
    fn sent(&mut self, bytes: &[u8], counted: &mut Counted) {
        if self.is_open && std::mem::take(&mut self.has_answer) {
            counted.round_trips += 1;
        }
        self.asked.extend_from_slice(bytes);
        if !self.has_started {
            // The first message has no letter: only a length and what it says.
            let Some(length) = length_at(&self.asked, 0) else { return };
            if self.asked.len() < length {
                return;
            }
            self.asked.drain(..length);
            self.has_started = true;
        }
        while let Some((letter, body)) = next_message(&mut self.asked) {
            self.note(letter, &body, counted);
        }
    }

    fn note(&mut self, letter: u8, body: &[u8], counted: &mut Counted) {
        let mut texts =
            body.split(|byte| *byte == 0).map(|text| String::from_utf8_lossy(text).into_owned());
        let mut text = || texts.next().unwrap_or_default();
        match letter {
            b'Q' => {
                self.waiting += 1;
                counted.statements.push(text());
            }
            b'P' => {
                let name = text();
                counted.prepared += 1;
                self.statements.insert(name, text());
            }
            b'B' => {
                let portal = text();
                let sql = self.statements.get(&text()).cloned().unwrap_or_default();
                self.portals.insert(portal, sql);
            }
            b'E' => counted.statements.push(self.portals.get(&text()).cloned().unwrap_or_default()),
            b'S' => self.waiting += 1,
            _ => {}
        }
    }

    fn got(&mut self, bytes: &[u8], counted: &mut Counted) {
        self.answered.extend_from_slice(bytes);
        while let Some((letter, _)) = next_message(&mut self.answered) {
            if letter == b'Z' {
                if self.is_open {
                    self.waiting = self.waiting.saturating_sub(1);
                } else {
                    self.is_open = true;
                    counted.connections += 1;
                }
            }
        }
    }
}

/// The length that a message says of itself, from `at` on.
fn length_at(bytes: &[u8], at: usize) -> Option<usize> {
    let length: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
    usize::try_from(u32::from_be_bytes(length)).ok()
}

/// Takes a whole message off the front.
fn next_message(bytes: &mut Vec<u8>) -> Option<(u8, Vec<u8>)> {
    let letter = *bytes.first()?;
    let end = 1 + length_at(bytes, 1)?;
    if bytes.len() < end {
        return None;
    }
    let message: Vec<u8> = bytes.drain(..end).collect();
    Some((letter, message[5..].to_vec()))
}
