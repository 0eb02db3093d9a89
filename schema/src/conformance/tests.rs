use super::{
    Conformance, Mistake, repeated_field, with_typename_in_fragments, with_whole_characters,
};
use crate::operation::choose;
use async_graphql::Variables;
use async_graphql::parser::parse_query;
use serde_json::{Value, json};

const SDL: &str = "
    scalar Day
    enum Colour { RED GREEN }
    input Inner { n: Int! }
    input Outer { text: String! = \"\", inner: Inner!, many: [Inner!], colour: Colour }
    interface Named { name(in: Colour!): String }
    type Thing implements Named { name(in: Colour!): String things(first: Int, on: Day): [Thing!]! }
    type Query { thing(id: ID!): Thing list(ids: [ID!]!, ok: Boolean = true, x: Float): [Named]! }
    type Mutation { put(input: Outer!): Thing }
    directive @include(if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
    directive @skip(if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
    schema { query: Query mutation: Mutation }";

fn look(text: &str, variables: Value) -> Result<(), Mistake> {
    let conformance = Conformance::of(SDL);
    let document = with_typename_in_fragments(parse_query(text).unwrap());
    conformance.of_document(&document)?;
    let operation = choose(&document, None).unwrap();
    conformance.of_variables(operation, &Variables::from_json(variables)).map(drop)
}

fn told(text: &str, variables: Value) -> String {
    look(text, variables).map_or_else(|mistake| mistake.message, |()| String::new())
}

#[test]
fn what_stands_in_a_document_is_what_its_type_says() {
    for (text, mistake) in [
        ("{ thing(id: 1) { name(in: RED) } }", ""),
        ("{ thing(id: \"1\") { things(first: -2147483648, on: \"x\") { name(in: GREEN) } } }", ""),
        ("{ list(ids: \"one\", x: 1) { name(in: RED) } }", ""),
        (
            "mutation { put(input: { inner: { n: 1 }, many: { n: 2 }, colour: null }) { __typename } }",
            "",
        ),
        ("{ thing(id: null) { __typename } }", "thing(id) isn't of the type ID!."),
        ("{ thing(id: 1.5) { __typename } }", "thing(id) isn't of the type ID!."),
        ("{ thing(id: 1) { name(in: \"RED\") } }", "name(in) isn't of the type Colour!."),
        ("{ thing(id: 1) { name(in: BLUE) } }", "name(in) isn't of the type Colour!."),
        (
            "{ thing(id: 1) { ...T } } fragment T on Thing { things(first: 2147483648) { __typename } }",
            "things(first) isn't of the type Int.",
        ),
        (
            "{ list(ids: []) { ... on Thing { things(first: 1.0) { __typename } } } }",
            "things(first) isn't of the type Int.",
        ),
        ("{ list(ids: [1, [2]]) { __typename } }", "list(ids)[1] isn't of the type ID!."),
        ("{ list(ids: [], ok: 1) { __typename } }", "list(ok) isn't of the type Boolean."),
        ("mutation { put(input: \"x\") { __typename } }", "put(input) isn't of the type Outer!."),
        (
            "mutation { put(input: { inner: { n: 1, m: 2 } }) { __typename } }",
            "put(input).inner: Inner has no field m.",
        ),
        (
            "mutation { put(input: { inner: { n: 1 }, many: [{}] }) { __typename } }",
            "put(input).many[0]: Inner needs its field n.",
        ),
        ("{ __type(name: 1) { name } }", "__type(name) isn't of the type String!."),
        ("{ a: __typename @include(if: \"x\") }", "include(if) isn't of the type Boolean!."),
        (
            "query($a: Int = \"x\") { thing(id: 1) { things(first: $a) { __typename } } }",
            "The default of $a isn't of the type Int.",
        ),
    ] {
        assert_eq!(told(text, json!({})), mistake, "{text}");
    }
}

#[test]
fn a_variable_stands_where_its_type_may() {
    let no = |text: &str| !told(text, json!({})).is_empty();
    for (declared, place, is_refused) in [
        ("ID!", "thing(id: $a)", false),
        ("ID", "thing(id: $a)", true),
        ("ID = \"x\"", "thing(id: $a)", false),
        ("ID = null", "thing(id: $a)", true),
        ("String!", "thing(id: $a)", true),
        ("[ID!]!", "list(ids: $a)", false),
        ("[ID]!", "list(ids: $a)", true),
        ("ID!", "list(ids: $a)", true),
        ("ID!", "list(ids: [$a])", false),
        ("ID", "list(ids: [$a])", true),
        ("Boolean", "list(ids: [], ok: $a)", false),
        ("Boolean!", "thing(id: 1) @skip(if: $a)", false),
        ("Boolean", "thing(id: 1) @skip(if: $a)", true),
    ] {
        let text = format!("query($a: {declared}) {{ {place} {{ __typename }} }}");
        assert_eq!(no(&text), is_refused, "{text}");
        let text = format!(
            "query($a: {declared}) {{ ...F }} fragment F on Query {{ ...G }}
            fragment G on Query {{ {place} {{ __typename }} }}"
        );
        assert_eq!(no(&text), is_refused, "{text}");
    }
    let inner = "mutation($n: Int) { put(input: { inner: { n: $n } }) { __typename } }";
    assert_eq!(told(inner, json!({})), "$n is of the type Int, and stands where Int! does.");
}

#[test]
fn values_of_variables_are_what_was_declared_before_anything_runs() {
    for (declared, value, mistake) in [
        ("Int!", json!(1), ""),
        ("Int", json!(null), ""),
        ("Int", json!(2_147_483_648_u64), "$a isn't of the type Int."),
        ("Int", json!("1"), "$a isn't of the type Int."),
        ("Float", json!(1), ""),
        ("Boolean", json!(0), "$a isn't of the type Boolean."),
        ("ID", json!(7), ""),
        ("ID", json!(1e300), "$a isn't of the type ID."),
        ("String", json!(7), "$a isn't of the type String."),
        ("Day", json!({ "any": 1 }), ""),
        ("Colour", json!("RED"), ""),
        ("Colour", json!("BLUE"), "$a isn't of the type Colour."),
        ("[Colour!]", json!("RED"), ""),
        ("[Colour!]", json!(["RED", null]), "$a[1] isn't of the type Colour!."),
        ("[[Int]]", json!([[1], 2, null]), ""),
        ("Outer!", json!({ "inner": { "n": 1 } }), ""),
        ("Outer!", json!([]), "$a isn't of the type Outer!."),
        ("Outer!", json!({}), "$a: Outer needs its field inner."),
        (
            "Outer!",
            json!({ "inner": { "n": 1 }, "__proto__": 1 }),
            "$a: Outer has no field __proto__.",
        ),
        ("Outer!", json!({ "inner": { "n": "1" } }), "$a.inner.n isn't of the type Int!."),
        ("Nothing", json!(1), ""),
    ] {
        let text = format!("query($a: {declared}) {{ __typename }}");
        assert_eq!(told(&text, json!({ "a": value })), mistake, "{text} {value}");
    }
}

#[test]
fn a_value_of_a_scalar_of_ours_is_left_to_the_library() {
    let conformance = Conformance::of(SDL);
    for (declared, value, is_all_said) in [
        ("Int", json!(1), true),
        ("Outer!", json!({ "inner": { "n": 1 }, "colour": "RED" }), true),
        ("Day", json!("2026-11-28"), false),
        ("[Day!]", json!([]), true),
        ("[Day!]", json!(["2026-11-28"]), false),
        ("Day", json!(null), true),
    ] {
        let document = parse_query(format!("query($a: {declared}) {{ __typename }}")).unwrap();
        let operation = choose(&document, None).unwrap();
        let variables = Variables::from_json(json!({ "a": value }));
        assert_eq!(conformance.of_variables(operation, &variables), Ok(is_all_said), "{value}");
    }
}

#[test]
fn a_field_stands_once_in_an_input_object() {
    for (text, repeated) in [
        ("{ a(b: {c: 1, d: {c: 1}, e: [{c: 1}, {c: 2}]}) { c: x c: x } }", None),
        ("{ a(b: {c: d e: $c}) { c } }", None),
        ("{ a(b: {c: 1, d: 2, c: 3}) { e } }", Some("c")),
        ("{ a(b: [{d: {c: 1 c: 1}}]) { e } }", Some("c")),
        ("query($a: I = {c: \"{\", c: 2}) { e }", Some("c")),
        ("query($a: I = {c: 1} $c: I = {c: 2}) { e(c: 1, c: 2) }", None),
    ] {
        assert!(parse_query(text).is_ok(), "{text}");
        assert_eq!(repeated_field(text), repeated, "{text}");
    }
}

#[test]
fn a_character_may_be_written_as_two_escapes() {
    for (text, whole) in [
        (r#"{ a(b: "x\ud83d\ude00y") }"#, "{ a(b: \"x😀y\") }"),
        (r#"{ a(b: "\uD83D\uDE00\u{1F600}" c: "\u{41}") }"#, "{ a(b: \"😀😀\" c: \"A\") }"),
        (r#"{ a(b: "\\ud83d\\ude00 \u{22} \u{110000} \u{}") }"#, ""),
        (r#"{ a(b: "\ud83d \ude00\ud83d \ud83d\u0041") }"#, ""),
        (
            r#"# \ud83d\ude00
            { a(b: """\ud83d\ude00""") }"#,
            "",
        ),
        (r#"{ a(b: "\u{1F600"#, ""),
        (r#"{ a(b: "\ud83d\udeé"#, ""),
    ] {
        let expected = if whole.is_empty() { text } else { whole };
        assert_eq!(with_whole_characters(text), expected);
    }
}

#[test]
fn typename_takes_neither_arguments_nor_a_selection() {
    for (text, is_refused) in [
        ("{ __typename a: __typename @skip(if: true) ... { __typename } }", false),
        ("{ __typename(a: 1) }", true),
        ("{ __typename @skip(if: true) { a } }", true),
        ("{ ...F } fragment F on Query { ... { __typename { a } } }", true),
    ] {
        assert_eq!(look(text, json!({})).is_err(), is_refused, "{text}");
    }
}
