//! The way of a version: drafted, submitted, given back, published, withdrawn.

use super::super::{Content, flaws};
use super::rules::{DRAFTS_MAX, ModelVersion};
use super::store;
use crate::access::{Caller, Event, Fact, Permission, ReadTx, Subject, WriteTx};
use crate::configuration::Rejection;
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{CentreModelVersionId, ParticipantId};
use crate::kernel::text;

/// Numbers are given one after the other, whoever approves.
const NUMBERS: &str = "centre model";
const NOTES_LONGEST: usize = 2_000;
const REASON_LONGEST: usize = 2_000;

/// Begins a version: from one that was published once, or from nothing.
///
/// # Errors
/// [`Error::NotFound`] for a base that there isn't, [`Rejection::NotPublished`] for one that is no version yet,
/// [`Rejection::TooManyEntries`] where too many are worked on; [`Error::Invalid`].
pub async fn draft(
    caller: &Caller,
    base: Option<CentreModelVersionId>,
    notes: &str,
) -> Result<CentreModelVersionId> {
    let notes = text::optional(notes, NOTES_LONGEST, &["input", "notes"])?;
    let by = person(caller)?;
    caller
        .write(Permission::DraftCentreModel, async |tx| {
            tx.must_act_for(None)?;
            if store::count_drafts(tx).await? >= DRAFTS_MAX {
                return Err(Rejection::TooManyEntries.into());
            }
            let content = match base {
                Some(base) => published(tx, base).await?.content,
                None => Content::default(),
            };
            let id: CentreModelVersionId = tx.new_id();
            store::insert_draft(tx, id, (base, &notes, &content), by).await?;
            let facts = base.map(|base| ("from", Fact::id(base))).into_iter().collect();
            tx.record(Event::of_tenant("centre_model.drafted", Subject::id(id), facts));
            Ok(id)
        })
        .await
}

/// Hands a draft to a second person. From then on it doesn't change, unless it is given back. `notes`: what its authors say of
/// it now; `None`: as before.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Stale`]; [`Rejection::NotADraft`], [`Rejection::ModelHasFlaws`], [`Rejection::NothingNew`];
/// [`Error::Invalid`].
pub async fn submit(
    caller: &Caller,
    id: CentreModelVersionId,
    notes: Option<&str>,
    expected_version: i32,
) -> Result<CentreModelVersionId> {
    let said = notes.map(|notes| text::optional(notes, NOTES_LONGEST, &["input", "notes"]));
    let notes = said.transpose()?;
    let by = person(caller)?;
    caller
        .write(Permission::DraftCentreModel, async |tx| {
            let draft = lock(tx, id, expected_version).await?;
            draft.must_be_a_draft()?;
            must_be_flawless(tx, &draft.content).await?;
            let base = match draft.base {
                Some(base) => published(tx, base).await?.content,
                None => Content::default(),
            };
            if base == draft.content {
                return Err(Rejection::NothingNew.into());
            }
            store::submit(tx, id, notes.as_ref().unwrap_or(&draft.notes), by).await?;
            tx.record(Event::of_tenant("centre_model.submitted", Subject::id(id), vec![]));
            Ok(id)
        })
        .await
}

/// Gives a submitted version back to its authors: it is a draft again.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Stale`]; [`Rejection::NotSubmitted`], [`Rejection::NotADraft`]; [`Error::Invalid`].
pub async fn give_back(
    caller: &Caller,
    id: CentreModelVersionId,
    reason: &str,
    expected_version: i32,
) -> Result<CentreModelVersionId> {
    let reason = text::required(reason, REASON_LONGEST, &["input", "reason"])?;
    let by = person(caller)?;
    caller
        .write(Permission::ApproveCentreModel, async |tx| {
            let draft = lock(tx, id, expected_version).await?;
            draft.must_be_submitted()?;
            store::give_back(tx, id, by, &reason).await?;
            // Why is said in the draft: the trail carries no prose.
            tx.record(Event::of_tenant("centre_model.given_back", Subject::id(id), vec![]));
            Ok(id)
        })
        .await
}

/// Publishes a submitted version, as it was read: it gets the next number, and never changes from then on.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Stale`]; [`Rejection::NotSubmitted`], [`Rejection::NotADraft`],
/// [`Rejection::SecondPersonNeeded`], [`Rejection::ModelHasFlaws`] where what it speaks of has gone since.
pub async fn approve(
    caller: &Caller,
    id: CentreModelVersionId,
    expected_version: i32,
) -> Result<CentreModelVersionId> {
    let by = person(caller)?;
    caller
        .write(Permission::ApproveCentreModel, async |tx| {
            let draft = lock(tx, id, expected_version).await?;
            draft.must_be_submitted()?;
            draft.must_be_others(by)?;
            must_be_flawless(tx, &draft.content).await?;
            tx.alone(NUMBERS).await?;
            let number = store::last_number(tx).await?.saturating_add(1);
            store::publish(tx, &draft, number, by).await?;
            store::delete_draft(tx, id).await?;
            let facts = vec![("number", Fact::Number(number.into()))];
            tx.record(Event::of_tenant("centre_model.published", Subject::id(id), facts));
            Ok(id)
        })
        .await
}

/// Throws a draft away.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Stale`]; [`Rejection::NotADraft`].
pub async fn discard(
    caller: &Caller,
    id: CentreModelVersionId,
    expected_version: i32,
) -> Result<CentreModelVersionId> {
    caller
        .write(Permission::DraftCentreModel, async |tx| {
            lock(tx, id, expected_version).await?.must_be_a_draft()?;
            store::delete_draft(tx, id).await?;
            tx.record(Event::of_tenant("centre_model.discarded", Subject::id(id), vec![]));
            Ok(id)
        })
        .await
}

/// Withdraws a published version: no tenant is brought to it any more. Those that are on it stay until a roll-out comes.
///
/// # Errors
/// [`Error::NotFound`]; [`Rejection::NotPublished`], [`Rejection::Withdrawn`], [`Rejection::VersionInRollout`].
pub async fn withdraw(caller: &Caller, id: CentreModelVersionId) -> Result<CentreModelVersionId> {
    let by = person(caller)?;
    caller
        .write(Permission::DraftCentreModel, async |tx| {
            tx.must_act_for(None)?;
            // Who starts a roll-out locks its version too, so neither can miss the other. One that was published between the
            // two statements is there to be locked at the second try.
            let is_locked = store::lock_published(tx, id).await?
                || (published(tx, id).await?.withdrawn.is_none()
                    && store::lock_published(tx, id).await?);
            if !is_locked {
                return Err(Rejection::Withdrawn.into());
            }
            if store::is_in_rollout(tx, id).await? {
                return Err(Rejection::VersionInRollout.into());
            }
            store::withdraw(tx, id, by).await?;
            tx.record(Event::of_tenant("centre_model.withdrawn", Subject::id(id), vec![]));
            Ok(id)
        })
        .await
}

/// Who does it: a version has authors, and jobs are none.
pub(super) fn person(caller: &Caller) -> Result<ParticipantId> {
    caller.participant().ok_or_else(|| Error::broken("only people work on the centre model"))
}

/// What isn't published yet, as it was read, for who changes it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`]; [`Rejection::NotADraft`] for what is published.
pub(super) async fn lock(
    tx: &WriteTx,
    id: CentreModelVersionId,
    expected_version: i32,
) -> Result<ModelVersion> {
    tx.must_act_for(None)?;
    if let Some(draft) = store::lock_draft(tx, id).await? {
        draft.must_be_at(expected_version)?;
        return Ok(draft);
    }
    match store::published(tx, id).await? {
        Some(_) => Err(Rejection::NotADraft.into()),
        None => Err(Error::NotFound(Kind::CentreModelVersion)),
    }
}

/// A version that was published once.
async fn published(tx: &ReadTx, id: CentreModelVersionId) -> Result<ModelVersion> {
    if let Some(version) = store::published(tx, id).await? {
        return Ok(version);
    }
    if store::draft(tx, id).await?.is_some() {
        return Err(Rejection::NotPublished.into());
    }
    // Neither, unless it was published between the two statements.
    store::published(tx, id).await?.ok_or(Error::NotFound(Kind::CentreModelVersion))
}

async fn must_be_flawless(tx: &ReadTx, content: &Content) -> Result<()> {
    let services = super::queries::codes(tx).await?;
    if flaws(content, &services).is_empty() { Ok(()) } else { Err(Rejection::ModelHasFlaws.into()) }
}
