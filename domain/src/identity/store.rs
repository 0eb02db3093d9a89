//! SQL of participants and grants.

use super::rules::Participant;
use crate::access::{ReadTx, Role, WriteTx};
use crate::kernel::error::Result;
use crate::kernel::ids::{GrantId, MemberId, ParticipantId, PersonId};
use crate::kernel::page::{Direction, Page, PageArgs};
use crate::tables::{grants, participants};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _,
    PgExpressionMethods as _, QueryDsl as _, QueryResult,
};
use diesel_async::RunQueryDsl as _;
use uuid::Uuid;

pub(super) async fn participants(
    tx: &ReadTx,
    page: &PageArgs,
    count: bool,
) -> Result<Page<Participant>> {
    let mut query = participants::table
        .select((participants::id, participants::display_name))
        .limit(page.rows())
        .into_boxed();
    if let Some(after) = &page.after {
        query =
            query.filter(participants::id.gt(Uuid::try_parse(&after.id).unwrap_or(Uuid::nil())));
    }
    if let Some(before) = &page.before {
        query =
            query.filter(participants::id.lt(Uuid::try_parse(&before.id).unwrap_or(Uuid::nil())));
    }
    query = match page.direction {
        Direction::Forward => query.order(participants::id.asc()),
        Direction::Backward => query.order(participants::id.desc()),
    };
    let (mut one, mut two) = (tx.conn(), tx.conn());
    let rows = query.load(&mut one);
    let total = async {
        if count {
            participants::table.count().get_result(&mut two).await.map(Some)
        } else {
            Ok(None)
        }
    };
    let (rows, total) = tx.closing(async { futures_util::try_join!(rows, total) }).await?;
    Ok(page.page(rows, total))
}

/// Participants by id, those of the own tenant.
pub(crate) async fn participants_by_ids(
    tx: &ReadTx,
    ids: &[ParticipantId],
) -> QueryResult<Vec<Participant>> {
    participants::table
        .filter(participants::id.eq_any(ids))
        .select((participants::id, participants::display_name))
        .load(&mut tx.conn())
        .await
}

/// The roles somebody holds in the own tenant now.
pub(crate) async fn roles_of(tx: &ReadTx, participant: ParticipantId) -> Result<Vec<Role>> {
    let now = tx.now();
    let query = grants::table
        .filter(grants::participant_id.eq(participant))
        .filter(grants::valid_from.le(now))
        .filter(grants::valid_until.is_null().or(grants::valid_until.gt(now)))
        .select(grants::role);
    Ok(query.load(&mut tx.conn()).await?)
}

/// Whether somebody holds a role now: in the whole tenant, or for one member.
pub(super) async fn holds(
    tx: &ReadTx,
    participant: ParticipantId,
    role: Role,
    member: Option<MemberId>,
) -> Result<bool> {
    let now = tx.now();
    let held = grants::table
        .filter(grants::participant_id.eq(participant))
        .filter(grants::role.eq(role))
        .filter(grants::member_id.is_not_distinct_from(member))
        .filter(grants::valid_until.is_null().or(grants::valid_until.gt(now)))
        .count()
        .get_result::<i64>(&mut tx.conn())
        .await?;
    Ok(held > 0)
}

/// Whether a person holds any grant of the tenant one acts in, now or later.
pub(crate) async fn holds_a_grant(tx: &ReadTx, person: PersonId) -> Result<bool> {
    let now = tx.now();
    let held = grants::table
        .filter(grants::person_id.eq(person))
        .filter(grants::valid_until.is_null().or(grants::valid_until.gt(now)))
        .count()
        .get_result::<i64>(&mut tx.conn())
        .await?;
    Ok(held > 0)
}

/// Lets a person take part under a name; who does already keeps theirs.
pub(crate) async fn admit(
    tx: &mut WriteTx,
    person: PersonId,
    display_name: &str,
) -> Result<ParticipantId> {
    let query =
        participants::table.filter(participants::person_id.eq(person)).select(participants::id);
    if let Some(known) = query.first(&mut tx.conn()).await.optional()? {
        return Ok(known);
    }
    let id: ParticipantId = tx.new_id();
    diesel::insert_into(participants::table)
        .values((
            participants::id.eq(id),
            participants::person_id.eq(person),
            participants::display_name.eq(display_name),
        ))
        .execute(&mut tx.conn())
        .await?;
    Ok(id)
}

/// Lets a participant hold a role from now on: in the whole tenant, or for one member.
pub(crate) async fn grant(
    tx: &mut WriteTx,
    (participant, person): (ParticipantId, PersonId),
    role: Role,
    member: Option<MemberId>,
) -> Result<GrantId> {
    let id: GrantId = tx.new_id();
    diesel::insert_into(grants::table)
        .values((
            grants::id.eq(id),
            grants::participant_id.eq(participant),
            grants::person_id.eq(person),
            grants::role.eq(role),
            grants::scope.eq(if member.is_some() { "MEMBER" } else { "TENANT" }),
            grants::member_id.eq(member),
            grants::valid_from.eq(tx.now()),
        ))
        .execute(&mut tx.conn())
        .await?;
    Ok(id)
}
