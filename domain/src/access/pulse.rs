//! Whether the database's server lives at all: asked by whoever waits for it remarkably long.
//!
//! It is the cheapest question there is: a new connection asks whether TLS is spoken, which a server answers before it asks
//! who is there. One that refuses for want of slots, or recovers, lives, and says so itself to whoever asks more. Where several
//! hosts are named, one that lives is enough.

use std::io;
use std::path::Path;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::{Mutex, watch};
use tokio::time::{Instant, timeout};
use tokio_postgres::Config;
use tokio_postgres::config::Host;

/// How long an answer may take. A server that is merely busy answers in milliseconds.
pub(super) const PATIENCE: Duration = Duration::from_millis(1_200);
/// `SSLRequest` of the protocol: its length, and its number instead of a version.
const IS_TLS_SPOKEN: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];
const PORT: u16 = 5432;

/// The pulse of one server.
pub(super) struct Pulse {
    addresses: Vec<(Host, u16)>,
    /// The last answer, and when it came. Held while the question is out: who comes meanwhile waits for the same answer.
    last: Mutex<Option<(Instant, bool)>>,
    /// How often it was lost.
    losses: watch::Sender<u64>,
}

impl Pulse {
    pub(super) fn of(config: &Config) -> Self {
        let ports = config.get_ports();
        let port_of = |at: usize| ports.get(at).or(ports.first()).copied().unwrap_or(PORT);
        let hosts = config.get_hosts().iter().enumerate();
        let addresses = hosts.map(|(at, host)| (host.clone(), port_of(at))).collect();
        Self { addresses, last: Mutex::new(None), losses: watch::Sender::new(0) }
    }

    /// Changes whenever the server is lost: all connections to it are worth nothing then.
    pub(super) fn losses(&self) -> watch::Receiver<u64> {
        self.losses.subscribe()
    }

    /// Whether it lives.
    pub(super) async fn beats(&self) -> bool {
        let asked = Instant::now();
        let mut last = self.last.lock().await;
        if let Some((answered, beats)) = *last
            && answered >= asked
        {
            return beats;
        }
        let beats = timeout(PATIENCE, self.ask()).await.unwrap_or(false);
        *last = Some((Instant::now(), beats));
        if !beats {
            tracing::warn!("the database's server doesn't answer: its connections are given up");
            self.losses.send_modify(|losses| *losses = losses.wrapping_add(1));
        }
        beats
    }

    async fn ask(&self) -> bool {
        let each = self.addresses.iter().map(|(host, port)| Box::pin(ask(host, *port)));
        // Without an address nothing was ever reached, and nothing can be lost.
        self.addresses.is_empty() || futures_util::future::select_ok(each).await.is_ok()
    }
}

async fn ask(host: &Host, port: u16) -> io::Result<()> {
    match host {
        Host::Tcp(name) => speak(TcpStream::connect((name.as_str(), port)).await?).await,
        Host::Unix(folder) => speak(UnixStream::connect(socket(folder, port)).await?).await,
    }
}

fn socket(folder: &Path, port: u16) -> std::path::PathBuf {
    folder.join(format!(".s.PGSQL.{port}"))
}

/// Whatever comes, somebody lives.
async fn speak(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> io::Result<()> {
    stream.write_all(&IS_TLS_SPOKEN).await?;
    stream.read_u8().await?;
    Ok(())
}
