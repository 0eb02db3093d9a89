//! Whether a case's municipality sees it, as far as what the case is decides that.

use super::opening::NewRequest;
use super::rules::Requester;
use crate::access::Secrecy;

/// Whether its municipality sees a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// It was said, or follows from what it is.
    Said(bool),
    /// As the settings of its membership have it.
    AsSet,
}

/// Whether its municipality sees a case: what it files itself always, a citizen's never, a file of the data protection
/// officer only if who files it says so.
pub(crate) fn shown_to_member(new: &NewRequest, secrecy: Secrecy, files: Files) -> Shown {
    match (files, &new.requester, new.shown_to_member) {
        (Files::ForOwnMunicipality, ..) => Shown::Said(true),
        (Files::ForTheCentre, Requester::Citizen(_), _) => Shown::Said(false),
        (Files::ForTheCentre, _, Some(said)) => Shown::Said(said),
        (Files::ForTheCentre, _, None) if secrecy == Secrecy::Dpo => Shown::Said(false),
        (Files::ForTheCentre, Requester::Municipality | Requester::Organisation(_), None) => {
            Shown::AsSet
        }
    }
}

/// For whom somebody files a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Files {
    /// As staff.
    ForTheCentre,
    /// As who acts for a municipality.
    ForOwnMunicipality,
}
