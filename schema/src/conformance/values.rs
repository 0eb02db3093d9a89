//! Whether a value is what its type says.

use super::contract::{Contract, Inputs, Kind};
use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{BaseType, Type};
use async_graphql::{Name, Value};
use std::collections::HashSet;
use std::fmt::Write as _;

/// The scalars of the specification.
pub(super) const SCALARS: [&str; 5] = ["Int", "Float", "String", "Boolean", "ID"];

/// Where a value is written: in JSON an enum's value is a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    Document,
    Json,
}

/// A variable in a document's value, and what is expected in its place.
pub(super) struct Used<'a> {
    pub(super) variable: Name,
    pub(super) expected: &'a Type,
    /// Of what is expected: then null comes in nowhere.
    pub(super) has_default: bool,
}

/// A variable as a value: an enum's value that no document can write.
pub(super) fn as_value(variable: &Name) -> Value {
    Value::Enum(Name::new(format!("${variable}")))
}

fn as_variable(value: &Value) -> Option<Name> {
    match value {
        Value::Enum(name) => name.strip_prefix('$').map(Name::new),
        _ => None,
    }
}

/// Looks at one value, and notes the variables in it.
pub(super) struct Values<'a> {
    contract: &'a Contract,
    written: Written,
    path: String,
    pub(super) used: Vec<Used<'a>>,
    /// Whether a value is of a scalar of ours.
    pub(super) has_own_scalar: bool,
}

impl<'a> Values<'a> {
    /// For a value that is told as `name`.
    pub(super) fn new(contract: &'a Contract, written: Written, name: String) -> Self {
        Self { contract, written, path: name, used: Vec::new(), has_own_scalar: false }
    }

    /// What is wrong with it, in a sentence. A type that doesn't exist, and what scalars of our own look like, is the library's
    /// to say.
    pub(super) fn check(
        &mut self,
        value: &Value,
        ty: &'a Type,
        has_default: bool,
    ) -> Result<(), String> {
        if let Some(variable) = as_variable(value) {
            self.used.push(Used { variable, expected: ty, has_default });
            return Ok(());
        }
        match (value, &ty.base) {
            (Value::Null, _) if ty.nullable => Ok(()),
            (Value::Null, _) => self.refuse(ty),
            (Value::List(items), BaseType::List(of_item)) => {
                for (index, item) in items.iter().enumerate() {
                    self.inside(&format!("[{index}]"), |inside| {
                        inside.check(item, of_item, false)
                    })?;
                }
                Ok(())
            }
            // One item may stand for the list of it.
            (_, BaseType::List(of_item)) => self.check(value, of_item, false),
            (_, BaseType::Named(name)) => match self.contract.kinds.get(name) {
                None => Ok(()),
                Some(Kind::Scalar) if is_scalar(value, name) => {
                    self.has_own_scalar |= !SCALARS.contains(&name.as_str());
                    Ok(())
                }
                Some(Kind::Enum(values)) if self.is_one_of(value, values) => Ok(()),
                Some(Kind::Object(fields)) => match value {
                    Value::Object(given) => self.object(given, fields, name),
                    _ => self.refuse(ty),
                },
                Some(Kind::Scalar | Kind::Enum(_)) => self.refuse(ty),
            },
        }
    }

    fn object(
        &mut self,
        given: &IndexMap<Name, Value>,
        fields: &'a Inputs,
        name: &Name,
    ) -> Result<(), String> {
        for (key, value) in given {
            let Some(field) = fields.get(key) else {
                return Err(format!("{}: {name} has no field {key}.", self.path));
            };
            self.inside(&format!(".{key}"), |inside| {
                inside.check(value, &field.ty, field.has_default)
            })?;
        }
        // In an order of their own, so that the same request is always answered in the same words.
        let missing = fields.iter().filter(|(key, field)| {
            !field.ty.nullable && !field.has_default && !given.contains_key(*key)
        });
        match missing.map(|(key, _)| key).min() {
            Some(key) => Err(format!("{}: {name} needs its field {key}.", self.path)),
            None => Ok(()),
        }
    }

    fn is_one_of(&self, value: &Value, values: &HashSet<Name>) -> bool {
        match value {
            Value::Enum(name) => values.contains(name),
            Value::String(name) => self.written == Written::Json && values.contains(name.as_str()),
            _ => false,
        }
    }

    fn inside(
        &mut self,
        step: &str,
        check: impl FnOnce(&mut Self) -> Result<(), String>,
    ) -> Result<(), String> {
        let here = self.path.len();
        // Writing to a text can't fail.
        let _ = write!(self.path, "{step}");
        let checked = check(self);
        self.path.truncate(here);
        checked
    }

    fn refuse(&self, ty: &Type) -> Result<(), String> {
        Err(format!("{} isn't of the type {ty}.", self.path))
    }
}

fn is_scalar(value: &Value, name: &Name) -> bool {
    match (name.as_str(), value) {
        ("Int", Value::Number(number)) => {
            number.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
        }
        ("Float", Value::Number(_))
        | ("String" | "ID", Value::String(_))
        | ("Boolean", Value::Boolean(_)) => true,
        ("ID", Value::Number(number)) => number.is_i64() || number.is_u64(),
        ("Int" | "Float" | "String" | "Boolean" | "ID", _) => false,
        _ => true,
    }
}
