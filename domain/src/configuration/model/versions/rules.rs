//! What a version is, and who may do what with it when.

use super::super::Content;
use crate::configuration::Rejection;
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{CentreModelVersionId, ParticipantId};
use crate::kernel::page::Cursor;
use crate::kernel::text_enum::text_enum;
use chrono::{DateTime, Utc};
use uuid::Uuid;

text_enum! {
    /// How far a version is.
    VersionState {
        /// It is worked on.
        Draft = "DRAFT",
        /// It waits for a second person, and doesn't change.
        Submitted = "SUBMITTED",
        /// It is published, and never changes.
        Published = "PUBLISHED",
        /// It was published, and no tenant is brought to it any more.
        Withdrawn = "WITHDRAWN",
    }
}

/// How many open drafts there may be.
pub(super) const DRAFTS_MAX: i64 = 50;

/// A version of the centre model.
#[derive(Debug, Clone)]
pub struct ModelVersion {
    /// From its first draft on.
    pub id: CentreModelVersionId,
    /// Given when it is published; `None`: it isn't yet.
    pub number: Option<i32>,
    /// How far it is.
    pub state: VersionState,
    /// The version it was drafted from; `None`: from nothing.
    pub base: Option<CentreModelVersionId>,
    /// What its authors say of it.
    pub notes: String,
    /// What it says.
    pub content: Content,
    /// Who changed it.
    pub authors: Vec<ParticipantId>,
    /// Who submitted it, and when; `None`: it is a draft.
    pub submitted: Option<(ParticipantId, DateTime<Utc>)>,
    /// Who gave it back last, when, and why; of a published one `None`.
    pub given_back: Option<GivenBack>,
    /// Who published it, and when.
    pub published: Option<(ParticipantId, DateTime<Utc>)>,
    /// Who withdrew it, and when.
    pub withdrawn: Option<(ParticipantId, DateTime<Utc>)>,
    /// What it must be to be changed; `None`: it is published, and doesn't change.
    pub version: Option<i32>,
}

/// That an approver didn't publish it.
#[derive(Debug, Clone)]
pub struct GivenBack {
    /// Who.
    pub by: ParticipantId,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

/// Which versions are asked for.
#[derive(Debug, Clone, Default)]
pub struct VersionFilter {
    /// In one of these states; `None`: in any.
    pub states: Option<Vec<VersionState>>,
}

impl ModelVersion {
    /// # Errors
    /// [`Error::Stale`]: somebody changed it meanwhile.
    pub(super) fn must_be_at(&self, expected: i32) -> Result<()> {
        match self.version {
            Some(version) if version != expected => {
                Err(Error::Stale { kind: Kind::CentreModelVersion, version })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// # Errors
    /// [`Rejection::NotADraft`].
    pub(super) fn must_be_a_draft(&self) -> Result<()> {
        match self.state {
            VersionState::Draft => Ok(()),
            VersionState::Submitted | VersionState::Published | VersionState::Withdrawn => {
                Err(Rejection::NotADraft.into())
            }
        }
    }

    /// # Errors
    /// [`Rejection::NotSubmitted`], [`Rejection::NotADraft`].
    pub(super) fn must_be_submitted(&self) -> Result<()> {
        match self.state {
            VersionState::Submitted => Ok(()),
            VersionState::Draft => Err(Rejection::NotSubmitted.into()),
            VersionState::Published | VersionState::Withdrawn => Err(Rejection::NotADraft.into()),
        }
    }

    /// Who had a hand in it doesn't publish it.
    ///
    /// # Errors
    /// [`Rejection::SecondPersonNeeded`].
    pub(super) fn must_be_others(&self, by: ParticipantId) -> Result<()> {
        let submitted = self.submitted.is_some_and(|(who, _)| who == by);
        if submitted || self.authors.contains(&by) {
            return Err(Rejection::SecondPersonNeeded.into());
        }
        Ok(())
    }

    /// Those who had a hand in it, with one more.
    pub(super) fn authors_with(&self, by: ParticipantId) -> Vec<ParticipantId> {
        let mut authors = self.authors.clone();
        if !authors.contains(&by) {
            authors.push(by);
        }
        authors
    }
}

/// A version's place in the list: what isn't published yet first, then the newest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) id: CentreModelVersionId,
    pub(super) number: Option<i32>,
    pub(super) state: VersionState,
}

impl Place {
    /// By what the list is ordered, from its top.
    fn rank(self) -> (i32, Uuid) {
        (self.number.unwrap_or(i32::MAX), Uuid::from(self.id))
    }
}

/// Those that are asked for, in their order.
pub(super) fn listed(mut all: Vec<Place>, filter: &VersionFilter) -> Vec<Place> {
    let is_asked =
        |place: &Place| filter.states.as_ref().is_none_or(|some| some.contains(&place.state));
    all.retain(is_asked);
    all.sort_by_key(|place| std::cmp::Reverse(place.rank()));
    all
}

/// What of a list lies behind one cursor and before another. A cursor of what isn't there any more stands nowhere: the list
/// is told from its beginning, or to its end.
pub(super) fn between(
    list: &[Place],
    after: Option<&Cursor>,
    before: Option<&Cursor>,
) -> Vec<Place> {
    let place =
        |cursor: &Cursor| list.iter().position(|p| Uuid::from(p.id).to_string() == cursor.id);
    let from = after.and_then(place).map_or(0, |at| at.saturating_add(1));
    let to = before.and_then(place).unwrap_or(list.len());
    list.iter().copied().take(to).skip(from).collect()
}

impl ModelVersion {
    /// Its place in a list.
    pub fn cursor(&self) -> Cursor {
        Cursor::new("", Uuid::from(self.id).to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(id: u128, number: Option<i32>, state: VersionState) -> Place {
        Place { id: Uuid::from_u128(id).into(), number, state }
    }

    #[test]
    fn what_is_worked_on_stands_before_what_is_published_and_the_newest_before_the_old() {
        use VersionState::{Draft, Published, Submitted, Withdrawn};
        let all = vec![
            place(1, Some(2), Published),
            place(2, Some(1), Withdrawn),
            place(3, None, Draft),
            place(4, None, Submitted),
        ];
        let ids = |list: Vec<Place>| -> Vec<u128> {
            list.iter().map(|place| Uuid::from(place.id).as_u128()).collect()
        };
        let list = listed(all.clone(), &VersionFilter::default());
        assert_eq!(ids(list.clone()), [4, 3, 1, 2]);
        let of_one = |id: u128| Cursor::new("", Uuid::from_u128(id).to_string());
        assert_eq!(ids(between(&list, Some(&of_one(3)), None)), [1, 2]);
        assert_eq!(ids(between(&list, Some(&of_one(4)), Some(&of_one(2)))), [3, 1]);
        assert_eq!(ids(between(&list, Some(&of_one(9)), None)), [4, 3, 1, 2]);
        let published = VersionFilter { states: Some(vec![Published]) };
        assert_eq!(ids(listed(all, &published)), [1]);
    }
}
