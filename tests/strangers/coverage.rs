//! Which ways in the contract has, and which of them an operation takes.

use async_graphql::Value;
use async_graphql::parser::types::{
    BaseType, DocumentOperations, FieldDefinition, InputValueDefinition, OperationType, Selection,
    SelectionSet, Type, TypeDefinition, TypeKind, TypeSystemDefinition,
};
use async_graphql::parser::{parse_query, parse_schema};
use std::collections::{BTreeSet, HashMap};
use std::convert::Infallible;

/// The contract's types by name.
pub(crate) struct Contract(HashMap<String, TypeDefinition>);

/// What an operation takes.
#[derive(Default)]
pub(crate) struct Ways {
    /// `Query.request`.
    pub(crate) roots: BTreeSet<String>,
    /// `Query.request(id)`, `CloseRequestInput.id`.
    pub(crate) ids: BTreeSet<String>,
}

impl Contract {
    pub(crate) fn read() -> Self {
        let definitions = parse_schema(schema::sdl()).unwrap().definitions.into_iter();
        let types = definitions.filter_map(|definition| match definition {
            TypeSystemDefinition::Type(definition) => {
                Some((definition.node.name.node.to_string(), definition.node))
            }
            TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => None,
        });
        Self(types.collect())
    }

    pub(crate) fn type_named(&self, name: &str) -> Option<&TypeDefinition> {
        self.0.get(name)
    }

    pub(crate) fn root_fields(&self) -> BTreeSet<String> {
        let fields = |root: &'static str| {
            let TypeKind::Object(object) = &self.0[root].kind else {
                panic!("{root} is an object")
            };
            object.fields.iter().map(move |field| format!("{root}.{}", field.node.name.node))
        };
        fields("Query").chain(fields("Mutation")).chain(fields("Subscription")).collect()
    }

    /// Arguments and input fields that take one id or several.
    pub(super) fn places_of_ids(&self) -> BTreeSet<String> {
        let mut places = BTreeSet::new();
        for (name, definition) in &self.0 {
            match &definition.kind {
                TypeKind::Object(object) => {
                    for field in &object.fields {
                        let arguments =
                            field.node.arguments.iter().filter(|argument| takes_id(&argument.node));
                        places.extend(arguments.map(|argument| {
                            format!("{name}.{}({})", field.node.name.node, argument.node.name.node)
                        }));
                    }
                }
                TypeKind::InputObject(input) => {
                    let fields = input.fields.iter().filter(|field| takes_id(&field.node));
                    places.extend(fields.map(|field| format!("{name}.{}", field.node.name.node)));
                }
                TypeKind::Scalar
                | TypeKind::Enum(_)
                | TypeKind::Union(_)
                | TypeKind::Interface(_) => {}
            }
        }
        places
    }

    /// Notes the ways that an operation takes. Inputs are written out in it: what is inside a variable isn't seen.
    pub(crate) fn walk(&self, query: &str, ways: &mut Ways) {
        let document = parse_query(query).unwrap_or_else(|error| panic!("{query}: {error}"));
        let DocumentOperations::Single(operation) = document.operations else {
            panic!("{query}: samples have no names")
        };
        let root = match operation.node.ty {
            OperationType::Query => "Query",
            OperationType::Mutation => "Mutation",
            OperationType::Subscription => "Subscription",
        };
        for selection in &operation.node.selection_set.node.items {
            if let Selection::Field(field) = &selection.node {
                ways.roots.insert(format!("{root}.{}", field.node.name.node));
            }
        }
        self.walk_selection(root, &operation.node.selection_set.node, ways);
    }

    fn walk_selection(&self, on: &str, selected: &SelectionSet, ways: &mut Ways) {
        for selection in &selected.items {
            match &selection.node {
                Selection::Field(field) => {
                    let Some(definition) = self.field(on, &field.node.name.node) else { continue };
                    for (name, value) in &field.node.arguments {
                        let nothing = |_| Ok::<_, Infallible>(Value::Null);
                        let Ok(value) = value.node.clone().into_const_with(nothing);
                        let arguments = &definition.arguments;
                        let argument = arguments.iter().find(|one| one.node.name.node == name.node);
                        let argument = &argument.expect("an argument of the contract").node;
                        if takes_id(argument) {
                            ways.ids
                                .insert(format!("{on}.{}({})", definition.name.node, name.node));
                        }
                        self.walk_input(base(&argument.ty.node), &value, ways);
                    }
                    let to = base(&definition.ty.node);
                    self.walk_selection(to, &field.node.selection_set.node, ways);
                }
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    let on = condition.map_or(on, |condition| &condition.node.on.node);
                    self.walk_selection(on, &fragment.node.selection_set.node, ways);
                }
                Selection::FragmentSpread(_) => panic!("samples have no named fragments"),
            }
        }
    }

    fn walk_input(&self, ty: &str, value: &Value, ways: &mut Ways) {
        if let Value::List(values) = value {
            values.iter().for_each(|value| self.walk_input(ty, value, ways));
            return;
        }
        let (TypeKind::InputObject(input), Value::Object(given)) = (&self.kind(ty), value) else {
            return;
        };
        for field in input.fields.iter().map(|field| &field.node) {
            let Some(value) = given.get(&field.name.node) else { continue };
            if takes_id(field) {
                ways.ids.insert(format!("{ty}.{}", field.name.node));
            }
            self.walk_input(base(&field.ty.node), value, ways);
        }
    }

    fn field(&self, on: &str, name: &str) -> Option<&FieldDefinition> {
        let fields = match self.kind(on) {
            TypeKind::Object(object) => &object.fields,
            TypeKind::Interface(interface) => &interface.fields,
            TypeKind::Scalar
            | TypeKind::Enum(_)
            | TypeKind::Union(_)
            | TypeKind::InputObject(_) => return None,
        };
        fields.iter().map(|field| &field.node).find(|field| field.name.node == name)
    }

    fn kind(&self, name: &str) -> &TypeKind {
        self.0.get(name).map_or(&TypeKind::Scalar, |definition| &definition.kind)
    }
}

fn takes_id(value: &InputValueDefinition) -> bool {
    base(&value.ty.node) == "ID"
}

/// A type's name without what it is wrapped in.
fn base(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(inner) => base(inner),
    }
}
