//! What people do with files, and what the worker forgets. The bytes come and go elsewhere, between these steps.

use super::rejection::Rejection;
use super::rules::{self, Attachment, NewFile, Upload, Why};
use super::{events, store};
use crate::access::{
    Caller, Db, Deed, Job, Permission, ReadTx, Repeatable, WriteTx, act_as_system,
};
use crate::configuration::{SettingKey, settings_of};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{AttachmentId, RequestId, TenantId};
use crate::requests::{self, RequestState, must_not_be_merged, requests_by_ids};
use futures_util::try_join;

/// How often it is tried anew to attach a file to a case that is being moved.
const TRIES: usize = 3;

/// Announces a file; what it answers is where it may be sent to, once, by the same person.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Invalid`], [`Rejection`].
pub async fn prepare(caller: &Caller, new: NewFile) -> Result<Upload> {
    let by = caller.participant_for(Permission::AttachFile)?;
    let announced = new.check()?;
    caller
        .write(Permission::AttachFile, async |tx| {
            let request = requests_by_ids(tx, &[new.request]).await?.pop();
            let request = request.ok_or(Error::NotFound(Kind::Request))?;
            must_not_be_merged(tx, &request).await?;
            let label = request.label();
            let settings = settings_of(caller, tx).await?;
            if !settings.names(SettingKey::AttachmentTypes, announced.file_type.ending) {
                return Err(Rejection::TypeNotAllowed.into());
            }
            let largest = settings.number(SettingKey::AttachmentLargest) * rules::MEBIBYTE;
            if announced.size > largest {
                return Err(Rejection::TooLarge.into());
            }
            is_room(tx, new.request).await?;
            // In the same turn: of thirty at the same moment each is counted by the next.
            if store::count_announced(tx).await? >= rules::MOST_ANNOUNCED {
                return Err(Rejection::TooManyAnnounced.into());
            }
            let upload = Upload {
                id: tx.new_id(),
                label,
                media_type: announced.file_type.media_type.to_owned(),
                name: announced.name,
                size: announced.size,
                sha256: announced.sha256,
                expires_at: tx.now() + rules::BEGINS_WITHIN,
                begun_at: None,
            };
            store::insert_upload(tx, &upload, by).await?;
            tx.record(events::announced(label, upload.id, upload.size));
            Ok(upload)
        })
        .await
}

/// Somebody begins to send what they announced: nobody else may, and they may not again.
///
/// # Errors
/// [`Error::NotFound`], also for what another person announced; [`Rejection::AlreadyBegun`], [`Rejection::Expired`].
pub async fn begin(caller: &Caller, id: AttachmentId) -> Result<()> {
    caller
        .write(Permission::AttachFile, async |tx| {
            if let Some(label) = store::begin(tx, id).await? {
                tx.record(events::begun(label, id));
                return Ok(());
            }
            let upload = store::upload(tx, id).await?.ok_or(Error::NotFound(Kind::Attachment))?;
            Err(match upload.begun_at {
                Some(_) => Rejection::AlreadyBegun.into(),
                None => Rejection::Expired.into(),
            })
        })
        .await
}

/// What was announced is in the store, whole and as announced: from now on it hangs on its case.
///
/// # Errors
/// [`Error::NotFound`] when the case, or what was announced, isn't there for the caller any more; [`Rejection::TooMany`],
/// [`Rejection::RequestMoved`].
pub async fn attach(caller: &Caller, id: AttachmentId) -> Result<()> {
    let by = caller.participant_for(Permission::AttachFile)?;
    let mut tries = TRIES;
    loop {
        tries -= 1;
        let done = caller
            .write(Permission::AttachFile, async |tx| {
                let upload =
                    store::upload(tx, id).await?.filter(|upload| upload.begun_at.is_some());
                let upload = upload.ok_or(Error::NotFound(Kind::Attachment))?;
                // Again: others attached meanwhile.
                is_room(tx, upload.label.request).await?;
                let attachment = Attachment {
                    id,
                    label: upload.label,
                    name: upload.name,
                    media_type: upload.media_type,
                    size: upload.size,
                    sha256: upload.sha256,
                    attached_by: by,
                    attached_at: tx.now(),
                };
                // First the attachment, then the announcement: who moves a case locks it first as well.
                store::insert(tx, &attachment).await?;
                if !store::delete_upload(tx, id).await? {
                    return Err(Error::NotFound(Kind::Attachment));
                }
                tx.record(events::attached(attachment.label, id, attachment.size));
                Ok(())
            })
            .await;
        match done {
            Err(Error::Rejected(no)) if no.code == Rejection::RequestMoved.code() && tries > 0 => {}
            done => return done,
        }
    }
}

/// What was announced didn't come, or as something else: the announcement goes.
///
/// # Errors
/// Those of the database.
pub async fn give_up(caller: &Caller, id: AttachmentId, why: Why) -> Result<()> {
    caller
        .write(Permission::AttachFile, async |tx| {
            let upload = store::upload(tx, id).await?;
            let is_gone = store::delete_upload(tx, id).await?;
            match upload.filter(|_| is_gone) {
                Some(upload) => tx.record(events::failed(upload.label, id, why)),
                None => tx.change_nothing(),
            }
            Ok(())
        })
        .await
}

/// Takes a file away from its case. What a case was closed on stays with it.
///
/// # Errors
/// [`Error::NotFound`], [`Rejection::AttachedByAnother`], [`requests::Rejection::AlreadyClosed`],
/// [`requests::Rejection::Cancelled`].
pub async fn remove(caller: &Caller, id: AttachmentId) -> Result<RequestId> {
    let by = caller.participant_for(Permission::RemoveAttachment)?;
    caller
        .write(Permission::RemoveAttachment, async |tx| {
            let attachment = one(tx, id).await?;
            let request = requests_by_ids(tx, &[attachment.request()]).await?.pop();
            is_open(request.ok_or(Error::NotFound(Kind::Attachment))?.state)?;
            if caller.members().is_some() && attachment.attached_by != by {
                return Err(Rejection::AttachedByAnother.into());
            }
            if !store::delete(tx, id).await? {
                return Err(Error::NotFound(Kind::Attachment));
            }
            tx.record(events::removed(attachment.label, id));
            Ok(attachment.request())
        })
        .await
}

/// Whoever asks has their turn in the tenant until their transaction ends: of two who come at the same moment one is counted by
/// the other.
async fn is_room(tx: &WriteTx, of: RequestId) -> Result<()> {
    let alone = tx.alone_in_tenant("attaching");
    let ((), has) = try_join!(alone, store::count_of_request(tx, of))?;
    if has < rules::MOST_OF_A_REQUEST { Ok(()) } else { Err(Rejection::TooMany.into()) }
}

/// What a case ended on stays with it.
fn is_open(state: RequestState) -> Result<()> {
    match state {
        RequestState::Closed => Err(requests::Rejection::AlreadyClosed.into()),
        RequestState::Cancelled => Err(requests::Rejection::Cancelled.into()),
        RequestState::New
        | RequestState::Assigned
        | RequestState::InProgress
        | RequestState::WaitingForRequester => Ok(()),
    }
}

async fn one(tx: &WriteTx, id: AttachmentId) -> Result<Attachment> {
    store::by_id(tx, id).await?.ok_or(Error::NotFound(Kind::Attachment))
}

/// Forgets a tenant's announcements that nothing can come of any more; answers how many they were.
///
/// # Errors
/// Those of the database.
pub async fn forget_uploads(db: &Db, tenant: TenantId) -> Result<usize> {
    act_as_system(db, tenant, Job::Relay)
        .derive(Permission::Forget, async |tx| {
            Ok(store::delete_older_uploads(tx, tx.now() - rules::FORGOTTEN_AFTER).await?)
        })
        .await
}

/// Of these objects of a tenant, which are nobody's: neither attached nor announced. They must have been listed before.
///
/// # Errors
/// Those of the database.
pub async fn of_nobody(
    db: &Db,
    tenant: TenantId,
    ids: &[AttachmentId],
) -> Result<Vec<AttachmentId>> {
    act_as_system(db, tenant, Job::Relay)
        .derive(Permission::Forget, async |tx| {
            let known = store::known(tx, ids).await?;
            Ok(ids.iter().copied().filter(|id| !known.contains(id)).collect())
        })
        .await
}

impl Repeatable for Upload {
    fn deed(&self) -> Deed {
        Deed::done().with("attachment", self.id)
    }

    async fn again(tx: &mut ReadTx, deed: &Deed) -> Result<Self> {
        let found = store::upload(tx, deed.id("attachment")?).await?;
        // Sent, forgotten, or not to be seen any more: there is nowhere to send to.
        found.ok_or_else(|| Rejection::Expired.into())
    }
}
