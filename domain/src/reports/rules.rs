//! What a report says. Pure: no database, no clock.

use crate::benefits::Method;
use crate::catalogue::ServiceArea;
use crate::closing::ReportingPeriod;
use crate::kernel::ids::{MemberId, ParticipantId};
use std::ops::AddAssign;

/// What some activities add up to. What was saved and what was brought in are never added up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// How many, those that were taken back as less.
    pub activities: i64,
    /// How many minutes they took.
    pub minutes: i64,
    /// What they saved, in haléře.
    pub saved: i64,
    /// What they brought in, in haléře.
    pub brought_in: i64,
}

impl AddAssign for Sums {
    fn add_assign(&mut self, other: Self) {
        self.activities += other.activities;
        self.minutes += other.minutes;
        self.saved += other.saved;
        self.brought_in += other.brought_in;
    }
}

/// What of some activities is one member's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shared {
    /// Its shares. An activity for several counts as one for each of them.
    pub sums: Sums,
    /// What of the saved is attested, in haléře.
    pub attested_saved: i64,
    /// What of the brought in is attested, in haléře.
    pub attested_brought_in: i64,
}

/// What a centre did in a quarter, as far as its reader may read it.
#[derive(Debug, Clone)]
pub struct PeriodReport {
    /// Which quarter, and whether it is closed.
    pub period: ReportingPeriod,
    /// By the area of the service.
    pub by_area: Vec<(ServiceArea, Sums)>,
    /// By whom it was for.
    pub by_member: Vec<(MemberId, Shared)>,
    /// By who did it.
    pub by_performer: Vec<(ParticipantId, Sums)>,
    /// By how the benefit was computed; what claims none isn't in it.
    pub by_method: Vec<(Method, Sums)>,
}

impl PeriodReport {
    /// All of it: each activity is in one area.
    pub fn whole(&self) -> Sums {
        let mut whole = Sums::default();
        self.by_area.iter().for_each(|(_, sums)| whole += *sums);
        whole
    }
}
