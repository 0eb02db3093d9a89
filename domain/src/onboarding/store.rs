//! SQL of onboarding: what it asks of the register and of the nation's grants.

use crate::access::ReadTx;
use crate::kernel::error::Result;
use crate::kernel::ids::{AssociationId, PersonId};
use crate::tables::{associations, grants};
use chrono::NaiveDate;
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _, QueryDsl as _,
};
use diesel_async::RunQueryDsl as _;

pub(super) async fn association(
    tx: &ReadTx,
    ico: &str,
) -> Result<Option<(AssociationId, Option<NaiveDate>)>> {
    let query = associations::table
        .filter(associations::ico.eq(ico))
        .select((associations::id, associations::dissolved_on));
    Ok(query.first(&mut tx.conn()).await.optional()?)
}

/// Whether somebody holds a grant of the nation now.
pub(super) async fn holds_national_grant(tx: &ReadTx, person: PersonId) -> Result<bool> {
    let now = tx.now();
    let held = grants::table
        .filter(grants::person_id.eq(person))
        .filter(grants::valid_until.is_null().or(grants::valid_until.gt(now)))
        .count()
        .get_result::<i64>(&mut tx.conn())
        .await?;
    Ok(held > 0)
}
