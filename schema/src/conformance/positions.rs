//! Walks a document beside the contract: what stands in each argument, and where the variables are used.

use super::Mistake;
use super::contract::{Contract, Inputs};
use super::values::{Used, Values, Written, as_value};
use async_graphql::parser::types::{
    BaseType, Directive, ExecutableDocument, Field, OperationDefinition, OperationType, Selection,
    SelectionSet, Type, VariableDefinition,
};
use async_graphql::{Name, Pos, Positioned, Value};
use std::collections::{HashMap, HashSet};
use std::convert::Infallible;

/// Looks at every operation and every fragment once.
pub(super) fn check(contract: &Contract, document: &ExecutableDocument) -> Result<(), Mistake> {
    let mut fragments = HashMap::new();
    for (name, fragment) in &document.fragments {
        let mut scope = Scope::new(contract);
        scope.directives(&fragment.node.directives)?;
        let on = &fragment.node.type_condition.node.on.node;
        scope.set(&fragment.node.selection_set.node, Some(on))?;
        fragments.insert(name, scope);
    }
    for (_, operation) in document.operations.iter() {
        let mut scope = Scope::new(contract);
        scope.directives(&operation.node.directives)?;
        scope.set(&operation.node.selection_set.node, Some(root(contract, &operation.node)))?;
        for definition in &operation.node.variable_definitions {
            scope.directives(&definition.node.directives)?;
            scope.default(&definition.node)?;
        }
        variables(&operation.node, &scope, &fragments)?;
    }
    Ok(())
}

fn root<'a>(contract: &'a Contract, operation: &OperationDefinition) -> &'a Name {
    match operation.ty {
        OperationType::Query => &contract.query,
        OperationType::Mutation => &contract.mutation,
        OperationType::Subscription => &contract.subscription,
    }
}

/// An operation or a fragment: what it uses, and which fragments it spreads.
struct Scope<'a> {
    contract: &'a Contract,
    used: Vec<(Used<'a>, Pos)>,
    spreads: Vec<&'a Name>,
}

impl<'a> Scope<'a> {
    fn new(contract: &'a Contract) -> Self {
        Self { contract, used: Vec::new(), spreads: Vec::new() }
    }

    fn set(&mut self, set: &'a SelectionSet, on: Option<&'a Name>) -> Result<(), Mistake> {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => self.field(&field.node, on)?,
                Selection::FragmentSpread(spread) => {
                    self.directives(&spread.node.directives)?;
                    self.spreads.push(&spread.node.fragment_name.node);
                }
                Selection::InlineFragment(fragment) => {
                    self.directives(&fragment.node.directives)?;
                    let narrower = fragment.node.type_condition.as_ref();
                    let on = narrower.map(|condition| &condition.node.on.node).or(on);
                    self.set(&fragment.node.selection_set.node, on)?;
                }
            }
        }
        Ok(())
    }

    fn field(&mut self, field: &'a Field, on: Option<&'a Name>) -> Result<(), Mistake> {
        let variable = |name: Name| Ok::<_, Infallible>(as_value(&name));
        let known = on.and_then(|on| self.contract.field(on, &field.name.node));
        if let Some(known) = known {
            let given = field.arguments.iter().map(|(name, value)| {
                let written = value.node.clone().into_const_with(variable);
                (&name.node, value.pos, written.unwrap_or_default())
            });
            self.arguments(given, &known.arguments, &field.name.node)?;
        }
        self.directives(&field.directives)?;
        self.set(&field.selection_set.node, known.map(|known| &known.of))
    }

    fn directives(&mut self, directives: &'a [Positioned<Directive>]) -> Result<(), Mistake> {
        let variable = |name: Name| Ok::<_, Infallible>(as_value(&name));
        for Positioned { node, .. } in directives {
            if let Some(known) = self.contract.directives.get(&node.name.node) {
                let given = node.arguments.iter().map(|(name, value)| {
                    let written = value.node.clone().into_const_with(variable);
                    (&name.node, value.pos, written.unwrap_or_default())
                });
                self.arguments(given, known, &node.name.node)?;
            }
        }
        Ok(())
    }

    fn arguments(
        &mut self,
        given: impl Iterator<Item = (&'a Name, Pos, Value)>,
        known: &'a Inputs,
        of: &Name,
    ) -> Result<(), Mistake> {
        for (name, at, value) in given {
            let Some(input) = known.get(name) else { continue };
            let told = format!("{of}({name})");
            let mut values = Values::new(self.contract, Written::Document, told);
            values
                .check(&value, &input.ty, input.has_default)
                .map_err(|message| Mistake { message, at: Some(at) })?;
            self.used.extend(values.used.into_iter().map(|used| (used, at)));
        }
        Ok(())
    }

    fn default(&self, definition: &VariableDefinition) -> Result<(), Mistake> {
        let Some(default) = &definition.default_value else { return Ok(()) };
        let told = format!("The default of ${}", definition.name.node);
        Values::new(self.contract, Written::Document, told)
            .check(&default.node, &definition.var_type.node, false)
            .map_err(|message| Mistake { message, at: Some(default.pos) })
    }
}

/// Whether each variable of an operation may stand where it does, also in the fragments that are spread.
fn variables(
    operation: &OperationDefinition,
    scope: &Scope<'_>,
    fragments: &HashMap<&Name, Scope<'_>>,
) -> Result<(), Mistake> {
    let mut waiting = vec![scope];
    let mut seen = HashSet::new();
    while let Some(scope) = waiting.pop() {
        for (used, at) in &scope.used {
            let mut definitions = operation.variable_definitions.iter().map(|each| &each.node);
            // One that isn't declared is the library's to say.
            let declared = definitions.find(|each| each.name.node == used.variable);
            if let Some(declared) = declared.filter(|declared| !may_stand(declared, used)) {
                let Used { variable, expected, .. } = used;
                let ty = &declared.var_type.node;
                let message =
                    format!("${variable} is of the type {ty}, and stands where {expected} does.");
                return Err(Mistake { message, at: Some(*at) });
            }
        }
        let spread = scope.spreads.iter().filter(|name| seen.insert(**name));
        waiting.extend(spread.filter_map(|name| fragments.get(name)));
    }
    Ok(())
}

/// `IsVariableUsageAllowed` of the specification.
fn may_stand(declared: &VariableDefinition, used: &Used<'_>) -> bool {
    let (ty, expected) = (&declared.var_type.node, used.expected);
    let default = declared.default_value.as_ref();
    let has_value = default.is_some_and(|default| default.node != Value::Null);
    let null_is_kept_out = !ty.nullable || expected.nullable || has_value || used.has_default;
    null_is_kept_out && is_of(&ty.base, &expected.base)
}

fn is_of(given: &BaseType, expected: &BaseType) -> bool {
    match (given, expected) {
        (BaseType::Named(given), BaseType::Named(expected)) => given == expected,
        (BaseType::List(given), BaseType::List(expected)) => is_subtype(given, expected),
        (BaseType::Named(_), BaseType::List(_)) | (BaseType::List(_), BaseType::Named(_)) => false,
    }
}

fn is_subtype(given: &Type, expected: &Type) -> bool {
    (!given.nullable || expected.nullable) && is_of(&given.base, &expected.base)
}
