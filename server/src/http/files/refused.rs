//! Why a file isn't taken or given.

use super::super::export::unavailable;
use super::super::problem::Problem;
use crate::files::StoreError;
use domain::attachments::{Rejection, Why};
use domain::kernel::error::Error;
use poem::http::StatusCode;

/// What the domain says no with.
pub(super) fn refused(error: Error) -> Problem {
    match error {
        Error::NotFound(_) | Error::Invalid(_) => Problem::not_found(),
        Error::Forbidden { .. } => {
            Problem::new(StatusCode::FORBIDDEN, "FORBIDDEN", "You lack the permission for that.")
        }
        Error::Rejected(no) if no.code == Rejection::Expired.code() => {
            let detail = "The address has ended. Announce the file again with prepareUpload.";
            Problem::new(StatusCode::GONE, no.code, detail)
        }
        Error::Rejected(no) => {
            let detail = "The file can't be attached. Announce it again with prepareUpload.";
            Problem::new(StatusCode::CONFLICT, no.code, detail)
        }
        Error::Unavailable(_) | Error::Timeout => unavailable(),
        error @ (Error::Internal(_)
        | Error::Stale { .. }
        | Error::IllegalMove { .. }
        | Error::Merged { .. }) => {
            tracing::error!(%error, "internal error");
            Problem::internal()
        }
    }
}

/// What came isn't what was announced.
pub(super) fn differs(why: Why) -> Problem {
    let (status, code, detail) = match why {
        Why::BrokenOff => (
            StatusCode::BAD_REQUEST,
            "UPLOAD_BROKEN_OFF",
            "The file ended early, or came too slowly. Announce it again with prepareUpload.",
        ),
        Why::Size => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "FILE_SIZE_DIFFERS",
            "More or fewer bytes came than were announced. Announce the file again.",
        ),
        Why::Hash => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "FILE_HASH_DIFFERS",
            "Other bytes came than were announced. Announce the file again.",
        ),
        Why::Content => (
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "FILE_CONTENT_DIFFERS",
            "The file isn't what its name says. Give it the ending of what it is.",
        ),
        Why::Refused => {
            (StatusCode::FORBIDDEN, "FORBIDDEN", "The right to attach files has ended meanwhile.")
        }
    };
    Problem::new(status, code, detail)
}

/// The store can't.
pub(super) fn unstored(error: &StoreError) -> Problem {
    let reason = std::error::Error::source(error).map(ToString::to_string);
    tracing::error!(%error, reason, "a file can't be kept or read");
    match error {
        StoreError::Missing => Problem::internal(),
        StoreError::Unusable(_) => {
            Problem::unavailable("Files can't be kept or read now. Try again in a moment.")
        }
    }
}

/// Too many files are coming in.
pub(super) fn busy() -> Problem {
    let detail = "Too many files are coming in. Try again in a moment; the address stays good.";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "UPLOADS_BUSY", detail)
}
