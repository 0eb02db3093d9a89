//! `POST /graphql` with `Accept: text/event-stream`: GraphQL over server-sent events, one connection for each operation
//! ("distinct connections mode").
//!
//! An operation that can't run is answered as any other request, with its status.

use super::feed::{Feed, Told};
use super::presence::Presence;
use super::seats::Seat;
use crate::http::answer::Manner;
use crate::http::graphql::{Asker, Graphql, Prepared, code_of};
use crate::stop::{Guest, Step};
use crate::telemetry::Present;
use async_graphql::Response as Answer;
use domain::access::{SignInError, SignedIn};
use futures_util::future::BoxFuture;
use futures_util::stream;
use poem::http::{HeaderName, HeaderValue};
use poem::{Body, Response};
use schema::ErrorCode;
use std::io;
use std::sync::Arc;
use tokio::time::sleep;

/// What a connection says that has nothing to say: a comment, which clients leave out.
const NOTHING: &str = ":\n\n";
const OVER: &str = "event: complete\ndata:\n\n";

/// Answers a query or a mutation as a stream of one event.
pub(in crate::http) fn once(answer: Answer, manner: &Manner) -> Response {
    let mut answer = answer;
    if crate::http::status::is_request_error(&answer) {
        return manner.write(answer);
    }
    match manner.body(&mut answer) {
        Some(body) => streamed(Body::from_string(format!("{}{OVER}", next(&body)))),
        None => manner.write(manner.refusal(ErrorCode::Internal)),
    }
}

/// Answers a subscription, for as long as there is something to tell, and somebody to tell it to.
pub(in crate::http) async fn follow(
    graphql: Arc<Graphql>,
    asker: Asker,
    (operation, signed_in): (Prepared, SignedIn),
    manner: Manner,
) -> Response {
    let seats = graphql.seats();
    let person = signed_in.person();
    let (Some(connection), Some(operating)) = (seats.connection(person), seats.operation(person))
    else {
        return manner.write(manner.refusal(ErrorCode::TooManyOperations));
    };
    let begun = Presence::begin(&graphql, asker).await;
    let presence = match begun {
        Ok(presence) => Arc::new(presence),
        Err(error) => return manner.write(manner.refusal(code_of(&error, &manner.trace))),
    };
    let listening = match graphql.listen(&signed_in, &manner).await {
        Ok(listening) => listening,
        Err(refused) => return manner.write(*refused),
    };
    let whose = (Arc::clone(&graphql), Arc::clone(&presence));
    let feed = Feed::new(whose, operation, manner, listening);
    let following = Following {
        _seats: (connection, operating),
        _guest: graphql.stop().guest(),
        _is_open: graphql.metrics().socket(),
        looked_after: Box::pin(async move { presence.ended().await }),
        graphql,
        feed,
        is_over: false,
        stands: false,
    };
    streamed(Body::from_bytes_stream(stream::unfold(following, Following::say)))
}

/// A subscription that goes on, with what is let go when its connection ends.
struct Following {
    graphql: Arc<Graphql>,
    /// Until whoever it is may not stay.
    looked_after: BoxFuture<'static, SignInError>,
    feed: Feed,
    is_over: bool,
    /// Whether its first turn was taken. If that finds nothing to tell, a comment says so: nothing is missed from here on.
    stands: bool,
    _seats: (Seat, Seat),
    _guest: Guest,
    _is_open: Present,
}

impl Following {
    async fn say(mut self) -> Option<(io::Result<String>, Self)> {
        if self.is_over {
            return None;
        }
        if !std::mem::replace(&mut self.stands, true) {
            let told = self.feed.stands().await;
            let said = told.map_or_else(|| NOTHING.to_owned(), |told| self.write(told));
            return Some((Ok(said), self));
        }
        let quiet = self.graphql.settings().live.ping_every;
        let said = tokio::select! {
            biased;
            // The stream breaks off, so that the client goes on elsewhere.
            () = self.graphql.stop().wait_for(Step::Closing) => return None,
            told = self.feed.next() => self.write(told),
            error = &mut self.looked_after => {
                let manner = self.feed.manner();
                let code = code_of(&error, &manner.trace);
                let refusal = manner.refusal(code);
                self.write(Told::Refused(Box::new(refusal)))
            }
            () = sleep(quiet) => NOTHING.to_owned(),
        };
        Some((Ok(said), self))
    }

    /// A stream that has begun has no status any more: what ends it is told as its last event.
    fn write(&mut self, told: Told) -> String {
        let manner = self.feed.manner();
        match told {
            Told::Next(mut answer) => manner.body(&mut answer).map_or_else(
                || {
                    self.is_over = true;
                    OVER.to_owned()
                },
                |body| next(&body),
            ),
            Told::Refused(mut answer) => {
                self.is_over = true;
                let body = manner.body(&mut answer);
                format!("{}{OVER}", body.map(|body| next(&body)).unwrap_or_default())
            }
            Told::Done => {
                self.is_over = true;
                OVER.to_owned()
            }
        }
    }
}

/// JSON has no line break of its own.
fn next(body: &str) -> String {
    format!("event: next\ndata: {body}\n\n")
}

fn streamed(body: Body) -> Response {
    let mut response =
        Response::builder().content_type("text/event-stream; charset=utf-8").body(body);
    // Or a proxy would gather events until it has a block.
    let unbuffered = HeaderName::from_static("x-accel-buffering");
    response.headers_mut().insert(unbuffered, HeaderValue::from_static("no"));
    response
}
