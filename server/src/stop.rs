//! How the process comes to its end, step by step, and who must be waited for.
//!
//! Owns: the steps and their order. Doesn't own: what makes them go on (`commands`), nor what each part does at them: the
//! port (`http`), the worker.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// A bit more than a request may take: what was begun when the port is closed is answered, and nobody is waited for longer.
pub const FAREWELL: Duration = Duration::from_secs(6);

/// How far it has come. There is no way back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// All is served.
    Serving,
    /// `/readyz` says no and answers ask to close their connection, so that whoever balances goes elsewhere. Requests are
    /// still taken; the worker begins nothing new.
    Leaving,
    /// The port is closed. What was begun is answered, websockets and streams are told to come back elsewhere.
    Closing,
    /// Somebody has no patience: nothing is waited for.
    AtOnce,
}

/// What those hold who must know how far the process has come; clones share it.
#[derive(Debug, Clone)]
pub struct Stop {
    step: watch::Receiver<Step>,
    guests: watch::Sender<usize>,
    /// Kept where nobody else keeps one: that it is gone would mean the end.
    _nobody: Option<Arc<Stopper>>,
}

impl Stop {
    /// What serves on, and who says when not.
    pub fn new() -> (Stopper, Self) {
        let (sender, step) = watch::channel(Step::Serving);
        (Stopper(sender), Self { step, guests: watch::Sender::new(0), _nobody: None })
    }

    /// Of a process that nobody stops: it ends with its last request.
    pub fn never() -> Self {
        let (stopper, stop) = Self::new();
        Self { _nobody: Some(Arc::new(stopper)), ..stop }
    }

    /// Whether this step was reached. It is, too, when nobody is left who could say so.
    pub fn has_come(&self, step: Step) -> bool {
        *self.step.borrow() >= step || self.step.has_changed().is_err()
    }

    /// Waits for this step.
    pub async fn wait_for(&self, step: Step) {
        // An error says that nobody is left who could say it, which means the same.
        let _ = self.step.clone().wait_for(|now| *now >= step).await;
    }

    /// Somebody comes who isn't a request: a websocket. The process waits until the answer is dropped, for [`FAREWELL`] from
    /// [`Step::Closing`] on at most.
    #[must_use]
    pub fn guest(&self) -> Guest {
        self.guests.send_modify(|guests| *guests = guests.saturating_add(1));
        Guest(self.guests.clone())
    }

    /// Until every guest has gone.
    pub(crate) async fn guests_have_left(&self) {
        // We hold the sender ourselves, so it can't be gone.
        let _ = self.guests.subscribe().wait_for(|guests| *guests == 0).await;
    }
}

/// Somebody who is waited for.
#[derive(Debug)]
pub struct Guest(watch::Sender<usize>);

impl Drop for Guest {
    fn drop(&mut self) {
        self.0.send_modify(|guests| *guests = guests.saturating_sub(1));
    }
}

/// Who says how far the process has come. When it is gone, the process is at its end.
#[derive(Debug)]
pub struct Stopper(watch::Sender<Step>);

impl Stopper {
    /// Goes on to this step; never back.
    pub fn go_to(&self, step: Step) {
        self.0.send_if_modified(|now| {
            let is_further = step > *now;
            *now = step.max(*now);
            is_further
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{Step, Stop};
    use futures_util::FutureExt as _;

    #[tokio::test]
    async fn each_step_comes_once_and_none_is_taken_back() {
        let (stopper, stop) = Stop::new();
        assert!(stop.has_come(Step::Serving) && !stop.has_come(Step::Leaving));
        stopper.go_to(Step::Closing);
        stopper.go_to(Step::Leaving);
        assert!(stop.has_come(Step::Closing) && !stop.has_come(Step::AtOnce));
        stop.wait_for(Step::Leaving).await;
        assert!(stop.wait_for(Step::AtOnce).now_or_never().is_none());
    }

    #[tokio::test]
    async fn without_anybody_to_say_it_the_end_has_come() {
        let (stopper, stop) = Stop::new();
        drop(stopper);
        assert!(stop.has_come(Step::AtOnce));
        stop.wait_for(Step::AtOnce).await;
        assert!(!Stop::never().has_come(Step::Leaving));
    }

    #[tokio::test]
    async fn guests_are_waited_for() {
        let (_stopper, stop) = Stop::new();
        stop.guests_have_left().await;
        let (first, second) = (stop.guest(), stop.clone().guest());
        drop(first);
        assert!(stop.guests_have_left().now_or_never().is_none());
        drop(second);
        stop.guests_have_left().await;
    }
}
