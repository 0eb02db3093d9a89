use super::{Filing, Terms};
use crate::access::{Role, Secrecy};
use crate::kernel::ids::ParticipantId;
use crate::requests::clock::OfficeHours;
use crate::requests::moves::RequestState;
use crate::requests::rules::{Priority, Request, RequesterKind};
use crate::requests::term::Term;
use chrono::{DateTime, Utc};
use uuid::Uuid;

fn instant(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
}

/// A case of Monday the 2nd of March with somebody, to be answered by the 5th and closed by the 16th: three and ten working days.
fn monday() -> Request {
    let day = |on: &str| instant(&format!("{on}T00:00:00+01:00"));
    Request {
        id: Uuid::from_u128(1).into(),
        member_id: Uuid::from_u128(2).into(),
        secrecy: Secrecy::Open,
        shown_to_member: true,
        year: 2026,
        number: 1,
        service_code: "DEV-WASTE".to_owned(),
        state: RequestState::InProgress,
        title: "T".to_owned(),
        description: String::new(),
        requester_kind: RequesterKind::Municipality,
        requester_name: None,
        municipality_code: None,
        opened_at: instant("2026-03-02T09:00:00+01:00"),
        opened_by: None,
        first_answer_due_at: day("2026-03-06"),
        due_at: day("2026-03-17"),
        assignee_id: Some(ParticipantId::from(Uuid::from_u128(3))),
        closed_at: None,
        outcome: None,
        version: 4,
        priority: Priority::Normal,
        channel: None,
        first_answered_at: None,
        term: Term::of(None, 10, OfficeHours::ALL_DAY),
        requester_email: None,
    }
}

fn to(secrecy: Secrecy, first_answer_days: i32, close_days: i32) -> Filing {
    let terms = Some(Terms { first_answer_days, close_days });
    Filing { service_code: "LEGAL-ADVICE".to_owned(), secrecy, terms }
}

const TUESDAY: &str = "2026-03-03T10:00:00+01:00";

#[test]
fn a_term_runs_from_when_it_came_by_the_days_of_the_service_it_is_filed_under_now() {
    let moved = monday().refile(to(Secrecy::Open, 1, 3), &[Role::Clerk], instant(TUESDAY)).unwrap();
    assert_eq!(moved.first_answer_due_at, instant("2026-03-04T00:00:00+01:00"));
    assert_eq!(moved.due_at, instant("2026-03-06T00:00:00+01:00"));
    assert_eq!(moved.clock().days.last().unwrap().left_minutes, 0);
    assert_eq!((moved.service_code.as_str(), moved.version), ("LEGAL-ADVICE", 5));
    assert_eq!((moved.state, moved.assignee_id), (RequestState::InProgress, monday().assignee_id));
}

#[test]
fn an_answer_that_was_given_was_due_when_it_was_due() {
    let answered = Request { first_answered_at: Some(instant(TUESDAY)), ..monday() };
    let moved = answered.refile(to(Secrecy::Open, 1, 3), &[Role::Clerk], instant(TUESDAY)).unwrap();
    assert_eq!(moved.first_answer_due_at, monday().first_answer_due_at);
}

#[test]
fn what_is_late_stays_as_late_as_it_was() {
    let late = instant("2026-03-17T08:00:00+01:00");
    let moved = monday().refile(to(Secrecy::Open, 15, 30), &[Role::Clerk], late).unwrap();
    assert!(moved.is_overdue(late));
    assert_eq!((moved.due_at, &moved.term), (monday().due_at, &monday().term));
    assert_eq!(moved.first_answer_due_at, monday().first_answer_due_at);
}

#[test]
fn its_stops_count_under_the_new_term_and_the_clock_stands_still_as_it_did() {
    let stops = vec![instant("2026-03-04T00:00:00+01:00"), instant("2026-03-05T00:00:00+01:00")];
    let stopped_since = Some(instant("2026-03-06T00:00:00+01:00"));
    let term = Term { stopped_since, stops, ..monday().term };
    let waiting = Request {
        state: RequestState::WaitingForRequester,
        first_answered_at: Some(instant(TUESDAY)),
        due_at: instant("2026-03-18T00:00:00+01:00"),
        term,
        ..monday()
    };
    let now = instant("2026-03-09T08:00:00+01:00");
    let moved =
        waiting.refile(to(Secrecy::Confidential, 1, 5), &[Role::LegalAdviser], now).unwrap();
    assert_eq!(moved.state, RequestState::WaitingForRequester);
    assert_eq!(moved.term.stopped_since, stopped_since);
    // Tuesday, Thursday, Friday, Monday, Tuesday: of the Friday that isn't over nothing is known yet.
    assert_eq!(moved.due_at, instant("2026-03-11T00:00:00+01:00"));
}

#[test]
fn who_may_not_work_on_it_there_has_it_no_more_and_nobody_waits_for_an_answer() {
    let stopped = instant("2026-03-04T00:00:00+01:00");
    let term = Term { stopped_since: Some(stopped), ..monday().term };
    let waiting = Request { state: RequestState::WaitingForRequester, term, ..monday() };
    let now = instant("2026-03-05T00:00:00+01:00");
    let moved = waiting.refile(to(Secrecy::Dpo, 1, 10), &[Role::Clerk], now).unwrap();
    assert_eq!((moved.state, moved.assignee_id), (RequestState::New, None));
    assert_eq!(moved.term.stopped_since, None);
    assert_eq!(moved.term.stops, [stopped, now]);
    assert_eq!(moved.due_at, instant("2026-03-18T00:00:00+01:00"));
}

#[test]
fn another_secrecy_alone_moves_no_date() {
    let filing = Filing { terms: None, ..to(Secrecy::Confidential, 1, 1) };
    let moved = monday().refile(filing, &[Role::LegalAdviser], instant(TUESDAY)).unwrap();
    assert_eq!((moved.due_at, &moved.term), (monday().due_at, &monday().term));
    assert_eq!(moved.secrecy, Secrecy::Confidential);
    assert_eq!(moved.state, RequestState::InProgress);
}
