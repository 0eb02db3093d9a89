//! The checklist of a tenant's onboarding.

mod mutation;
mod types;

pub(crate) use mutation::OnboardingMutation;
pub(crate) use types::{Onboarding, lists};
