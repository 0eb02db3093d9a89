//! SQL of versions: those that are worked on are the nation's own, those that were published everybody reads.

mod tenants;

pub(super) use tenants::{
    OwnService, OwnSetting, begin_with, duties_of_all, newest, overrides, pinned, version_of,
};

use super::super::Content;
use super::rules::{GivenBack, ModelVersion, Place, VersionState};
use crate::access::{ReadTx, WriteTx};
use crate::configuration::store::read_part;
use crate::kernel::error::{Error, Result};
use crate::kernel::ids::{CentreModelVersionId, ParticipantId, TenantId};
use crate::tables::centre_model_drafts as drafts;
use crate::tables::{centre_model_versions as versions, rollouts};
use chrono::{DateTime, Utc};
use diesel::dsl::{exists, max, select};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _,
    PgExpressionMethods as _, QueryDsl as _, QueryResult,
};
use diesel_async::RunQueryDsl as _;
use serde_json::Value;

type Instant = DateTime<Utc>;
type Draft = (
    (CentreModelVersionId, Option<CentreModelVersionId>, String, Value, Vec<ParticipantId>),
    (Option<ParticipantId>, Option<Instant>),
    (Option<ParticipantId>, Option<Instant>, Option<String>),
    i32,
);
type Published = (
    (CentreModelVersionId, Option<CentreModelVersionId>, String, Value, Vec<ParticipantId>),
    i32,
    (ParticipantId, Instant),
    (ParticipantId, Instant),
    (Option<ParticipantId>, Option<Instant>),
);

macro_rules! draft_rows {
    () => {
        drafts::table.select((
            (drafts::id, drafts::base_id, drafts::notes, drafts::content, drafts::authors),
            (drafts::submitted_by, drafts::submitted_at),
            (drafts::given_back_by, drafts::given_back_at, drafts::given_back_reason),
            drafts::version,
        ))
    };
}

macro_rules! published_rows {
    () => {
        versions::table.select((
            (
                versions::id,
                versions::base_id,
                versions::notes,
                versions::content,
                versions::authors,
            ),
            versions::number,
            (versions::submitted_by, versions::submitted_at),
            (versions::approved_by, versions::published_at),
            (versions::withdrawn_by, versions::withdrawn_at),
        ))
    };
}

fn of_draft(row: Draft) -> QueryResult<ModelVersion> {
    let ((id, base, notes, content, authors), (by, at), given_back, version) = row;
    let submitted = by.zip(at);
    let state = if submitted.is_some() { VersionState::Submitted } else { VersionState::Draft };
    let given_back = match given_back {
        (Some(by), Some(at), Some(reason)) => Some(GivenBack { by, at, reason }),
        (_, _, _) => None,
    };
    Ok(ModelVersion {
        id,
        number: None,
        state,
        base,
        notes,
        content: read_part(content)?,
        authors,
        submitted,
        given_back,
        published: None,
        withdrawn: None,
        version: Some(version),
    })
}

fn of_published(row: Published) -> QueryResult<ModelVersion> {
    let ((id, base, notes, content, authors), number, submitted, published, (by, at)) = row;
    let withdrawn = by.zip(at);
    let state = if withdrawn.is_some() { VersionState::Withdrawn } else { VersionState::Published };
    Ok(ModelVersion {
        id,
        number: Some(number),
        state,
        base,
        notes,
        content: read_part(content)?,
        authors,
        submitted: Some(submitted),
        given_back: None,
        published: Some(published),
        withdrawn,
        version: None,
    })
}

/// Whether drafts are the caller's to see: no other role has a right on their table.
fn sees_drafts(tx: &ReadTx) -> Result<bool> {
    Ok(tx.tenant()? == TenantId::NATION)
}

/// All versions there are, light: no content.
pub(super) async fn places(tx: &ReadTx) -> Result<Vec<Place>> {
    let rows = versions::table
        .select((versions::id, versions::number, versions::withdrawn_at.is_not_null()))
        .load::<(CentreModelVersionId, i32, bool)>(&mut tx.conn())
        .await?;
    let mut places: Vec<Place> = rows
        .into_iter()
        .map(|(id, number, is_withdrawn)| {
            let state =
                if is_withdrawn { VersionState::Withdrawn } else { VersionState::Published };
            Place { id, number: Some(number), state }
        })
        .collect();
    if sees_drafts(tx)? {
        let rows = drafts::table
            .select((drafts::id, drafts::submitted_at.is_not_null()))
            .load::<(CentreModelVersionId, bool)>(&mut tx.conn())
            .await?;
        places.extend(rows.into_iter().map(|(id, is_submitted)| {
            let state = if is_submitted { VersionState::Submitted } else { VersionState::Draft };
            Place { id, number: None, state }
        }));
    }
    Ok(places)
}

/// Versions by their ids, those that the caller sees.
pub(super) async fn by_ids(tx: &ReadTx, ids: &[CentreModelVersionId]) -> Result<Vec<ModelVersion>> {
    let rows: Vec<Published> =
        published_rows!().filter(versions::id.eq_any(ids)).load(&mut tx.conn()).await?;
    let mut found: Vec<ModelVersion> =
        rows.into_iter().map(of_published).collect::<QueryResult<_>>()?;
    if sees_drafts(tx)? && found.len() < ids.len() {
        let rows: Vec<Draft> =
            draft_rows!().filter(drafts::id.eq_any(ids)).load(&mut tx.conn()).await?;
        for row in rows {
            found.push(of_draft(row)?);
        }
    }
    Ok(found)
}

/// One that was published.
pub(super) async fn published(
    tx: &ReadTx,
    id: CentreModelVersionId,
) -> Result<Option<ModelVersion>> {
    let own = published_rows!().filter(versions::id.eq(id));
    let row: Option<Published> = own.first(&mut tx.conn()).await.optional()?;
    Ok(row.map(of_published).transpose()?)
}

/// One that isn't published yet.
pub(super) async fn draft(tx: &ReadTx, id: CentreModelVersionId) -> Result<Option<ModelVersion>> {
    let own = draft_rows!().filter(drafts::id.eq(id));
    let row: Option<Draft> = own.first(&mut tx.conn()).await.optional()?;
    Ok(row.map(of_draft).transpose()?)
}

/// The same; nobody else changes it until this ends.
pub(super) async fn lock_draft(
    tx: &WriteTx,
    id: CentreModelVersionId,
) -> Result<Option<ModelVersion>> {
    let own = draft_rows!().filter(drafts::id.eq(id)).for_update();
    let row: Option<Draft> = own.first(&mut tx.conn()).await.optional()?;
    Ok(row.map(of_draft).transpose()?)
}

/// Keeps everybody else from a published version until this ends; `false`: there is none, or it was withdrawn.
pub(super) async fn lock_published(tx: &WriteTx, id: CentreModelVersionId) -> Result<bool> {
    let own = versions::table
        .filter(versions::id.eq(id))
        .filter(versions::withdrawn_at.is_null())
        .select(versions::id)
        .for_update();
    let found: Option<CentreModelVersionId> = own.first(&mut tx.conn()).await.optional()?;
    Ok(found.is_some())
}

pub(super) async fn count_drafts(tx: &ReadTx) -> Result<i64> {
    Ok(drafts::table.count().get_result(&mut tx.conn()).await?)
}

/// The number that was given last; 0: none was.
pub(super) async fn last_number(tx: &ReadTx) -> Result<i32> {
    let last: Option<i32> =
        versions::table.select(max(versions::number)).get_result(&mut tx.conn()).await?;
    Ok(last.unwrap_or(0))
}

/// Whether a roll-out that goes on brings tenants to a version, or from it and so perhaps back to it.
pub(super) async fn is_in_rollout(tx: &ReadTx, id: CentreModelVersionId) -> Result<bool> {
    let going_on = rollouts::table
        .filter(rollouts::state.eq_any(["RUNNING", "PAUSED", "ROLLING_BACK"]))
        .filter(rollouts::to_id.eq(id).or(rollouts::from_id.is_not_distinct_from(id)));
    Ok(select(exists(going_on)).get_result(&mut tx.conn()).await?)
}

fn written(content: &Content) -> Result<Value> {
    serde_json::to_value(content).map_err(|error| Error::Internal(error.into()))
}

pub(super) async fn insert_draft(
    tx: &WriteTx,
    id: CentreModelVersionId,
    (base, notes, content): (Option<CentreModelVersionId>, &str, &Content),
    by: ParticipantId,
) -> Result<()> {
    diesel::insert_into(drafts::table)
        .values((
            drafts::id.eq(id),
            drafts::base_id.eq(base),
            drafts::notes.eq(notes),
            drafts::content.eq(written(content)?),
            drafts::authors.eq(vec![by]),
            drafts::created_at.eq(tx.now()),
            drafts::version.eq(1),
        ))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

/// Changes what a draft says.
pub(super) async fn change(
    tx: &WriteTx,
    id: CentreModelVersionId,
    content: &Content,
    authors: Vec<ParticipantId>,
) -> Result<()> {
    diesel::update(drafts::table.filter(drafts::id.eq(id)))
        .set((
            drafts::content.eq(written(content)?),
            drafts::authors.eq(authors),
            drafts::version.eq(drafts::version + 1),
        ))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn submit(
    tx: &WriteTx,
    id: CentreModelVersionId,
    notes: &str,
    by: ParticipantId,
) -> Result<()> {
    diesel::update(drafts::table.filter(drafts::id.eq(id)))
        .set((
            drafts::notes.eq(notes),
            drafts::submitted_by.eq(by),
            drafts::submitted_at.eq(tx.now()),
            drafts::version.eq(drafts::version + 1),
        ))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn give_back(
    tx: &WriteTx,
    id: CentreModelVersionId,
    by: ParticipantId,
    reason: &str,
) -> Result<()> {
    diesel::update(drafts::table.filter(drafts::id.eq(id)))
        .set((
            drafts::submitted_by.eq(None::<ParticipantId>),
            drafts::submitted_at.eq(None::<Instant>),
            drafts::given_back_by.eq(by),
            drafts::given_back_at.eq(tx.now()),
            drafts::given_back_reason.eq(reason),
            drafts::version.eq(drafts::version + 1),
        ))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

/// Makes a submitted draft a published version, of which the policy asks that it is the same word for word.
pub(super) async fn publish(
    tx: &WriteTx,
    draft: &ModelVersion,
    number: i32,
    by: ParticipantId,
) -> Result<()> {
    let (submitted_by, submitted_at) =
        draft.submitted.ok_or_else(|| Error::broken("only what was submitted is published"))?;
    diesel::insert_into(versions::table)
        .values((
            versions::id.eq(draft.id),
            versions::number.eq(number),
            versions::base_id.eq(draft.base),
            versions::notes.eq(&draft.notes),
            versions::content.eq(written(&draft.content)?),
            versions::sha256.eq(draft.content.sha256()?),
            versions::authors.eq(&draft.authors),
            versions::submitted_by.eq(submitted_by),
            versions::submitted_at.eq(submitted_at),
            versions::approved_by.eq(by),
            versions::published_at.eq(tx.now()),
        ))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn delete_draft(tx: &WriteTx, id: CentreModelVersionId) -> Result<()> {
    diesel::delete(drafts::table.filter(drafts::id.eq(id))).execute(&mut tx.conn()).await?;
    Ok(())
}

pub(super) async fn withdraw(
    tx: &WriteTx,
    id: CentreModelVersionId,
    by: ParticipantId,
) -> Result<()> {
    diesel::update(versions::table.filter(versions::id.eq(id)))
        .set((versions::withdrawn_by.eq(by), versions::withdrawn_at.eq(tx.now())))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}
