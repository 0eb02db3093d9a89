//! The loop over the roll-out that is under way.

use super::backoff::{Backoff, OFTEN};
use super::{Turn, chain, patience_is_over};
use crate::stop::{Step, Stop};
use domain::access::Db;
use domain::kernel::error::Error;
use domain::rollouts::{Advanced, Runner};
use std::time::{Duration, Instant};
use tracing::{error, info, warn};

/// How often it is looked whether there is something to do.
const TICK: Duration = Duration::from_millis(500);

/// From one step to the next at least so long: what people ask meanwhile goes first, and the two steps of each of 700 tenants
/// are done in a minute all the same.
const PACE: Duration = Duration::from_millis(35);

/// Works until the process begins to end. What is being done then is finished: one tenant's transaction.
pub(super) async fn work(db: &Db, turn: &Turn, stop: &Stop) {
    let mut runner = Runner::new(db);
    let mut failing: Option<Backoff> = None;
    loop {
        let is_to_wait = failing.is_some_and(|backoff| !backoff.is_over(Instant::now()));
        let pause = if is_to_wait {
            TICK
        } else {
            let began = Instant::now();
            let work = async {
                let _turn = turn.lock().await;
                runner.step().await
            };
            let done = tokio::select! {
                biased;
                done = work => done,
                () = patience_is_over(stop) => {
                    warn!("worker gives up what it was doing for a roll-out");
                    return;
                }
            };
            match done {
                Ok(advanced) => {
                    if failing.take().is_some() {
                        info!("roll-outs go on again");
                    }
                    match advanced {
                        Advanced::Step => PACE.saturating_sub(began.elapsed()),
                        Advanced::Nothing => TICK,
                    }
                }
                Err(failure) => {
                    failing = Some(note(failing, &failure));
                    TICK
                }
            }
        };
        tokio::select! {
            biased;
            () = stop.wait_for(Step::Leaving) => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Tells of the first failure and not of each retry, and says how long to wait.
fn note(failing: Option<Backoff>, failure: &Error) -> Backoff {
    let now = Instant::now();
    if let Some(backoff) = failing {
        return backoff.next(now, OFTEN);
    }
    let error = chain(failure);
    if matches!(failure, Error::Unavailable(_) | Error::Timeout) {
        warn!(%error, "a roll-out can't go on, trying again");
    } else {
        error!(%error, "a roll-out can't go on, trying again");
    }
    Backoff::first(now)
}
