//! SQL of participants and of what they are told; that of grants is in `grants`.

mod grants;

pub(super) use grants::{
    end_grant, grant_by_id, grants, grants_of_role, insert_confirmation, insert_grant,
    lock_participant, lock_standing_admin, move_standing_admin, notify, open_admins,
    stand_in_if_nobody,
};
pub(crate) use grants::{holds_a_grant, roles_held};

use super::rules::{Notification, Participant};
use crate::access::{ReadTx, WriteTx};
use crate::kernel::error::Result;
use crate::kernel::ids::{ParticipantId, PersonId};
use crate::kernel::page::{Direction, Page, PageArgs};
use crate::tables::{notifications, participants};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryResult};
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

/// Lets a person take part under a name; who does already keeps theirs. Of two who let the same person in at once the second
/// waits for the first.
pub(super) async fn admit(
    tx: &mut WriteTx,
    person: PersonId,
    display_name: &str,
) -> Result<ParticipantId> {
    diesel::insert_into(participants::table)
        .values((
            participants::id.eq(tx.new_id::<ParticipantId>()),
            participants::person_id.eq(person),
            participants::display_name.eq(display_name),
        ))
        .on_conflict_do_nothing()
        .execute(&mut tx.conn())
        .await?;
    let query =
        participants::table.filter(participants::person_id.eq(person)).select(participants::id);
    Ok(query.first(&mut tx.conn()).await?)
}

/// As whom a person takes part, if they do.
pub(super) async fn participant_of(
    tx: &ReadTx,
    person: PersonId,
) -> QueryResult<Option<ParticipantId>> {
    let query =
        participants::table.filter(participants::person_id.eq(person)).select(participants::id);
    query.first(&mut tx.conn()).await.optional()
}

/// Who a participant is on the platform.
pub(super) async fn person_of(tx: &ReadTx, id: ParticipantId) -> QueryResult<Option<PersonId>> {
    let query = participants::table.filter(participants::id.eq(id)).select(participants::person_id);
    query.first(&mut tx.conn()).await.optional()
}

/// The name the own tenant calls somebody by.
pub(crate) async fn name_of(tx: &ReadTx, id: ParticipantId) -> Result<Option<String>> {
    let query =
        participants::table.filter(participants::id.eq(id)).select(participants::display_name);
    Ok(query.first(&mut tx.conn()).await.optional()?)
}

/// What a participant was told, the newest first.
pub(super) async fn notifications(
    tx: &ReadTx,
    of: ParticipantId,
    page: &PageArgs,
) -> Result<Page<Notification>> {
    let mut query = notifications::table
        .filter(notifications::participant_id.eq(of))
        .select((notifications::id, notifications::at, notifications::kind, notifications::subject))
        .limit(page.rows())
        .into_boxed();
    if let Some(after) = &page.after {
        query =
            query.filter(notifications::id.lt(Uuid::try_parse(&after.id).unwrap_or(Uuid::nil())));
    }
    if let Some(before) = &page.before {
        query =
            query.filter(notifications::id.gt(Uuid::try_parse(&before.id).unwrap_or(Uuid::nil())));
    }
    query = match page.direction {
        Direction::Forward => query.order(notifications::id.desc()),
        Direction::Backward => query.order(notifications::id.asc()),
    };
    let mut conn = tx.conn();
    let rows = tx.closing(query.load(&mut conn)).await?;
    Ok(page.page(rows, None))
}
