//! Completes what the library (async-graphql 7.2.1) answers, in three things that the specification wants:
//!
//! - **Order.** It inserts a field when its resolver is done. What is at hand comes out right, a resolver that waits comes
//!   out late. So the answer is walked beside the document, and only an object that is out of order is rebuilt.
//! - **Empty objects.** An object of which nothing was asked for, since a fragment is for another type or all is skipped, comes out
//!   as null. It must be `{}`: so each selection that may come to nothing asks for a mark as well.
//! - **Nulls.** A field that failed is left out. It must be null; and where its type forbids null, what holds it must be
//!   null instead. Only an answer with errors is walked for that, and only towards them.
//!
//! Which fragments applied to an object can't be seen from its keys (two fragments on different types may ask for the same
//! fields in different orders). [`mark`] therefore lets each typed fragment answer one field more, which
//! [`Completion::complete`] reads and takes away.

mod nulls;
mod order;
mod plan;
#[cfg(test)]
mod tests;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, OperationDefinition, OperationType, Selection,
    SelectionSet,
};
use async_graphql::{Name, Pos, Positioned, Response, Variables};
use nulls::Types;
use plan::Planner;

/// No client may use such an alias: names with two underscores are the specification's.
const MARK: &str = "__applied";

/// The root of subscriptions.
const SUBSCRIPTION: &str = "Subscription";

/// Knows where null may stand.
pub struct Completion {
    types: Types,
}

impl Completion {
    /// For a schema by its SDL.
    pub fn of(sdl: &str) -> Self {
        Self { types: Types::of(sdl) }
    }

    /// Completes the answer to `operation` of the document as it was before [`mark`], with the variables that it was given,
    /// defaults among them.
    pub fn complete(
        &self,
        answer: &mut Response,
        document: &ExecutableDocument,
        operation: &OperationDefinition,
        variables: &Variables,
    ) {
        let planner = Planner { document, variables };
        if answer.errors.iter().any(|error| !error.path.is_empty()) {
            nulls::put(&mut answer.data, &answer.errors, &planner, &self.types, operation);
        }
        order::restore(&mut answer.data, &planner, operation);
    }
}

/// Makes the fragments of a document say where they applied. The answer must be completed.
pub fn mark(document: &mut ExecutableDocument) {
    for fragment in document.fragments.values_mut() {
        let on = fragment.node.type_condition.node.on.node.clone();
        if is_of_schema(&on) {
            continue;
        }
        mark_set(&mut fragment.node.selection_set.node, Some(&on), fragment.pos);
    }
    match &mut document.operations {
        DocumentOperations::Single(operation) => mark_operation(&mut operation.node),
        DocumentOperations::Multiple(operations) => {
            for operation in operations.values_mut() {
                mark_operation(&mut operation.node);
            }
        }
    }
}

fn mark_operation(operation: &mut OperationDefinition) {
    let typed = (operation.ty == OperationType::Subscription).then_some(SUBSCRIPTION);
    mark_set(&mut operation.selection_set.node, typed, Pos::default());
}

fn mark_set(set: &mut SelectionSet, typed: Option<&str>, at: Pos) {
    for selection in &mut set.items {
        match &mut selection.node {
            Selection::Field(field) => {
                if !is_of_schema(&field.node.name.node) {
                    mark_set(&mut field.node.selection_set.node, None, field.pos);
                }
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
    // Of an object of which nothing applies, the library makes null.
    if typed.map_or_else(|| may_be_empty(set), can_wait) {
        set.items.push(Positioned::new(Selection::Field(mark_field(at)), at));
    }
}

/// Whether it depends on the type or on directives what of it applies, if anything.
fn may_be_empty(set: &SelectionSet) -> bool {
    let is_sure = |selection: &Positioned<Selection>| match &selection.node {
        Selection::Field(field) => field.node.directives.is_empty(),
        Selection::FragmentSpread(_) | Selection::InlineFragment(_) => false,
    };
    !set.items.is_empty() && !set.items.iter().any(is_sure)
}

/// What is asked of the schema itself is at hand and in order; and a subscription's root has one field, to which nothing
/// may be added.
fn can_wait(on: &str) -> bool {
    !is_of_schema(on) && on != SUBSCRIPTION
}

fn is_of_schema(name: &str) -> bool {
    name.starts_with("__")
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
