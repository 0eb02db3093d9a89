//! Documents that are refused, each with its code.

use super::table::query;
use serde_json::{Value, json};

/// Documents that aren't right.
pub(super) fn mistakes() -> Vec<(&'static str, Value, &'static str)> {
    let variable = |variables: Value| json!({ "query": "query($n: Int!) { requests(first: $n) { totalCount } }", "variables": variables });
    vec![
        (
            "a subscription where nothing can go on",
            query("subscription { requestChanged { cursor } }"),
            "BAD_USER_INPUT",
        ),
        ("an empty document", query(""), "BAD_USER_INPUT"),
        ("no syntax", query("{ viewer { id }"), "BAD_USER_INPUT"),
        ("an unknown field", query("{ viewer { age } }"), "BAD_USER_INPUT"),
        ("an unknown fragment", query("{ ...Missing }"), "BAD_USER_INPUT"),
        ("a fragment in itself", query("{ ...A } fragment A on Query { ...A }"), "BAD_USER_INPUT"),
        (
            "an unknown operation",
            json!({ "query": "query A { __typename }", "operationName": "B" }),
            "BAD_USER_INPUT",
        ),
        (
            "no operation of two",
            query("query A { __typename } query B { __typename }"),
            "BAD_USER_INPUT",
        ),
        ("a subscription", query("subscription { requestChanged { id } }"), "BAD_USER_INPUT"),
        ("a variable that is missing", variable(json!({})), "BAD_USER_INPUT"),
        ("a variable that is null", variable(json!({ "n": null })), "BAD_USER_INPUT"),
        ("a variable of another type", variable(json!({ "n": "x" })), "BAD_USER_INPUT"),
        ("a fraction of a page", variable(json!({ "n": 1.5 })), "BAD_USER_INPUT"),
        ("a page of 101", variable(json!({ "n": 101 })), "BAD_USER_INPUT"),
        (
            "a deed asked for twice",
            query(
                "mutation { revokeApiToken(input: { id: \"x\" }) { id } revokeApiToken(input: { id: \"x\" }) { id } }",
            ),
            "BAD_USER_INPUT",
        ),
    ]
}

/// What the specification refuses and the library (async-graphql 7.2.1) would let pass, or find out too late.
pub(super) fn breaches() -> Vec<(&'static str, Value, &'static str)> {
    let of_texts = TEXTS.iter().map(|(row, text)| (*row, query(text), "BAD_USER_INPUT"));
    of_texts.chain(values()).collect()
}

const TEXTS: &[(&str, &str)] = &[
    (
        "a field twice in an input",
        r#"mutation { revokeApiToken(input: { id: "a", id: "b" }) { id } }"#,
    ),
    ("a variable in another's place", "query($n: String) { requests(first: $n) { totalCount } }"),
    ("a variable that may be null", "query($i: ID) { node(id: $i) { id } }"),
    ("a text for an input", "mutation { revokeApiToken(input: \"x\") { id } }"),
    ("a list for an input", "{ requests(filter: []) { totalCount } }"),
    ("a text for a word", "{ requests(orderBy: { field: \"OPENED_AT\" }) { totalCount } }"),
    (
        "a number beyond 32 bits",
        "mutation { createApiToken(input: { name: \"x\", days: 2147483648 }) { id } }",
    ),
    ("a number out of range", "{ requests(first: 1e400) { totalCount } }"),
    ("a number in a text", "{ __type(name: 1) { name } }"),
    ("skip without if", "{ __typename @skip }"),
    ("skip with more than if", "{ __typename @skip(if: true, unless: 1) }"),
    ("include if nothing", "{ __typename @include(if: null) }"),
    ("include if a text", "{ __typename @include(if: \"x\") }"),
    (
        "include if a variable that may be null",
        "query($b: Boolean) { __typename @include(if: $b) }",
    ),
    ("include twice", "{ __typename @include(if: true) @include(if: true) }"),
    ("defer", "{ ... @defer { __typename } }"),
    ("defer on a text", "{ __typename @defer }"),
    ("stream", "{ requests { nodes @stream { id } } }"),
    ("a directive of the schema", "{ __typename @deprecated }"),
    ("a directive on an operation", "query @skip(if: true) { __typename }"),
    ("arguments for __typename", "{ __typename(a: 1) }"),
    ("fields under __typename", "{ __typename { a } }"),
    ("half a surrogate", r#"{ node(id: "\ud800") { id } }"#),
    ("a type in a document", "{ __typename } type T { a: Int }"),
    ("two operations of a name", "query A { __typename } query A { __typename }"),
    ("one without a name", "query A { __typename } { __typename }"),
    (
        "one field, two values",
        "{ requests(first: 1) { totalCount } requests(first: 2) { totalCount } }",
    ),
    ("nothing asked", "{ }"),
];

/// The same, of values of variables.
fn values() -> Vec<(&'static str, Value, &'static str)> {
    let with = |text: &str, variables: Value| json!({ "query": text, "variables": variables });
    let number = |value: Value| {
        with("query($n: Int) { requests(first: $n) { totalCount } }", json!({ "n": value }))
    };
    let made = |input: Value| {
        with(
            "mutation($i: CreateApiTokenInput!) { createApiToken(input: $i) { id } }",
            json!({ "i": input }),
        )
    };
    vec![
        ("a text for a number", number(json!("1")), "BAD_USER_INPUT"),
        ("a list for a number", number(json!([1])), "BAD_USER_INPUT"),
        ("an object for a number", number(json!({})), "BAD_USER_INPUT"),
        ("a boolean for a number", number(json!(true)), "BAD_USER_INPUT"),
        ("nothing for an input", made(json!({})), "BAD_USER_INPUT"),
        ("a list for an input object", made(json!([])), "BAD_USER_INPUT"),
        (
            "a number too large in an input",
            made(json!({ "name": "x", "days": 1_u64 << 40 })),
            "BAD_USER_INPUT",
        ),
        (
            "a field too many in an input",
            made(json!({ "name": "x", "__proto__": {} })),
            "BAD_USER_INPUT",
        ),
        (
            "a name of JavaScript for an operation",
            json!({ "query": "query A { a }", "operationName": "__proto__" }),
            "BAD_USER_INPUT",
        ),
    ]
}

/// What any client may write, and the library refuses or answers otherwise.
pub(super) fn fine() -> Vec<(&'static str, Value, &'static str)> {
    let with = |text: &str| json!({ "query": text, "variables": { "yes": true, "more": 1 } });
    vec![
        (
            "a variable for __typename alone",
            with("query($yes: Boolean!) { __typename @include(if: $yes) }"),
            "",
        ),
        (
            "one with a default",
            with("query($no: Boolean! = true) { __typename @skip(if: $no) }"),
            "",
        ),
        (
            "a variable too many",
            with("query($yes: Boolean!) { viewer { id @skip(if: $yes) } }"),
            "",
        ),
        ("a character in two escapes", query(r#"{ __type(name: "\ud83d\ude00") { name } }"#), ""),
        ("a character in braces", query(r#"{ __type(name: "\u{1F600}") { name } }"#), ""),
        ("names of JavaScript", query("{ __proto__: __typename constructor: __typename }"), ""),
        ("a mark of bytes, commas, comments", query("\u{feff}{,__typename,,}#\u{0}"), ""),
        ("a deed that is none", query("mutation { __typename }"), ""),
        ("all is skipped", query("{ viewer @skip(if: true) { id } }"), ""),
    ]
}

/// Documents that ask for too much.
pub(super) fn excesses() -> Vec<(&'static str, Value, &'static str)> {
    let many = |text: &str, times: usize| {
        (0..times).map(|n| text.replace('#', &n.to_string())).collect::<String>()
    };
    let bomb =
        (0..20).map(|n| format!("fragment F{n} on Query {{ ...F{} ...F{} }} ", n + 1, n + 1));
    let bomb =
        format!("{{ ...F0 }} {} fragment F20 on Query {{ __typename }}", bomb.collect::<String>());
    vec![
        ("tokens", query(&format!("{{ {} }}", "__typename ".repeat(1_999))), "TOO_MANY_TOKENS"),
        ("brackets", query(&"{ a ".repeat(10_000)), "QUERY_TOO_DEEP"),
        ("lists in lists", query(&format!("{{ a(b: {}) }}", "[".repeat(50_000))), "QUERY_TOO_DEEP"),
        ("depth", query(&format!("{}a{}", "{ a ".repeat(13), "}".repeat(13))), "QUERY_TOO_DEEP"),
        (
            "introspection",
            query(
                "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
            ),
            "QUERY_TOO_DEEP",
        ),
        (
            "aliases",
            query(&format!("{{ viewer {{ {} }} }}", many("a#: id ", 31))),
            "TOO_MANY_ALIASES",
        ),
        (
            "root fields",
            query(&format!("{{ {} }}", "__typename ".repeat(21))),
            "TOO_MANY_ROOT_FIELDS",
        ),
        (
            "directives",
            query(&format!("{{ __typename {} }}", "@include(if: true) ".repeat(51))),
            "TOO_MANY_DIRECTIVES",
        ),
        (
            "nodes",
            query("{ requests(first: 100) { nodes { history(first: 51) { nodes { id } } } } }"),
            "TOO_MANY_NODES",
        ),
        ("a fragment bomb", query(&bomb), "COST_EXCEEDED"),
    ]
}
