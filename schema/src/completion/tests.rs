use super::{Completion, mark};
use crate::operation::choose;
use async_graphql::parser::parse_query;
use async_graphql::{EmptySubscription, Interface, Object, Request, Result, Schema, Variables};
use serde_json::json;

/// Answers its fields in the wrong order: the first waits longest.
struct Late(&'static str);

async fn wait(turns: usize) -> usize {
    for _ in 0..turns {
        tokio::task::yield_now().await;
    }
    turns
}

#[Object]
impl Late {
    async fn slow(&self) -> usize {
        wait(9).await
    }
    async fn middle(&self) -> usize {
        wait(5).await
    }
    async fn quick(&self) -> usize {
        0
    }
    async fn name(&self) -> &str {
        self.0
    }
    async fn inner(&self) -> Late {
        wait(3).await;
        Late("inner")
    }
}

struct Other;

#[Object]
impl Other {
    async fn name(&self) -> &str {
        wait(1).await;
        "other"
    }
    async fn slow(&self) -> usize {
        wait(2).await
    }
}

#[derive(Interface)]
#[graphql(field(name = "name", ty = "&str"))]
enum Named {
    Late(Late),
    Other(Other),
}

/// Fails wherever it may, and where it may not.
struct Frail;

#[Object]
impl Frail {
    async fn name(&self) -> &str {
        "frail"
    }
    async fn may(&self) -> Result<Option<i32>> {
        Err("may".into())
    }
    async fn must(&self) -> Result<i32> {
        Err("must".into())
    }
    async fn child(&self) -> Option<Frail> {
        Some(Frail)
    }
    async fn only_child(&self) -> Frail {
        Frail
    }
    async fn some(&self) -> Vec<Option<Frail>> {
        vec![Some(Frail), None, Some(Frail)]
    }
    async fn all(&self) -> Option<Vec<Frail>> {
        Some(vec![Frail, Frail])
    }
    async fn items(&self) -> Option<Vec<Late>> {
        Some(vec![])
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn deed(&self) -> i32 {
        1
    }
    async fn misdeed(&self) -> Result<i32> {
        Err("no".into())
    }
}

struct Query;

#[Object]
impl Query {
    async fn frail(&self) -> Option<Frail> {
        Some(Frail)
    }
    async fn only_frail(&self) -> Frail {
        Frail
    }
    async fn gone(&self) -> Result<Option<Late>> {
        Err("gone".into())
    }
    async fn late(&self) -> Late {
        wait(4).await;
        Late("late")
    }
    async fn list(&self) -> Vec<Named> {
        vec![Named::Late(Late("first")), Named::Other(Other), Named::Late(Late("last"))]
    }
}

async fn answers(text: &str, variables: serde_json::Value) -> (String, String) {
    let schema = Schema::new(Query, Mutation, EmptySubscription);
    let variables = Variables::from_json(variables);
    let document = parse_query(text).unwrap();
    let mut marked = document.clone();
    mark(&mut marked);
    let mut request = Request::new("").variables(variables.clone());
    request.set_parsed_query(marked);
    let mut answer = schema.execute(request).await;
    assert_eq!(answer.errors, []);
    let operation = choose(&document, None).unwrap();
    Completion::of(&schema.sdl()).complete(&mut answer, &document, operation, &variables);
    let plain = schema.execute(Request::new(text).variables(variables)).await;
    assert_eq!(answer.data, plain.data, "only the order may differ");
    let text = |data| serde_json::to_string(data).unwrap();
    (text(&answer.data), text(&plain.data))
}

#[tokio::test]
async fn the_library_answers_in_the_order_of_completion() {
    let (ours, theirs) = answers("{ late { slow middle quick } list { name } }", json!({})).await;
    let list = r#""list":[{"name":"first"},{"name":"other"},{"name":"last"}]"#;
    let late = r#""late":{"slow":9,"middle":5,"quick":0}"#;
    assert_eq!(ours, format!("{{{late},{list}}}"));
    // Once this fails, the library keeps the order, and this module can go.
    assert_eq!(theirs, format!(r#"{{{list},"late":{{"quick":0,"middle":5,"slow":9}}}}"#));
}

#[tokio::test]
async fn aliases_merged_fields_and_fragments_keep_their_places() {
    let text = "{ late { x: middle ...F inner { slow } quick } ... on Query { late { inner { quick y: name } } } }
                fragment F on Late { slow inner { middle } x: middle }";
    let (ours, _) = answers(text, json!({})).await;
    assert_eq!(
        ours,
        r#"{"late":{"x":5,"slow":9,"inner":{"middle":5,"slow":9,"quick":0,"y":"inner"},"quick":0}}"#
    );
}

#[tokio::test]
async fn a_fragment_on_another_type_has_no_say() {
    let text = "{ list { ... on Other { name slow } ... on Late { slow name ... on Named { __typename } } } }";
    let (ours, _) = answers(text, json!({})).await;
    let late = |name| format!(r#"{{"slow":9,"name":"{name}","__typename":"Late"}}"#);
    let (first, last) = (late("first"), late("last"));
    assert_eq!(ours, format!(r#"{{"list":[{first},{{"name":"other","slow":2}},{last}]}}"#));
}

#[tokio::test]
async fn what_is_skipped_has_no_say() {
    let text = "query($no: Boolean!) { late { ...F @include(if: $no) slow quick @skip(if: $no) inner { ...F } } }
                fragment F on Late { quick slow }";
    let (ours, _) = answers(text, json!({ "no": false })).await;
    assert_eq!(ours, r#"{"late":{"slow":9,"quick":0,"inner":{"quick":0,"slow":9}}}"#);
    let (ours, _) = answers(text, json!({ "no": true })).await;
    assert_eq!(ours, r#"{"late":{"quick":0,"slow":9,"inner":{"quick":0,"slow":9}}}"#);
}

#[tokio::test]
async fn introspection_and_nothing_at_all_pass_unchanged() {
    let (ours, theirs) = answers(include_str!("../limits/introspection.graphql"), json!({})).await;
    assert_eq!(ours, theirs);
    let (ours, _) = answers("{ __typename ... on Query { __typename } }", json!({})).await;
    assert_eq!(ours, r#"{"__typename":"Query"}"#);
}

async fn data(text: &str) -> serde_json::Value {
    let schema = Schema::new(Query, Mutation, EmptySubscription);
    let document = parse_query(text).unwrap();
    let mut marked = document.clone();
    mark(&mut marked);
    let mut request = Request::new("");
    request.set_parsed_query(marked);
    let mut answer = schema.execute(request).await;
    assert!(answer.is_err(), "{text}");
    let operation = choose(&document, None).unwrap();
    let completion = Completion::of(&schema.sdl());
    completion.complete(&mut answer, &document, operation, &Variables::default());
    answer.data.into_json().unwrap()
}

#[tokio::test]
async fn a_field_that_failed_is_null_where_it_stands() {
    for (text, expected) in [
        (
            "{ a: __typename gone { name } b: __typename }",
            json!({ "a": "Query", "gone": null, "b": "Query" }),
        ),
        ("{ gone { name } }", json!({ "gone": null })),
        ("{ frail { x: may name } }", json!({ "frail": { "x": null, "name": "frail" } })),
        ("{ frail { may } }", json!({ "frail": { "may": null } })),
        (
            "{ frail { ...F child { may } } } fragment F on Frail { may }",
            json!({ "frail": { "may": null, "child": { "may": null } } }),
        ),
        (
            "{ frail { some { may } } }",
            json!({ "frail": { "some": [{ "may": null }, null, { "may": null }] } }),
        ),
    ] {
        assert_eq!(data(text).await, expected, "{text}");
    }
}

#[tokio::test]
async fn null_rises_to_where_it_may_stand() {
    for (text, expected) in [
        ("{ frail { name must } }", json!({ "frail": null })),
        ("{ frail { must } late { name } }", json!({ "frail": null, "late": { "name": "late" } })),
        (
            "{ frail { name child { must } } }",
            json!({ "frail": { "name": "frail", "child": null } }),
        ),
        ("{ frail { name onlyChild { name must } } }", json!({ "frail": null })),
        ("{ onlyFrail { name must } late { name } }", json!(null)),
        ("{ frail { some { name must } } }", json!({ "frail": { "some": [null, null, null] } })),
        (
            "{ frail { all { name must } name } }",
            json!({ "frail": { "all": null, "name": "frail" } }),
        ),
    ] {
        assert_eq!(data(text).await, expected, "{text}");
    }
}

#[tokio::test]
async fn deeds_that_were_done_are_told() {
    let text = "mutation { deed misdeed again: deed }";
    assert_eq!(data(text).await, json!({ "deed": 1, "misdeed": null, "again": 1 }));
}

#[test]
fn the_types_of_our_own_schema_are_known() {
    let types = super::Types::of(&crate::sdl());
    let nullable = |on: &str, field: &str| types.fields[on][field].nullable;
    assert!(nullable("Query", "request") && !nullable("Query", "requests"));
    assert!(!nullable("Node", "id"));
}
