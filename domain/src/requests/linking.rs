//! Linking two cases that belong together, taking a link away, and merging a duplicate into the case that it duplicates.
//! As in `commands`: lock, decide, store, record.

use super::links::{self, LinkKind, must_not_be_merged};
use super::moves::RequestState;
use super::rejection::Rejection;
use super::rules::Request;
use super::{events, store};
use crate::access::{Caller, Permission, WriteTx};
use crate::catalogue::area_of;
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::RequestId;
use crate::kernel::text;

/// Links two cases, both of which the caller can read.
///
/// # Errors
/// [`Error::NotFound`], [`Rejection::SameRequest`], [`Rejection::AlreadyLinked`], [`Rejection::TooManyLinks`].
pub async fn link(caller: &Caller, id: RequestId, other: RequestId) -> Result<RequestId> {
    must_be_two(id, other)?;
    caller
        .write(Permission::CommentInternally, async |tx| {
            let (one, other) = both(tx, id, other).await?;
            if store::link_between(tx, one.id, other.id).await?.is_some() {
                return Err(Rejection::AlreadyLinked.into());
            }
            is_room(tx, &one, &other).await?;
            store::insert_link(tx, (&one, &other), LinkKind::Related).await?;
            for event in events::linked(&one, &other) {
                tx.record(event);
            }
            Ok(id)
        })
        .await
}

/// Takes the link between two cases away. That one was merged into the other stays.
///
/// # Errors
/// [`Error::NotFound`], [`Rejection::SameRequest`], [`Rejection::NotLinked`], [`Error::Merged`].
pub async fn unlink(caller: &Caller, id: RequestId, other: RequestId) -> Result<RequestId> {
    must_be_two(id, other)?;
    caller
        .write(Permission::CommentInternally, async |tx| {
            let (one, other) = both(tx, id, other).await?;
            match store::link_between(tx, one.id, other.id).await? {
                None => return Err(Rejection::NotLinked.into()),
                Some(LinkKind::Related) => {}
                Some(LinkKind::DuplicateOf) => return Err(links::merged(tx, one.id).await?),
                Some(LinkKind::HasDuplicate) => return Err(links::merged(tx, other.id).await?),
            }
            store::delete_link(tx, one.id, other.id).await?;
            for event in events::unlinked(&one, &other) {
                tx.record(event);
            }
            Ok(id)
        })
        .await
}

/// A duplicate that is to be merged into the case that it duplicates, as they were read.
#[derive(Debug, Clone)]
pub struct Merge {
    /// Which is closed, and its version.
    pub duplicate: (RequestId, i32),
    /// Which goes on, and its version.
    pub into: (RequestId, i32),
    /// What came of the duplicate, for who asked.
    pub outcome: String,
}

/// Closes a duplicate and links it with the case that it duplicates. Nothing is copied: comments, files and work stay where they
/// are, under their own label, and are reached by the link.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`], [`Error::Invalid`], [`Error::IllegalMove`], [`Error::Merged`], [`Rejection`].
pub async fn merge(caller: &Caller, merge: Merge) -> Result<RequestId> {
    let Merge { duplicate, into, outcome } = merge;
    must_be_two(duplicate.0, into.0)?;
    let outcome = text::required(&outcome, 10_000, &["input", "outcome"])?;
    caller
        .write(Permission::CloseRequest, async |tx| {
            let (one, other) = both(tx, duplicate.0, into.0).await?;
            // First what was merged: it has another version since, and that isn't what there is to know.
            must_not_be_merged(tx, &one).await?;
            must_not_be_merged(tx, &other).await?;
            must_be_as_read(&one, duplicate.1, Kind::Request)?;
            must_be_as_read(&other, into.1, Kind::OtherRequest)?;
            must_go_together(&one, &other)?;
            let was_on = one.counted_on();
            let closed = one.close(outcome, tx.now())?;
            let area = area_of(caller, tx, &closed.service_code).await?;
            if store::link_between(tx, closed.id, other.id).await?.is_some() {
                store::delete_link(tx, closed.id, other.id).await?;
            }
            is_room(tx, &closed, &other).await?;
            store::insert_link(tx, (&closed, &other), LinkKind::DuplicateOf).await?;
            store::insert_merge(tx, &closed).await?;
            store::update(tx, &closed);
            tx.record(events::closed(&closed, was_on, area, tx.now()));
            for event in events::merged(&closed, &other) {
                tx.record(event);
            }
            Ok(closed.id)
        })
        .await
}

fn must_be_two(one: RequestId, other: RequestId) -> Result<()> {
    if one == other { Err(Rejection::SameRequest.into()) } else { Ok(()) }
}

/// Both, locked in the order of their ids: so two who name them the other way round don't wait for each other.
async fn both(tx: &WriteTx, id: RequestId, other: RequestId) -> Result<(Request, Request)> {
    let (mut one, mut two) = (None, None);
    for request in store::lock_each(tx, &[id, other]).await? {
        if request.id == id {
            one = Some(request);
        } else {
            two = Some(request);
        }
    }
    let one = one.ok_or(Error::NotFound(Kind::Request))?;
    Ok((one, two.ok_or(Error::NotFound(Kind::OtherRequest))?))
}

async fn is_room(tx: &WriteTx, one: &Request, other: &Request) -> Result<()> {
    let counts = store::counts_of_links(tx, &[one.id, other.id]).await?;
    let is_full = counts.iter().any(|(_, count)| *count >= links::MOST);
    if is_full { Err(Rejection::TooManyLinks.into()) } else { Ok(()) }
}

fn must_be_as_read(request: &Request, version: i32, kind: Kind) -> Result<()> {
    if request.version == version {
        Ok(())
    } else {
        Err(Error::Stale { kind, version: request.version })
    }
}

/// A duplicate is the same municipality's, and what it is merged into was not withdrawn.
fn must_go_together(duplicate: &Request, into: &Request) -> Result<(), Rejection> {
    let about = [&duplicate.municipality_code, &into.municipality_code];
    let is_about_others = matches!(about, [Some(one), Some(other)] if one != other);
    if duplicate.member_id != into.member_id || is_about_others {
        return Err(Rejection::OfDifferentMunicipalities);
    }
    if into.state == RequestState::Cancelled { Err(Rejection::Cancelled) } else { Ok(()) }
}
