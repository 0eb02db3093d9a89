//! What an employment is. Pure: no database, no clock.

use crate::access::Role;
use crate::activities::Change;
use crate::kernel::error::{Error, Result, code};
use crate::kernel::ids::{EmploymentId, ParticipantId};
use crate::kernel::until::Until;
use crate::kernel::working_days::is_working_day;
use chrono::{Datelike as _, Days, NaiveDate};

/// Full time, in the thousandths in which parts of it are said.
const FULL_TIME: i32 = 1_000;
/// Eight hours: forty a week (§ 79 of Act 262/2006).
const FULL_DAY_MINUTES: i64 = 480;
/// As far as the table goes.
const YEARS: std::ops::Range<i32> = 2_000..2_200;

/// That somebody is employed by the association.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Employment {
    /// Which.
    pub id: EmploymentId,
    /// Who.
    pub participant: ParticipantId,
    /// In which role.
    pub role: Role,
    /// For how many thousandths of full time.
    pub fte_thousandths: i32,
    /// From which day on.
    pub starts_on: NaiveDate,
    /// The first day on which it is no more.
    pub until: Until,
    /// Grows with each change.
    pub version: i32,
}

impl Employment {
    /// Its last day; `None`: it has no end.
    pub fn ends_on(&self) -> Option<NaiveDate> {
        self.until.0.and_then(|day| day.pred_opt())
    }

    /// Whether a day is one of its.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.starts_on <= day && self.until.0.is_none_or(|until| day < until)
    }
}

/// Who is to be employed.
#[derive(Debug, Clone, Copy)]
pub struct NewEmployment {
    /// Who.
    pub participant: ParticipantId,
    /// In which role.
    pub role: Role,
    /// For how many thousandths of full time.
    pub fte_thousandths: i32,
    /// From which day on.
    pub starts_on: NaiveDate,
    /// Its last day; `None`: it has no end.
    pub ends_on: Option<NaiveDate>,
}

impl NewEmployment {
    /// # Errors
    /// [`Error::Invalid`].
    pub(super) fn check(&self, id: EmploymentId) -> Result<Employment> {
        Employment {
            id,
            participant: self.participant,
            role: self.role,
            fte_thousandths: self.fte_thousandths,
            starts_on: self.starts_on,
            until: after(self.ends_on),
            version: 1,
        }
        .checked()
    }
}

/// What is changed of an employment; what isn't said stays.
#[derive(Debug, Clone)]
pub struct EmploymentChange {
    /// As [`NewEmployment::role`].
    pub role: Option<Role>,
    /// As [`NewEmployment::fte_thousandths`].
    pub fte_thousandths: Option<i32>,
    /// As [`NewEmployment::starts_on`].
    pub starts_on: Option<NaiveDate>,
    /// As [`NewEmployment::ends_on`].
    pub ends_on: Change<NaiveDate>,
}

impl EmploymentChange {
    /// That it ends, and nothing else.
    pub fn end(day: NaiveDate) -> Self {
        Self { role: None, fte_thousandths: None, starts_on: None, ends_on: Change::To(day) }
    }

    /// # Errors
    /// [`Error::Invalid`].
    pub(super) fn of(self, old: Employment) -> Result<Employment> {
        let until = match self.ends_on {
            Change::Keep => old.until,
            Change::Remove => Until(None),
            Change::To(day) => after(Some(day)),
        };
        Employment {
            role: self.role.unwrap_or(old.role),
            fte_thousandths: self.fte_thousandths.unwrap_or(old.fte_thousandths),
            starts_on: self.starts_on.unwrap_or(old.starts_on),
            until,
            ..old
        }
        .checked()
    }
}

impl Employment {
    fn checked(self) -> Result<Self> {
        let wrong = |field, code| Err(Error::invalid(&["input", field], code));
        if !is_post(self.role) {
            return wrong("role", code::MALFORMED);
        }
        if !(1..=FULL_TIME).contains(&self.fte_thousandths) {
            return wrong("fteThousandths", code::OUT_OF_RANGE);
        }
        if !YEARS.contains(&self.starts_on.year()) {
            return wrong("startsOn", code::OUT_OF_RANGE);
        }
        let ends_well = |until: NaiveDate| self.starts_on < until && YEARS.contains(&until.year());
        if !self.until.0.is_none_or(ends_well) {
            return wrong("endsOn", code::OUT_OF_RANGE);
        }
        Ok(self)
    }
}

/// Which employments are asked for; what isn't said doesn't matter.
#[derive(Debug, Clone, Copy, Default)]
pub struct EmploymentFilter {
    /// Of this participant.
    pub participant: Option<ParticipantId>,
    /// Those that last on this day.
    pub on: Option<NaiveDate>,
}

/// What a month asks of an employment, in thousandths of a minute, which is exact: its working days, eight hours each, by the
/// part of full time.
pub(in crate::worktime) fn part_of_full_time(employment: &Employment, month: NaiveDate) -> i64 {
    let days = month.iter_days().take_while(|day| day.month() == month.month());
    let working = days.filter(|day| employment.covers(*day) && is_working_day(*day)).count();
    let working = i64::try_from(working).unwrap_or_default();
    working * FULL_DAY_MINUTES * i64::from(employment.fte_thousandths)
}

/// Who is elected or sees after others for the law's sake is no employee.
const fn is_post(role: Role) -> bool {
    match role {
        Role::TenantAdmin
        | Role::CentreManager
        | Role::DevelopmentSpecialist
        | Role::ProcurementSpecialist
        | Role::LegalAdviser
        | Role::Clerk
        | Role::DataProtectionOfficer => true,
        Role::NationalCoordinator
        | Role::TerritorialCoordinator
        | Role::ModelApprover
        | Role::NationalAuditor
        | Role::AssociationChair
        | Role::Mayor
        | Role::DeputyMayor
        | Role::MunicipalClerk
        | Role::Auditor => false,
    }
}

fn after(last: Option<NaiveDate>) -> Until {
    Until(last.map(|day| day.checked_add_days(Days::new(1)).unwrap_or(day)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn half(starts_on: &str, ends_on: Option<&str>) -> NewEmployment {
        NewEmployment {
            participant: Uuid::from_u128(1).into(),
            role: Role::Clerk,
            fte_thousandths: 500,
            starts_on: day(starts_on),
            ends_on: ends_on.map(day),
        }
    }

    fn checked(new: &NewEmployment) -> Result<Employment> {
        new.check(Uuid::from_u128(2).into())
    }

    #[test]
    fn an_employment_has_a_last_day() {
        let of_march = checked(&half("2026-03-01", Some("2026-03-31"))).unwrap();
        assert_eq!(of_march.ends_on(), Some(day("2026-03-31")));
        let covered = ["2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01"];
        assert_eq!(covered.map(|text| of_march.covers(day(text))), [false, true, true, false]);
        assert!(checked(&half("2026-03-01", Some("2026-03-01"))).is_ok());
        assert!(checked(&half("2026-03-01", Some("2026-02-28"))).is_err());
        assert!(checked(&half("1999-12-31", None)).is_err());
        assert!(checked(&half("2026-03-01", Some("9999-12-31"))).is_err());
    }

    #[test]
    fn a_part_is_some_of_full_time_and_a_chair_is_elected() {
        for (fte_thousandths, is_fine) in
            [(0, false), (1, true), (1_000, true), (1_001, false), (-5, false)]
        {
            let new = NewEmployment { fte_thousandths, ..half("2026-03-01", None) };
            assert_eq!(checked(&new).is_ok(), is_fine, "{fte_thousandths}");
        }
        let chair = NewEmployment { role: Role::AssociationChair, ..half("2026-03-01", None) };
        assert!(checked(&chair).is_err());
    }

    #[test]
    fn a_month_asks_for_its_working_days() {
        let minutes = |new: &NewEmployment, month: &str| {
            part_of_full_time(&checked(new).unwrap(), day(month)) / 1_000
        };
        // Counted by hand: March 2026 has 22 working days; April 20, for Good Friday and Easter Monday; December 21.
        let open = half("2026-01-01", None);
        assert_eq!(minutes(&open, "2026-03-01"), 22 * 240);
        assert_eq!(minutes(&open, "2026-04-01"), 20 * 240);
        assert_eq!(minutes(&open, "2026-12-01"), 21 * 240);
        // From Monday the 16th on twelve are left; on Saturday the 14th and Sunday nobody works.
        assert_eq!(minutes(&half("2026-03-14", None), "2026-03-01"), 12 * 240);
        assert_eq!(minutes(&half("2026-03-14", Some("2026-03-16")), "2026-03-01"), 240);
        assert_eq!(minutes(&half("2026-04-01", None), "2026-03-01"), 0);
    }
}
