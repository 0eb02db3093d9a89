//! `__typename`: the library doesn't look at it, so neither at its directives, its arguments nor what is selected under it, and
//! says of variables in its directives that they aren't used.

use super::Mistake;
use async_graphql::Positioned;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, InlineFragment, Selection, SelectionSet,
};

const TYPENAME: &str = "__typename";

/// The document with `... @include(if: $a) { __typename }` for `__typename @include(if: $a)`, which means the same; and a
/// fragment's directives are looked at.
pub fn with_typename_in_fragments(mut document: ExecutableDocument) -> ExecutableDocument {
    for fragment in document.fragments.values_mut() {
        wrap(&mut fragment.node.selection_set.node);
    }
    match &mut document.operations {
        DocumentOperations::Single(operation) => wrap(&mut operation.node.selection_set.node),
        DocumentOperations::Multiple(operations) => {
            for operation in operations.values_mut() {
                wrap(&mut operation.node.selection_set.node);
            }
        }
    }
    document
}

fn wrap(set: &mut SelectionSet) {
    for selection in &mut set.items {
        let at = selection.pos;
        match &mut selection.node {
            Selection::Field(field) if is_conditional(&field.node) => {
                let directives = std::mem::take(&mut field.node.directives);
                let items = vec![Positioned::new(Selection::Field(field.clone()), at)];
                let selection_set = Positioned::new(SelectionSet { items }, at);
                let fragment = InlineFragment { type_condition: None, directives, selection_set };
                selection.node = Selection::InlineFragment(Positioned::new(fragment, at));
            }
            Selection::Field(field) => wrap(&mut field.node.selection_set.node),
            Selection::InlineFragment(fragment) => wrap(&mut fragment.node.selection_set.node),
            Selection::FragmentSpread(_) => {}
        }
    }
}

fn is_conditional(field: &Field) -> bool {
    field.name.node == TYPENAME && !field.directives.is_empty()
}

/// It takes no arguments, and is a text.
pub(super) fn check(document: &ExecutableDocument) -> Result<(), Mistake> {
    let of_fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set);
    let of_operations = document.operations.iter().map(|(_, each)| &each.node.selection_set);
    for set in of_fragments.chain(of_operations) {
        check_set(&set.node)?;
    }
    Ok(())
}

fn check_set(set: &SelectionSet) -> Result<(), Mistake> {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => {
                let Field { name, arguments, selection_set, .. } = &field.node;
                let is_more = !arguments.is_empty() || !selection_set.node.items.is_empty();
                if name.node == TYPENAME && is_more {
                    let message = format!("{TYPENAME} is a text, and takes no arguments.");
                    return Err(Mistake { message, at: Some(field.pos) });
                }
                check_set(&selection_set.node)?;
            }
            Selection::InlineFragment(fragment) => check_set(&fragment.node.selection_set.node)?,
            Selection::FragmentSpread(_) => {}
        }
    }
    Ok(())
}
