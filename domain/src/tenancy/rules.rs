//! What a tenant and its members are.

use super::rejection::Rejection;
use crate::access::Lifecycle;
use crate::directory::MembershipRecord;
use crate::kernel::error::{Error, Result, code};
use crate::kernel::ids::{AssociationId, MemberId, MembershipId, TenantId};
use crate::kernel::page::Cursor;
use crate::kernel::text_enum::text_enum;
use chrono::{DateTime, Days, NaiveDate, Utc};
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

/// How far ahead leaving may be written down, in days: a year, and a leap day.
const LEAVING_AHEAD_DAYS: u64 = 366;

/// Whether a municipality may be written down as leaving on a day; `today` is the day in Prague.
///
/// # Errors
/// [`Rejection::MembershipEnded`]; [`Error::Invalid`] for a day on which it doesn't belong yet, or too far ahead.
pub(super) fn may_leave(
    membership: &MembershipRecord,
    left_on: NaiveDate,
    today: NaiveDate,
) -> Result<()> {
    if membership.left_on.is_some_and(|left| left <= today) {
        return Err(Rejection::MembershipEnded.into());
    }
    let is_before_it_joined = membership.joined_on.is_some_and(|joined| left_on <= joined);
    let latest = today.checked_add_days(Days::new(LEAVING_AHEAD_DAYS));
    if is_before_it_joined || latest.is_none_or(|latest| left_on > latest) {
        return Err(Error::invalid(&["input", "leftOn"], code::OUT_OF_RANGE));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::MunicipalityCode;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_municipality_leaves_after_it_joined_and_once() {
        let open = MembershipRecord {
            id: Uuid::from_u128(1).into(),
            association: Uuid::from_u128(2).into(),
            municipality: MunicipalityCode::parse("599001").unwrap(),
            joined_on: Some(day("2020-05-01")),
            left_on: None,
        };
        let today = day("2026-03-02");
        let may = |record: &MembershipRecord, on: &str| may_leave(record, day(on), today).is_ok();
        for (on, is_fine) in [
            ("2020-05-01", false),
            ("2020-05-02", true),
            ("2026-03-02", true),
            ("2027-03-03", true),
            ("2027-03-04", false),
        ] {
            assert_eq!(may(&open, on), is_fine, "{on}");
        }
        let leaving = MembershipRecord { left_on: Some(day("2026-03-03")), ..open };
        assert!(may(&leaving, "2026-04-01"));
        let left = MembershipRecord { left_on: Some(today), ..open };
        assert!(!may(&left, "2026-04-01"));
        let since_ever = MembershipRecord { joined_on: None, ..open };
        assert!(may(&since_ever, "1990-01-01"));
    }
}
