//! What the program tells of itself: logs, spans and figures; where they go, and tasks that keep their span.
//!
//! Owns: what is told to whom, and that telling never holds up the work. Doesn't own: what happens, and so is told.

mod client;
mod collector;
mod context;
mod lines;
mod metrics;
mod page;
mod reach;
mod words;

pub use context::{Place, Remote, hand_on, name};
pub use metrics::{Metrics, Present};
pub use words::{Method, RedisUse};

use crate::config::{LogFormat, Otlp, Telemetry as Config};
use collector::Sent;
use opentelemetry::KeyValue;
use opentelemetry_otlp::ExporterBuildError;
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
use tracing_subscriber::fmt::format::JsonFields;
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
    /// The library's own refusal.
    #[error("metrics can't be read")]
    Sdk(#[from] OTelSdkError),
    /// The collector can't be one, e.g. its address isn't.
    #[error("nothing can be sent to OTEL_EXPORTER_OTLP_ENDPOINT")]
    Exporter(#[from] ExporterBuildError),
    /// No client of HTTP can be made.
    #[error("nothing can be sent by HTTP")]
    Client(#[from] reqwest::Error),
}

/// What tells, for as long as this is kept. Keep it outside of any runtime: its end waits for what isn't told yet.
pub struct Telemetry {
    metrics: Metrics,
    figures: Option<SdkMeterProvider>,
    sent: Option<Sent>,
    /// Of its own, so that who looks is answered also when the program is busy, and never makes it so.
    runtime: Option<Runtime>,
}

/// Begins to tell: logs to standard error, figures on `/metrics`, all of it to a collector. Once per process; standard output
/// stays for what a command answers.
///
/// # Errors
/// [`TelemetryError`].
pub fn init(config: &Config) -> Result<Telemetry, TelemetryError> {
    let lines = tracing_subscriber::fmt::layer().with_writer(stderr);
    let lines = match config.format {
        LogFormat::Text => lines.with_ansi(stderr().is_terminal()).boxed(),
        LogFormat::Json => {
            lines.fmt_fields(JsonFields::new()).event_format(lines::JsonLines).boxed()
        }
    };
    let mut layers = vec![lines.with_filter(filter(&config.log)?).boxed()];
    if config.metrics.is_none() && config.otlp.endpoint.is_none() {
        Registry::default().with(layers).try_init()?;
        let metrics = Metrics::silent();
        return Ok(Telemetry { metrics, figures: None, sent: None, runtime: None });
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("telemetry")
        .enable_all()
        .build()?;
    let resource = resource(&config.otlp);
    let mut figures = SdkMeterProvider::builder().with_resource(resource.clone());
    let sent = match &config.otlp.endpoint {
        Some(endpoint) => {
            let (sent, reader) = Sent::to(endpoint, &config.otlp, &resource, runtime.handle())?;
            figures = figures.with_reader(reader);
            layers.extend([sent.spans(), sent.lines(filter(&config.log)?)]);
            Some(sent)
        }
        None => None,
    };
    Registry::default().with(layers).try_init()?;
    if let Some(address) = config.metrics {
        let (page, reader) = Page::new()?;
        figures = figures.with_reader(reader);
        serve(page, address, &runtime)?;
    }
    let figures = figures.build();
    let metrics = Metrics::of(&figures);
    Ok(Telemetry { metrics, figures: Some(figures), sent, runtime: Some(runtime) })
}

impl Telemetry {
    /// What counts.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        // All at once, so that they wait for a collector that is gone no longer than one would.
        std::thread::scope(|scope| {
            if let Some(figures) = &self.figures {
                scope.spawn(|| figures.shutdown_with_timeout(FAREWELL));
            }
            if let Some(Sent { traces, logs }) = &self.sent {
                scope.spawn(|| traces.shutdown_with_timeout(FAREWELL));
                scope.spawn(|| logs.shutdown_with_timeout(FAREWELL));
            }
        });
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// What is logged, by `CENTRUM_LOG`. What OpenTelemetry's libraries say of each failed batch isn't, unless it is asked for:
/// [`reach`] says it once.
fn filter(log: &str) -> Result<EnvFilter, ParseError> {
    let filter = EnvFilter::builder().parse(log)?;
    if log.contains("opentelemetry") {
        return Ok(filter);
    }
    Ok(filter.add_directive("opentelemetry=off".parse()?))
}

/// Who tells.
fn resource(config: &Otlp) -> Resource {
    // Others of the same name are told apart by it.
    let instance = format!("{:032x}", rand::random::<u128>());
    Resource::builder()
        .with_service_name(config.service_name.clone())
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .with_attribute(KeyValue::new("service.instance.id", instance))
        .build()
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
        let config = |log: &str, format| {
            let read = crate::config::Config::read(&|_| Err(std::env::VarError::NotPresent));
            Config { log: log.to_owned(), format, ..read.unwrap().telemetry }
        };
        for format in [LogFormat::Json, LogFormat::Text] {
            let answer = init(&config("off", format));
            assert_eq!(answer.is_ok(), format == LogFormat::Json);
        }
        let loud = config("server=loud", LogFormat::Text);
        assert!(matches!(init(&loud), Err(TelemetryError::Filter(_))));
    }
}
