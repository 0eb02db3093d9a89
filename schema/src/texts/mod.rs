//! Every code a client may meet, with its text in Czech and in English. The list is closed: a code that isn't here can't be
//! answered, and a test holds it against the slices' own rejections. Beside it the Czech of the contract's descriptions.

mod clock;
mod codes;
mod descriptions;
mod reasons;

pub(crate) use clock::clock_day;
pub use codes::ErrorCode;
pub use descriptions::czech_descriptions;
pub use reasons::reason as reason_of_health;

use crate::asked::Language;

/// The codes that a domain's own code says; unknown ones are a fault of ours.
pub(crate) fn code_of(code: &str) -> ErrorCode {
    ErrorCode::ALL
        .iter()
        .copied()
        .find(|known| known.as_str() == code)
        .unwrap_or(ErrorCode::Internal)
}

impl ErrorCode {
    /// What a person reads.
    pub fn text(self, language: Language) -> &'static str {
        let (cs, en) = self.texts();
        match language {
            Language::Cs => cs,
            Language::En => en,
        }
    }
}
