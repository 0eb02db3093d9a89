//! How many connections and operations each person has in this process.

use super::LiveSettings;
use domain::kernel::ids::PersonId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Connection,
    Operation,
}

/// The counts. Clones are the same.
#[derive(Clone)]
pub(in crate::http) struct Seats {
    taken: Arc<Mutex<HashMap<(PersonId, Kind), usize>>>,
    connections_max: usize,
    operations_max: usize,
}

/// A connection or an operation that is counted until it is dropped.
pub(super) struct Seat {
    of: (PersonId, Kind),
    seats: Seats,
}

impl Seats {
    /// None is taken.
    pub(in crate::http) fn new(settings: &LiveSettings) -> Self {
        Self {
            taken: Arc::default(),
            connections_max: settings.connections_per_person,
            operations_max: settings.operations_per_person,
        }
    }

    /// One connection more; `None`: the person has as many as they may.
    pub(super) fn connection(&self, person: PersonId) -> Option<Seat> {
        self.take((person, Kind::Connection), self.connections_max)
    }

    /// One operation more; `None`: the person has as many as they may.
    pub(super) fn operation(&self, person: PersonId) -> Option<Seat> {
        self.take((person, Kind::Operation), self.operations_max)
    }

    fn take(&self, of: (PersonId, Kind), most: usize) -> Option<Seat> {
        let mut taken = self.lock();
        let count = taken.entry(of).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        drop(taken);
        Some(Seat { of, seats: self.clone() })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(PersonId, Kind), usize>> {
        // Counts are whole whenever the lock is free.
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.lock();
        if let Some(count) = taken.get_mut(&self.of) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                taken.remove(&self.of);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::kernel::ids::TypedId as _;

    #[test]
    fn a_seat_is_free_again_when_it_is_left() {
        let settings = LiveSettings { connections_per_person: 2, ..LiveSettings::default() };
        let seats = Seats::new(&settings);
        let person = |last| PersonId::read(&format!("person_01h455vb4pex5vsknk084sn02{last}"));
        let (mine, yours) = (person('q').unwrap(), person('r').unwrap());
        let first = seats.connection(mine);
        let second = seats.connection(mine);
        assert!(first.is_some() && second.is_some() && seats.connection(mine).is_none());
        assert!(seats.connection(yours).is_some(), "each has their own");
        assert!(seats.operation(mine).is_some(), "operations are counted apart");
        drop(first);
        assert!(seats.connection(mine).is_some());
        drop(second);
        assert!(seats.lock().is_empty());
    }
}
