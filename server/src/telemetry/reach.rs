//! Whether the collector takes what it is sent: one warning when it doesn't any more, one line when it does again.

use opentelemetry_otlp::{LogExporter, MetricExporter, SpanExporter};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::logs::LogBatch;
use opentelemetry_sdk::metrics::Temporality;
use opentelemetry_sdk::metrics::data::ResourceMetrics;
use opentelemetry_sdk::metrics::exporter::PushMetricExporter;
use opentelemetry_sdk::trace::SpanData;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// One of the three things that are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Signal {
    /// Spans.
    Traces,
    /// Figures.
    Metrics,
    /// Lines of the log.
    Logs,
}

/// What wasn't taken last. Clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Reach(Arc<Mutex<BTreeSet<Signal>>>);

/// What it means for who reads the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum News {
    Lost,
    Again,
}

impl Reach {
    fn note(&self, signal: Signal, answer: &OTelSdkResult) {
        match (self.changed(signal, answer.is_ok()), answer) {
            (Some(News::Lost), Err(error)) => {
                tracing::warn!(%error, signal = ?signal, "the collector doesn't take telemetry, which is lost until it does");
            }
            (Some(News::Again), _) => tracing::info!("the collector takes telemetry again"),
            (Some(News::Lost) | None, _) => {}
        }
    }

    fn changed(&self, signal: Signal, is_taken: bool) -> Option<News> {
        let mut lost = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let was_whole = lost.is_empty();
        if is_taken {
            lost.remove(&signal);
        } else {
            lost.insert(signal);
        }
        match (was_whole, lost.is_empty()) {
            (true, false) => Some(News::Lost),
            (false, true) => Some(News::Again),
            (true, true) | (false, false) => None,
        }
    }
}

/// An exporter whose answers are noted.
#[derive(Debug)]
pub(super) struct Watched<E> {
    exporter: E,
    reach: Reach,
    signal: Signal,
}

impl<E> Watched<E> {
    pub(super) fn new(exporter: E, reach: &Reach, signal: Signal) -> Self {
        Self { exporter, reach: reach.clone(), signal }
    }

    fn noted(&self, answer: OTelSdkResult) -> OTelSdkResult {
        self.reach.note(self.signal, &answer);
        answer
    }
}

impl opentelemetry_sdk::trace::SpanExporter for Watched<SpanExporter> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        self.noted(self.exporter.export(batch).await)
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}

impl opentelemetry_sdk::logs::LogExporter for Watched<LogExporter> {
    async fn export(&self, batch: LogBatch<'_>) -> OTelSdkResult {
        self.noted(self.exporter.export(batch).await)
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}

impl PushMetricExporter for Watched<MetricExporter> {
    async fn export(&self, metrics: &ResourceMetrics) -> OTelSdkResult {
        self.noted(self.exporter.export(metrics).await)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn temporality(&self) -> Temporality {
        self.exporter.temporality()
    }
}

#[cfg(test)]
mod tests {
    use super::{News, Reach, Signal};

    #[test]
    fn it_is_said_once_and_once_again() {
        let reach = Reach::default();
        let told = [
            (Signal::Traces, true, None),
            (Signal::Traces, false, Some(News::Lost)),
            (Signal::Logs, false, None),
            (Signal::Traces, false, None),
            (Signal::Traces, true, None),
            (Signal::Logs, true, Some(News::Again)),
            (Signal::Logs, true, None),
        ];
        for (signal, is_taken, news) in told {
            assert_eq!(reach.changed(signal, is_taken), news, "{signal:?} {is_taken}");
        }
    }
}
