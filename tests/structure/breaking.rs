//! The contract as clients know it keeps its promises: a change that breaks one of them is listed with its reason, or isn't made.
//!
//! `schema/released.graphql` is the contract of the last release; `make released` moves it. What breaks a client is said by
//! graphql-js, not by us.

use crate::house::committed::workspace;
use crate::house::node::node;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write as _;

const EXCEPTIONS: &str = "schema/breaking.txt";

/// What breaks between the contracts of each pair, as `KIND description`.
async fn breaks(pairs: &[(&str, &str)]) -> Vec<Vec<String>> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(json!(pairs).to_string().as_bytes()).unwrap();
    let printed = node("breaking.mjs", &[], &[file.path().to_str().unwrap()]).await;
    let found: Vec<Vec<Value>> = serde_json::from_str(&printed).unwrap();
    let told = |change: &Value| {
        let text = |name: &str| change[name].as_str().unwrap().to_owned();
        format!("{} {}", text("type"), text("description"))
    };
    found.iter().map(|changes| changes.iter().map(told).collect()).collect()
}

/// Reviewed breaks and their reasons: `KIND description -- reason`, one a line.
fn exceptions(text: &str) -> Result<BTreeMap<String, String>, String> {
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines
        .map(|line| match line.split_once(" -- ") {
            Some((change, reason)) if reason.split_whitespace().count() >= 3 => {
                Ok((change.trim().to_owned(), reason.to_owned()))
            }
            _ => Err(format!("{EXCEPTIONS}: no reason for \"{line}\"")),
        })
        .collect()
}

/// What is wrong: a break that nobody reviewed, and a reviewed one that isn't there.
fn unreviewed(breaks: &[String], exceptions: &BTreeMap<String, String>) -> Vec<String> {
    let unlisted = breaks.iter().filter(|change| !exceptions.contains_key(*change));
    let stale = exceptions.keys().filter(|change| !breaks.contains(change));
    let unlisted = unlisted.map(|change| format!("breaks clients: {change}"));
    unlisted.chain(stale.map(|change| format!("is listed and isn't so: {change}"))).collect()
}

#[tokio::test]
async fn no_promise_of_the_contract_is_broken_without_a_word() {
    let read = |path: &str| std::fs::read_to_string(workspace().join(path)).unwrap();
    let (released, now) = (read("schema/released.graphql"), read("schema/schema.graphql"));
    let found = breaks(&[(&released, &now)]).await.remove(0);
    let listed = exceptions(&read(EXCEPTIONS)).unwrap();
    super::nothing_in(
        &unreviewed(&found, &listed),
        "deprecate it first (STYLE.md, Changes); if it must be so, list it with its reason in schema/breaking.txt",
    );
}

/// Each kind of break, as small as it can be.
const BREAKS: &[(&str, &str, &str)] = &[
    ("TYPE_REMOVED", "type Query { a: Int } type T { a: Int }", "type Query { a: Int }"),
    (
        "TYPE_CHANGED_KIND",
        "type Query { a: T } type T { a: Int }",
        "type Query { a: T } interface T { a: Int }",
    ),
    (
        "TYPE_REMOVED_FROM_UNION",
        "type Query { a: U } type A { a: Int } type B { a: Int } union U = A | B",
        "type Query { a: U b: B } type A { a: Int } type B { a: Int } union U = A",
    ),
    (
        "VALUE_REMOVED_FROM_ENUM",
        "type Query { a: E } enum E { A B }",
        "type Query { a: E } enum E { A }",
    ),
    (
        "REQUIRED_INPUT_FIELD_ADDED",
        "type Query { a(i: I): Int } input I { a: Int }",
        "type Query { a(i: I): Int } input I { a: Int b: Int! }",
    ),
    (
        "IMPLEMENTED_INTERFACE_REMOVED",
        "type Query implements N { a: Int } interface N { a: Int }",
        "type Query { a: Int n: N } interface N { a: Int }",
    ),
    ("FIELD_REMOVED", "type Query { a: Int b: Int }", "type Query { a: Int }"),
    (
        "FIELD_REMOVED",
        "type Query { a(i: I): Int } input I { a: Int b: Int }",
        "type Query { a(i: I): Int } input I { a: Int }",
    ),
    ("FIELD_CHANGED_KIND", "type Query { a: Int b: Int }", "type Query { a: String b: Int }"),
    ("FIELD_CHANGED_KIND", "type Query { a: Int! }", "type Query { a: Int }"),
    ("FIELD_CHANGED_KIND", "type Query { a: Int }", "type Query { a: [Int] }"),
    (
        "FIELD_CHANGED_KIND",
        "type Query { a(i: I): Int } input I { a: Int }",
        "type Query { a(i: I): Int } input I { a: Int! }",
    ),
    ("REQUIRED_ARG_ADDED", "type Query { a: Int }", "type Query { a(b: Int!): Int }"),
    ("ARG_REMOVED", "type Query { a(b: Int): Int }", "type Query { a: Int }"),
    ("ARG_CHANGED_KIND", "type Query { a(b: Int): Int }", "type Query { a(b: Int!): Int }"),
    ("ARG_CHANGED_KIND", "type Query { a(b: Int): Int }", "type Query { a(b: ID): Int }"),
    ("DIRECTIVE_REMOVED", "type Query { a: Int } directive @d on FIELD", "type Query { a: Int }"),
    (
        "DIRECTIVE_LOCATION_REMOVED",
        "type Query { a: Int } directive @d on FIELD | QUERY",
        "type Query { a: Int } directive @d on FIELD",
    ),
];

/// What clients bear.
const GROWTH: &[(&str, &str)] = &[
    ("type Query { a: Int }", "type Query { a: Int! b: T } type T { a: Int }"),
    ("type Query { a(b: Int!): Int }", "type Query { a(b: Int, c: Int! = 1): Int }"),
    (
        "type Query { a(i: I): E } input I { a: Int! } enum E { A }",
        "type Query { a(i: I): E @deprecated(reason: \"r\") } input I { a: Int b: Int } enum E { A B }",
    ),
];

#[tokio::test]
async fn every_kind_of_break_is_noticed_and_growth_is_none() {
    let pairs: Vec<_> = BREAKS.iter().map(|(_, before, after)| (*before, *after)).collect();
    for ((kind, before, after), found) in BREAKS.iter().zip(breaks(&pairs).await) {
        let kinds: Vec<&str> = found.iter().filter_map(|told| told.split(' ').next()).collect();
        assert_eq!(kinds, [*kind], "{before} => {after}: {found:?}");
        let nobody = BTreeMap::new();
        assert_eq!(unreviewed(&found, &nobody).len(), 1);
        let listed =
            exceptions(&format!("# why\n\n{} -- nobody ever asked it\n", found[0])).unwrap();
        assert!(unreviewed(&found, &listed).is_empty());
        assert_eq!(unreviewed(&[], &listed).len(), 1);
        assert!(exceptions(&format!("{} -- so", found[0])).is_err());
        assert!(exceptions(&found[0]).is_err());
    }
    for (pair, found) in GROWTH.iter().zip(breaks(GROWTH).await) {
        assert!(found.is_empty(), "{pair:?}: {found:?}");
    }
}
