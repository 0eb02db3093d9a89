//! What is true of all mails: their languages, and when one that wasn't taken is tried again.

use super::text_enum::text_enum;
use chrono::Duration;

/// For so long it is tried to send a mail.
pub(crate) const TRIED_FOR: Duration = Duration::hours(48);
/// From one try to the next at most so long.
const LONGEST_PAUSE_MINUTES: i32 = 60;
/// So many tries are made in [`TRIED_FOR`] at least: each hour one.
pub(crate) const TRIES_MAX: i32 = 48;

text_enum! {
    /// In which language somebody is written to.
    Language {
        /// Czech.
        Cs = "cs",
        /// English.
        En = "en",
    }
}

/// How long to wait after so many tries: a minute, then twice as long each time, up to an hour.
pub(crate) fn pause_after(tries: i32) -> Duration {
    let doubled = u32::try_from(tries.saturating_sub(1)).unwrap_or(0).min(6);
    Duration::minutes(i64::from(2_i32.pow(doubled).min(LONGEST_PAUSE_MINUTES)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_and_has_an_end() {
        let minutes = [1, 2, 3, 6, 7, 8, 1_000].map(|tries| pause_after(tries).num_minutes());
        assert_eq!(minutes, [1, 2, 4, 32, 60, 60, 60]);
    }
}
