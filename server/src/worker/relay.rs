//! The loop over the tenants that have news.

use super::backoff::{Backoff, OFTEN, RARELY};
use super::sweep::Sweep;
use super::{Turn, chain, patience_is_over};
use crate::news::News;
use crate::stop::{Step, Stop};
use crate::telemetry::Remote;
use domain::access::{Db, Traced, all_tenants, tenants_with_news};
use domain::kernel::error::{Error, Result};
use domain::kernel::ids::TenantId;
use domain::monitoring::{KEPT_AT_ONCE, keep_figures};
use domain::notifications;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};
use tracing::{Instrument as _, Span, error, info, info_span, warn};

/// How often the outbox is looked at.
const TICK: Duration = Duration::from_millis(250);
/// How often all tenants are looked at: a worker that was killed between a tenant's order and its figures left an empty
/// outbox behind, and so nothing that would call another.
const ROUND: Duration = Duration::from_mins(1);

/// So many events of a batch are followed into their traces: after a long rest there may be thousands.
const FOLLOWED_MAX: usize = 100;

/// Works until the process begins to end. What was brought into order is told to `news`.
pub(super) async fn work(db: &Db, news: &News, turn: &Turn, stop: &Stop) {
    let _telling = news.teller();
    let mut relay = Relay::new(db.clone(), news.clone());
    loop {
        let rest = tokio::select! {
            biased;
            rest = relay.lap(turn, stop) => rest,
            () = patience_is_over(stop) => {
                warn!("worker gives up what it was doing");
                break;
            }
        };
        let pause = match rest {
            Rest::Nothing => TICK,
            Rest::More => Duration::ZERO,
        };
        tokio::select! {
            biased;
            () = stop.wait_for(Step::Leaving) => break,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// What a lap left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    Nothing,
    More,
}

/// What one worker remembers between laps. None of it is needed: another starts with nothing and finds the same work.
struct Relay {
    db: Db,
    news: News,
    /// Whose figures may be behind their events.
    behind: BTreeSet<TenantId>,
    /// Whose last try failed.
    failing: BTreeMap<TenantId, Backoff>,
    /// That the database couldn't be asked at all.
    unreachable: Option<Backoff>,
    next_round: Instant,
    sweep: Sweep,
}

impl Relay {
    fn new(db: Db, news: News) -> Self {
        Self {
            db,
            news,
            behind: BTreeSet::new(),
            failing: BTreeMap::new(),
            unreachable: None,
            next_round: Instant::now(),
            sweep: Sweep::new(),
        }
    }

    /// One step for each tenant with something to do, so that one with a long backlog keeps nobody waiting.
    async fn lap(&mut self, turn: &Turn, stop: &Stop) -> Rest {
        if self.unreachable.is_some_and(|backoff| !backoff.is_over(Instant::now())) {
            return Rest::Nothing;
        }
        let asked = self.look_around().await;
        let Some(news) = self.note_reach(asked) else { return Rest::Nothing };
        let due: BTreeSet<TenantId> = news.union(&self.behind).copied().collect();
        let mut rest = Rest::Nothing;
        for tenant in due {
            let now = Instant::now();
            if self.failing.get(&tenant).is_some_and(|backoff| !backoff.is_over(now)) {
                continue;
            }
            if stop.has_come(Step::Leaving) {
                return Rest::Nothing;
            }
            let its_turn = turn.lock().await;
            let answer = self.step(tenant, news.contains(&tenant)).await;
            drop(its_turn);
            if self.note(tenant, answer) == Rest::More {
                rest = Rest::More;
            }
        }
        self.sweep.step(&self.db).await;
        rest
    }

    /// The tenants with events that have no place yet; at times also notes all as perhaps behind.
    async fn look_around(&mut self) -> Result<BTreeSet<TenantId>> {
        if Instant::now() >= self.next_round {
            let tenants = all_tenants(&self.db).await?;
            if self.sweep.is_due() {
                self.sweep.begin(tenants.iter().copied());
            }
            self.behind.extend(tenants);
            self.next_round = Instant::now() + ROUND;
        }
        Ok(tenants_with_news(&self.db).await?.into_iter().collect())
    }

    /// A trace of its own, where events are waiting; what it does for them hangs on the spans of those who did it.
    async fn step(&self, tenant: TenantId, has_news: bool) -> Result<Rest> {
        let span = if has_news {
            info_span!(parent: None, "relay", otel.kind = "consumer", tenant.id = %tenant)
        } else {
            Span::none()
        };
        self.bring_up_to_date(tenant, has_news).instrument(span).await
    }

    async fn bring_up_to_date(&self, tenant: TenantId, has_news: bool) -> Result<Rest> {
        let mut followed = Vec::new();
        if has_news {
            let stamped = notifications::stamp(&self.db, tenant).await?;
            if stamped.events > 0 {
                self.news.tell(tenant, stamped.head);
            }
            followed.extend(stamped.traced.iter().take(FOLLOWED_MAX).filter_map(follow));
        }
        let kept = keep_figures(&self.db, tenant).await?;
        // They end here: the events are counted.
        drop(followed);
        // After less than a batch the figures are up to date. What is still without a place is news at the next lap.
        Ok(if kept < usize::from(KEPT_AT_ONCE) { Rest::Nothing } else { Rest::More })
    }

    fn note(&mut self, tenant: TenantId, answer: Result<Rest>) -> Rest {
        match answer {
            Ok(rest) => {
                if self.failing.remove(&tenant).is_some() {
                    info!(tenant.id = %tenant, "figures are kept again");
                }
                match rest {
                    Rest::More => self.behind.insert(tenant),
                    Rest::Nothing => self.behind.remove(&tenant),
                };
                rest
            }
            Err(failure) => {
                // Once, not at each retry.
                if !self.failing.contains_key(&tenant) {
                    let error = chain(&failure);
                    // Who counts the figures anew is waited for, and that passes.
                    if matches!(failure, Error::Timeout) {
                        warn!(tenant.id = %tenant, %error, "figures can't be kept, trying again");
                    } else {
                        error!(tenant.id = %tenant, %error, "figures can't be kept, trying again");
                    }
                }
                self.behind.insert(tenant);
                let now = Instant::now();
                self.failing
                    .entry(tenant)
                    .and_modify(|backoff| *backoff = backoff.next(now, RARELY))
                    .or_insert_with(|| Backoff::first(now));
                Rest::Nothing
            }
        }
    }

    fn note_reach<T>(&mut self, asked: Result<T>) -> Option<T> {
        match asked {
            Ok(answer) => {
                if self.unreachable.take().is_some() {
                    info!("worker reaches the database again");
                }
                Some(answer)
            }
            Err(failure) => {
                if self.unreachable.is_none() {
                    warn!(error = %chain(&failure), "worker can't ask the database, trying again");
                }
                let now = Instant::now();
                self.unreachable = Some(
                    self.unreachable.map_or_else(|| Backoff::first(now), |b| b.next(now, OFTEN)),
                );
                None
            }
        }
    }
}

/// A span that hangs on the one in which an event happened, and points to the worker's own.
fn follow(event: &Traced) -> Option<Span> {
    let remote = Remote::of(&event.trace, &event.span, true, "")?;
    let span = info_span!(
        parent: None,
        "relay.event",
        otel.kind = "consumer",
        otel.name = format!("relay {}", event.kind),
        event.kind = event.kind,
    );
    remote.is_parent_of(&span);
    span.follows_from(Span::current());
    Some(span)
}
