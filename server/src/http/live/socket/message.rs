//! The messages of `graphql-transport-ws`, as the protocol's text has them.

use crate::http::body::Asked;
use poem::web::websocket::{CloseCode, Message};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// The name of the protocol in `Sec-WebSocket-Protocol`.
pub(super) const PROTOCOL: &str = "graphql-transport-ws";
/// An operation's id is the client's; ours needn't be longer.
const ID_CHARACTERS_MAX: usize = 128;

/// What a client says.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Said {
    /// Who it is: the headers of a request, by their names.
    ConnectionInit {
        #[serde(default)]
        payload: Option<Map<String, Value>>,
    },
    /// Is anybody there?
    Ping {
        #[serde(default)]
        payload: Option<Map<String, Value>>,
    },
    /// I am there.
    Pong {},
    /// An operation.
    Subscribe { id: String, payload: Asked },
    /// No more of an operation.
    Complete { id: String },
}

impl Said {
    /// `None`: it is no message of the protocol.
    pub(super) fn read(text: &str) -> Option<Self> {
        let said: Self = serde_json::from_str(text).ok()?;
        let id = match &said {
            Self::Subscribe { id, .. } | Self::Complete { id } => id,
            Self::ConnectionInit { .. } | Self::Ping { .. } | Self::Pong {} => return Some(said),
        };
        let fits = !id.is_empty() && id.chars().count() <= ID_CHARACTERS_MAX;
        fits.then_some(said)
    }
}

/// Who it is, is known.
pub(super) fn ack() -> Message {
    Message::text(json!({ "type": "connection_ack" }).to_string())
}

/// The answer to a ping.
pub(super) fn pong(payload: Option<Map<String, Value>>) -> Message {
    let pong = match payload {
        Some(payload) => json!({ "type": "pong", "payload": payload }),
        None => json!({ "type": "pong" }),
    };
    Message::text(pong.to_string())
}

/// Something of an operation; `body` is JSON.
pub(super) fn next(id: &str, body: &str) -> Message {
    with_payload("next", id, body)
}

/// An operation isn't done; `errors` are a list in JSON.
pub(super) fn error(id: &str, errors: &str) -> Message {
    with_payload("error", id, errors)
}

/// An operation is over.
pub(super) fn complete(id: &str) -> Message {
    Message::text(json!({ "type": "complete", "id": id }).to_string())
}

fn with_payload(kind: &str, id: &str, payload: &str) -> Message {
    let mut text = String::with_capacity(payload.len() + id.len() + 48);
    // Writing to a String can't fail.
    let _ = write!(text, r#"{{"type":"{kind}","id":{},"payload":{payload}}}"#, Value::from(id));
    Message::text(text)
}

/// Why a socket is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Farewell {
    /// 1001: this server stops; another answers.
    GoingAway,
    /// 1009: a message was too large.
    TooLarge,
    /// 1011: a fault of ours.
    Internal,
    /// 1013: the database doesn't answer now.
    TryLater,
    /// 4400: what came is no message of the protocol.
    Invalid,
    /// 4401: an operation came before it was known who asks.
    Unauthorized,
    /// 4403: who asks may not, or may not any more; the code says why.
    Forbidden(&'static str),
    /// 4408: nobody said who asks.
    InitTimeout,
    /// 4409: an operation of this id goes on already.
    SubscriberExists(String),
    /// 4429: it was said twice who asks.
    TooManyInits,
    /// 4429: they come too often, or others from their address do.
    TooOften,
    /// 4429: the person has as many connections as they may.
    TooManyConnections,
}

impl Farewell {
    /// As the frame that closes the socket.
    pub(super) fn message(&self) -> Message {
        let (code, reason) = match self {
            Self::GoingAway => (1001, "Going away".to_owned()),
            Self::TooLarge => (1009, "Message too large".to_owned()),
            Self::Internal => (1011, "Internal server error".to_owned()),
            Self::TryLater => (1013, "Try again later".to_owned()),
            Self::Invalid => (4400, "Invalid message".to_owned()),
            Self::Unauthorized => (4401, "Unauthorized".to_owned()),
            Self::Forbidden(code) => (4403, format!("Forbidden: {code}")),
            Self::InitTimeout => (4408, "Connection initialisation timeout".to_owned()),
            Self::SubscriberExists(id) => (4409, already_exists(id)),
            Self::TooManyInits => (4429, "Too many initialisation requests".to_owned()),
            Self::TooOften => (4429, "Too many requests".to_owned()),
            Self::TooManyConnections => (4429, "Too many connections".to_owned()),
        };
        Message::Close(Some((CloseCode::from(code), reason)))
    }
}

/// A reason has 123 bytes at most (RFC 6455, 5.5).
fn already_exists(id: &str) -> String {
    let known: String = id.chars().take(24).collect();
    format!("Subscriber for {known} already exists")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_message_isn_t_read() {
        for text in [
            "",
            "[]",
            "{}",
            "null",
            r#"{"type":"start","id":"1"}"#,
            r#"{"type":"subscribe","payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":"","payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":"1","payload":{}}"#,
            r#"{"type":"subscribe","id":7,"payload":{"query":"{a}"}}"#,
            r#"{"type":"connection_init","payload":"x"}"#,
            r#"{"type":"complete"}"#,
        ] {
            assert!(Said::read(text).is_none(), "{text}");
        }
        let long = format!(r#"{{"type":"complete","id":"{}"}}"#, "x".repeat(129));
        assert!(Said::read(&long).is_none());
    }

    #[test]
    fn what_is_one_is_read() {
        for text in [
            r#"{"type":"connection_init"}"#,
            r#"{"type":"connection_init","payload":null}"#,
            r#"{"type":"ping","payload":{"x":1}}"#,
            r#"{"type":"pong"}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":"{a}","extensions":{}}}"#,
            r#"{"type":"complete","id":"1"}"#,
        ] {
            assert!(Said::read(text).is_some(), "{text}");
        }
    }

    #[test]
    fn every_reason_fits_into_a_frame() {
        let long = "ž".repeat(128);
        for farewell in [Farewell::SubscriberExists(long), Farewell::Forbidden("TENANT_NOT_FOUND")]
        {
            let Message::Close(Some((_, reason))) = farewell.message() else { panic!() };
            assert!(reason.len() <= 123, "{reason}");
        }
    }

    #[test]
    fn an_id_is_told_as_it_came() {
        let Message::Text(text) = next("a\"b", r#"{"data":null}"#) else { panic!() };
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read, json!({ "type": "next", "id": "a\"b", "payload": { "data": null } }));
    }
}
