//! A subscription that goes on: turn by turn, each for who may be told now.

use super::presence::Presence;
use crate::http::answer::Manner;
use crate::http::graphql::{Graphql, Prepared, code_of};
use crate::http::status;
use crate::news::Listener;
use crate::telemetry::Present;
use async_graphql::Response as Answer;
use domain::access::SignInError;
use schema::{ErrorCode, Memory, Turn};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

/// After a turn that the database couldn't take; the same again, twice as long each time.
const RETRY_FIRST: Duration = Duration::from_millis(100);
const RETRY_LAST: Duration = Duration::from_secs(2);

/// A subscription of one operation.
pub(super) struct Feed {
    graphql: Arc<Graphql>,
    presence: Arc<Presence>,
    operation: Prepared,
    manner: Manner,
    listening: Listener,
    rights: watch::Receiver<u64>,
    /// Up to where all was told; `None`: the first turn, which says where it begins.
    position: Option<i64>,
    retry: Option<Duration>,
    /// When to look again, where no event tells.
    again: Option<Instant>,
    memory: Memory,
    /// Counts it as one that goes on.
    _goes_on: Present,
}

/// What a feed tells.
pub(super) enum Told {
    /// Something happened.
    Next(Box<Answer>),
    /// It can't go on.
    Refused(Box<Answer>),
    /// It is over.
    Done,
}

/// How a turn ended.
enum Took {
    Told(Told),
    /// Nothing new up to the position.
    Nothing,
    /// The database didn't answer.
    Failed,
}

impl Feed {
    /// Of an operation that keeps all limits.
    pub(super) fn new(
        (graphql, presence): (Arc<Graphql>, Arc<Presence>),
        operation: Prepared,
        manner: Manner,
        listening: Listener,
    ) -> Self {
        let rights = presence.changes();
        let (position, retry, goes_on) = (None, None, graphql.metrics().subscription());
        Self {
            graphql,
            presence,
            operation,
            manner,
            listening,
            rights,
            position,
            retry,
            again: None,
            memory: Memory::default(),
            _goes_on: goes_on,
        }
    }

    /// How it is told.
    pub(super) fn manner(&self) -> &Manner {
        &self.manner
    }

    /// Takes the first turn: from then on nothing is missed. `None`: there is nothing to tell yet.
    pub(super) async fn stands(&mut self) -> Option<Told> {
        match self.turn().await {
            Took::Told(told) => Some(told),
            Took::Nothing | Took::Failed => None,
        }
    }

    /// What is told next; waits for it. Given up in the middle it loses nothing: the turn is taken again.
    pub(super) async fn next(&mut self) -> Told {
        loop {
            self.wait().await;
            match self.turn().await {
                Took::Told(told) => {
                    self.retry = None;
                    return told;
                }
                Took::Nothing => self.retry = None,
                Took::Failed => {
                    let longer = self.retry.map_or(RETRY_FIRST, |last| (last * 2).min(RETRY_LAST));
                    self.retry = Some(longer);
                }
            }
        }
    }

    /// Until there may be something new, or rights have changed: then a turn finds out whether they still suffice.
    async fn wait(&mut self) {
        if let Some(pause) = self.retry {
            sleep(pause).await;
            return;
        }
        let Some(position) = self.position else { return };
        let again = self.again;
        let due = async move {
            match again {
                Some(at) => sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            changed = self.rights.changed() => {
                if changed.is_err() {
                    std::future::pending::<()>().await;
                }
            }
            _ = self.listening.beyond(position) => {}
            () = due => {}
        }
    }

    async fn turn(&mut self) -> Took {
        let deadline = Instant::now() + self.graphql.settings().time_max;
        let signed_in = match self.presence.now().await {
            Ok(signed_in) => signed_in,
            Err(SignInError::Unavailable(_) | SignInError::Timeout) if self.position.is_some() => {
                return Took::Failed;
            }
            Err(error) => {
                let code = code_of(&error, &self.manner.trace);
                return Took::Told(Told::Refused(Box::new(self.manner.refusal(code))));
            }
        };
        let turn = Turn::new(self.position, self.listening.head(), self.memory.clone());
        let execution = self.graphql.execution();
        let told = (&self.operation, signed_in, &self.manner);
        let answer = execution.turn(told, turn.clone(), deadline).await;
        self.again = turn.again().map(|after| Instant::now() + after);
        let is_first = self.position.is_none();
        match (answer, turn.reached()) {
            (Err(_), _) if is_first => {
                Took::Told(Told::Refused(Box::new(self.manner.refusal(ErrorCode::Timeout))))
            }
            (Err(_), _) => Took::Failed,
            // What can be had in a moment isn't told as missing.
            (Ok(Some(answer)), _) if !is_first && can_be_had_later(&answer) => Took::Failed,
            (Ok(Some(answer)), Some(reached)) => {
                self.position = Some(reached);
                Took::Told(Told::Next(Box::new(answer)))
            }
            (Ok(Some(answer)), None) => Took::Told(Told::Refused(Box::new(answer))),
            (Ok(None), Some(reached)) => {
                self.position = Some(reached);
                Took::Nothing
            }
            (Ok(None), None) => Took::Told(Told::Done),
        }
    }
}

fn can_be_had_later(answer: &Answer) -> bool {
    let later = [ErrorCode::Unavailable.as_str(), ErrorCode::Timeout.as_str()];
    answer.errors.iter().any(|error| later.contains(&status::code(error)))
}
