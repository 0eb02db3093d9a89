//! HTTP: the addresses that the program answers, and what is true of every answer.
//!
//! Owns: methods, headers, sizes, times, statuses. Doesn't own: who may do what (`domain::access`), what can be asked
//! (`schema`). No answer holds SQL, a path, a stack or another tenant's name; each carries its trace.

mod answer;
mod auth;
mod body;
mod boundaries;
mod documents;
mod doorstep;
mod export;
mod figures;
mod files;
mod form;
mod gate;
mod graphiql;
mod graphql;
mod health;
mod intake;
mod listen;
mod live;
mod negotiate;
mod overview;
mod page;
mod patience;
mod problem;
mod public_url;
mod reports;
mod resources;
mod rollouts;
mod spreadsheet;
mod status;
mod trace;
mod unsubscribe;

pub use files::Sending;
pub use gate::{Rates, TrustedProxies};
pub use graphiql::{EXAMPLES, Example};
pub use listen::{Listener, listen, serve};
pub use live::LiveSettings;
pub use public_url::PublicUrl;
pub use resources::Resources;

use crate::stop::{Step, Stop};
use crate::telemetry::{self, Metrics};
use auth::Auth;
use domain::access::{SignInError, SignedIn};
use gate::{Gate, NoEntry};
use graphiql::Explorer;
use graphql::Graphql;
use health::Health;
use poem::endpoint::{BoxEndpoint, make};
use poem::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version, header};
use poem::{Body, Endpoint, EndpointExt as _, PathPattern, Request, Response, Route};
use problem::Problem;
use schema::TraceId;
use schema::limits::Limits;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tracing::{Instrument as _, Span, field, info_span};

/// What requests are held to.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Of a document.
    pub limits: Limits,
    /// Bytes of a body.
    pub body_bytes_max: usize,
    /// Whether queries may stand in an address: `GET /graphql?query=…`.
    pub get_queries: bool,
    /// Bytes of an address with a query in it.
    pub address_bytes_max: usize,
    /// From the headers to the answer.
    pub time_max: Duration,
    /// What who stays connected is held to.
    pub live: LiveSettings,
    /// Memory for parsed documents, about.
    pub documents_bytes_max: u64,
    /// Where people reach the program.
    pub public_url: PublicUrl,
    /// How often somebody may come.
    pub rates: Rates,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            body_bytes_max: 256 * 1024,
            get_queries: false,
            address_bytes_max: 8 * 1024,
            time_max: Duration::from_secs(5),
            live: LiveSettings::default(),
            documents_bytes_max: 32 * 1024 * 1024,
            public_url: PublicUrl::loopback(8080),
            rates: Rates::default(),
        }
    }
}

/// All addresses. The schema is built for the address of the settings.
pub fn routes(resources: &Resources, settings: Settings) -> BoxEndpoint<'static, Response> {
    let schema = schema::build(&settings.public_url.to_string());
    let auth = Arc::new(Auth::new(resources, settings.public_url.clone()));
    let explorer = Explorer::new(resources, settings.public_url.clone());
    let sdl = Arc::new(schema::sdl());
    let health = Arc::new(Health::new(resources));
    let graphql = Arc::new(Graphql::new(resources, schema, settings));
    let [asked_for_sdl, asked_for_maps, asked_for_files] = [(); 3].map(|()| Arc::clone(&graphql));
    let gate = graphql.gate.clone();
    let exports = export::with(Route::new(), &graphql, resources);
    let pages = overview::with(with_figures(exports, &graphql), &graphql);
    let routes = reports::with(rollouts::with(pages, &graphql), &graphql)
        .at(
            "/graphql",
            make(move |request: Request| {
                let graphql = Arc::clone(&graphql);
                async move {
                    let trace = trace_of(&request);
                    graphql.answer(request, trace).await
                }
            }),
        )
        .at(
            "/schema.graphql",
            make(move |request: Request| {
                let (graphql, sdl) = (Arc::clone(&asked_for_sdl), Arc::clone(&sdl));
                async move { read_only(&request, show_sdl(&graphql, &request, &sdl)).await }
            }),
        )
        .at(
            "/healthz",
            make(|request: Request| async move {
                read_only(&request, async { Ok(Health::alive()) }).await
            }),
        )
        .at(
            "/readyz",
            make(move |request: Request| {
                let health = Arc::clone(&health);
                async move { Box::pin(read_only(&request, health.ready())).await }
            }),
        );
    let routes = with_maps(with_explorer(with_auth(routes, &auth), explorer), &asked_for_maps);
    let routes = files::with(routes, &asked_for_files, resources);
    let routes = intake::with(routes, &asked_for_files, resources.sends_mail);
    let routes = unsubscribe::with(routes, &asked_for_files);
    let (stop, metrics) = (resources.stop.clone(), resources.metrics.clone());
    routes
        .around(move |routes, request| {
            let (stop, gate, metrics) = (stop.clone(), gate.clone(), metrics.clone());
            async move { Ok(accompany(&routes, request, &stop, (&gate, &metrics)).await) }
        })
        .boxed()
}

/// The centres' figures as files.
fn with_figures(routes: Route, graphql: &Arc<Graphql>) -> Route {
    let file = |form: figures::Form| {
        let graphql = Arc::clone(graphql);
        make(move |request: Request| {
            let graphql = Arc::clone(&graphql);
            async move { Box::pin(read_only(&request, figures::file(&graphql, &request, form))).await }
        })
    };
    figures::Form::ALL.iter().fold(routes, |routes, form| routes.at(form.path(), file(*form)))
}

/// The pages of signing in and out.
fn with_auth(routes: Route, auth: &Arc<Auth>) -> Route {
    let page = |page: auth::Address| {
        let auth = Arc::clone(auth);
        make(move |request: Request| {
            let auth = Arc::clone(&auth);
            async move {
                let trace = trace_of(&request);
                auth::answered(auth.answer(page, request).await, &trace)
            }
        })
    };
    let routes =
        routes.at(
            "/auth/style.css",
            make(|request: Request| async move {
                read_only(&request, async { Ok(auth::style()) }).await
            }),
        );
    auth::Address::ALL
        .iter()
        .fold(routes, |routes, address| routes.at(address.path(), page(*address)))
}

/// Borders for maps.
fn with_maps(routes: Route, graphql: &Arc<Graphql>) -> Route {
    boundaries::ADDRESSES.into_iter().fold(routes, |routes, (address, level)| {
        let graphql = Arc::clone(graphql);
        let show = make(move |request: Request| {
            let graphql = Arc::clone(&graphql);
            async move {
                let shown = Box::pin(boundaries::show(&graphql, &request, level));
                read_only(&request, shown).await
            }
        });
        routes.at(address, show)
    })
}

/// The explorer for people.
fn with_explorer(routes: Route, explorer: Explorer) -> Route {
    let explorer = Arc::new(explorer);
    let (examples, descriptions) = (Arc::clone(&explorer), Arc::clone(&explorer));
    routes
        .at(
            "/graphiql",
            make(move |request: Request| {
                let explorer = Arc::clone(&explorer);
                async move { Box::pin(read_only(&request, explorer.page(&request))).await }
            }),
        )
        .at(
            "/graphiql/examples.json",
            make(move |request: Request| {
                let explorer = Arc::clone(&examples);
                async move { read_only(&request, async { Ok(explorer.examples()) }).await }
            }),
        )
        .at(
            "/graphiql/descriptions.json",
            make(move |request: Request| {
                let explorer = Arc::clone(&descriptions);
                async move { read_only(&request, async { Ok(explorer.descriptions()) }).await }
            }),
        )
        .at(
            "/graphiql/assets/:name",
            make(|request: Request| async move {
                read_only(&request, async { Explorer::asset(&request) }).await
            }),
        )
}

/// Gives a request its trace and its span, and an answer what every answer has.
async fn accompany(
    routes: &impl Endpoint<Output = Response>,
    mut request: Request,
    stop: &Stop,
    (gate, metrics): (&Gate, &Metrics),
) -> Response {
    let (began, version) = (Instant::now(), request.version());
    let method = telemetry::Method::of(request.method().as_str());
    let span = info_span!(
        "http.request",
        otel.kind = "server",
        otel.status_code = field::Empty,
        http.request.method = method.as_str(),
        http.route = field::Empty,
        http.response.status_code = field::Empty,
        tenant.id = field::Empty,
        trace_id = field::Empty,
    );
    let trace = trace::begin(request.headers(), &span);
    span.record("trace_id", trace.as_str());
    request.set_data(trace.clone());
    let answered = gate.pass(routes, request).instrument(span.clone()).await;
    let mut response = answered.unwrap_or_else(|problem| problem.into_response(&trace));
    // Where nothing is, there is no pattern; and a path may be any text.
    let route = response.data::<PathPattern>().map(|PathPattern(pattern)| pattern);
    metrics.request_answered(route, method, response.status().as_u16(), began.elapsed());
    tell(&span, method, route, response.status());
    let headers = response.headers_mut();
    // What never changes says so itself.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(trace) = HeaderValue::from_str(trace.as_str()) {
        headers.insert(HeaderName::from_static("centrum-trace"), trace);
    }
    // Whoever keeps its connection to a server that is being stopped would lose a request with it; and what still comes from
    // who was too slow is the rest of a body and no request (RFC 9110, 15.5.9). An upgraded one says so itself, and HTTP/2 has
    // no such header.
    let may_say_so =
        version <= Version::HTTP_11 && response.status() != StatusCode::SWITCHING_PROTOCOLS;
    let is_too_slow = response.status() == StatusCode::REQUEST_TIMEOUT;
    if may_say_so && (is_too_slow || stop.has_come(Step::Leaving)) {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Says in a request's span what became of it.
fn tell(span: &Span, method: telemetry::Method, route: Option<&Arc<str>>, status: StatusCode) {
    span.record("http.response.status_code", status.as_u16());
    match route {
        Some(route) => {
            telemetry::name(span, format!("{} {route}", method.as_str()));
            span.record("http.route", &**route);
        }
        None => telemetry::name(span, method.as_str().to_owned()),
    }
    if status.is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
}

/// An address that only shows something.
async fn read_only(
    request: &Request,
    shown: impl Future<Output = Result<Response, Problem>>,
) -> Response {
    let answered = match *request.method() {
        Method::GET | Method::HEAD => shown.await,
        _ => Err(Problem::method_not_allowed("GET, HEAD")),
    };
    answered.unwrap_or_else(|problem| problem.into_response(&trace_of(request)))
}

async fn show_sdl(graphql: &Graphql, request: &Request, sdl: &str) -> Result<Response, Problem> {
    match who_asks(graphql, request).await {
        Err(problem) if problem.code != TENANT_NOT_FOUND => Err(problem),
        Ok(_) | Err(_) => Ok(Response::builder()
            .content_type("text/plain; charset=utf-8")
            .body(Body::from_string(sdl.to_owned()))),
    }
}

const TENANT_NOT_FOUND: &str = "TENANT_NOT_FOUND";

/// Who asks for something that isn't answered in GraphQL.
async fn who_asks(graphql: &Graphql, request: &Request) -> Result<SignedIn, Problem> {
    let (headers, url) = (request.headers(), graphql.public_url());
    let signing_in = Box::pin(graphql::signed_in(&graphql.db, &graphql.oidc, headers, url));
    let origin = graphql.gate.origin_of(request);
    match graphql.gate.let_in(&origin, graphql::secret_of(headers, url), signing_in).await {
        Ok((signed_in, _, _)) => Ok(signed_in),
        Err(error) => Err(no_entry(error)),
    }
}

/// Why somebody isn't let in, at an address that doesn't speak GraphQL.
fn no_entry(error: NoEntry) -> Problem {
    match error {
        NoEntry::TooOften(verdict) => Problem::too_often(verdict),
        NoEntry::SignIn(SignInError::Unauthenticated) => Problem::unauthenticated(),
        NoEntry::SignIn(SignInError::TenantNotFound) => {
            let detail = "There is no such tenant, or it isn't yours.";
            Problem::new(StatusCode::NOT_FOUND, TENANT_NOT_FOUND, detail)
        }
        NoEntry::SignIn(SignInError::Unavailable(_) | SignInError::Timeout) => {
            Problem::unavailable("The database doesn't answer now. Try again in a moment.")
        }
        NoEntry::SignIn(error @ SignInError::Internal(_)) => {
            tracing::error!(%error, "internal error");
            Problem::internal()
        }
    }
}

fn trace_of(request: &Request) -> TraceId {
    request.data::<TraceId>().cloned().unwrap_or_else(trace::begun)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
