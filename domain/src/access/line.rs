//! A connection as the pool keeps it: how it is made, and when it is given up although nobody closed it.
//!
//! A server that hangs, or a network that swallows packets, closes nothing: a statement would wait for ever, since its limit
//! is the server's own. So a line that is busy for long asks whether the server lives ([`Pulse`]), and ends when it doesn't.

use super::pulse::Pulse;
use deadpool::managed::{Manager, Metrics, RecycleError, RecycleResult};
use diesel::ConnectionError;
use diesel_async::AsyncPgConnection;
use futures_util::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::sleep;
use tokio_postgres::tls::NoTlsStream;
use tokio_postgres::{Config, NoTls, Socket};
use tracing::Instrument as _;

/// How long a transaction is nothing remarkable. With [`super::pulse::PATIENCE`] it stays below two seconds, within which who asks
/// is told that there is no database.
const UNREMARKABLE: Duration = Duration::from_millis(500);
/// How long what was sent may stay unacknowledged, and how soon a silent other end is asked for a sign, where the URL says
/// nothing else: by itself the kernel waits for a quarter of an hour, and for two hours.
const UNACKNOWLEDGED: Duration = Duration::from_secs(5);
const SILENT: Duration = Duration::from_secs(10);
const SIGNS_APART: Duration = Duration::from_secs(3);
const SIGNS: u32 = 3;

/// Makes lines.
pub(super) struct Lines {
    config: Config,
    pulse: Arc<Pulse>,
}

/// A connection, and whether somebody uses it.
pub(super) struct Line {
    connection: AsyncPgConnection,
    use_of: watch::Sender<Use>,
}

/// By whom it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Nobody,
    Transaction,
}

impl Lines {
    pub(super) fn to(mut config: Config) -> Self {
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(UNACKNOWLEDGED);
        }
        if config.get_keepalives_interval().is_none() {
            config.keepalives_idle(SILENT).keepalives_interval(SIGNS_APART);
            config.keepalives_retries(SIGNS);
        }
        Self { pulse: Arc::new(Pulse::of(&config)), config }
    }
}

impl Manager for Lines {
    type Type = Line;
    type Error = ConnectionError;

    async fn create(&self) -> Result<Line, ConnectionError> {
        let told = |error: tokio_postgres::Error| {
            ConnectionError::BadConnection(
                error.as_db_error().map_or_else(|| error.to_string(), ToString::to_string),
            )
        };
        let (client, connection) = self.config.connect(NoTls).await.map_err(told)?;
        let (use_of, used) = watch::channel(Use::Nobody);
        let task = keep(connection, used, Arc::clone(&self.pulse));
        // It outlives the request for which it is made, so it has no span.
        #[expect(
            clippy::disallowed_methods,
            reason = "`domain` has no telemetry, and a connection belongs to no span"
        )]
        tokio::spawn(task.instrument(tracing::Span::none()));
        Ok(Line { connection: AsyncPgConnection::try_from(client).await?, use_of })
    }

    /// No ping: who goes back is either committed or thrown away (see `Opened`).
    async fn recycle(&self, line: &mut Line, _: &Metrics) -> RecycleResult<ConnectionError> {
        if line.use_of.is_closed() { Err(RecycleError::message("it has ended")) } else { Ok(()) }
    }
}

impl Line {
    /// For a statement.
    pub(super) fn connection(&self) -> &AsyncPgConnection {
        &self.connection
    }

    /// A transaction begins.
    pub(super) fn occupy(&self) {
        self.use_of.send_replace(Use::Transaction);
    }

    /// A transaction is over.
    pub(super) fn vacate(&self) {
        self.use_of.send_replace(Use::Nobody);
    }
}

/// Moves what is sent and answered, until either end closes, the line is thrown away, or the server is lost.
async fn keep(
    mut connection: tokio_postgres::Connection<Socket, NoTlsStream>,
    used: watch::Receiver<Use>,
    pulse: Arc<Pulse>,
) {
    let mut lost = pulse.losses();
    let moved = async {
        loop {
            match poll_fn(|cx| connection.poll_message(cx)).await {
                // Notices and notifications, which nobody asked for.
                Some(Ok(_)) => {}
                Some(Err(error)) => {
                    tracing::debug!(%error, "a connection to the database ended");
                    break;
                }
                None => break,
            }
        }
    };
    tokio::select! {
        () = moved => {}
        () = doubted(used, &pulse) => {}
        _ = lost.changed() => {}
    }
}

/// Ends when a transaction has taken long and the server doesn't live, or when the line is thrown away.
async fn doubted(mut used: watch::Receiver<Use>, pulse: &Pulse) {
    while used.wait_for(|now| *now == Use::Transaction).await.is_ok() {
        tokio::select! {
            changed = used.changed() => {
                if changed.is_err() {
                    return;
                }
            }
            () = sleep(UNREMARKABLE) => {
                if !pulse.beats().await {
                    return;
                }
            }
        }
    }
}
