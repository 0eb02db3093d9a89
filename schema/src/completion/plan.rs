//! What an object's answer should look like.

use super::{can_wait, mark_of};
use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{Directive, ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Name, Positioned, Value, Variables};

/// Which keys an object has, in order.
pub(super) struct Plan<'a> {
    pub(super) fields: IndexMap<&'a str, Wanted<'a>>,
    /// Another object of the same list may have another plan.
    pub(super) depends_on_type: bool,
}

/// What was asked under a key.
pub(super) struct Wanted<'a> {
    /// On which type, as far as the document and the caller say.
    pub(super) on: &'a str,
    pub(super) field: &'a str,
    pub(super) sets: Vec<&'a SelectionSet>,
}

/// Makes plans.
#[derive(Clone, Copy)]
pub(super) struct Planner<'a> {
    pub(super) document: &'a ExecutableDocument,
    pub(super) variables: &'a Variables,
}

impl<'a> Planner<'a> {
    /// For an object that is, to the client, `on`; empty where that doesn't matter.
    pub(super) fn plan(
        &self,
        on: &'a str,
        sets: &[&'a SelectionSet],
        object: &IndexMap<Name, Value>,
    ) -> Plan<'a> {
        let mut plan = Plan { fields: IndexMap::new(), depends_on_type: false };
        for set in sets {
            self.add(&mut plan, on, set, object);
        }
        plan
    }

    fn add(
        &self,
        plan: &mut Plan<'a>,
        outer: &'a str,
        set: &'a SelectionSet,
        object: &IndexMap<Name, Value>,
    ) {
        for selection in &set.items {
            if self.is_skipped(selection.node.directives()) {
                continue;
            }
            let (on, at, inner) = match &selection.node {
                Selection::Field(field) => {
                    let (key, name) = (&field.node.response_key().node, &field.node.name.node);
                    let nothing = || Wanted { on: outer, field: name.as_str(), sets: Vec::new() };
                    let wanted = plan.fields.entry(key.as_str()).or_insert_with(nothing);
                    let set = &field.node.selection_set.node;
                    if !set.items.is_empty() && can_wait(name) {
                        wanted.sets.push(set);
                    }
                    continue;
                }
                Selection::InlineFragment(fragment) => {
                    let on = fragment.node.type_condition.as_ref();
                    (on.map(|on| &on.node.on.node), fragment.pos, &fragment.node.selection_set)
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    let Some(fragment) = self.document.fragments.get(name) else { continue };
                    let on = &fragment.node.type_condition.node.on.node;
                    (Some(on), fragment.pos, &fragment.node.selection_set)
                }
            };
            let on = on.map_or(outer, Name::as_str);
            let is_sure = on == outer || !can_wait(on);
            plan.depends_on_type |= !is_sure;
            if is_sure || object.contains_key(mark_of(at).as_str()) {
                self.add(plan, on, &inner.node, object);
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
