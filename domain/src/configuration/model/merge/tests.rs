//! The merge: each case that the roll-out knows by a name, and that no local value is ever lost, whatever comes.

use super::super::content::{Content, ModelService, ModelSetting};
use super::*;
use crate::kernel::ids::MemberId;
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

const DAYS: SettingKey = SettingKey::TokenLongest;
const SHOWN: SettingKey = SettingKey::ShownToMember;

fn national() -> BTreeMap<String, i32> {
    BTreeMap::from([("DEV-WASTE".to_owned(), 30), ("IT-CLOUD".to_owned(), 10)])
}

fn value(value: Value) -> ModelSetting {
    ModelSetting { value: Some(value), ..ModelSetting::default() }
}

fn saying(key: SettingKey, setting: ModelSetting) -> Content {
    let settings = BTreeMap::from([(key.key().to_owned(), setting)]);
    Content { settings, ..Content::default() }
}

fn serving(service: ModelService) -> Content {
    let services = BTreeMap::from([("IT-CLOUD".to_owned(), service)]);
    Content { services, ..Content::default() }
}

fn own(key: SettingKey, value: Value) -> Ours {
    Ours { settings: BTreeMap::from([((key, None), value)]), ..Ours::default() }
}

fn merged(base: &Content, theirs: &Content, ours: &Ours) -> Vec<Line> {
    merge(&national(), (base, theirs), ours)
}

/// The one line that there is.
fn only(base: &Content, theirs: &Content, ours: &Ours) -> Line {
    let mut lines = merged(base, theirs, ours);
    assert_eq!(lines.len(), 1, "{lines:#?}");
    lines.pop().unwrap()
}

#[test]
fn where_the_tenant_said_nothing_what_is_in_force_changes() {
    let (base, theirs) = (saying(DAYS, value(json!(90))), saying(DAYS, value(json!(60))));
    let line = only(&base, &theirs, &Ours::default());
    assert_eq!(line.outcome, Outcome::Changed);
    assert_eq!((line.before, line.after), (json!(90), json!(60)));
    assert_eq!((line.base, line.ours, line.theirs), (Some(json!(90)), None, Some(json!(60))));
    assert_eq!(merged(&base, &base, &Ours::default()), []);
}

#[test]
fn an_own_value_counts_on_whatever_the_version_says_beside_it() {
    let (base, theirs) = (saying(DAYS, value(json!(90))), saying(DAYS, value(json!(60))));
    let line = only(&base, &theirs, &own(DAYS, json!(30)));
    assert_eq!((line.outcome, line.before, line.after), (Outcome::Kept, json!(30), json!(30)));
    assert_eq!(only(&base, &theirs, &own(DAYS, json!(30))).resolutions(), []);
}

#[test]
fn theirs_that_is_ours_and_not_base_is_the_same_and_the_own_value_stays() {
    let (base, theirs) = (saying(DAYS, value(json!(90))), saying(DAYS, value(json!(30))));
    let ours = own(DAYS, json!(30));
    let line = only(&base, &theirs, &ours);
    assert_eq!((line.outcome, line.after), (Outcome::Same, json!(30)));
    // It is no copy: when the version after it says something else, the tenant still has what it wanted.
    let later = saying(DAYS, value(json!(7)));
    assert_eq!(only(&theirs, &later, &ours).after, json!(30));
}

#[test]
fn an_override_equal_to_the_new_default_is_told_when_it_becomes_that_and_not_again() {
    let ours = own(DAYS, json!(30));
    let theirs = saying(DAYS, value(json!(30)));
    assert_eq!(only(&Content::default(), &theirs, &ours).outcome, Outcome::Same);
    assert_eq!(merged(&theirs, &theirs, &ours), []);
}

#[test]
fn a_key_that_is_removed_and_added_again_changes_what_is_in_force_both_times() {
    let (first, removed) = (saying(DAYS, value(json!(90))), Content::default());
    let gone = only(&first, &removed, &Ours::default());
    assert_eq!((gone.outcome, gone.theirs, gone.after), (Outcome::Changed, None, json!(366)));
    let back = only(&removed, &first, &Ours::default());
    assert_eq!((back.outcome, back.base, back.after), (Outcome::Changed, None, json!(90)));
    // An own value lives through both, and whoever jumps over the version between sees nothing.
    let ours = own(DAYS, json!(30));
    assert_eq!(only(&first, &removed, &ours).outcome, Outcome::Kept);
    assert_eq!(only(&removed, &first, &ours).outcome, Outcome::Kept);
    assert_eq!(merged(&first, &first, &ours), []);
}

#[test]
fn a_new_lock_over_an_own_value_is_a_conflict() {
    let (base, theirs) = (
        saying(DAYS, value(json!(90))),
        saying(DAYS, ModelSetting { is_locked: true, ..value(json!(60)) }),
    );
    let ours = own(DAYS, json!(30));
    let line = only(&base, &theirs, &ours);
    assert_eq!(line.outcome, Outcome::Conflict(Conflict::Locked));
    assert_eq!(
        (&line.base, &line.ours, &line.theirs),
        (&Some(json!(90)), &Some(json!(30)), &Some(json!(60)))
    );
    assert_eq!((&line.before, &line.after), (&json!(30), &json!(60)));
    let all = [Resolution::TakeTheirs, Resolution::DropOurs];
    assert_eq!(line.resolutions(), all);
    // Told once; and when the lock goes, the own value counts again.
    assert_eq!(merged(&theirs, &theirs, &ours), []);
    let freed = only(&theirs, &base, &ours);
    assert_eq!((freed.outcome, freed.after), (Outcome::Regained, json!(30)));
    // A lock on the very value is none.
    let agreed = only(&base, &theirs, &own(DAYS, json!(60)));
    assert_eq!(agreed.outcome, Outcome::Same);
    let stricter = saying(DAYS, ModelSetting { is_locked: true, ..value(json!(7)) });
    assert_eq!(only(&theirs, &stricter, &ours).outcome, Outcome::Changed);
}

#[test]
fn a_narrowed_bound_is_a_conflict_and_the_nearest_value_is_offered() {
    let narrows = Bounds { least: Some(10), most: Some(20), words: None };
    let theirs = saying(DAYS, ModelSetting { narrows, ..value(json!(14)) });
    let ours = own(DAYS, json!(30));
    let line = only(&Content::default(), &theirs, &ours);
    assert_eq!(line.outcome, Outcome::Conflict(Conflict::OutOfBounds));
    assert_eq!((&line.after, &line.nearest), (&json!(14), &Some(json!(20))));
    let choose = |resolution| {
        let resolved = [Resolved { subject: line.subject.clone(), resolution }];
        resolve(ours.clone(), std::slice::from_ref(&line), &resolved)
    };
    assert_eq!(choose(Resolution::TakeTheirs), ours);
    assert_eq!(choose(Resolution::Adjust), own(DAYS, json!(20)));
    assert_eq!(choose(Resolution::DropOurs), Ours::default());
    // Within the bounds there is none.
    assert_eq!(only(&Content::default(), &theirs, &own(DAYS, json!(15))).outcome, Outcome::Kept);
}

#[test]
fn words_that_may_not_be_chosen_any_more_are_a_conflict() {
    let words = Some(["GRANT_WON", "MARKET_PRICE"].map(str::to_owned).into());
    let narrows = Bounds { words, ..Bounds::default() };
    let said = ModelSetting { narrows, ..value(json!(["GRANT_WON"])) };
    let ours = own(SettingKey::BenefitMethods, json!(["AVOIDED_HOURS", "MARKET_PRICE"]));
    let line = only(&Content::default(), &saying(SettingKey::BenefitMethods, said), &ours);
    assert_eq!(line.outcome, Outcome::Conflict(Conflict::OutOfBounds));
    assert_eq!(line.nearest, Some(json!(["MARKET_PRICE"])));
}

#[test]
fn a_withdrawn_service_is_a_conflict_where_it_is_used_or_offered_by_own_will() {
    let theirs = serving(ModelService { is_withdrawn: true, ..ModelService::default() });
    let unused = only(&Content::default(), &theirs, &Ours::default());
    assert_eq!((unused.outcome, unused.after), (Outcome::Changed, json!(false)));
    let in_use = BTreeSet::from(["IT-CLOUD".to_owned()]);
    let used = only(&Content::default(), &theirs, &Ours { in_use, ..Ours::default() });
    assert_eq!(used.outcome, Outcome::Conflict(Conflict::ServiceWithdrawn));
    assert_eq!(used.resolutions(), [Resolution::TakeTheirs]);
    let offering = |is_offered| {
        let change = ServiceOverride { is_offered: Some(is_offered), close_days: None };
        Ours { services: BTreeMap::from([("IT-CLOUD".to_owned(), change)]), ..Ours::default() }
    };
    let wanted = only(&Content::default(), &theirs, &offering(true));
    assert_eq!(wanted.outcome, Outcome::Conflict(Conflict::ServiceWithdrawn));
    assert_eq!(only(&Content::default(), &theirs, &offering(false)).outcome, Outcome::Same);
}

#[test]
fn a_service_s_closing_time_is_merged_as_a_setting_is() {
    let theirs = serving(ModelService { close_days: Some(5), ..ModelService::default() });
    let faster = only(&Content::default(), &theirs, &Ours::default());
    assert_eq!((faster.before, faster.after), (json!(10), json!(5)));
    let change = ServiceOverride { is_offered: None, close_days: Some(8) };
    let ours =
        Ours { services: BTreeMap::from([("IT-CLOUD".to_owned(), change)]), ..Ours::default() };
    assert_eq!(only(&Content::default(), &theirs, &ours).outcome, Outcome::Kept);
    let locked =
        serving(ModelService { is_locked: true, close_days: Some(5), ..ModelService::default() });
    let lines = merged(&Content::default(), &locked, &ours);
    let closing = lines.iter().find(|line| line.ours.is_some()).unwrap();
    assert_eq!(closing.outcome, Outcome::Conflict(Conflict::Locked));
}

#[test]
fn a_membership_s_own_value_is_a_line_of_its_own() {
    let member: MemberId = Uuid::from_u128(7).into();
    let settings = BTreeMap::from([((SHOWN, Some(member)), json!(false))]);
    let ours = Ours { settings, ..Ours::default() };
    let theirs = saying(SHOWN, ModelSetting { is_locked: true, ..value(json!(true)) });
    let lines = merged(&Content::default(), &theirs, &ours);
    let of: Vec<_> = lines.iter().map(|line| (&line.ours, line.outcome)).collect();
    let conflict = Outcome::Conflict(Conflict::Locked);
    assert_eq!(of, [(&None, Outcome::Changed), (&Some(json!(false)), conflict)]);
}

#[test]
fn a_line_has_one_text_so_that_a_plan_has_one_hash() {
    let line = only(&Content::default(), &saying(DAYS, value(json!(60))), &Ours::default());
    let text = serde_json::to_string(&line).unwrap();
    assert_eq!(
        text,
        r#"{"subject":"setting:tokens.longest_days","base":null,"ours":null,"theirs":60,"before":366,"after":60,"outcome":"CHANGED","nearest":null}"#
    );
}

fn days() -> BoxedStrategy<Value> {
    prop_oneof![(1_i64..8).prop_map(|days| json!(days)), Just(json!(9_999)), Just(json!("old"))]
        .boxed()
}

fn flags() -> BoxedStrategy<Value> {
    any::<bool>().prop_map(|flag| json!(flag)).boxed()
}

fn said(values: BoxedStrategy<Value>) -> impl Strategy<Value = ModelSetting> {
    let end = || proptest::option::weighted(0.3, 1_i64..8);
    let parts = (proptest::option::of(values), proptest::bool::weighted(0.3), end(), end());
    parts.prop_map(|(value, is_locked, least, most)| ModelSetting {
        value,
        is_locked,
        narrows: Bounds { least, most, words: None },
    })
}

fn version() -> impl Strategy<Value = Content> {
    let service = (
        proptest::option::of(any::<bool>()),
        proptest::option::of(1_i32..5),
        proptest::bool::weighted(0.3),
        proptest::bool::weighted(0.2),
    );
    let service = service.prop_map(|(is_offered, close_days, is_locked, is_withdrawn)| {
        ModelService { is_offered, close_days, is_locked, is_withdrawn }
    });
    let maybe = proptest::option::weighted::<_>;
    (
        maybe(0.7, said(days())),
        proptest::option::weighted(0.7, said(flags())),
        proptest::option::weighted(0.7, service),
    )
        .prop_map(|(days, shown, service)| {
            let settings = [(DAYS, days), (SHOWN, shown)];
            let settings =
                settings.into_iter().filter_map(|(key, said)| Some((key.key().to_owned(), said?)));
            let services = service.into_iter().map(|service| ("IT-CLOUD".to_owned(), service));
            Content {
                settings: settings.collect(),
                services: services.collect(),
                ..Content::default()
            }
        })
}

fn tenant() -> impl Strategy<Value = Ours> {
    let service = (proptest::option::of(any::<bool>()), proptest::option::of(1_i32..5));
    let set = (
        proptest::option::weighted(0.7, days()),
        proptest::option::of(flags()),
        proptest::collection::vec(proptest::option::of(flags()), 0..3),
    );
    (set, service, any::<bool>()).prop_map(|((days, shown, members), service, is_in_use)| {
        let members =
            (1_u128..).zip(members).map(|(n, set)| ((SHOWN, Some(Uuid::from_u128(n).into())), set));
        let all = [((DAYS, None), days), ((SHOWN, None), shown)].into_iter().chain(members);
        let (is_offered, close_days) = service;
        let change = ServiceOverride { is_offered, close_days };
        Ours {
            settings: all.filter_map(|(place, set)| Some((place, set?))).collect(),
            services: BTreeMap::from([("IT-CLOUD".to_owned(), change)]),
            in_use: is_in_use.then(|| "IT-CLOUD".to_owned()).into_iter().collect(),
        }
    })
}

/// What the tenant has set, by what it is about.
fn overrides(ours: &Ours) -> Vec<(Subject, Value)> {
    let settings = ours.settings.iter().map(|((key, member), value)| {
        (Subject::Setting { key: key.key().to_owned(), member: *member }, value.clone())
    });
    let services = ours.services.iter().flat_map(|(code, change)| {
        let offer =
            change.is_offered.map(|is| (Subject::Offer { service: code.clone() }, json!(is)));
        let closing =
            change.close_days.map(|days| (Subject::Closing { service: code.clone() }, json!(days)));
        offer.into_iter().chain(closing)
    });
    settings.chain(services).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    /// Whatever the versions say: an own value that counted goes on counting, or says what counts, or is a conflict that names
    /// it; it is there afterwards, unless somebody said that it shall go; and who goes back has what they had, to the byte.
    #[test]
    fn no_local_override_is_ever_lost(
        base in version(),
        theirs in version(),
        ours in tenant(),
        chosen in Just(Resolution::TakeTheirs),
    ) {
        let lines = merged(&base, &theirs, &ours);
        let (before, after) = (in_force(&national(), &base, &ours), in_force(&national(), &theirs, &ours));
        for (subject, value) in overrides(&ours) {
            let line = lines.iter().find(|line| line.subject == subject);
            let named = line.is_some_and(|line| line.is_conflict() && line.ours.as_ref() == Some(&value));
            let counted = before[&subject] == value;
            let counts = after[&subject] == value;
            prop_assert!(!counted || counts || named, "{subject:?} {value} is lost: {line:?}");
            prop_assert!(line.is_none_or(|line| line.ours.as_ref() == Some(&value)));
        }
        // What the lines say is what happens, and all that does.
        for (subject, value) in &after {
            let line = lines.iter().find(|line| line.subject == *subject);
            prop_assert_eq!(line.map_or(&before[subject], |line| &line.after), value);
        }
        let resolved: Vec<Resolved> = lines.iter().filter(|line| line.is_conflict())
            .map(|line| Resolved { subject: line.subject.clone(), resolution: chosen }).collect();
        let kept = resolve(ours.clone(), &lines, &resolved);
        prop_assert_eq!(&kept, &ours);
        let back = in_force(&national(), &base, &kept);
        let text = |all: &BTreeMap<Subject, Value>| format!("{all:?}");
        prop_assert_eq!(text(&back), text(&before));
    }

    /// A conflict that was resolved is none any more.
    #[test]
    fn what_was_dropped_or_adjusted_is_no_conflict_again(base in version(), theirs in version(), ours in tenant()) {
        let lines = merged(&base, &theirs, &ours);
        let conflicts = || lines.iter().filter(|line| line.is_conflict());
        for chosen in [Resolution::DropOurs, Resolution::Adjust] {
            let may = |line: &&Line| line.resolutions().contains(&chosen);
            let resolved: Vec<Resolved> = conflicts().filter(may)
                .map(|line| Resolved { subject: line.subject.clone(), resolution: chosen }).collect();
            let then = merged(&base, &theirs, &resolve(ours.clone(), &lines, &resolved));
            for Resolved { subject, .. } in &resolved {
                let still = then.iter().find(|line| line.subject == *subject && line.is_conflict());
                let by_use = still.is_some_and(|line| line.outcome == Outcome::Conflict(Conflict::ServiceWithdrawn));
                prop_assert!(still.is_none() || by_use, "{still:?}");
            }
        }
    }
}
