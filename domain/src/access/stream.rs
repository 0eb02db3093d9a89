//! The order of a tenant's events: dense, in commit order as the relay saw it. Not a cursor over a sequence: a transaction
//! with a lower number may commit later, and would be skipped.

use super::caller::Caller;
use super::context::{Context, Mode};
use super::db::Db;
use super::job::{Job, act_as_system};
use super::permission::Permission;
use super::secrecy::Secrecy;
use super::statement::Kept;
use super::tx::{ReadTx, WriteTx};
use crate::kernel::error::Result;
use crate::kernel::ids::{RequestId, TenantId};
use crate::tables::{events, intake_mails, notification_mails, outbox, stream, tenants};
use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::sql_types::{Array, BigInt, Nullable, Text};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, OptionalExtension as _,
    QueryDsl as _, Queryable, QueryableByName,
};
use diesel_async::RunQueryDsl as _;
use serde_json::Value;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::time::Duration;
use uuid::Uuid;

/// How many events are stamped in one transaction at most.
const BATCH: i64 = 1_000;

/// An event with its place in its tenant's order.
#[derive(Debug, Clone, Queryable)]
pub struct Streamed {
    /// Dense from 1, per tenant.
    pub position: i64,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// What happened.
    pub kind: String,
    /// Of which case.
    pub request: Option<RequestId>,
    /// Who of the staff might read it when it happened; who may now is its label's to say, which follows its case.
    pub secrecy: Secrecy,
    /// What else there is to know.
    pub payload: Value,
}

/// The tenants whose outbox isn't empty.
///
/// # Errors
/// Those of the database.
pub async fn tenants_with_news(db: &Db) -> Result<Vec<TenantId>> {
    let tx = ReadTx::begin(db, &Context::RelayOfAll, Mode::Read).await?;
    let mut conn = tx.conn();
    let rows =
        outbox::table.select(outbox::tenant_id).distinct().order(outbox::tenant_id).load(&mut conn);
    let rows = tx.closing(rows).await;
    tx.finish(rows).await
}

/// The tenants that have mails to be sent now.
///
/// # Errors
/// Those of the database.
pub async fn tenants_with_mail(db: &Db) -> Result<Vec<TenantId>> {
    let tx = ReadTx::begin(db, &Context::RelayOfAll, Mode::Read).await?;
    let mut conn = tx.conn();
    let mut other = tx.conn();
    let to_citizens = intake_mails::table
        .filter(intake_mails::due_at.le(tx.now()))
        .select(intake_mails::tenant_id)
        .distinct()
        .load(&mut conn);
    let to_people = notification_mails::table
        .filter(notification_mails::due_at.le(tx.now()))
        .select(notification_mails::tenant_id)
        .distinct()
        .load(&mut other);
    let both = async { futures_util::try_join!(to_citizens, to_people) };
    let both = tx.closing(both).await;
    let (to_citizens, to_people): (Vec<TenantId>, Vec<TenantId>) = tx.finish(both).await?;
    let tenants: BTreeSet<TenantId> = to_citizens.into_iter().chain(to_people).collect();
    Ok(tenants.into_iter().collect())
}

/// Every tenant, the nation too: for a worker that looks whether anything was left behind.
///
/// # Errors
/// Those of the database.
pub async fn all_tenants(db: &Db) -> Result<Vec<TenantId>> {
    let tx = ReadTx::begin(db, &Context::platform(), Mode::Read).await?;
    let mut conn = tx.conn();
    let rows = tenants::table.select(tenants::id).order(tenants::id).load(&mut conn);
    let rows = tx.closing(rows).await;
    tx.finish(rows).await
}

/// Every tenant with its name in addresses, in the order of names: for who speaks of them to an administrator.
///
/// # Errors
/// Those of the database.
pub async fn tenants_by_slug(db: &Db) -> Result<Vec<(String, TenantId)>> {
    let tx = ReadTx::begin(db, &Context::platform(), Mode::Read).await?;
    let mut conn = tx.conn();
    let rows =
        tenants::table
            .select((tenants::slug, tenants::id))
            .order(tenants::slug)
            .load::<(String, TenantId)>(&mut conn);
    let rows = tx.closing(rows).await;
    tx.finish(rows).await
}

/// What was brought into order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamped {
    /// How many events.
    pub events: usize,
    /// The position of the last of them; 0: there were none.
    pub head: i64,
    /// Those of traces that are told to a collector.
    pub traced: Vec<Traced>,
}

/// An event and the span that it hangs on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traced {
    /// What happened.
    pub kind: String,
    /// The trace, 32 hexadecimal digits.
    pub trace: String,
    /// The span, 16 hexadecimal digits.
    pub span: String,
}

#[derive(QueryableByName)]
struct Placed {
    #[diesel(sql_type = BigInt)]
    events: i64,
    #[diesel(sql_type = BigInt)]
    head: i64,
    #[diesel(sql_type = Nullable<diesel::sql_types::Uuid>)]
    first: Option<Uuid>,
    /// Kind, trace and span of each, one behind the other.
    #[diesel(sql_type = Array<Text>)]
    traced: Vec<String>,
}

/// Gives a tenant's new events their positions and takes them off its outbox. Two at once wait for each other. What `follow`
/// does about those at the positions that it is told is of the same commit: no event has its place without it.
///
/// # Errors
/// Those of the database and of `follow`; then nothing has a place.
pub(crate) async fn stamp(
    db: &Db,
    tenant: TenantId,
    follow: impl AsyncFnOnce(&mut WriteTx, RangeInclusive<i64>) -> Result<()>,
) -> Result<Stamped> {
    let caller: Caller = act_as_system(db, tenant, Job::Relay);
    let (stamped, first) = caller
        .derive(Permission::KeepFigures, async |tx| {
            lock_order_of(tx, tenant).await?;
            #[expect(clippy::disallowed_methods, reason = "a CTE that deletes and inserts has no words in diesel")]
            let stamp = diesel::sql_query(
                "WITH waiting AS MATERIALIZED (SELECT event_id FROM outbox WHERE tenant_id = current_setting('app.tenant_id')::uuid
                    ORDER BY event_id LIMIT $1),
                  taken AS (DELETE FROM outbox WHERE tenant_id = current_setting('app.tenant_id')::uuid
                    AND event_id = ANY (ARRAY(SELECT event_id FROM waiting)) RETURNING event_id, span),
                  placed AS (INSERT INTO stream (position, event_id)
                    SELECT (SELECT coalesce(max(position), 0) FROM stream) + row_number() OVER (ORDER BY event_id), event_id
                    FROM taken RETURNING position)
                SELECT count(*) AS events, coalesce(max(position), 0) AS head,
                  (SELECT event_id FROM taken ORDER BY event_id LIMIT 1) AS first,
                  ARRAY(SELECT unnest(ARRAY[e.kind, e.trace, t.span]) FROM taken t JOIN events e
                    ON (e.tenant_id, e.id) = (current_setting('app.tenant_id')::uuid, t.event_id) WHERE t.span IS NOT NULL) AS traced
                FROM placed",
            )
            .bind::<BigInt, _>(BATCH);
            let placed: Placed = Kept(stamp).get_result(&mut tx.conn()).await?;
            let events = usize::try_from(placed.events).unwrap_or(usize::MAX);
            if events > 0 {
                follow(tx, placed.head - placed.events + 1..=placed.head).await?;
            }
            Ok((Stamped { events, head: placed.head, traced: traced(&placed.traced) }, placed.first))
        })
        .await?;
    if let (Some(observer), Some(first)) = (db.observer(), first) {
        observer.events_stamped(stamped.events, waited(first, db));
    }
    Ok(stamped)
}

fn traced(told: &[String]) -> Vec<Traced> {
    let each = told.chunks_exact(3).map(|each| match each {
        [kind, trace, span] => {
            Some(Traced { kind: kind.clone(), trace: trace.clone(), span: span.clone() })
        }
        _ => None,
    });
    each.flatten().collect()
}

/// Since an event happened, by its id.
fn waited(event: Uuid, db: &Db) -> Duration {
    let (seconds, nanoseconds) = event.get_timestamp().map_or((0, 0), |at| at.to_unix());
    let at = DateTime::from_timestamp(i64::try_from(seconds).unwrap_or(0), nanoseconds);
    let since = at.map(|at| db.clock().now() - at);
    since.and_then(|since| since.to_std().ok()).unwrap_or_default()
}

/// The position of a tenant's last event that has one; 0: none has.
///
/// # Errors
/// Those of the database.
pub async fn stream_head(db: &Db, tenant: TenantId) -> Result<i64> {
    let tx = ReadTx::begin(db, &Context::Relay { tenant }, Mode::Read).await?;
    let mut conn = tx.conn();
    let last = stream::table
        .filter(stream::tenant_id.eq(tenant))
        .order(stream::position.desc())
        .select(stream::position)
        .first(&mut conn);
    let last = tx.closing(async { last.await.optional() }).await;
    Ok(tx.finish(last).await?.unwrap_or(0))
}

/// One at a time per tenant, whichever process it is.
async fn lock_order_of(tx: &ReadTx, tenant: TenantId) -> Result<()> {
    #[expect(clippy::disallowed_methods, reason = "diesel has no advisory locks")]
    let lock = diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))")
        .bind::<diesel::sql_types::Uuid, _>(tenant);
    Kept(lock).execute(&mut tx.conn()).await?;
    Ok(())
}

/// What happened to a case says under which secrecy. Before events said so, it was the one that the case's next move took it
/// out of, or else the one that it has now.
const SECRECY_THEN: &str = "coalesce(
    CASE WHEN events.request_id IS NOT NULL THEN coalesce(events.payload ->> 'secrecy',
        (SELECT moved.payload ->> 'old_secrecy' FROM events moved WHERE moved.tenant_id = events.tenant_id
           AND moved.request_id = events.request_id AND moved.kind = 'request.moved' AND moved.id > events.id ORDER BY moved.id LIMIT 1))
    END, events.secrecy)";

impl ReadTx {
    /// A tenant's events behind a position, in order.
    pub(crate) async fn stream_after(&self, position: i64, most: i64) -> Result<Vec<Streamed>> {
        let rows =
            stream::table
                .inner_join(events::table.on(
                    events::tenant_id.eq(stream::tenant_id).and(events::id.eq(stream::event_id)),
                ))
                .filter(stream::tenant_id.eq(self.tenant()?))
                .filter(stream::position.gt(position))
                .order(stream::position)
                .limit(most)
                .select((
                    stream::position,
                    events::at,
                    events::kind,
                    events::request_id,
                    sql::<Text>(SECRECY_THEN),
                    events::payload,
                ))
                .load(&mut self.conn())
                .await?;
        Ok(rows)
    }
}
