//! SQL of plans: who may be brought to a version, and what is planned for them.

use crate::access::{Lifecycle, ReadTx, WriteTx};
use crate::directory::AssociationKind;
use crate::kernel::error::{Error, Result};
use crate::kernel::ids::{CentreModelVersionId, ParticipantId, RolloutId, TenantId};
use crate::rollouts::planning::Planned;
use crate::rollouts::rules::{NewRollout, PlanTotals, RolloutState, TenantState};
use crate::rollouts::waves::Candidate;
use crate::tables::{
    association_labels, associations, districts, rollout_tenants, rollout_waves, rollouts,
    tenant_models, tenants,
};
use chrono::NaiveDate;
use diesel::dsl::{count, count_star, sum};
use diesel::sql_types::Jsonb;
use diesel::{
    AggregateExpressionMethods as _, BoolExpressionMethods as _, ExpressionMethods as _,
    JoinOnDsl as _, NullableExpressionMethods as _, QueryDsl as _,
};
use diesel_async::RunQueryDsl as _;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};

/// So many lines are inserted in one statement at most: each has a dozen values, and PostgreSQL takes 65,535.
const INSERTED_AT_ONCE: usize = 1_000;

type CandidateRow = (TenantId, Option<String>, bool, Option<CentreModelVersionId>);

/// Who may be brought to a version: each association's tenant that hasn't ended, by slug.
pub(in crate::rollouts) async fn candidates(
    tx: &ReadTx,
    today: NaiveDate,
) -> Result<Vec<Candidate>> {
    let rows: Vec<CandidateRow> = tenants::table
        .inner_join(associations::table.on(tenants::association_id.eq(associations::id.nullable())))
        .left_join(districts::table.on(associations::district_code.eq(districts::code.nullable())))
        .left_join(tenant_models::table.on(tenant_models::tenant_id.eq(tenants::id)))
        .filter(tenants::lifecycle.ne(Lifecycle::WoundUp))
        .order(tenants::slug)
        .select((
            tenants::id,
            districts::region_code.nullable(),
            associations::community_from.le(today),
            tenant_models::version_id.nullable(),
        ))
        .load(&mut tx.conn())
        .await?;
    let mut labels = labels(tx, today).await?;
    let candidate = |(tenant, region_code, is_community, version): CandidateRow| Candidate {
        tenant,
        region_code,
        kind: if is_community { AssociationKind::Community } else { AssociationKind::Ordinary },
        labels: labels.remove(&tenant).unwrap_or_default(),
        version,
    };
    Ok(rows.into_iter().map(candidate).collect())
}

async fn labels(tx: &ReadTx, today: NaiveDate) -> Result<HashMap<TenantId, BTreeSet<String>>> {
    let rows: Vec<(TenantId, String, Option<NaiveDate>)> = association_labels::table
        .inner_join(
            tenants::table
                .on(tenants::association_id.eq(association_labels::association_id.nullable())),
        )
        .select((tenants::id, association_labels::label, association_labels::ended_on))
        .load(&mut tx.conn())
        .await?;
    let mut labels: HashMap<_, BTreeSet<String>> = HashMap::new();
    for (tenant, label, ended_on) in rows {
        if ended_on.is_none_or(|day| day > today) {
            labels.entry(tenant).or_default().insert(label);
        }
    }
    Ok(labels)
}

/// Keeps a plan: the roll-out, its waves, and a line for each tenant.
pub(in crate::rollouts) async fn insert(
    tx: &WriteTx,
    (id, by): (RolloutId, ParticipantId),
    new: &NewRollout,
    plan_sha256: &[u8],
    waves: &[Vec<Planned>],
) -> Result<()> {
    let gates = serde_json::to_value(new.gates).map_err(|e| Error::Internal(e.into()))?;
    diesel::insert_into(rollouts::table)
        .values((
            rollouts::id.eq(id),
            rollouts::name.eq(&new.name),
            rollouts::from_id.eq(new.from),
            rollouts::to_id.eq(new.to),
            rollouts::state.eq(RolloutState::Planned),
            rollouts::plan_sha256.eq(plan_sha256),
            rollouts::soak_minutes.eq(new.soak_minutes),
            rollouts::gates.eq(gates),
            rollouts::wave.eq(0),
            rollouts::planned_by.eq(by),
            rollouts::planned_at.eq(tx.now()),
            rollouts::version.eq(1),
        ))
        .execute(&mut tx.conn())
        .await?;
    let numbered = || (1_i32..).zip(waves.iter().zip(&new.waves));
    let wave_rows: Vec<_> = numbered()
        .map(|(number, (members, wave))| {
            (
                rollout_waves::rollout_id.eq(id),
                rollout_waves::wave.eq(number),
                rollout_waves::name.eq(&wave.name),
                rollout_waves::tenants.eq(i32::try_from(members.len()).unwrap_or(i32::MAX)),
            )
        })
        .collect();
    diesel::insert_into(rollout_waves::table).values(wave_rows).execute(&mut tx.conn()).await?;
    for (number, (members, _)) in numbered() {
        for part in members.chunks(INSERTED_AT_ONCE) {
            insert_lines(tx, (id, new.to), number, part).await?;
        }
    }
    Ok(())
}

async fn insert_lines(
    tx: &WriteTx,
    (rollout, to): (RolloutId, CentreModelVersionId),
    wave: i32,
    part: &[Planned],
) -> Result<()> {
    let row = |planned: &Planned| {
        Ok((
            rollout_tenants::tenant_id.eq(planned.tenant),
            rollout_tenants::rollout_id.eq(rollout),
            rollout_tenants::wave.eq(wave),
            rollout_tenants::state.eq(TenantState::Waiting),
            rollout_tenants::from_id.eq(planned.from),
            rollout_tenants::to_id.eq(to),
            rollout_tenants::lines
                .eq(serde_json::to_value(&planned.lines).map_err(|e| Error::Internal(e.into()))?),
            rollout_tenants::lines_sha256.eq(planned.sha256.clone()),
            rollout_tenants::conflicts.eq(planned.conflicts()),
            rollout_tenants::since.eq(tx.now()),
            rollout_tenants::version.eq(1),
        ))
    };
    let rows = part.iter().map(row).collect::<Result<Vec<_>>>()?;
    diesel::insert_into(rollout_tenants::table).values(rows).execute(&mut tx.conn()).await?;
    Ok(())
}

diesel::define_sql_function! {
    /// How many things a list of JSON has.
    fn jsonb_array_length(list: Jsonb) -> Integer;
}

/// How many tenants a plan brings to its version, what changes for them in all, and how many of them have conflicts, decided or
/// not.
pub(in crate::rollouts) async fn totals(tx: &ReadTx, of: RolloutId) -> Result<PlanTotals> {
    let none = Value::Array(vec![]);
    let has_conflicts = rollout_tenants::conflicts.gt(0).or(rollout_tenants::resolutions.ne(none));
    let (tenants, changes, with_conflicts): (i64, Option<i64>, i64) = rollout_tenants::table
        .filter(rollout_tenants::rollout_id.eq(of))
        .select((
            count_star(),
            sum(jsonb_array_length(rollout_tenants::lines)),
            count(rollout_tenants::tenant_id).aggregate_filter(has_conflicts),
        ))
        .first(&mut tx.conn())
        .await?;
    Ok(PlanTotals { tenants, changes: changes.unwrap_or(0), with_conflicts })
}
