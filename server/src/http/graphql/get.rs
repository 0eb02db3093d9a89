//! `GET /graphql?query=…`: a query in an address, where the settings allow it.
//!
//! Owns: which methods there are, how an address is read, that nothing but a query runs. Doesn't own: who asks and what it
//! may cost; that is as for a body, the header against forms of other sites too. A body of a `GET` means nothing, and is left.

use super::super::body::Asked;
use super::super::problem::Problem;
use async_graphql::Variables;
use async_graphql::parser::types::OperationType;
use poem::http::{Method, StatusCode, Uri};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// What a decoder puts where bytes are no UTF-8.
const NO_CHARACTER: char = '\u{fffd}';

/// Of a form: each at most once, others aren't ours.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parameters {
    query: String,
    #[serde(default)]
    operation_name: String,
    /// JSON, and so is `extensions`.
    #[serde(default)]
    variables: String,
    #[serde(default)]
    extensions: String,
}

/// Whether it is asked by an address; by a body otherwise.
pub(super) fn is_asked(method: &Method, is_allowed: bool) -> Result<bool, Problem> {
    match *method {
        Method::POST => Ok(false),
        Method::GET if is_allowed => Ok(true),
        _ if is_allowed => Err(Problem::method_not_allowed("GET, POST")),
        _ => Err(Problem::method_not_allowed("POST")),
    }
}

/// What an address asks.
pub(super) fn asked(address: &Uri, max: usize) -> Result<Asked, Problem> {
    let text = address.query().unwrap_or_default();
    if text.len() > max {
        let detail = "The address is too long; send it by POST.";
        return Err(Problem::new(StatusCode::URI_TOO_LONG, "URI_TOO_LONG", detail));
    }
    let parameters: Parameters = serde_urlencoded::from_str(text).map_err(|_| {
        Problem::bad_request(
            "The address isn't a GraphQL request: query, and optionally operationName, variables \
             and extensions, each once.",
        )
    })?;
    let Parameters { query, operation_name, variables, extensions } = parameters;
    if [&query, &operation_name, &variables, &extensions]
        .iter()
        .any(|part| part.contains(NO_CHARACTER))
    {
        return Err(Problem::bad_request("The address isn't UTF-8."));
    }
    let name = Some(operation_name).filter(|name| !name.is_empty());
    let _nothing_of_ours: Option<serde_json::Map<String, serde_json::Value>> = json(&extensions)?;
    Ok(Asked::of(query, name, json::<Option<Variables>>(&variables)?.unwrap_or_default()))
}

/// Only queries: what is followed, loaded ahead or shown again by itself must change nothing.
pub(super) fn check(kind: Option<OperationType>) -> Result<(), Problem> {
    match kind {
        Some(OperationType::Mutation | OperationType::Subscription) => {
            Err(Problem::method_not_allowed("POST"))
        }
        Some(OperationType::Query) | None => Ok(()),
    }
}

/// A parameter that is JSON; left empty it is null.
fn json<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    let text = if text.is_empty() { "null" } else { text };
    serde_json::from_str(text)
        .map_err(|_| Problem::bad_request("variables and extensions are objects, written in JSON."))
}

#[cfg(test)]
mod tests {
    use super::asked;
    use poem::http::{StatusCode, Uri};

    fn read(text: &str) -> Result<(String, Option<String>, usize), StatusCode> {
        let address = format!("/graphql?{text}").parse::<Uri>().unwrap();
        let asked = asked(&address, 200).map_err(|problem| problem.status)?;
        Ok((asked.query, asked.operation_name, asked.variables.len()))
    }

    #[test]
    fn an_address_is_read_as_a_form() {
        let some = |text: &str| Some(text.to_owned());
        for (text, query, name, variables) in [
            ("query=%7B+a%20%7D", "{ a }", None, 0),
            ("query=%7Ba%7D&operationName=B&variables=%7B%22c%22%3A1%7D", "{a}", some("B"), 1),
            ("query=a&operationName=&variables=&extensions=", "a", None, 0),
            ("query=a&variables=null&extensions=%7B%7D&other=1&other=2", "a", None, 0),
            ("query=%C4%9B", "ě", None, 0),
            ("query=", "", None, 0),
        ] {
            assert_eq!(read(text), Ok((query.to_owned(), name, variables)), "{text}");
        }
    }

    #[test]
    fn what_isnt_a_request_is_refused() {
        for text in [
            "",
            "a=b",
            "query=a&query=b",
            "query=a&variables=%7B",
            "query=a&variables=%5B%5D",
            "query=a&variables=1",
            "query=a&extensions=%5B%5D",
            "query=a&extensions=x",
            "query=%FF",
            "query=a&operationName=%ED%A0%80",
        ] {
            assert_eq!(read(text), Err(StatusCode::BAD_REQUEST), "{text}");
        }
        let long = format!("query={}", "a".repeat(194));
        assert!(read(&long).is_ok());
        assert_eq!(read(&format!("{long}a")), Err(StatusCode::URI_TOO_LONG));
    }
}
