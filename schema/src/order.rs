//! Puts an answer's fields into the order in which they were asked for.
//!
//! The specification wants that order; async-graphql 7.2.1 inserts a field when its resolver is done. What is
//! at hand comes out right, a resolver that waits comes out late. So the answer is walked once beside the
//! document, and only an object that is out of order is rebuilt.
//!
//! Which fragments applied to an object can't be seen from its keys (two fragments on different types may ask
//! for the same fields in different orders). [`mark`] therefore lets each typed fragment answer one field more,
//! which [`restore`] reads and takes away.

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{
    Directive, DocumentOperations, ExecutableDocument, Field, OperationDefinition, OperationType,
    Selection, SelectionSet,
};
use async_graphql::{Name, Pos, Positioned, Value, Variables};

/// No client may use such an alias: names with two underscores are the specification's.
const MARK: &str = "__applied";

/// Makes the fragments of a document say where they applied. The answer must go through [`restore`].
pub fn mark(document: &mut ExecutableDocument) {
    for fragment in document.fragments.values_mut() {
        let typed = Some(fragment.node.type_condition.node.on.node.as_str());
        mark_set(&mut fragment.node.selection_set.node, typed, fragment.pos);
    }
    match &mut document.operations {
        DocumentOperations::Single(operation) => {
            mark_operation(&mut operation.node);
        }
        DocumentOperations::Multiple(operations) => {
            for operation in operations.values_mut() {
                mark_operation(&mut operation.node);
            }
        }
    }
}

/// Orders `data`, the answer to `operation` of the document as it was before [`mark`], with the variables that it was
/// given, defaults among them.
pub fn restore(
    data: &mut Value,
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
) {
    let order = Order { document, variables };
    order.value(data, &[&operation.selection_set.node], &mut None);
}

fn mark_operation(operation: &mut OperationDefinition) {
    // A subscription has exactly one field at its root, and isn't answered by `restore`.
    if operation.ty != OperationType::Subscription {
        mark_set(&mut operation.selection_set.node, None, Pos::default());
    }
}

fn mark_set(set: &mut SelectionSet, typed: Option<&str>, at: Pos) {
    for selection in &mut set.items {
        match &mut selection.node {
            Selection::Field(field) => {
                mark_set(&mut field.node.selection_set.node, None, field.pos);
            }
            Selection::InlineFragment(fragment) => {
                let pos = fragment.pos;
                let condition = fragment.node.type_condition.as_ref();
                let typed = condition.map(|condition| condition.node.on.node.to_string());
                mark_set(&mut fragment.node.selection_set.node, typed.as_deref(), pos);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
    if typed.is_some_and(can_wait) {
        set.items.push(Positioned::new(Selection::Field(mark_field(at)), at));
    }
}

/// What is asked of the schema itself is at hand and in order.
fn can_wait(on: &str) -> bool {
    !on.starts_with("__")
}

fn mark_field(at: Pos) -> Positioned<Field> {
    let field = Field {
        alias: Some(Positioned::new(Name::new(mark_of(at)), at)),
        name: Positioned::new(Name::new("__typename"), at),
        arguments: Vec::new(),
        directives: Vec::new(),
        selection_set: Positioned::new(SelectionSet::default(), at),
    };
    Positioned::new(field, at)
}

/// A place in a document has one fragment.
fn mark_of(at: Pos) -> String {
    format!("{MARK}_{}_{}", at.line, at.column)
}

/// Which keys an object has, in order, and what was asked under each.
struct Plan<'a> {
    fields: IndexMap<&'a str, Vec<&'a SelectionSet>>,
    /// Another object of the same list may have another plan.
    depends_on_type: bool,
}

struct Order<'a> {
    document: &'a ExecutableDocument,
    variables: &'a Variables,
}

impl<'a> Order<'a> {
    /// `plan` is kept between the objects of one list.
    fn value(&self, value: &mut Value, sets: &[&'a SelectionSet], plan: &mut Option<Plan<'a>>) {
        match value {
            Value::Object(object) => {
                let plan = match plan {
                    Some(known) if !known.depends_on_type => known,
                    _ => plan.insert(self.plan(sets, object)),
                };
                self.object(object, plan);
            }
            Value::List(items) => {
                for item in items {
                    self.value(item, sets, plan);
                }
            }
            _ => {}
        }
    }

    fn object(&self, object: &mut IndexMap<Name, Value>, plan: &Plan<'a>) {
        let expected = plan.fields.keys().filter(|key| object.contains_key(**key));
        if !object.keys().map(Name::as_str).eq(expected.copied()) {
            let mut unordered = std::mem::take(object);
            for key in plan.fields.keys() {
                if let Some((key, value)) = unordered.swap_remove_entry(*key) {
                    object.insert(key, value);
                }
            }
            unordered.retain(|key, _| !key.starts_with(MARK));
            object.extend(unordered);
        }
        for (key, sets) in &plan.fields {
            if !sets.is_empty()
                && let Some(value) = object.get_mut(*key)
            {
                self.value(value, sets, &mut None);
            }
        }
    }

    fn plan(&self, sets: &[&'a SelectionSet], object: &IndexMap<Name, Value>) -> Plan<'a> {
        let mut plan = Plan { fields: IndexMap::new(), depends_on_type: false };
        for set in sets {
            self.add(&mut plan, set, object);
        }
        plan
    }

    fn add(&self, plan: &mut Plan<'a>, set: &'a SelectionSet, object: &IndexMap<Name, Value>) {
        for selection in &set.items {
            if self.is_skipped(selection.node.directives()) {
                continue;
            }
            let (on, at, inner) = match &selection.node {
                Selection::Field(field) => {
                    let under = plan.fields.entry(field.node.response_key().node.as_str());
                    let under = under.or_default();
                    let set = &field.node.selection_set.node;
                    if !set.items.is_empty() && can_wait(&field.node.name.node) {
                        under.push(set);
                    }
                    continue;
                }
                Selection::InlineFragment(fragment) => {
                    let on = fragment.node.type_condition.as_ref();
                    (on.map(|on| &on.node.on.node), fragment.pos, &fragment.node.selection_set)
                }
                Selection::FragmentSpread(spread) => {
                    let Some(fragment) =
                        self.document.fragments.get(&spread.node.fragment_name.node)
                    else {
                        continue;
                    };
                    let on = &fragment.node.type_condition.node.on.node;
                    (Some(on), fragment.pos, &fragment.node.selection_set)
                }
            };
            let is_marked = on.is_some_and(|on| can_wait(on));
            plan.depends_on_type |= is_marked;
            if !is_marked || object.contains_key(mark_of(at).as_str()) {
                self.add(plan, &inner.node, object);
            }
        }
    }

    /// As the library decides it, so that a fragment that applied elsewhere isn't taken for this one.
    fn is_skipped(&self, directives: &[Positioned<Directive>]) -> bool {
        directives.iter().any(|directive| {
            let Some(condition) = directive.node.get_argument("if") else {
                return false;
            };
            let known = |name: Name| self.variables.get(&name).cloned().ok_or(());
            let condition = condition.node.clone().into_const_with(known);
            let holds = condition == Ok(Value::Boolean(true));
            match directive.node.name.node.as_str() {
                "skip" => holds,
                "include" => !holds,
                _ => false,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{mark, restore};
    use crate::operation::choose;
    use async_graphql::parser::parse_query;
    use async_graphql::{
        EmptyMutation, EmptySubscription, Interface, Object, Request, Schema, Variables,
    };
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

    struct Query;

    #[Object]
    impl Query {
        async fn late(&self) -> Late {
            wait(4).await;
            Late("late")
        }
        async fn list(&self) -> Vec<Named> {
            vec![Named::Late(Late("first")), Named::Other(Other), Named::Late(Late("last"))]
        }
    }

    async fn answers(text: &str, variables: serde_json::Value) -> (String, String) {
        let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
        let variables = Variables::from_json(variables);
        let document = parse_query(text).unwrap();
        let mut marked = document.clone();
        mark(&mut marked);
        let mut request = Request::new("").variables(variables.clone());
        request.set_parsed_query(marked);
        let mut answer = schema.execute(request).await;
        assert_eq!(answer.errors, []);
        restore(&mut answer.data, &document, choose(&document, None).unwrap(), &variables);
        let plain = schema.execute(Request::new(text).variables(variables)).await;
        assert_eq!(answer.data, plain.data, "only the order may differ");
        let text = |data| serde_json::to_string(data).unwrap();
        (text(&answer.data), text(&plain.data))
    }

    #[tokio::test]
    async fn the_library_answers_in_the_order_of_completion() {
        let (ours, theirs) =
            answers("{ late { slow middle quick } list { name } }", json!({})).await;
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
        let (ours, theirs) = answers(include_str!("limits/introspection.graphql"), json!({})).await;
        assert_eq!(ours, theirs);
        let (ours, _) = answers("{ __typename ... on Query { __typename } }", json!({})).await;
        assert_eq!(ours, r#"{"__typename":"Query"}"#);
    }
}
