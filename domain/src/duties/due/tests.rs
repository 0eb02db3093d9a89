//! Computed by hand.

use super::super::rules::Withdrawn;
use super::*;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn duty(kind: DutyKind, times_a_year: i32, due_days: i32) -> Duty {
    let role = (kind == DutyKind::Role).then_some(Role::CentreManager);
    let (name_cs, name_en) = ("Povinnost".to_owned(), "Duty".to_owned());
    Duty { kind, name_cs, name_en, role, times_a_year, due_days }
}

fn owed(kind: DutyKind, times_a_year: i32, due_days: i32, since: &str) -> Owed {
    Owed { code: "IT".to_owned(), duty: duty(kind, times_a_year, due_days), since: day(since) }
}

fn record(kind: RecordKind, done_on: &str, counts_on: &str) -> DutyRecord {
    DutyRecord {
        id: Uuid::from_u128(1).into(),
        kind,
        duty_code: Some("IT".to_owned()),
        done_on: day(done_on),
        due_on: None,
        counts_on: day(counts_on),
        evidence: String::new(),
        issue: None,
        turnout: None,
        recorded_by: Uuid::from_u128(2).into(),
        recorded_at: "2026-12-31T12:00:00Z".parse().unwrap(),
        withdrawn: None,
        version: 1,
    }
}

/// A duty in a period as of a day, where the centre is a tenant since the beginning of 2026.
fn judged(owed: Owed, period: &str, on: &str, records: &[DutyRecord]) -> Option<OwedDuty> {
    let asked = Asked { period: Period::parse(period).unwrap(), on: day(on), records, held: None };
    standing(vec![owed], day("2026-01-01"), asked).pop()
}

fn states(owed: Owed, period: &str, on: &str, records: &[DutyRecord]) -> Vec<DutyState> {
    let judged = judged(owed, period, on, records);
    judged.iter().flat_map(|duty| &duty.terms).map(|term| term.state).collect()
}

#[test]
fn a_year_is_parted_into_whole_months_and_its_last_term_ends_with_it() {
    let ends = |times| -> Vec<String> {
        let terms = terms_of_year(&duty(DutyKind::Report, times, 0), 2028);
        terms.iter().map(|term| term.ends_on.format("%m-%d").to_string()).collect()
    };
    assert_eq!(ends(0), [""; 0]);
    assert_eq!(ends(1), ["12-31"]);
    assert_eq!(ends(2), ["06-30", "12-31"]);
    assert_eq!(ends(4), ["03-31", "06-30", "09-30", "12-31"]);
    // 12 / 5 is 2.4, and so on: 2, 4, 7, 9, 12.
    assert_eq!(ends(5), ["02-29", "04-30", "07-31", "09-30", "12-31"]);
    assert_eq!(ends(12)[..3], ["01-31", "02-29", "03-31"]);
    for times in 1..=12 {
        let terms = terms_of_year(&duty(DutyKind::Report, times, 0), 2026);
        assert_eq!(terms.len(), usize::try_from(times).unwrap());
        assert_eq!(terms.first().unwrap().starts_on, day("2026-01-01"));
        let is_next = |pair: &[Term]| pair[0].ends_on.succ_opt() == Some(pair[1].starts_on);
        assert!(terms.windows(2).all(is_next), "{times}");
    }
}

#[test]
fn a_due_date_leads_back_to_its_term() {
    let quarterly = duty(DutyKind::Report, 4, 30);
    let terms = terms_of_year(&quarterly, 2026);
    let due: Vec<NaiveDate> = terms.iter().map(|term| term.due_on).collect();
    assert_eq!(due, ["2026-04-30", "2026-07-30", "2026-10-30", "2027-01-30"].map(day));
    for term in terms {
        assert_eq!(term_due(&quarterly, term.due_on), Some(term));
    }
    assert_eq!(term_due(&quarterly, day("2026-04-29")), None);
    assert_eq!(term_due(&quarterly, day("2026-05-01")), None);
    // A leap year's last day of February, and a due date of the next year but one.
    let monthly = duty(DutyKind::Newsletter, 12, 0);
    assert_eq!(term_due(&monthly, day("2028-02-29")).unwrap().starts_on, day("2028-02-01"));
    assert_eq!(term_due(&monthly, day("2027-02-28")).unwrap().starts_on, day("2027-02-01"));
    let yearly = duty(DutyKind::Report, 1, 366);
    assert_eq!(term_due(&yearly, day("2028-01-01")).unwrap().ends_on, day("2026-12-31"));
}

#[test]
fn a_report_is_open_until_it_is_due_then_overdue_then_met() {
    use DutyState::{Met, Open, Overdue};
    let quarterly = || owed(DutyKind::Report, 4, 30, "2026-01-01");
    assert_eq!(states(quarterly(), "2026", "2026-04-30", &[]), [Open; 4]);
    assert_eq!(states(quarterly(), "2026", "2026-05-01", &[]), [Overdue, Open, Open, Open]);
    // Handed in on the twelfth of May: for the first quarter, and too late.
    let late = [record(RecordKind::Report, "2026-05-12", "2026-03-31")];
    assert_eq!(states(quarterly(), "2026", "2026-05-11", &late), [Overdue, Open, Open, Open]);
    assert_eq!(states(quarterly(), "2026", "2026-05-12", &late), [Met, Open, Open, Open]);
    let first = judged(quarterly(), "2026-Q1", "2026-05-12", &late).unwrap();
    assert!(first.terms[0].is_late());
    assert_eq!((first.state, first.terms[0].recorded), (Some(Met), 1));
    let in_time = [record(RecordKind::Report, "2026-04-30", "2026-03-31")];
    let first = judged(quarterly(), "2026-Q1", "2026-05-12", &in_time).unwrap();
    assert!(!first.terms[0].is_late());
    assert_eq!(states(quarterly(), "2026", "2027-01-31", &late), [Met, Overdue, Overdue, Overdue]);
    assert_eq!(judged(quarterly(), "2026", "2027-01-31", &late).unwrap().state, Some(Overdue));
    assert_eq!(judged(quarterly(), "2026", "2026-05-12", &late).unwrap().state, Some(Open));
}

#[test]
fn two_meetings_in_one_half_of_the_year_are_one_term_met() {
    use DutyState::{Met, Overdue};
    let meeting = |on: &str| record(RecordKind::Meeting, on, on);
    let twice = || owed(DutyKind::Meeting, 2, 0, "2026-01-01");
    let spring = [meeting("2026-06-30"), meeting("2026-02-10")];
    assert_eq!(states(twice(), "2026", "2027-01-01", &spring), [Met, Overdue]);
    let first = judged(twice(), "2026-Q2", "2026-12-31", &spring).unwrap();
    assert_eq!(first.terms[0].recorded, 2);
    assert_eq!(first.terms[0].met_by.as_ref().unwrap().done_on, day("2026-02-10"));
    let both = [meeting("2026-06-30"), meeting("2026-07-01")];
    assert_eq!(states(twice(), "2026", "2027-01-01", &both), [Met, Met]);
    // Of another kind, of another duty, or withdrawn it counts for nothing.
    let other = DutyRecord { kind: RecordKind::Newsletter, ..meeting("2026-02-10") };
    let of_other = DutyRecord { duty_code: Some("OTHER".to_owned()), ..meeting("2026-02-10") };
    let (by, at) = (Uuid::from_u128(2).into(), "2026-03-01T12:00:00Z".parse().unwrap());
    let gone = Some(Withdrawn { by, at, reason: "x".to_owned() });
    let gone = DutyRecord { withdrawn: gone, ..meeting("2026-02-10") };
    for none in [other, of_other, gone] {
        assert_eq!(states(twice(), "2026", "2027-01-01", &[none]), [Overdue, Overdue]);
    }
}

#[test]
fn what_ended_before_the_centre_owed_it_isn_t_asked_for() {
    use DutyState::{Open, Overdue};
    let since = |since| owed(DutyKind::Report, 4, 30, since);
    // By a version of October, on the last day of September and on the next.
    assert_eq!(states(since("2026-09-30"), "2026", "2026-12-31", &[]), [Overdue, Open]);
    assert_eq!(states(since("2026-10-01"), "2026", "2026-12-31", &[]), [Open]);
    // By a version older than the tenant: since it is one.
    assert_eq!(states(since("2024-01-01"), "2025", "2026-12-31", &[]), [Open; 0]);
    assert_eq!(states(since("2024-01-01"), "2026-Q1", "2026-12-31", &[]), [Overdue]);
    // A yearly one ends in the fourth quarter, and in no other.
    let yearly = || owed(DutyKind::Report, 1, 60, "2026-01-01");
    assert!(judged(yearly(), "2026-Q3", "2026-12-31", &[]).is_none());
    let whole = judged(yearly(), "2026-Q4", "2026-12-31", &[]).unwrap();
    assert_eq!(whole.terms[0].term.starts_on, day("2026-01-01"));
    assert_eq!(whole.terms[0].term.due_on, day("2027-03-01"));
}

#[test]
fn a_role_is_had_or_not_whatever_the_period() {
    let manager = owed(DutyKind::Role, 0, 30, "2026-03-01");
    let with = |held: Option<&BTreeSet<Role>>, on| {
        let period = Period::parse("2026-Q1").unwrap();
        let asked = Asked { period, on: day(on), records: &[], held };
        standing(vec![manager.clone()], day("2026-01-01"), asked).pop().unwrap()
    };
    let (nobody, both) =
        (BTreeSet::new(), BTreeSet::from([Role::CentreManager, Role::LegalAdviser]));
    assert_eq!(with(Some(&nobody), "2026-03-31").state, Some(DutyState::Open));
    assert_eq!(with(Some(&nobody), "2026-04-01").state, Some(DutyState::Overdue));
    assert_eq!(with(Some(&both), "2026-04-01").state, Some(DutyState::Met));
    assert_eq!(
        with(Some(&BTreeSet::from([Role::Clerk])), "2026-04-01").state,
        Some(DutyState::Overdue)
    );
    assert_eq!(with(None, "2026-04-01").state, None);
    assert_eq!(with(None, "2026-04-01").due_on, Some(day("2026-03-31")));
}

#[test]
fn a_period_is_a_year_or_a_quarter() {
    let days = |printed| Period::parse(printed).ok().map(|period| (period.first, period.last));
    assert_eq!(days("2026"), Some((day("2026-01-01"), day("2026-12-31"))));
    assert_eq!(days("2026-Q3"), Some((day("2026-07-01"), day("2026-09-30"))));
    for wrong in ["", "26", "+026", "2026-Q5", "2026-07", "1999", "2200", "-2026", "2026 "] {
        assert_eq!(days(wrong), None, "{wrong}");
    }
    assert_eq!(Period::parse("2026-Q3").unwrap().earliest(), day("2026-01-01"));
}
