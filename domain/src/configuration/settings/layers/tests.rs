//! The walk, held against a naive reference that asks of each value by itself whether anything above forbids it.

use super::super::values::{Bounds, Counts, Takes};
use super::{Layer, Standing, effective};
use crate::configuration::ValueOrigin::{self, Membership, Model, Nation, Tenant};
use proptest::prelude::*;
use serde_json::{Value, json};

const NUMBER: Takes = Takes::Number { counts: Counts::Days, default: 5, least: 1, most: 9 };
const FLAG: Takes = Takes::Flag { default: false };
const WORDS: Takes = Takes::Words { default: &["A", "B"], words: &["A", "B", "C"] };

/// One model over some tenants, each over some memberships.
#[derive(Debug, Clone)]
struct Tree {
    takes: Takes,
    model: Layer,
    tenants: Vec<(Layer, Vec<Layer>)>,
}

/// The nearest value that nothing above it forbids; each is asked about by itself, from the bottom.
fn naively(takes: &Takes, path: &[&Layer]) -> (Value, ValueOrigin) {
    for (place, layer) in path.iter().enumerate().rev() {
        let Some(value) = &layer.value else { continue };
        let above = || path.iter().take(place);
        let is_locked = above().any(|upper| upper.is_locked);
        let Ok(fitting) = takes.read(value) else { continue };
        let is_allowed = above().chain([layer]).all(|upper| upper.narrows.admit(&fitting));
        if !is_locked && is_allowed {
            return (value.clone(), layer.origin);
        }
    }
    (takes.default(), Nation)
}

fn agrees(takes: &Takes, path: &[&Layer]) -> Result<(), TestCaseError> {
    let layers: Vec<Layer> = path.iter().map(|layer| (*layer).clone()).collect();
    let found = effective(takes, takes.default(), &layers);
    prop_assert_eq!((found.value.clone(), found.origin), naively(takes, path));
    let locking = path.iter().find(|layer| layer.is_locked).map(|layer| layer.origin);
    prop_assert_eq!(found.locked_by, locking);
    // Each value that there is, is listed, and exactly one counts.
    let set = path.iter().filter_map(|layer| Some((layer.origin, layer.value.clone()?)));
    let expected: Vec<_> = [(Nation, takes.default())].into_iter().chain(set).collect();
    let listed: Vec<_> =
        found.layers.iter().map(|layer| (layer.origin, layer.value.clone())).collect();
    prop_assert_eq!(listed, expected);
    let counting = found.layers.iter().filter(|layer| layer.standing == Standing::InForce);
    prop_assert_eq!(counting.map(|layer| layer.origin).collect::<Vec<_>>(), vec![found.origin]);
    Ok(())
}

fn value_of(takes: Takes) -> BoxedStrategy<Option<Value>> {
    // Some are of another type, and some out of bounds: so is what was kept when the code changed.
    let values = match takes {
        Takes::Number { .. } => {
            prop_oneof![(-1_i64..12).prop_map(|n| json!(n)), Just(json!("5"))].boxed()
        }
        Takes::Words { .. } => proptest::sample::subsequence(vec!["A", "B", "C", "D"], 0..=3)
            .prop_map(|words| json!(words))
            .boxed(),
        Takes::Flag { .. } | Takes::Money { .. } | Takes::Text { .. } | Takes::Word { .. } => {
            prop_oneof![any::<bool>().prop_map(|flag| json!(flag)), Just(json!(0))].boxed()
        }
    };
    proptest::option::weighted(0.7, values).boxed()
}

fn narrowing(takes: Takes) -> BoxedStrategy<Bounds> {
    match takes {
        Takes::Number { .. } => {
            (proptest::option::weighted(0.3, 0_i64..8), proptest::option::weighted(0.3, 3_i64..11))
                .prop_map(|(least, most)| Bounds { least, most, words: None })
                .boxed()
        }
        Takes::Words { .. } => {
            let words = proptest::sample::subsequence(vec!["A", "B", "C"], 0..=3);
            let words = words.prop_map(|words| words.into_iter().map(str::to_owned).collect());
            proptest::option::weighted(0.3, words)
                .prop_map(|words| Bounds { words, ..Bounds::default() })
                .boxed()
        }
        Takes::Flag { .. } | Takes::Money { .. } | Takes::Text { .. } | Takes::Word { .. } => {
            Just(Bounds::default()).boxed()
        }
    }
}

fn layer(takes: Takes, origin: ValueOrigin) -> impl Strategy<Value = Layer> + Clone {
    let locked = proptest::bool::weighted(0.2);
    let parts = (value_of(takes), locked, narrowing(takes));
    let made = move |(value, is_locked, narrows)| Layer { origin, value, is_locked, narrows };
    parts.prop_map(made)
}

fn tree() -> impl Strategy<Value = Tree> {
    prop_oneof![Just(NUMBER), Just(FLAG), Just(WORDS)].prop_flat_map(|takes| {
        let memberships = proptest::collection::vec(layer(takes, Membership), 0..4);
        let tenants = proptest::collection::vec((layer(takes, Tenant), memberships), 1..4);
        let made = move |(model, tenants)| Tree { takes, model, tenants };
        (layer(takes, Model), tenants).prop_map(made)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn ten_thousand_trees_are_in_force_as_a_naive_reading_has_them(tree in tree()) {
        for (tenant, memberships) in &tree.tenants {
            agrees(&tree.takes, &[&tree.model, tenant])?;
            for membership in memberships {
                agrees(&tree.takes, &[&tree.model, tenant, membership])?;
            }
        }
    }
}

fn set(origin: ValueOrigin, value: Value) -> Layer {
    Layer { origin, value: Some(value), is_locked: false, narrows: Bounds::default() }
}

fn standings(layers: &[Layer]) -> Vec<Standing> {
    effective(&NUMBER, json!(5), layers).layers.iter().map(|layer| layer.standing).collect()
}

#[test]
fn the_nearest_value_wins_and_the_others_are_told_as_overridden() {
    let layers = [set(Model, json!(6)), set(Tenant, json!(7)), set(Membership, json!(8))];
    let found = effective(&NUMBER, json!(5), &layers);
    assert_eq!((found.value, found.origin, found.locked_by), (json!(8), Membership, None));
    let above = Standing::Overridden;
    assert_eq!(standings(&layers), [above, above, above, Standing::InForce]);
}

#[test]
fn behind_a_lock_a_value_is_kept_and_does_not_count() {
    let locked = Layer { is_locked: true, ..set(Model, json!(6)) };
    let layers = [locked, set(Tenant, json!(7))];
    let found = effective(&NUMBER, json!(5), &layers);
    assert_eq!((found.value, found.locked_by), (json!(6), Some(Model)));
    assert_eq!(standings(&layers), [Standing::Overridden, Standing::InForce, Standing::Locked]);
    // A lock without a value locks what comes from above.
    let empty = Layer { value: None, ..layers[0].clone() };
    let found = effective(&NUMBER, json!(5), &[empty, set(Tenant, json!(7))]);
    assert_eq!((found.value, found.origin), (json!(5), Nation));
}

#[test]
fn out_of_narrowed_bounds_a_value_is_kept_and_does_not_count() {
    let narrowed =
        Layer { narrows: Bounds { most: Some(6), ..Bounds::default() }, ..set(Model, json!(6)) };
    let layers = [narrowed, set(Tenant, json!(7)), set(Membership, json!(4))];
    let found = effective(&NUMBER, json!(5), &layers);
    assert_eq!((found.value, found.origin), (json!(4), Membership));
    assert_eq!(found.allowed, Bounds { least: Some(1), most: Some(6), words: None });
    assert_eq!(standings(&layers)[2], Standing::OutOfBounds);
}
