//! Texts and numbers in the language of who reads.

use chrono::{Datelike as _, NaiveDate};
use schema::Language;

const MONTHS: [(&str, &str); 12] = [
    ("leden", "January"),
    ("únor", "February"),
    ("březen", "March"),
    ("duben", "April"),
    ("květen", "May"),
    ("červen", "June"),
    ("červenec", "July"),
    ("srpen", "August"),
    ("září", "September"),
    ("říjen", "October"),
    ("listopad", "November"),
    ("prosinec", "December"),
];

/// The language of who reads.
#[derive(Debug, Clone, Copy)]
pub(in crate::http) struct Tongue(Language);

impl Tongue {
    pub(in crate::http) const fn of(language: Language) -> Self {
        Self(language)
    }

    pub(in crate::http) const fn language(self) -> Language {
        self.0
    }

    pub(in crate::http) const fn code(self) -> &'static str {
        self.say("cs", "en")
    }

    pub(in crate::http) const fn say<'t>(self, cs: &'t str, en: &'t str) -> &'t str {
        match self.0 {
            Language::Cs => cs,
            Language::En => en,
        }
    }

    /// A number with its thousands apart, by a space that doesn't break in Czech.
    pub(in crate::http) fn whole(self, number: i64) -> String {
        let digits = number.unsigned_abs().to_string();
        let mut text = if number < 0 { "−".to_owned() } else { String::new() };
        for (at, digit) in digits.char_indices() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push_str(self.say("\u{a0}", ","));
            }
            text.push(digit);
        }
        text
    }

    /// A number of tenths, with one place.
    fn tenths(self, tenths: i64) -> String {
        let point = self.say(",", ".");
        let rest = tenths.unsigned_abs() % 10;
        let sign = if (-9..0).contains(&tenths) { "−" } else { "" };
        format!("{sign}{}{point}{rest}", self.whole(tenths / 10))
    }

    /// Of a thousand, as percent.
    pub(in crate::http) fn percent(self, permille: i64) -> String {
        format!("{}{}", self.tenths(permille), self.say("\u{a0}%", "%"))
    }

    /// Minutes as hours with one place. Rounded down: nobody worked longer than they wrote.
    pub(in crate::http) fn hours(self, minutes: i64) -> String {
        self.tenths(minutes / 6)
    }

    /// Haléře as crowns with two places: where figures are checked.
    pub(in crate::http) fn exact(self, haler: i64) -> String {
        let sign = if haler < 0 { "−" } else { "" };
        let (crowns, rest) = (haler.unsigned_abs() / 100, haler.unsigned_abs() % 100);
        let crowns = self.whole(i64::try_from(crowns).unwrap_or(i64::MAX));
        format!("{sign}{crowns}{}{rest:02}", self.say(",", "."))
    }

    /// Haléře as whole crowns, without their sign: nobody compares centres by haléře.
    pub(in crate::http) fn crowns(self, haler: i64) -> String {
        self.whole(rounded_crowns(haler))
    }

    pub(in crate::http) fn day(self, day: NaiveDate) -> String {
        match self.0 {
            Language::Cs => {
                format!("{}.\u{a0}{}.\u{a0}{}", day.day(), day.month(), day.year())
            }
            Language::En => format!("{}\u{a0}{}", day.day(), self.month(day)),
        }
    }

    pub(in crate::http) fn month(self, day: NaiveDate) -> String {
        let at = usize::try_from(day.month0()).unwrap_or_default();
        let (cs, en) = MONTHS.get(at).copied().unwrap_or_default();
        format!("{}\u{a0}{}", self.say(cs, en), day.year())
    }
}

/// The nearest whole number of crowns; half a crown goes away from nothing, as on a bill.
fn rounded_crowns(haler: i64) -> i64 {
    let rest = haler % 100;
    haler / 100 + if rest.abs() >= 50 { rest.signum() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CS: Tongue = Tongue::of(Language::Cs);
    const EN: Tongue = Tongue::of(Language::En);

    #[test]
    fn numbers_are_written_as_people_read_them() {
        for (number, cs, en) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1_000, "1\u{a0}000", "1,000"),
            (-342_000_000, "−342\u{a0}000\u{a0}000", "−342,000,000"),
            (
                i64::MIN,
                "−9\u{a0}223\u{a0}372\u{a0}036\u{a0}854\u{a0}775\u{a0}808",
                "−9,223,372,036,854,775,808",
            ),
        ] {
            assert_eq!((CS.whole(number).as_str(), EN.whole(number).as_str()), (cs, en));
        }
        assert_eq!((CS.percent(953), EN.percent(1_000)), ("95,3\u{a0}%".into(), "100.0%".into()));
        assert_eq!((CS.hours(1_265), EN.hours(60_059)), ("21,0".into(), "1,000.9".into()));
        assert_eq!([CS.tenths(-5), CS.tenths(-15)], ["−0,5", "−1,5"]);
    }

    #[test]
    fn crowns_are_rounded_to_the_nearest() {
        for (haler, crowns) in [
            (0, 0),
            (49, 0),
            (50, 1),
            (-49, 0),
            (-50, -1),
            (-1_351_405, -13_514),
            (i64::MAX, 92_233_720_368_547_758),
        ] {
            assert_eq!(rounded_crowns(haler), crowns, "{haler}");
        }
        assert_eq!(CS.crowns(-1_351_450), "−13\u{a0}515");
    }

    #[test]
    fn days_and_months_have_their_names() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        assert_eq!(
            (CS.day(day), EN.day(day)),
            ("2.\u{a0}3.\u{a0}2026".into(), "2\u{a0}March\u{a0}2026".into())
        );
        assert_eq!(
            (CS.month(day), EN.month(day)),
            ("březen\u{a0}2026".into(), "March\u{a0}2026".into())
        );
    }
}
