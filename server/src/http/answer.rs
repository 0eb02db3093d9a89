//! Writes a GraphQL answer: at most ten errors, each with a code and the trace, and nothing that isn't the client's.

use super::negotiate::MediaType;
use super::status;
use async_graphql::{Response as Answer, ServerError, Value};
use poem::http::{HeaderValue, StatusCode, header};
use poem::{Body, Response};
use schema::{ErrorCode, Language, TraceId};
use serde::Serialize;

/// More wouldn't be read.
const ERRORS_MAX: usize = 10;

/// A message may quote a value, which may be as long as the body.
const MESSAGE_CHARACTERS_MAX: usize = 300;

/// How an answer is written.
#[derive(Clone, Debug)]
pub(super) struct Manner {
    pub(super) media: MediaType,
    pub(super) language: Language,
    pub(super) trace: TraceId,
}

#[derive(Serialize)]
struct Written<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "<[ServerError]>::is_empty")]
    errors: &'a [ServerError],
}

impl Manner {
    /// An answer that is one request error, with the text of its code.
    pub(super) fn refusal(&self, code: ErrorCode) -> Answer {
        refusal(code.as_str(), code.text(self.language).to_owned())
    }

    /// Writes it.
    pub(super) fn write(&self, mut answer: Answer) -> Response {
        let Some(body) = self.body(&mut answer) else {
            return super::problem::Problem::internal().into_response(&self.trace);
        };
        let status = status::of(&answer, self.media);
        let mut response = Response::builder()
            .status(status)
            .content_type(self.media.content_type())
            .body(Body::from_string(body));
        let headers = response.headers_mut();
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = status::retry_after(status) {
            headers.insert(header::RETRY_AFTER, seconds);
        }
        response
    }

    /// The answer as JSON, its errors completed; `None`: it can't be written, which would be a fault of ours.
    pub(super) fn body(&self, answer: &mut Answer) -> Option<String> {
        let data = !self.complete_all(answer);
        let data = data.then_some(&answer.data);
        let errors = listed(answer);
        serde_json::to_string(&Written { data, errors }).ok()
    }

    /// The errors of an answer as JSON, completed.
    pub(super) fn errors(&self, answer: &mut Answer) -> String {
        self.complete_all(answer);
        serde_json::to_string(listed(answer)).unwrap_or_else(|_| "[]".to_owned())
    }

    /// Completes all errors; whether they are all that there is.
    fn complete_all(&self, answer: &mut Answer) -> bool {
        for error in &mut answer.errors {
            self.complete(error);
        }
        status::is_request_error(answer)
    }

    /// Gives an error what it lacks.
    fn complete(&self, error: &mut ServerError) {
        if status::code(error).is_empty() {
            let code = code_without_one(error);
            if code == ErrorCode::Internal {
                let trace = self.trace.as_str();
                tracing::error!(trace_id = trace, error = %error.message, "internal error");
                code.text(self.language).clone_into(&mut error.message);
            }
            error.extensions.get_or_insert_default().set("code", code.as_str());
        }
        if let Some((end, _)) = error.message.char_indices().nth(MESSAGE_CHARACTERS_MAX) {
            error.message.truncate(end);
            error.message.push('…');
        }
        error.extensions.get_or_insert_default().set("traceId", self.trace.as_str());
    }
}

fn listed(answer: &Answer) -> &[ServerError] {
    answer.errors.get(..ERRORS_MAX).unwrap_or(&answer.errors)
}

/// The code that an error has, or will have once it is written.
pub(super) fn code_of(error: &ServerError) -> &str {
    match status::code(error) {
        "" => code_without_one(error).as_str(),
        code => code,
    }
}

/// An error without a code is the library's own. With a source it came from a resolver past `schema::fail`: a fault of
/// ours, whose text isn't the client's. Without one it is about the document or its values.
fn code_without_one(error: &ServerError) -> ErrorCode {
    if error.source.is_some() { ErrorCode::Internal } else { ErrorCode::BadUserInput }
}

/// An answer that is one request error.
pub(super) fn refusal(code: &str, message: String) -> Answer {
    Answer::from_errors(vec![refused(code, message)])
}

/// A request error.
pub(super) fn refused(code: &str, message: String) -> ServerError {
    let mut error = ServerError::new(message, None);
    error.extensions.get_or_insert_default().set("code", code);
    error
}

#[cfg(test)]
mod tests {
    use super::{Manner, refusal, refused};
    use crate::http::negotiate::MediaType;
    use async_graphql::{Error, Pos, Response as Answer, ServerError};
    use poem::http::StatusCode;
    use schema::{Language, TraceId};
    use serde_json::{Value, json};
    use std::io;

    fn manner() -> Manner {
        let trace = TraceId::parse("4bf92f3577b34da6a3ce929d0e0e4736").unwrap();
        Manner { media: MediaType::GraphqlResponse, language: Language::En, trace }
    }

    async fn written(answer: Answer) -> (StatusCode, Value) {
        let response = manner().write(answer);
        let status = response.status();
        let body = response.into_body().into_string().await.unwrap();
        (status, serde_json::from_str(&body).unwrap())
    }

    #[tokio::test]
    async fn a_refusal_has_no_data() {
        let (status, body) = written(refusal("TOO_MANY_TOKENS", "Too long.".to_owned())).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        let extensions = json!({ "code": "TOO_MANY_TOKENS", "traceId": trace });
        let error = json!({ "message": "Too long.", "extensions": extensions });
        assert_eq!(body, json!({ "errors": [error] }));
    }

    #[tokio::test]
    async fn a_source_that_slipped_through_stays_inside() {
        let slipped = Error::new_with_source(io::Error::other("relation \"cases\" at /srv/x.rs:1"));
        let error = slipped.into_server_error(Pos::default());
        let (status, body) = written(Answer::from_errors(vec![error])).await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(body["errors"][0]["message"], "A fault of ours. Please tell us the traceId.");
        assert_eq!(body["errors"][0]["extensions"]["code"], "INTERNAL");
        assert!(!body.to_string().contains("srv"));
    }

    #[tokio::test]
    async fn ten_errors_are_enough_and_none_is_endless() {
        let error = |each: usize| ServerError::new(format!("{each} {}", "é".repeat(9_999)), None);
        let (_, body) = written(Answer::from_errors((0..500).map(error).collect())).await;
        assert_eq!(body["errors"].as_array().unwrap().len(), 10);
        let message = body["errors"][9]["message"].as_str().unwrap();
        assert_eq!(message.chars().count(), 301);
        assert_eq!(body["errors"][9]["extensions"]["code"], "BAD_USER_INPUT");
    }

    #[tokio::test]
    async fn data_is_written_even_when_it_is_null() {
        let mut error = refused("FORBIDDEN", "No.".to_owned());
        error.path = vec![async_graphql::PathSegment::Field("tenant".to_owned())];
        let (status, body) = written(Answer::from_errors(vec![error])).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(body["data"], Value::Null);
        assert!(body.as_object().unwrap().contains_key("data"));
    }
}
