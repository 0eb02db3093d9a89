//! One conversation over a socket: who it is, then operations, until somebody hangs up.

use super::super::presence::Presence;
use super::super::seats::Seat;
use super::Handshake;
use super::message::{self, Farewell, Said};
use super::operation::Running;
use crate::http::answer::Manner;
use crate::http::gate::NoEntry;
use crate::http::graphql::{Asker, Graphql, code_of, secret_of};
use crate::http::negotiate::MediaType;
use crate::http::text;
use crate::stop::Step;
use crate::telemetry::Present;
use domain::access::SignInError;
use futures_util::future::BoxFuture;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use poem::http::header;
use poem::web::websocket::{Message, WebSocketStream};
use schema::{ErrorCode, Language, TraceId};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, Id, JoinSet};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

/// How long a client may take to take a message.
const TAKEN_WITHIN: Duration = Duration::from_secs(10);
/// Messages that wait to be sent; an operation with more to say waits as well.
const WAITING_MAX: usize = 16;

type Sender = SplitSink<WebSocketStream, Message>;

/// A conversation.
pub(super) struct Session {
    graphql: Arc<Graphql>,
    trace: TraceId,
    /// Until it is known who it is.
    handshake: Option<Handshake>,
    known: Option<Known>,
    running: JoinSet<String>,
    /// By the client's ids.
    operations: HashMap<String, AbortHandle>,
    outgoing: mpsc::Sender<Message>,
    waiting: mpsc::Receiver<Message>,
    _is_open: Present,
}

/// Who it is.
struct Known {
    presence: Arc<Presence>,
    language: Language,
    _seat: Seat,
}

/// What happened in a conversation.
enum Turned {
    Came(Option<io::Result<Message>>),
    ToSend(Message),
    Finished(Id, String),
    Tick,
    Ended(Farewell),
}

impl Session {
    pub(super) fn new(graphql: Arc<Graphql>, handshake: Handshake, trace: TraceId) -> Self {
        let (outgoing, waiting) = mpsc::channel(WAITING_MAX);
        let is_open = graphql.metrics().socket();
        Self {
            graphql,
            trace,
            handshake: Some(handshake),
            known: None,
            running: JoinSet::new(),
            operations: HashMap::new(),
            outgoing,
            waiting,
            _is_open: is_open,
        }
    }

    /// Until either side hangs up. What was going on ends with it.
    pub(super) async fn converse(mut self, stream: WebSocketStream) {
        let (mut sender, mut receiver) = stream.split();
        let farewell = self.listen(&mut sender, &mut receiver).await;
        self.running.abort_all();
        if let Some(farewell) = farewell {
            // A client that is gone isn't told.
            let _ = timeout(TAKEN_WITHIN, sender.send(farewell.message())).await;
            let _ = timeout(TAKEN_WITHIN, sender.close()).await;
        }
    }

    /// `None`: the client hung up.
    async fn listen(
        &mut self,
        sender: &mut Sender,
        receiver: &mut SplitStream<WebSocketStream>,
    ) -> Option<Farewell> {
        let live = self.graphql.settings().live.clone();
        let stop = self.graphql.stop().clone();
        let _guest = stop.guest();
        let mut pings = interval(live.ping_every);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        pings.tick().await;
        let mut unanswered = 0;
        let mut until = Box::pin(sleep(live.init_within));
        let mut looked_after: Option<BoxFuture<'static, SignInError>> = None;
        loop {
            if let (None, Some(known)) = (&looked_after, &self.known) {
                let presence = Arc::clone(&known.presence);
                looked_after = Some(Box::pin(async move { presence.ended().await }));
            }
            let is_unknown = self.known.is_none();
            let turned = tokio::select! {
                biased;
                () = stop.wait_for(Step::Closing) => Turned::Ended(Farewell::GoingAway),
                () = &mut until, if is_unknown => Turned::Ended(Farewell::InitTimeout),
                error = ended(&mut looked_after) => Turned::Ended(self.farewell(&error)),
                Some(message) = self.waiting.recv() => Turned::ToSend(message),
                Some(finished) = self.running.join_next_with_id(), if !self.running.is_empty() => match finished {
                    Ok((task, id)) => Turned::Finished(task, id),
                    // Cancelled by `complete`; or it panicked, which the log has, and the client must not wait for it.
                    Err(error) if error.is_panic() => Turned::Ended(Farewell::Internal),
                    Err(_) => continue,
                },
                came = receiver.next() => Turned::Came(came),
                _ = pings.tick() => Turned::Tick,
            };
            match turned {
                Turned::Ended(farewell) => return Some(farewell),
                Turned::Finished(task, id) => self.forget(task, &id),
                Turned::ToSend(message) => send(sender, message).await?,
                Turned::Tick if unanswered >= 2 => return None,
                Turned::Tick => {
                    unanswered += 1;
                    send(sender, Message::Ping(Vec::new())).await?;
                }
                Turned::Came(None) => return None,
                Turned::Came(Some(came)) => {
                    unanswered = 0;
                    match self.hear(came).await {
                        Ok(Some(answer)) => send(sender, answer).await?,
                        Ok(None) => {}
                        Err(farewell) => return farewell,
                    }
                }
            }
        }
    }

    /// Takes what came; the error ends the conversation.
    async fn hear(
        &mut self,
        came: io::Result<Message>,
    ) -> Result<Option<Message>, Option<Farewell>> {
        let said = match came {
            Ok(Message::Text(text)) => Said::read(&text).ok_or(Farewell::Invalid)?,
            Ok(Message::Binary(_)) => return Err(Some(Farewell::Invalid)),
            Ok(Message::Ping(_) | Message::Pong(_)) => return Ok(None),
            Ok(Message::Close(_)) => return Err(None),
            Err(error) => return Err(farewell_of(&error)),
        };
        match said {
            Said::ConnectionInit { payload } => {
                let Some(handshake) = self.handshake.take() else {
                    return Err(Some(Farewell::TooManyInits));
                };
                self.known = Some(self.let_in(&handshake, payload).await?);
                Ok(Some(message::ack()))
            }
            Said::Ping { payload } => Ok(Some(message::pong(payload))),
            Said::Pong {} => Ok(None),
            Said::Complete { id } => {
                if let Some(operation) = self.operations.remove(&id) {
                    operation.abort();
                }
                Ok(None)
            }
            Said::Subscribe { id, payload } => {
                let Some(known) = &self.known else { return Err(Some(Farewell::Unauthorized)) };
                if self.operations.get(&id).is_some_and(|operation| !operation.is_finished()) {
                    return Err(Some(Farewell::SubscriberExists(id)));
                }
                let running = Running {
                    graphql: Arc::clone(&self.graphql),
                    presence: Arc::clone(&known.presence),
                    manner: self.manner(known.language),
                    id: id.clone(),
                    outgoing: self.outgoing.clone(),
                };
                let span = tracing::Span::current();
                let running = tracing::Instrument::instrument(running.run(payload), span);
                self.operations.insert(id, self.running.spawn(running));
                Ok(None)
            }
        }
    }

    /// Unless another operation has the same id by now.
    fn forget(&mut self, task: Id, id: &str) {
        if self.operations.get(id).is_some_and(|operation| operation.id() == task) {
            self.operations.remove(id);
        }
    }

    async fn let_in(
        &self,
        handshake: &Handshake,
        payload: Option<Map<String, Value>>,
    ) -> Result<Known, Farewell> {
        let unknown = Farewell::Forbidden(ErrorCode::Unauthenticated.as_str());
        let headers = handshake.said(payload).ok_or(unknown)?;
        let (graphql, url) = (&self.graphql, self.graphql.public_url());
        let signing_in = Box::pin(async {
            let presence = Presence::begin(graphql, Asker::of(&headers, url)?).await?;
            Ok((presence.seen(), presence))
        });
        let begun = graphql.gate.let_in(&handshake.origin, secret_of(&headers, url), signing_in);
        let (signed_in, presence) = match timeout(graphql.settings().time_max, begun).await {
            Ok(Ok((signed_in, presence, _))) => (signed_in, presence),
            Ok(Err(NoEntry::TooOften(_))) => return Err(Farewell::TooOften),
            Ok(Err(NoEntry::SignIn(error))) => return Err(self.farewell(&error)),
            Err(_) => return Err(Farewell::TryLater),
        };
        let seat = graphql.seats().connection(signed_in.person());
        let seat = seat.ok_or(Farewell::TooManyConnections)?;
        let language = Language::preferred(text(&headers, header::ACCEPT_LANGUAGE.as_str()));
        Ok(Known { presence: Arc::new(presence), language, _seat: seat })
    }

    fn farewell(&self, error: &SignInError) -> Farewell {
        let code = code_of(error, &self.trace);
        match error {
            SignInError::Unauthenticated | SignInError::TenantNotFound => {
                Farewell::Forbidden(code.as_str())
            }
            SignInError::Unavailable(_) | SignInError::Timeout => Farewell::TryLater,
            SignInError::Internal(_) => Farewell::Internal,
        }
    }

    fn manner(&self, language: Language) -> Manner {
        Manner { media: MediaType::GraphqlResponse, language, trace: self.trace.clone() }
    }
}

/// When somebody who is known may not stay; never, while nobody is known.
async fn ended(looked_after: &mut Option<BoxFuture<'static, SignInError>>) -> SignInError {
    match looked_after {
        Some(looked_after) => looked_after.await,
        None => std::future::pending().await,
    }
}

/// `None`: the client doesn't take it.
async fn send(sender: &mut Sender, message: Message) -> Option<()> {
    timeout(TAKEN_WITHIN, sender.send(message)).await.ok()?.ok()
}

/// What can't be read is a client's fault, if it isn't that it went away.
fn farewell_of(error: &io::Error) -> Option<Farewell> {
    let text = error.to_string();
    match error.kind() {
        // What tungstenite says arrives as its text alone.
        io::ErrorKind::Other if text.starts_with("Space limit exceeded") => {
            Some(Farewell::TooLarge)
        }
        io::ErrorKind::Other if text.contains("without closing handshake") => None,
        io::ErrorKind::Other => Some(Farewell::Invalid),
        _ => None,
    }
}
