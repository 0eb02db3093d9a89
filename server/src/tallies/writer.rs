//! Brings what was counted into the database: now and then, and once more at the end.
//!
//! What isn't taken is kept and tried again, and nothing is added twice: where a COMMIT wasn't answered, PostgreSQL is asked
//! what became of it before anything else is written.

use super::Tallies;
use crate::stop::{Step, Stop};
use domain::access::TransactionId;
use domain::kernel::error::{Error, Result};
use domain::monitoring::{ADDED_AT_ONCE, NotAdded, Tally, add_tallies, were_added};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tracing::{info, warn};

/// How often it is written. So much is lost when the process is killed, and so old is what a gate sees.
const EVERY: Duration = Duration::from_secs(5);
/// How long the end of the process waits for what was counted last.
const LAST: Duration = Duration::from_secs(1);

pub(super) async fn written_while<T>(
    tallies: &Tallies,
    served: impl Future<Output = T>,
    stop: &Stop,
) -> T {
    let over = watch::Sender::new(false);
    let served = async {
        let answer = served.await;
        over.send_replace(true);
        answer
    };
    // Beside each other and not one instead of the other: what is being written when the last answer was given is finished.
    let (answer, ()) = tokio::join!(served, write_until(tallies, &over, stop));
    answer
}

async fn write_until(tallies: &Tallies, over: &watch::Sender<bool>, stop: &Stop) {
    let all_is_served = async || {
        // We hold the sender, so it can't be gone.
        let _ = over.subscribe().wait_for(|is_over| *is_over).await;
    };
    let written = async {
        let mut writer = Writer { tallies, unsettled: None, is_failing: false };
        while timeout(EVERY, all_is_served()).await.is_err() {
            writer.write().await;
        }
        writer.write().await;
        writer.unsettled.is_none()
    };
    let patience_is_over = async {
        all_is_served().await;
        sleep(LAST).await;
    };
    let is_settled = tokio::select! {
        biased;
        is_settled = written => is_settled,
        () = stop.wait_for(Step::AtOnce) => false,
        () = patience_is_over => false,
    };
    if !is_settled || !tallies.unwritten().is_empty() {
        warn!("the process ends before the database has taken its last tallies of operations");
    }
}

struct Writer<'a> {
    tallies: &'a Tallies,
    /// Of which nobody knows yet whether they were added.
    unsettled: Option<(TransactionId, Vec<Tally>)>,
    is_failing: bool,
}

impl Writer<'_> {
    /// Writes all that is counted. That it can't is said once, and once that it can again.
    async fn write(&mut self) {
        match self.try_to_write().await {
            Ok(()) if std::mem::take(&mut self.is_failing) => {
                info!("operations are tallied again");
            }
            Err(error) if !std::mem::replace(&mut self.is_failing, true) => {
                warn!(error = %chain(&error), "tallies of operations can't be written, trying again");
            }
            Ok(()) | Err(_) => {}
        }
    }

    async fn try_to_write(&mut self) -> Result<()> {
        self.settle().await?;
        while self.unsettled.is_none() {
            let oldest = self.tallies.take(ADDED_AT_ONCE);
            if oldest.is_empty() {
                break;
            }
            match add_tallies(&self.tallies.0.db, &oldest).await {
                Ok(()) => {}
                Err(NotAdded::None(error)) => {
                    self.tallies.put_back(oldest);
                    return Err(error);
                }
                Err(NotAdded::Unknown(error, transaction)) => {
                    self.unsettled = Some((transaction, oldest));
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// Finds out what became of those whose COMMIT wasn't answered.
    async fn settle(&mut self) -> Result<()> {
        let Some((transaction, tallies)) = self.unsettled.take() else { return Ok(()) };
        match were_added(&self.tallies.0.db, &transaction).await {
            Ok(Some(true)) => {}
            Ok(Some(false)) => self.tallies.put_back(tallies),
            Ok(None) => self.unsettled = Some((transaction, tallies)),
            Err(error) => {
                self.unsettled = Some((transaction, tallies));
                return Err(error);
            }
        }
        Ok(())
    }
}

/// An error with what lies behind it, for the log.
fn chain(error: &Error) -> String {
    let sources =
        std::iter::successors(std::error::Error::source(error), |source| (*source).source());
    sources.fold(error.to_string(), |text, source| format!("{text}: {source}"))
}
