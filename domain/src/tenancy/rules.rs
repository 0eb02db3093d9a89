//! What a tenant and its members are.

use crate::kernel::ids::{AssociationId, MemberId, MembershipId, TenantId};
use crate::kernel::page::Cursor;
use crate::kernel::text_enum::text_enum;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::Queryable;

text_enum! {
    /// Whether a tenant is an association or the nation.
    TenantKind {
        /// An association that was onboarded.
        Association = "ASSOCIATION",
        /// The nation: the model, roll-outs and national grants live there.
        Nation = "NATION",
    }
}

text_enum! {
    /// How far a tenant has come.
    Lifecycle {
        /// It is being set up.
        Onboarding = "ONBOARDING",
        /// It serves its members.
        Active = "ACTIVE",
        /// The grant has ended; the centre owes its results for some years (udržitelnost).
        Sustainability = "SUSTAINABILITY",
        /// It serves nobody for the time being.
        Suspended = "SUSPENDED",
        /// It has ended.
        WoundUp = "WOUND_UP",
    }
}

/// The unit of isolation.
#[derive(Debug, Clone, Queryable)]
pub struct Tenant {
    /// An association's own id.
    pub id: TenantId,
    /// Its name in addresses and in `Centrum-Tenant`.
    pub slug: String,
    /// An association, or the nation.
    pub kind: TenantKind,
    /// How far it has come.
    pub lifecycle: Lifecycle,
    /// Since when it is a tenant.
    pub onboarded_at: DateTime<Utc>,
    /// The association; `None`: the nation.
    pub association: Option<AssociationId>,
}

impl Tenant {
    /// Its place in a list, which is ordered by slug.
    pub fn cursor(&self) -> Cursor {
        Cursor::new("", self.slug.clone())
    }
}

/// A sub-tenant, as its tenant knows it.
#[derive(Debug, Clone, Queryable)]
pub struct Member {
    /// Which.
    pub id: MemberId,
    /// The membership of the register; `None`: the association itself.
    pub membership: Option<MembershipId>,
    /// The municipality; `None`: the association itself.
    pub municipality_code: Option<String>,
    /// Since when; `None`: since an unknown day, or the association itself.
    pub joined_on: Option<NaiveDate>,
    /// The first day it no longer belongs.
    pub left_on: Option<NaiveDate>,
}

impl Member {
    /// Whether it is the association's own row.
    pub fn is_association_itself(&self) -> bool {
        self.membership.is_none()
    }

    /// Its place in a list, which is in the order of admission.
    pub fn cursor(&self) -> Cursor {
        Cursor::new("", uuid::Uuid::from(self.id).to_string())
    }

    /// Whether it belongs on `day`.
    pub fn belongs_on(&self, day: NaiveDate) -> bool {
        self.joined_on.is_none_or(|joined| joined <= day)
            && self.left_on.is_none_or(|left| day < left)
    }
}
