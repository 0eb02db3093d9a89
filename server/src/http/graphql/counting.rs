//! What operations ask for and how they end, as figures: by the names of our contract, never by a client's own.

use super::super::answer::code_of;
use crate::tallies::{Ending, Tallies};
use crate::telemetry::Metrics;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    ExecutableDocument, OperationType, TypeKind, TypeSystemDefinition,
};
use async_graphql::{PathSegment, Response as Answer, ServerError};
use domain::access::{Caller, SignedIn};
use domain::kernel::ids::TenantId;
use schema::ErrorCode;
use schema::operation::{choose, root_fields};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;
use tracing::{Span, field, info_span};

/// What isn't known of an operation that couldn't be read.
const UNKNOWN: &str = "unknown";
/// An operation with more than one root field.
const SEVERAL: &str = "several";
/// What an operation came to that its client gave up, over a websocket.
const CANCELLED: &str = "CANCELLED";

/// So many root fields are named in a span.
const NAMES_MAX: usize = 5;

/// Counts operations.
#[derive(Clone)]
pub(super) struct Counting {
    metrics: Metrics,
    tallies: Tallies,
    /// The names of all root fields.
    fields: Arc<HashSet<Arc<str>>>,
    unknown: Arc<str>,
    several: Arc<str>,
}

/// Whose operation it is. The nation's where no tenant is known.
pub(super) fn tenant_of(signed_in: &SignedIn) -> TenantId {
    signed_in.caller().map_or(TenantId::NATION, Caller::tenant)
}

impl Counting {
    /// For the contract of this SDL.
    pub(super) fn new(metrics: &Metrics, tallies: &Tallies, sdl: &str) -> Self {
        let definitions = parse_schema(sdl).map(|schema| schema.definitions).unwrap_or_default();
        let mut fields: HashSet<Arc<str>> =
            ["__schema", "__type", "__typename"].into_iter().map(Arc::from).collect();
        for definition in definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let is_root =
                matches!(definition.node.name.node.as_str(), "Query" | "Mutation" | "Subscription");
            if let (true, TypeKind::Object(object)) = (is_root, definition.node.kind) {
                fields
                    .extend(object.fields.iter().map(|field| field.node.name.node.as_str().into()));
            }
        }
        Self {
            metrics: metrics.clone(),
            tallies: tallies.clone(),
            fields: Arc::new(fields),
            unknown: UNKNOWN.into(),
            several: SEVERAL.into(),
        }
    }

    /// Nobody could be signed in. Where that is a fault of ours an operation failed by it, though nobody knows whose; a
    /// stranger who was refused hasn't asked for one.
    pub(super) fn not_let_in(&self, code: ErrorCode) {
        match Ending::of(std::iter::once(code.as_str())) {
            Ending::Well => {}
            ending @ (Ending::Internal | Ending::TimedOut) => {
                self.tallies.count(TenantId::NATION, &self.unknown, ending);
            }
        }
    }

    /// An operation was refused before it ran.
    pub(super) fn refused(&self, tenant: TenantId, answer: &Answer) {
        self.tallies.count(tenant, &self.unknown, ending_of(answer));
        if self.metrics.is_silent() {
            return;
        }
        let code = answer.errors.first().map_or("OK", code_of);
        self.metrics.field_answered(UNKNOWN, UNKNOWN.into(), code);
    }

    /// An operation begins to run.
    pub(super) fn begin(
        &self,
        tenant: TenantId,
        document: &ExecutableDocument,
        name: Option<&str>,
    ) -> Counted {
        let mut counted = Counted {
            counting: self.clone(),
            tenant,
            kind: UNKNOWN,
            roots: Vec::new(),
            began: Instant::now(),
            is_ended: false,
        };
        let Some(operation) = choose(document, name) else { return counted };
        counted.kind = match operation.ty {
            OperationType::Query => "query",
            OperationType::Mutation => "mutation",
            OperationType::Subscription => "subscription",
        };
        for field in root_fields(document, operation) {
            let known = self.field(field.name.node.as_str());
            counted.roots.push((known, field.response_key().node.as_str().to_owned()));
        }
        counted
    }

    /// A document that wasn't validated yet may ask for anything.
    fn field(&self, name: &str) -> Arc<str> {
        Arc::clone(self.fields.get(name).unwrap_or(&self.unknown))
    }
}

fn ending_of(answer: &Answer) -> Ending {
    Ending::of(answer.errors.iter().map(code_of))
}

/// An operation that runs. Dropped before its end: its client gave it up, or it panicked.
pub(super) struct Counted {
    counting: Counting,
    tenant: TenantId,
    kind: &'static str,
    /// Each root field, and the key that it is answered under.
    roots: Vec<(Arc<str>, String)>,
    began: Instant,
    is_ended: bool,
}

impl Counted {
    /// Its span. A client's name for it isn't told, which may be any text: it is called by what it asks for.
    pub(super) fn span(&self) -> Span {
        let fields: Vec<&str> =
            self.roots.iter().map(|(field, _)| &**field).take(NAMES_MAX).collect();
        let fields = fields.join(" ");
        info_span!(
            "graphql.operation",
            otel.name = format!("{} {fields}", self.kind).trim_end(),
            otel.status_code = field::Empty,
            graphql.operation.type = self.kind,
            graphql.fields = fields,
            error.type = field::Empty,
        )
    }

    /// It was answered.
    pub(super) fn end(mut self, answer: &Answer, span: &Span) {
        if let Some(error) = answer.errors.first() {
            let code = code_of(error);
            span.record("error.type", code);
            if matches!(code, "INTERNAL" | "UNAVAILABLE" | "TIMEOUT") {
                span.record("otel.status_code", "ERROR");
            }
        }
        self.answered(ending_of(answer));
        self.tell(|key| {
            let of_key = |error: &&ServerError| match error.path.first() {
                Some(PathSegment::Field(first)) => first == key,
                // Of the whole operation.
                Some(PathSegment::Index(_)) | None => true,
            };
            answer.errors.iter().find(of_key).map_or("OK", code_of)
        });
    }

    /// There was nothing to answer.
    pub(super) fn forget(mut self) {
        self.is_ended = true;
    }

    fn name(&self) -> Arc<str> {
        match self.roots.as_slice() {
            [] => Arc::clone(&self.counting.unknown),
            [(only, _)] => Arc::clone(only),
            _ => Arc::clone(&self.counting.several),
        }
    }

    fn answered(&self, ending: Ending) {
        self.counting.tallies.count(self.tenant, &self.name(), ending);
    }

    fn tell<'a>(&mut self, code: impl Fn(&str) -> &'a str) {
        self.is_ended = true;
        let metrics = &self.counting.metrics;
        if metrics.is_silent() {
            return;
        }
        metrics.operation_answered(self.kind, self.name().into(), self.began.elapsed());
        if self.roots.is_empty() {
            metrics.field_answered(self.kind, UNKNOWN.into(), code(""));
        }
        for (field, key) in &self.roots {
            metrics.field_answered(self.kind, Arc::clone(field).into(), code(key));
        }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        if self.is_ended {
            return;
        }
        if std::thread::panicking() {
            self.answered(Ending::Internal);
            self.tell(|_| "INTERNAL");
        } else {
            self.tell(|_| CANCELLED);
        }
    }
}
