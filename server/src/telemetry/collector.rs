//! What is sent to a collector by OTLP: spans, figures and log lines, in batches, from threads of their own. A collector that
//! is slow or gone costs what it would have been told, and one warning; never a request.

use super::TelemetryError;
use super::client::OnRuntime;
use super::reach::{Reach, Signal, Watched};
use crate::config::{Otlp, OtlpProtocol, Sampler as Chosen};
use opentelemetry::trace::{Link, TraceId, TraceState, TracerProvider as _};
use opentelemetry::trace::{SpanKind, TraceContextExt as _};
use opentelemetry::{Context, KeyValue};
use opentelemetry_appender_tracing::layer::OpenTelemetryTracingBridge;
use opentelemetry_otlp::{
    ExporterBuildError, LogExporter, MetricExporter, Protocol, SpanExporter, WithExportConfig as _,
    WithHttpConfig as _,
};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::logs::SdkLoggerProvider;
use opentelemetry_sdk::metrics::PeriodicReader;
use opentelemetry_sdk::trace::{
    Sampler, SamplingDecision, SamplingResult, SdkTracerProvider, ShouldSample,
};
use tokio::runtime::Handle;
use tracing::Metadata;
use tracing_subscriber::filter::{FilterExt as _, LevelFilter, filter_fn};
use tracing_subscriber::{EnvFilter, Layer, Registry};

/// What sends, but for figures.
pub(super) struct Sent {
    pub(super) traces: SdkTracerProvider,
    pub(super) logs: SdkLoggerProvider,
}

/// A layer of logging, whatever is in it.
type AnyLayer = Box<dyn Layer<Registry> + Send + Sync>;

impl Sent {
    /// To the collector at `endpoint`, and what reads figures for it. Nothing is sent yet, so it isn't known either whether one
    /// is there.
    pub(super) fn to(
        endpoint: &str,
        config: &Otlp,
        resource: &Resource,
        runtime: &Handle,
    ) -> Result<(Self, PeriodicReader<Watched<MetricExporter>>), TelemetryError> {
        // gRPC's channels live on the runtime that they are made in.
        let _in_it = runtime.enter();
        let wire = Wire { endpoint, config, client: OnRuntime::new(config.timeout, runtime)? };
        let reach = Reach::default();
        let traces = SdkTracerProvider::builder()
            .with_resource(resource.clone())
            .with_sampler(Begun(sampler(config)))
            .with_batch_exporter(Watched::new(wire.spans()?, &reach, Signal::Traces))
            .build();
        let logs = SdkLoggerProvider::builder()
            .with_resource(resource.clone())
            .with_batch_exporter(Watched::new(wire.lines()?, &reach, Signal::Logs))
            .build();
        let figures = Watched::new(wire.figures()?, &reach, Signal::Metrics);
        Ok((Self { traces, logs }, PeriodicReader::builder(figures).build()))
    }

    /// What makes our spans theirs. Lines of the log aren't put into them as well.
    pub(super) fn spans(&self) -> AnyLayer {
        tracing_opentelemetry::layer()
            .with_tracer(self.traces.tracer("centrum"))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_filter(
                filter_fn(|about| about.is_span() && is_ours(about))
                    .with_max_level_hint(LevelFilter::DEBUG),
            )
            .boxed()
    }

    /// What sends lines of the log, those that standard error gets too.
    pub(super) fn lines(&self, filter: EnvFilter) -> AnyLayer {
        OpenTelemetryTracingBridge::new(&self.logs)
            .with_filter(filter.and(filter_fn(is_ours)))
            .boxed()
    }
}

/// Not a library's: one that sends for us would tell of itself for ever.
fn is_ours(about: &Metadata<'_>) -> bool {
    let name = about.target().split("::").next().unwrap_or_default();
    matches!(name, "server" | "schema" | "domain")
}

/// The way to the collector.
struct Wire<'a> {
    endpoint: &'a str,
    config: &'a Otlp,
    client: OnRuntime,
}

impl Wire<'_> {
    fn spans(&self) -> Result<SpanExporter, ExporterBuildError> {
        match self.config.protocol {
            OtlpProtocol::HttpProtobuf => SpanExporter::builder()
                .with_http()
                .with_http_client(self.client.clone())
                .with_protocol(Protocol::HttpBinary)
                .with_endpoint(self.at("/v1/traces"))
                .with_timeout(self.config.timeout)
                .build(),
            OtlpProtocol::Grpc => SpanExporter::builder()
                .with_tonic()
                .with_endpoint(self.endpoint)
                .with_timeout(self.config.timeout)
                .build(),
        }
    }

    fn lines(&self) -> Result<LogExporter, ExporterBuildError> {
        match self.config.protocol {
            OtlpProtocol::HttpProtobuf => LogExporter::builder()
                .with_http()
                .with_http_client(self.client.clone())
                .with_protocol(Protocol::HttpBinary)
                .with_endpoint(self.at("/v1/logs"))
                .with_timeout(self.config.timeout)
                .build(),
            OtlpProtocol::Grpc => LogExporter::builder()
                .with_tonic()
                .with_endpoint(self.endpoint)
                .with_timeout(self.config.timeout)
                .build(),
        }
    }

    fn figures(&self) -> Result<MetricExporter, ExporterBuildError> {
        match self.config.protocol {
            OtlpProtocol::HttpProtobuf => MetricExporter::builder()
                .with_http()
                .with_http_client(self.client.clone())
                .with_protocol(Protocol::HttpBinary)
                .with_endpoint(self.at("/v1/metrics"))
                .with_timeout(self.config.timeout)
                .build(),
            OtlpProtocol::Grpc => MetricExporter::builder()
                .with_tonic()
                .with_endpoint(self.endpoint)
                .with_timeout(self.config.timeout)
                .build(),
        }
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.endpoint)
    }
}

fn sampler(config: &Otlp) -> Sampler {
    let by_parent = |root| Sampler::ParentBased(Box::new(root));
    match config.sampler {
        Chosen::AlwaysOn => Sampler::AlwaysOn,
        Chosen::AlwaysOff => Sampler::AlwaysOff,
        Chosen::Ratio => Sampler::TraceIdRatioBased(config.ratio),
        Chosen::ParentAlwaysOn => by_parent(Sampler::AlwaysOn),
        Chosen::ParentAlwaysOff => by_parent(Sampler::AlwaysOff),
        Chosen::ParentRatio => by_parent(Sampler::TraceIdRatioBased(config.ratio)),
    }
}

/// A trace begins with a request, or with events that the worker takes: what the program does by itself four times a second
/// would be noise.
#[derive(Debug, Clone)]
struct Begun(Sampler);

impl ShouldSample for Begun {
    fn should_sample(
        &self,
        parent: Option<&Context>,
        trace: TraceId,
        name: &str,
        kind: &SpanKind,
        attributes: &[KeyValue],
        links: &[Link],
    ) -> SamplingResult {
        let has_parent = parent.is_some_and(|parent| parent.span().span_context().is_valid());
        match kind {
            SpanKind::Internal | SpanKind::Client | SpanKind::Producer if !has_parent => {
                SamplingResult {
                    decision: SamplingDecision::Drop,
                    attributes: Vec::new(),
                    trace_state: TraceState::default(),
                }
            }
            SpanKind::Internal
            | SpanKind::Client
            | SpanKind::Producer
            | SpanKind::Server
            | SpanKind::Consumer => {
                self.0.should_sample(parent, trace, name, kind, attributes, links)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Begun, Context, Sampler, SamplingDecision, ShouldSample as _, SpanKind, TraceId};
    use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt as _};
    use opentelemetry::trace::{TraceFlags, TraceState};

    #[test]
    fn a_trace_begins_with_a_request_or_with_events() {
        let trace = TraceId::from(1);
        let of = |flags| {
            let parent =
                SpanContext::new(trace, SpanId::from(1), flags, true, TraceState::default());
            Context::new().with_remote_span_context(parent)
        };
        let sampler = Begun(Sampler::ParentBased(Box::new(Sampler::AlwaysOn)));
        for (parent, kind, is_told) in [
            (None, SpanKind::Server, true),
            (None, SpanKind::Consumer, true),
            (None, SpanKind::Internal, false),
            (None, SpanKind::Client, false),
            (Some(of(TraceFlags::SAMPLED)), SpanKind::Internal, true),
            (Some(of(TraceFlags::NOT_SAMPLED)), SpanKind::Server, false),
        ] {
            let answer = sampler.should_sample(parent.as_ref(), trace, "", &kind, &[], &[]);
            assert_eq!(answer.decision == SamplingDecision::RecordAndSample, is_told, "{kind:?}");
        }
    }
}
