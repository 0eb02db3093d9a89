//! Reads a body within a limit, and takes it for a GraphQL request.

use super::problem::Problem;
use async_graphql::Variables;
use futures_util::StreamExt as _;
use poem::Body;
use poem::http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use std::pin::pin;
use std::time::Duration;
use tokio::time::timeout;

/// How long a refused client may still send.
const LINGER: Duration = Duration::from_secs(1);

/// A GraphQL request, as it is written in JSON.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Asked {
    /// The document.
    pub(super) query: String,
    /// Which of its operations.
    #[serde(default)]
    pub(super) operation_name: Option<String>,
    /// The values of its variables.
    #[serde(default)]
    pub(super) variables: Variables,
    /// Nothing of ours, but the specification says that it is an object.
    #[serde(default, rename = "extensions")]
    _extensions: Option<serde_json::Map<String, serde_json::Value>>,
}

impl Asked {
    /// The same, from its parts.
    pub(super) fn of(query: String, operation_name: Option<String>, variables: Variables) -> Self {
        Self { query, operation_name, variables, _extensions: None }
    }
}

/// Reads at most `max` bytes; a longer body is refused by its `Content-Length`, or as soon as it has become longer.
pub(super) async fn read(headers: &HeaderMap, body: Body, max: usize) -> Result<Vec<u8>, Problem> {
    let declared = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if declared.and_then(|length| length.parse().ok()).is_some_and(|length: usize| length > max) {
        return Err(too_large());
    }
    let mut read = Vec::new();
    let mut chunks = pin!(body.into_bytes_stream());
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Problem::bad_request("The body ended early."))?;
        if read.len().saturating_add(chunk.len()) > max {
            return Err(too_large());
        }
        read.extend_from_slice(&chunk);
    }
    Ok(read)
}

/// Takes in what a refused client still sends, up to `max` bytes and for a second. Were the connection closed before, it
/// would be reset, and the refusal might be lost on its way.
pub(super) async fn discard(body: Body, max: usize) {
    let mut chunks = pin!(body.into_bytes_stream());
    let taken = async {
        let mut left = max;
        while let Some(Ok(chunk)) = chunks.next().await {
            let Some(rest) = left.checked_sub(chunk.len()) else { break };
            left = rest;
        }
    };
    // It is refused either way.
    let _is_all = timeout(LINGER, taken).await;
}

/// The request in a body.
pub(super) fn understand(body: &[u8]) -> Result<Asked, Problem> {
    let text =
        std::str::from_utf8(body).map_err(|_| Problem::bad_request("The body isn't UTF-8."))?;
    if text.trim_start().starts_with('[') {
        return Err(Problem::bad_request("Send one request at a time: there are no batches."));
    }
    serde_json::from_str(text).map_err(|error| {
        Problem::bad_request(match error.classify() {
            serde_json::error::Category::Data => {
                "The body isn't a GraphQL request: an object with a text query, and optionally a \
                 text operationName and the objects variables and extensions."
            }
            _ => "The body isn't JSON.",
        })
    })
}

fn too_large() -> Problem {
    let detail = "The body is too large; send less at once.";
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", detail)
}

#[cfg(test)]
mod tests {
    use super::{read, understand};
    use futures_util::stream;
    use poem::Body;
    use poem::http::{HeaderMap, HeaderValue, StatusCode};
    use std::io;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn chunked<const COUNT: usize>(sizes: [usize; COUNT]) -> (Body, Arc<AtomicUsize>) {
        let taken = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&taken);
        let chunks = sizes.into_iter().map(move |size| {
            counted.fetch_add(1, Ordering::Relaxed);
            Ok::<_, io::Error>(vec![b'x'; size])
        });
        (Body::from_bytes_stream(stream::iter(chunks)), taken)
    }

    #[tokio::test]
    async fn a_body_may_be_as_long_as_the_limit() {
        let (body, _) = chunked([60, 0, 40]);
        assert_eq!(read(&HeaderMap::new(), body, 100).await.unwrap().len(), 100);
        assert!(read(&HeaderMap::new(), Body::empty(), 100).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_longer_one_is_not_read_to_its_end() {
        let (body, taken) = chunked([60, 60, 60, 60]);
        let problem = read(&HeaderMap::new(), body, 100).await.unwrap_err();
        assert_eq!(problem.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(taken.load(Ordering::Relaxed), 2);

        let (body, taken) = chunked([60]);
        let mut headers = HeaderMap::new();
        headers.insert("content-length", HeaderValue::from_static("101"));
        let problem = read(&headers, body, 100).await.unwrap_err();
        assert_eq!(problem.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(taken.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_is_a_bad_request() {
        let chunks = [Ok(vec![b'{']), Err(io::Error::other("gone"))];
        let body = Body::from_bytes_stream(stream::iter(chunks));
        let problem = read(&HeaderMap::new(), body, 100).await.unwrap_err();
        assert_eq!(problem.status, StatusCode::BAD_REQUEST);
    }

    #[test]
    fn a_request_is_an_object_with_a_query() {
        for text in [
            r#"{"query":"{ a }"}"#,
            r#" {"query":"","operationName":null,"variables":null,"extensions":null} "#,
            r#"{"query":"{ a }","operationName":"A","variables":{"a":[1,null]},"extensions":{"x":{}}}"#,
            r#"{"query":"{ a }","somethingElse":[1]}"#,
        ] {
            assert!(understand(text.as_bytes()).is_ok(), "{text}");
        }
        for text in [
            "",
            "null",
            "query=%7Ba%7D",
            "{ a }",
            "{}",
            "[]",
            r#"[{"query":"{ a }"}]"#,
            r#"{"query":null}"#,
            r#"{"query":{}}"#,
            r#"{"query":["{ a }"]}"#,
            r#"{"query":"{ a }","query":"{ b }"}"#,
            r#"{"query":"{ a }","operationName":1}"#,
            r#"{"query":"{ a }","variables":[]}"#,
            r#"{"query":"{ a }","variables":"{}"}"#,
            r#"{"query":"{ a }","extensions":[]}"#,
            r#"{"query":"{ a }"} {}"#,
            "\u{feff}{\"query\":\"{ a }\"}",
        ] {
            assert!(understand(text.as_bytes()).is_err(), "{text}");
        }
        assert!(understand(b"{\"query\":\"\xff\"}").is_err());
        assert!(understand("{\"query\":".repeat(20_000).as_bytes()).is_err());
        let deep = format!(r#"{{"query":"","variables":{{"a":{}"#, "[".repeat(200_000));
        assert!(understand(deep.as_bytes()).is_err());
    }
}
