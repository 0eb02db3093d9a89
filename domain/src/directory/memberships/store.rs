//! Reading memberships.

use crate::access::{ReadTx, WriteTx, refused_by};
use crate::directory::rules::{MembershipRecord, MunicipalityCode};
use crate::kernel::error::Result;
use crate::kernel::ids::{AssociationId, MembershipId};
use crate::kernel::page::{Direction, PageArgs};
use crate::tables::association_memberships as memberships;
use chrono::NaiveDate;
use diesel::dsl::{auto_type, count_star};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Array, BigInt, Date, Nullable, Text, Uuid as SqlUuid};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _, QueryDsl as _,
};
use diesel_async::RunQueryDsl as _;
use std::collections::HashMap;

#[auto_type]
fn columns() -> _ {
    (
        memberships::id,
        memberships::association_id,
        memberships::municipality_code,
        memberships::joined_on,
        memberships::left_on,
    )
}

pub(super) async fn memberships(
    tx: &ReadTx,
    ids: &[MembershipId],
) -> Result<Vec<MembershipRecord>> {
    let found = memberships::table
        .filter(memberships::id.eq_any(ids))
        .select(columns())
        .load(&mut tx.conn())
        .await?;
    Ok(found)
}

/// Also those that have ended.
pub(super) async fn memberships_ever(
    tx: &ReadTx,
    association: AssociationId,
) -> Result<Vec<MembershipRecord>> {
    let found = memberships::table
        .filter(memberships::association_id.eq(association))
        .order(memberships::id)
        .select(columns())
        .load(&mut tx.conn())
        .await?;
    Ok(found)
}

/// One membership, which nobody else changes until this ends; `None`: it isn't one that may be changed.
pub(super) async fn lock(tx: &WriteTx, id: MembershipId) -> Result<Option<MembershipRecord>> {
    let row = memberships::table.filter(memberships::id.eq(id)).select(columns());
    Ok(row.for_update().first(&mut tx.conn()).await.optional()?)
}

/// Writes the first day on which a membership is no more. `false`: it would be beside another that excludes it.
pub(super) async fn end(tx: &WriteTx, id: MembershipId, left_on: NaiveDate) -> Result<bool> {
    let written = diesel::update(memberships::table.filter(memberships::id.eq(id)))
        .set(memberships::left_on.eq(left_on))
        .execute(&mut tx.conn())
        .await;
    match written {
        Err(error)
            if matches!(
                refused_by(&error),
                Some("one_membership_at_a_time" | "one_community_at_a_time")
            ) =>
        {
            Ok(false)
        }
        written => Ok(written? == 1),
    }
}

/// Whose memberships.
#[derive(Clone, Copy)]
pub(super) enum Of<'k> {
    /// Who belongs to each of these.
    Associations(&'k [AssociationId]),
    /// To what each of these belongs.
    Municipalities(&'k [MunicipalityCode]),
}

/// A page for each, in the direction of reading.
pub(super) async fn memberships_on(
    tx: &ReadTx,
    of: Of<'_>,
    on: NaiveDate,
    page: &PageArgs,
) -> QueryResult<Vec<MembershipRecord>> {
    MembershipsOn { of, on, page, rows: page.rows() }.load(&mut tx.conn()).await
}

/// How many belong to each association on a day; asks nothing when it isn't wanted.
pub(super) async fn count_members(
    tx: &ReadTx,
    associations: &[AssociationId],
    on: NaiveDate,
    count: bool,
) -> QueryResult<HashMap<AssociationId, i64>> {
    if !count {
        return Ok(HashMap::new());
    }
    let counts: Vec<(AssociationId, i64)> = memberships::table
        .filter(memberships::association_id.eq_any(associations))
        .filter(memberships::joined_on.is_null().or(memberships::joined_on.le(on)))
        .filter(memberships::left_on.is_null().or(memberships::left_on.gt(on)))
        .group_by(memberships::association_id)
        .select((memberships::association_id, count_star()))
        .load(&mut tx.conn())
        .await?;
    Ok(counts.into_iter().collect())
}

/// To how many associations each municipality belongs on a day; asks nothing when it isn't wanted.
pub(super) async fn count_memberships(
    tx: &ReadTx,
    municipalities: &[MunicipalityCode],
    on: NaiveDate,
    count: bool,
) -> QueryResult<HashMap<MunicipalityCode, i64>> {
    if !count {
        return Ok(HashMap::new());
    }
    let counts: Vec<(MunicipalityCode, i64)> = memberships::table
        .filter(memberships::municipality_code.eq_any(municipalities))
        .filter(memberships::joined_on.is_null().or(memberships::joined_on.le(on)))
        .filter(memberships::left_on.is_null().or(memberships::left_on.gt(on)))
        .group_by(memberships::municipality_code)
        .select((memberships::municipality_code, count_star()))
        .load(&mut tx.conn())
        .await?;
    Ok(counts.into_iter().collect())
}

/// One page for each of many, which diesel's words can't say. It is ordered by the name of the other side, and by the
/// code that tells equal names apart.
struct MembershipsOn<'k> {
    of: Of<'k>,
    on: NaiveDate,
    page: &'k PageArgs,
    rows: i64,
}

impl Query for MembershipsOn<'_> {
    type SqlType = (SqlUuid, SqlUuid, Text, Nullable<Date>, Nullable<Date>);
}

impl QueryId for MembershipsOn<'_> {
    type QueryId = ();
    // Its text depends on direction and cursors, so the text itself is the key of the statement cache.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<Pg> for MembershipsOn<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "SELECT m.id, m.association_id, m.municipality_code, m.joined_on, m.left_on FROM unnest(",
        );
        let (other, key) = match &self.of {
            Of::Associations(ids) => {
                out.push_bind_param::<Array<SqlUuid>, _>(ids)?;
                ("municipalities other ON other.code = m.municipality_code", "code")
            }
            Of::Municipalities(codes) => {
                out.push_bind_param::<Array<Text>, _>(codes)?;
                ("associations other ON other.id = m.association_id", "ico")
            }
        };
        let own = match self.of {
            Of::Associations(_) => "association_id",
            Of::Municipalities(_) => "municipality_code",
        };
        out.push_sql(") AS parent (key), LATERAL (SELECT m.*, other.name, other.");
        out.push_sql(key);
        out.push_sql(" AS key FROM association_memberships m JOIN ");
        out.push_sql(other);
        out.push_sql(" WHERE m.");
        out.push_sql(own);
        out.push_sql(" = parent.key AND (m.joined_on IS NULL OR m.joined_on <= ");
        out.push_bind_param::<Date, _>(&self.on)?;
        out.push_sql(") AND (m.left_on IS NULL OR m.left_on > ");
        out.push_bind_param::<Date, _>(&self.on)?;
        out.push_sql(")");
        for (cursor, than) in [(&self.page.after, " > "), (&self.page.before, " < ")] {
            let Some(cursor) = cursor else { continue };
            out.push_sql(" AND (other.name, other.");
            out.push_sql(key);
            out.push_sql(")");
            out.push_sql(than);
            out.push_sql("(");
            out.push_bind_param::<Text, _>(&cursor.key)?;
            out.push_sql(", ");
            out.push_bind_param::<Text, _>(&cursor.id)?;
            out.push_sql(")");
        }
        let descending = match self.page.direction {
            Direction::Forward => "",
            Direction::Backward => " DESC",
        };
        for order in [" ORDER BY other.name", descending, ", other.", key, descending, " LIMIT "] {
            out.push_sql(order);
        }
        out.push_bind_param::<BigInt, _>(&self.rows)?;
        for order in [") m ORDER BY m.name", descending, ", m.key", descending] {
            out.push_sql(order);
        }
        Ok(())
    }
}
