//! Gates: by which figures of its own a wave lets the next one begin, or pauses the roll-out.
//!
//! Shares are of a thousand, rounded down. Of too few things a share says nothing, and isn't judged.

use crate::kernel::error::{Error, Result, code};
use crate::kernel::text_enum::text_enum;
use serde::{Deserialize, Serialize};

/// Of fewer operations a share of errors says nothing.
const LEAST_OPERATIONS: i64 = 20;
/// Of fewer open requests a share of overdue ones says nothing.
const LEAST_REQUESTS: i64 = 5;

text_enum! {
    /// What a gate looks at.
    Figure {
        /// Tenants that couldn't be brought to the version, of those that were tried.
        Failed = "FAILED_APPLICATIONS",
        /// Tenants with conflicts that nobody has decided, of all of the wave.
        Conflicts = "OPEN_CONFLICTS",
        /// Overdue requests, of the open ones: how much more than before the wave.
        Overdue = "OVERDUE_REQUESTS",
        /// Operations that failed through us, of all: how much more than before the wave.
        Errors = "OPERATION_ERRORS",
    }
}

/// From where on each figure is red: more than so many of a thousand, or so many more than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Gates {
    /// Tenants that couldn't be brought to the version.
    pub failed_permille: i32,
    /// Tenants with open conflicts.
    pub conflicts_permille: i32,
    /// By how many the share of overdue requests may rise.
    pub overdue_rise_permille: i32,
    /// By how many the share of failed operations may rise.
    pub errors_rise_permille: i32,
}

impl Default for Gates {
    fn default() -> Self {
        Self {
            failed_permille: 20,
            conflicts_permille: 100,
            overdue_rise_permille: 50,
            errors_rise_permille: 10,
        }
    }
}

impl Gates {
    /// # Errors
    /// [`Error::Invalid`]: no share of a thousand.
    pub(super) fn check(self) -> Result<()> {
        for (limit, name) in [
            (self.failed_permille, "failedPermille"),
            (self.conflicts_permille, "conflictsPermille"),
            (self.overdue_rise_permille, "overdueRisePermille"),
            (self.errors_rise_permille, "errorsRisePermille"),
        ] {
            if !(0..=1_000).contains(&limit) {
                return Err(Error::invalid(&["input", "gates", name], code::OUT_OF_RANGE));
            }
        }
        Ok(())
    }
}

/// What is counted of a wave's tenants.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WaveFigures {
    /// All of them.
    pub tenants: i64,
    /// Those it was tried with: applied or failed.
    pub tried: i64,
    /// Those that couldn't be brought to the version.
    pub failed: i64,
    /// Those with conflicts that nobody has decided.
    pub conflicts: i64,
    /// Their open requests.
    pub open: i64,
    /// Of these, overdue.
    pub overdue: i64,
    /// Operations that were answered in the time that is looked at.
    pub operations: i64,
    /// Of these, failed through us.
    pub errors: i64,
}

/// A figure, as a gate reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Reading {
    /// Which.
    #[serde(with = "word")]
    pub figure: Figure,
    /// How many.
    pub count: i64,
    /// Of how many.
    pub of: i64,
    /// Of a thousand.
    pub permille: i64,
    /// The same before the wave began; `None`: it isn't compared.
    pub before_permille: Option<i64>,
    /// More than so many of a thousand are red; where it is compared, so many more than before.
    pub limit_permille: i64,
    /// Whether it is red.
    pub is_red: bool,
}

/// What a gate reads of a wave that began with `before`.
pub(super) fn readings(gates: Gates, before: &WaveFigures, now: &WaveFigures) -> Vec<Reading> {
    let share = |figure, count, of, limit: i32| {
        let permille = permille(count, of);
        let limit_permille = i64::from(limit);
        let is_red = permille > limit_permille;
        Reading { figure, count, of, permille, before_permille: None, limit_permille, is_red }
    };
    let rise = |figure, (was, was_of), (count, of), limit: i32, least| {
        let (permille, earlier) = (permille(count, of), permille(was, was_of));
        let limit_permille = i64::from(limit);
        let is_red = of >= least && permille - earlier > limit_permille;
        let before_permille = Some(earlier);
        Reading { figure, count, of, permille, before_permille, limit_permille, is_red }
    };
    vec![
        share(Figure::Failed, now.failed, now.tried, gates.failed_permille),
        share(Figure::Conflicts, now.conflicts, now.tenants, gates.conflicts_permille),
        rise(
            Figure::Overdue,
            (before.overdue, before.open),
            (now.overdue, now.open),
            gates.overdue_rise_permille,
            LEAST_REQUESTS,
        ),
        rise(
            Figure::Errors,
            (before.errors, before.operations),
            (now.errors, now.operations),
            gates.errors_rise_permille,
            LEAST_OPERATIONS,
        ),
    ]
}

/// Of a thousand, rounded down; of nothing none.
fn permille(count: i64, of: i64) -> i64 {
    count.saturating_mul(1_000).checked_div(of).unwrap_or(0)
}

/// Figures by their words.
mod word {
    use super::Figure;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
    pub(super) fn serialize<S: Serializer>(figure: &Figure, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(figure.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Figure, D::Error> {
        let word = String::deserialize(from)?;
        Figure::parse(&word).ok_or_else(|| D::Error::custom("no figure of a gate"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn red(before: WaveFigures, now: WaveFigures) -> Vec<Figure> {
        let readings = readings(Gates::default(), &before, &now);
        readings.iter().filter(|reading| reading.is_red).map(|reading| reading.figure).collect()
    }

    #[test]
    fn each_figure_is_red_above_its_limit_and_not_at_it() {
        let none = WaveFigures::default();
        let tried = |failed| WaveFigures { tried: 50, failed, ..none };
        assert_eq!(red(none, tried(1)), []);
        assert_eq!(red(none, tried(2)), [Figure::Failed]);
        let conflicts = |conflicts| WaveFigures { tenants: 10, conflicts, ..none };
        assert_eq!(red(none, conflicts(1)), []);
        assert_eq!(red(none, conflicts(2)), [Figure::Conflicts]);
    }

    #[test]
    fn what_was_bad_before_is_no_fault_of_the_wave() {
        let none = WaveFigures::default();
        let requests = |overdue| WaveFigures { open: 100, overdue, ..none };
        assert_eq!(red(requests(40), requests(45)), []);
        assert_eq!(red(requests(40), requests(46)), [Figure::Overdue]);
        let operations = |errors| WaveFigures { operations: 1_000, errors, ..none };
        assert_eq!(red(operations(100), operations(110)), []);
        assert_eq!(red(operations(100), operations(111)), [Figure::Errors]);
    }

    #[test]
    fn a_share_of_too_few_says_nothing() {
        let none = WaveFigures::default();
        assert_eq!(red(none, WaveFigures { operations: 19, errors: 19, ..none }), []);
        assert_eq!(red(none, WaveFigures { open: 4, overdue: 4, ..none }), []);
        assert_eq!(red(none, WaveFigures { operations: 20, errors: 1, ..none }), [Figure::Errors]);
    }
}
