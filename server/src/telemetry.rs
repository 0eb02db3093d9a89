//! Logs and spans: where they go, and tasks that keep theirs.

use crate::config::{LogFormat, Telemetry};
use std::io::{IsTerminal as _, stderr};
use tokio::task::JoinHandle;
use tracing::{Instrument as _, Span};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;
use tracing_subscriber::util::TryInitError;
use tracing_subscriber::{
    Layer as _, Registry, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

/// Why nothing can be logged.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// `CENTRUM_LOG`, which the configuration checks first.
    #[error("the log's filter can't be read")]
    Filter(#[from] ParseError),
    /// This process logs already.
    #[error("logging was set up before")]
    Twice(#[from] TryInitError),
}

/// Sends what the process logs to standard error. Once per process; standard output stays for what a command answers.
///
/// # Errors
/// [`TelemetryError`].
pub fn init(config: &Telemetry) -> Result<(), TelemetryError> {
    let filter = EnvFilter::builder().parse(&config.log)?;
    let lines = tracing_subscriber::fmt::layer().with_writer(stderr);
    let lines = match config.format {
        LogFormat::Text => lines.with_ansi(stderr().is_terminal()).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    Registry::default().with(filter).with(lines).try_init()?;
    Ok(())
}

/// Runs a task that stays in the present span. The only way to start one: `tokio::spawn` would lose it.
pub fn spawn<T: Send + 'static>(task: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that starts a task, with its span"
    )]
    tokio::spawn(task.instrument(Span::current()))
}
