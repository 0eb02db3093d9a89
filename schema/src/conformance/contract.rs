//! The contract, as far as values are concerned: which arguments there are, and what may stand in them.

use super::values::SCALARS;
use async_graphql::Name;
use async_graphql::Positioned;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    FieldDefinition, InputValueDefinition, Type, TypeDefinition, TypeKind, TypeSystemDefinition,
};
use std::collections::{HashMap, HashSet};

/// What may be given to a field, a directive or an input object, by name.
pub(super) type Inputs = HashMap<Name, Input>;

/// One thing that may be given.
pub(super) struct Input {
    pub(super) ty: Type,
    pub(super) has_default: bool,
}

/// A field of an object or an interface.
pub(super) struct Field {
    /// The type in it, without lists.
    pub(super) of: Name,
    pub(super) arguments: Inputs,
}

/// What a named type lets through.
pub(super) enum Kind {
    Scalar,
    Enum(HashSet<Name>),
    Object(Inputs),
}

/// All of it.
pub(super) struct Contract {
    pub(super) query: Name,
    pub(super) mutation: Name,
    pub(super) subscription: Name,
    pub(super) kinds: HashMap<Name, Kind>,
    pub(super) directives: HashMap<Name, Inputs>,
    fields: HashMap<Name, HashMap<Name, Field>>,
}

impl Contract {
    /// From the text of a schema; of a text that is none, nothing is known and nothing is refused.
    pub(super) fn of(sdl: &str) -> Self {
        let mut contract = Self {
            query: Name::new("Query"),
            mutation: Name::new("Mutation"),
            subscription: Name::new("Subscription"),
            kinds: SCALARS.map(|name| (Name::new(name), Kind::Scalar)).into(),
            directives: HashMap::new(),
            fields: HashMap::new(),
        };
        for definition in parse_schema(sdl).map(|schema| schema.definitions).unwrap_or_default() {
            match definition {
                TypeSystemDefinition::Schema(schema) => {
                    let roots = schema.node;
                    contract.query = roots.query.map_or(contract.query, |name| name.node);
                    contract.mutation = roots.mutation.map_or(contract.mutation, |name| name.node);
                    contract.subscription =
                        roots.subscription.map_or(contract.subscription, |name| name.node);
                }
                TypeSystemDefinition::Type(definition) => contract.take(definition.node),
                TypeSystemDefinition::Directive(directive) => {
                    let of = inputs(directive.node.arguments);
                    contract.directives.insert(directive.node.name.node, of);
                }
            }
        }
        contract.add_introspection();
        contract
    }

    /// The field of a type.
    pub(super) fn field(&self, on: &Name, name: &Name) -> Option<&Field> {
        self.fields.get(on)?.get(name)
    }

    fn take(&mut self, definition: TypeDefinition) {
        let name = definition.name.node;
        let kind = match definition.kind {
            TypeKind::Object(object) => {
                self.fields.insert(name, fields(object.fields));
                return;
            }
            TypeKind::Interface(interface) => {
                self.fields.insert(name, fields(interface.fields));
                return;
            }
            TypeKind::Union(_) => return,
            TypeKind::Scalar => Kind::Scalar,
            TypeKind::Enum(values) => {
                Kind::Enum(values.values.into_iter().map(|value| value.node.value.node).collect())
            }
            TypeKind::InputObject(object) => Kind::Object(inputs(object.fields)),
        };
        self.kinds.insert(name, kind);
    }

    /// The one argument of the specification's own fields that needs a value; an SDL doesn't have it.
    fn add_introspection(&mut self) {
        let name = Type::new("String!").map(|ty| Input { ty, has_default: false });
        let arguments = name.map(|input| (Name::new("name"), input)).into_iter().collect();
        let field = Field { of: Name::new("__Type"), arguments };
        self.fields.entry(self.query.clone()).or_default().insert(Name::new("__type"), field);
    }
}

fn fields(defined: Vec<Positioned<FieldDefinition>>) -> HashMap<Name, Field> {
    let fields = defined.into_iter().map(|field| {
        let FieldDefinition { name, arguments, ty, .. } = field.node;
        let of = Name::new(innermost(&ty.node));
        (name.node, Field { of, arguments: inputs(arguments) })
    });
    fields.collect()
}

fn inputs(defined: Vec<Positioned<InputValueDefinition>>) -> Inputs {
    let inputs = defined.into_iter().map(|input| {
        let InputValueDefinition { name, ty, default_value, .. } = input.node;
        (name.node, Input { ty: ty.node, has_default: default_value.is_some() })
    });
    inputs.collect()
}

fn innermost(ty: &Type) -> &str {
    use async_graphql::parser::types::BaseType;
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(of_item) => innermost(of_item),
    }
}
