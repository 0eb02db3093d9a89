//! SQL of grants, their confirmations, and the administrator who stays.

use super::super::rules::{GrantFilter, NewGrant};
use crate::access::{GrantStatus, HeldGrant, ReadTx, Role, WriteTx, held_grants, refused_by};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{GrantId, NotificationId, ParticipantId, PersonId, TypedId};
use crate::kernel::page::{Cursor, Direction, Page, PageArgs};
use crate::kernel::until::Until;
use crate::kernel::working_days::day_in_prague;
use crate::tables::{grant_confirmations, grants, notifications, participants, standing_admins};
use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _,
    NullableExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryResult,
};
use diesel_async::RunQueryDsl as _;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A part of the list of grants, the newest first.
pub(in crate::identity) async fn grants(
    tx: &ReadTx,
    filter: &GrantFilter,
    page: &PageArgs,
    count: bool,
) -> Result<Page<HeldGrant>> {
    let now = tx.now();
    macro_rules! filtered {
        ($query:expr) => {{
            let mut query = $query.into_boxed();
            if let Some(participant) = filter.participant {
                query = query.filter(grants::participant_id.eq(participant));
            }
            if let Some(role) = filter.role {
                query = query.filter(grants::role.eq(role));
            }
            if !filter.with_ended || filter.awaiting_confirmation {
                query = query
                    .filter(grants::valid_until.is_null().or(grants::valid_until.gt(now)))
                    .filter(grants::ended_at.is_null().or(grants::ended_at.gt(now)))
                    .filter(grants::member_until.gt(day_in_prague(now)));
            }
            if filter.awaiting_confirmation {
                let needing: Vec<Role> =
                    Role::ALL.iter().copied().filter(|role| role.needs_confirmation()).collect();
                query = query
                    .filter(grant_confirmations::grant_id.is_null())
                    .filter(grants::role.eq_any(needing).or(grants::person_is_national))
                    .filter(grants::tenant_id.ne(crate::kernel::ids::TenantId::NATION));
            }
            query
        }};
    }
    let mut rows = filtered!(held_grants!()).limit(page.rows());
    if let Some(after) = page.after.as_ref().map(place) {
        rows = rows.filter(grants::id.lt(after));
    }
    if let Some(before) = page.before.as_ref().map(place) {
        rows = rows.filter(grants::id.gt(before));
    }
    rows = match page.direction {
        Direction::Forward => rows.order(grants::id.desc()),
        Direction::Backward => rows.order(grants::id.asc()),
    };
    let (mut one, mut two) = (tx.conn(), tx.conn());
    let rows = rows.load(&mut one);
    let total = async {
        if count {
            filtered!(held_grants!().select(diesel::dsl::count(grants::id)))
                .get_result(&mut two)
                .await
                .map(Some)
        } else {
            Ok(None)
        }
    };
    let (rows, total) = tx.closing(async { futures_util::try_join!(rows, total) }).await?;
    Ok(page.page(rows, total))
}

pub(in crate::identity) async fn grant_by_id(
    tx: &ReadTx,
    id: GrantId,
) -> QueryResult<Option<HeldGrant>> {
    held_grants!().filter(grants::id.eq(id)).first(&mut tx.conn()).await.optional()
}

pub(in crate::identity) async fn grants_of_role(
    tx: &ReadTx,
    role: Role,
) -> QueryResult<Vec<HeldGrant>> {
    held_grants!().filter(grants::role.eq(role)).order(grants::id).load(&mut tx.conn()).await
}

/// Which of some roles somebody held at a moment.
pub(crate) async fn roles_held(
    tx: &ReadTx,
    roles: &[Role],
    at: DateTime<Utc>,
) -> QueryResult<BTreeSet<Role>> {
    let grants: Vec<HeldGrant> =
        held_grants!().filter(grants::role.eq_any(roles)).load(&mut tx.conn()).await?;
    let held = grants.iter().filter(|grant| grant.status(at) == GrantStatus::InForce);
    Ok(held.map(|grant| grant.role).collect())
}

/// Grants that may stand for "somebody administers this tenant".
pub(in crate::identity) async fn open_admins(tx: &ReadTx) -> Result<Vec<HeldGrant>> {
    let open = held_grants!().filter(grants::is_open_admin.eq(true)).order(grants::id);
    Ok(open.load(&mut tx.conn()).await?)
}

/// Whether a person holds any grant of the tenant one acts in, now or later.
pub(crate) async fn holds_a_grant(tx: &ReadTx, person: PersonId) -> Result<bool> {
    let now = tx.now();
    let held = grants::table
        .filter(grants::person_id.eq(person))
        .filter(grants::valid_until.is_null().or(grants::valid_until.gt(now)))
        .filter(grants::ended_at.is_null().or(grants::ended_at.gt(now)))
        .filter(grants::member_until.gt(day_in_prague(now)))
        .count()
        .get_result::<i64>(&mut tx.conn())
        .await?;
    Ok(held > 0)
}

/// Two who give the same person a role wait for each other.
pub(in crate::identity) async fn lock_participant(tx: &WriteTx, id: ParticipantId) -> Result<()> {
    let query = participants::table.filter(participants::id.eq(id)).select(participants::id);
    query.for_update().load::<ParticipantId>(&mut tx.conn()).await?;
    Ok(())
}

pub(in crate::identity) async fn insert_grant(
    tx: &WriteTx,
    (participant, person, is_national): (ParticipantId, PersonId, bool),
    new: &NewGrant,
    member_until: Until,
    giver: Option<ParticipantId>,
) -> Result<GrantId> {
    let id: GrantId = tx.new_id();
    let inserted = diesel::insert_into(grants::table)
        .values((
            grants::id.eq(id),
            grants::participant_id.eq(participant),
            grants::person_id.eq(person),
            grants::role.eq(new.role),
            grants::scope.eq(new.scope()),
            grants::member_id.eq(new.member),
            grants::member_until.eq(member_until),
            grants::region_code.eq(&new.region_code),
            grants::valid_from.eq(new.valid_from.unwrap_or(tx.now())),
            grants::valid_until.eq(new.valid_until),
            grants::granted_by.eq(giver),
            grants::person_is_national.eq(is_national),
        ))
        .execute(&mut tx.conn())
        .await;
    match inserted {
        // Since it was read, its end has been written: who wants to give it reads that first.
        Err(error) if refused_by(&error) == Some("grants_member") => {
            Err(Error::NotFound(Kind::Member))
        }
        inserted => inserted.map(|_| id).map_err(Error::from),
    }
}

/// `false`: it has ended before.
pub(in crate::identity) async fn end_grant(
    tx: &WriteTx,
    id: GrantId,
    ends_at: DateTime<Utc>,
    taker: ParticipantId,
) -> Result<bool> {
    let ended = diesel::update(grants::table.filter(grants::id.eq(id)))
        .set((grants::ended_at.eq(ends_at), grants::ended_by.eq(taker)))
        .execute(&mut tx.conn())
        .await?;
    Ok(ended == 1)
}

/// By the chair, under their own grant; `None`: by the system. `false`: it is confirmed already.
pub(in crate::identity) async fn insert_confirmation(
    tx: &WriteTx,
    held: &HeldGrant,
    by: Option<(ParticipantId, GrantId)>,
) -> Result<bool> {
    let inserted = diesel::insert_into(grant_confirmations::table)
        .values((
            grant_confirmations::grant_id.eq(held.id),
            grant_confirmations::participant_id.eq(held.participant),
            grant_confirmations::confirmed_by.eq(by.map(|(chair, _)| chair)),
            grant_confirmations::confirmed_under.eq(by.map(|(_, under)| under)),
            grant_confirmations::confirmed_at.eq(tx.now()),
        ))
        .on_conflict_do_nothing()
        .execute(&mut tx.conn())
        .await?;
    Ok(inserted == 1)
}

pub(in crate::identity) async fn stand_in_if_nobody(tx: &WriteTx, id: GrantId) -> Result<()> {
    diesel::insert_into(standing_admins::table)
        .values(standing_admins::grant_id.eq(id))
        .on_conflict_do_nothing()
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

/// Whose grant stands for the tenant's administration. Who asks next waits until this transaction is over.
pub(in crate::identity) async fn lock_standing_admin(tx: &WriteTx) -> Result<Option<GrantId>> {
    let query = standing_admins::table.select(standing_admins::grant_id).for_update();
    Ok(query.first(&mut tx.conn()).await.optional()?)
}

pub(in crate::identity) async fn move_standing_admin(tx: &WriteTx, id: GrantId) -> Result<()> {
    diesel::update(standing_admins::table)
        .set(standing_admins::grant_id.eq(id))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

/// Tells participants what happened to a grant.
pub(in crate::identity) async fn notify(
    tx: &WriteTx,
    whom: &[ParticipantId],
    kind: &'static str,
    about: impl TypedId,
) -> Result<()> {
    let rows: Vec<_> = whom
        .iter()
        .map(|participant| {
            (
                notifications::id.eq(tx.new_id::<NotificationId>()),
                notifications::participant_id.eq(*participant),
                notifications::at.eq(tx.now()),
                notifications::kind.eq(kind),
                notifications::subject.eq(about.print()),
            )
        })
        .collect();
    diesel::insert_into(notifications::table).values(rows).execute(&mut tx.conn()).await?;
    Ok(())
}

/// A cursor that isn't a uuid is before everything.
fn place(cursor: &Cursor) -> Uuid {
    Uuid::try_parse(&cursor.id).unwrap_or(Uuid::nil())
}
