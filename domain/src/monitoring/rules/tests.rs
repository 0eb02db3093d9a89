use super::*;
use chrono::{DateTime, Utc};
use proptest::prelude::*;
use serde_json::json;

fn event(at: &str, kind: &str, secrecy: Secrecy, payload: Value) -> Streamed {
    let at: DateTime<Utc> = at.parse().unwrap();
    Streamed { position: 7, at, kind: kind.to_owned(), request: None, secrecy, payload }
}

fn legal(at: &str, kind: &str) -> Streamed {
    let payload = json!({ "area": "LEGAL", "due_on": "2026-03-20" });
    event(at, kind, Secrecy::Confidential, payload)
}

fn key(day: &str, area: &str) -> (NaiveDate, Area) {
    (day.parse().unwrap(), Area(area.to_owned()))
}

#[test]
fn a_request_is_open_until_it_is_closed_and_again_when_it_is_reopened() {
    let opened = legal("2026-03-02T09:00:00Z", "request.opened");
    let closed = legal("2026-03-03T09:00:00Z", "request.closed");
    let reopened = legal("2026-03-03T10:00:00Z", "request.reopened");
    let deltas = fold(&[opened, closed, reopened]);
    let daily = BTreeMap::from([
        (key("2026-03-02", "LEGAL"), Flow { opened: 1, ..Flow::default() }),
        (
            key("2026-03-03", "LEGAL"),
            Flow { closed: 1, closed_in_term: 1, reopened: 1, ..Flow::default() },
        ),
    ]);
    let due = BTreeMap::from([(key("2026-03-20", "LEGAL"), 1)]);
    assert_eq!((deltas.daily, deltas.due, deltas.unreadable), (daily, due, vec![]));
}

/// An event that moves a request from one day under which it is counted as open to another.
fn moved(kind: &str, was_on: &str, due_on: &str) -> Streamed {
    let payload = json!({ "area": "LEGAL", "was_due_on": was_on, "due_on": due_on });
    event("2026-03-04T09:00:00Z", kind, Secrecy::Open, payload)
}

#[test]
fn what_waits_for_its_requester_is_open_and_due_on_no_day() {
    let never = "9999-12-31";
    let waiting = || {
        let opened = legal("2026-03-02T09:00:00Z", "request.opened");
        vec![opened, moved("request.asked", "2026-03-20", never)]
    };
    let open = |events: &[Streamed]| {
        let due = fold(events).due.into_iter().filter(|(_, open)| *open != 0);
        due.map(|((day, _), open)| format!("{day} {open}")).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(open(&waiting()), "9999-12-31 1");
    let mut answered = waiting();
    answered.push(moved("request.answered", never, "2026-03-23"));
    assert_eq!(open(&answered), "2026-03-23 1");
    // Closed or withdrawn while it waits, it is counted as open nowhere.
    for ended in ["request.closed", "request.cancelled"] {
        let mut all = waiting();
        all.push(moved(ended, never, "2026-03-23"));
        assert_eq!(open(&all), "", "{ended}");
        let closed: i32 = fold(&all).daily.values().map(|flow| flow.closed_in_term).sum();
        assert_eq!(closed, i32::from(ended == "request.closed"));
    }
    assert_eq!(fold(&[legal("2026-03-02T09:00:00Z", "request.asked")]).unreadable, [7]);
}

#[test]
fn what_is_filed_elsewhere_is_open_there_and_was_opened_where_it_was() {
    let elsewhere = |secrecy, old_secrecy: &str, area: &str, old_area: &str| {
        let payload = json!({
            "area": area, "old_area": old_area, "old_secrecy": old_secrecy,
            "was_due_on": "2026-03-20", "due_on": "2026-03-20",
        });
        event("2026-03-04T09:00:00Z", "request.moved", secrecy, payload)
    };
    let opened = legal("2026-03-02T09:00:00Z", "request.opened");
    let hidden = elsewhere(Secrecy::Dpo, "CONFIDENTIAL", "LEGAL", "LEGAL");
    let handed_out = elsewhere(Secrecy::Open, "DPO", "FINANCE", "LEGAL");
    let open = |events: &[Streamed]| {
        let due = fold(events).due.into_iter().filter(|(_, open)| *open != 0);
        due.map(|((_, area), open)| format!("{} {open}", area.as_str())).collect::<Vec<_>>()
    };
    assert_eq!(open(std::slice::from_ref(&opened)), ["LEGAL 1"]);
    assert_eq!(open(&[opened.clone(), hidden.clone()]), ["DPO 1"]);
    assert_eq!(open(&[opened.clone(), hidden.clone(), handed_out.clone()]), ["FINANCE 1"]);
    let deltas = fold(&[opened, hidden, handed_out]);
    let opened: Vec<_> = deltas.daily.into_iter().map(|(key, flow)| (key, flow.opened)).collect();
    assert_eq!(opened, [(key("2026-03-02", "LEGAL"), 1)]);
    assert_eq!(fold(&[legal("2026-03-02T09:00:00Z", "request.moved")]).unreadable, [7]);
}

#[test]
fn a_day_is_a_day_in_prague() {
    // 23:30 UTC is half past midnight in Prague in winter, 22:30 UTC in summer.
    for (at, day) in [
        ("2026-01-31T23:30:00Z", "2026-02-01"),
        ("2026-06-30T22:30:00Z", "2026-07-01"),
        ("2026-06-30T21:30:00Z", "2026-06-30"),
    ] {
        let deltas = fold(&[legal(at, "request.opened")]);
        assert_eq!(deltas.daily.into_keys().collect::<Vec<_>>(), [key(day, "LEGAL")], "{at}");
    }
}

#[test]
fn the_data_protection_officer_s_files_are_one_total() {
    let payload = json!({ "area": "LEGAL", "due_on": "2026-03-20" });
    let at = "2026-03-02T09:00:00Z";
    let deltas = fold(&[event(at, "request.opened", Secrecy::Dpo, payload)]);
    assert_eq!(deltas.due, BTreeMap::from([(key("2026-03-20", "DPO"), 1)]));
}

#[test]
fn other_events_change_nothing() {
    for kind in ["request.commented", "role.granted", "benefit.attested"] {
        assert_eq!(fold(&[legal("2026-03-02T09:00:00Z", kind)]), Deltas::default(), "{kind}");
    }
}

#[test]
fn an_event_without_its_facts_is_named_and_passed_by() {
    let long = "A".repeat(LONGEST_AREA + 1);
    for payload in [
        json!({}),
        json!({ "area": "LEGAL" }),
        json!({ "due_on": "2026-03-20" }),
        json!({ "area": "", "due_on": "2026-03-20" }),
        json!({ "area": long, "due_on": "2026-03-20" }),
        json!({ "area": "LEGAL", "due_on": "soon" }),
    ] {
        let broken = event("2026-03-02T09:00:00Z", "request.opened", Secrecy::Open, payload);
        let expected = Deltas { unreadable: vec![7], ..Deltas::default() };
        assert_eq!(fold(&[broken]), expected);
    }
}

#[test]
fn a_request_is_closed_in_term_up_to_the_end_of_its_last_day_and_the_hours_that_had_begun_count() {
    let closed = |at: &str, open_minutes: Value| {
        let payload =
            json!({ "area": "LEGAL", "due_on": "2026-03-20", "open_minutes": open_minutes });
        event(at, "request.closed", Secrecy::Open, payload)
    };
    // The last one says as little as events once did: it is counted, and how long it took isn't guessed.
    let deltas = fold(&[
        closed("2026-03-20T22:59:00Z", json!(60)),
        closed("2026-03-20T23:01:00Z", json!(61)),
        closed("2026-03-31T22:30:00Z", json!(0)),
        closed("2026-03-02T09:00:00Z", Value::Null),
        closed("2026-03-02T09:00:00Z", json!(-1)),
    ]);
    let by_month = deltas.by_month();
    let told = by_month.iter().map(|(month, of)| {
        (month.to_string(), of.flow.closed, of.flow.closed_in_term, of.closings.counts().to_vec())
    });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [("2026-03-01".to_owned(), 4, 3, vec![1, 1]), ("2026-04-01".to_owned(), 1, 0, vec![1])]
    );
    assert_eq!(deltas.unreadable, [0; 0]);
}

#[test]
fn the_staff_s_last_day_is_one_on_which_the_staff_did_something() {
    let work = |kind, at: &str| {
        event(at, kind, Secrecy::Open, facts("2026-01-15", "LEGAL", "OPEN", 60, 0))
    };
    let deltas = fold(&[
        legal("2026-03-30T09:00:00Z", "request.opened"),
        legal("2026-03-05T09:00:00Z", "request.assigned"),
        legal("2026-03-04T09:00:00Z", "request.closed"),
        legal("2026-03-31T09:00:00Z", "request.commented"),
        work("activity.recorded", "2026-04-02T09:00:00Z"),
    ]);
    let days: Vec<String> = deltas.last_activity.values().map(ToString::to_string).collect();
    assert_eq!(days, ["2026-03-05", "2026-04-02"]);
    let months: Vec<String> = deltas.by_month().keys().map(ToString::to_string).collect();
    assert_eq!(months, ["2026-01-01", "2026-03-01", "2026-04-01"], "work counts when it was done");
}

/// An activity as its event tells it now, and as it was.
fn work(now: Value, before: &Value) -> Value {
    let mut facts = now;
    for (name, fact) in before.as_object().unwrap() {
        facts[format!("old_{name}")] = fact.clone();
    }
    facts
}

fn facts(day: &str, area: &str, secrecy: &str, minutes: i64, saved: i64) -> Value {
    json!({ "performed_on": day, "area": area, "secrecy": secrecy, "minutes": minutes, "saved_haler": saved })
}

#[test]
fn an_activity_is_counted_on_its_day_and_a_correction_takes_back_what_was() {
    let at = "2026-03-09T09:00:00Z";
    let first = facts("2026-03-02", "LEGAL", "OPEN", 60, -500);
    let second = facts("2026-03-03", "GRANTS", "CONFIDENTIAL", 90, 700);
    let mut third = facts("2026-03-03", "GRANTS", "DPO", 90, 700);
    third["brought_in_haler"] = json!(9);
    let recorded = event(at, "activity.recorded", Secrecy::Open, first.clone());
    let flow = |activities, minutes, saved_haler, brought_in_haler| Flow {
        activities,
        minutes,
        saved_haler,
        brought_in_haler,
        ..Flow::default()
    };
    let deltas = fold(std::slice::from_ref(&recorded));
    let daily = BTreeMap::from([(key("2026-03-02", "LEGAL"), flow(1, 60, -500, 0))]);
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let last_activity = BTreeMap::from([(day("2026-03-01"), day("2026-03-09"))]);
    let expected = Deltas { daily, last_activity, ..Deltas::default() };
    assert_eq!(deltas, expected);

    // The event of a correction wears the stricter secrecy of the two, so each has its own fact.
    let moved = work(second.clone(), &first);
    let moved = event(at, "activity.corrected", Secrecy::Confidential, moved);
    let closed = event(at, "activity.corrected", Secrecy::Dpo, work(third, &second));
    let deltas = fold(&[recorded, moved, closed]);
    let daily = BTreeMap::from([
        (key("2026-03-02", "LEGAL"), flow(0, 0, 0, 0)),
        (key("2026-03-03", "GRANTS"), flow(0, 0, 0, 0)),
        (key("2026-03-03", "DPO"), flow(1, 90, 700, 9)),
    ]);
    assert_eq!(deltas, Deltas { daily, ..expected });
}

#[test]
fn work_without_its_facts_is_named_and_counted_neither_way() {
    let whole = || facts("2026-03-02", "LEGAL", "OPEN", 60, 500);
    let without = |name: &str| {
        let mut facts = whole();
        facts.as_object_mut().unwrap().remove(name);
        facts
    };
    let with = |name: &str, value: Value| {
        let mut facts = whole();
        facts[name] = value;
        facts
    };
    for broken in [
        without("performed_on"),
        without("area"),
        without("secrecy"),
        without("minutes"),
        with("secrecy", json!("SECRET")),
        with("minutes", json!(0)),
        with("minutes", json!(MOST_MINUTES + 1)),
        with("saved_haler", json!("1.00")),
        with("saved_haler", json!(i64::MAX)),
        with("brought_in_haler", json!(1.5)),
    ] {
        let at = "2026-03-02T09:00:00Z";
        let now = event(at, "activity.recorded", Secrecy::Open, broken.clone());
        let before = event(at, "activity.corrected", Secrecy::Open, work(whole(), &broken));
        let expected = Deltas { unreadable: vec![7, 7], ..Deltas::default() };
        assert_eq!(fold(&[now, before]), expected);
    }
}

fn work_events() -> impl Strategy<Value = Streamed> {
    let one = (0..5_u32, 0..3_usize, 1..500_i64, -1_000..1_000_i64, any::<bool>()).prop_map(
        |(day, secrecy, minutes, saved, whole)| {
            let day = NaiveDate::from_yo_opt(2026, day + 1).unwrap().to_string();
            let mut facts = facts(&day, "GRANTS", Secrecy::ALL[secrecy].as_str(), minutes, saved);
            if !whole {
                facts.as_object_mut().unwrap().remove("secrecy");
            }
            facts
        },
    );
    (one.clone(), one, any::<bool>()).prop_map(|(now, before, is_first)| {
        let kind = if is_first { "activity.recorded" } else { "activity.corrected" };
        event("2026-01-09T00:00:00Z", kind, Secrecy::Confidential, work(now, &before))
    })
}

fn events() -> impl Strategy<Value = Vec<Streamed>> {
    let kind = prop::sample::select(vec![
        "request.opened",
        "request.closed",
        "request.reopened",
        "request.assigned",
    ]);
    let one = (0..400_i64, kind, 0..3_usize, 0..30_u32, any::<bool>()).prop_map(
        |(hours, kind, secrecy, due, whole)| {
            let due_on = NaiveDate::from_yo_opt(2026, due + 1).unwrap();
            let payload = if whole {
                json!({ "area": "GRANTS", "due_on": due_on.to_string(), "open_minutes": hours * 7 })
            } else {
                json!({ "area": "GRANTS" })
            };
            let mut event = event("2026-01-01T00:00:00Z", kind, Secrecy::ALL[secrecy], payload);
            event.at += chrono::Duration::hours(hours);
            event
        },
    );
    prop::collection::vec(prop_oneof![one, work_events()], 0..60)
}

/// As the tables add a batch to what they have.
fn add(sum: &mut Deltas, part: Deltas) {
    for (key, flow) in part.daily {
        *sum.daily.entry(key).or_default() += flow;
    }
    for (month, closings) in part.closings {
        sum.closings.entry(month).or_default().add(&closings);
    }
    for (month, last) in part.last_activity {
        let kept = sum.last_activity.entry(month).or_insert(last);
        *kept = last.max(*kept);
    }
    for (key, open) in part.due {
        *sum.due.entry(key).or_default() += open;
    }
    sum.unreadable.extend(part.unreadable);
}

proptest! {
    #[test]
    fn events_folded_in_batches_are_events_folded_at_once(events in events(), size in 1..20_usize) {
        let mut sum = Deltas::default();
        for batch in events.chunks(size) {
            add(&mut sum, fold(batch));
        }
        let at_once = fold(&events);
        prop_assert_eq!(sum.by_month(), at_once.by_month());
        prop_assert_eq!(sum, at_once);
    }
}
