//! A collector that takes what the program sends, by gRPC or by HTTP, and one that takes nothing.

use super::program::until;
use fake_opentelemetry_collector::{
    ExportedLog, ExportedMetric, ExportedSpan, FakeCollectorServer,
};
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use poem::endpoint::make;
use poem::http::StatusCode;
use poem::listener::TcpAcceptor;
use poem::{Body, Request, Response, Route, Server};
use prost::Message;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Everything that came.
#[derive(Debug, Default)]
pub struct Got {
    pub spans: Vec<ExportedSpan>,
    pub logs: Vec<ExportedLog>,
    pub metrics: Vec<ExportedMetric>,
}

/// A collector of this test's own, on a free port of the loopback address.
pub struct Collector {
    endpoint: String,
    protocol: &'static str,
    got: Arc<Mutex<Got>>,
    task: JoinHandle<()>,
}

impl Collector {
    /// Which speaks gRPC.
    pub async fn grpc() -> Self {
        let mut server = FakeCollectorServer::start().await.unwrap();
        let endpoint = server.endpoint();
        let got: Arc<Mutex<Got>> = Arc::default();
        let kept = Arc::clone(&got);
        let task = tokio::spawn(async move {
            // Its channels are short: what isn't taken keeps who sends waiting.
            let patience = Duration::from_millis(10);
            loop {
                let spans = server.exported_spans(1, patience).await;
                let logs = server.exported_logs(1, patience).await;
                let metrics = server.exported_metrics(1, patience).await;
                let mut got = kept.lock().unwrap();
                got.spans.extend(spans);
                got.logs.extend(logs);
                got.metrics.extend(metrics);
            }
        });
        Self { endpoint, protocol: "grpc", got, task }
    }

    /// Which speaks HTTP with protobuf.
    pub async fn http() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let got: Arc<Mutex<Got>> = Arc::default();
        let (spans, logs, metrics) = (Arc::clone(&got), Arc::clone(&got), Arc::clone(&got));
        let routes = Route::new()
            .at(
                "/v1/traces",
                taking(move |sent: ExportTraceServiceRequest| {
                    let of_scopes =
                        sent.resource_spans.into_iter().flat_map(|each| each.scope_spans);
                    let each = of_scopes.flat_map(|scope| scope.spans).map(ExportedSpan::from);
                    spans.lock().unwrap().spans.extend(each);
                }),
            )
            .at(
                "/v1/logs",
                taking(move |sent: ExportLogsServiceRequest| {
                    let of_scopes = sent.resource_logs.into_iter().flat_map(|each| each.scope_logs);
                    let each = of_scopes.flat_map(|scope| scope.log_records).map(ExportedLog::from);
                    logs.lock().unwrap().logs.extend(each);
                }),
            )
            .at(
                "/v1/metrics",
                taking(move |sent: ExportMetricsServiceRequest| {
                    let each =
                        sent.resource_metrics.into_iter().flat_map(|each| each.scope_metrics);
                    metrics.lock().unwrap().metrics.extend(each.map(ExportedMetric::from));
                }),
            );
        let acceptor = TcpAcceptor::from_tokio(listener).unwrap();
        let task = tokio::spawn(async move {
            Server::new_with_acceptor(acceptor).run(routes).await.unwrap();
        });
        Self { endpoint, protocol: "http/protobuf", got, task }
    }

    /// Which takes connections and never answers.
    pub async fn silent() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let task = tokio::spawn(async move {
            let mut held = Vec::new();
            while let Ok((connection, _)) = listener.accept().await {
                held.push(connection);
            }
        });
        Self { endpoint, protocol: "http/protobuf", got: Arc::default(), task }
    }

    /// How a program is told of it, so that it sends soon.
    pub fn variables(&self) -> Vec<(&str, &str)> {
        vec![
            ("OTEL_EXPORTER_OTLP_ENDPOINT", &self.endpoint),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", self.protocol),
            ("OTEL_BSP_SCHEDULE_DELAY", "50"),
            ("OTEL_BLRP_SCHEDULE_DELAY", "50"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "200"),
        ]
    }

    /// Looks at what came until there is something to see.
    pub async fn sees<T>(&self, what: &str, look: impl Fn(&Got) -> Option<T>) -> T {
        until(what, || look(&self.got.lock().unwrap())).await
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// An address that takes protobuf.
fn taking<M: Message + Default>(
    take: impl Fn(M) + Send + Sync + 'static,
) -> impl poem::Endpoint<Output = Response> {
    let take = Arc::new(take);
    make(move |mut request: Request| {
        let take = Arc::clone(&take);
        async move {
            assert_eq!(request.content_type(), Some("application/x-protobuf"));
            let bytes = request.take_body().into_bytes().await.unwrap();
            take(M::decode(bytes).unwrap());
            Response::builder().status(StatusCode::OK).body(Body::empty())
        }
    })
}
