//! `POST /graphql`: from a request to an answer, in this order: is it ours to answer, who asks, what is asked, may
//! it be asked, run it, write it. Whoever fails at one step learns nothing of the next.

use super::answer::{Manner, refusal};
use super::documents::Documents;
use super::negotiate;
use super::problem::Problem;
use super::{PublicUrl, Settings, body};
use async_graphql::{Request as Operation, Response as Answer};
use domain::access::{Credential, Db, SignInError, SignedIn, sign_in};
use futures_util::FutureExt as _;
use poem::http::{HeaderMap, Method, StatusCode, header};
use poem::{Request, Response};
use schema::completion::{Completion, mark};
use schema::operation::{choose, fill_in_defaults, missing_variable, repeated_deed, root_fields};
use schema::{ErrorCode, Language, Schema, TraceId};
use std::error::Error;
use std::panic::AssertUnwindSafe;
use tokio::time::{Instant, timeout_at};
use tracing::{Instrument as _, info_span};

/// What may be asked before a tenant is chosen.
const WITHOUT_TENANT: [&str; 4] = ["viewer", "__typename", "__schema", "__type"];

/// What answers GraphQL.
pub(super) struct Graphql {
    pub(super) db: Db,
    schema: Schema,
    completion: Completion,
    documents: Documents,
    settings: Settings,
}

impl Graphql {
    pub(super) fn new(db: Db, schema: Schema, settings: Settings) -> Self {
        let documents = Documents::new(settings.limits.clone(), settings.documents_bytes_max);
        let completion = Completion::of(&schema.sdl());
        Self { db, schema, completion, documents, settings }
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
        let document = match self.documents.read(&asked.query) {
            Ok(document) => document,
            Err(error) => return Answer::from_errors(vec![error]),
        };
        let (name, mut variables) = (asked.operation_name, asked.variables);
        let limits = self.documents.limits();
        if let Err(broken) = limits.of_document(&document, name.as_deref(), &variables) {
            return refusal(broken.code(), broken.to_string());
        }
        let chosen = choose(&document, name.as_deref());
        if let Some(operation) = chosen {
            if signed_in.caller().is_none() {
                let mut roots = root_fields(&document, operation).into_iter();
                if roots.any(|field| !WITHOUT_TENANT.contains(&field.name.node.as_str())) {
                    return manner.refusal(ErrorCode::TenantRequired);
                }
            }
            if let Some(variable) = missing_variable(operation, &variables) {
                return bad_input(format!("The variable ${variable} needs a value."));
            }
            if let Some(key) = repeated_deed(&document, operation) {
                return bad_input(format!(
                    "\"{key}\" stands twice at the root; give one an alias."
                ));
            }
            fill_in_defaults(operation, &mut variables);
        }
        let mut marked = document.as_ref().clone();
        mark(&mut marked);
        // The text isn't needed any more: what runs is the parsed document.
        let mut operation = Operation::new("").variables(variables.clone());
        operation.operation_name = name;
        operation.set_parsed_query(marked);
        let operation =
            schema::for_signed_in(operation, signed_in, manner.language, manner.trace.clone());
        let span = info_span!("graphql.operation", r#type = chosen.map(|one| one.ty.to_string()));
        let mut answer = self.schema.execute(operation).instrument(span).await;
        if let Some(operation) = chosen {
            self.completion.complete(&mut answer, &document, operation, &variables);
        }
        answer
    }
}

/// With what somebody signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// A header, which no other site can make a browser send.
    Bearer,
    /// A cookie, which a browser sends by itself.
    Cookie,
}

impl By {
    /// Who comes by a cookie also sends a header that a form of another site can't.
    fn check(self, headers: &HeaderMap) -> Result<(), Problem> {
        let is_meant = headers.get("centrum-csrf").is_some_and(|value| value.as_bytes() == b"1");
        match self {
            Self::Cookie if !is_meant => {
                let detail = "With the cookie, send the header Centrum-CSRF: 1 too.";
                Err(Problem::new(StatusCode::FORBIDDEN, "CSRF_HEADER_MISSING", detail))
            }
            Self::Bearer | Self::Cookie => Ok(()),
        }
    }
}

/// Who holds the token or the cookie of these headers, in the tenant that they name. A token goes before a cookie.
pub(super) async fn signed_in(
    db: &Db,
    headers: &HeaderMap,
    url: &PublicUrl,
) -> Result<(SignedIn, By), SignInError> {
    let cookie = url.cookie_of(headers).filter(|_| !headers.contains_key(header::AUTHORIZATION));
    let (credential, by) = if let Some(cookie) = cookie {
        (Credential::Session(cookie), By::Cookie)
    } else {
        let token = bearer(headers).ok_or(SignInError::Unauthenticated)?;
        (Credential::Token(token), By::Bearer)
    };
    let mut tenants = headers.get_all("centrum-tenant").iter();
    let slug = match (tenants.next(), tenants.next()) {
        (None, _) => None,
        (Some(one), None) => Some(one.to_str().map_err(|_| SignInError::TenantNotFound)?),
        // Named twice is not named clearly.
        (Some(_), Some(_)) => Some(""),
    };
    Ok((sign_in(db, credential, slug.map(str::trim)).await?, by))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(only), None) = (values.next(), values.next()) else {
        return None;
    };
    let (scheme, token) = only.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// The code of a failed sign-in; a fault of ours is logged here.
fn code_of(error: &SignInError, trace: &TraceId) -> ErrorCode {
    let trace = trace.as_str();
    match error {
        SignInError::Unauthenticated => ErrorCode::Unauthenticated,
        SignInError::TenantNotFound => ErrorCode::TenantNotFound,
        SignInError::Unavailable(_) => {
            tracing::warn!(trace_id = trace, error = %chain(error), "database unavailable");
            ErrorCode::Unavailable
        }
        SignInError::Timeout => {
            tracing::warn!(trace_id = trace, "database timeout");
            ErrorCode::Timeout
        }
        SignInError::Internal(_) => {
            tracing::error!(trace_id = trace, error = %chain(error), "internal error");
            ErrorCode::Internal
        }
    }
}

fn chain(error: &SignInError) -> String {
    let sources = std::iter::successors(error.source(), |source| (*source).source());
    sources.fold(error.to_string(), |text, source| format!("{text}: {source}"))
}

fn bad_input(message: String) -> Answer {
    refusal(ErrorCode::BadUserInput.as_str(), message)
}

fn too_slow() -> Problem {
    let detail = "The body took too long to arrive.";
    Problem::new(StatusCode::REQUEST_TIMEOUT, "REQUEST_TIMEOUT", detail)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::bearer;
    use poem::http::{HeaderMap, HeaderValue};

    #[test]
    fn one_bearer_token_is_taken_from_the_header() {
        for (values, expected) in [
            (vec![], None),
            (vec!["Bearer cst_abc"], Some("cst_abc")),
            (vec!["bearer   cst_abc "], Some("cst_abc")),
            (vec!["Bearer"], None),
            (vec!["Bearer "], None),
            (vec!["Basic cst_abc"], None),
            (vec!["cst_abc"], None),
            (vec!["Bearer a", "Bearer b"], None),
        ] {
            let mut headers = HeaderMap::new();
            for value in &values {
                headers.append("authorization", HeaderValue::from_str(value).unwrap());
            }
            assert_eq!(bearer(&headers), expected, "{values:?}");
        }
    }
}
