//! One operation of a conversation: a query or a mutation that is answered once, or a subscription that goes on.

use super::super::feed::{Feed, Told};
use super::super::presence::Presence;
use super::message;
use crate::http::answer::Manner;
use crate::http::body::Asked;
use crate::http::graphql::{Graphql, Prepared, code_of};
use async_graphql::Response as Answer;
use async_graphql::parser::types::OperationType;
use domain::access::SignedIn;
use poem::web::websocket::Message;
use schema::ErrorCode;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// An operation that goes on.
pub(super) struct Running {
    pub(super) graphql: Arc<Graphql>,
    pub(super) presence: Arc<Presence>,
    pub(super) manner: Manner,
    /// The client's.
    pub(super) id: String,
    pub(super) outgoing: mpsc::Sender<Message>,
}

impl Running {
    /// Runs it to its end; answers its id.
    pub(super) async fn run(self, asked: Asked) -> String {
        match self.begin(asked).await {
            Ok(()) => self.say(message::complete(&self.id)).await,
            Err(refused) => self.refuse(*refused).await,
        }
        self.id
    }

    async fn begin(&self, asked: Asked) -> Result<(), Box<Answer>> {
        let signed_in = self.presence.now().await;
        let signed_in = signed_in
            .map_err(|error| Box::new(self.manner.refusal(code_of(&error, &self.manner.trace))))?;
        if self.graphql.gate.client(&signed_in).await.is_err() {
            return Err(Box::new(self.manner.refusal(ErrorCode::RateLimited)));
        }
        let seat = self.graphql.seats().operation(signed_in.person());
        let _seat =
            seat.ok_or_else(|| Box::new(self.manner.refusal(ErrorCode::TooManyOperations)))?;
        let prepared = self.graphql.execution().prepare(asked, &signed_in, &self.manner)?;
        if prepared.kind() == Some(OperationType::Subscription) {
            self.follow(prepared, &signed_in).await
        } else {
            self.answer(&prepared, signed_in).await
        }
    }

    async fn answer(&self, prepared: &Prepared, signed_in: SignedIn) -> Result<(), Box<Answer>> {
        let deadline = Instant::now() + self.graphql.settings().time_max;
        let execution = self.graphql.execution();
        let mut answer = execution.execute(prepared, signed_in, &self.manner, deadline).await;
        self.tell(&mut answer).await
    }

    async fn follow(&self, prepared: Prepared, signed_in: &SignedIn) -> Result<(), Box<Answer>> {
        let listening = self.graphql.listen(signed_in, &self.manner).await?;
        let whose = (Arc::clone(&self.graphql), Arc::clone(&self.presence));
        let mut feed = Feed::new(whose, prepared, self.manner.clone(), listening);
        loop {
            match feed.next().await {
                Told::Next(mut answer) => self.tell(&mut answer).await?,
                Told::Refused(answer) => return Err(answer),
                Told::Done => return Ok(()),
            }
        }
    }

    async fn tell(&self, answer: &mut Answer) -> Result<(), Box<Answer>> {
        match self.manner.body(answer) {
            Some(_) if crate::http::status::is_request_error(answer) => {
                Err(Box::new(std::mem::take(answer)))
            }
            Some(body) => {
                self.say(message::next(&self.id, &body)).await;
                Ok(())
            }
            None => Err(Box::new(self.manner.refusal(ErrorCode::Internal))),
        }
    }

    async fn refuse(&self, mut answer: Answer) {
        let errors = self.manner.errors(&mut answer);
        self.say(message::error(&self.id, &errors)).await;
    }

    /// Waits until there is room; when the conversation is over nobody hears it.
    async fn say(&self, message: Message) {
        let _ = self.outgoing.send(message).await;
    }
}
