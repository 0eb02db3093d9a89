//! Whose a thing is, who may see it, and how that is found in an answer.

use domain::access::Secrecy;
use serde_json::Value;
use std::collections::HashMap;
use std::fmt;

/// A service whose closing time differs from tenant to tenant, and so tells whose it is.
pub(super) const NUMBERED: &str = "DEV-PASSPORT";

/// Stands in every text that is written, `«slug/member 1/OPEN/hidden»` or `«slug/members 0+2/DPO/shown»`, and is known of every id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) tenant: String,
    pub(super) whose: Whose,
    pub(super) secrecy: Secrecy,
    /// Whether its municipality may see it.
    pub(super) is_shown: bool,
}

/// Whose a thing is inside its tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// That there is such a tenant: the nation knows it too.
    Known,
    /// Everybody's in the tenant.
    Everybody,
    /// The association's own.
    Itself,
    /// One municipality's.
    Member(usize),
    /// Work for these municipalities: theirs while it is open, shown or not.
    Several(Places),
}

/// Which of a tenant's municipalities.
pub(super) type Places = [bool; 3];

/// How far somebody may see.
#[derive(Debug, Clone)]
pub(super) struct Sight {
    /// `None`: the nation.
    pub(super) tenant: Option<String>,
    /// Of a member only.
    pub(super) member: Option<usize>,
    pub(super) clearances: &'static [Secrecy],
}

/// Whose is what, by ids and whatever else is one tenant's alone.
pub(super) type Owners = HashMap<String, Mark>;

/// What an answer shows.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) own: usize,
    pub(super) foreign: Vec<String>,
}

impl Mark {
    pub(super) fn of(tenant: &str, whose: Whose) -> Self {
        Self { tenant: tenant.to_owned(), whose, secrecy: Secrecy::Open, is_shown: true }
    }

    /// The same, for the staff alone.
    pub(super) fn internal(&self) -> Self {
        Self { is_shown: false, ..self.clone() }
    }

    /// The same, of those members as well: whose it was and whose it is to be.
    pub(super) fn and_of(&self, more: Places) -> Self {
        let Whose::Several(places) = self.whose else { panic!("{self} is of one") };
        let whose = Whose::Several(std::array::from_fn(|place| places[place] || more[place]));
        Self { whose, ..self.clone() }
    }

    /// All that stand in a text; what begins like a mark and isn't one is a fault of ours.
    pub(super) fn all_in(text: &str) -> Vec<Self> {
        let marks = text.split('«').skip(1);
        marks.map(|rest| Self::read(rest).unwrap_or_else(|| panic!("no mark: {text}"))).collect()
    }

    fn read(rest: &str) -> Option<Self> {
        let parts: Vec<&str> = rest.split_once('»')?.0.split('/').collect();
        let [tenant, whose, secrecy, shown] = parts[..] else { return None };
        let whose = match whose {
            "known" => Whose::Known,
            "everybody" => Whose::Everybody,
            "itself" => Whose::Itself,
            several if several.starts_with("members ") => Whose::Several(places(several)?),
            member => Whose::Member(member.strip_prefix("member ")?.parse().ok()?),
        };
        let secrecy = *Secrecy::ALL.iter().find(|known| known.as_str() == secrecy)?;
        Some(Self { tenant: tenant.to_owned(), whose, secrecy, is_shown: shown == "shown" })
    }
}

/// `members 0+2`
fn places(text: &str) -> Option<Places> {
    let mut places = Places::default();
    for place in text.strip_prefix("members ")?.split('+') {
        *places.get_mut(place.parse::<usize>().ok()?)? = true;
    }
    Some(places)
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whose = match self.whose {
            Whose::Known => "known".to_owned(),
            Whose::Everybody => "everybody".to_owned(),
            Whose::Itself => "itself".to_owned(),
            Whose::Member(member) => format!("member {member}"),
            Whose::Several(places) => {
                let own = (0..places.len()).filter(|place| places[*place]);
                let own: Vec<String> = own.map(|place| place.to_string()).collect();
                format!("members {}", own.join("+"))
            }
        };
        let shown = if self.is_shown { "shown" } else { "hidden" };
        write!(f, "«{}/{whose}/{}/{shown}»", self.tenant, self.secrecy.as_str())
    }
}

impl Sight {
    pub(super) fn may_see(&self, mark: &Mark) -> bool {
        let Some(tenant) = &self.tenant else { return mark.whose == Whose::Known };
        *tenant == mark.tenant
            && match (self.member, mark.whose) {
                (_, Whose::Known | Whose::Everybody) => true,
                (None, Whose::Itself | Whose::Member(_) | Whose::Several(_)) => {
                    self.clearances.contains(&mark.secrecy)
                }
                (Some(own), Whose::Member(member)) => own == member && mark.is_shown,
                (Some(own), Whose::Several(places)) => {
                    places[own] && mark.is_shown && self.clearances.contains(&mark.secrecy)
                }
                (Some(_), Whose::Itself) => false,
            }
    }

    /// What an answer shows to who sees so far.
    pub(super) fn judges(&self, answer: &Value, owners: &Owners) -> Seen {
        let mut seen = Seen::default();
        self.walk(answer, owners, &mut seen);
        seen
    }

    fn walk(&self, value: &Value, owners: &Owners, seen: &mut Seen) {
        match value {
            Value::String(text) => {
                let known = owners.get(text).cloned();
                for mark in Mark::all_in(text).into_iter().chain(known) {
                    self.note(text, &mark, seen);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.walk(item, owners, seen)),
            Value::Object(fields) => {
                if fields.get("code").is_some_and(|code| code == NUMBERED)
                    && let Some(days) = fields.get("closeWithin").and_then(Value::as_i64)
                    && let Some(mark) = owners.get(&numbered(days))
                {
                    self.note(&numbered(days), mark, seen);
                }
                fields.values().for_each(|field| self.walk(field, owners, seen));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn note(&self, what: &str, mark: &Mark, seen: &mut Seen) {
        if self.may_see(mark) {
            seen.own += 1;
        } else {
            seen.foreign.push(format!("{what}, which is {mark}"));
        }
    }
}

/// Under what a closing time is known of a tenant.
pub(super) fn numbered(days: i64) -> String {
    format!("{NUMBERED} within {days} days")
}

#[test]
fn a_planted_mark_is_found_however_deep_and_of_whatever_kind() {
    use serde_json::json;
    let staff = Sight { tenant: Some("a".into()), member: None, clearances: &[Secrecy::Open] };
    let mayor = Sight { tenant: Some("a".into()), member: Some(1), clearances: &[Secrecy::Open] };
    let nation = Sight { tenant: None, member: None, clearances: &[Secrecy::Open] };
    let mark = |tenant, whose| Mark::of(tenant, whose);
    let own = mark("a", Whose::Member(1));
    let work = mark("a", Whose::Several([false, true, true]));
    let others = mark("a", Whose::Several([true, false, true]));
    let dpo = Mark { secrecy: Secrecy::Dpo, ..own.clone() };
    for (sight, planted, is_foreign) in [
        (&staff, own.clone(), false),
        (&staff, own.internal(), false),
        (&staff, dpo.clone(), true),
        (&staff, mark("a", Whose::Itself), false),
        (&staff, mark("b", Whose::Member(1)), true),
        (&staff, mark("b", Whose::Everybody), true),
        (&staff, mark("b", Whose::Known), true),
        (&mayor, own.clone(), false),
        (&mayor, dpo, false),
        (&mayor, own.internal(), true),
        (&mayor, mark("a", Whose::Member(2)), true),
        (&mayor, mark("a", Whose::Itself), true),
        (&mayor, mark("a", Whose::Everybody), false),
        (&mayor, mark("b", Whose::Member(1)), true),
        (&staff, others.clone(), false),
        (&staff, Mark { secrecy: Secrecy::Confidential, ..work.clone() }, true),
        (&staff, mark("b", Whose::Several([true; 3])), true),
        (&mayor, work.clone(), false),
        (&mayor, others.and_of([false, true, false]), false),
        (&mayor, others, true),
        (&mayor, work.internal(), true),
        (&mayor, Mark { secrecy: Secrecy::Dpo, ..work.clone() }, true),
        (&mayor, mark("b", Whose::Several([true; 3])), true),
        (&nation, work, true),
        (&nation, mark("a", Whose::Known), false),
        (&nation, mark("a", Whose::Everybody), true),
        (&nation, own, true),
    ] {
        let owners =
            Owners::from([("id_1".to_owned(), planted.clone()), (numbered(101), planted.clone())]);
        let answer = |value: Value| json!({ "data": { "list": { "nodes": [{ "a": null }, { "b": [value] }] } } });
        for shown in [
            answer(json!(format!("text {planted}."))),
            answer(json!({ "id": "id_1" })),
            json!({ "data": { "request": { "activities": { "nodes": [{ "output": planted.to_string() }] } } } }),
            answer(json!({ "code": NUMBERED, "closeWithin": 101 })),
        ] {
            let seen = sight.judges(&shown, &owners);
            assert_eq!(
                (seen.own, seen.foreign.len()),
                if is_foreign { (0, 1) } else { (1, 0) },
                "{sight:?} {shown}"
            );
        }
    }
}
