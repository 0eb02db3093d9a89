//! What people do with a request between opening and closing: begin, ask the requester, answer, withdraw. As in `commands`:
//! lock, decide, store, record.

use super::commands::{lock, said};
use super::links::must_not_be_merged;
use super::rules::Request;
use super::stepped::Stepped;
use super::{events, store};
use crate::access::{Caller, Permission, WriteTx};
use crate::catalogue::area_of;
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::RequestId;
use crate::kernel::text;

/// Begins to work on a request. Who begins with what nobody has, has it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::IllegalMove`].
pub async fn start(caller: &Caller, id: RequestId) -> Result<Stepped> {
    let by = caller.participant_for(Permission::StartRequest)?;
    caller
        .write(Permission::StartRequest, async |tx| {
            let request = lock(tx, id).await?.start(by)?;
            store::update(tx, &request);
            tx.record(events::started(&request));
            Ok(request.into())
        })
        .await
}

/// Asks the requester something, in a comment that their municipality sees, and waits: the clock stands still.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Invalid`], [`Error::IllegalMove`], [`super::Rejection`].
pub async fn ask(caller: &Caller, id: RequestId, question: &str) -> Result<Stepped> {
    let question = text::required(question, 10_000, &["input", "question"])?;
    let by = caller.participant_for(Permission::AskRequester)?;
    caller
        .write(Permission::AskRequester, async |tx| {
            let request = lock(tx, id).await?;
            let was_on = request.counted_on();
            let request = request.ask(tx.now())?;
            let area = area_of(caller, tx, &request.service_code).await?;
            let comment = said(tx, by, question, false);
            store::update_first(tx, &request).await?;
            store::insert_comment(tx, request.label(), &comment);
            tx.record(events::asked(&request, (was_on, comment.id), area));
            Ok(request.into())
        })
        .await
}

/// Writes down the requester's answer, in a comment that their municipality sees, as the requester or in their name. The
/// clock runs on, and the term is later by how long it stood still.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Invalid`], [`Error::IllegalMove`].
pub async fn answer(caller: &Caller, id: RequestId, answer: &str) -> Result<Stepped> {
    let answer = text::required(answer, 10_000, &["input", "answer"])?;
    let by = caller.participant_for(Permission::AnswerRequest)?;
    caller
        .write(Permission::AnswerRequest, async |tx| {
            let request = lock_waiting(tx, id).await?;
            let was_on = request.counted_on();
            let request = request.answer(tx.now())?;
            let area = area_of(caller, tx, &request.service_code).await?;
            let comment = said(tx, by, answer, false);
            store::update_answered(tx, &request).await?;
            store::insert_comment(tx, request.label(), &comment);
            tx.record(events::answered(&request, (was_on, comment.id), area));
            Ok(request.into())
        })
        .await
}

/// Withdraws a request, which is for ever. `expected_version` is of use where somebody wants to be sure that nothing has
/// happened since they looked.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Invalid`], [`Error::Stale`], [`Error::IllegalMove`].
pub async fn cancel(
    caller: &Caller,
    id: RequestId,
    reason: &str,
    expected_version: Option<i32>,
) -> Result<Stepped> {
    let reason = text::required(reason, 10_000, &["input", "reason"])?;
    caller
        .write(Permission::CancelRequest, async |tx| {
            let request = lock(tx, id).await?;
            if expected_version.is_some_and(|version| version != request.version) {
                return Err(Error::Stale { kind: Kind::Request, version: request.version });
            }
            let was_on = request.counted_on();
            let request = request.cancel(reason, tx.now())?;
            let area = area_of(caller, tx, &request.service_code).await?;
            store::update(tx, &request);
            tx.record(events::cancelled(&request, was_on, area));
            Ok(request.into())
        })
        .await
}

/// A municipality can lock its case only while it is waited for: then what stands otherwise is read, so that it is told what
/// can be done.
async fn lock_waiting(tx: &WriteTx, id: RequestId) -> Result<Request> {
    if let Some(request) = store::lock(tx, id).await? {
        must_not_be_merged(tx, &request).await?;
        return Ok(request);
    }
    let request = store::by_ids(tx, &[id]).await?.pop().ok_or(Error::NotFound(Kind::Request))?;
    must_not_be_merged(tx, &request).await?;
    request.answer(tx.now())?;
    // Between the two somebody asked.
    lock(tx, id).await
}
