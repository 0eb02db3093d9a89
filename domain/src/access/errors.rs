//! The database's errors in the words of the house. Their texts stay in the log.

use crate::kernel::error::{Error, code};
use diesel::result::{DatabaseErrorKind, Error as DieselError};

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        match &error {
            DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, _) => {
                Self::Unavailable(error.into())
            }
            DieselError::DatabaseError(_, about) if was_too_slow(about.message()) => Self::Timeout,
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

/// diesel has no kind for 57014 and 55P03; their messages are the server's own and never translated, since the
/// connection's `lc_messages` is C.
fn was_too_slow(message: &str) -> bool {
    message.contains("due to statement timeout") || message.contains("due to lock timeout")
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
