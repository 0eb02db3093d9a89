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
use futures_util::future::join_all;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};
use tracing::{Instrument as _, Span, error, info, info_span, warn};

/// How often the outbox is looked at, where nothing takes longer, and how long at most figures are counted before it is looked at
/// again.
const TICK: Duration = Duration::from_millis(250);
/// How often all tenants are looked at: a worker that was killed between a tenant's order and its figures left an empty
/// outbox behind, and so nothing that would call another.
const ROUND: Duration = Duration::from_mins(1);

/// The events of so many tenants get their order at once. It is some small statements one after the other for each, and a
/// worker waits for most of that time; so this is what many centres at work have to wait for. It is half of the connections that
/// a process has where nobody says otherwise.
const ORDERED_AT_ONCE: usize = 8;

/// So many events of a batch are followed into their traces: after a long rest there may be thousands.
const FOLLOWED_MAX: usize = 100;

/// Works until the process begins to end. What was brought into order is told to `news`.
pub(super) async fn work(db: &Db, news: &News, turn: &Turn, stop: &Stop) {
    let _telling = news.teller();
    let mut relay = Relay::new(db.clone(), news.clone());
    loop {
        let next = Instant::now() + TICK;
        let rest = tokio::select! {
            biased;
            rest = relay.lap(turn, stop) => rest,
            () = patience_is_over(stop) => {
                warn!("worker gives up what it was doing");
                break;
            }
        };
        let pause = match rest {
            // From beginning to beginning: after a lap that took long somebody waits already.
            Rest::Nothing => next.saturating_duration_since(Instant::now()),
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
    behind: BTreeMap<TenantId, Behind>,
    /// Whose were counted last.
    last: Option<TenantId>,
    /// Whose last try failed.
    failing: BTreeMap<TenantId, Backoff>,
    /// That the database couldn't be asked at all.
    unreachable: Option<Backoff>,
    next_round: Instant,
    sweep: Sweep,
}

/// What a tenant has that isn't counted yet.
struct Behind {
    /// Of its events in the traces of those who did them. They end first: then the events are counted.
    followed: Vec<Span>,
    /// The worker's own, in which they got their order.
    span: Span,
}

impl Default for Behind {
    fn default() -> Self {
        Self { followed: Vec::new(), span: Span::none() }
    }
}

impl Relay {
    fn new(db: Db, news: News) -> Self {
        Self {
            db,
            news,
            behind: BTreeMap::new(),
            last: None,
            failing: BTreeMap::new(),
            unreachable: None,
            next_round: Instant::now(),
            sweep: Sweep::new(),
        }
    }

    /// First each tenant's new events get their order, for somebody may wait to be told of them; then figures are brought up to
    /// them, for a while. One step for each tenant, so that one with a long backlog keeps nobody waiting.
    async fn lap(&mut self, turn: &Turn, stop: &Stop) -> Rest {
        if self.unreachable.is_some_and(|backoff| !backoff.is_over(Instant::now())) {
            return Rest::Nothing;
        }
        let asked = self.look_around().await;
        let Some(news) = self.note_reach(asked) else { return Rest::Nothing };
        let news: Vec<TenantId> =
            news.into_iter().filter(|tenant| self.may_be_tried(*tenant)).collect();
        for some in news.chunks(ORDERED_AT_ONCE) {
            if stop.has_come(Step::Leaving) {
                return Rest::Nothing;
            }
            let its_turn = turn.lock().await;
            let answers = join_all(some.iter().map(|tenant| self.order(*tenant))).await;
            drop(its_turn);
            for (tenant, answer) in some.iter().zip(answers) {
                self.note_order(*tenant, answer);
            }
        }
        let rest = self.count(turn, stop).await;
        self.sweep.step(&self.db).await;
        rest
    }

    /// Counts events of those who are behind, in turn, until it is time to look again whether somebody has news. Who isn't
    /// reached has their turn in the next lap: the more there is to count, the more of it is counted at once.
    async fn count(&mut self, turn: &Turn, stop: &Stop) -> Rest {
        let until = Instant::now() + TICK;
        let mut rest = Rest::Nothing;
        for tenant in self.behind_from_the_last() {
            if stop.has_come(Step::Leaving) {
                return Rest::Nothing;
            }
            if Instant::now() >= until {
                break;
            }
            if self.may_be_tried(tenant) {
                self.last = Some(tenant);
                let span = self.behind.get(&tenant).map_or_else(Span::none, |own| own.span.clone());
                let its_turn = turn.lock().await;
                let answer = keep_figures(&self.db, tenant).instrument(span).await;
                drop(its_turn);
                if self.note_figures(tenant, answer) == Rest::More {
                    rest = Rest::More;
                }
            }
        }
        rest
    }

    /// Who is behind, beginning after the one that was counted last: so each gets its turn.
    fn behind_from_the_last(&self) -> Vec<TenantId> {
        let Some(last) = self.last else { return self.behind.keys().copied().collect() };
        let (before, after): (Vec<TenantId>, Vec<TenantId>) =
            self.behind.keys().copied().partition(|tenant| *tenant <= last);
        after.into_iter().chain(before).collect()
    }

    fn may_be_tried(&self, tenant: TenantId) -> bool {
        self.failing.get(&tenant).is_none_or(|backoff| backoff.is_over(Instant::now()))
    }

    /// The tenants with events that have no place yet; at times also notes all as perhaps behind.
    async fn look_around(&mut self) -> Result<BTreeSet<TenantId>> {
        if Instant::now() >= self.next_round {
            let tenants = all_tenants(&self.db).await?;
            if self.sweep.is_due() {
                self.sweep.begin(tenants.iter().copied());
            }
            for tenant in tenants {
                self.behind.entry(tenant).or_default();
            }
            self.next_round = Instant::now() + ROUND;
        }
        Ok(tenants_with_news(&self.db).await?.into_iter().collect())
    }

    /// In a trace of its own; what it does for events hangs on the spans of those who did them, until they are counted.
    async fn order(&self, tenant: TenantId) -> Result<Behind> {
        let span = info_span!(parent: None, "relay", otel.kind = "consumer", tenant.id = %tenant);
        let stamped = notifications::stamp(&self.db, tenant).instrument(span.clone()).await?;
        if stamped.events > 0 {
            self.news.tell(tenant, stamped.head);
        }
        let traced = stamped.traced.iter().take(FOLLOWED_MAX);
        let followed = span.in_scope(|| traced.filter_map(follow).collect());
        Ok(Behind { followed, span })
    }

    fn note_order(&mut self, tenant: TenantId, answer: Result<Behind>) {
        match answer {
            Ok(Behind { mut followed, span }) => {
                let behind = self.behind.entry(tenant).or_default();
                followed.truncate(FOLLOWED_MAX.saturating_sub(behind.followed.len()));
                behind.followed.append(&mut followed);
                behind.span = span;
            }
            Err(failure) => self.note_failure(tenant, &failure),
        }
    }

    /// After less than a batch the figures are up to date. What is still without a place is news at the next lap.
    fn note_figures(&mut self, tenant: TenantId, answer: Result<usize>) -> Rest {
        match answer {
            Ok(kept) => {
                if self.failing.remove(&tenant).is_some() {
                    info!(tenant.id = %tenant, "figures are kept again");
                }
                if kept < usize::from(KEPT_AT_ONCE) {
                    self.behind.remove(&tenant);
                    Rest::Nothing
                } else {
                    Rest::More
                }
            }
            Err(failure) => {
                self.note_failure(tenant, &failure);
                Rest::Nothing
            }
        }
    }

    fn note_failure(&mut self, tenant: TenantId, failure: &Error) {
        // Once, not at each retry.
        if !self.failing.contains_key(&tenant) {
            let error = chain(failure);
            // Who counts the figures anew is waited for, and that passes.
            if matches!(failure, Error::Timeout) {
                warn!(tenant.id = %tenant, %error, "figures can't be kept, trying again");
            } else {
                error!(tenant.id = %tenant, %error, "figures can't be kept, trying again");
            }
        }
        self.behind.entry(tenant).or_default();
        let now = Instant::now();
        self.failing
            .entry(tenant)
            .and_modify(|backoff| *backoff = backoff.next(now, RARELY))
            .or_insert_with(|| Backoff::first(now));
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
