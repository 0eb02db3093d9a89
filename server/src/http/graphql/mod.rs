//! `POST /graphql`: from a request to an answer, in this order: is it ours to answer, who asks, what is asked, may
//! it be asked, run it, write it. Whoever fails at one step learns nothing of the next.

mod asking;
mod execution;

pub(super) use asking::{code_of, signed_in};
pub(super) use execution::Execution;

use super::answer::{Manner, refusal};
use super::negotiate;
use super::problem::Problem;
use super::{PublicUrl, Resources, Settings, body};
use async_graphql::Response as Answer;
use async_graphql::parser::types::OperationType;
use domain::access::{Db, SignedIn};
use futures_util::FutureExt as _;
use poem::http::{HeaderMap, Method, StatusCode, header};
use poem::{Request, Response};
use schema::{ErrorCode, Language, Schema, TraceId};
use std::panic::AssertUnwindSafe;
use tokio::time::{Instant, timeout_at};

/// What answers GraphQL.
pub(super) struct Graphql {
    pub(super) db: Db,
    execution: Execution,
    settings: Settings,
}

impl Graphql {
    pub(super) fn new(resources: &Resources, schema: Schema, settings: Settings) -> Self {
        let execution = Execution::new(schema, &settings);
        Self { db: resources.db.clone(), execution, settings }
    }

    /// Where people reach the program.
    pub(super) fn public_url(&self) -> &PublicUrl {
        &self.settings.public_url
    }

    /// Answers, whatever comes.
    pub(super) async fn answer(&self, request: Request, trace: TraceId) -> Response {
        let panicked = AssertUnwindSafe(self.exchange(request, &trace)).catch_unwind().await;
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

    async fn exchange(&self, mut request: Request, trace: &TraceId) -> Result<Response, Problem> {
        let deadline = Instant::now() + self.settings.time_max;
        if request.method() != Method::POST {
            return Err(Problem::method_not_allowed("POST"));
        }
        let body = request.take_body();
        let headers = request.headers();
        negotiate::check_body(headers)?;
        let manner = Manner {
            media: negotiate::accepted(headers)?,
            language: Language::preferred(text(headers, header::ACCEPT_LANGUAGE.as_str())),
            trace: trace.clone(),
        };
        let found = signed_in(&self.db, headers, &self.settings.public_url);
        let found = match timeout_at(deadline, found).await {
            Ok(Ok((signed_in, by))) => {
                by.check(headers)?;
                Ok(signed_in)
            }
            Ok(Err(error)) => Err(code_of(&error, trace)),
            Err(_) => Err(ErrorCode::Timeout),
        };
        let signed_in = match found {
            Ok(signed_in) => signed_in,
            Err(code) => {
                body::discard(body, self.settings.body_bytes_max).await;
                return Ok(manner.write(manner.refusal(code)));
            }
        };
        let read = body::read(headers, body, self.settings.body_bytes_max);
        let read = timeout_at(deadline, read).await.map_err(|_| too_slow())??;
        let asked = body::understand(&read)?;
        drop(read);
        let answer = timeout_at(deadline, self.run(asked, signed_in, &manner)).await;
        Ok(manner.write(answer.unwrap_or_else(|_| manner.refusal(ErrorCode::Timeout))))
    }

    async fn run(&self, asked: body::Asked, signed_in: SignedIn, manner: &Manner) -> Answer {
        match self.execution.prepare(asked, &signed_in, manner) {
            Ok(prepared) if prepared.kind() == Some(OperationType::Subscription) => {
                let detail = "A subscription needs a websocket, or Accept: text/event-stream.";
                refusal(ErrorCode::BadUserInput.as_str(), detail.to_owned())
            }
            Ok(prepared) => self.execution.execute(prepared, signed_in, manner).await,
            Err(refused) => *refused,
        }
    }
}

fn too_slow() -> Problem {
    let detail = "The body took too long to arrive.";
    Problem::new(StatusCode::REQUEST_TIMEOUT, "REQUEST_TIMEOUT", detail)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
