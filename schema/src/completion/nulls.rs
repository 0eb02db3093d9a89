//! Puts null where a field failed, and lets it rise where null may not stand.

use super::plan::Planner;
use async_graphql::indexmap::IndexMap;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, OperationDefinition, OperationType, SelectionSet, Type, TypeKind,
    TypeSystemDefinition,
};
use async_graphql::{Name, PathSegment, ServerError, Value};
use std::collections::HashMap;

/// The types of all fields.
pub(super) struct Types {
    pub(super) fields: HashMap<Name, HashMap<Name, Type>>,
    query: Name,
    mutation: Name,
    subscription: Name,
}

impl Types {
    /// From the text of a schema; of a text that is none, nothing is known and nothing is completed.
    pub(super) fn of(sdl: &str) -> Self {
        let mut types = Self {
            fields: HashMap::new(),
            query: Name::new("Query"),
            mutation: Name::new("Mutation"),
            subscription: Name::new("Subscription"),
        };
        for definition in parse_schema(sdl).map(|schema| schema.definitions).unwrap_or_default() {
            match definition {
                TypeSystemDefinition::Schema(schema) => {
                    types.query = schema.node.query.map_or(types.query, |name| name.node);
                    types.mutation = schema.node.mutation.map_or(types.mutation, |name| name.node);
                }
                TypeSystemDefinition::Type(definition) => {
                    let fields = match definition.node.kind {
                        TypeKind::Object(object) => object.fields,
                        TypeKind::Interface(interface) => interface.fields,
                        TypeKind::Scalar
                        | TypeKind::Union(_)
                        | TypeKind::Enum(_)
                        | TypeKind::InputObject(_) => continue,
                    };
                    let each = fields.into_iter().map(|field| field.node);
                    let each = each.map(|field| (field.name.node, field.ty.node));
                    types.fields.insert(definition.node.name.node, each.collect());
                }
                TypeSystemDefinition::Directive(_) => {}
            }
        }
        types
    }
}

/// Completes `data` towards the errors.
pub(super) fn put(
    data: &mut Value,
    errors: &[ServerError],
    planner: &Planner<'_>,
    types: &Types,
    operation: &OperationDefinition,
) {
    let root = match operation.ty {
        OperationType::Query => &types.query,
        OperationType::Mutation => &types.mutation,
        OperationType::Subscription => &types.subscription,
    };
    let mut nulls = Nulls { planner: *planner, types, trails: trails(errors), path: String::new() };
    let mut object = match std::mem::take(data) {
        Value::Object(object) => object,
        _ => IndexMap::new(),
    };
    let rises = nulls.object(&mut object, root, &[&operation.selection_set.node]);
    // Deeds that were done before one failed are told, even where the type of the failed one forbids null: who was told
    // nothing would do them again.
    if !rises || operation.ty == OperationType::Mutation {
        *data = Value::Object(object);
    }
}

/// The beginnings of all errors' paths, each with whether some error lies beyond it.
fn trails(errors: &[ServerError]) -> HashMap<String, bool> {
    let mut trails = HashMap::new();
    for error in errors {
        let mut path = String::new();
        for segment in &error.path {
            trails.insert(path.clone(), true);
            step(&mut path, segment);
        }
        trails.entry(path).or_insert(false);
    }
    trails
}

/// Neither a name nor a number holds a slash.
fn step(path: &mut String, segment: &PathSegment) {
    path.push('/');
    match segment {
        PathSegment::Field(key) => path.push_str(key),
        PathSegment::Index(index) => path.push_str(&index.to_string()),
    }
}

struct Nulls<'a> {
    planner: Planner<'a>,
    types: &'a Types,
    trails: HashMap<String, bool>,
    path: String,
}

impl<'a> Nulls<'a> {
    /// Whether null must rise out of the object.
    fn object(
        &mut self,
        object: &mut IndexMap<Name, Value>,
        on: &'a str,
        sets: &[&'a SelectionSet],
    ) -> bool {
        let mut rises = false;
        for (key, wanted) in self.planner.plan(on, sets, object).fields {
            let types = self.types.fields.get(wanted.on);
            let Some(of_field) = types.and_then(|fields| fields.get(wanted.field)) else {
                continue;
            };
            let here = self.path.len();
            step(&mut self.path, &PathSegment::Field(key.to_owned()));
            if self.leads_to_an_error() {
                let value = object.entry(Name::new(key)).or_default();
                rises |= self.value(value, of_field, &wanted.sets);
            }
            self.path.truncate(here);
        }
        rises
    }

    /// Whether the value is null where null may not stand.
    fn value(&mut self, value: &mut Value, ty: &'a Type, sets: &[&'a SelectionSet]) -> bool {
        let rises = match (&ty.base, &mut *value) {
            (BaseType::Named(on), Value::Object(object)) => self.object(object, on, sets),
            // All its fields failed, so the library didn't make it.
            (BaseType::Named(on), empty @ Value::Null) if self.leads_beyond() => {
                let mut object = IndexMap::new();
                let rises = self.object(&mut object, on, sets);
                if !object.is_empty() {
                    *empty = Value::Object(object);
                }
                rises
            }
            (BaseType::List(of_item), Value::List(items)) => {
                let mut rises = false;
                for (index, item) in items.iter_mut().enumerate() {
                    let here = self.path.len();
                    step(&mut self.path, &PathSegment::Index(index));
                    rises |= self.leads_to_an_error() && self.value(item, of_item, sets);
                    self.path.truncate(here);
                }
                rises
            }
            _ => false,
        };
        if rises {
            *value = Value::Null;
        }
        !ty.nullable && matches!(value, Value::Null)
    }

    fn leads_to_an_error(&self) -> bool {
        self.trails.contains_key(&self.path)
    }

    fn leads_beyond(&self) -> bool {
        self.trails.get(&self.path).is_some_and(|beyond| *beyond)
    }
}
