//! What people do with requests. Each reads: lock, decide, store, record.

use super::clock::OfficeHours;
use super::links::must_not_be_merged;
use super::opening::NewRequest;
use super::rules::{self, Comment, Opened, Request, Requester};
use super::shown::{self, Files, Shown};
use super::stepped::Stepped;
use super::term::{Term, deadlines, due_on};
use super::{events, rejection::Rejection, store};
use crate::access::{
    Caller, Deed, Label, MOVED_MEANWHILE, Permission, ReadTx, Repeatable, Secrecy, WriteTx,
};
use crate::catalogue::area_of;
use crate::configuration::{self, EffectiveService, SettingKey};
use crate::directory::MunicipalityCode;
use crate::kernel::error::{Error, Kind, Result, code};
use crate::kernel::ids::{CommentId, MemberId, ParticipantId, RequestId};
use crate::kernel::text;
use crate::kernel::working_days::day_in_prague;
use crate::{directory, identity, tenancy};
use std::sync::Arc;

/// What commenting answers.
#[derive(Debug, Clone)]
pub struct Commented {
    /// Which comment.
    pub id: CommentId,
    /// On which case.
    pub request: RequestId,
    /// The comment itself, as long as who wrote it may read it.
    pub comment: Option<Comment>,
}

/// Opens a request. It may be filed into a secrecy that who files it can't read.
///
/// # Errors
/// [`Error::NotFound`] for an unknown service or member, [`Error::Invalid`], [`Rejection`].
pub async fn open(caller: &Caller, new: NewRequest) -> Result<Opened> {
    let files =
        if caller.members().is_some() { Files::ForOwnMunicipality } else { Files::ForTheCentre };
    let opened_by = caller.participant_for(Permission::OpenRequest)?;
    let new = new.check(files)?;
    caller
        .write(Permission::OpenRequest, async |tx| {
            let (service, hours, member, ()) = futures_util::try_join!(
                offered_service(caller, tx, &new.service_code),
                office_hours(caller, tx),
                member_for(tx, caller, &new),
                must_be_known(tx, new.municipality_code)
            )?;
            let secrecy = service.national.secrecy;
            let label = Label {
                request: tx.new_id(),
                member,
                secrecy,
                shown_to_member: shown_to_member(tx, caller, &new, (member, secrecy, files))
                    .await?,
            };
            let deadlines = deadlines(&service, hours, tx.now());
            let term = Term::of(None, service.close_days(), hours);
            let row = store::NewRow {
                new: &new,
                label,
                opened_by: Some(opened_by),
                requester_email: None,
                deadlines,
                term,
            };
            tx.record(events::opened(label, service.national.area, due_on(deadlines.1)));
            let (ending, tx) = (tx.ending(), &*tx);
            let ids = [label.request];
            // Who files it sees it only as far as they may.
            let both =
                async { futures_util::try_join!(store::insert(tx, &row), store::by_ids(tx, &ids)) };
            let ((year, number), mut found) = tx.end(ending, both).await?;
            let number = rules::printed_number(year, number);
            Ok(Opened { id: label.request, number, request: found.pop() })
        })
        .await
}

/// Gives a request to somebody of the staff.
///
/// # Errors
/// [`Error::NotFound`], [`Rejection`].
pub async fn assign(caller: &Caller, id: RequestId, to: ParticipantId) -> Result<Stepped> {
    caller
        .write(Permission::AssignRequest, async |tx| {
            let (request, known, roles) = futures_util::try_join!(
                lock(tx, id),
                async { Ok(identity::participants_by_ids(tx, &[to]).await?) },
                tx.roles_of(to)
            )?;
            if known.is_empty() {
                return Err(Error::NotFound(Kind::Assignee));
            }
            let request = request.assign(to, &roles)?;
            store::update(tx, &request);
            tx.record(events::assigned(&request, to));
            Ok(request.into())
        })
        .await
}

/// Closes a request with what came of it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Invalid`], [`Rejection`].
pub async fn close(caller: &Caller, id: RequestId, outcome: &str) -> Result<Stepped> {
    let outcome = text::required(outcome, 10_000, &["input", "outcome"])?;
    caller
        .write(Permission::CloseRequest, async |tx| {
            let request = lock(tx, id).await?;
            let was_on = request.counted_on();
            let request = request.close(outcome, tx.now())?;
            let area = area_of(caller, tx, &request.service_code).await?;
            store::update(tx, &request);
            tx.record(events::closed(&request, was_on, area, tx.now()));
            Ok(request.into())
        })
        .await
}

/// Opens a closed request again; its time to close starts anew.
///
/// # Errors
/// [`Error::NotFound`], [`Rejection`].
pub async fn reopen(caller: &Caller, id: RequestId) -> Result<Stepped> {
    caller
        .write(Permission::ReopenRequest, async |tx| {
            let request = store::lock(tx, id).await?.ok_or(Error::NotFound(Kind::Request))?;
            let (service, hours, ()) = futures_util::try_join!(
                service(caller, tx, &request.service_code),
                office_hours(caller, tx),
                must_not_be_merged(tx, &request)
            )?;
            let request = request.reopen(service.close_days(), hours, tx.now())?;
            store::update(tx, &request);
            tx.record(events::reopened(&request, service.national.area));
            Ok(request.into())
        })
        .await
}

/// Writes a comment, for the requester's municipality too or for the staff alone.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Invalid`].
pub async fn comment(
    caller: &Caller,
    id: RequestId,
    body: &str,
    is_internal: bool,
) -> Result<Commented> {
    let body = text::required(body, 10_000, &["input", "body"])?;
    let needs =
        if is_internal { Permission::CommentInternally } else { Permission::CommentOnRequest };
    let author_id = caller.participant_for(needs)?;
    match written(caller, (needs, author_id), id, (&body, is_internal)).await {
        // Somebody filed it elsewhere in between: now it is commented on there, by who may read it there.
        Err(Error::Rejected(MOVED_MEANWHILE)) => {
            written(caller, (needs, author_id), id, (&body, is_internal)).await
        }
        written => written,
    }
}

async fn written(
    caller: &Caller,
    (needs, author_id): (Permission, ParticipantId),
    id: RequestId,
    (body, is_internal): (&str, bool),
) -> Result<Commented> {
    caller
        .write(needs, async |tx| {
            let request =
                store::by_ids(tx, &[id]).await?.pop().ok_or(Error::NotFound(Kind::Request))?;
            must_not_be_merged(tx, &request).await?;
            let comment = said(tx, author_id, body.to_owned(), is_internal);
            let answers = !is_internal && caller.members().is_none();
            if answers && request.first_answered_at.is_none() {
                store::note_first_answer(tx, id).await?;
            }
            store::insert_comment(tx, request.label(), &comment);
            tx.record(events::commented(&request, comment.id, is_internal));
            Ok(Commented { id: comment.id, request: request.id, comment: Some(comment) })
        })
        .await
}

impl Repeatable for Opened {
    fn deed(&self) -> Deed {
        Deed::done().with("request", self.id).with_code("number", &self.number)
    }

    async fn again(tx: &mut ReadTx, deed: &Deed) -> Result<Self> {
        let (id, number) = (deed.id("request")?, deed.code("number")?.to_owned());
        Ok(Self { id, number, request: store::by_ids(tx, &[id]).await?.pop() })
    }
}

impl Repeatable for Commented {
    fn deed(&self) -> Deed {
        Deed::done().with("comment", self.id).with("request", self.request)
    }

    async fn again(tx: &mut ReadTx, deed: &Deed) -> Result<Self> {
        let (id, request) = (deed.id("comment")?, deed.id("request")?);
        Ok(Self { id, request, comment: store::comment_by_id(tx, id).await? })
    }
}

/// Within which hours terms run that begin now.
pub(super) async fn office_hours(caller: &Caller, tx: &WriteTx) -> Result<OfficeHours> {
    let settings = configuration::settings_of(caller, tx).await?;
    let minute = |key| i32::try_from(settings.number(key)).unwrap_or(-1);
    let hours = OfficeHours::between(minute(SettingKey::OfficeFrom), minute(SettingKey::OfficeTo));
    hours.ok_or(Error::broken("the bounds of office hours don't meet"))
}

/// Something that somebody writes now.
pub(super) fn said(
    tx: &WriteTx,
    author_id: ParticipantId,
    body: String,
    is_internal: bool,
) -> Comment {
    let (id, written_at) = (tx.new_id::<CommentId>(), tx.now());
    Comment { id, author_id, written_at, is_internal, body }
}

/// # Errors
/// [`Error::NotFound`], [`Error::Merged`].
pub(super) async fn lock(tx: &WriteTx, id: RequestId) -> Result<Request> {
    let request = store::lock(tx, id).await?.ok_or(Error::NotFound(Kind::Request))?;
    must_not_be_merged(tx, &request).await?;
    Ok(request)
}

pub(super) async fn service(
    caller: &Caller,
    tx: &WriteTx,
    code: &str,
) -> Result<Arc<EffectiveService>> {
    configuration::service_of(caller, tx, code).await?.ok_or(Error::NotFound(Kind::Service))
}

pub(super) async fn offered_service(
    caller: &Caller,
    tx: &WriteTx,
    code: &str,
) -> Result<Arc<EffectiveService>> {
    let service = service(caller, tx, code).await?;
    if service.is_offered() { Ok(service) } else { Err(Rejection::ServiceNotOffered.into()) }
}

/// Whether its municipality sees it. What who files it leaves open, the settings of the membership say.
async fn shown_to_member(
    tx: &WriteTx,
    caller: &Caller,
    new: &NewRequest,
    (member, secrecy, files): (MemberId, Secrecy, Files),
) -> Result<bool> {
    match shown::shown_to_member(new, secrecy, files) {
        Shown::Said(is_shown) => Ok(is_shown),
        Shown::AsSet => {
            let settings = configuration::settings_of(caller, tx).await?;
            Ok(settings.flag(SettingKey::ShownToMember, Some(member)))
        }
    }
}

async fn must_be_known(tx: &WriteTx, municipality: Option<MunicipalityCode>) -> Result<()> {
    let Some(code) = municipality else { return Ok(()) };
    let is_unknown = directory::municipalities_in(tx, &[code]).await?.is_empty();
    if is_unknown { Err(Error::NotFound(Kind::Municipality)) } else { Ok(()) }
}

/// Whose the case is: the association's own for a citizen, else the member that was named, or the only one one acts for.
async fn member_for(tx: &WriteTx, caller: &Caller, new: &NewRequest) -> Result<MemberId> {
    let missing = || Error::invalid(&["input", "memberId"], code::REQUIRED);
    if matches!(new.requester, Requester::Citizen(_)) {
        return match caller.members() {
            Some(_) => Err(Rejection::CitizensAskTheCentre.into()),
            None => tenancy::association_itself(tx).await?.ok_or(Error::NotFound(Kind::Member)),
        };
    }
    let only =
        caller.members().filter(|members| members.len() == 1).and_then(|members| members.first());
    let id = new.member.or(only.copied()).ok_or_else(missing)?;
    let member =
        tenancy::members_by_ids(tx, &[id]).await?.pop().ok_or(Error::NotFound(Kind::Member))?;
    if member.belongs_on(day_in_prague(tx.now())) {
        Ok(id)
    } else {
        Err(Rejection::MemberHasLeft.into())
    }
}
