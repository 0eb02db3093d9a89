//! How a tenant's value, the model's and the nation's make the one in force.

use super::model::ModelService;
use super::rejection::Rejection;
use super::settings::{Bounds, Counts, Effective, Layer, Takes, effective};
use crate::catalogue::{Service, ServiceArea};
use crate::kernel::error::{Error, Result, code};
use crate::kernel::page::Cursor;
use crate::kernel::text_enum::text_enum;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

text_enum! {
    /// Which layer a value in force comes from.
    ValueOrigin {
        /// The platform's default, the national catalogue, or what the nation set for itself.
        Nation = "NATION",
        /// The version of the centre model that the tenant is on.
        Model = "MODEL",
        /// This tenant.
        Tenant = "TENANT",
        /// One membership of it.
        Membership = "MEMBERSHIP",
    }
}

/// Whether a service is offered: all are, where nobody says anything.
pub(super) const OFFER: Takes = Takes::Flag { default: true };

/// A service's closing time, in working days.
pub(super) fn closing(national: i32) -> Takes {
    Takes::Number { counts: Counts::Days, default: national.into(), least: 1, most: 250 }
}

/// A service as it is in force in a tenant: the nation's, and what the model and the tenant changed of it.
#[derive(Debug, Clone)]
pub struct EffectiveService {
    /// As the nation has it.
    pub national: Service,
    /// What the tenant changed, or had changed before it was reset; `None`: never anything.
    pub local: Option<LocalService>,
    /// What the version says of it that the tenant is on.
    pub model: ModelService,
    /// Whether this centre offers it, and why.
    pub offer: Effective,
    /// Working days until it should be closed, and why.
    pub closing: Effective,
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
    /// What its layers make of a service.
    pub(crate) fn of(national: Service, model: ModelService, local: Option<LocalService>) -> Self {
        let own = local.map(|local| local.value).unwrap_or_default();
        let tenants = |value| Layer {
            origin: ValueOrigin::Tenant,
            value,
            is_locked: false,
            narrows: Bounds::default(),
        };
        let offered = [model.offer(), tenants(own.is_offered.map(Value::from))];
        let offer = effective(&OFFER, OFFER.default(), &offered);
        let closed = [model.closing(), tenants(own.close_days.map(Value::from))];
        let takes = closing(national.close_days);
        let closing = effective(&takes, takes.default(), &closed);
        Self { national, local, model, offer, closing }
    }

    /// Its code, e.g. `LEGAL-ADVICE`.
    pub fn code(&self) -> &str {
        &self.national.code
    }

    /// Whether this centre offers it.
    pub fn is_offered(&self) -> bool {
        self.offer.value.as_bool().unwrap_or(true)
    }

    /// Working days until it should be closed.
    pub fn close_days(&self) -> i32 {
        let days = self.closing.value.as_i64().and_then(|days| days.try_into().ok());
        days.unwrap_or(self.national.close_days)
    }

    /// Where the offer or the closing time come from: the nearest layer of which either counts.
    pub fn origin(&self) -> ValueOrigin {
        self.offer.origin.max(self.closing.origin)
    }

    /// The layer that keeps the tenant from changing the offer or the closing time; `None`: none does.
    pub fn locked_by(&self) -> Option<ValueOrigin> {
        self.offer.locked_by.or(self.closing.locked_by)
    }

    /// Whether the tenant has changed anything of it.
    pub fn has_own(&self) -> bool {
        self.local.is_some_and(|local| local.value != ServiceOverride::default())
    }

    /// Of this tenant's override; 0: there never was one.
    pub fn version(&self) -> i32 {
        self.local.map_or(0, |local| local.version)
    }

    /// Its place in a list by code.
    pub fn cursor(&self) -> Cursor {
        Cursor::new("", self.code())
    }

    /// # Errors
    /// [`Rejection::ServiceLocked`]: the version locks it, or offers it no more.
    pub(super) fn must_be_open(&self) -> Result<()> {
        if self.locked_by().is_some() { Err(Rejection::ServiceLocked.into()) } else { Ok(()) }
    }
}

/// What a tenant changed, and what its version says: what is laid over the nation's services.
#[derive(Debug, Default)]
pub(super) struct Laid {
    pub(super) changed: HashMap<String, LocalService>,
    pub(super) model: BTreeMap<String, ModelService>,
}

impl Laid {
    /// Lays it over.
    pub(super) fn over(mut self, national: Vec<Service>) -> Vec<EffectiveService> {
        let laid_over = |national: Service| {
            let model = self.model.get(&national.code).copied().unwrap_or_default();
            let local = self.changed.remove(&national.code);
            EffectiveService::of(national, model, local)
        };
        national.into_iter().map(laid_over).collect()
    }
}

/// What a tenant changes of a service; `None` leaves it to the layers above.
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
