//! Who is sending a file to this process: how many at once, and on which connections nobody is answered for a while.

use domain::kernel::ids::PersonId;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many files come in at once: each holds a part of some megabytes.
const AT_ONCE: usize = 16;
/// And so many of one person.
const OF_A_PERSON: usize = 4;

/// Who is sending; clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Sending(Arc<Mutex<Vec<Sender>>>);

/// Somebody who is sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sender {
    person: PersonId,
    /// The other end of the connection; `None`: there is none.
    from: Option<SocketAddr>,
}

/// A place that is taken until it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    sender: Sender,
    sending: Sending,
}

impl Sending {
    /// One more; `None`: as many are sending as may, or as this person may.
    pub(super) fn begin(&self, person: PersonId, from: Option<SocketAddr>) -> Option<Place> {
        let sender = Sender { person, from };
        let mut all = self.lock();
        let own = all.iter().filter(|other| other.person == person).count();
        if all.len() >= AT_ONCE || own >= OF_A_PERSON {
            return None;
        }
        all.push(sender);
        drop(all);
        Some(Place { sender, sending: self.clone() })
    }

    /// Whether a file is coming in on the connection with this other end.
    pub(in crate::http) fn has(&self, from: SocketAddr) -> bool {
        self.lock().iter().any(|sender| sender.from == Some(from))
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Sender>> {
        // The list is whole whenever the lock is free.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut all = self.sending.lock();
        if let Some(place) = all.iter().position(|sender| *sender == self.sender) {
            all.swap_remove(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::kernel::ids::TypedId as _;

    #[test]
    fn a_place_is_free_again_when_it_is_left() {
        let sending = Sending::default();
        let person = |last| PersonId::read(&format!("person_01h455vb4pex5vsknk084sn02{last}"));
        let (mine, yours) = (person('q').unwrap(), person('r').unwrap());
        let from = SocketAddr::from(([127, 0, 0, 1], 4_000));
        let first = sending.begin(mine, Some(from));
        let others: Vec<_> = (1..OF_A_PERSON).map(|_| sending.begin(mine, None)).collect();
        assert!(first.is_some() && others.iter().all(Option::is_some));
        assert!(sending.begin(mine, None).is_none() && sending.begin(yours, None).is_some());
        assert!(sending.has(from));
        drop(first);
        assert!(!sending.has(from) && sending.begin(mine, None).is_some());
        drop(others);
        assert!(sending.lock().is_empty());
    }
}
