//! What the program tells of itself: logs, spans and figures; where they go, and tasks that keep their span.
//!
//! Owns: what is told to whom, and that telling never holds up the work. Doesn't own: what happens, and so is told.

mod metrics;
mod page;
mod words;

pub use metrics::{Metrics, Present};
pub use words::{Bucket, Method, RedisUse};

use crate::config::{LogFormat, Telemetry as Config};
use opentelemetry::KeyValue;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkError;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use page::Page;
use std::io::{IsTerminal as _, stderr};
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tracing::{Instrument as _, Span};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;
use tracing_subscriber::util::TryInitError;
use tracing_subscriber::{
    Layer as _, Registry, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

/// How long the end of the program waits for what isn't told yet.
const FAREWELL: Duration = Duration::from_secs(3);

/// Why nothing can be told.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// `CENTRUM_LOG`, which the configuration checks first.
    #[error("the log's filter can't be read")]
    Filter(#[from] ParseError),
    /// This process logs already.
    #[error("logging was set up before")]
    Twice(#[from] TryInitError),
    /// `CENTRUM_METRICS_ADDRESS`: taken, or not ours to open.
    #[error("{0} can't be listened on: choose another with CENTRUM_METRICS_ADDRESS")]
    Listen(SocketAddr, #[source] std::io::Error),
    /// What tells it can't be started.
    #[error("telemetry can't be started")]
    Start(#[from] std::io::Error),
    /// A library's own refusal.
    #[error("metrics can't be read")]
    Sdk(#[from] OTelSdkError),
}

/// What tells, for as long as this is kept. Keep it outside of any runtime: its end waits for what isn't told yet.
pub struct Telemetry {
    metrics: Metrics,
    provider: Option<SdkMeterProvider>,
    /// Of its own, so that who looks is answered also when the program is busy, and never makes it so.
    runtime: Option<Runtime>,
}

/// Begins to tell: logs to standard error, figures on `/metrics`. Once per process; standard output stays for what a command
/// answers.
///
/// # Errors
/// [`TelemetryError`].
pub fn init(config: &Config) -> Result<Telemetry, TelemetryError> {
    let filter = EnvFilter::builder().parse(&config.log)?;
    let lines = tracing_subscriber::fmt::layer().with_writer(stderr);
    let lines = match config.format {
        LogFormat::Text => lines.with_ansi(stderr().is_terminal()).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    Registry::default().with(filter).with(lines).try_init()?;
    let Some(address) = config.metrics else {
        return Ok(Telemetry { metrics: Metrics::silent(), provider: None, runtime: None });
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("telemetry")
        .enable_all()
        .build()?;
    let (page, reader) = Page::new()?;
    let provider =
        SdkMeterProvider::builder().with_resource(resource()).with_reader(reader).build();
    serve(page, address, &runtime)?;
    Ok(Telemetry {
        metrics: Metrics::of(&provider),
        provider: Some(provider),
        runtime: Some(runtime),
    })
}

impl Telemetry {
    /// What counts.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        if let Some(provider) = &self.provider
            && let Err(error) = provider.shutdown_with_timeout(FAREWELL)
        {
            tracing::warn!(%error, "the last figures weren't told");
        }
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Who tells.
fn resource() -> Resource {
    let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
    Resource::builder().with_service_name("centrum").with_attribute(version).build()
}

/// Opens the page's port, and answers on it from now on.
fn serve(page: Page, address: SocketAddr, runtime: &Runtime) -> Result<(), TelemetryError> {
    let refused = |error| TelemetryError::Listen(address, error);
    let listener = TcpListener::bind(address).map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    tracing::info!(server.address = %address, "metrics are served");
    let _in_it = runtime.enter();
    spawn(async move {
        if let Err(error) = page.serve(listener).await {
            tracing::error!(%error, "metrics aren't served any more");
        }
    });
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
            let answer = init(&Config { log: "off".to_owned(), format, metrics: None });
            let is_first = format == LogFormat::Json;
            assert_eq!(answer.is_ok(), is_first);
        }
        let loud = Config { log: "server=loud".to_owned(), format: LogFormat::Text, metrics: None };
        assert!(matches!(init(&loud), Err(TelemetryError::Filter(_))));
    }
}
