//! The life of a tenant, as data: its states, which step leads from which, and what is not done any more in which.
//!
//! A step is taken by the nation's coordinators ([`Permission::ChangeTenantLifecycle`]), of a region only in their own.

use super::permission::Permission::{self, *};
use crate::kernel::error::Rejection;
use crate::kernel::text_enum::text_enum;

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

/// What one's roles allow, and the tenant's life doesn't.
pub const NO_NEW_WORK: Rejection = Rejection { code: "TENANT_TAKES_NO_NEW_WORK" };

/// New work: what is there can be answered, closed and corrected.
const NEW_WORK: &[Permission] = &[OpenRequest, ReopenRequest, AssignRequest, RecordActivity];
/// Work of any kind. People and their roles can still be changed, and all can be read and taken out: somebody answers for
/// what is kept.
const WORK: &[Permission] = &[
    OpenRequest,
    ReopenRequest,
    AssignRequest,
    RecordActivity,
    CommentOnRequest,
    CommentInternally,
    AttachFile,
    RemoveAttachment,
    StartRequest,
    AskRequester,
    AnswerRequest,
    CancelRequest,
    CloseRequest,
    MoveRequest,
    CorrectActivity,
    CorrectOthersActivity,
    AttestBenefit,
    OverrideService,
    KeepOnboarding,
    KeepEmployments,
    LogWork,
    DecideTimesheet,
    ClosePeriod,
    RecordDuty,
    CorrectOthersDuty,
];

impl Lifecycle {
    /// Where a tenant may go from here. What has ended has ended for good: an association that comes back is another one.
    pub const fn steps(self) -> &'static [Self] {
        match self {
            Self::Onboarding => &[Self::Active, Self::WoundUp],
            Self::Active => &[Self::Sustainability, Self::Suspended, Self::WoundUp],
            Self::Sustainability => &[Self::Active, Self::Suspended, Self::WoundUp],
            Self::Suspended => &[Self::Active, Self::Sustainability, Self::WoundUp],
            Self::WoundUp => &[],
        }
    }

    /// What nobody does in a tenant that has come so far, whatever their roles.
    pub const fn withholds(self) -> &'static [Permission] {
        match self {
            Self::Onboarding | Self::Active | Self::Sustainability => &[],
            Self::Suspended => NEW_WORK,
            Self::WoundUp => WORK,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_reached_and_only_the_last_is_left_by_nobody() {
        for state in Lifecycle::ALL.iter().copied() {
            assert!(!state.steps().contains(&state), "{state:?}");
            assert_eq!(state.steps().is_empty(), state == Lifecycle::WoundUp);
            let is_reached = Lifecycle::ALL.iter().any(|from| from.steps().contains(&state));
            assert_eq!(is_reached, state != Lifecycle::Onboarding, "{state:?}");
            assert_eq!(state.steps().contains(&Lifecycle::WoundUp), state != Lifecycle::WoundUp);
        }
    }

    #[test]
    fn what_is_new_work_is_work_and_reading_is_never_withheld() {
        assert!(NEW_WORK.iter().all(|new| WORK.contains(new)));
        for state in Lifecycle::ALL {
            let reads = |permission: &&Permission| permission.name().starts_with("Read");
            assert_eq!(state.withholds().iter().filter(reads).count(), 0, "{state:?}");
            assert!(
                !state.withholds().contains(&ExportMember)
                    && !state.withholds().contains(&RevokeRole)
            );
        }
    }
}
