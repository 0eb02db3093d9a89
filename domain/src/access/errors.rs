//! The database's errors in the words of the house. Their texts stay in the log.

use super::refile::MOVED_MEANWHILE;
use crate::kernel::error::{Error, code};
use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// What the log says of it, and the doctor.
pub(super) const DISK_IS_FULL: &str = "the disk of the database is full";

/// The constraint that refused a statement; `None`: it failed for another reason.
pub(crate) fn refused_by(error: &DieselError) -> Option<&str> {
    match error {
        DieselError::DatabaseError(_, about) => about.constraint_name(),
        _ => None,
    }
}

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        match &error {
            DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, _) => {
                Self::Unavailable(error.into())
            }
            DieselError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, about)
                if about.constraint_name().is_some_and(is_of_label) =>
            {
                MOVED_MEANWHILE.into()
            }
            DieselError::DatabaseError(_, about) if was_too_slow(about.message()) => Self::Timeout,
            DieselError::DatabaseError(_, about) if is_no_space(about.message()) => {
                Self::Unavailable(format!("{DISK_IS_FULL}: {}", about.message()).into())
            }
            DieselError::DatabaseError(_, about) if is_short_or_gone(about.message()) => {
                Self::Unavailable(error.into())
            }
            DieselError::DatabaseError(_, about) if is_no_table(about.message()) => {
                let what = about.message();
                Self::Unavailable(
                    format!("the tables aren't up to date, run `centrum migrate`: {what}").into(),
                )
            }
            DieselError::DatabaseError(_, about) if is_no_text(about.message()) => {
                Self::invalid(&[], code::MALFORMED)
            }
            _ => Self::Internal(error.into()),
        }
    }
}

/// Keys by which what hangs on a case wears its label. A case isn't deleted, so what they refuse is a label that was read before
/// somebody filed the case elsewhere.
fn is_of_label(constraint: &str) -> bool {
    constraint.ends_with("_label") || constraint == "activities_request"
}

/// diesel has no kind for 57014 and 55P03; their messages are the server's own and never translated, since the
/// connection's `lc_messages` is C.
fn was_too_slow(message: &str) -> bool {
    message.contains("due to statement timeout") || message.contains("due to lock timeout")
}

/// 53100, in the words of the system or of PostgreSQL itself. What was being done is rolled back; when there is space again
/// it can be done again, on the same connection.
fn is_no_space(message: &str) -> bool {
    let full = ["No space left on device", "Disk quota exceeded", ": wrote only "];
    full.iter().any(|words| message.contains(words))
}

/// 53xxx and 57P0x, and a connection that ended under a statement, for which diesel has two kinds: the server lacks something
/// for a while, or is going or coming. None of it is a fault of ours, and all of it passes.
fn is_short_or_gone(message: &str) -> bool {
    let begins = [
        // 53200, 53300
        "out of memory",
        "out of shared memory",
        "sorry, too many clients already",
        "remaining connection slots are reserved",
        "too many connections for ",
        // 57P01, 57P02, 57P03
        "terminating connection due to administrator command",
        "terminating connection because of crash of another server process",
        "the database system is ",
        // The driver's own words: the server didn't say goodbye.
        "connection closed",
        "error communicating with the server",
    ];
    begins.iter().any(|words| message.starts_with(words))
}

/// 42P01: this program is ahead of the migrations.
fn is_no_table(message: &str) -> bool {
    message.starts_with("relation ") && message.ends_with(" does not exist")
}

/// 22021: a NUL in a text. Whatever a slice doesn't check, e.g. a code that is only looked up, ends here.
fn is_no_text(message: &str) -> bool {
    message.contains("invalid byte sequence for encoding")
}

/// No connection could be had.
pub(super) fn unavailable(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Unavailable(error.into())
}
