//! Which cases belong together, and which were merged into another: what a link is, and the links of a list of cases, read for
//! all of them at once. A link is seen by who may read both of its cases; the policies see to that, of counts as well.

use super::moves::RequestState;
use super::rejection::Rejection;
use super::rules::Request;
use super::store;
use crate::access::{Caller, Permission, ReadTx, Secrecy};
use crate::kernel::error::{Error, Result};
use crate::kernel::ids::{RequestId, RequestLinkId};
use crate::kernel::page::{Page, PageArgs};
use crate::kernel::text_enum::text_enum;
use chrono::{DateTime, Utc};
use diesel::QueryResult;
use futures_util::future::try_join_all;
use std::collections::HashMap;

/// With how many others a case is linked at most, as far as who links it sees them: counted otherwise, the number would tell of
/// the others.
pub(super) const MOST: i64 = 50;
/// How many merges one after another are followed: where the last of so many was merged into, it itself says.
const LONGEST_CHAIN: usize = 50;

text_enum! {
    /// What a case is to another one that it is linked with.
    LinkKind {
        /// They belong together.
        Related = "RELATED",
        /// It asks for the same, and was merged into the other.
        DuplicateOf = "DUPLICATE_OF",
        /// The other asks for the same, and was merged into it.
        HasDuplicate = "HAS_DUPLICATE",
    }
}

impl LinkKind {
    /// What the other case is to it.
    pub(super) const fn reversed(self) -> Self {
        match self {
            Self::Related => Self::Related,
            Self::DuplicateOf => Self::HasDuplicate,
            Self::HasDuplicate => Self::DuplicateOf,
        }
    }
}

/// A link, as one of its cases has it.
#[derive(Debug, Clone)]
pub struct Link {
    /// Which.
    pub id: RequestLinkId,
    /// With which other case.
    pub other: RequestId,
    /// What the case is to the other.
    pub kind: LinkKind,
    /// Since when.
    pub linked_at: DateTime<Utc>,
}

/// What is wanted of the links of each case of a list.
#[derive(Debug, Clone, Default)]
pub struct WantedLinks {
    /// Parts of their lists.
    pub parts: Vec<PageArgs>,
    /// How many there are.
    pub count: bool,
    /// Into which case it was merged.
    pub merged_into: bool,
}

/// The links of some cases.
#[derive(Debug, Clone, Default)]
pub struct Links {
    pages: HashMap<PageArgs, HashMap<RequestId, Page<Link>>>,
    counts: HashMap<RequestId, i64>,
    merged_into: HashMap<RequestId, RequestId>,
}

impl Links {
    /// The part of a case's list, if it was asked for.
    pub fn page(&self, of: RequestId, args: &PageArgs) -> Option<&Page<Link>> {
        self.pages.get(args).and_then(|by_request| by_request.get(&of))
    }

    /// With how many a case is linked.
    pub fn count(&self, of: RequestId) -> i64 {
        self.counts.get(&of).copied().unwrap_or(0)
    }

    /// Into which case it was merged.
    pub fn merged_into(&self, of: RequestId) -> Option<RequestId> {
        self.merged_into.get(&of).copied()
    }

    /// All cases at the other ends.
    pub fn others(&self) -> impl Iterator<Item = RequestId> {
        let pages = self.pages.values().flat_map(HashMap::values);
        let linked = pages.flat_map(|page| &page.items).map(|link| link.other);
        linked.chain(self.merged_into.values().copied())
    }
}

/// The links of each of these cases, as they were made.
///
/// # Errors
/// [`Error::Forbidden`] without `ReadRequests`.
pub async fn of_requests(
    caller: &Caller,
    requests: &[RequestId],
    wanted: &WantedLinks,
) -> Result<Links> {
    caller
        .read(Permission::ReadRequests, async |tx| {
            let pages = try_join_all(wanted.parts.iter().map(async |args| {
                QueryResult::Ok((args.clone(), store::links_of_each(tx, requests, args).await?))
            }));
            let counts = async {
                if wanted.count { store::counts_of_links(tx, requests).await } else { Ok(vec![]) }
            };
            let merged_into = async {
                if wanted.merged_into { store::merged_into(tx, requests).await } else { Ok(vec![]) }
            };
            let all = async { futures_util::try_join!(pages, counts, merged_into) };
            let (pages, counts, merged_into) = tx.closing(all).await?;
            Ok(Links {
                pages: pages.into_iter().collect(),
                counts: counts.into_iter().collect(),
                merged_into: merged_into.into_iter().collect(),
            })
        })
        .await
}

/// Whether each who may read a case may read the other as well: only there is told that they are linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Readers {
    /// Everybody may.
    All,
    /// All of the staff may, its municipality perhaps not.
    Staff,
    /// Somebody of the staff may not.
    NotEvenStaff,
}

/// Who of a case's readers may read the other.
pub(super) fn readers(of: &Request, other: &Request) -> Readers {
    // Who is cleared for anything is cleared for what is open; beyond that no clearance contains another.
    let staff = other.secrecy == Secrecy::Open || other.secrecy == of.secrecy;
    let is_members = other.shown_to_member && other.member_id == of.member_id;
    match (staff, of.shown_to_member && !is_members) {
        (true, false) => Readers::All,
        (true, true) => Readers::Staff,
        (false, _) => Readers::NotEvenStaff,
    }
}

/// What was merged into another takes nothing more: no word, no move, no file.
///
/// # Errors
/// [`Error::Merged`], with the case that it was merged into, if the caller may read it; those of the database.
pub(crate) async fn must_not_be_merged(tx: &ReadTx, request: &Request) -> Result<()> {
    // What is open wasn't merged; so nothing is asked in the way of all others.
    if request.state != RequestState::Closed || store::merged(tx, &[request.id]).await?.is_empty() {
        return Ok(());
    }
    Err(merged(tx, request.id).await?)
}

/// That a case was merged, and into which: of several one after another the last that can be read.
pub(super) async fn merged(tx: &ReadTx, id: RequestId) -> Result<Error> {
    let (mut from, mut into) = (id, None);
    for _ in 0..LONGEST_CHAIN {
        let Some((_, next)) = store::merged_into(tx, &[from]).await?.pop() else { break };
        (from, into) = (next, Some(next));
    }
    Ok(Error::Merged { code: Rejection::Merged.code(), into })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_its_other_s_other() {
        for kind in LinkKind::ALL {
            assert_eq!(kind.reversed().reversed(), *kind);
        }
    }
}
