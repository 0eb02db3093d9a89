//! Each rule notices its breach: a contract that is right but for one thing, and what is said of it.

use super::breaches;

/// Right as it is.
const RIGHT: &str = r#"
"What one reads."
type Query {
    "By its id." thing("Which one." id: ID!): Thing
    "All of them." things("At most." first: Int, "Behind." after: String, "At most." last: Int, "Before." before: String): ThingConnection!
}
"What one does."
type Mutation { "Closes it." closeThing("Which one." input: CloseThingInput!): CloseThingPayload }
"What to close."
input CloseThingInput { "Which one." id: ID! "For whom." memberIds: [ID!] }
"What came of it."
type CloseThingPayload { "The thing." thing: Thing "What to mend." userErrors: [UserError!]! }
"What to mend."
type UserError { "Which one." code: String! }
"A thing, known."
interface Node { "Its id." id: ID! }
"A thing of ours."
type Thing implements Node { "Its id." id: ID! "Its state." state: ThingState! "Names it had." names: [String!]! }
"How it is."
enum ThingState { "Still open." OPEN "All done." ALL_DONE }
type ThingConnection { "Pairs of both." edges: [ThingEdge!]! "The things." nodes: [Thing!]! "Where it is." pageInfo: PageInfo! }
"One of them."
type ThingEdge { "The thing." node: Thing! }
"Where one is."
type PageInfo { "More of them." hasNextPage: Boolean! }
"#;

/// What is written otherwise, how, and what is said.
const BREACHES: &[(&str, &str, &[&str])] = &[
    (r#""What one reads.""#, "", &["Query isn't described"]),
    (r#""By its id." thing"#, "thing", &["Query.thing isn't described"]),
    (r#""Which one." id: ID!): Thing"#, "id: ID!): Thing", &["Query.thing:id isn't described"]),
    (r#""Which one." input"#, r#""" input"#, &["Mutation.closeThing:input isn't described"]),
    (r#""For whom." memberIds"#, "memberIds", &["CloseThingInput.memberIds isn't described"]),
    (r#""Still open." OPEN"#, "OPEN", &["ThingState.OPEN isn't described"]),
    (
        "input: CloseThingInput!",
        "thing: CloseThingInput!",
        &["Mutation.closeThing doesn't take exactly input: CloseThingInput!"],
    ),
    (
        "input: CloseThingInput!",
        "input: CloseThingInput",
        &["Mutation.closeThing doesn't take exactly input: CloseThingInput!"],
    ),
    (
        "input: CloseThingInput!)",
        r#"input: CloseThingInput!, "Really, now." force: Boolean)"#,
        &["Mutation.closeThing doesn't take exactly input: CloseThingInput!"],
    ),
    ("): CloseThingPayload", "): Thing", &["Mutation.closeThing doesn't return CloseThingPayload"]),
    (
        "): CloseThingPayload",
        "): [CloseThingPayload!]",
        &[
            "Mutation.closeThing is a list of nodes and no connection",
            "Mutation.closeThing doesn't return CloseThingPayload",
        ],
    ),
    (r#""What to mend." userErrors: [UserError!]!"#, "", &["CloseThingPayload has no userErrors"]),
    (
        "userErrors: [UserError!]!",
        "userErrors: [UserError!]",
        &["CloseThingPayload.userErrors isn't [UserError!]!"],
    ),
    ("): ThingConnection!", "): [Thing!]!", &["Query.things is a list of nodes and no connection"]),
    (
        r#""At most." first: Int, "#,
        "",
        &["Query.things doesn't take first, after, last and before"],
    ),
    ("before: String", "before: Int", &["Query.things doesn't take first, after, last and before"]),
    (r#""The things." nodes: [Thing!]!"#, "", &["ThingConnection has no nodes: [Thing!]!"]),
    (
        r#""Its id." id: ID! "Its state.""#,
        r#""Its id." id: ID "Its state.""#,
        &["Thing.id isn't ID!"],
    ),
    (
        r#"interface Node { "Its id." id: ID!"#,
        r#"interface Node { "Its id." id: ID"#,
        &["Node.id isn't ID!"],
    ),
    (
        r#"thing("Which one." id: ID!)"#,
        r#"thing("Which one." id: String!)"#,
        &["Query.thing:id is called an id and isn't one"],
    ),
    (
        "memberIds: [ID!]",
        "memberIds: ID",
        &["CloseThingInput.memberIds is one id or several, and called otherwise"],
    ),
    ("names: [String!]!", "former_names: [String!]!", &["Thing.former_names isn't in camelCase"]),
    ("enum ThingState", "enum thingState", &["thingState isn't in PascalCase"]),
    ("ALL_DONE", "AllDone", &["ThingState.AllDone isn't in SCREAMING_CASE"]),
];

const NOTICES: &[(&str, bool)] = &[
    ("(reason: \"Since 2026-11-25, until 2027-11-25: use `titles`.\")", true),
    ("(reason: \"Since 2026-11-25, until 2028-01-01: use `titles`, which has them all.\")", true),
    ("", false),
    ("(reason: \"Use `titles`.\")", false),
    ("(reason: \"Since 2026-11-25, until 2027-11-24: use `titles`.\")", false),
    ("(reason: \"Since 2026-11-25, until 2027-11-25: it is old.\")", false),
    ("(reason: \"Since 2026-11-25, until soon: use `titles`.\")", false),
];

#[test]
fn a_contract_that_is_right_has_no_breach() {
    assert_eq!(breaches(RIGHT), [""; 0]);
}

#[test]
fn every_rule_notices_its_breach() {
    for (right, wrong, said) in BREACHES {
        assert_eq!(RIGHT.matches(right).count(), 1, "{right}");
        assert_eq!(breaches(&RIGHT.replace(right, wrong)), *said, "{wrong}");
    }
}

#[test]
fn who_deprecates_says_since_when_until_when_and_what_instead() {
    for (reason, is_enough) in NOTICES {
        for (of, place) in [
            ("names: [String!]!", "Thing.names"),
            ("ALL_DONE", "ThingState.ALL_DONE"),
            ("memberIds: [ID!]", "CloseThingInput.memberIds"),
            ("before: String", "Query.things:before"),
        ] {
            let said = breaches(&RIGHT.replace(of, &format!("{of} @deprecated{reason}")));
            let expected =
                format!("{place} is deprecated without a year's notice and a replacement");
            assert_eq!(said, if *is_enough { vec![] } else { vec![expected] }, "{of} {reason}");
        }
    }
}
