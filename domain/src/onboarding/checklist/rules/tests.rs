//! What the rules of the checklist say.

use super::*;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn step(side: Side) -> Step {
    Step {
        tenant: TenantId::from(Uuid::from_u128(7)),
        code: "DATA_BOX".to_owned(),
        side,
        responsible: None,
        responsible_name: None,
        due_on: Some(day("2026-03-10")),
        said_done_on: None,
        seen_on: None,
        version: 1,
        lifecycle: Lifecycle::Onboarding,
        own_titles: (None, None),
    }
}

fn code_of(answer: Result<()>) -> &'static str {
    match answer {
        Ok(()) => "yes",
        Err(Error::Rejected(no)) => no.code,
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn a_step_is_late_from_the_day_after_its_day_and_never_when_it_is_done() {
    let open = step(Side::Tenant);
    assert_eq!(open.state(day("2026-03-10")), StepState::Open);
    assert_eq!(open.state(day("2026-03-11")), StepState::Overdue);
    let undated = Step { due_on: None, ..open.clone() };
    assert_eq!(undated.state(day("2026-03-11")), StepState::Open);
    let done = Step { said_done_on: Some(day("2026-03-12")), ..open };
    assert_eq!(done.state(day("2026-03-13")), StepState::Done);
}

#[test]
fn each_side_says_what_is_done_of_its_own_and_nobody_of_the_system_s() {
    let done = Some(day("2026-03-01"));
    for (side, by, open, after) in [
        (Side::Tenant, Side::Tenant, "yes", "ONBOARDING_STEP_DONE"),
        (
            Side::Tenant,
            Side::Nation,
            "ONBOARDING_STEP_OF_OTHER_SIDE",
            "ONBOARDING_STEP_OF_OTHER_SIDE",
        ),
        (
            Side::Nation,
            Side::Tenant,
            "ONBOARDING_STEP_OF_OTHER_SIDE",
            "ONBOARDING_STEP_OF_OTHER_SIDE",
        ),
        (Side::Nation, Side::Nation, "yes", "ONBOARDING_STEP_DONE"),
        (
            Side::System,
            Side::Nation,
            "ONBOARDING_STEP_SEEN_BY_SYSTEM",
            "ONBOARDING_STEP_SEEN_BY_SYSTEM",
        ),
    ] {
        let step = step(side);
        assert_eq!(code_of(step.may_be_completed(by)), open, "{side:?} {by:?}");
        let done = Step { said_done_on: done, ..step };
        assert_eq!(code_of(done.may_be_completed(by)), after, "{side:?} {by:?}");
    }
    assert_eq!(
        code_of(step(Side::Tenant).may_be_taken_back(Side::Tenant)),
        "ONBOARDING_STEP_NOT_DONE"
    );
    let ended = Step { lifecycle: Lifecycle::WoundUp, ..step(Side::Nation) };
    assert_eq!(code_of(ended.may_be_completed(Side::Nation)), "TENANT_TAKES_NO_NEW_WORK");
    assert_eq!(code_of(ended.may_be_planned()), "TENANT_TAKES_NO_NEW_WORK");
}

#[test]
fn what_the_system_sees_counts_for_its_own_steps_alone() {
    let seen_on = Some(day("2026-03-05"));
    let seen = |side| Step { seen_on, ..step(side) }.done_on();
    assert_eq!([seen(Side::System), seen(Side::Tenant), seen(Side::Nation)], [seen_on, None, None]);
}

#[test]
fn a_list_is_complete_on_the_day_of_its_last_step() {
    let done = |on: &str| Step { said_done_on: Some(day(on)), ..step(Side::Tenant) };
    let list = Onboarding { steps: vec![done("2026-03-05"), done("2026-03-02")] };
    assert_eq!(list.completed_on(), Some(day("2026-03-05")));
    let list = Onboarding { steps: vec![done("2026-03-05"), step(Side::System)] };
    assert_eq!(list.completed_on(), None);
    let today = day("2026-03-20");
    assert_eq!((list.count(StepState::Done, today), list.count(StepState::Overdue, today)), (1, 1));
}

#[test]
fn the_manager_is_whoever_of_the_appointed_still_is_one() {
    let event = |kind: &str, grant: &str, at: &str, role: &str| {
        let at = format!("{at}T10:00:00Z").parse().unwrap();
        (kind.to_owned(), grant.to_owned(), at, Some(role.to_owned()))
    };
    let mut events = vec![event(GRANTED, "grant_1", "2026-03-01", "TENANT_ADMIN")];
    assert_eq!(manager_since(&events), None);
    events.push(event(GRANTED, "grant_2", "2026-03-02", "CENTRE_MANAGER"));
    events.push(event(GRANTED, "grant_3", "2026-03-04", "CENTRE_MANAGER"));
    assert_eq!(manager_since(&events), Some(day("2026-03-02")));
    events.push(event(REVOKED, "grant_2", "2026-03-05", "CENTRE_MANAGER"));
    assert_eq!(manager_since(&events), Some(day("2026-03-04")));
    events.push(event(REVOKED, "grant_3", "2026-03-06", "CENTRE_MANAGER"));
    assert_eq!(manager_since(&events), None);
}

#[test]
fn days_have_bounds() {
    let today = day("2026-03-02");
    for (on, is_fine) in
        [("2016-03-01", false), ("2016-03-02", true), ("2026-03-02", true), ("2026-03-03", false)]
    {
        assert_eq!(check_done_on(day(on), today).is_ok(), is_fine, "{on}");
    }
    for (on, is_fine) in
        [("2026-03-01", false), ("2026-03-02", true), ("2031-03-02", true), ("2031-03-03", false)]
    {
        assert_eq!(check_due_on(day(on), today).is_ok(), is_fine, "{on}");
    }
}

#[test]
fn a_code_is_capitals_and_underscores() {
    assert!(StepCode::parse("DATA_BOX").is_some());
    for bad in ["", "_A", "data_box", "A B", "Č", "A1", &"A".repeat(41)] {
        assert_eq!(StepCode::parse(bad), None, "{bad}");
    }
}
