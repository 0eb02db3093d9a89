//! What the audit trail says of activities: ids, codes, numbers and days. Money is in haléře.

use super::rules::{Activity, Share};
use crate::access::{Event, Fact, Secrecy, Subject, Whose};
use crate::catalogue::ServiceArea;
use crate::kernel::money::Money;

type Facts = Vec<(&'static str, Fact)>;

/// That an activity was recorded, to the staff.
pub(super) const RECORDED: &str = "activity.recorded";
/// The same to a municipality that has a share of it.
pub(super) const SHARED: &str = "activity.shared";

pub(crate) fn recorded(activity: &Activity, area: ServiceArea) -> Event {
    let mut facts = figures(activity, area, &NOW);
    facts.extend(of_benefit(activity));
    facts.extend(activity.corrects.as_ref().map(|of| ("corrects", Fact::id(of.activity))));
    of(activity, RECORDED, Whose::Tenant(activity.secrecy), facts)
}

/// That a member has a share of it, to its municipality; `None`: municipalities don't see it.
pub(super) fn shared(activity: &Activity, share: &Share) -> Option<Event> {
    let is_seen = activity.shown_to_member && activity.secrecy == Secrecy::Open;
    is_seen.then(|| of(activity, SHARED, Whose::Member(share.member), Facts::new()))
}

/// With the figures as they were, so that they can be taken back exactly. Only who may read both versions reads it.
pub(crate) fn corrected(old: (&Activity, ServiceArea), new: (&Activity, ServiceArea)) -> Event {
    let mut facts = figures(new.0, new.1, &NOW);
    facts.extend(figures(old.0, old.1, &BEFORE));
    facts.extend(of_benefit(new.0));
    facts.push(("version", Fact::Number(new.0.version.into())));
    let secrecy = new.0.secrecy.max(old.0.secrecy);
    of(new.0, "activity.corrected", Whose::Tenant(secrecy), facts)
}

/// What is taken back, and from which day on: so it is counted as one less, with the figures that it had.
pub(crate) fn reversed(reversal: &Activity, taken_back: &Activity, area: ServiceArea) -> Event {
    let counted = Activity { performed_on: reversal.performed_on, ..taken_back.clone() };
    let mut facts = figures(&counted, area, &BEFORE);
    facts.push(("corrects", Fact::id(taken_back.id)));
    of(reversal, "activity.reversed", Whose::Tenant(reversal.secrecy), facts)
}

/// The member's own.
pub(crate) fn attested(activity: &Activity, share: &Share) -> Event {
    let mut facts = vec![("member", Fact::id(share.member))];
    facts.extend(share.saved.map(|saved| ("saved_haler", amount(saved))));
    facts.extend(share.brought_in.map(|brought_in| ("brought_in_haler", amount(brought_in))));
    of(activity, "benefit.attested", Whose::Member(share.member), facts)
}

/// What the figures count is called so.
struct Names {
    area: &'static str,
    secrecy: &'static str,
    day: &'static str,
    minutes: &'static str,
    saved: &'static str,
    brought_in: &'static str,
}

const NOW: Names = Names {
    area: "area",
    secrecy: "secrecy",
    day: "performed_on",
    minutes: "minutes",
    saved: "saved_haler",
    brought_in: "brought_in_haler",
};
const BEFORE: Names = Names {
    area: "old_area",
    secrecy: "old_secrecy",
    day: "old_performed_on",
    minutes: "old_minutes",
    saved: "old_saved_haler",
    brought_in: "old_brought_in_haler",
};

fn figures(activity: &Activity, area: ServiceArea, names: &Names) -> Facts {
    let amounts = activity.amounts();
    let mut facts = vec![
        (names.area, Fact::Word(area.as_str())),
        (names.secrecy, Fact::Word(activity.counted_secrecy.as_str())),
        (names.day, Fact::Day(activity.performed_on)),
        (names.minutes, Fact::Number(activity.minutes.into())),
    ];
    facts.extend(amounts.saved.map(|saved| (names.saved, amount(saved))));
    facts.extend(amounts.brought_in.map(|brought_in| (names.brought_in, amount(brought_in))));
    facts
}

fn of_benefit(activity: &Activity) -> Facts {
    let mut facts = vec![("shares", Fact::Number(activity.share_count.into()))];
    if let Some(benefit) = &activity.benefit {
        facts.push(("method", Fact::Word(benefit.method.as_str())));
        facts.push(("method_version", Fact::Number(benefit.version.into())));
    }
    facts
}

fn amount(money: Money) -> Fact {
    Fact::Number(money.haler())
}

fn of(activity: &Activity, kind: &'static str, whose: Whose, facts: Facts) -> Event {
    Event { kind, subject: Subject::id(activity.id), whose, is_internal: false, facts }
}
