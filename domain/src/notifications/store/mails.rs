//! SQL of mails about what people are told. Who reaches which row is the policies' to say; of whom the worker takes is said
//! here too, for its policy lets it see all tenants' rows.

use super::super::mails::{Frequency, News, Wish};
use crate::access::{LinkId, ReadTx, WriteTx};
use crate::kernel::ids::{ParticipantId, TenantId};
use crate::kernel::mailing::Language;
use crate::tables::{notification_mails as mails, request_notifications as told, requests};
use chrono::{DateTime, Utc};
use diesel::dsl::max;
use diesel::sql_types::{Nullable, Timestamptz};
use diesel::upsert::excluded;
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _,
    NullableExpressionMethods as _, OptionalExtension as _, PgExpressionMethods as _,
    QueryDsl as _, QueryResult,
};
use diesel_async::RunQueryDsl as _;

#[diesel::declare_sql_function]
extern "SQL" {
    /// The first of the two that is something.
    fn coalesce(one: Nullable<Timestamptz>, other: Timestamptz) -> Timestamptz;
}

/// One mail tells of so much at most; what is beyond comes with the next.
const TOLD_AT_ONCE: i64 = 1_000;

/// Whether and how somebody wants to be written to; `None`: they don't.
pub(in crate::notifications) async fn wish(
    tx: &ReadTx,
    own: ParticipantId,
) -> QueryResult<Option<Wish>> {
    let query = mails::table.filter(mails::participant_id.eq(own));
    let row: Option<(Frequency, Language)> =
        query.select((mails::frequency, mails::language)).first(&mut tx.conn()).await.optional()?;
    Ok(row.map(|(frequency, language)| Wish { frequency, language }))
}

/// The same, and whether a mail is due, for who is going to change it.
pub(in crate::notifications) async fn lock_wish(
    tx: &WriteTx,
    own: ParticipantId,
) -> QueryResult<Option<(Wish, bool)>> {
    let query = mails::table.filter(mails::participant_id.eq(own));
    let query = query.select((mails::frequency, mails::language, mails::due_at)).for_update();
    let row: Option<(Frequency, Language, Option<DateTime<Utc>>)> =
        query.first(&mut tx.conn()).await.optional()?;
    Ok(row.map(|(frequency, language, due_at)| (Wish { frequency, language }, due_at.is_some())))
}

/// The position of the last that somebody was told; 0: nothing.
pub(in crate::notifications) async fn last_told(
    tx: &ReadTx,
    own: ParticipantId,
) -> QueryResult<i64> {
    let query = told::table.filter(told::participant_id.eq(own)).select(max(told::position));
    Ok(query.first::<Option<i64>>(&mut tx.conn()).await?.unwrap_or(0))
}

/// Notes how somebody wants to be written to: of what comes after `told_to`, by links with this secret. Who was written to
/// already keeps both.
pub(in crate::notifications) async fn put_wish(
    tx: &WriteTx,
    (own, wish): (ParticipantId, Wish),
    (secret, link): (&str, LinkId),
    (told_to, due_at): (i64, Option<DateTime<Utc>>),
) -> QueryResult<usize> {
    diesel::insert_into(mails::table)
        .values((
            mails::participant_id.eq(own),
            mails::frequency.eq(wish.frequency),
            mails::language.eq(wish.language),
            mails::secret.eq(secret),
            mails::link_id.eq(link.uuid()),
            mails::told_to.eq(told_to),
            mails::due_at.eq(due_at),
        ))
        .on_conflict((mails::tenant_id, mails::participant_id))
        .do_update()
        .set((
            mails::frequency.eq(excluded(mails::frequency)),
            mails::language.eq(excluded(mails::language)),
            mails::due_at.eq(excluded(mails::due_at)),
        ))
        .execute(&mut tx.conn())
        .await
}

pub(in crate::notifications) async fn delete_wish(
    tx: &WriteTx,
    own: ParticipantId,
) -> QueryResult<usize> {
    diesel::delete(mails::table.filter(mails::participant_id.eq(own))).execute(&mut tx.conn()).await
}

/// Whose the link is, for who shows it.
pub(in crate::notifications) async fn of_link(tx: &ReadTx) -> QueryResult<Option<ParticipantId>> {
    mails::table.select(mails::participant_id).first(&mut tx.conn()).await.optional()
}

/// Takes the row away that has the link, for who shows it; of two at the same moment one gets it.
pub(in crate::notifications) async fn delete_by_link(
    tx: &WriteTx,
) -> QueryResult<Option<ParticipantId>> {
    let deleted = diesel::delete(mails::table).returning(mails::participant_id);
    deleted.get_result(&mut tx.conn()).await.optional()
}

/// Lets those who want a mail have one; who has one due already has it then. Locks each row also then: else who looks at
/// the same moment whether there is something new would see nothing, and nobody would look again.
pub(in crate::notifications) async fn wake(
    tx: &WriteTx,
    tenant: TenantId,
    people: &[ParticipantId],
) -> QueryResult<()> {
    let each = Frequency::ALL.iter().map(async |frequency| {
        let whose = mails::tenant_id.eq(tenant).and(mails::participant_id.eq_any(people));
        let due_at = coalesce(mails::due_at, frequency.due_at(tx.now())).nullable();
        diesel::update(mails::table.filter(whose.and(mails::frequency.eq(*frequency))))
            .set(mails::due_at.eq(due_at))
            .execute(&mut tx.conn())
            .await
    });
    futures_util::future::try_join_all(each).await?;
    Ok(())
}

/// Somebody to whom a mail is due.
pub(in crate::notifications) struct Due {
    pub(in crate::notifications) participant: ParticipantId,
    pub(in crate::notifications) wish: Wish,
    pub(in crate::notifications) secret: String,
    /// Up to which position they were written to.
    pub(in crate::notifications) told_to: i64,
    /// Up to which position the mail tells that was tried already.
    pub(in crate::notifications) covers: Option<i64>,
    pub(in crate::notifications) tries: i32,
}

/// Whose turn it is; locked, and passed over by who comes meanwhile.
pub(in crate::notifications) async fn next_due(
    tx: &WriteTx,
    tenant: TenantId,
) -> QueryResult<Option<Due>> {
    type Row = (ParticipantId, (Frequency, Language), String, (i64, Option<i64>, i32));
    let row: Option<Row> = mails::table
        .filter(mails::tenant_id.eq(tenant).and(mails::due_at.le(tx.now())))
        .order((mails::due_at, mails::participant_id))
        .select((
            mails::participant_id,
            (mails::frequency, mails::language),
            mails::secret,
            (mails::told_to, mails::covers, mails::tries),
        ))
        .for_update()
        .skip_locked()
        .first(&mut tx.conn())
        .await
        .optional()?;
    let due = |(participant, (frequency, language), secret, (told_to, covers, tries)): Row| Due {
        participant,
        wish: Wish { frequency, language },
        secret,
        told_to,
        covers,
        tries,
    };
    Ok(row.map(due))
}

/// What is new to somebody and unseen, in order, as themselves: behind one position, up to another if a mail was tried already.
pub(in crate::notifications) async fn news(
    tx: &ReadTx,
    own: ParticipantId,
    (behind, to): (i64, Option<i64>),
) -> QueryResult<Vec<News>> {
    let of_request = told::tenant_id.eq(requests::tenant_id).and(told::request_id.eq(requests::id));
    let to = to.unwrap_or(i64::MAX);
    let rows: Vec<(i64, DateTime<Utc>, (i32, i32))> = told::table
        .inner_join(requests::table.on(of_request))
        .filter(told::participant_id.eq(own).and(told::seen_at.is_null()))
        .filter(told::position.gt(behind).and(told::position.le(to)))
        .order(told::position)
        .limit(TOLD_AT_ONCE)
        .select((told::position, told::happened_at, (requests::year, requests::number)))
        .load(&mut tx.conn())
        .await?;
    let news = |(position, at, number)| News { position, at, number };
    Ok(rows.into_iter().map(news).collect())
}

/// A mail is on its way: up to which position it tells, and when it is tried next if nobody says that it arrived.
pub(in crate::notifications) async fn put_off(
    tx: &WriteTx,
    (tenant, participant): (TenantId, ParticipantId),
    (covers, tries, due_at): (i64, i32, DateTime<Utc>),
) -> QueryResult<usize> {
    let one = mails::tenant_id.eq(tenant).and(mails::participant_id.eq(participant));
    diesel::update(mails::table.filter(one))
        .set((mails::covers.eq(covers), mails::tries.eq(tries), mails::due_at.eq(due_at)))
        .execute(&mut tx.conn())
        .await
}

/// Up to this position somebody was written to, if the mail that covers so much is still the one that was on its way; when
/// it is looked again whether there is more.
pub(in crate::notifications) async fn settle(
    tx: &WriteTx,
    (tenant, participant, covers): (TenantId, ParticipantId, Option<i64>),
    (told_to, due_at): (i64, Option<DateTime<Utc>>),
) -> QueryResult<usize> {
    let one = mails::tenant_id.eq(tenant).and(mails::participant_id.eq(participant));
    let one = one.and(mails::covers.is_not_distinct_from(covers));
    diesel::update(mails::table.filter(one))
        .set((
            mails::told_to.eq(told_to),
            mails::covers.eq(None::<i64>),
            mails::tries.eq(0),
            mails::due_at.eq(due_at),
        ))
        .execute(&mut tx.conn())
        .await
}
