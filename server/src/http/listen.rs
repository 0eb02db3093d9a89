//! The port, and what comes in by it.

use super::patience::Patient;
use super::{PublicUrl, Resources, Settings, routes};
use anyhow::Context as _;
use poem::Server;
use poem::listener::TcpAcceptor;
use std::io::ErrorKind;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::Duration;

/// How long a connection may be without an answer, between requests and within one.
const SILENCE_MAX: Duration = Duration::from_mins(1);

/// A bit more than a request may take: what was begun when the program is stopped is answered.
const FAREWELL: Duration = Duration::from_secs(6);

/// An open port.
pub struct Listener(TcpListener);

impl Listener {
    /// Where it is: with the port that was chosen, if any was welcome.
    ///
    /// # Errors
    /// Those of the system.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// Opens the port.
///
/// # Errors
/// When it is taken, or not ours to open.
pub async fn listen(address: SocketAddr) -> anyhow::Result<Listener> {
    let opened = TcpListener::bind(address).await.map_err(|error| {
        let reason = match error.kind() {
            ErrorKind::AddrInUse => format!(
                "port {} is in use: stop what listens there, or choose another with CENTRUM_HTTP_PORT or --port",
                address.port()
            ),
            ErrorKind::PermissionDenied => {
                format!("port {} may not be opened by this user: choose one above 1023", address.port())
            }
            _ => format!("{address} can't be listened on"),
        };
        anyhow::Error::new(error).context(reason)
    })?;
    Ok(Listener(opened))
}

/// Answers until `stop` turns true, and then what was begun.
///
/// # Errors
/// When the port can't be read any more.
pub async fn serve(
    listener: Listener,
    resources: Resources,
    public_url: PublicUrl,
    mut stop: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let settings = Settings { public_url, ..Settings::default() };
    let routes = routes(&resources, settings);
    let acceptor = TcpAcceptor::from_tokio(listener.0).context("the port can't be listened on")?;
    let stopped = async move {
        // An error says that nobody can stop us any more, which means the same.
        let _ = stop.wait_for(|stop| *stop).await;
    };
    Server::new_with_acceptor(Patient { acceptor, answer_within: SILENCE_MAX })
        .run_with_graceful_shutdown(routes, stopped, Some(FAREWELL))
        .await
        .context("the server ended")
}
