//! How a tenant's value and the nation's make the one in force.

use super::rejection::Rejection;
use crate::catalogue::{Service, ServiceArea};
use crate::kernel::error::{Error, Result, code};
use crate::kernel::page::Cursor;
use crate::kernel::text_enum::text_enum;
use std::collections::HashMap;

text_enum! {
    /// Which layer a value in force comes from.
    ValueOrigin {
        /// The national catalogue.
        Nation = "NATION",
        /// This tenant.
        Tenant = "TENANT",
    }
}

/// A service as it is in force in a tenant: the nation's, and what the tenant changed of it.
#[derive(Debug, Clone)]
pub struct EffectiveService {
    /// As the nation has it.
    pub national: Service,
    /// What the tenant changed, or had changed before it was reset; `None`: never anything.
    pub local: Option<LocalService>,
}

/// What a tenant changed of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalService {
    /// What it changed.
    pub value: ServiceOverride,
    /// Changes with each change of it.
    pub version: i32,
}

impl EffectiveService {
    /// Its code, e.g. `LEGAL-ADVICE`.
    pub fn code(&self) -> &str {
        &self.national.code
    }

    /// Whether this centre offers it.
    pub fn is_offered(&self) -> bool {
        self.local.and_then(|local| local.value.is_offered).unwrap_or(true)
    }

    /// Working days until it should be closed.
    pub fn close_days(&self) -> i32 {
        self.local.and_then(|local| local.value.close_days).unwrap_or(self.national.close_days)
    }

    /// Where the offer or the closing time come from.
    pub fn origin(&self) -> ValueOrigin {
        match self.local {
            Some(local) if local.value != ServiceOverride::default() => ValueOrigin::Tenant,
            Some(_) | None => ValueOrigin::Nation,
        }
    }

    /// Of this tenant's override; 0: there never was one.
    pub fn version(&self) -> i32 {
        self.local.map_or(0, |local| local.version)
    }

    /// Its place in a list by code.
    pub fn cursor(&self) -> Cursor {
        Cursor::new("", self.code())
    }
}

/// Lays what a tenant changed over the nation's services.
pub(super) fn in_force(
    national: Vec<Service>,
    mut changed: HashMap<String, LocalService>,
) -> Vec<EffectiveService> {
    let laid_over = |national: Service| {
        let local = changed.remove(&national.code);
        EffectiveService { national, local }
    };
    national.into_iter().map(laid_over).collect()
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
        self.area.is_none_or(|area| area == service.national.area)
            && self.is_offered.is_none_or(|offered| offered == service.is_offered())
    }
}

impl ServiceOverride {
    /// # Errors
    /// A closing time out of bounds, or nothing at all.
    pub(super) fn check(self) -> Result<Self> {
        if self.close_days.is_some_and(|days| !(1..=250).contains(&days)) {
            return Err(Error::invalid(&["input", "closeWithin"], code::OUT_OF_RANGE));
        }
        if self == Self::default() { Err(Rejection::NothingToOverride.into()) } else { Ok(self) }
    }
}
