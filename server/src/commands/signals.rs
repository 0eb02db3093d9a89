//! What makes the process end: Ctrl-C, SIGTERM, and whoever sends a second one.

use crate::stop::{Step, Stop};
use crate::telemetry;
use anyhow::Context as _;
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::sleep;

/// The first signal begins the end: SIGTERM with `drain` for those who balance, Ctrl-C without, since it comes from a person
/// who sits before the only server. The second ends at once.
///
/// # Errors
/// When signals can't be heard.
pub(super) fn until_stopped(drain: Duration) -> anyhow::Result<Stop> {
    let mut signals = Signals::listen().context("signals can't be heard")?;
    let (stopper, stop) = Stop::new();
    telemetry::spawn(async move {
        let drain = match signals.next().await {
            Heard::Terminate => drain,
            Heard::Interrupt => Duration::ZERO,
        };
        tracing::info!(drain_ms = drain.as_millis(), "stopping");
        stopper.go_to(Step::Leaving);
        let closing = async {
            sleep(drain).await;
            stopper.go_to(Step::Closing);
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = closing => {}
            _ = signals.next() => stopper.go_to(Step::AtOnce),
        }
    });
    Ok(stop)
}

#[derive(Debug, Clone, Copy)]
enum Heard {
    Interrupt,
    Terminate,
}

struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    fn listen() -> std::io::Result<Self> {
        let (interrupt, terminate) = (SignalKind::interrupt(), SignalKind::terminate());
        Ok(Self { interrupt: signal(interrupt)?, terminate: signal(terminate)? })
    }

    async fn next(&mut self) -> Heard {
        tokio::select! {
            _ = self.interrupt.recv() => Heard::Interrupt,
            _ = self.terminate.recv() => Heard::Terminate,
        }
    }
}
