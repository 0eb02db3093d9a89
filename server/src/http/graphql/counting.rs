//! What operations ask for and how they end, as figures: by the names of our contract, never by a client's own.

use super::super::answer::code_of;
use crate::telemetry::Metrics;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    ExecutableDocument, OperationType, TypeKind, TypeSystemDefinition,
};
use async_graphql::{PathSegment, Response as Answer, ServerError};
use schema::operation::{choose, root_fields};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;
use tracing::{Span, field, info_span};

/// What isn't known of an operation that couldn't be read.
const UNKNOWN: &str = "unknown";

/// So many root fields are named in a span.
const NAMES_MAX: usize = 5;

/// Counts operations.
pub(super) struct Counting {
    metrics: Metrics,
    /// The names of all root fields.
    fields: HashSet<Arc<str>>,
}

impl Counting {
    /// For the contract of this SDL.
    pub(super) fn new(metrics: &Metrics, sdl: &str) -> Self {
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
        Self { metrics: metrics.clone(), fields }
    }

    /// An operation was refused before it ran.
    pub(super) fn refused(&self, answer: &Answer) {
        let code = answer.errors.first().map_or("OK", code_of);
        self.metrics.field_answered(UNKNOWN, UNKNOWN.into(), code);
    }

    /// An operation begins to run.
    pub(super) fn begin(&self, document: &ExecutableDocument, name: Option<&str>) -> Counted {
        let mut counted = Counted {
            metrics: self.metrics.clone(),
            kind: UNKNOWN,
            roots: Vec::new(),
            began: Instant::now(),
            is_ended: false,
        };
        if self.metrics.is_silent() {
            counted.is_ended = true;
            return counted;
        }
        let Some(operation) = choose(document, name) else { return counted };
        counted.kind = match operation.ty {
            OperationType::Query => "query",
            OperationType::Mutation => "mutation",
            OperationType::Subscription => "subscription",
        };
        for field in root_fields(document, operation) {
            // A document that wasn't validated yet may ask for anything.
            let known = self.fields.get(field.name.node.as_str()).cloned();
            let known = known.unwrap_or_else(|| UNKNOWN.into());
            counted.roots.push((known, field.response_key().node.as_str().to_owned()));
        }
        counted
    }
}

/// An operation that runs. Dropped before its end, its time was up.
pub(super) struct Counted {
    metrics: Metrics,
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

    fn tell<'a>(&mut self, code: impl Fn(&str) -> &'a str) {
        if std::mem::replace(&mut self.is_ended, true) {
            return;
        }
        let several = match self.roots.as_slice() {
            [] => UNKNOWN.into(),
            [(only, _)] => Arc::clone(only).into(),
            _ => "several".into(),
        };
        self.metrics.operation_answered(self.kind, several, self.began.elapsed());
        if self.roots.is_empty() {
            self.metrics.field_answered(self.kind, UNKNOWN.into(), code(""));
        }
        for (field, key) in &self.roots {
            self.metrics.field_answered(self.kind, Arc::clone(field).into(), code(key));
        }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let code = if std::thread::panicking() { "INTERNAL" } else { "TIMEOUT" };
        self.tell(|_| code);
    }
}
