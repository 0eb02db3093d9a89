//! Looks up together those who stay connected: one look-up for many costs little more than one for one.
//!
//! Each connection asks at its time. What is asked within a moment is one look-up, in which each credential stands once; and
//! all connections of a credential ask at the same time.

use crate::http::graphql::Asker;
use crate::oidc::Oidc;
use crate::telemetry;
use domain::access::{Credential, Db, SignInError, SignedIn, Verified, sign_in_all_anew};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep};

/// How often each is looked up. With the moment that is waited for others, and the look-up itself, it is less than a second.
const EVERY: Duration = Duration::from_millis(600);
/// How long it is waited for others.
const MOMENT: Duration = Duration::from_millis(50);
/// So many stand in one look-up at most, for a statement may take five seconds and a connection is held for as long.
const AT_ONCE: usize = 500;

type Answer = Result<SignedIn, SignInError>;

/// Those of one process who ask now. Clones share it.
#[derive(Clone)]
pub(in crate::http) struct RollCall(Arc<Asking>);

struct Asking {
    db: Db,
    oidc: Arc<Oidc>,
    /// From when on the times are counted at which each credential is looked up.
    began: Instant,
    times: RandomState,
    waiting: Mutex<Vec<Waiting>>,
}

struct Waiting {
    asker: Arc<Asker>,
    verified: Option<Verified>,
    answer: oneshot::Sender<Answer>,
}

impl RollCall {
    /// Nobody asks yet.
    pub(in crate::http) fn of(db: Db, oidc: Arc<Oidc>) -> Self {
        let (began, times, waiting) = (Instant::now(), RandomState::new(), Mutex::default());
        Self(Arc::new(Asking { db, oidc, began, times, waiting }))
    }

    /// Who it is, as the database says at the next of their times.
    pub(super) async fn next(&self, asker: &Arc<Asker>) -> Answer {
        let Asking { db, oidc, began, times, waiting } = &*self.0;
        sleep(until_next(began.elapsed(), times.hash_one(asker.secret()))).await;
        let verified = asker.verified(db, oidc).await?;
        let (answer, answered) = oneshot::channel();
        let asker = Arc::clone(asker);
        let is_first = {
            let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.push(Waiting { asker, verified, answer });
            waiting.len() == 1
        };
        if is_first {
            let all = self.clone();
            telemetry::spawn(async move {
                sleep(MOMENT).await;
                all.look_up().await;
            });
        }
        let lost = || SignInError::Unavailable("the look-up was given up".into());
        answered.await.unwrap_or_else(|_| Err(lost()))
    }

    /// Looks up who waits now, and tells each. Who gave up meanwhile isn't told.
    async fn look_up(&self) {
        let Asking { db, waiting, .. } = &*self.0;
        let mut all = std::mem::take(&mut *waiting.lock().unwrap_or_else(PoisonError::into_inner));
        while !all.is_empty() {
            let some: Vec<Waiting> = all.drain(..all.len().min(AT_ONCE)).collect();
            let asked: Vec<(Credential<'_>, Option<&str>)> = some
                .iter()
                .map(|one| (one.asker.credential(one.verified.as_ref()), one.asker.slug()))
                .collect();
            match sign_in_all_anew(db, &asked).await {
                Ok(answers) => {
                    for (one, answer) in some.into_iter().zip(answers) {
                        let _ = one.answer.send(answer);
                    }
                }
                Err(failure) => {
                    for one in some {
                        let _ = one.answer.send(Err(the_same(&failure)));
                    }
                }
            }
        }
    }
}

/// Until the next time that has this place among all times.
fn until_next(elapsed: Duration, place: u64) -> Duration {
    let every = EVERY.as_millis();
    let place = u128::from(place) % every;
    let past = (elapsed.as_millis() + every - place) % every;
    Duration::from_millis(u64::try_from(every - past).unwrap_or(0))
}

/// What went wrong for all of them, for one of them.
fn the_same(failure: &SignInError) -> SignInError {
    match failure {
        SignInError::Unauthenticated => SignInError::Unauthenticated,
        SignInError::TenantNotFound => SignInError::TenantNotFound,
        SignInError::Timeout => SignInError::Timeout,
        SignInError::Unavailable(source) => SignInError::Unavailable(source.to_string().into()),
        SignInError::Internal(source) => SignInError::Internal(source.to_string().into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_comes_once_in_a_round_and_never_at_once() {
        for place in [0, 1, 299, 599, 600, u64::MAX] {
            let mut now = Duration::from_millis(1234);
            let mut times = Vec::new();
            for _ in 0..3 {
                let pause = until_next(now, place);
                assert!(pause > Duration::ZERO && pause <= EVERY, "{place}: {pause:?}");
                now += pause;
                times.push(now.as_millis());
            }
            assert_eq!([times[1] - times[0], times[2] - times[1]], [600, 600], "{place}");
            assert_eq!(times[0] % 600, u128::from(place) % 600);
        }
    }

    #[test]
    fn what_fails_for_all_fails_for_each() {
        for failure in [
            SignInError::Unauthenticated,
            SignInError::TenantNotFound,
            SignInError::Timeout,
            SignInError::Unavailable("one".into()),
            SignInError::Internal("two".into()),
        ] {
            let one = the_same(&failure);
            assert_eq!((one.word(), one.to_string()), (failure.word(), failure.to_string()));
        }
    }
}
