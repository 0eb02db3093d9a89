//! What a day was to a request's clock, in words.

use crate::asked::Language;
use domain::kernel::working_days::DayOff;
use domain::requests::{ClockDay, ClockDayKind};

/// What a person reads.
pub(crate) fn clock_day(day: &ClockDay, language: Language) -> String {
    let ClockDay { kind, ran_minutes: ran, stopped_minutes: stopped, left_minutes: left, .. } = day;
    match (kind, language) {
        (ClockDayKind::Started, Language::Cs) => {
            format!("Den, kdy lhůta začala, se nepočítá; zbývá {left} min.")
        }
        (ClockDayKind::Started, Language::En) => {
            format!("The day on which the term began isn't counted; {left} min are left.")
        }
        (ClockDayKind::Weekend, Language::Cs) => "Víkend.".to_owned(),
        (ClockDayKind::Weekend, Language::En) => "A weekend.".to_owned(),
        (ClockDayKind::DayOff(which), language) => {
            let (cs, en) = name_of(*which);
            match language {
                Language::Cs => format!("Svátek: {cs}."),
                Language::En => format!("A day off: {en}."),
            }
        }
        (ClockDayKind::Working, Language::Cs) => {
            format!("Pracovní den: lhůta běžela {ran} min, stála {stopped} min, zbývá {left} min.")
        }
        (ClockDayKind::Working, Language::En) => {
            format!(
                "A working day: the term ran for {ran} min, stood still for {stopped} min, {left} min are left."
            )
        }
    }
}

const fn name_of(day_off: DayOff) -> (&'static str, &'static str) {
    match day_off {
        DayOff::NewYear => ("Den obnovy samostatného českého státu", "New Year's Day"),
        DayOff::GoodFriday => ("Velký pátek", "Good Friday"),
        DayOff::EasterMonday => ("Velikonoční pondělí", "Easter Monday"),
        DayOff::LabourDay => ("Svátek práce", "Labour Day"),
        DayOff::VictoryDay => ("Den vítězství", "Victory Day"),
        DayOff::CyrilAndMethodius => {
            ("Den slovanských věrozvěstů Cyrila a Metoděje", "Saints Cyril and Methodius")
        }
        DayOff::JanHus => ("Den upálení mistra Jana Husa", "Jan Hus"),
        DayOff::CzechStatehood => ("Den české státnosti", "Czech Statehood Day"),
        DayOff::IndependentCzechoslovakia => {
            ("Den vzniku samostatného československého státu", "Independent Czechoslovakia")
        }
        DayOff::FreedomAndDemocracy => {
            ("Den boje za svobodu a demokracii", "Struggle for Freedom and Democracy")
        }
        DayOff::ChristmasEve => ("Štědrý den", "Christmas Eve"),
        DayOff::ChristmasDay => ("1. svátek vánoční", "Christmas Day"),
        DayOff::SaintStephen => ("2. svátek vánoční", "Saint Stephen's Day"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn a_day_is_told_in_czech() {
        let told = |kind| {
            let (ran_minutes, stopped_minutes, left_minutes) = (390, 120, 630);
            let day = NaiveDate::default();
            let day = ClockDay { day, kind, ran_minutes, stopped_minutes, left_minutes };
            clock_day(&day, Language::Cs)
        };
        assert_eq!(
            told(ClockDayKind::Working),
            "Pracovní den: lhůta běžela 390 min, stála 120 min, zbývá 630 min."
        );
        assert_eq!(
            told(ClockDayKind::Started),
            "Den, kdy lhůta začala, se nepočítá; zbývá 630 min."
        );
        assert_eq!(told(ClockDayKind::DayOff(DayOff::GoodFriday)), "Svátek: Velký pátek.");
        assert_eq!(told(ClockDayKind::Weekend), "Víkend.");
    }
}
