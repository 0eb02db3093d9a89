//! What a parsed document asks for, before anything runs: the operation that is chosen, its root fields, its variables.

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, OperationDefinition, OperationType, Selection,
    SelectionSet,
};
use async_graphql::{Positioned, Value, Variables};
use std::collections::HashSet;

/// The operation of that name, or the only one.
pub fn choose<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Option<&'a OperationDefinition> {
    let operation = match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation),
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => {
            operations.values().next()
        }
        (DocumentOperations::Single(_), Some(_)) | (DocumentOperations::Multiple(_), None) => None,
    };
    operation.map(|operation| &operation.node)
}

/// All fields at the root, once for each time they are written or spread, also those that a directive may skip.
///
/// For a document that was measured: fragments that spread themselves would never end here.
pub fn root_fields<'a>(
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
) -> Vec<&'a Field> {
    let mut fields = Vec::new();
    add_fields(&mut fields, document, &operation.selection_set.node);
    fields
}

/// The one field of a subscription; `None`: it has none or several, or asks for the schema itself, or may leave its field out
/// by a directive (GraphQL, 5.2.4.1).
pub fn single_root<'a>(
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
) -> Option<&'a Positioned<Field>> {
    let mut sets = vec![&operation.selection_set.node];
    let mut found = None;
    while let Some(set) = sets.pop() {
        for selection in &set.items {
            if !selection.node.directives().is_empty() {
                return None;
            }
            match &selection.node {
                Selection::Field(field) if found.is_some() || is_introspection(field) => {
                    return None;
                }
                Selection::Field(field) => found = Some(field),
                Selection::InlineFragment(fragment) => sets.push(&fragment.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    let fragment = document.fragments.get(&spread.node.fragment_name.node)?;
                    sets.push(&fragment.node.selection_set.node);
                }
            }
        }
    }
    found
}

fn is_introspection(field: &Positioned<Field>) -> bool {
    field.node.name.node.starts_with("__")
}

/// Puts the one field of a subscription at its root, where the library looks for it, out of the fragments that it may stand in.
/// Those can stand nowhere else.
pub fn inline_root(document: &mut ExecutableDocument, name: Option<&str>) {
    let Some(root) = choose(document, name)
        .filter(|operation| operation.ty == OperationType::Subscription)
        .and_then(|operation| single_root(document, operation))
        .cloned()
    else {
        return;
    };
    let operation = match (&mut document.operations, name) {
        (DocumentOperations::Single(operation), _) => Some(operation),
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get_mut(name),
        (DocumentOperations::Multiple(operations), None) => operations.values_mut().next(),
    };
    let Some(operation) = operation else { return };
    let pos = root.pos;
    let set = &mut operation.node.selection_set.node;
    set.items = vec![Positioned::new(Selection::Field(root), pos)];
    let is_elsewhere = |on: &str| on != "Subscription";
    document
        .fragments
        .retain(|_, fragment| is_elsewhere(&fragment.node.type_condition.node.on.node));
}

/// The key of a mutation that stands twice at the root.
///
/// The specification merges the two into one; the library does the deed twice.
pub fn repeated_deed<'a>(
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
) -> Option<&'a str> {
    if operation.ty != OperationType::Mutation {
        return None;
    }
    let mut seen = HashSet::new();
    let keys = root_fields(document, operation).into_iter().map(Field::response_key);
    keys.map(|key| key.node.as_str()).find(|key| !seen.insert(*key))
}

/// Gives the variables that have none their default values.
///
/// The library's `@skip` and `@include` don't know of defaults.
pub fn fill_in_defaults(operation: &OperationDefinition, variables: &mut Variables) {
    for definition in &operation.variable_definitions {
        if let Some(default) = &definition.node.default_value {
            let name = definition.node.name.node.clone();
            variables.entry(name).or_insert_with(|| default.node.clone());
        }
    }
}

/// The first variable without which the operation can't run: it needs a value and has none, or null.
///
/// The library finds this out while it runs, when the first of several mutations may be done already.
pub fn missing_variable<'a>(
    operation: &'a OperationDefinition,
    variables: &Variables,
) -> Option<&'a str> {
    let definitions = operation.variable_definitions.iter().map(|each| &each.node);
    definitions
        .filter(|definition| !definition.var_type.node.nullable)
        .find(|definition| match variables.get(&definition.name.node) {
            Some(value) => *value == Value::Null,
            None => definition.default_value.is_none(),
        })
        .map(|definition| definition.name.node.as_str())
}

fn add_fields<'a>(
    fields: &mut Vec<&'a Field>,
    document: &'a ExecutableDocument,
    set: &'a SelectionSet,
) {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => fields.push(&field.node),
            Selection::InlineFragment(fragment) => {
                add_fields(fields, document, &fragment.node.selection_set.node);
            }
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                    add_fields(fields, document, &fragment.node.selection_set.node);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        choose, fill_in_defaults, inline_root, missing_variable, repeated_deed, root_fields,
        single_root,
    };
    use async_graphql::Variables;
    use async_graphql::parser::parse_query;
    use async_graphql::parser::types::Selection;
    use serde_json::json;

    #[test]
    fn root_fields_are_found_wherever_they_are_written() {
        let text = "{ x: viewer { id } ...A ... on Query { ...A c @skip(if: true) } }
                    fragment A on Query { b { d } }";
        let document = parse_query(text).unwrap();
        let fields = root_fields(&document, choose(&document, None).unwrap());
        let names: Vec<&str> = fields.iter().map(|field| field.name.node.as_str()).collect();
        assert_eq!(names, ["viewer", "b", "b", "c"]);
    }

    #[test]
    fn a_subscription_has_one_field_wherever_it_is_written() {
        for (text, root) in [
            ("subscription { a { b c } }", Some("a")),
            ("subscription { ...A } fragment A on Subscription { ... { x: a { b } } }", Some("a")),
            ("subscription { a { b } c { d } }", None),
            ("subscription { a { b } ...A } fragment A on Subscription { a { b } }", None),
            ("subscription { __typename }", None),
            ("subscription { a @skip(if: true) { b } }", None),
            (
                "subscription { ...A @include(if: true) } fragment A on Subscription { a { b } }",
                None,
            ),
        ] {
            let mut document = parse_query(text).unwrap();
            let found = single_root(&document, choose(&document, None).unwrap());
            let found = found.map(|field| field.node.name.node.to_string());
            assert_eq!(found.as_deref(), root, "{text}");
            inline_root(&mut document, None);
            let items = &choose(&document, None).unwrap().selection_set.node.items;
            let is_field =
                matches!(items[..], [ref only] if matches!(only.node, Selection::Field(_)));
            assert!(root.is_none() || is_field && document.fragments.is_empty(), "{text}");
        }
    }

    #[test]
    fn a_deed_is_not_asked_for_twice_under_one_key() {
        for (text, repeated) in [
            ("mutation { close(id: 1) { id } close(id: 1) { id } }", Some("close")),
            ("mutation { close(id: 1) { id } b: close(id: 1) { id } }", None),
            ("mutation { ...A ... { ...A } } fragment A on M { close { id } }", Some("close")),
            ("{ viewer { id } viewer { id } }", None),
        ] {
            let document = parse_query(text).unwrap();
            let operation = choose(&document, None).unwrap();
            assert_eq!(repeated_deed(&document, operation), repeated, "{text}");
        }
    }

    #[test]
    fn defaults_are_filled_in_where_nothing_was_given() {
        let document = parse_query("query($a: Int = 1, $b: Int = 2, $c: Int) { d }").unwrap();
        let mut variables = Variables::from_json(json!({ "b": null }));
        fill_in_defaults(choose(&document, None).unwrap(), &mut variables);
        assert_eq!(variables, Variables::from_json(json!({ "a": 1, "b": null })));
    }

    #[test]
    fn an_operation_is_chosen_by_its_name_or_because_it_is_the_only_one() {
        for (text, name, found) in [
            ("{ a }", None, true),
            ("{ a }", Some("A"), false),
            ("query A { a }", None, true),
            ("query A { a }", Some("A"), true),
            ("query A { a } query B { a }", None, false),
            ("query A { a } query B { a }", Some("B"), true),
            ("query A { a } query B { a }", Some("C"), false),
        ] {
            assert_eq!(choose(&parse_query(text).unwrap(), name).is_some(), found, "{text}");
        }
    }

    #[test]
    fn a_variable_is_missing_when_it_needs_a_value_and_has_none() {
        for (definition, variables, missing) in [
            ("$a: Int!", json!({}), Some("a")),
            ("$a: Int!", json!({ "a": null }), Some("a")),
            ("$a: Int!", json!({ "a": 0 }), None),
            ("$a: Int! = 1", json!({}), None),
            ("$a: Int! = 1", json!({ "a": null }), Some("a")),
            ("$a: Int, $b: [Int!]!", json!({ "a": 1 }), Some("b")),
            ("$a: Int", json!({}), None),
        ] {
            let document = parse_query(format!("query({definition}) {{ a }}")).unwrap();
            let operation = choose(&document, None).unwrap();
            let variables = Variables::from_json(variables);
            assert_eq!(missing_variable(operation, &variables), missing, "{definition}");
        }
    }
}
