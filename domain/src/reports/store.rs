//! SQL of reports: each part is a statement that needs no other's answer.

use super::rules::{Shared, Sums};
use crate::access::{ReadTx, Whole};
use crate::benefits::Method;
use crate::catalogue::ServiceArea;
use crate::kernel::ids::{MemberId, ParticipantId};
use crate::periods::Quarter;
use crate::tables::{activities, activity_shares, services};
use diesel::dsl::{count, count_star, sum};
use diesel::{
    AggregateExpressionMethods as _, BoolExpressionMethods as _, ExpressionMethods as _,
    JoinOnDsl as _, NullableExpressionMethods as _, QueryDsl as _, QueryResult,
};
use diesel_async::RunQueryDsl as _;

/// All, those that take another back, minutes, saved, brought in.
type Row = (i64, i64, Option<i64>, Option<i64>, Option<i64>);

fn read((all, reversals, minutes, saved, brought_in): Row) -> Sums {
    Sums {
        // One that is taken back was counted, and what takes it back is one more row: together they are none.
        activities: all - 2 * reversals,
        minutes: minutes.unwrap_or_default(),
        saved: saved.unwrap_or_default(),
        brought_in: brought_in.unwrap_or_default(),
    }
}

macro_rules! sums_of_activities {
    () => {
        (
            count_star(),
            count(activities::id).aggregate_filter(activities::is_reversal),
            sum(activities::minutes),
            Whole::new(sum(activities::saved_haler)),
            Whole::new(sum(activities::brought_in_haler)),
        )
    };
}

macro_rules! in_quarter {
    ($quarter:expr) => {
        activities::performed_on
            .ge($quarter.starts_on())
            .and(activities::performed_on.lt($quarter.ends_before()))
    };
}

type Parts = (
    Vec<(ServiceArea, Sums)>,
    Vec<(MemberId, Shared)>,
    Vec<(ParticipantId, Sums)>,
    Vec<(Method, Sums)>,
);

/// What was done in a quarter: by area, by member, by who did it, by method.
pub(super) async fn sums(tx: &ReadTx, of: Quarter) -> QueryResult<Parts> {
    let (mut one, mut two, mut three) = (tx.conn(), tx.conn(), tx.conn());
    let by_area = activities::table
        .inner_join(services::table.on(services::code.eq(activities::service_code)))
        .filter(in_quarter!(of))
        .group_by(services::area)
        .order(services::area)
        .select((services::area, sums_of_activities!()))
        .load::<(ServiceArea, Row)>(&mut one);
    let by_performer = activities::table
        .filter(in_quarter!(of))
        .group_by(activities::performed_by)
        .order(activities::performed_by)
        .select((activities::performed_by, sums_of_activities!()))
        .load::<(ParticipantId, Row)>(&mut two);
    let by_method = activities::table
        .filter(in_quarter!(of))
        .filter(activities::method.is_not_null())
        .group_by(activities::method)
        .order(activities::method)
        .select((activities::method.assume_not_null(), sums_of_activities!()))
        .load::<(Method, Row)>(&mut three);
    let (by_area, by_member, by_performer, by_method) =
        futures_util::try_join!(by_area, shared(tx, of), by_performer, by_method)?;
    Ok((of_each(by_area), by_member, of_each(by_performer), of_each(by_method)))
}

fn of_each<K>(rows: Vec<(K, Row)>) -> Vec<(K, Sums)> {
    rows.into_iter().map(|(key, row)| (key, read(row))).collect()
}

async fn shared(tx: &ReadTx, of: Quarter) -> QueryResult<Vec<(MemberId, Shared)>> {
    type SharedRow = (MemberId, Row, (Option<i64>, Option<i64>));
    let is_attested = activity_shares::attested_at.is_not_null();
    let same = activities::tenant_id
        .eq(activity_shares::tenant_id)
        .and(activities::id.eq(activity_shares::activity_id));
    let rows: Vec<SharedRow> = activity_shares::table
        .inner_join(activities::table.on(same))
        .filter(activity_shares::performed_on.ge(of.starts_on()))
        .filter(activity_shares::performed_on.lt(of.ends_before()))
        .group_by(activity_shares::member_id)
        .order(activity_shares::member_id)
        .select((
            activity_shares::member_id,
            (
                count_star(),
                count(activities::id).aggregate_filter(activities::is_reversal),
                Whole::new(sum(activity_shares::minutes)),
                Whole::new(sum(activity_shares::saved_haler)),
                Whole::new(sum(activity_shares::brought_in_haler)),
            ),
            (
                Whole::new(sum(activity_shares::saved_haler).aggregate_filter(is_attested)),
                Whole::new(sum(activity_shares::brought_in_haler).aggregate_filter(is_attested)),
            ),
        ))
        .load(&mut tx.conn())
        .await?;
    let share = |(member, row, (saved, brought_in)): SharedRow| {
        let shared = Shared {
            sums: read(row),
            attested_saved: saved.unwrap_or_default(),
            attested_brought_in: brought_in.unwrap_or_default(),
        };
        (member, shared)
    };
    Ok(rows.into_iter().map(share).collect())
}
