//! `/metrics`: what is counted, in Prometheus' text format, on a listener of its own. It needs no token, and so has nothing
//! that is a tenant's or a person's.

use opentelemetry_prometheus::PrometheusExporter;
use opentelemetry_sdk::error::OTelSdkError;
use poem::endpoint::make;
use poem::http::{Method, StatusCode, header};
use poem::listener::TcpAcceptor;
use poem::{Endpoint, Request, Response, Route, Server};
use prometheus::{Registry, TextEncoder};
use std::net::TcpListener;

/// What `/metrics` shows.
#[derive(Clone)]
pub(super) struct Page(Registry);

impl Page {
    /// The page, and what reads for it.
    pub(super) fn new() -> Result<(Self, PrometheusExporter), OTelSdkError> {
        let registry = Registry::new();
        let reader = opentelemetry_prometheus::exporter()
            .with_registry(registry.clone())
            .scope_info_enabled(false)
            .build()?;
        Ok((Self(registry), reader))
    }

    /// Its text.
    pub(super) fn text(&self) -> Result<String, prometheus::Error> {
        TextEncoder::new().encode_to_string(&self.0.gather())
    }

    /// Answers on `listener` for as long as it is let to.
    pub(super) async fn serve(self, listener: TcpListener) -> std::io::Result<()> {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let acceptor = TcpAcceptor::from_tokio(listener)?;
        Server::new_with_acceptor(acceptor).run(self.routes()).await
    }

    fn routes(self) -> impl Endpoint<Output = Response> {
        let page = make(move |request: Request| {
            let page = self.clone();
            async move { page.answer(request.method()) }
        });
        Route::new().at("/metrics", page)
    }

    fn answer(&self, method: &Method) -> Response {
        if !matches!(*method, Method::GET | Method::HEAD) {
            let refused = Response::builder().status(StatusCode::METHOD_NOT_ALLOWED);
            return refused.header(header::ALLOW, "GET, HEAD").finish();
        }
        match self.text() {
            Ok(text) => Response::builder().content_type(prometheus::TEXT_FORMAT).body(text),
            Err(error) => {
                tracing::error!(%error, "metrics can't be written");
                Response::builder().status(StatusCode::INTERNAL_SERVER_ERROR).finish()
            }
        }
    }
}
