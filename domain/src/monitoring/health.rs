//! How a centre does: green, amber or red, and why, with the numbers behind it. Pure. It is judged as of now, whatever period
//! somebody looks at, by thresholds that are the nation's settings.

use super::figures::{Open, permille};
use crate::kernel::text_enum::text_enum;
use crate::tenancy::Lifecycle;
use chrono::NaiveDate;
use std::cmp::Reverse;

text_enum! {
    /// How a centre does. The later, the worse.
    Health {
        /// Nothing to see.
        Green = "GREEN",
        /// Somebody should look.
        Amber = "AMBER",
        /// Somebody should help.
        Red = "RED",
    }
}

text_enum! {
    /// Why a centre isn't green.
    ReasonCode {
        /// Too many of its open requests are overdue.
        OverdueRequests = "OVERDUE_REQUESTS",
        /// Too many requests were closed too late, this month and in the two before.
        ClosedLate = "CLOSED_LATE",
        /// Its staff did nothing for too long.
        Silent = "SILENT",
    }
}

/// One reason, with its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// Why.
    pub code: ReasonCode,
    /// How bad it is.
    pub health: Health,
    /// How many requests; how many days.
    pub count: i64,
    /// Of how many requests; `None`: it isn't a share.
    pub out_of: Option<i64>,
    /// What is compared: requests of a thousand, or days.
    pub measured: i64,
    /// From where on it is so bad.
    pub threshold: i64,
}

/// From where on something is amber, and red.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limits {
    pub(super) amber: i64,
    pub(super) red: i64,
}

/// What centres are judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Thresholds {
    /// Fewer requests than this are no share of anything.
    pub(super) least_requests: i64,
    /// Overdue requests of a thousand open ones.
    pub(super) overdue_permille: Limits,
    /// Requests closed late of a thousand closed ones.
    pub(super) closed_late_permille: Limits,
    /// Days on which the staff did nothing.
    pub(super) silent_days: Limits,
}

/// What a centre is judged by, as of today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Vitals {
    pub(super) lifecycle: Lifecycle,
    pub(super) open: Open,
    /// Requests closed this month and in the two before.
    pub(super) closed: i64,
    /// Of those: in time.
    pub(super) closed_in_term: i64,
    /// When the staff last did something; where they never did, when the tenant was made.
    pub(super) last_activity_on: NaiveDate,
}

impl Vitals {
    /// Why the centre isn't green, the worst first.
    pub(super) fn judge(&self, by: &Thresholds, today: NaiveDate) -> Vec<Reason> {
        let share = |code, count, out_of, limits| {
            let measured = permille(count, out_of).filter(|_| out_of >= by.least_requests)?;
            Reason::beyond(
                limits,
                Reason { out_of: Some(out_of), ..Reason::of(code, count, measured) },
            )
        };
        let Open { requests_open, requests_overdue } = self.open;
        let late = self.closed - self.closed_in_term;
        let silent = today.signed_duration_since(self.last_activity_on).num_days();
        let mut reasons: Vec<Reason> = [
            share(
                ReasonCode::OverdueRequests,
                requests_overdue,
                requests_open,
                by.overdue_permille,
            ),
            share(ReasonCode::ClosedLate, late, self.closed, by.closed_late_permille),
            Reason::beyond(by.silent_days, Reason::of(ReasonCode::Silent, silent, silent))
                .filter(|_| self.should_work()),
        ]
        .into_iter()
        .flatten()
        .collect();
        reasons.sort_by_key(|reason| Reverse(reason.health));
        reasons
    }

    /// Whether anything is expected of the staff.
    fn should_work(&self) -> bool {
        match self.lifecycle {
            Lifecycle::Onboarding | Lifecycle::Active | Lifecycle::Sustainability => true,
            Lifecycle::Suspended | Lifecycle::WoundUp => false,
        }
    }
}

impl Reason {
    fn of(code: ReasonCode, count: i64, measured: i64) -> Self {
        Self { code, health: Health::Green, count, out_of: None, measured, threshold: 0 }
    }

    /// The reason with how bad it is; `None`: it is none.
    fn beyond(limits: Limits, reason: Self) -> Option<Self> {
        let Limits { amber, red } = limits;
        match reason.measured {
            measured if measured >= red => {
                Some(Self { health: Health::Red, threshold: red, ..reason })
            }
            measured if measured >= amber => {
                Some(Self { health: Health::Amber, threshold: amber, ..reason })
            }
            _ => None,
        }
    }
}

/// As bad as the worst reason.
pub(super) fn worst(reasons: &[Reason]) -> Health {
    reasons.iter().map(|reason| reason.health).max().unwrap_or(Health::Green)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BY: Thresholds = Thresholds {
        least_requests: 5,
        overdue_permille: Limits { amber: 200, red: 400 },
        closed_late_permille: Limits { amber: 100, red: 300 },
        silent_days: Limits { amber: 14, red: 30 },
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn well() -> Vitals {
        Vitals {
            lifecycle: Lifecycle::Active,
            open: Open { requests_open: 40, requests_overdue: 7 },
            closed: 100,
            closed_in_term: 91,
            last_activity_on: day("2026-03-02"),
        }
    }

    fn judged(vitals: Vitals) -> (Health, Vec<Reason>) {
        let reasons = vitals.judge(&BY, day("2026-03-15"));
        (worst(&reasons), reasons)
    }

    #[test]
    fn just_below_every_threshold_all_is_well() {
        assert_eq!(judged(well()), (Health::Green, vec![]));
    }

    #[test]
    fn a_threshold_that_is_reached_is_a_reason_with_its_numbers() {
        let open = |requests_overdue| Open { requests_open: 40, requests_overdue };
        let overdue = |count, health, measured, threshold| Reason {
            code: ReasonCode::OverdueRequests,
            health,
            count,
            out_of: Some(40),
            measured,
            threshold,
        };
        let amber = judged(Vitals { open: open(8), ..well() });
        assert_eq!(amber, (Health::Amber, vec![overdue(8, Health::Amber, 200, 200)]));
        let red = judged(Vitals { open: open(16), ..well() });
        assert_eq!(red, (Health::Red, vec![overdue(16, Health::Red, 400, 400)]));
    }

    #[test]
    fn a_share_of_few_is_no_reason() {
        let few = Open { requests_open: 4, requests_overdue: 4 };
        assert_eq!(judged(Vitals { open: few, ..well() }).0, Health::Green);
        assert_eq!(judged(Vitals { closed: 4, closed_in_term: 0, ..well() }).0, Health::Green);
        let none = Vitals { open: Open::default(), closed: 0, closed_in_term: 0, ..well() };
        assert_eq!(judged(none).0, Health::Green);
    }

    #[test]
    fn the_worst_reason_comes_first_and_decides() {
        let vitals = Vitals { closed_in_term: 90, last_activity_on: day("2026-02-13"), ..well() };
        let (health, reasons) = judged(vitals);
        assert_eq!(health, Health::Red);
        let told: Vec<_> =
            reasons.iter().map(|r| (r.code, r.health, r.count, r.out_of, r.measured)).collect();
        assert_eq!(
            told,
            [
                (ReasonCode::Silent, Health::Red, 30, None, 30),
                (ReasonCode::ClosedLate, Health::Amber, 10, Some(100), 100),
            ]
        );
    }

    #[test]
    fn who_serves_nobody_may_be_silent() {
        for (lifecycle, health) in [
            (Lifecycle::Onboarding, Health::Red),
            (Lifecycle::Active, Health::Red),
            (Lifecycle::Sustainability, Health::Red),
            (Lifecycle::Suspended, Health::Green),
            (Lifecycle::WoundUp, Health::Green),
        ] {
            let silent = Vitals { lifecycle, last_activity_on: day("2026-01-01"), ..well() };
            assert_eq!(judged(silent).0, health, "{lifecycle:?}");
        }
    }

    #[test]
    fn where_red_begins_before_amber_there_is_no_amber() {
        let by = Thresholds { silent_days: Limits { amber: 20, red: 10 }, ..BY };
        let reasons = well().judge(&by, day("2026-03-12"));
        assert_eq!(reasons.iter().map(|r| r.health).collect::<Vec<_>>(), [Health::Red]);
    }
}
