//! Computed by hand.

use super::*;
use crate::configuration::model::Duty;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn owed(code: &str, kind: DutyKind, times_a_year: i32) -> Owed {
    let (name_cs, name_en) = ("Povinnost".to_owned(), "Duty".to_owned());
    let duty = Duty { kind, name_cs, name_en, role: None, times_a_year, due_days: 30 };
    Owed { code: code.to_owned(), duty, since: day("2026-01-01") }
}

fn member(id: u128, joined: &str, left: Option<&str>) -> Member {
    Member {
        id: Uuid::from_u128(id).into(),
        membership: Some(Uuid::from_u128(id).into()),
        municipality_code: Some(format!("59900{id}")),
        joined_on: Some(day(joined)),
        left_on: left.map(day),
    }
}

#[test]
fn a_record_is_for_the_duty_that_was_named_or_the_only_one_of_its_kind() {
    let all = [
        owed("A", DutyKind::Report, 4),
        owed("B", DutyKind::Report, 1),
        owed("C", DutyKind::Meeting, 2),
    ];
    let code = |kind, named, due: Option<&str>| {
        let placed = place(kind, (named, due.map(day)), day("2026-05-12"), &all);
        placed.map(|place| place.duty_code).map_err(|error| format!("{error:?}"))
    };
    assert_eq!(code(RecordKind::Meeting, None, None), Ok(Some("C".to_owned())));
    assert_eq!(code(RecordKind::Report, Some("A"), Some("2026-04-30")), Ok(Some("A".to_owned())));
    assert_eq!(code(RecordKind::Newsletter, None, None), Ok(None));
    let no = |kind, named, due| code(kind, named, due).unwrap_err();
    assert!(no(RecordKind::Report, None, Some("2026-04-30")).contains("SEVERAL_DUTIES"));
    assert!(no(RecordKind::Report, Some("A"), None).contains("REQUIRED"));
    assert!(no(RecordKind::Report, Some("A"), Some("2026-04-29")).contains("DUTY_NOT_DUE_THEN"));
    assert!(no(RecordKind::Report, Some("C"), Some("2026-04-30")).contains("MALFORMED"));
    assert!(no(RecordKind::Report, Some("D"), Some("2026-04-30")).contains("NotFound"));
    // The third quarter's report can't have been handed in before July.
    assert!(no(RecordKind::Report, Some("A"), Some("2026-10-30")).contains("OUT_OF_RANGE"));
    assert!(no(RecordKind::Newsletter, None, Some("2026-04-30")).contains("DUTY_NOT_DUE_THEN"));
}

#[test]
fn it_counts_on_its_day_or_in_the_term_that_it_answers() {
    let twice = [owed("C", DutyKind::Meeting, 2)];
    let counts = |due: Option<&str>, owed: &[Owed], kind| {
        place(kind, (None, due.map(day)), day("2026-07-10"), owed).unwrap().counts_on
    };
    assert_eq!(counts(None, &twice, RecordKind::Meeting), day("2026-07-10"));
    assert_eq!(counts(Some("2026-07-30"), &twice, RecordKind::Meeting), day("2026-06-30"));
    assert_eq!(counts(Some("2026-06-15"), &[], RecordKind::Report), day("2026-07-10"));
}

#[test]
fn a_day_is_neither_to_come_nor_before_the_association() {
    let today = day("2026-03-02");
    let is_fine =
        |text, founded: Option<&str>| checked_day(day(text), today, founded.map(day)).is_ok();
    assert!(is_fine("2026-03-02", None) && !is_fine("2026-03-03", None));
    assert!(is_fine("2000-01-01", None) && !is_fine("1999-12-31", None));
    assert!(is_fine("2001-12-20", Some("2001-12-20")));
    assert!(!is_fine("2001-12-19", Some("2001-12-20")));
}

#[test]
fn who_attended_belonged_and_so_many_might_have() {
    let members = [
        Member { membership: None, municipality_code: None, ..member(9, "2000-01-01", None) },
        member(1, "2001-01-01", None),
        member(2, "2001-01-01", Some("2026-02-01")),
        member(3, "2026-02-10", None),
    ];
    let on = |text: &str, said: &[u128]| {
        let said: Vec<MemberId> = said.iter().map(|id| Uuid::from_u128(*id).into()).collect();
        let attendance = attendance(RecordKind::Meeting, Some(&said), &members, day(text));
        attendance
            .map(|of| {
                let turnout = of.unwrap().turnout;
                (turnout.attended, turnout.members)
            })
            .map_err(|error| format!("{error:?}"))
    };
    // The second left on the first of February, the third joined on the tenth.
    assert_eq!(on("2026-01-31", &[2, 1, 2]), Ok((2, 2)));
    assert_eq!(on("2026-02-05", &[1]), Ok((1, 1)));
    assert_eq!(on("2026-02-10", &[3]), Ok((1, 2)));
    assert!(on("2026-02-01", &[2]).unwrap_err().contains("ATTENDEE_DID_NOT_BELONG"));
    assert!(on("2026-02-09", &[3]).unwrap_err().contains("ATTENDEE_DID_NOT_BELONG"));
    assert!(on("2026-02-10", &[4]).unwrap_err().contains("NotFound"));
    assert!(on("2026-02-10", &[9]).unwrap_err().contains("MALFORMED"));
    assert!(on("2026-02-10", &[]).unwrap_err().contains("REQUIRED"));
    let report = |said| attendance(RecordKind::Report, said, &members, day("2026-02-10"));
    assert!(report(Some(&[])).is_err());
    assert_eq!(report(None).unwrap(), None);
}

#[test]
fn a_newsletter_has_an_issue_and_nothing_else_has() {
    let issue = checked_issue;
    assert_eq!(issue(RecordKind::Newsletter, Some(" 1/2026 ")).unwrap().as_deref(), Some("1/2026"));
    assert!(issue(RecordKind::Newsletter, None).is_err());
    assert!(issue(RecordKind::Newsletter, Some(" ")).is_err());
    assert!(issue(RecordKind::Newsletter, Some(&"ž".repeat(201))).is_err());
    assert!(issue(RecordKind::Newsletter, Some(&"ž".repeat(200))).is_ok());
    assert!(issue(RecordKind::Meeting, Some("1/2026")).is_err());
    assert_eq!(issue(RecordKind::Report, None).unwrap(), None);
}
