//! Work that says nearly the same as other work.

use crate::access::ReadTx;
use crate::activities::rules::Activity;
use crate::kernel::ids::ActivityId;
use crate::tables::{activities, activity_shares};
use diesel::dsl::{exists, not};
use diesel::pg::Pg;
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, NullableExpressionMethods as _,
    QueryDsl as _, QueryResult,
};
use diesel_async::RunQueryDsl as _;

diesel::alias!(
    // Shares of the other work, beside those of the work that it is compared with.
    const OTHER_SHARE: Alias<OtherShare> = activity_shares as other_share;
    // What takes the other work back.
    const REVERSAL: Alias<Reversal> = activities as reversal;
);

/// Of so much at most it is told, the latest first.
const TOLD_MAX: i64 = 10;

/// Other work of that day under that service, for one of its members, by who did it or from its case. What takes something back
/// isn't work, and what was taken back counts no more.
pub(in crate::activities) async fn alike(
    tx: &ReadTx,
    activity: &Activity,
) -> QueryResult<Vec<ActivityId>> {
    let is_its = activity_shares::activity_id.eq(activity.id);
    let its_members = activity_shares::table.filter(is_its).select(activity_shares::member_id);
    let has_one_of_them = OTHER_SHARE
        .filter(OTHER_SHARE.field(activity_shares::tenant_id).eq(activities::tenant_id))
        .filter(OTHER_SHARE.field(activity_shares::activity_id).eq(activities::id))
        .filter(OTHER_SHARE.field(activity_shares::member_id).eq_any(its_members));
    let was_taken_back = REVERSAL
        .filter(REVERSAL.field(activities::tenant_id).eq(activities::tenant_id))
        .filter(REVERSAL.field(activities::corrects_id).eq(activities::id.nullable()))
        .filter(REVERSAL.field(activities::is_reversal));
    let query = activities::table
        .filter(activities::id.ne(activity.id).and(activities::is_reversal.eq(false)))
        .filter(activities::performed_on.eq(activity.performed_on))
        .filter(activities::service_code.eq(&activity.service_code))
        .filter(exists(has_one_of_them))
        .filter(not(exists(was_taken_back)))
        .order((activities::recorded_at.desc(), activities::id.desc()))
        .limit(TOLD_MAX)
        .select(activities::id)
        .into_boxed::<Pg>();
    let is_by_them = activities::performed_by.eq(activity.performed_by);
    let query = match activity.request {
        Some(of) => {
            query.filter(is_by_them.or(activities::request_id.eq(of.request).assume_not_null()))
        }
        None => query.filter(is_by_them),
    };
    query.load(&mut tx.conn()).await
}
