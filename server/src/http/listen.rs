//! The port, and what comes in by it.

use super::patience::Patient;
use super::{Resources, Settings, routes};
use crate::stop::{FAREWELL, Step};
use anyhow::Context as _;
use poem::Server;
use poem::listener::TcpAcceptor;
use std::io::ErrorKind;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::time::{Duration, timeout};

/// How long a connection may be without an answer, between requests and within one.
const SILENCE_MAX: Duration = Duration::from_mins(1);

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

/// Answers until the process comes to [`Step::Closing`], and then what was begun; writes how it answered.
///
/// # Errors
/// When the port can't be read any more, or nothing was waited for.
pub async fn serve(
    listener: Listener,
    resources: Resources,
    settings: Settings,
) -> anyhow::Result<()> {
    let routes = routes(&resources, settings);
    let acceptor = TcpAcceptor::from_tokio(listener.0).context("the port can't be listened on")?;
    let (stop, sending) = (&resources.stop, resources.sending.clone());
    let served = async {
        Server::new_with_acceptor(Patient { acceptor, answer_within: SILENCE_MAX, sending })
            .run_with_graceful_shutdown(routes, stop.wait_for(Step::Closing), Some(FAREWELL))
            .await
            .context("the server ended")
    };
    // The server doesn't count those whose connection was upgraded.
    let left = async {
        stop.wait_for(Step::Closing).await;
        let left = timeout(FAREWELL, stop.guests_have_left()).await;
        left.unwrap_or_else(|_| tracing::warn!("websockets are left open: they took too long"));
    };
    let served = Box::pin(async {
        tokio::select! {
            () = stop.wait_for(Step::AtOnce) => Ok(()),
            (served, ()) = async { tokio::join!(served, left) } => served,
        }
    });
    let served = resources.tallies.written_while(served, stop).await;
    // Asked again, for this step is also the one at which the port is closed: where nothing was being answered, both end at once.
    if stop.has_come(Step::AtOnce) {
        anyhow::bail!("stopped at once: what was being answered isn't");
    }
    served
}
