//! What the specification wants of a request, and the library (async-graphql 7.2.1) doesn't look at, or only when the first of
//! several deeds is done:
//!
//! - values in a document and values of variables are what their types say, before anything runs ([`values`]);
//! - a variable stands only where its type may ([`positions`]; the library has the rule, and never calls it);
//! - no field of an input object stands twice, and a character beyond 16 bits may be written as two escapes ([`text`]);
//! - `__typename` is a field as any other, with directives, and without arguments ([`typename`]).
//!
//! Doesn't own: limits (`limits`), what the library does find (unknown fields and types, unused variables, …).

mod contract;
mod positions;
mod text;
mod typename;
mod values;

#[cfg(test)]
mod tests;

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition};
use async_graphql::{Pos, Variables};
use contract::Contract;
use values::{Values, Written};

pub use text::{repeated_field, with_whole_characters};
pub use typename::with_typename_in_fragments;

/// Knows what the contract lets stand where.
pub struct Conformance {
    contract: Contract,
}

/// What is wrong, for who writes the client.
#[derive(Debug, PartialEq, Eq)]
pub struct Mistake {
    /// A sentence.
    pub message: String,
    /// Where it stands in the document, if it does.
    pub at: Option<Pos>,
}

impl Conformance {
    /// For a schema by its SDL.
    pub fn of(sdl: &str) -> Self {
        Self { contract: Contract::of(sdl) }
    }

    /// Looks at all that the text decides; for a document that keeps the limits.
    pub fn of_document(&self, document: &ExecutableDocument) -> Result<(), Mistake> {
        typename::check(document)?;
        positions::check(&self.contract, document)
    }

    /// Looks at the values of the variables that the operation declares, and says whether all is said of them: not where one is
    /// of a scalar of ours, whose form only the library knows.
    pub fn of_variables(
        &self,
        operation: &OperationDefinition,
        variables: &Variables,
    ) -> Result<bool, Mistake> {
        let mut is_all_said = true;
        for definition in &operation.variable_definitions {
            let (name, ty) = (&definition.node.name.node, &definition.node.var_type.node);
            let Some(value) = variables.get(name) else { continue };
            let mut values = Values::new(&self.contract, Written::Json, format!("${name}"));
            values
                .check(value, ty, false)
                .map_err(|message| Mistake { message, at: Some(definition.pos) })?;
            is_all_said &= !values.has_own_scalar;
        }
        Ok(is_all_said)
    }
}
