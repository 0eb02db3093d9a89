//! A client of `graphql-transport-ws` that does what it is told, right or wrong.

use super::Client;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Map, Value, json};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// Long enough for a busy machine: whoever waits so long waits for ever.
const WAITED_MAX: Duration = Duration::from_secs(60);

/// An open socket.
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// What came over a socket.
#[derive(Debug, Clone, PartialEq)]
pub enum Came {
    /// A message of the protocol.
    Message(Value),
    /// The socket was closed, with this code and reason.
    Closed(u16, String),
}

impl Socket {
    /// Shakes hands, with these headers besides; `Err`: the status of the refusal.
    pub async fn open(port: u16, headers: &[(&str, &str)]) -> Result<Self, u16> {
        let mut request = format!("ws://127.0.0.1:{port}/graphql").into_client_request().unwrap();
        let protocol = HeaderValue::from_static("graphql-transport-ws");
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        for (name, value) in headers {
            let name: HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        match connect_async(request).await {
            Ok((stream, _)) => Ok(Self(stream)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(other) => panic!("{other}"),
        }
    }

    /// A socket of somebody who said who they are.
    pub async fn of(port: u16, client: &Client) -> Self {
        let mut socket = Self::open(port, &[]).await.unwrap();
        socket.say(&json!({ "type": "connection_init", "payload": init(client) })).await;
        assert_eq!(socket.hear().await, Came::Message(json!({ "type": "connection_ack" })));
        socket
    }

    /// Sends a message.
    pub async fn say(&mut self, message: &Value) {
        self.send(Message::text(message.to_string())).await;
    }

    /// Sends a frame as it is.
    pub async fn send(&mut self, frame: Message) {
        self.0.send(frame).await.unwrap();
    }

    /// Begins an operation.
    pub async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({ "query": query, "variables": variables });
        self.say(&json!({ "type": "subscribe", "id": id, "payload": payload })).await;
    }

    /// The next message, or the end. Pings of the websocket itself are answered by the library.
    pub async fn hear(&mut self) -> Came {
        let heard = async {
            loop {
                match self.0.next().await {
                    Some(Ok(Message::Text(text))) => {
                        return Came::Message(serde_json::from_str(&text).expect("JSON"));
                    }
                    Some(Ok(Message::Close(Some(frame)))) => {
                        return Came::Closed(frame.code.into(), frame.reason.to_string());
                    }
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    other => panic!("{other:?}"),
                }
            }
        };
        tokio::time::timeout(WAITED_MAX, heard).await.expect("something comes")
    }

    /// The next frame of any kind.
    pub async fn frame(&mut self) -> Message {
        let frame = tokio::time::timeout(WAITED_MAX, self.0.next()).await.expect("a frame comes");
        frame.expect("the socket is open").expect("a frame")
    }

    /// The payload of what an operation tells next.
    pub async fn next(&mut self, id: &str) -> Value {
        match self.hear().await {
            Came::Message(message) if message["type"] == "next" && message["id"] == id => {
                message["payload"].clone()
            }
            other => panic!("no next of {id}: {other:?}"),
        }
    }

    /// The codes with which an operation is refused.
    pub async fn refused(&mut self, id: &str) -> Vec<String> {
        match self.hear().await {
            Came::Message(message) if message["type"] == "error" && message["id"] == id => {
                let errors = message["payload"].as_array().expect("errors").clone();
                let code = |error: &Value| error["extensions"]["code"].as_str().unwrap().to_owned();
                errors.iter().map(code).collect()
            }
            other => panic!("no error of {id}: {other:?}"),
        }
    }
}

/// What somebody says of themselves in `connection_init`.
pub fn init(client: &Client) -> Map<String, Value> {
    let mut said = Map::new();
    said.insert("Authorization".to_owned(), format!("Bearer {}", client.token()).into());
    said.insert("Accept-Language".to_owned(), "en".into());
    if let Some(slug) = client.slug() {
        said.insert("Centrum-Tenant".to_owned(), slug.into());
    }
    said
}
