//! Whether the worker keeps up: what waits in the outbox, and what has its place but isn't counted.

use super::{Check, Finding};
use crate::access::clock::Clock;
use crate::access::context::{Context, Mode};
use crate::access::db::{Db, Settings};
use crate::access::stream::tenants_by_slug;
use crate::access::tx::ReadTx;
use crate::kernel::error::Result;
use crate::kernel::ids::{EventId, TenantId};
use crate::tables::{events, outbox, rollup_positions, stream};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, OptionalExtension as _,
    QueryDsl as _,
};
use diesel_async::RunQueryDsl as _;
use std::collections::BTreeMap;
use std::error::Error as _;
use std::time::Duration;
use uuid::Uuid;

/// A worker looks four times a second; a busy machine may be slow.
const LATE: TimeDelta = TimeDelta::seconds(15);
const WAIT: Duration = Duration::from_secs(10);

pub(super) async fn worker(url: &str, clock: &Clock) -> Finding {
    match late(url, clock).await {
        Ok(late) => Check::Worker.unless(
            &late,
            "no event waits, and the figures are up to date",
            "start `centrum work`, or `centrum up`, which works too; if one runs, its log says what holds it up",
        ),
        Err(error) => {
            let source = error.source().map(|source| format!(": {source}")).unwrap_or_default();
            Check::Worker.not_checked(format!("the question failed: {error}{source}"))
        }
    }
}

async fn late(url: &str, clock: &Clock) -> Result<Vec<String>> {
    let settings = Settings::new(url, 1, WAIT);
    let db = Db::connect(&settings, clock.clone())
        .map_err(|error| crate::kernel::error::Error::Unavailable(error.into()))?;
    let now = clock.now();
    let waiting = oldest_waiting(&db).await?;
    let mut late = Vec::new();
    for (slug, tenant) in tenants_by_slug(&db).await? {
        if let Some(since) = waiting.get(&tenant).and_then(|since| late_since(*since, now)) {
            late.push(format!("events of {slug} wait for their place since {since}"));
        }
        if let Some(since) = oldest_uncounted(&db, tenant).await?
            && let Some(since) = late_since(Some(since), now)
        {
            late.push(format!("events of {slug} aren't counted into the figures since {since}"));
        }
    }
    Ok(late)
}

/// In words, if it is too long ago; an event whose time isn't known counts as old.
fn late_since(since: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<String> {
    match since {
        Some(since) if now - since <= LATE => None,
        Some(since) => {
            Some(format!("{} (UTC, {} s ago)", since.format("%F %T"), (now - since).num_seconds()))
        }
        None => Some("an unknown time".to_owned()),
    }
}

/// Each tenant's first event in the outbox, and when it was recorded: its id tells.
async fn oldest_waiting(db: &Db) -> Result<BTreeMap<TenantId, Option<DateTime<Utc>>>> {
    let tx = ReadTx::begin(db, &Context::RelayOfAll, Mode::Read).await?;
    let mut conn = tx.conn();
    let rows = outbox::table
        .distinct_on(outbox::tenant_id)
        .order((outbox::tenant_id, outbox::event_id))
        .select((outbox::tenant_id, outbox::event_id))
        .load::<(TenantId, EventId)>(&mut conn);
    let rows = tx.closing(rows).await;
    let rows = tx.finish(rows).await?;
    Ok(rows.into_iter().map(|(tenant, event)| (tenant, recorded_at(event))).collect())
}

fn recorded_at(event: EventId) -> Option<DateTime<Utc>> {
    let (seconds, nanoseconds) = Uuid::from(event).get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanoseconds)
}

/// When the first event behind the tenant's figures happened.
async fn oldest_uncounted(db: &Db, tenant: TenantId) -> Result<Option<DateTime<Utc>>> {
    let tx = ReadTx::begin(db, &Context::Relay { tenant }, Mode::Read).await?;
    let mut conn = tx.conn();
    let counted = rollup_positions::table
        .filter(rollup_positions::tenant_id.eq(tenant))
        .select(rollup_positions::position)
        .first::<i64>(&mut conn);
    let counted = match counted.await.optional() {
        Ok(counted) => counted.unwrap_or(0),
        Err(error) => return tx.finish(Err(error.into())).await,
    };
    let first = stream::table
        .inner_join(
            events::table
                .on(events::tenant_id.eq(stream::tenant_id).and(events::id.eq(stream::event_id))),
        )
        .filter(stream::tenant_id.eq(tenant))
        .filter(stream::position.gt(counted))
        .order(stream::position)
        .select(events::at)
        .first::<DateTime<Utc>>(&mut conn);
    let first = tx.closing(async { first.await.optional() }).await;
    tx.finish(first).await
}
