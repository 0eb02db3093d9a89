//! SQL of what gates look at, and of who is where: of a wave's tenants alone, from what others keep.

use crate::access::ReadTx;
use crate::kernel::error::Result;
use crate::kernel::ids::{CentreModelVersionId, RolloutId, TenantId};
use crate::rollouts::gates::WaveFigures;
use crate::rollouts::rules::{TenantState, Whereabouts};
use crate::tables::{
    associations, districts, member_settings, operation_tallies, rollout_tenants as lines,
    rollup_due, tenant_models, tenant_service_overrides as overrides, tenant_settings, tenants,
};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::sum;
use diesel::pg::Pg;
use diesel::sql_types::{BigInt, Nullable};
use diesel::{
    AggregateExpressionMethods as _, BoolExpressionMethods as _, ExpressionMethods as _,
    JoinOnDsl as _, NullableExpressionMethods as _, QueryDsl as _, QueryResult,
};
use diesel_async::RunQueryDsl as _;
use serde_json::Value;
use std::collections::HashMap;

// PostgreSQL sums its longest integers as numbers of any length; so many operations nobody answers.
diesel::postfix_operator!(Whole, "::bigint", Nullable<BigInt>, backend: Pg);

/// What the rollups and the servers' counts say of a wave's tenants: overdue requests as of a day, operations in a time.
async fn overdue_and_errors(
    tx: &ReadTx,
    (rollout, wave): (RolloutId, i32),
    today: NaiveDate,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<WaveFigures> {
    let members = || {
        lines::table
            .filter(lines::rollout_id.eq(rollout))
            .filter(lines::wave.eq(wave))
            .select(lines::tenant_id)
    };
    let overdue = sum(rollup_due::requests_open).aggregate_filter(rollup_due::due_on.lt(today));
    let due = rollup_due::table
        .filter(rollup_due::tenant_id.eq_any(members()))
        .select((sum(rollup_due::requests_open), overdue));
    let operations = operation_tallies::table
        .filter(operation_tallies::tenant_id.eq_any(members()))
        .filter(operation_tallies::minute.ge(from))
        .filter(operation_tallies::minute.lt(to))
        .select((
            Whole::new(sum(operation_tallies::answered)),
            Whole::new(sum(operation_tallies::internal)),
            Whole::new(sum(operation_tallies::timed_out)),
        ));
    let (due, operations) = futures_util::try_join!(
        due.first::<(Option<i64>, Option<i64>)>(&mut tx.conn()),
        operations.first::<(Option<i64>, Option<i64>, Option<i64>)>(&mut tx.conn())
    )?;
    Ok(WaveFigures {
        open: due.0.unwrap_or(0),
        overdue: due.1.unwrap_or(0),
        operations: operations.0.unwrap_or(0),
        errors: operations.1.unwrap_or(0) + operations.2.unwrap_or(0),
        ..WaveFigures::default()
    })
}

/// The same, with how many of the wave's tenants are where.
pub(in crate::rollouts) async fn now(
    tx: &ReadTx,
    place: (RolloutId, i32),
    today: NaiveDate,
    since: (DateTime<Utc>, DateTime<Utc>),
) -> Result<WaveFigures> {
    let figures = overdue_and_errors(tx, place, today, since).await?;
    let all = diesel::dsl::count(lines::tenant_id);
    let tried = lines::state.eq_any([TenantState::Applied, TenantState::Failed]);
    let is_blocked = lines::state.eq(TenantState::Blocked).and(lines::conflicts.gt(0));
    let (tenants, tried, failed, conflicts): (i64, i64, i64, i64) = lines::table
        .filter(lines::rollout_id.eq(place.0))
        .filter(lines::wave.eq(place.1))
        .select((
            all,
            diesel::dsl::count(lines::tenant_id).aggregate_filter(tried),
            diesel::dsl::count(lines::tenant_id)
                .aggregate_filter(lines::state.eq(TenantState::Failed)),
            diesel::dsl::count(lines::tenant_id).aggregate_filter(is_blocked),
        ))
        .first(&mut tx.conn())
        .await?;
    Ok(WaveFigures { tenants, tried, failed, conflicts, ..figures })
}

/// Where one tenant is.
#[derive(Debug)]
pub(in crate::rollouts) struct Place {
    pub(in crate::rollouts) tenant: TenantId,
    pub(in crate::rollouts) slug: String,
    pub(in crate::rollouts) name: String,
    pub(in crate::rollouts) region_code: Option<String>,
    pub(in crate::rollouts) version: Option<CentreModelVersionId>,
    pub(in crate::rollouts) since: Option<DateTime<Utc>>,
    pub(in crate::rollouts) overrides: i64,
    pub(in crate::rollouts) in_rollout: Option<(i32, TenantState, i32)>,
}

/// Where each tenant is, in the order of names; and how it is with it in a roll-out.
pub(in crate::rollouts) async fn drift(
    tx: &ReadTx,
    rollout: Option<RolloutId>,
) -> Result<Vec<Place>> {
    let places = tenants::table
        .inner_join(associations::table.on(tenants::association_id.eq(associations::id.nullable())))
        .left_join(districts::table.on(associations::district_code.eq(districts::code.nullable())))
        .left_join(tenant_models::table.on(tenant_models::tenant_id.eq(tenants::id)))
        .order((associations::name, tenants::id))
        .select((
            tenants::id,
            tenants::slug,
            associations::name,
            districts::region_code.nullable(),
            tenant_models::version_id.nullable(),
            tenant_models::since.nullable(),
        ));
    let in_rollout = async {
        let Some(rollout) = rollout else { return Ok(Vec::new()) };
        lines::table
            .filter(lines::rollout_id.eq(rollout))
            .select((lines::tenant_id, lines::wave, lines::state, lines::conflicts))
            .load::<(TenantId, i32, TenantState, i32)>(&mut tx.conn())
            .await
    };
    let (places, counts, in_rollout) = futures_util::try_join!(
        places.load::<(
            TenantId,
            String,
            String,
            Option<String>,
            Option<CentreModelVersionId>,
            Option<DateTime<Utc>>
        )>(&mut tx.conn()),
        overrides_of(tx),
        in_rollout
    )?;
    let in_rollout: HashMap<TenantId, (i32, TenantState, i32)> = in_rollout
        .into_iter()
        .map(|(tenant, wave, state, conflicts)| (tenant, (wave, state, conflicts)))
        .collect();
    let place = |(tenant, slug, name, region_code, version, since)| Place {
        tenant,
        slug,
        name,
        region_code,
        version,
        since,
        overrides: counts.get(&tenant).copied().unwrap_or(0),
        in_rollout: in_rollout.get(&tenant).copied(),
    };
    Ok(places.into_iter().map(place).collect())
}

/// How many values of their own tenants have set, for themselves, their memberships and their services.
async fn overrides_of(tx: &ReadTx) -> QueryResult<HashMap<TenantId, i64>> {
    let own = tenant_settings::table
        .filter(tenant_settings::value.ne(Value::Null))
        .group_by(tenant_settings::tenant_id)
        .select((tenant_settings::tenant_id, diesel::dsl::count_star()));
    let of_members = member_settings::table
        .filter(member_settings::value.ne(Value::Null))
        .group_by(member_settings::tenant_id)
        .select((member_settings::tenant_id, diesel::dsl::count_star()));
    let of_services = overrides::table
        .filter(overrides::is_offered.is_not_null().or(overrides::close_days.is_not_null()))
        .group_by(overrides::tenant_id)
        .select((overrides::tenant_id, diesel::dsl::count_star()));
    let (own, of_members, of_services) = futures_util::try_join!(
        own.load::<(TenantId, i64)>(&mut tx.conn()),
        of_members.load::<(TenantId, i64)>(&mut tx.conn()),
        of_services.load::<(TenantId, i64)>(&mut tx.conn())
    )?;
    let mut counts = HashMap::new();
    for (tenant, count) in own.into_iter().chain(of_members).chain(of_services) {
        *counts.entry(tenant).or_insert(0) += count;
    }
    Ok(counts)
}

/// Where the tenants of a roll-out are in it, by wave and then in the order of names; `state`: only those.
pub(in crate::rollouts) async fn whereabouts(
    tx: &ReadTx,
    rollout: RolloutId,
    state: Option<TenantState>,
) -> QueryResult<Vec<Whereabouts>> {
    let mut rows = lines::table
        .inner_join(tenants::table.on(lines::tenant_id.eq(tenants::id)))
        .inner_join(associations::table.on(tenants::association_id.eq(associations::id.nullable())))
        .filter(lines::rollout_id.eq(rollout))
        .order((lines::wave, associations::name, tenants::id))
        .select((
            tenants::id,
            tenants::slug,
            associations::name,
            lines::wave,
            lines::state,
            lines::conflicts,
            lines::failure,
            lines::reason,
            lines::until,
            lines::since,
        ))
        .into_boxed();
    if let Some(state) = state {
        rows = rows.filter(lines::state.eq(state));
    }
    rows.load(&mut tx.conn()).await
}
