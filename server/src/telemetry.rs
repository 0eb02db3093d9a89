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

#[cfg(test)]
mod tests {
    use super::*;
    use tracing::info_span;

    #[tokio::test]
    async fn a_task_stays_in_the_span_it_was_started_in() {
        let _logging = tracing::subscriber::set_default(Registry::default());
        let span = info_span!("request");
        let task = span.in_scope(|| spawn(async { Span::current().id() }));
        assert!(span.id().is_some());
        assert_eq!(task.await.unwrap(), span.id());
    }

    #[test]
    fn a_process_logs_once() {
        for format in [LogFormat::Json, LogFormat::Text] {
            let answer = init(&Telemetry { log: "off".to_owned(), format });
            let is_first = format == LogFormat::Json;
            assert_eq!(answer.is_ok(), is_first, "{answer:?}");
        }
        let loud = Telemetry { log: "server=loud".to_owned(), format: LogFormat::Text };
        assert!(matches!(init(&loud), Err(TelemetryError::Filter(_))));
    }
}
