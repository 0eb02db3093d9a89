//! Why a roll-out says no, beside what `configuration` says of versions and of second persons.

use crate::kernel::error;

macro_rules! rejections {
    ($($(#[$doc:meta])* $name:ident = $code:literal),+ $(,)?) => {
        /// A "no" of this slice.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Rejection { $($(#[$doc])* $name),+ }

        impl Rejection {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }
        }
    };
}

rejections! {
    /// No tenant would be brought to the version.
    NobodyToBring = "NOBODY_TO_BRING",
    /// Another roll-out is on its way.
    RolloutActive = "ROLLOUT_ACTIVE",
    /// What was approved isn't this plan.
    PlanDiffers = "PLAN_DIFFERS",
    /// The roll-out isn't in a state in which that can be done.
    WrongRolloutState = "WRONG_ROLLOUT_STATE",
    /// The tenant isn't in a state of the roll-out in which that can be done.
    WrongTenantState = "WRONG_TENANT_STATE",
    /// No figure of the wave's gate is red.
    GateNotRed = "GATE_NOT_RED",
    /// There is no such conflict.
    NoSuchConflict = "NO_SUCH_CONFLICT",
    /// That can't be done about this conflict.
    NoSuchResolution = "NO_SUCH_RESOLUTION",
}

impl From<Rejection> for error::Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(error::Rejection { code: rejection.code() })
    }
}
