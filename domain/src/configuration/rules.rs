//! How a tenant's value and the nation's make the one in force.

use super::rejection::Rejection;
use crate::access::Secrecy;
use crate::catalogue::{Competence, Disposal, ServiceArea};
use crate::kernel::error::{Error, Result, code};
use crate::kernel::text_enum::text_enum;

text_enum! {
    /// Which layer a value in force comes from.
    ValueOrigin {
        /// The national catalogue.
        Nation = "NATION",
        /// This tenant.
        Tenant = "TENANT",
    }
}

/// A service as it is in force in a tenant.
#[derive(Debug, Clone)]
pub struct EffectiveService {
    /// Its code, e.g. `LEGAL-ADVICE`.
    pub code: String,
    /// Its area.
    pub area: ServiceArea,
    /// Its name in Czech.
    pub name_cs: String,
    /// Its name in English.
    pub name_en: String,
    /// Own or delegated powers of a municipality.
    pub competence: Competence,
    /// Working days until the first answer.
    pub first_answer_days: i32,
    /// Working days until it should be closed.
    pub close_days: i32,
    /// The nation's working days, whatever this tenant has.
    pub national_close_days: i32,
    /// Who of the staff reads a request filed under it.
    pub secrecy: Secrecy,
    /// What becomes of its file in the end (skartační znak).
    pub disposal: Disposal,
    /// After how many years.
    pub retention_years: i32,
    /// Whether this centre offers it.
    pub is_offered: bool,
    /// Where the offer or the closing time come from.
    pub origin: ValueOrigin,
    /// Of this tenant's override; 0: there is none.
    pub version: i32,
}

/// What a tenant changes of a service; `None` leaves it to the nation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ServiceOverride {
    /// Whether this centre offers it.
    pub is_offered: Option<bool>,
    /// Working days until it should be closed, 1 to 250.
    pub close_days: Option<i32>,
}

/// Which services are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct ServiceFilter {
    /// Of this area.
    pub area: Option<ServiceArea>,
    /// Offered here, or not.
    pub is_offered: Option<bool>,
}

impl ServiceFilter {
    pub(super) fn takes(self, service: &EffectiveService) -> bool {
        self.area.is_none_or(|area| area == service.area)
            && self.is_offered.is_none_or(|offered| offered == service.is_offered)
    }
}

impl ServiceOverride {
    /// # Errors
    /// A closing time out of bounds, or nothing at all.
    pub(super) fn check(self) -> Result<Self> {
        if self.close_days.is_some_and(|days| !(1..=250).contains(&days)) {
            return Err(Error::invalid(&["input", "closeWithinDays"], code::OUT_OF_RANGE));
        }
        if self == Self::default() { Err(Rejection::NothingToOverride.into()) } else { Ok(self) }
    }
}
