//! Why files are refused.

use crate::kernel::error;

/// A "no" of this slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    /// No such kind of file is taken, or not by this centre.
    TypeNotAllowed,
    /// It is larger than this centre takes.
    TooLarge,
    /// The case has as many files as a case may have.
    TooMany,
    /// One announced as many files as one may without sending them.
    TooManyAnnounced,
    /// Somebody sends, or has sent, to this address.
    AlreadyBegun,
    /// The address was not used in time.
    Expired,
    /// The case was moved while the file came.
    RequestMoved,
    /// Somebody else attached it.
    AttachedByAnother,
}

impl Rejection {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::TypeNotAllowed,
        Self::TooLarge,
        Self::TooMany,
        Self::TooManyAnnounced,
        Self::AlreadyBegun,
        Self::Expired,
        Self::RequestMoved,
        Self::AttachedByAnother,
    ];

    /// Its stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TypeNotAllowed => "FILE_TYPE_NOT_ALLOWED",
            Self::TooLarge => "FILE_TOO_LARGE",
            Self::TooMany => "TOO_MANY_ATTACHMENTS",
            Self::TooManyAnnounced => "TOO_MANY_UPLOADS",
            Self::AlreadyBegun => "UPLOAD_ALREADY_BEGUN",
            Self::Expired => "UPLOAD_EXPIRED",
            Self::RequestMoved => "REQUEST_MOVED",
            Self::AttachedByAnother => "ATTACHED_BY_ANOTHER",
        }
    }
}

impl From<Rejection> for error::Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(error::Rejection { code: rejection.code() })
    }
}
