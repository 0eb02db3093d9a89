//! The steps of an onboarding: those that a version of the centre model brings, or, where it brings none, these, as data in one
//! place. What a tenant was begun with it keeps: a step that is added here is a step of those that come later.

use super::rules::{Side, Sight, due_after};
use crate::access::{Reach, Role};
use crate::configuration::model::OnboardingStep;
use chrono::NaiveDate;

/// A step, for every tenant alike.
#[derive(Debug)]
pub(super) struct StepOfAll {
    /// Its code, kept in the tenant's list.
    pub(super) code: &'static str,
    /// Who says that it is done.
    pub(super) side: Side,
    /// By what the system knows it; only where the side is the system.
    pub(super) sight: Option<Sight>,
    /// Until when it should be done, in days after the tenant was made.
    pub(super) due_days: u64,
    /// What is to be done, in Czech.
    pub(super) title_cs: &'static str,
    /// The same in English.
    pub(super) title_en: &'static str,
}

const fn by_hand(
    code: &'static str,
    side: Side,
    due_days: u64,
    title_cs: &'static str,
    title_en: &'static str,
) -> StepOfAll {
    StepOfAll { code, side, sight: None, due_days, title_cs, title_en }
}

const fn seen(
    code: &'static str,
    sight: Sight,
    due_days: u64,
    title_cs: &'static str,
    title_en: &'static str,
) -> StepOfAll {
    StepOfAll { code, side: Side::System, sight: Some(sight), due_days, title_cs, title_en }
}

/// In the order in which they are usually done.
pub(super) const STEPS: &[StepOfAll] = &[
    // Which body that is depends on the association's statutes.
    by_hand(
        "PARTICIPATION_APPROVED",
        Side::Tenant,
        30,
        "Zapojení schválil příslušný orgán svazku",
        "The association's body has approved taking part",
    ),
    by_hand("CONTRACT", Side::Nation, 45, "Smlouva je podepsána", "The contract is signed"),
    // Act 340/2015: within 30 days of signing.
    by_hand(
        "CONTRACT_PUBLISHED",
        Side::Tenant,
        75,
        "Smlouva je uveřejněna v registru smluv",
        "The contract is published in the register of contracts",
    ),
    by_hand(
        "DATA_BOX",
        Side::Tenant,
        45,
        "Datová schránka svazku je zřízena a ověřena",
        "The association's data box is open and was tried",
    ),
    // Art. 28 GDPR.
    by_hand(
        "DATA_PROCESSING",
        Side::Tenant,
        60,
        "Zpracování osobních údajů pro obce je smluvně upraveno",
        "Agreements on processing personal data for the municipalities are made",
    ),
    by_hand(
        "MEMBERS_CHECKED",
        Side::Tenant,
        45,
        "Seznam členských obcí je zkontrolován",
        "The list of members has been checked",
    ),
    seen(
        "STAFF_APPOINTED",
        Sight::ManagerAppointed,
        60,
        "Manažer centra je jmenován",
        "The centre's manager is appointed",
    ),
    by_hand(
        "CATALOGUE_CONFIRMED",
        Side::Tenant,
        75,
        "Katalog služeb je potvrzen",
        "The catalogue of services is confirmed",
    ),
    by_hand(
        "STAFF_TRAINED",
        Side::Nation,
        90,
        "Pracovníci centra jsou proškoleni",
        "The centre's staff is trained",
    ),
    seen(
        "FIRST_ACTIVITY",
        Sight::FirstActivity,
        120,
        "První aktivita je zaznamenána",
        "The first activity is recorded",
    ),
];

/// The step that the system knows by a sight.
pub(super) fn step_of(sight: Sight) -> Option<&'static str> {
    STEPS.iter().find(|step| step.sight == Some(sight)).map(|step| step.code)
}

/// A step as a tenant is begun with it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Begun {
    pub(super) code: String,
    pub(super) side: Side,
    pub(super) due_on: Option<NaiveDate>,
    /// In Czech and in English; `None`: those of the list in code.
    pub(super) titles: Option<(String, String)>,
}

impl Begun {
    /// A step of the list in code.
    pub(super) fn of_all(step: &StepOfAll, today: NaiveDate) -> Self {
        let due_on = due_after(today, step.due_days);
        Self { code: step.code.to_owned(), side: step.side, due_on, titles: None }
    }

    /// A step of a version. What the system sees by itself it sees whoever the version says is responsible.
    pub(super) fn of_model(code: String, step: OnboardingStep, today: NaiveDate) -> Self {
        let is_seen = Sight::ALL.iter().any(|sight| step_of(*sight) == Some(code.as_str()));
        let side = if is_seen { Side::System } else { side_of(step.responsible) };
        let due_on = due_after(today, step.due_days.try_into().unwrap_or(0));
        Self { code, side, due_on, titles: Some((step.name_cs, step.name_en)) }
    }
}

/// Which side says that a step is done that somebody of a role does.
fn side_of(responsible: Role) -> Side {
    match responsible.reach() {
        Reach::Nation => Side::Nation,
        Reach::Tenant | Reach::Member => Side::Tenant,
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::StepCode;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_step_has_a_code_of_its_own_and_a_title_in_both_languages() {
        let codes: BTreeSet<_> = STEPS.iter().map(|step| step.code).collect();
        assert_eq!(codes.len(), STEPS.len());
        for step in STEPS {
            assert!(StepCode::parse(step.code).is_some(), "{}", step.code);
            assert!(!step.title_cs.is_empty() && !step.title_en.is_empty(), "{}", step.code);
        }
    }

    #[test]
    fn the_system_s_steps_are_those_that_it_can_see() {
        for step in STEPS {
            assert_eq!(step.side == Side::System, step.sight.is_some(), "{}", step.code);
        }
        for sight in Sight::ALL {
            assert!(step_of(*sight).is_some(), "{sight:?}");
        }
    }

    #[test]
    fn a_step_of_a_version_is_said_by_the_side_of_its_role_unless_the_system_sees_it() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 26).unwrap();
        let step = |code: &str, responsible| {
            let (name_cs, name_en) = ("Krok".to_owned(), "Step".to_owned());
            let step = OnboardingStep { place: 1, name_cs, name_en, responsible, due_days: 5 };
            Begun::of_model(code.to_owned(), step, today)
        };
        assert_eq!(step("VISIT", Role::NationalCoordinator).side, Side::Nation);
        assert_eq!(step("VISIT", Role::CentreManager).side, Side::Tenant);
        assert_eq!(step("VISIT", Role::Mayor).side, Side::Tenant);
        let seen = step("FIRST_ACTIVITY", Role::CentreManager);
        assert_eq!(seen.side, Side::System);
        assert_eq!(seen.due_on, NaiveDate::from_ymd_opt(2026, 12, 1));
        assert_eq!(seen.titles, Some(("Krok".to_owned(), "Step".to_owned())));
    }
}
