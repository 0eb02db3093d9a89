//! What a support access is, and which step is lawful when.

use super::rejection::Rejection;
use crate::kernel::ids::{ParticipantId, SupportAccessId, TenantId};
use crate::kernel::page::Cursor;
use crate::kernel::text_enum::text_enum;
use chrono::{DateTime, Duration, Utc};
use diesel::Queryable;

/// How long one may last, in minutes, and be asked for.
pub(super) const LONGEST_MINUTES: i32 = 60;
/// How long it may wait for an approval, in days: a reason is of its day.
const WAITING_DAYS: i64 = 7;

text_enum! {
    /// Where a support access stands.
    SupportState {
        /// It waits for the tenant's approval.
        Waiting = "WAITING",
        /// It lets its holder in.
        Open = "OPEN",
        /// It was refused, ended, or its time is over.
        Ended = "ENDED",
    }
}

/// A look of the nation's people into a tenant.
#[derive(Debug, Clone, Queryable)]
pub struct SupportAccess {
    /// Which.
    pub id: SupportAccessId,
    /// Into which tenant.
    pub tenant: TenantId,
    /// Who, as the nation calls them.
    pub display_name: String,
    /// Why.
    pub reason: String,
    /// For how long, from the approval on.
    pub minutes: i32,
    /// When it was asked for.
    pub opened_at: DateTime<Utc>,
    /// When it was approved.
    pub approved_at: Option<DateTime<Utc>>,
    /// Who approved it; `None`: nobody, or the tenant's setting.
    pub approved_by: Option<ParticipantId>,
    /// Until when it lets its holder in.
    pub valid_until: Option<DateTime<Utc>>,
    /// When it was refused, or ended before its time.
    pub ended_at: Option<DateTime<Utc>>,
}

impl SupportAccess {
    /// Where it stands at `now`.
    pub fn state(&self, now: DateTime<Utc>) -> SupportState {
        match (self.ended_at, self.valid_until) {
            (Some(_), _) => SupportState::Ended,
            (None, _) if self.is_over_at() <= now => SupportState::Ended,
            (None, Some(_)) => SupportState::Open,
            (None, None) => SupportState::Waiting,
        }
    }

    /// When it is over by itself.
    pub(super) fn is_over_at(&self) -> DateTime<Utc> {
        self.valid_until.unwrap_or(self.opened_at + Duration::days(WAITING_DAYS))
    }

    /// Its place in a list, which has the newest first.
    pub fn cursor(&self) -> Cursor {
        Cursor::new("", uuid::Uuid::from(self.id).to_string())
    }

    pub(super) fn must_wait(&self, now: DateTime<Utc>) -> Result<(), Rejection> {
        match self.state(now) {
            SupportState::Waiting => Ok(()),
            SupportState::Open => Err(Rejection::AlreadyApproved),
            SupportState::Ended => Err(Rejection::Ended),
        }
    }

    pub(super) fn must_not_have_ended(&self, now: DateTime<Utc>) -> Result<(), Rejection> {
        match self.state(now) {
            SupportState::Waiting | SupportState::Open => Ok(()),
            SupportState::Ended => Err(Rejection::Ended),
        }
    }

    pub(super) fn approved_until(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now + Duration::minutes(self.minutes.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn asked() -> SupportAccess {
        SupportAccess {
            id: Uuid::from_u128(1).into(),
            tenant: Uuid::from_u128(10).into(),
            display_name: "Nela".into(),
            reason: "Why".into(),
            minutes: 30,
            opened_at: at("2026-03-02T08:00:00Z"),
            approved_at: None,
            approved_by: None,
            valid_until: None,
            ended_at: None,
        }
    }

    #[test]
    fn it_lets_in_from_the_approval_until_its_minutes_are_over() {
        let now = at("2026-03-02T09:00:00Z");
        assert_eq!(asked().state(now), SupportState::Waiting);
        let valid_until = Some(asked().approved_until(now));
        let approved = SupportAccess { approved_at: Some(now), valid_until, ..asked() };
        assert_eq!(approved.state(at("2026-03-02T09:29:59Z")), SupportState::Open);
        assert_eq!(approved.state(at("2026-03-02T09:30:00Z")), SupportState::Ended);
        assert_eq!(approved.must_wait(now), Err(Rejection::AlreadyApproved));
    }

    #[test]
    fn what_waits_a_week_or_was_ended_is_over() {
        let week = at("2026-03-09T08:00:00Z");
        assert_eq!(asked().state(week), SupportState::Ended);
        assert_eq!(asked().must_wait(week), Err(Rejection::Ended));
        let refused = SupportAccess { ended_at: Some(week), ..asked() };
        assert_eq!(refused.must_not_have_ended(week), Err(Rejection::Ended));
    }
}
