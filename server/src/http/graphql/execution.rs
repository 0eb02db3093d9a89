//! From what was asked to what is answered: the document is read and measured, then it runs. The same for every way by
//! which an operation comes in.

use super::super::Settings;
use super::super::answer::{Manner, refusal, refused};
use super::super::body;
use super::super::documents::{Document, Documents};
use super::counting::{Counting, tenant_of};
use crate::http::Resources;
use async_graphql::parser::types::{ExecutableDocument, Field, OperationType};
use async_graphql::{Request as Operation, Response as Answer, Variables};
use domain::access::{Attempt, SignedIn};
use futures_util::StreamExt as _;
use schema::completion::{Completion, mark};
use schema::conformance::{Conformance, Mistake};
use schema::operation::{
    choose, fill_in_defaults, inline_root, missing_variable, repeated_deed, root_fields,
    single_root,
};
use schema::{ErrorCode, Schema, Turn, Validator};
use std::sync::Arc;
use tokio::time::error::Elapsed;
use tokio::time::{Instant, timeout_at};
use tracing::Instrument as _;

/// What may be asked before a tenant is chosen.
const WITHOUT_TENANT: [&str; 4] = ["viewer", "__typename", "__schema", "__type"];

/// What runs operations.
pub(in crate::http) struct Execution {
    schema: Schema,
    validator: Validator,
    completion: Completion,
    conformance: Conformance,
    documents: Documents,
    counting: Counting,
}

/// An operation that keeps all limits and may run.
#[derive(Clone)]
pub(in crate::http) struct Prepared {
    document: Arc<Document>,
    name: Option<String>,
    variables: Variables,
    /// Whether it may be valid with some variables and not with others, as far as was looked.
    depends_on_variables: bool,
    /// `None`: the document has no such operation, which the schema answers.
    kind: Option<OperationType>,
    /// Under which key it was asked for.
    attempt: Option<Attempt>,
}

impl Prepared {
    /// Query, mutation or subscription.
    pub(in crate::http) fn kind(&self) -> Option<OperationType> {
        self.kind
    }

    fn for_signed_in(&self, signed_in: SignedIn, manner: &Manner) -> Operation {
        let signed_in = match self.attempt.clone() {
            Some(attempt) => signed_in.attempting(attempt),
            None => signed_in,
        };
        schema::for_signed_in(self.operation(), signed_in, manner.language, manner.trace.clone())
    }

    fn operation(&self) -> Operation {
        let mut marked = ExecutableDocument::clone(&self.document);
        inline_root(&mut marked, self.name.as_deref());
        mark(&mut marked);
        // The text isn't needed any more: what runs is the parsed document.
        let mut operation = Operation::new("").variables(self.variables.clone());
        operation.operation_name.clone_from(&self.name);
        operation.set_parsed_query(marked);
        operation
    }

    /// What stands at its root.
    pub(super) fn root_fields(&self) -> Vec<&Field> {
        let chosen = choose(&self.document, self.name.as_deref());
        chosen.map(|operation| root_fields(&self.document, operation)).unwrap_or_default()
    }

    /// The same under a key.
    pub(super) fn attempting(self, attempt: Attempt) -> Self {
        Self { attempt: Some(attempt), ..self }
    }
}

impl Execution {
    pub(super) fn new(schema: Schema, settings: &Settings, resources: &Resources) -> Self {
        let documents = Documents::new(settings.limits.clone(), settings.documents_bytes_max);
        let sdl = schema.sdl();
        let (completion, conformance) = (Completion::of(&sdl), Conformance::of(&sdl));
        let counting = Counting::new(&resources.metrics, &resources.tallies, &sdl);
        let validator = Validator::of_contract();
        Self { schema, validator, completion, conformance, documents, counting }
    }

    /// Query, mutation or subscription; `None`: it can't be said, or there is none.
    pub(in crate::http) fn kind_of(&self, asked: &body::Asked) -> Option<OperationType> {
        let document = self.documents.read(&asked.query).ok()?;
        choose(&document, asked.operation_name.as_deref()).map(|operation| operation.ty)
    }

    /// Reads and measures what was asked; nothing runs yet. The error is the answer.
    pub(in crate::http) fn prepare(
        &self,
        asked: body::Asked,
        signed_in: &SignedIn,
        manner: &Manner,
    ) -> Result<Prepared, Box<Answer>> {
        let prepared = self.measured(asked, signed_in, manner);
        if let Err(answer) = &prepared {
            self.counting.refused(tenant_of(signed_in), answer);
        }
        prepared
    }

    fn measured(
        &self,
        asked: body::Asked,
        signed_in: &SignedIn,
        manner: &Manner,
    ) -> Result<Prepared, Box<Answer>> {
        let document = self
            .documents
            .read(&asked.query)
            .map_err(|error| Box::new(Answer::from_errors(vec![error])))?;
        let (name, mut variables) = (asked.operation_name, asked.variables);
        let limits = self.documents.limits();
        if let Err(broken) = limits.of_document(&document, name.as_deref(), &variables) {
            return Err(refusal(broken.code(), broken.to_string()).into());
        }
        if !document.is_valid() {
            self.conformance.of_document(&document).map_err(mistaken)?;
        }
        let mut depends_on_variables = false;
        let chosen = choose(&document, name.as_deref());
        if let Some(operation) = chosen {
            if signed_in.caller().is_none() {
                let mut roots = root_fields(&document, operation).into_iter();
                if roots.any(|field| !WITHOUT_TENANT.contains(&field.name.node.as_str())) {
                    return Err(manner.refusal(ErrorCode::TenantRequired).into());
                }
            }
            if let Some(variable) = missing_variable(operation, &variables) {
                return Err(bad_input(format!("The variable ${variable} needs a value.")).into());
            }
            let is_all_said =
                self.conformance.of_variables(operation, &variables).map_err(mistaken)?;
            depends_on_variables = !is_all_said;
            if let Some(key) = repeated_deed(&document, operation) {
                return Err(bad_input(format!(
                    "\"{key}\" stands twice at the root; give one an alias."
                ))
                .into());
            }
            if operation.ty == OperationType::Subscription
                && single_root(&document, operation).is_none()
            {
                return Err(
                    bad_input("A subscription has exactly one field at its root.".into()).into()
                );
            }
            fill_in_defaults(operation, &mut variables);
        }
        let kind = chosen.map(|operation| operation.ty);
        Ok(Prepared { document, name, variables, depends_on_variables, kind, attempt: None })
    }

    /// Nobody could be signed in to ask for an operation.
    pub(super) fn not_let_in(&self, code: ErrorCode) {
        self.counting.not_let_in(code);
    }

    /// Runs a query or a mutation, and gives it up at the deadline.
    pub(in crate::http) async fn execute(
        &self,
        prepared: &Prepared,
        signed_in: SignedIn,
        manner: &Manner,
        deadline: Instant,
    ) -> Answer {
        let (document, name) = (&prepared.document, prepared.name.as_deref());
        let counted = self.counting.begin(tenant_of(&signed_in), document, name);
        let span = counted.span();
        // On the heap as it is made: each that takes it would copy all of it otherwise.
        let answered = Box::pin(async {
            match self.validated(prepared).await {
                Ok(()) => self.schema.execute(prepared.for_signed_in(signed_in, manner)).await,
                Err(refused) => *refused,
            }
        });
        let answer = match timeout_at(deadline, answered.instrument(span.clone())).await {
            Ok(mut answer) => {
                self.complete(&mut answer, prepared);
                answer
            }
            Err(_) => manner.refusal(ErrorCode::Timeout),
        };
        counted.end(&answer, &span);
        answer
    }

    /// Takes one turn of a subscription, until the deadline; `None`: it had nothing to tell. Each is an operation of its own in traces and
    /// figures, for a subscription may go on for days.
    pub(in crate::http) async fn turn(
        &self,
        (prepared, signed_in, manner): (&Prepared, SignedIn, &Manner),
        turn: Turn,
        deadline: Instant,
    ) -> Result<Option<Answer>, Elapsed> {
        let (document, name) = (&prepared.document, prepared.name.as_deref());
        let counted = self.counting.begin(tenant_of(&signed_in), document, name);
        let span = counted.span();
        if let Err(mut refused) = self.validated(prepared).await {
            self.complete(&mut refused, prepared);
            counted.end(&refused, &span);
            return Ok(Some(*refused));
        }
        let operation = prepared.for_signed_in(signed_in, manner).data(turn);
        let mut answers = self.schema.execute_stream(operation);
        match timeout_at(deadline, answers.next().instrument(span.clone())).await {
            Ok(Some(mut answer)) => {
                self.complete(&mut answer, prepared);
                counted.end(&answer, &span);
                Ok(Some(answer))
            }
            Ok(None) => {
                counted.forget();
                Ok(None)
            }
            Err(late) => {
                counted.end(&manner.refusal(ErrorCode::Timeout), &span);
                Err(late)
            }
        }
    }

    /// Whether it may run, which is looked at once of a document, unless it depends on its variables. The error is the answer.
    async fn validated(&self, prepared: &Prepared) -> Result<(), Box<Answer>> {
        if prepared.document.is_valid() && !prepared.depends_on_variables {
            return Ok(());
        }
        self.validator.validate(prepared.operation()).await?;
        prepared.document.found_valid();
        Ok(())
    }

    fn complete(&self, answer: &mut Answer, prepared: &Prepared) {
        let Prepared { document, name, variables, .. } = prepared;
        if let Some(chosen) = choose(document, name.as_deref()) {
            self.completion.complete(answer, document, chosen, variables);
        }
    }
}

fn mistaken(Mistake { message, at }: Mistake) -> Box<Answer> {
    let mut error = refused(ErrorCode::BadUserInput.as_str(), message);
    error.locations.extend(at);
    Box::new(Answer::from_errors(vec![error]))
}

fn bad_input(message: String) -> Answer {
    refusal(ErrorCode::BadUserInput.as_str(), message)
}
