//! `POST /graphql`, and `GET` where it is allowed: from a request to an answer, in this order: is it ours to answer, who asks
//! and do they ask too often, what is asked, may it be asked, run it, write it. Whoever fails at one step learns nothing of the
//! next.

mod asking;
mod counting;
mod execution;
mod get;
mod idempotency;

pub(super) use asking::{Asker, code_of, secret_of, signed_in};
pub(super) use execution::{Execution, Prepared};

use super::answer::{Manner, refusal};
use super::gate::{Gate, NoEntry, Origin, tell};
use super::live::{self, RollCall, Seats};
use super::negotiate::{self, MediaType};
use super::problem::Problem;
use super::{PublicUrl, Resources, Settings, body, text};
use crate::ephemeral::Verdict;
use crate::news::{Listener, News};
use crate::oidc::Oidc;
use crate::stop::Stop;
use crate::telemetry::Metrics;
use async_graphql::Response as Answer;
use async_graphql::parser::types::OperationType;
use domain::access::{Db, SignedIn};
use futures_util::FutureExt as _;
use poem::http::{HeaderMap, StatusCode, header};
use poem::{Request, Response};
use schema::{ErrorCode, Language, Schema, TraceId};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use tokio::time::{Instant, timeout_at};
use tracing::{Span, field};

/// What answers GraphQL.
pub(super) struct Graphql {
    pub(super) db: Db,
    pub(super) gate: Gate,
    pub(super) oidc: Arc<Oidc>,
    execution: Execution,
    settings: Settings,
    seats: Seats,
    roll_call: RollCall,
    metrics: Metrics,
    news: News,
    stop: Stop,
}

impl Graphql {
    pub(super) fn new(resources: &Resources, schema: Schema, settings: Settings) -> Self {
        let execution = Execution::new(schema, &settings, resources);
        let Resources { db, oidc, news, stop, ephemeral, metrics, .. } = resources.clone();
        let gate = Gate::new(ephemeral, metrics.clone(), settings.rates.clone());
        let seats = Seats::new(&settings.live);
        let roll_call = RollCall::of(db.clone(), Arc::clone(&oidc));
        Self { db, gate, oidc, execution, settings, seats, roll_call, metrics, news, stop }
    }

    /// Where people reach the program.
    pub(super) fn public_url(&self) -> &PublicUrl {
        &self.settings.public_url
    }

    /// What requests are held to.
    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What runs operations.
    pub(super) fn execution(&self) -> &Execution {
        &self.execution
    }

    /// How many connections and operations each person has.
    pub(super) fn seats(&self) -> &Seats {
        &self.seats
    }

    /// Where those who stay connected are looked up.
    pub(super) fn roll_call(&self) -> &RollCall {
        &self.roll_call
    }

    /// What is counted.
    pub(super) fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// How far the process has come to its end.
    pub(super) fn stop(&self) -> &Stop {
        &self.stop
    }

    /// Listens for what happens in the tenant that somebody acts in.
    pub(super) async fn listen(
        &self,
        signed_in: &SignedIn,
        manner: &Manner,
    ) -> Result<Listener, Box<Answer>> {
        let refused = |code| Box::new(manner.refusal(code));
        let caller = signed_in.caller().ok_or_else(|| refused(ErrorCode::TenantRequired))?;
        self.news.listen(caller.tenant()).await.map_err(|error| {
            tracing::warn!(trace_id = manner.trace.as_str(), %error, "news can't be listened for");
            refused(ErrorCode::Unavailable)
        })
    }

    /// Answers, whatever comes.
    pub(super) async fn answer(self: &Arc<Self>, request: Request, trace: TraceId) -> Response {
        // On the heap: it is large, and whoever takes it in its hands would copy all of it.
        let exchanged = Box::pin(self.exchange(request, &trace));
        let panicked = AssertUnwindSafe(exchanged).catch_unwind().await;
        match panicked {
            Ok(Ok(response)) => response,
            Ok(Err(problem)) => problem.into_response(&trace),
            Err(_) => {
                // The panic's own text went to the log where it happened.
                tracing::error!(trace_id = trace.as_str(), "panic while answering");
                Problem::internal().into_response(&trace)
            }
        }
    }

    async fn exchange(
        self: &Arc<Self>,
        mut request: Request,
        trace: &TraceId,
    ) -> Result<Response, Problem> {
        let deadline = Instant::now() + self.settings.time_max;
        if live::is_wanted(&request) {
            // Few are, and all others would carry what those need.
            return Box::pin(live::open(Arc::clone(self), request, trace.clone())).await;
        }
        let is_get = get::is_asked(request.method(), self.settings.get_queries)?;
        let body = request.take_body();
        let origin = self.gate.origin_of(&request);
        let headers = request.headers();
        if !is_get {
            negotiate::check_body(headers)?;
        }
        let manner = Manner {
            media: negotiate::accepted(headers)?,
            language: Language::preferred(text(headers, header::ACCEPT_LANGUAGE.as_str())),
            trace: trace.clone(),
        };
        let key = idempotency::key(headers)?;
        let entered = self.let_in(headers, &origin, deadline, &manner).await?;
        let (asker, signed_in, verdict) = match entered {
            Ok(entered) => entered,
            Err(refused) => {
                body::discard(body, self.settings.body_bytes_max).await;
                return Ok(refused);
            }
        };
        let operation = if is_get {
            let read = get::asked(request.uri(), self.settings.address_bytes_max)?;
            get::check(self.execution.kind_of(&read))?;
            read
        } else {
            let read = body::read(headers, body, self.settings.body_bytes_max);
            let read = timeout_at(deadline, read).await.map_err(|_| too_slow())??;
            body::understand(&read)?
        };
        let attempt = key.map(|key| idempotency::attempt(key, &operation));
        let prepared = self.execution.prepare(operation, &signed_in, &manner);
        let prepared = prepared.and_then(|one| idempotency::under(attempt, one, &manner));
        let mut response = match prepared {
            Ok(prepared) => self.respond(asker, (prepared, signed_in), manner, deadline).await,
            Err(refused) => manner.write(*refused),
        };
        tell(&mut response, &verdict);
        Ok(response)
    }

    /// Runs an operation that keeps all limits, in the manner in which it is to be told.
    async fn respond(
        self: &Arc<Self>,
        asker: Asker,
        (prepared, signed_in): (Prepared, SignedIn),
        manner: Manner,
        deadline: Instant,
    ) -> Response {
        let is_subscription = prepared.kind() == Some(OperationType::Subscription);
        match (manner.media, is_subscription) {
            (MediaType::EventStream, true) => {
                let following =
                    live::follow(Arc::clone(self), asker, (prepared, signed_in), manner);
                Box::pin(following).await
            }
            (MediaType::Json | MediaType::GraphqlResponse, true) => {
                let detail = "A subscription needs a websocket, or Accept: text/event-stream.";
                manner.write(refusal(ErrorCode::BadUserInput.as_str(), detail.to_owned()))
            }
            (media, false) => {
                let answer = self.execution.execute(&prepared, signed_in, &manner, deadline).await;
                match media {
                    MediaType::EventStream => live::once(answer, &manner),
                    MediaType::Json | MediaType::GraphqlResponse => manner.write(answer),
                }
            }
        }
    }

    /// Who asks, and what their own bucket says; the inner error is the answer that refuses them.
    async fn let_in(
        &self,
        headers: &HeaderMap,
        origin: &Origin,
        deadline: Instant,
        manner: &Manner,
    ) -> Result<Result<(Asker, SignedIn, Verdict), Response>, Problem> {
        let url = &self.settings.public_url;
        let signing_in = Box::pin(async {
            let asker = Asker::of(headers, url)?;
            Ok((asker.sign_in(&self.db, &self.oidc).await?, asker))
        });
        let found = self.gate.let_in(origin, secret_of(headers, url), signing_in);
        let (code, verdict) = match timeout_at(deadline, found).await {
            Ok(Ok((signed_in, asker, verdict))) => {
                asker.by().check(headers)?;
                if let Some(caller) = signed_in.caller() {
                    Span::current().record("tenant.id", field::display(caller.tenant()));
                }
                return Ok(Ok((asker, signed_in, verdict)));
            }
            Ok(Err(NoEntry::TooOften(verdict))) => (ErrorCode::RateLimited, Some(verdict)),
            Ok(Err(NoEntry::SignIn(error))) => (code_of(&error, &manner.trace), None),
            Err(_) => (ErrorCode::Timeout, None),
        };
        self.execution.not_let_in(code);
        let mut response = manner.write(manner.refusal(code));
        if let Some(verdict) = verdict {
            tell(&mut response, &verdict);
        }
        Ok(Err(response))
    }
}

fn too_slow() -> Problem {
    let detail = "The body took too long to arrive.";
    Problem::new(StatusCode::REQUEST_TIMEOUT, "REQUEST_TIMEOUT", detail)
}
