//! `GET /graphql` with `Upgrade: websocket`: the subprotocol `graphql-transport-ws`, in a loop of our own.
//!
//! Owns: the handshake, and who may shake hands. The conversation is [`session`]'s, its words are [`message`]'s.

mod message;
mod operation;
mod session;

use super::super::gate::Origin;
use super::super::graphql::Graphql;
use super::super::problem::Problem;
use super::super::text;
use message::PROTOCOL;
use poem::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use poem::web::websocket::{WebSocket, WebSocketConfig};
use poem::{FromRequest as _, IntoResponse as _, Request, RequestBody, Response};
use schema::TraceId;
use serde_json::{Map, Value};
use session::Session;
use std::sync::Arc;

/// What of a request may also be said in `connection_init`, by the name of the header.
static SAID_LATER: [HeaderName; 3] =
    [header::AUTHORIZATION, HeaderName::from_static("centrum-tenant"), header::ACCEPT_LANGUAGE];

/// Whether a request wants to become a websocket.
pub(in crate::http) fn is_wanted(request: &Request) -> bool {
    let upgrade = request.headers().get(header::UPGRADE).and_then(|upgrade| upgrade.to_str().ok());
    *request.method() == Method::GET
        && upgrade.is_some_and(|upgrade| upgrade.eq_ignore_ascii_case("websocket"))
}

/// Shakes hands. Who it is, they say in `connection_init`.
pub(in crate::http) async fn open(
    graphql: Arc<Graphql>,
    request: Request,
    trace: TraceId,
) -> Result<Response, Problem> {
    let offered = text(request.headers(), header::SEC_WEBSOCKET_PROTOCOL.as_str());
    if !offered.is_some_and(|offered| offered.split(',').any(|one| one.trim() == PROTOCOL)) {
        let detail = "Offer the subprotocol graphql-transport-ws in Sec-WebSocket-Protocol.";
        return Err(Problem::new(StatusCode::BAD_REQUEST, "SUBPROTOCOL_NOT_ACCEPTABLE", detail));
    }
    let handshake = Handshake::of(&request, &graphql);
    let socket = WebSocket::from_request(&request, &mut RequestBody::default()).await;
    let socket = socket.map_err(|_| Problem {
        header: Some((header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"))),
        ..Problem::bad_request("This isn't the handshake of a websocket of version 13.")
    })?;
    let bytes_max = graphql.settings().body_bytes_max;
    let mut config = WebSocketConfig::default();
    config.max_message_size = Some(bytes_max);
    config.max_frame_size = Some(bytes_max);
    let span = tracing::Span::current();
    let upgraded = socket.protocols([PROTOCOL]).config(config).on_upgrade(move |stream| {
        let session = Session::new(graphql, handshake, trace);
        tracing::Instrument::instrument(session.converse(stream), span)
    });
    Ok(upgraded.into_response())
}

/// What the handshake said.
struct Handshake {
    /// Those headers that say who asks.
    headers: HeaderMap,
    /// Whether another site's page began it.
    is_foreign: bool,
    /// Where it came from.
    origin: Origin,
}

impl Handshake {
    fn of(request: &Request, graphql: &Graphql) -> Self {
        let all = request.headers();
        let mut headers = HeaderMap::new();
        for name in SAID_LATER.iter().chain([&header::COOKIE]) {
            for value in all.get_all(name) {
                headers.append(name, value.clone());
            }
        }
        let is_foreign = !graphql.public_url().is_own_origin(all);
        Self { headers, is_foreign, origin: graphql.gate.origin_of(request) }
    }

    /// The headers by which it is known who asks: what `connection_init` says, else the handshake's. A browser sends its
    /// cookie with any page's handshake: it counts only for a page of ours. `None`: what was said is no header.
    fn said(&self, said: Option<Map<String, Value>>) -> Option<HeaderMap> {
        let mut headers = self.headers.clone();
        for (name, value) in said.into_iter().flatten() {
            let name = SAID_LATER.iter().find(|known| name.eq_ignore_ascii_case(known.as_str()));
            let (Some(name), Value::String(value)) = (name, value) else { continue };
            headers.insert(name, HeaderValue::from_str(&value).ok()?);
        }
        if self.is_foreign {
            headers.remove(header::COOKIE);
        }
        Some(headers)
    }
}
