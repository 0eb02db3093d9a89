use std::fmt::Write as _;
use std::time::{Duration, Instant};

use async_graphql::Variables;
use async_graphql::parser::parse_query;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Broken, Limits, Measured};

/// What `getIntrospectionQuery` of graphql-js 16 writes with every option on.
const INTROSPECTION: &str = include_str!("introspection.graphql");

fn measure_with(text: &str, variables: Value) -> Result<Measured, Broken> {
    let limits = Limits::default();
    limits.of_text(text)?;
    let document = parse_query(text).unwrap();
    let measured = limits.of_document(&document, None, &Variables::from_json(variables));
    measured.map(|measured| measured.expect("an operation is chosen"))
}

fn measure(text: &str) -> Result<Measured, Broken> {
    measure_with(text, json!({}))
}

fn nested(levels: usize) -> String {
    format!("{{ {} {}", "a {".repeat(levels - 1), "a".to_owned() + &"}".repeat(levels))
}

#[test]
fn a_plain_query_is_measured() {
    let text = "query @a { x: viewer { name @b @c ...F } ... on Query { tenant { y: name } } }
                fragment F on Viewer @d { z: tenants { name } }";
    let expected =
        Measured { depth: 3, aliases: 3, root_fields: 2, directives: 4, selections: 8, nodes: 1 };
    assert_eq!(measure(text), Ok(expected));
}

#[test]
fn depth_counts_data_fields_and_nothing_else() {
    assert_eq!(measure(&nested(12)).unwrap().depth, 12);
    assert_eq!(measure(&nested(13)), Err(Broken::Depth(12)));
    let fragment = format!("fragment F on A {}", nested(11));
    let twelve = format!("{{ ... {{ a {{ ...F }} }} }} {fragment}");
    assert_eq!(measure(&twelve).unwrap().depth, 12);
    let thirteen = format!("{{ ... {{ a {{ a {{ ... {{ ...F }} }} }} }} }} {fragment}");
    assert_eq!(measure(&thirteen), Err(Broken::Depth(12)));
    assert_eq!(measure("{ a { __typename } }").unwrap().depth, 1);
}

#[test]
fn the_introspection_of_any_client_passes() {
    let measured = measure(INTROSPECTION).unwrap();
    assert_eq!((measured.depth, measured.aliases, measured.root_fields), (0, 0, 1));
}

#[test]
fn lists_of_introspection_are_not_nested_three_deep() {
    let refused = Err(Broken::Introspection(2));
    for lists in [["fields"; 3], ["fields", "interfaces", "possibleTypes"], ["inputFields"; 3]] {
        let [first, second, third] = lists;
        let two = format!(
            "{{ __schema {{ types {{ {first} {{ type {{ {second} {{ name }} }} }} }} }} }}"
        );
        assert!(measure(&two).is_ok(), "{two}");
        let three = two.replace("name", &format!("type {{ {third} {{ name }} }}"));
        assert_eq!(measure(&three), refused, "{three}");
    }
    let through_fragments = "{ x: __type(name: \"A\") { ...A } }
        fragment A on __Type { fields { type { ...B } } }
        fragment B on __Type { fields { type { ...C } } }
        fragment C on __Type { fields { name } }";
    assert_eq!(measure(through_fragments), refused);
    // Data may be called so.
    assert!(measure("{ a { fields { fields { fields { id } } } } }").is_ok());
}

#[test]
fn aliases_root_fields_and_directives_have_their_own_limits() {
    let many = |what: &str, times: usize| -> String {
        (0..times).fold(String::new(), |mut text, each| {
            write!(text, " {}", what.replace('#', &each.to_string())).unwrap();
            text
        })
    };
    for (what, max, broken) in [
        ("{ v {#} }", 30, Broken::Aliases(30)),
        ("{#}", 20, Broken::RootFields(20)),
        ("{ v {#} }", 50, Broken::Directives(50)),
    ] {
        let each = match broken {
            Broken::Aliases(_) => "x#: name",
            Broken::Directives(_) => "name @include(if: true)",
            _ => "viewer",
        };
        let text = |times: usize| what.replace('#', &many(each, times));
        assert!(measure(&text(max)).is_ok(), "{}", text(max));
        assert_eq!(measure(&text(max + 1)), Err(broken));
    }
    let spread = format!("{{{} }} fragment F on Q {{ x: a y: b }}", many("v { ...F }", 16));
    assert_eq!(measure(&spread), Err(Broken::Aliases(30)));
    let spread = format!("{{{} }} fragment F on Query {{ a b }}", many("...F", 11));
    assert_eq!(measure(&spread), Err(Broken::RootFields(20)));
}

#[test]
fn page_sizes_multiply_along_a_path() {
    for (text, variables, nodes) in [
        ("{ a(first: 100) { nodes { b(last: 50) { edges { node { id } } } } } }", json!({}), 5_000),
        ("{ a { nodes { b { pageInfo { endCursor } } } } }", json!({}), 400),
        ("{ tenant { rollouts { tenant { rollouts { wave } } } } }", json!({}), 400),
        (
            "{ rollouts(first: 5) { nodes { waves { tenants { nodes { id } } } } } }",
            json!({}),
            2_000,
        ),
        ("{ rollouts { totalCount } a { rollouts(first: 3) { nodes { id } } } }", json!({}), 20),
        ("{ a { totalCount } b(first: 7) { totalCount } }", json!({}), 7),
        ("query($n: Int = 30) { a(first: $n) { nodes { id } } }", json!({}), 30),
        ("query($n: Int = 30) { a(first: $n) { nodes { id } } }", json!({ "n": 40 }), 40),
        ("query($n: Int) { a(first: $n) { nodes { id } } }", json!({}), 20),
        ("query($n: Int = 3) { a(first: $n) { nodes { id } } }", json!({ "n": null }), 20),
        ("{ a(first: 0) { nodes { b(first: 30) { nodes { id } } } } }", json!({}), 30),
        ("{ a(first: -5) { nodes { id } } b(first: \"x\") { nodes { id } } }", json!({}), 20),
        ("{ nodes(ids: [1, 2, 3]) { a { nodes { id } } } }", json!({}), 60),
        ("query($i: [ID!]!) { nodes(ids: $i) { id } }", json!({ "i": [1, 2, 3, 4] }), 4),
        ("{ a(first: 2, last: 9) { ...P } } fragment P on C { nodes { b { id } } }", json!({}), 9),
        ("{ a { ...P } } fragment P on C { edges { node { id } } }", json!({}), 20),
        ("{ a(first: 70) { nodes { id } } b(first: 70) { nodes { id } } }", json!({}), 70),
        // No size at all: what is wrong with it is said when it is looked at.
        ("{ a(first: 1.5) { nodes { id } } }", json!({}), 20),
        ("query($n: Int) { a(first: $n) { nodes { id } } }", json!({ "n": 0.5 }), 20),
    ] {
        assert_eq!(measure_with(text, variables).map(|size| size.nodes), Ok(nodes), "{text}");
    }
}

#[test]
fn too_many_nodes_are_refused_however_they_are_asked_for() {
    let inner = "{ nodes { b(first: 51) { nodes { id } } } }";
    for (size, variables) in [
        ("100", json!({})),
        ("101", json!({})),
        ("99999999999999999999999999", json!({})),
        ("18446744073709551615", json!({})),
        ("1e30", json!({})),
        ("$n", json!({ "n": 100 })),
    ] {
        let text = format!("query($n: Int) {{ a(first: {size}) {inner} }}");
        assert_eq!(measure_with(&text, variables), Err(Broken::Nodes(5_000)), "{text}");
    }
    let over_fragments = "{ a(first: 100) { ...A } } fragment A on C { nodes { ...B } }
        fragment B on N { b(first: 51) { nodes { id } } }";
    assert_eq!(measure(over_fragments), Err(Broken::Nodes(5_000)));
}

#[test]
fn a_fragment_bomb_costs_no_time() {
    let mut text = "{ ...F0 }".to_owned();
    for each in 0..28 {
        write!(text, " fragment F{each} on Q {{ ...F{} ...F{} }}", each + 1, each + 1).unwrap();
    }
    text.push_str(" fragment F28 on Q { id }");
    let started = Instant::now();
    assert_eq!(measure(&text), Err(Broken::Selections(5_000)));
    // Also when the bomb isn't what is asked for: the library walks every operation.
    let text = text.replace("{ ...F0 }", "query A { id } query B { ...F0 }");
    let document = parse_query(&text).unwrap();
    let measured = Limits::default().of_document(&document, Some("A"), &Variables::default());
    assert_eq!(measured, Err(Broken::Selections(5_000)));
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[test]
fn a_chain_of_fragments_is_as_deep_as_it_is_long() {
    let chain = |length: usize| {
        let mut text = "{ ...F0 }".to_owned();
        for each in 0..length {
            write!(text, " fragment F{each} on Q {{ ...F{} }}", each + 1).unwrap();
        }
        text + &format!(" fragment F{length} on Q {{ id }}")
    };
    assert!(measure(&chain(31)).is_ok());
    assert_eq!(measure(&chain(32)), Err(Broken::Nesting(32)));
    assert_eq!(measure(&chain(200)), Err(Broken::Nesting(32)));
}

#[test]
fn a_fragment_that_spreads_itself_is_a_mistake() {
    for text in [
        "{ ...A } fragment A on Q { ...A }",
        "{ ...A } fragment A on Q { id a { ...B } } fragment B on Q { ... { ...A } }",
        "{ id } fragment A on Q { ...A ...A }",
    ] {
        let broken = measure(text).unwrap_err();
        assert!(matches!(broken, Broken::FragmentCycle(_)), "{text}");
        assert_eq!(broken.code(), "BAD_USER_INPUT");
    }
}

#[test]
fn only_the_chosen_operation_is_held_to_what_it_asks() {
    let text = format!("query A {{ id }} query B {}", nested(13));
    let document = parse_query(text).unwrap();
    let measure = |name| {
        let measured = Limits::default().of_document(&document, name, &Variables::default());
        measured.map(|measured| measured.map(|size| size.depth))
    };
    assert_eq!(measure(Some("A")), Ok(Some(1)));
    assert_eq!(measure(Some("B")), Err(Broken::Depth(12)));
    assert_eq!(measure(Some("C")), Ok(None));
    assert_eq!(measure(None), Ok(None));
}

fn selection() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "id",
        "x: id",
        "__typename",
        "...F0",
        "...F1",
        "...F2",
        "...Missing",
        "fields",
        "pageInfo",
        "nodes",
        "a(first: $n)",
        "a(last: 999999999999999999999)",
        "id @skip(if: $b)",
    ]);
    leaf.prop_map(str::to_owned).prop_recursive(8, 64, 6, |inner| {
        let head = prop::sample::select(vec![
            "a",
            "a(first: $n, last: 100)",
            "... on T @x",
            "nodes(ids: $l)",
            "__schema",
            "fields",
            "edges",
        ]);
        (head, prop::collection::vec(inner, 1..6))
            .prop_map(|(head, inner)| format!("{head} {{ {} }}", inner.join(" ")))
    })
}

proptest! {
    #[test]
    fn no_document_makes_it_panic_and_measured_means_within_limits(
        root in selection(),
        fragments in prop::collection::vec(selection(), 3),
        number in any::<i64>(),
    ) {
        let mut text = format!("query($n: Int = 3, $b: Boolean, $l: [ID!]) {{ {root} }}");
        for (each, selection) in fragments.iter().enumerate() {
            write!(text, " fragment F{each} on T {{ {selection} }}").unwrap();
        }
        let limits = Limits::default();
        if let (Ok(_), Ok(document)) = (limits.of_text(&text), parse_query(&text)) {
            let variables = Variables::from_json(json!({ "n": number, "l": [1, 2] }));
            if let Ok(Some(size)) = limits.of_document(&document, None, &variables) {
                prop_assert!(size.depth <= 12 && size.aliases <= 30 && size.root_fields <= 20);
                prop_assert!(size.directives <= 50 && size.nodes <= 5_000 && size.nodes >= 1);
                prop_assert!(size.selections <= 5_000);
            }
        }
    }

    /// The parser is the reference for what our lexer lets through: it neither panics nor takes
    /// long on anything that keeps the limits.
    #[test]
    fn the_parser_bears_what_the_lexer_lets_through(
        text in r#"([{}()\[\]:$@!a0" ]|\.\.\.|query|fragment|on |true|"""|\{a){0,300}"#
    ) {
        if Limits::default().of_text(&text).is_ok() {
            let started = Instant::now();
            let _ = parse_query(&text);
            prop_assert!(started.elapsed() < Duration::from_secs(2));
        }
    }
}
