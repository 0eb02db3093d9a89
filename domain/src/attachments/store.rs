//! SQL of files and their announcements.

use super::rejection::Rejection;
use super::rules::{Attachment, Upload};
use crate::access::{Label, ReadTx, Secrecy, WriteTx, refused_by};
use crate::kernel::error::{Error, Result};
use crate::kernel::ids::{AttachmentId, MemberId, ParticipantId, RequestId};
use crate::kernel::page::PageArgs;
use crate::requests::{OfEach, Rows};
use crate::tables::{attachments, uploads};
use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Binary, Bool, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _, QueryDsl as _,
    QueryResult,
};
use diesel_async::RunQueryDsl as _;
use std::collections::HashSet;

type Labelled = (RequestId, MemberId, Secrecy, bool);
type UploadRow = (
    AttachmentId,
    Labelled,
    (String, String, i64, Vec<u8>),
    (DateTime<Utc>, Option<DateTime<Utc>>),
);
type Row = (
    AttachmentId,
    RequestId,
    MemberId,
    Secrecy,
    bool,
    String,
    String,
    i64,
    Vec<u8>,
    ParticipantId,
    DateTime<Utc>,
);

macro_rules! attachment {
    () => {
        (
            attachments::id,
            attachments::request_id,
            attachments::member_id,
            attachments::secrecy,
            attachments::shown_to_member,
            attachments::name,
            attachments::media_type,
            attachments::size_bytes,
            attachments::sha256,
            attachments::attached_by,
            attachments::attached_at,
        )
    };
}

macro_rules! label_of_upload {
    () => {
        (uploads::request_id, uploads::member_id, uploads::secrecy, uploads::shown_to_member)
    };
}

/// What the caller announced; of others' announcements the policy shows none.
pub(super) async fn upload(tx: &ReadTx, id: AttachmentId) -> QueryResult<Option<Upload>> {
    let query = uploads::table.filter(uploads::id.eq(id)).select((
        uploads::id,
        label_of_upload!(),
        (uploads::name, uploads::media_type, uploads::size_bytes, uploads::sha256),
        (uploads::expires_at, uploads::begun_at),
    ));
    let row: Option<UploadRow> = query.first(&mut tx.conn()).await.optional()?;
    Ok(row.map(|(id, of, (name, media_type, size, sha256), (expires_at, begun_at))| Upload {
        id,
        label: label(of),
        name,
        media_type,
        size,
        sha256,
        expires_at,
        begun_at,
    }))
}

/// How many the caller has announced and not sent, as far as there is still time.
pub(super) async fn count_announced(tx: &ReadTx) -> QueryResult<i64> {
    uploads::table.filter(uploads::expires_at.gt(tx.now())).count().get_result(&mut tx.conn()).await
}

pub(super) async fn insert_upload(
    tx: &WriteTx,
    upload: &Upload,
    by: ParticipantId,
) -> QueryResult<()> {
    diesel::insert_into(uploads::table)
        .values((
            uploads::id.eq(upload.id),
            uploads::request_id.eq(upload.label.request),
            uploads::member_id.eq(upload.label.member),
            uploads::secrecy.eq(upload.label.secrecy),
            uploads::shown_to_member.eq(upload.label.shown_to_member),
            uploads::participant_id.eq(by),
            uploads::name.eq(&upload.name),
            uploads::media_type.eq(&upload.media_type),
            uploads::size_bytes.eq(upload.size),
            uploads::sha256.eq(&upload.sha256),
            uploads::prepared_at.eq(tx.now()),
            uploads::expires_at.eq(upload.expires_at),
        ))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

/// Takes an announcement for sending, if nobody did and there is time; of two at the same moment one gets it.
pub(super) async fn begin(tx: &WriteTx, id: AttachmentId) -> QueryResult<Option<Label>> {
    let free = uploads::table.filter(
        uploads::id.eq(id).and(uploads::begun_at.is_null()).and(uploads::expires_at.gt(tx.now())),
    );
    let taken: Option<Labelled> = diesel::update(free)
        .set(uploads::begun_at.eq(tx.now()))
        .returning(label_of_upload!())
        .get_result(&mut tx.conn())
        .await
        .optional()?;
    Ok(taken.map(label))
}

/// Whether it was there.
pub(super) async fn delete_upload(tx: &WriteTx, id: AttachmentId) -> QueryResult<bool> {
    let deleted = diesel::delete(uploads::table.filter(uploads::id.eq(id)));
    Ok(deleted.execute(&mut tx.conn()).await? > 0)
}

/// Of one tenant, which the worker's policy names.
pub(super) async fn delete_older_uploads(tx: &WriteTx, than: DateTime<Utc>) -> QueryResult<usize> {
    diesel::delete(uploads::table.filter(uploads::expires_at.lt(than)))
        .execute(&mut tx.conn())
        .await
}

/// # Errors
/// [`Rejection::RequestMoved`] when the case has another label by now.
pub(super) async fn insert(tx: &WriteTx, attachment: &Attachment) -> Result<()> {
    let inserted = diesel::insert_into(attachments::table)
        .values((
            attachments::id.eq(attachment.id),
            attachments::request_id.eq(attachment.label.request),
            attachments::member_id.eq(attachment.label.member),
            attachments::secrecy.eq(attachment.label.secrecy),
            attachments::shown_to_member.eq(attachment.label.shown_to_member),
            attachments::name.eq(&attachment.name),
            attachments::media_type.eq(&attachment.media_type),
            attachments::size_bytes.eq(attachment.size),
            attachments::sha256.eq(&attachment.sha256),
            attachments::attached_by.eq(attachment.attached_by),
            attachments::attached_at.eq(attachment.attached_at),
        ))
        .execute(&mut tx.conn())
        .await;
    match inserted {
        Ok(_) => Ok(()),
        Err(error) if refused_by(&error) == Some("attachments_label") => {
            Err(Rejection::RequestMoved.into())
        }
        Err(error) => Err(Error::from(error)),
    }
}

pub(super) async fn by_id(tx: &ReadTx, id: AttachmentId) -> QueryResult<Option<Attachment>> {
    let query = attachments::table.filter(attachments::id.eq(id)).select(attachment!());
    let row: Option<Row> = query.first(&mut tx.conn()).await.optional()?;
    Ok(row.map(read))
}

/// Whether it was there, and the caller's to take away.
pub(super) async fn delete(tx: &WriteTx, id: AttachmentId) -> QueryResult<bool> {
    let deleted = diesel::delete(attachments::table.filter(attachments::id.eq(id)));
    Ok(deleted.execute(&mut tx.conn()).await? > 0)
}

pub(super) async fn count_of_request(tx: &ReadTx, request: RequestId) -> QueryResult<i64> {
    attachments::table
        .filter(attachments::request_id.eq(request))
        .count()
        .get_result(&mut tx.conn())
        .await
}

/// How many files each request has; none: it isn't in the list.
pub(super) async fn counts_by_request(
    tx: &ReadTx,
    of: &[RequestId],
) -> QueryResult<Vec<(RequestId, i64)>> {
    attachments::table
        .filter(attachments::request_id.eq_any(of))
        .group_by(attachments::request_id)
        .select((attachments::request_id, diesel::dsl::count_star()))
        .load(&mut tx.conn())
        .await
}

/// The files of each request, as they were attached, a part of each list.
pub(super) async fn of_each_request(
    tx: &ReadTx,
    of: &[RequestId],
    args: &PageArgs,
) -> QueryResult<Vec<(RequestId, Attachment)>> {
    let rows: Vec<(RequestId, Row)> = OfEach::<Files>::new(of, args).load(&mut tx.conn()).await?;
    Ok(rows.into_iter().map(|(request, row)| (request, read(row))).collect())
}

/// All files of these requests, as they were attached.
pub(super) async fn all_of_requests(tx: &ReadTx, of: &[RequestId]) -> QueryResult<Vec<Attachment>> {
    let query = attachments::table.filter(attachments::request_id.eq_any(of));
    let query = query.select(attachment!()).order(attachments::id);
    let rows: Vec<Row> = query.load(&mut tx.conn()).await?;
    Ok(rows.into_iter().map(read).collect())
}

/// Which of these are attached or announced.
pub(super) async fn known(tx: &ReadTx, ids: &[AttachmentId]) -> QueryResult<HashSet<AttachmentId>> {
    let attached = attachments::table.filter(attachments::id.eq_any(ids)).select(attachments::id);
    let announced = uploads::table.filter(uploads::id.eq_any(ids)).select(uploads::id);
    // Announcements first: one that becomes an attachment in between is seen as such.
    let mut known: HashSet<AttachmentId> =
        announced.load(&mut tx.conn()).await?.into_iter().collect();
    let attached: Vec<AttachmentId> = attached.load(&mut tx.conn()).await?;
    known.extend(attached);
    Ok(known)
}

fn label((request, member, secrecy, shown_to_member): Labelled) -> Label {
    Label { request, member, secrecy, shown_to_member }
}

fn read(row: Row) -> Attachment {
    let (id, request, member, secrecy, is_shown, name, media_type, size, sha256, by, at) = row;
    Attachment {
        id,
        label: label((request, member, secrecy, is_shown)),
        name,
        media_type,
        size,
        sha256,
        attached_by: by,
        attached_at: at,
    }
}

/// Files with all of their columns, in the order of `attachment!`.
struct Files;

impl Rows for Files {
    const TABLE: &str = "attachments";
    const COLUMNS: &str = "id, request_id, member_id, secrecy, shown_to_member, name, media_type, size_bytes, sha256, \
        attached_by, attached_at";
    type Types =
        (SqlUuid, SqlUuid, SqlUuid, Text, Bool, Text, Text, BigInt, Binary, SqlUuid, Timestamptz);
}
