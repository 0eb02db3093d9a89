//! SQL of what is handed in, of tickets and of mails. Of what is reached by a link nothing here says which: the transaction
//! does, and a policy sees to it.

use super::rules::{Mail, MailKind, Status, Submission};
use crate::access::{Label, ReadTx, TicketHash, WriteTx};
use crate::directory::MunicipalityCode;
use crate::kernel::ids::{IntakeId, TenantId};
use crate::kernel::mailing::Language;
use crate::requests::RequestState;
use crate::tables::{intake_mails, intake_submissions, intake_tickets, requests};
use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, OptionalExtension as _,
    QueryDsl as _, QueryResult, Queryable,
};
use diesel_async::RunQueryDsl as _;
use uuid::Uuid;

/// What was handed in, taken out of its table.
#[derive(Queryable)]
pub(super) struct Taken {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) service_code: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) municipality_code: Option<MunicipalityCode>,
    pub(super) shown_to_member: bool,
    pub(super) language: Language,
    pub(super) notice: String,
    pub(super) notice_version: String,
    pub(super) submitted_at: DateTime<Utc>,
}

/// Without RETURNING, which the role couldn't do.
pub(super) async fn insert_submission(
    tx: &WriteTx,
    submission: &Submission,
    hash: TicketHash,
    expires_at: DateTime<Utc>,
) -> QueryResult<usize> {
    let id: IntakeId = tx.new_id();
    diesel::insert_into(intake_submissions::table)
        .values((
            intake_submissions::id.eq(id),
            intake_submissions::hash.eq(hash.bytes()),
            intake_submissions::name.eq(&submission.name),
            intake_submissions::email.eq(&submission.email),
            intake_submissions::service_code.eq(&submission.service_code),
            intake_submissions::title.eq(&submission.title),
            intake_submissions::description.eq(&submission.description),
            intake_submissions::municipality_code.eq(submission.municipality_code),
            intake_submissions::shown_to_member.eq(submission.shown_to_member),
            intake_submissions::language.eq(submission.language),
            intake_submissions::notice.eq(&submission.notice.text),
            intake_submissions::notice_version.eq(&submission.notice.version),
            intake_submissions::submitted_at.eq(tx.now()),
            intake_submissions::expires_at.eq(expires_at),
        ))
        .execute(&mut tx.conn())
        .await
}

/// Takes what the link leads to out of the table, if there is still time; of two at the same moment one gets it.
pub(super) async fn take_submission(tx: &WriteTx) -> QueryResult<Option<Taken>> {
    let in_time = intake_submissions::table.filter(intake_submissions::expires_at.gt(tx.now()));
    diesel::delete(in_time)
        .returning((
            intake_submissions::name,
            intake_submissions::email,
            intake_submissions::service_code,
            intake_submissions::title,
            intake_submissions::description,
            intake_submissions::municipality_code,
            intake_submissions::shown_to_member,
            intake_submissions::language,
            intake_submissions::notice,
            intake_submissions::notice_version,
            intake_submissions::submitted_at,
        ))
        .get_result(&mut tx.conn())
        .await
        .optional()
}

/// Whether what the link leads to waits to be confirmed, and can be.
pub(super) async fn is_waiting(tx: &ReadTx) -> QueryResult<bool> {
    let in_time = intake_submissions::table.filter(intake_submissions::expires_at.gt(tx.now()));
    let row: Option<Uuid> =
        in_time.select(intake_submissions::id).first(&mut tx.conn()).await.optional()?;
    Ok(row.is_some())
}

pub(super) async fn insert_ticket(
    tx: &WriteTx,
    label: Label,
    hash: TicketHash,
    taken: &Taken,
) -> QueryResult<usize> {
    diesel::insert_into(intake_tickets::table)
        .values((
            intake_tickets::request_id.eq(label.request),
            intake_tickets::member_id.eq(label.member),
            intake_tickets::secrecy.eq(label.secrecy),
            intake_tickets::shown_to_member.eq(label.shown_to_member),
            intake_tickets::hash.eq(hash.bytes()),
            intake_tickets::notice.eq(&taken.notice),
            intake_tickets::notice_version.eq(&taken.notice_version),
            intake_tickets::submitted_at.eq(taken.submitted_at),
            intake_tickets::confirmed_at.eq(tx.now()),
        ))
        .execute(&mut tx.conn())
        .await
}

/// Where the case stands that the link leads to. No other column of it is read here.
pub(super) async fn status(tx: &ReadTx) -> QueryResult<Option<Status>> {
    type Row = (i32, i32, RequestState, DateTime<Utc>, Option<DateTime<Utc>>);
    let row: Option<Row> = intake_tickets::table
        .inner_join(
            requests::table.on(requests::tenant_id
                .eq(intake_tickets::tenant_id)
                .and(requests::id.eq(intake_tickets::request_id))),
        )
        .select((
            requests::year,
            requests::number,
            requests::state,
            requests::opened_at,
            requests::closed_at,
        ))
        .first(&mut tx.conn())
        .await
        .optional()?;
    let status = |(year, number, state, opened_at, closed_at)| Status {
        year,
        number,
        state,
        opened_at,
        closed_at,
    };
    Ok(row.map(status))
}

pub(super) async fn insert_mail(tx: &WriteTx, mail: &Mail) -> QueryResult<usize> {
    diesel::insert_into(intake_mails::table)
        .values((
            intake_mails::id.eq(mail.id),
            intake_mails::kind.eq(mail.kind),
            intake_mails::address.eq(&mail.address),
            intake_mails::language.eq(mail.language),
            intake_mails::centre.eq(&mail.centre),
            intake_mails::link.eq(&mail.link),
            intake_mails::number.eq(&mail.number),
            intake_mails::made_at.eq(mail.made_at),
            intake_mails::due_at.eq(mail.made_at),
        ))
        .execute(&mut tx.conn())
        .await
}

/// The mail whose turn it is, and how often it was tried; locked, and passed over by who comes meanwhile. The worker's policy
/// lets it see all tenants' mails: so whose are asked for is said.
pub(super) async fn next_mail(tx: &WriteTx, tenant: TenantId) -> QueryResult<Option<(Mail, i32)>> {
    type Row = (
        (IntakeId, MailKind, String, Language),
        (String, String, Option<String>, DateTime<Utc>),
        i32,
    );
    let row: Option<Row> = intake_mails::table
        .filter(intake_mails::tenant_id.eq(tenant).and(intake_mails::due_at.le(tx.now())))
        .order((intake_mails::due_at, intake_mails::id))
        .select((
            (intake_mails::id, intake_mails::kind, intake_mails::address, intake_mails::language),
            (intake_mails::centre, intake_mails::link, intake_mails::number, intake_mails::made_at),
            intake_mails::tries,
        ))
        .for_update()
        .skip_locked()
        .first(&mut tx.conn())
        .await
        .optional()?;
    Ok(row.map(|((id, kind, address, language), (centre, link, number, made_at), tries)| {
        (Mail { id, kind, address, language, centre, link, number, made_at }, tries)
    }))
}

pub(super) async fn put_off(
    tx: &WriteTx,
    (tenant, id): (TenantId, IntakeId),
    (tries, due_at): (i32, DateTime<Utc>),
) -> QueryResult<usize> {
    let one = intake_mails::tenant_id.eq(tenant).and(intake_mails::id.eq(id));
    diesel::update(intake_mails::table.filter(one))
        .set((intake_mails::tries.eq(tries), intake_mails::due_at.eq(due_at)))
        .execute(&mut tx.conn())
        .await
}

pub(super) async fn delete_mail(
    tx: &WriteTx,
    tenant: TenantId,
    id: IntakeId,
) -> QueryResult<usize> {
    let one = intake_mails::tenant_id.eq(tenant).and(intake_mails::id.eq(id));
    diesel::delete(intake_mails::table.filter(one)).execute(&mut tx.conn()).await
}

/// Of one tenant, which the worker's policy names.
pub(super) async fn delete_old_submissions(tx: &WriteTx) -> QueryResult<usize> {
    diesel::delete(intake_submissions::table.filter(intake_submissions::expires_at.le(tx.now())))
        .execute(&mut tx.conn())
        .await
}

/// Of one tenant, which is said here.
pub(super) async fn delete_old_mails(
    tx: &WriteTx,
    tenant: TenantId,
    made_before: DateTime<Utc>,
) -> QueryResult<usize> {
    let old = intake_mails::tenant_id.eq(tenant).and(intake_mails::made_at.le(made_before));
    diesel::delete(intake_mails::table.filter(old)).execute(&mut tx.conn()).await
}
