//! Puts fields into the order in which they were asked for.

use super::MARK;
use super::plan::{Plan, Planner};
use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{OperationDefinition, SelectionSet};
use async_graphql::{Name, Value};

/// Orders `data`, and takes the marks away.
pub(super) fn restore(data: &mut Value, planner: &Planner<'_>, operation: &OperationDefinition) {
    value(data, planner, &[&operation.selection_set.node], &mut None);
}

/// `plan` is kept between the objects of one list.
fn value<'a>(
    value: &mut Value,
    planner: &Planner<'a>,
    sets: &[&'a SelectionSet],
    plan: &mut Option<Plan<'a>>,
) {
    match value {
        Value::Object(object) => {
            let plan = match plan {
                Some(known) if !known.depends_on_type => known,
                _ => plan.insert(planner.plan("", sets, object)),
            };
            order(object, planner, plan);
        }
        Value::List(items) => {
            for item in items {
                self::value(item, planner, sets, plan);
            }
        }
        _ => {}
    }
}

fn order<'a>(object: &mut IndexMap<Name, Value>, planner: &Planner<'a>, plan: &Plan<'a>) {
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
    for (key, wanted) in &plan.fields {
        if !wanted.sets.is_empty()
            && let Some(value) = object.get_mut(*key)
        {
            self::value(value, planner, &wanted.sets, &mut None);
        }
    }
}
