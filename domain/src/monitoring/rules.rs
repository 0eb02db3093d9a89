//! What a batch of events changes in the figures.

use crate::access::{Secrecy, Streamed};
use crate::kernel::working_days::day_in_prague;
use chrono::NaiveDate;
use serde_json::Value;
use std::collections::BTreeMap;

/// As long as the tables take it.
const LONGEST_AREA: usize = 40;

/// What a batch of events changes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Deltas {
    /// What happened, by day in Prague.
    pub(super) daily: BTreeMap<(NaiveDate, Area), Flow>,
    /// How many more are open, by the day they are due on.
    pub(super) due: BTreeMap<(NaiveDate, Area), i32>,
    /// Positions of events that should be counted but lack their facts. They are passed by: one of them must not stop a
    /// centre's figures for ever.
    pub(super) unreadable: Vec<i64>,
}

/// What happened on one day in one area.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Flow {
    pub(super) opened: i32,
    pub(super) closed: i32,
    pub(super) reopened: i32,
}

/// What is counted together: a service area, or all files of the data protection officer, whatever they are about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Area(String);

impl Area {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Counts events. Folding them in parts and adding the parts up gives the same.
pub(super) fn fold(events: &[Streamed]) -> Deltas {
    let mut deltas = Deltas::default();
    for event in events {
        let Some(step) = Step::of(&event.kind) else { continue };
        match facts(event) {
            Some((area, due_on)) => deltas.count(step, day_in_prague(event.at), area, due_on),
            None => deltas.unreadable.push(event.position),
        }
    }
    deltas
}

impl Deltas {
    fn count(&mut self, step: Step, day: NaiveDate, area: Area, due_on: NaiveDate) {
        let flow = self.daily.entry((day, area.clone())).or_default();
        let open = self.due.entry((due_on, area)).or_default();
        match step {
            Step::Opened => (flow.opened, *open) = (flow.opened + 1, *open + 1),
            Step::Closed => (flow.closed, *open) = (flow.closed + 1, *open - 1),
            Step::Reopened => (flow.reopened, *open) = (flow.reopened + 1, *open + 1),
        }
    }
}

/// The steps of a case that change a figure.
#[derive(Debug, Clone, Copy)]
enum Step {
    Opened,
    Closed,
    Reopened,
}

impl Step {
    fn of(kind: &str) -> Option<Self> {
        match kind {
            "request.opened" => Some(Self::Opened),
            "request.closed" => Some(Self::Closed),
            "request.reopened" => Some(Self::Reopened),
            _ => None,
        }
    }
}

fn facts(event: &Streamed) -> Option<(Area, NaiveDate)> {
    let text = |name| event.payload.get(name).and_then(Value::as_str);
    let due_on = text("due_on")?.parse().ok()?;
    let area = match event.secrecy {
        Secrecy::Dpo => "DPO",
        Secrecy::Open | Secrecy::Confidential => text("area")?,
    };
    let fits = (1..=LONGEST_AREA).contains(&area.chars().count());
    fits.then(|| (Area(area.to_owned()), due_on))
}

#[cfg(test)]
mod tests {
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
            (key("2026-03-02", "LEGAL"), Flow { opened: 1, closed: 0, reopened: 0 }),
            (key("2026-03-03", "LEGAL"), Flow { opened: 0, closed: 1, reopened: 1 }),
        ]);
        let due = BTreeMap::from([(key("2026-03-20", "LEGAL"), 1)]);
        assert_eq!(deltas, Deltas { daily, due, unreadable: vec![] });
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
        for kind in ["request.assigned", "request.commented", "role.granted"] {
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
                    json!({ "area": "GRANTS", "due_on": due_on.to_string() })
                } else {
                    json!({ "area": "GRANTS" })
                };
                let mut event = event("2026-01-01T00:00:00Z", kind, Secrecy::ALL[secrecy], payload);
                event.at += chrono::Duration::hours(hours);
                event
            },
        );
        prop::collection::vec(one, 0..60)
    }

    /// As the tables add a batch to what they have.
    fn add(sum: &mut Deltas, part: Deltas) {
        for (key, flow) in part.daily {
            let kept = sum.daily.entry(key).or_default();
            kept.opened += flow.opened;
            kept.closed += flow.closed;
            kept.reopened += flow.reopened;
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
            prop_assert_eq!(sum, fold(&events));
        }
    }
}
