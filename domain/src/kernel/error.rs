//! The one error that leaves this crate.
//!
//! It is closed: a caller sees ten reasons, never a database's own. Which words a person reads is decided where the
//! language is known, by the codes in here.

use super::ids::RequestId;

/// Shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It isn't there, or it isn't the caller's to see: the two are never told apart.
    #[error("{0:?} not found")]
    NotFound(Kind),
    /// The caller's roles lack a permission, named as in [`crate::access::Permission::name`].
    #[error("permission {permission} is missing")]
    Forbidden {
        /// The permission that is missing.
        permission: &'static str,
    },
    /// Some input can't be what it should.
    #[error("invalid input")]
    Invalid(Vec<Field>),
    /// A rule of a slice says no.
    #[error("rejected: {}", .0.code)]
    Rejected(Rejection),
    /// What was to be done isn't a move from where the thing stands.
    #[error("{code}, legal are {legal:?}")]
    IllegalMove {
        /// Stable, says what is so: `ILLEGAL_MOVE`.
        code: &'static str,
        /// What can be done instead.
        legal: Vec<&'static str>,
    },
    /// The case was merged into another: nothing is done with it any more.
    #[error("{code}, into {into:?}")]
    Merged {
        /// Stable, says what is so: `REQUEST_MERGED`.
        code: &'static str,
        /// Into which; of several one after another the last that the caller may read.
        into: Option<RequestId>,
    },
    /// Somebody else changed it since the caller read it.
    #[error("stale, the version is {version} now")]
    Stale {
        /// What was to be changed.
        kind: Kind,
        /// Its version now.
        version: i32,
    },
    /// The database can't be reached, or no connection was free in time.
    #[error("the database is unavailable")]
    Unavailable(#[source] Source),
    /// The database took longer than `statement_timeout`.
    #[error("the database took too long")]
    Timeout,
    /// A fault of ours. Its source is for the log, never for the caller.
    #[error("internal error")]
    Internal(#[source] Source),
}

/// What lies behind an error that isn't the caller's.
pub type Source = Box<dyn std::error::Error + Send + Sync>;

impl Error {
    /// A promise to ourselves that was broken, told in one sentence for the log.
    pub fn broken(promise: &'static str) -> Self {
        Self::Internal(promise.into())
    }

    /// Which of the ten it is, in one word: for figures, where a slice's own codes would be too many.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "NOT_FOUND",
            Self::Forbidden { .. } => "FORBIDDEN",
            Self::Invalid(_) => "BAD_USER_INPUT",
            // One word for each "no" of a slice.
            Self::Rejected(_) | Self::IllegalMove { .. } | Self::Merged { .. } => "REJECTED",
            Self::Stale { .. } => "STALE",
            Self::Unavailable(_) => "UNAVAILABLE",
            Self::Timeout => "TIMEOUT",
            Self::Internal(_) => "INTERNAL",
        }
    }

    /// One field can't be what it should.
    pub fn invalid(path: &[&'static str], code: &'static str) -> Self {
        Self::Invalid(vec![Field { path: path.to_vec(), code }])
    }
}

/// A slice's "no", made by its own `Rejection` enum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rejection {
    /// Stable, says what is so: `REQUEST_ALREADY_CLOSED`.
    pub code: &'static str,
}

impl From<Rejection> for Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

/// A piece of input that can't be what it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Where it stands in the input, e.g. `["input", "title"]`.
    pub path: Vec<&'static str>,
    /// Why, e.g. `TOO_LONG`.
    pub code: &'static str,
}

/// What something is, for "not found" and "stale".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of the glossary, one for one")]
pub enum Kind {
    Activity,
    ApiToken,
    Assignee,
    Association,
    Attachment,
    CentreModelEntry,
    CentreModelVersion,
    Duty,
    DutyRecord,
    Employment,
    Grant,
    Identity,
    IdentityProvider,
    Member,
    Municipality,
    Notification,
    OnboardingStep,
    OtherRequest,
    Participant,
    Region,
    Request,
    Rollout,
    RolloutTenant,
    Service,
    Session,
    Setting,
    SupportAccess,
    Tenant,
    Timesheet,
    WorklogEntry,
}

/// Codes of [`Field`]s that more than one slice uses.
pub mod code {
    /// Nothing was given where something is needed.
    pub const REQUIRED: &str = "REQUIRED";
    /// Longer than the field takes.
    pub const TOO_LONG: &str = "TOO_LONG";
    /// A number outside its bounds.
    pub const OUT_OF_RANGE: &str = "OUT_OF_RANGE";
    /// A value of another type.
    pub const WRONG_TYPE: &str = "WRONG_TYPE";
    /// Not what such a value looks like.
    pub const MALFORMED: &str = "MALFORMED";
}
