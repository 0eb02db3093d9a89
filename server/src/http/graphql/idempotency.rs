//! `Idempotency-Key`: the header, and what is one deed. That it's done once is the domain's.
//!
//! Only for mutations: a query runs as without the header, for it has no effect that could come twice.

use super::super::answer::Manner;
use super::super::body;
use super::super::problem::Problem;
use super::execution::Prepared;
use async_graphql::parser::types::OperationType;
use async_graphql::{Response as Answer, Value};
use domain::access::{Attempt, IdempotencyKey};
use poem::http::{HeaderMap, StatusCode};
use schema::ErrorCode;
use std::collections::BTreeMap;
use std::fmt::Write as _;

const HEADER: &str = "idempotency-key";

/// The key of these headers.
pub(super) fn key(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, Problem> {
    let mut values = headers.get_all(HEADER).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(only), None) => {
            let key = only.to_str().ok().and_then(IdempotencyKey::parse);
            key.map(Some).ok_or_else(|| {
                malformed("The Idempotency-Key is 1 to 255 printable characters of ASCII.")
            })
        }
        (Some(_), Some(_)) => Err(malformed("Send one Idempotency-Key.")),
    }
}

fn malformed(detail: &'static str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "IDEMPOTENCY_KEY_MALFORMED", detail)
}

/// What is asked for, under that key. The order of a JSON object's names doesn't matter; each letter of the document does.
pub(super) fn attempt(key: IdempotencyKey, asked: &body::Asked) -> Attempt {
    let mut text = String::new();
    write_text(&mut text, &asked.query);
    write_text(&mut text, asked.operation_name.as_deref().unwrap_or_default());
    let variables: BTreeMap<&str, &Value> =
        asked.variables.iter().map(|(name, value)| (name.as_str(), value)).collect();
    write_object(&mut text, variables);
    Attempt::new(key, &text)
}

/// A mutation of one deed may be done under a key.
pub(super) fn under(
    attempt: Option<Attempt>,
    prepared: Prepared,
    manner: &Manner,
) -> Result<Prepared, Box<Answer>> {
    let Some(attempt) = attempt else { return Ok(prepared) };
    match prepared.kind() {
        Some(OperationType::Mutation) if prepared.root_fields().len() == 1 => {
            Ok(prepared.attempting(attempt))
        }
        Some(OperationType::Mutation) => {
            Err(manner.refusal(ErrorCode::OneRootFieldRequired).into())
        }
        Some(OperationType::Query | OperationType::Subscription) | None => Ok(prepared),
    }
}

fn write_value(text: &mut String, value: &Value) {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.as_str(), value));
            write_object(text, fields.collect());
        }
        Value::List(items) => {
            text.push('[');
            for item in items {
                write_value(text, item);
                text.push(',');
            }
            text.push(']');
        }
        Value::String(string) => write_text(text, string),
        Value::Null | Value::Number(_) | Value::Boolean(_) | Value::Enum(_) | Value::Binary(_) => {
            // Writing to a String can't fail.
            let _ = write!(text, "{value}");
        }
    }
}

fn write_object(text: &mut String, fields: BTreeMap<&str, &Value>) {
    text.push('{');
    for (name, value) in fields {
        write_text(text, name);
        write_value(text, value);
    }
    text.push('}');
}

/// With its length ahead, so that no two can be taken for another two.
fn write_text(text: &mut String, part: &str) {
    // Writing to a String can't fail.
    let _ = write!(text, "{}:{part}", part.len());
}

#[cfg(test)]
mod tests {
    use super::{body, key, write_object};
    use poem::http::{HeaderMap, HeaderValue};
    use std::collections::BTreeMap;

    fn headers(values: &[&[u8]]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("idempotency-key", HeaderValue::from_bytes(value).unwrap());
        }
        headers
    }

    #[test]
    fn a_key_is_one_header_of_at_most_255_printable_characters() {
        assert_eq!(key(&headers(&[])).unwrap(), None);
        let longest = "k".repeat(255);
        for fine in ["1", "\"8e03978e-40d5-43e8-bc93-6894a57f9324\"", "two words", &longest] {
            assert!(key(&headers(&[fine.as_bytes()])).unwrap().is_some(), "{fine}");
        }
        let too_long = "k".repeat(256);
        for bad in [b"".as_slice(), too_long.as_bytes(), "klíč".as_bytes(), b"a\tb", b"\xff"] {
            assert!(key(&headers(&[bad])).is_err(), "{bad:?}");
        }
        assert!(key(&headers(&[b"same", b"same"])).is_err());
    }

    fn written(body: &str) -> String {
        let asked = body::understand(body.as_bytes()).unwrap();
        let mut text = String::new();
        let fields: BTreeMap<_, _> =
            asked.variables.iter().map(|(name, value)| (name.as_str(), value)).collect();
        write_object(&mut text, fields);
        text
    }

    #[test]
    fn a_body_is_the_same_in_whichever_order_its_names_stand() {
        let first = written(r#"{"query":"","variables":{"a":{"x":1,"y":[true,null]},"b":"t"}}"#);
        let other = written(r#"{"variables":{"b":"t","a":{"y":[true,null],"x":1}},"query":""}"#);
        assert_eq!(first, other);
        for different in [
            r#"{"query":"","variables":{"a":{"x":1,"y":[null,true]},"b":"t"}}"#,
            r#"{"query":"","variables":{"a":{"x":"1","y":[true,null]},"b":"t"}}"#,
            r#"{"query":"","variables":{"a":{"x":1,"y":[true,null],"b":"t"}}}"#,
            r#"{"query":"","variables":{"a":{"x":1,"y":[true]},"b":"t"}}"#,
            r#"{"query":"","variables":{"a":{"x":1,"y":[true,null]}}}"#,
        ] {
            assert_ne!(first, written(different), "{different}");
        }
        assert_ne!(
            written(r#"{"query":"","variables":{"a":"1:b2:c"}}"#),
            written(r#"{"query":"","variables":{"a":"1","b":"c"}}"#)
        );
    }
}
