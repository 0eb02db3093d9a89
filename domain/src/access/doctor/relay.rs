//! Whether the worker keeps up: what waits in the outbox, and what has its place but isn't counted.

use super::{Check, Finding};
use crate::access::clock::Clock;
use crate::access::context::{Context, Mode};
use crate::access::db::{Db, Settings};
use crate::access::stream::{tenants_by_slug, tenants_with_news};
use crate::access::tx::ReadTx;
use crate::kernel::error::Result;
use crate::kernel::ids::TenantId;
use crate::tables::{events, outbox, rollup_positions, stream};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, OptionalExtension as _,
    QueryDsl as _,
};
use diesel_async::RunQueryDsl as _;
use std::error::Error as _;
use std::time::Duration;

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
    let with_news = tenants_with_news(&db).await?;
    let mut late = Vec::new();
    for (slug, tenant) in tenants_by_slug(&db).await? {
        if with_news.contains(&tenant)
            && let Some(since) = oldest_waiting(&db, tenant).await?
            && let Some(since) = late_since(since, now)
        {
            late.push(format!("events of {slug} wait for their place since {since}"));
        }
        if let Some(since) = oldest_uncounted(&db, tenant).await?
            && let Some(since) = late_since(since, now)
        {
            late.push(format!("events of {slug} aren't counted into the figures since {since}"));
        }
    }
    Ok(late)
}

/// In words, if it is too long ago.
fn late_since(since: DateTime<Utc>, now: DateTime<Utc>) -> Option<String> {
    let seconds = (now - since).num_seconds();
    (now - since > LATE).then(|| format!("{} (UTC, {seconds} s ago)", since.format("%F %T")))
}

/// When the first event happened that waits in a tenant's outbox.
async fn oldest_waiting(db: &Db, tenant: TenantId) -> Result<Option<DateTime<Utc>>> {
    let tx = ReadTx::begin(db, &Context::Relay { tenant }, Mode::Read).await?;
    let mut conn = tx.conn();
    let first = outbox::table
        .inner_join(
            events::table
                .on(events::tenant_id.eq(outbox::tenant_id).and(events::id.eq(outbox::event_id))),
        )
        .filter(outbox::tenant_id.eq(tenant))
        .order(outbox::event_id)
        .select(events::at)
        .first::<DateTime<Utc>>(&mut conn);
    let first = tx.closing(async { first.await.optional() }).await;
    tx.finish(first).await
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
