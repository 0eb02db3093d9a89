//! Asking an issuer: one request, one answer, within a time and a size, without being sent elsewhere.

use super::egress::{Egress, Reach, Refused, Trust, is_public};
use openidconnect::url::Url;
use openidconnect::{HttpRequest, HttpResponse};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use std::error::Error;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// From the name to the last byte.
const TIME_MAX: Duration = Duration::from_secs(5);
const CONNECT_TIME_MAX: Duration = Duration::from_secs(3);
/// A discovery document has a few KiB, a set of keys as well.
const ANSWER_BYTES_MAX: usize = 256 * 1024;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    /// It may not be asked.
    #[error("the address may not be asked")]
    Refused(#[from] Refused),
    /// It can't be reached, or took too long.
    #[error("the address can't be reached, or takes too long")]
    Unreachable(#[source] Box<dyn Error + Send + Sync>),
    /// It said too much.
    #[error("the answer is too long")]
    TooLong,
    /// A request or an answer that is none.
    #[error("the request or its answer is malformed")]
    Malformed,
}

impl From<reqwest::Error> for FetchError {
    fn from(error: reqwest::Error) -> Self {
        // The address may hold what isn't the log's.
        Self::Unreachable(error.without_url().into())
    }
}

/// What a name stands for, now.
pub(super) trait LookUp: Clone + Send + Sync + 'static {
    /// All of it.
    fn addresses(
        &self,
        name: &str,
    ) -> impl Future<Output = std::io::Result<Vec<IpAddr>>> + Send + 'static;
}

/// This machine's.
#[derive(Debug, Clone, Copy)]
pub(super) struct OfThisMachine;

impl LookUp for OfThisMachine {
    fn addresses(
        &self,
        name: &str,
    ) -> impl Future<Output = std::io::Result<Vec<IpAddr>>> + Send + 'static {
        let name = name.to_owned();
        async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        }
    }
}

/// Answers only for names of which every address is public. It is asked at each connection, so a name that stood for another
/// address a moment ago gains nothing; and the connection is made to what it answers.
struct PublicOnly<L>(L);

impl<L: LookUp> Resolve for PublicOnly<L> {
    fn resolve(&self, name: Name) -> Resolving {
        let found = self.0.addresses(name.as_str());
        Box::pin(async move {
            let found = found.await?;
            if found.is_empty() || !found.iter().copied().all(is_public) {
                return Err(Box::new(Refused::NotPublic).into());
            }
            let addresses: Addrs =
                Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}

/// Asks. Clones share connections.
#[derive(Clone)]
pub(super) struct Fetcher<L = OfThisMachine> {
    egress: Egress,
    look_up: L,
    /// Made when they are needed first: reading this machine's certificates takes a while.
    clients: Arc<OnceLock<Result<Clients, String>>>,
}

struct Clients {
    public: reqwest::Client,
    any: reqwest::Client,
}

impl Fetcher {
    pub(super) fn new(egress: Egress) -> Self {
        Self::looking_up(egress, OfThisMachine)
    }
}

impl<L: LookUp> Fetcher<L> {
    pub(super) fn looking_up(egress: Egress, look_up: L) -> Self {
        Self { egress, look_up, clients: Arc::default() }
    }

    /// Whether an address may be asked at all.
    pub(super) fn check(&self, url: &Url, trust: Trust) -> Result<(), Refused> {
        self.egress.check(url, trust).map(|_| ())
    }

    /// Asks for an answer of any status.
    pub(super) async fn send(
        &self,
        trust: Trust,
        request: HttpRequest,
    ) -> Result<HttpResponse, FetchError> {
        let url = request.uri().to_string();
        let url = Url::parse(&url).map_err(|_| FetchError::Malformed)?;
        let reach = self.egress.check(&url, trust)?;
        let clients = self.clients.get_or_init(|| self.made());
        let clients =
            clients.as_ref().map_err(|error| FetchError::Unreachable(error.clone().into()))?;
        let client = match reach {
            Reach::Public => &clients.public,
            Reach::Any => &clients.any,
        };
        let request = reqwest::Request::try_from(request)?;
        let mut answer = client.execute(request).await?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > ANSWER_BYTES_MAX {
                return Err(FetchError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = HttpResponse::new(body);
        *response.status_mut() = answer.status();
        *response.headers_mut() = answer.headers().clone();
        Ok(response)
    }

    fn made(&self) -> Result<Clients, String> {
        crate::tls::choose();
        let builder = || {
            reqwest::Client::builder()
                .redirect(Policy::none())
                .timeout(TIME_MAX)
                .connect_timeout(CONNECT_TIME_MAX)
                // Through a proxy, the name would be looked up by somebody else.
                .no_proxy()
                .user_agent("Centrum")
        };
        let said = |error: reqwest::Error| error.to_string();
        let public = builder().dns_resolver(PublicOnly(self.look_up.clone())).build();
        Ok(Clients { public: public.map_err(said)?, any: builder().build().map_err(said)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::VecDeque;
    use std::sync::Mutex;
    use tokio::net::TcpListener;

    /// Says something else each time.
    #[derive(Clone, Default)]
    struct Changing(Arc<Mutex<VecDeque<Vec<IpAddr>>>>);

    impl LookUp for Changing {
        fn addresses(
            &self,
            _: &str,
        ) -> impl Future<Output = std::io::Result<Vec<IpAddr>>> + Send + 'static {
            let next = self.0.lock().unwrap().pop_front().unwrap_or_default();
            async move { Ok(next) }
        }
    }

    fn changing(answers: &[&[&str]]) -> Changing {
        let parsed = answers.iter().map(|all| all.iter().map(|one| one.parse().unwrap()).collect());
        Changing(Arc::new(Mutex::new(parsed.collect())))
    }

    fn request(url: &str) -> HttpRequest {
        let mut request = HttpRequest::new(Vec::new());
        *request.uri_mut() = url.parse().unwrap();
        request
    }

    #[tokio::test]
    async fn a_name_is_looked_up_at_each_connection_and_every_address_must_be_public() {
        let names = PublicOnly(changing(&[
            &["1.1.1.1", "2606:4700::1111"],
            &["127.0.0.1"],
            &["1.1.1.1", "10.0.0.1"],
            &[],
        ]));
        let asked = async || names.resolve("rebinding.example.cz".parse().unwrap()).await;
        let public = asked().await.unwrap().map(|address| address.ip().to_string());
        assert_eq!(public.collect::<Vec<_>>(), ["1.1.1.1", "2606:4700::1111"]);
        for why in ["it was bound anew", "one of two is private", "it stands for nothing"] {
            assert!(asked().await.is_err(), "{why}");
        }
    }

    #[tokio::test]
    async fn a_name_that_stands_for_this_machine_is_never_connected_to() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let fetcher = Fetcher::looking_up(Egress::default(), changing(&[&["127.0.0.1"]]));
        let url = format!("https://rebinding.example.cz:{port}/");
        let answer = fetcher.send(Trust::Tenant, request(&url)).await;
        assert!(matches!(answer, Err(FetchError::Unreachable(_))), "{answer:?}");
        // Nobody waits at the door.
        let came = futures_util::poll!(Box::pin(listener.accept()));
        assert!(came.is_pending());
        // The same name by the operator's word is another matter: then a connection is made.
        let fetcher = Fetcher::looking_up(Egress::default(), Changing::default());
        let url = format!("http://127.0.0.1:{port}/");
        let (came, _) =
            tokio::join!(listener.accept(), fetcher.send(Trust::Operator, request(&url)));
        assert!(came.is_ok());
    }
}
