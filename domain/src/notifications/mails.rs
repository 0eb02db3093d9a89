//! Mails about what somebody was told: whether they want any, when the next one is due, and what it says. Pure: no database,
//! no present time.

use crate::kernel::ids::{ParticipantId, TypedId as _};
use crate::kernel::mailing::Language;
use crate::kernel::text_enum::text_enum;
use crate::kernel::working_days::{day_in_prague, instant_in_prague};
use crate::requests::printed_number;
use chrono::{DateTime, Days, Utc};

/// The minute of a day in Prague at which what is mailed daily leaves.
const DAILY_MINUTE: i32 = 7 * 60;
/// So many requests are named at most; of the others it is said how many there are.
const NAMED_MAX: usize = 20;

text_enum! {
    /// How often somebody is written to.
    Frequency {
        /// As soon as there is something.
        AtOnce = "AT_ONCE",
        /// At seven in the morning, what has come in the meantime.
        Daily = "DAILY",
    }
}

impl Frequency {
    /// When what is new at `now` is mailed.
    pub(super) fn due_at(self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::AtOnce => now,
            Self::Daily => {
                let today = day_in_prague(now);
                let morning = instant_in_prague(today, DAILY_MINUTE);
                let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today);
                if now < morning { morning } else { instant_in_prague(tomorrow, DAILY_MINUTE) }
            }
        }
    }
}

/// How somebody wants to be written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// How often.
    pub frequency: Frequency,
    /// In which language.
    pub language: Language,
}

/// A mail that is to be sent: how much there is to read, of which requests, and by what it can be ended. No word of a request.
#[derive(Debug, Clone)]
pub struct Mail {
    /// To whom.
    pub participant: ParticipantId,
    /// The position of the last event that it tells of.
    pub covers: i64,
    /// How often they want to be written to.
    pub(super) frequency: Frequency,
    /// Where it goes.
    pub address: String,
    /// In which language.
    pub language: Language,
    /// Which centre writes.
    pub centre: String,
    /// The tenant's name in addresses.
    pub slug: String,
    /// What ends these mails, behind the address of [`Self::slug`].
    pub secret: String,
    /// Of how much it tells.
    pub count: usize,
    /// The numbers of the first requests that it is about.
    pub numbers: Vec<String>,
    /// How many more requests it is about.
    pub more: usize,
    /// When the last of it happened.
    pub at: DateTime<Utc>,
}

impl Mail {
    /// What it is known by: the same at each try.
    pub fn id(&self) -> String {
        format!("notifications_{}_{}", self.participant.print(), self.covers)
    }
}

/// What is new to somebody.
#[derive(Debug, Clone, Copy)]
pub(super) struct News {
    pub(super) position: i64,
    pub(super) at: DateTime<Utc>,
    /// Year and number of the request.
    pub(super) number: (i32, i32),
}

/// The numbers of the requests that it is about, as they come first, and how many more there are.
pub(super) fn named(news: &[News]) -> (Vec<String>, usize) {
    let mut numbers: Vec<(i32, i32)> = Vec::new();
    for one in news {
        if !numbers.contains(&one.number) {
            numbers.push(one.number);
        }
    }
    let more = numbers.len().saturating_sub(NAMED_MAX);
    numbers.truncate(NAMED_MAX);
    (numbers.into_iter().map(|(year, number)| printed_number(year, number)).collect(), more)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_mailed_daily_leaves_at_seven_in_prague() {
        for (now, due) in [
            ("2026-03-02T05:59:59Z", "2026-03-02T06:00:00Z"),
            ("2026-03-02T06:00:00Z", "2026-03-03T06:00:00Z"),
            ("2026-03-02T23:30:00Z", "2026-03-03T06:00:00Z"),
            // Clocks are put forward on the 29th, and back on 25 October.
            ("2026-03-28T12:00:00Z", "2026-03-29T05:00:00Z"),
            ("2026-10-24T12:00:00Z", "2026-10-25T06:00:00Z"),
            ("2026-12-31T12:00:00Z", "2027-01-01T06:00:00Z"),
        ] {
            assert_eq!(Frequency::Daily.due_at(at(now)), at(due), "{now}");
            assert_eq!(Frequency::AtOnce.due_at(at(now)), at(now));
        }
    }

    #[test]
    fn each_request_is_named_once_and_of_many_it_is_said_how_many_more() {
        let news = |number| News { position: 1, at: at("2026-03-02T08:00:00Z"), number };
        let few = [news((2026, 7)), news((2025, 9)), news((2026, 7))];
        assert_eq!(named(&few), (vec!["2026/7".to_owned(), "2025/9".to_owned()], 0));
        let many: Vec<News> = (1..=23).map(|number| news((2026, number))).collect();
        let (numbers, more) = named(&many);
        assert_eq!((numbers.len(), more), (20, 3));
        assert_eq!(named(&[]), (vec![], 0));
    }
}
