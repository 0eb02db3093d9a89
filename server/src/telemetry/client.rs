//! HTTP for who exports: from threads that have no runtime, on the one of telemetry.

use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use std::pin::Pin;
use std::time::Duration;
use tokio::runtime::Handle;

type Answered = Result<Response<Bytes>, HttpError>;

/// A client that sends on another runtime than its caller's.
#[derive(Debug, Clone)]
pub(super) struct OnRuntime {
    client: reqwest::Client,
    runtime: Handle,
}

impl OnRuntime {
    /// Which waits so long for an answer.
    pub(super) fn new(timeout: Duration, runtime: &Handle) -> reqwest::Result<Self> {
        crate::tls::choose();
        // A collector that sends us elsewhere isn't followed: what is told goes where it was configured.
        let client = reqwest::Client::builder()
            .timeout(timeout)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy();
        Ok(Self { client: client.build()?, runtime: runtime.clone() })
    }
}

impl HttpClient for OnRuntime {
    fn send_bytes<'client, 'sent>(
        &'client self,
        request: Request<Bytes>,
    ) -> Pin<Box<dyn Future<Output = Answered> + Send + 'sent>>
    where
        'client: 'sent,
        Self: 'sent,
    {
        let client = self.client.clone();
        let sent = self.runtime.spawn(async move { client.send_bytes(request).await });
        Box::pin(async move { sent.await.unwrap_or_else(|ended| Err(ended.into())) })
    }
}
