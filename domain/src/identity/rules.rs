//! What a participant is, and by which rules roles are given.

use super::rejection::Rejection;
use crate::access::{GrantStatus, HeldGrant, Reach, Role};
use crate::kernel::error::{Error, Result, code};
use crate::kernel::ids::{MemberId, NotificationId, ParticipantId, TenantId};
use chrono::{DateTime, Duration, Utc};
use diesel::Queryable;

/// A person as a tenant knows them. Their e-mail is the platform's, and stands nowhere in here.
#[derive(Debug, Clone, Queryable)]
pub struct Participant {
    /// Which.
    pub id: ParticipantId,
    /// The name this tenant calls them by.
    pub display_name: String,
}

/// Something that somebody must be told.
#[derive(Debug, Clone, Queryable)]
pub struct Notification {
    /// Which.
    pub id: NotificationId,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// What happened, e.g. `role.granted`.
    pub kind: String,
    /// To what: an id as clients see it.
    pub subject: String,
}

/// How long a token may last, in days.
pub(super) const LONGEST_TOKEN_DAYS: i32 = 366;
/// How far ahead a grant may begin or end, in days: ten years.
const LONGEST_GRANT_DAYS: i64 = 3_660;

/// A role that somebody is to have.
#[derive(Debug, Clone)]
pub struct NewGrant {
    /// What they are to be.
    pub role: Role,
    /// For which member: a municipality's roles only.
    pub member: Option<MemberId>,
    /// For which region: a territorial coordinator always, a national auditor perhaps.
    pub region_code: Option<String>,
    /// From when on; `None`: at once.
    pub valid_from: Option<DateTime<Utc>>,
    /// Until when; `None`: open.
    pub valid_until: Option<DateTime<Utc>>,
}

impl NewGrant {
    /// A role for the whole tenant, at once and without an end.
    pub fn of(role: Role) -> Self {
        Self { role, member: None, region_code: None, valid_from: None, valid_until: None }
    }

    /// What is asked must fit the tenant it is asked in, and the calendar.
    pub(super) fn check(&self, tenant: TenantId, now: DateTime<Utc>) -> Result<()> {
        let is_national = self.role.reach() == Reach::Nation;
        if is_national != (tenant == TenantId::NATION) {
            return Err(Rejection::RoleOfAnotherKind.into());
        }
        match (self.role.reach(), self.member) {
            (Reach::Member, None) => {
                return Err(Error::invalid(&["input", "memberId"], code::REQUIRED));
            }
            (Reach::Nation | Reach::Tenant, Some(_)) => {
                return Err(Error::invalid(&["input", "memberId"], code::MALFORMED));
            }
            (Reach::Member, Some(_)) | (Reach::Nation | Reach::Tenant, None) => {}
        }
        let region = |code| Err(Error::invalid(&["input", "regionCode"], code));
        match (self.role, &self.region_code) {
            (Role::TerritorialCoordinator, None) => return region(code::REQUIRED),
            (Role::TerritorialCoordinator | Role::NationalAuditor, _) | (_, None) => {}
            (_, Some(_)) => return region(code::MALFORMED),
        }
        self.check_days(now)
    }

    fn check_days(&self, now: DateTime<Utc>) -> Result<()> {
        let out_of_range = |field| Err(Error::invalid(&["input", field], code::OUT_OF_RANGE));
        let furthest = now + Duration::days(LONGEST_GRANT_DAYS);
        // Nobody had a role before it was given.
        if self.valid_from.is_some_and(|from| from < now || from > furthest) {
            return out_of_range("validFrom");
        }
        let from = self.valid_from.unwrap_or(now);
        if self.valid_until.is_some_and(|until| until <= from || until > furthest) {
            return out_of_range("validUntil");
        }
        Ok(())
    }

    /// The word for how far it reaches in the table.
    pub(super) fn scope(&self) -> &'static str {
        match (self.member, &self.region_code) {
            (Some(_), _) => "MEMBER",
            (None, Some(_)) => "REGION",
            (None, None) => "TENANT",
        }
    }

    /// Whether it says the same as a grant that hasn't ended.
    pub(super) fn is_as(&self, held: &HeldGrant, now: DateTime<Utc>) -> bool {
        held.role == self.role
            && held.member == self.member
            && held.region_code == self.region_code
            && held.status(now) != GrantStatus::Ended
    }
}

/// Somebody who is to take part.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Their address on the platform.
    pub email: String,
    /// The name this tenant is to call them by; who takes part already keeps theirs.
    pub display_name: String,
    /// What they are to be.
    pub grant: NewGrant,
}

/// Which grants are asked for; what isn't said doesn't matter.
#[derive(Debug, Clone, Default)]
pub struct GrantFilter {
    /// Of this participant.
    pub participant: Option<ParticipantId>,
    /// Of this role.
    pub role: Option<Role>,
    /// Only those that wait for the chair's word.
    pub awaiting_confirmation: bool,
    /// Also those that have ended.
    pub with_ended: bool,
}

/// Whether a grant may stand for "somebody administers this tenant".
pub(super) fn is_open_admin(grant: &HeldGrant, now: DateTime<Utc>) -> bool {
    matches!(grant.role, Role::TenantAdmin | Role::NationalCoordinator)
        && grant.region_code.is_none()
        && grant.valid_until.is_none()
        && grant.ended_at.is_none()
        && grant.status(now) == GrantStatus::InForce
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn now() -> DateTime<Utc> {
        "2026-03-02T08:00:00Z".parse().unwrap()
    }

    fn tenant() -> TenantId {
        Uuid::from_u128(10).into()
    }

    #[test]
    fn a_role_is_given_where_it_belongs() {
        assert!(NewGrant::of(Role::Clerk).check(tenant(), now()).is_ok());
        assert!(NewGrant::of(Role::Clerk).check(TenantId::NATION, now()).is_err());
        assert!(NewGrant::of(Role::ModelApprover).check(TenantId::NATION, now()).is_ok());
        assert!(NewGrant::of(Role::ModelApprover).check(tenant(), now()).is_err());
    }

    #[test]
    fn a_municipality_s_role_names_one_and_no_other_does() {
        let member = Some(Uuid::from_u128(11).into());
        assert!(NewGrant::of(Role::Mayor).check(tenant(), now()).is_err());
        assert!(NewGrant { member, ..NewGrant::of(Role::Mayor) }.check(tenant(), now()).is_ok());
        assert!(NewGrant { member, ..NewGrant::of(Role::Clerk) }.check(tenant(), now()).is_err());
    }

    #[test]
    fn a_region_bounds_a_coordinator_or_an_auditor() {
        let region_code = Some("CZ080".to_owned());
        let of = |role| NewGrant { region_code: region_code.clone(), ..NewGrant::of(role) };
        assert!(of(Role::TerritorialCoordinator).check(TenantId::NATION, now()).is_ok());
        assert!(of(Role::NationalAuditor).check(TenantId::NATION, now()).is_ok());
        let nowhere = NewGrant::of(Role::TerritorialCoordinator);
        assert!(nowhere.check(TenantId::NATION, now()).is_err());
        assert!(of(Role::NationalCoordinator).check(TenantId::NATION, now()).is_err());
        assert!(of(Role::ModelApprover).check(TenantId::NATION, now()).is_err());
        assert!(of(Role::Clerk).check(tenant(), now()).is_err());
    }

    #[test]
    fn a_grant_begins_now_or_later_and_ends_after_it_begins() {
        let clerk = || NewGrant::of(Role::Clerk);
        let day = Duration::days(1);
        for (from, until, is_fine) in [
            (None, None, true),
            (Some(now()), Some(now() + day), true),
            (Some(now() - day), None, false),
            (None, Some(now()), false),
            (Some(now() + day), Some(now() + day), false),
            (Some(now() + Duration::days(LONGEST_GRANT_DAYS + 1)), None, false),
            (None, Some(now() + Duration::days(LONGEST_GRANT_DAYS + 1)), false),
        ] {
            let grant = NewGrant { valid_from: from, valid_until: until, ..clerk() };
            assert_eq!(grant.check(tenant(), now()).is_ok(), is_fine, "{from:?} {until:?}");
        }
    }
}
