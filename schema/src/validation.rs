//! Whether a document may run, by the rules of the specification. It is found once for a document that comes again and again:
//! validating takes an eighth of a short operation's time.
//!
//! Doesn't own: which documents are remembered, and what is looked at anew with other variables (`conformance`).

use crate::{Schema, builder};
use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::{Request, Response};
use std::sync::Arc;

/// Validates operations, and runs none. It isn't the schema that runs them, which looks at each as if it were valid.
pub struct Validator(Schema);

impl Validator {
    /// By the rules of the specification, for the whole contract.
    pub fn of_contract() -> Self {
        Self(builder().extension(NothingRuns).finish())
    }

    /// Validates an operation: its document, and the values of its variables.
    ///
    /// # Errors
    /// The answer to an operation that isn't valid.
    pub async fn validate(&self, operation: Request) -> Result<(), Box<Response>> {
        let answer = self.0.execute(operation).await;
        if answer.is_ok() { Ok(()) } else { Err(Box::new(answer)) }
    }
}

/// Ends each operation before it begins.
struct NothingRuns;

impl ExtensionFactory for NothingRuns {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for NothingRuns {
    async fn execute(
        &self,
        _context: &ExtensionContext<'_>,
        _operation: Option<&str>,
        _next: NextExecute<'_>,
    ) -> Response {
        Response::default()
    }
}
