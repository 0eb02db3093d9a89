//! Several requests at once. Each has its own result: what can't be done with one undoes nothing of the others.
//!
//! They are one transaction all the same: each is decided before anything is written, so a "no" writes nothing, and who is
//! killed in the middle has done nothing and can ask again, under the same key too.

use super::moves::{IllegalMove, Move, RequestState};
use super::rejection::Rejection;
use super::rules::Request;
use super::{events, store};
use crate::access::{Caller, Deed, Permission, ReadTx, Repeatable, WriteTx};
use crate::configuration;
use crate::identity;
use crate::kernel::error::{Error, Kind, Result, code};
use crate::kernel::ids::{ParticipantId, RequestId};
use crate::kernel::text;
use std::collections::{BTreeMap, BTreeSet};

/// With how many something is done at once, at most.
const MOST: usize = 100;
/// What is kept of what was done.
const DONE: &str = "DONE";
/// What is kept of what isn't there.
const NOT_FOUND: &str = "NOT_FOUND";

/// What came of each, in the order in which they were named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Several(Vec<Option<Refused>>);

impl Several {
    /// What came of each.
    pub fn results(self) -> impl Iterator<Item = Result<()>> {
        self.0.into_iter().map(|refused| refused.map_or(Ok(()), |refused| Err(refused.into())))
    }
}

/// Why something couldn't be done with one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refused {
    NotFound,
    Rejected(Rejection),
    Illegal(IllegalMove),
}

/// Gives requests to somebody of the staff.
///
/// # Errors
/// [`Error::Invalid`] for none, for more than a hundred, and for one that is named twice; [`Error::NotFound`] for the assignee.
pub async fn assign(caller: &Caller, ids: &[RequestId], to: ParticipantId) -> Result<Several> {
    must_be_several(ids)?;
    caller
        .write(Permission::AssignRequest, async |tx| {
            let found = store::lock_each(tx, ids).await?;
            if identity::participants_by_ids(tx, &[to]).await?.is_empty() {
                return Err(Error::NotFound(Kind::Assignee));
            }
            let roles = tx.roles_of(to).await?;
            let merged = merged(tx, &found).await?;
            let assign = |request: Request| request.assign(to, &roles);
            let decided = Decided::of(ids, (found, &merged), Move::Assign, assign)?;
            for (_, request) in &decided.changed {
                tx.record(events::assigned(request, to));
            }
            decided.write(tx).await
        })
        .await
}

/// Closes requests, each with the same words of what came of it.
///
/// # Errors
/// [`Error::Invalid`] as in [`assign`], and for the words.
pub async fn close(caller: &Caller, ids: &[RequestId], outcome: &str) -> Result<Several> {
    must_be_several(ids)?;
    let outcome = text::required(outcome, 10_000, &["input", "outcome"])?;
    caller
        .write(Permission::CloseRequest, async |tx| {
            let found = store::lock_each(tx, ids).await?;
            let now = tx.now();
            let close = |request: Request| request.close(outcome.clone(), now);
            let merged = merged(tx, &found).await?;
            let decided = Decided::of(ids, (found, &merged), Move::Close, close)?;
            let codes: BTreeSet<String> =
                decided.changed.iter().map(|(_, request)| request.service_code.clone()).collect();
            let codes: Vec<String> = codes.into_iter().collect();
            let areas: BTreeMap<String, _> = configuration::services_by_codes(tx, &codes)
                .await?
                .into_iter()
                .map(|service| (service.code().to_owned(), service.national.area))
                .collect();
            for (before, request) in &decided.changed {
                let area = areas.get(&request.service_code);
                let area = area.ok_or(Error::NotFound(Kind::Service))?;
                tx.record(events::closed(request, before.counted_on(), *area, now));
            }
            decided.write(tx).await
        })
        .await
}

fn must_be_several(ids: &[RequestId]) -> Result<()> {
    let no = |code| Err(Error::invalid(&["input", "ids"], code));
    let different: BTreeSet<&RequestId> = ids.iter().collect();
    match ids.len() {
        0 => no(code::REQUIRED),
        1..=MOST if different.len() == ids.len() => Ok(()),
        1..=MOST => no(code::MALFORMED),
        _ => no(code::OUT_OF_RANGE),
    }
}

/// Which of them were merged into others. What is open wasn't.
async fn merged(tx: &WriteTx, found: &[Request]) -> Result<BTreeSet<RequestId>> {
    let closed = found.iter().filter(|request| request.state == RequestState::Closed);
    let closed: Vec<RequestId> = closed.map(|request| request.id).collect();
    if closed.is_empty() {
        return Ok(BTreeSet::new());
    }
    Ok(store::merged(tx, &closed).await?.into_iter().map(|(id, _)| id).collect())
}

/// What is to be written, and what isn't.
struct Decided {
    results: Several,
    /// Each as it was and as it will be.
    changed: Vec<(Request, Request)>,
}

impl Decided {
    fn of(
        ids: &[RequestId],
        (found, merged): (Vec<Request>, &BTreeSet<RequestId>),
        what: Move,
        decide: impl Fn(Request) -> Result<Request>,
    ) -> Result<Self> {
        let found: BTreeMap<RequestId, Request> =
            found.into_iter().map(|request| (request.id, request)).collect();
        let mut decided = Self { results: Several(Vec::new()), changed: Vec::new() };
        for id in ids {
            let refused = match found.get(id) {
                None => Some(Refused::NotFound),
                Some(_) if merged.contains(id) => Some(Refused::Rejected(Rejection::Merged)),
                Some(before) => match decide(before.clone()) {
                    Ok(after) => {
                        decided.changed.push((before.clone(), after));
                        None
                    }
                    Err(error) => Some(Refused::by(error, before.state, what)?),
                },
            };
            decided.results.0.push(refused);
        }
        Ok(decided)
    }

    async fn write(self, tx: &mut WriteTx) -> Result<Several> {
        if self.changed.is_empty() {
            tx.change_nothing();
        } else {
            store::update_each(tx, self.changed.iter().map(|(_, request)| request)).await?;
        }
        Ok(self.results)
    }
}

impl Refused {
    /// A rule's "no"; what isn't one ends all of it.
    fn by(error: Error, from: RequestState, what: Move) -> Result<Self> {
        match error {
            Error::IllegalMove { .. } => Ok(Self::Illegal(IllegalMove { from, what })),
            Error::Rejected(no) => {
                Rejection::of_code(no.code).map(Self::Rejected).ok_or(Error::Rejected(no))
            }
            other => Err(other),
        }
    }

    fn word(self) -> String {
        match self {
            Self::NotFound => NOT_FOUND.to_owned(),
            Self::Rejected(no) => no.code().to_owned(),
            Self::Illegal(IllegalMove { from, what }) => {
                format!("{}.{}", from.as_str(), what.as_str())
            }
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        match word.split_once('.') {
            Some((from, what)) => {
                let (from, what) = (RequestState::parse(from)?, Move::parse(what)?);
                Some(Self::Illegal(IllegalMove { from, what }))
            }
            None if word == NOT_FOUND => Some(Self::NotFound),
            None => Rejection::of_code(word).map(Self::Rejected),
        }
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::NotFound => Self::NotFound(Kind::Request),
            Refused::Rejected(no) => no.into(),
            Refused::Illegal(illegal) => illegal.into(),
        }
    }
}

/// Kept as the words that there are, and by their places which of them each one has: what is kept has to be short.
impl Repeatable for Several {
    fn deed(&self) -> Deed {
        let word = |refused: &Option<Refused>| refused.map_or(DONE.to_owned(), Refused::word);
        let all: Vec<String> = self.0.iter().map(word).collect();
        let words: Vec<&String> = all.iter().collect::<BTreeSet<_>>().into_iter().collect();
        let place = |word: &String| words.binary_search(&word).unwrap_or(0).to_string();
        let places: Vec<String> = all.iter().map(place).collect();
        let words: Vec<&str> = words.into_iter().map(String::as_str).collect();
        Deed::done().with_code("words", &words.join("/")).with_code("each", &places.join("."))
    }

    async fn again(_: &mut ReadTx, deed: &Deed) -> Result<Self> {
        let words: Vec<&str> = deed.code("words")?.split('/').collect();
        let one = |place: &str| {
            let word = *words.get(place.parse::<usize>().ok()?)?;
            if word == DONE { Some(None) } else { Refused::of_word(word).map(Some) }
        };
        let all: Option<Vec<Option<Refused>>> = deed.code("each")?.split('.').map(one).collect();
        all.map(Self).ok_or(Error::broken("an outcome lacks a word that it names"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_a_hundred_is_short_and_is_read_as_it_was() {
        let illegal = |from, what| Some(Refused::Illegal(IllegalMove { from, what }));
        let kinds = [
            None,
            Some(Refused::NotFound),
            Some(Refused::Rejected(Rejection::AssigneeIsNotStaff)),
            Some(Refused::Rejected(Rejection::AssigneeMayNotRead)),
            illegal(RequestState::Closed, Move::Assign),
            illegal(RequestState::Cancelled, Move::Close),
            illegal(RequestState::WaitingForRequester, Move::AskRequester),
        ];
        for kind in kinds {
            let word = kind.map(Refused::word);
            assert_eq!(word.map(|word| Refused::of_word(&word)), kind.map(Some));
        }
        let deed = Several(kinds.into_iter().cycle().take(MOST).collect()).deed();
        let kept = [deed.code("words").unwrap(), deed.code("each").unwrap()];
        assert!(kept.iter().map(|text| text.len()).sum::<usize>() < 1_000, "{kept:?}");
    }
}
