//! `centrum serve`: the server alone. It keeps nothing that may not be lost.

use super::database::connect;
use crate::config::Config;
use crate::{http, telemetry};
use anyhow::Context as _;
use domain::access::Db;
use tokio::sync::watch;

pub(super) fn run(config: &Config) -> anyhow::Result<()> {
    telemetry::init(&config.telemetry)?;
    let db = existing(config)?;
    super::runtime()?.block_on(async {
        let listener = http::listen(config.http.address()).await?;
        let address = listener.address()?;
        super::say(&format!("Centrum serves http://{address}/graphql  (Ctrl-C stops it)"))?;
        let migrator_url = config.database.migrator_url.clone();
        let resources = http::Resources { migrator_url, ..http::Resources::of(db) };
        let public_url = config.http.public_url(address.port());
        http::serve(listener, resources, public_url, until_stopped()).await
    })
}

/// The database of CENTRUM_DATABASE_URL.
pub(super) fn existing(config: &Config) -> anyhow::Result<Db> {
    let url = config.database.url.as_ref();
    connect(
        config,
        url.context(
            "set CENTRUM_DATABASE_URL, or use `centrum up`, which brings its own database",
        )?,
    )
}

/// Turns true on Ctrl-C or SIGTERM.
pub(super) fn until_stopped() -> watch::Receiver<bool> {
    let (sender, receiver) = watch::channel(false);
    telemetry::spawn(async move {
        signalled().await;
        // Nobody listens any more: then nothing needs to stop.
        let _ = sender.send(true);
    });
    receiver
}

async fn signalled() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                terminate.recv().await;
            }
            Err(error) => {
                tracing::warn!(%error, "sigterm isn't heard");
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => {
            if let Err(error) = interrupted {
                tracing::warn!(%error, "ctrl-c isn't heard");
                std::future::pending::<()>().await;
            }
        }
        () = terminated => {}
    }
}
