//! Which HTTP status a GraphQL answer gets.
//!
//! A *request error* is one before anything ran: it has no path, and there is no data. A *field's error* leaves the
//! rest of the answer, so it is 200; unless nothing at all was answered and the reason is ours.

use super::negotiate::MediaType;
use async_graphql::{PathSegment, Response, ServerError, Value};
use poem::http::{HeaderValue, StatusCode};

/// The status of an answer that is written as `media`.
pub(super) fn of(answer: &Response, media: MediaType) -> StatusCode {
    if answer.errors.is_empty() {
        return StatusCode::OK;
    }
    let of_input = match media {
        MediaType::Json => StatusCode::OK,
        MediaType::GraphqlResponse | MediaType::EventStream => StatusCode::BAD_REQUEST,
    };
    let statuses = answer.errors.iter().map(|error| of_code(code(error)));
    if is_request_error(answer) {
        return statuses.flatten().next().unwrap_or(of_input);
    }
    if !nothing_was_answered(answer) {
        return StatusCode::OK;
    }
    let ours = statuses.flatten().filter(|status| *status >= StatusCode::INTERNAL_SERVER_ERROR);
    // A value that the library couldn't read is found out late, but is a request error all the same.
    let all_of_input = answer.errors.iter().all(|error| code(error) == "BAD_USER_INPUT");
    ours.min().unwrap_or(if all_of_input { of_input } else { StatusCode::OK })
}

/// Whether the request failed before anything ran; such an answer has no `data`, not even `null`.
pub(super) fn is_request_error(answer: &Response) -> bool {
    answer.data == Value::Null
        && !answer.errors.is_empty()
        && answer.errors.iter().all(|error| error.path.is_empty())
}

/// When to try again, for the statuses after which that is a good idea.
pub(super) fn retry_after(status: StatusCode) -> Option<HeaderValue> {
    match status {
        StatusCode::TOO_MANY_REQUESTS
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => Some(HeaderValue::from_static("1")),
        _ => None,
    }
}

/// An error's code, empty if it has none.
pub(super) fn code(error: &ServerError) -> &str {
    match error.extensions.as_ref().and_then(|extensions| extensions.get("code")) {
        Some(Value::String(code)) => code,
        _ => "",
    }
}

/// `None`: the status depends on the media type.
fn of_code(code: &str) -> Option<StatusCode> {
    match code {
        "UNAUTHENTICATED" => Some(StatusCode::UNAUTHORIZED),
        "TENANT_REQUIRED" | "ONE_ROOT_FIELD_REQUIRED" => Some(StatusCode::BAD_REQUEST),
        "TENANT_NOT_FOUND" => Some(StatusCode::NOT_FOUND),
        "RATE_LIMITED" | "TOO_MANY_OPERATIONS" => Some(StatusCode::TOO_MANY_REQUESTS),
        "INTERNAL" => Some(StatusCode::INTERNAL_SERVER_ERROR),
        "UNAVAILABLE" => Some(StatusCode::SERVICE_UNAVAILABLE),
        "TIMEOUT" => Some(StatusCode::GATEWAY_TIMEOUT),
        _ => None,
    }
}

/// Whether every root field failed. A null without an error is an answer: such a thing doesn't exist.
fn nothing_was_answered(answer: &Response) -> bool {
    let failed = |key: &str| {
        let first = |error: &ServerError| matches!(error.path.first(), Some(PathSegment::Field(field)) if field == key);
        answer.errors.iter().any(first)
    };
    match &answer.data {
        Value::Null => true,
        Value::Object(fields) => {
            fields.iter().all(|(key, value)| *value == Value::Null && failed(key))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{MediaType, of, retry_after};
    use async_graphql::Response;
    use poem::http::StatusCode;
    use serde_json::{Value, json};

    fn status(answer: Value, media: MediaType) -> u16 {
        let answer: Response = serde_json::from_value(answer).unwrap();
        of(&answer, media).as_u16()
    }

    fn error(code: &str, path: &[&str]) -> Value {
        json!({ "message": "m", "path": path, "extensions": { "code": code } })
    }

    #[test]
    fn request_errors_depend_on_their_code_and_the_media_type() {
        for (code, json, graphql) in [
            ("BAD_USER_INPUT", 200, 400),
            ("QUERY_TOO_DEEP", 200, 400),
            ("COST_EXCEEDED", 200, 400),
            ("UNAUTHENTICATED", 401, 401),
            ("TENANT_REQUIRED", 400, 400),
            ("ONE_ROOT_FIELD_REQUIRED", 400, 400),
            ("TENANT_NOT_FOUND", 404, 404),
            ("RATE_LIMITED", 429, 429),
            ("UNAVAILABLE", 503, 503),
            ("TIMEOUT", 504, 504),
            ("INTERNAL", 500, 500),
        ] {
            let answer = json!({ "errors": [error(code, &[])] });
            assert_eq!(status(answer.clone(), MediaType::Json), json, "{code}");
            assert_eq!(status(answer, MediaType::GraphqlResponse), graphql, "{code}");
        }
    }

    #[test]
    fn a_fields_error_is_200_while_anything_was_answered() {
        for (data, errors, expected) in [
            (json!({ "a": 1 }), json!([]), 200),
            (json!({ "a": null }), json!([]), 200),
            (json!({ "a": null }), json!([error("FORBIDDEN", &["a"])]), 200),
            (json!(null), json!([error("FORBIDDEN", &["a"])]), 200),
            (json!({ "a": 1, "b": null }), json!([error("INTERNAL", &["b"])]), 200),
            (json!({ "a": null, "b": null }), json!([error("INTERNAL", &["b"])]), 200),
            (json!({ "b": null }), json!([error("INTERNAL", &["b"])]), 500),
            (json!(null), json!([error("INTERNAL", &["b", "c"])]), 500),
            (json!(null), json!([error("TIMEOUT", &["b"])]), 504),
            (json!(null), json!([error("FORBIDDEN", &["a"]), error("UNAVAILABLE", &["b"])]), 503),
            (json!(null), json!([error("TIMEOUT", &["a"]), error("INTERNAL", &["b"])]), 500),
            (json!({ "a": null }), json!([error("BAD_USER_INPUT", &["a"])]), 400),
            (json!({ "a": null, "b": 1 }), json!([error("BAD_USER_INPUT", &["a"])]), 200),
        ] {
            let answer = json!({ "data": data, "errors": errors });
            assert_eq!(status(answer.clone(), MediaType::GraphqlResponse), expected, "{answer}");
            let expected = if expected == 400 { 200 } else { expected };
            assert_eq!(status(answer.clone(), MediaType::Json), expected, "{answer}");
        }
    }

    #[test]
    fn who_may_try_again_is_told_when() {
        for status in [429, 503, 504] {
            assert!(retry_after(StatusCode::from_u16(status).unwrap()).is_some());
        }
        assert!(retry_after(StatusCode::INTERNAL_SERVER_ERROR).is_none());
    }
}
