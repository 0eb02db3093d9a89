//! The GraphQL contract of Centrum. A resolver takes the caller, calls one function of `domain`, and maps the answer.
//!
//! Absent: SQL, HTTP, and every decision. If a resolver needs an `if`, the domain lacks a word.

#![expect(
    clippy::unused_async,
    reason = "resolvers are async, also those that only look something up"
)]
// The root's fields are asked one list after another, futures within futures: the compiler lays all of them out in one go.
#![recursion_limit = "256"]

mod activities;
mod asked;
mod attachments;
mod audit;
mod centre_model;
pub mod completion;
pub mod conformance;
mod duties;
mod fail;
mod figures;
mod ids;
pub mod limits;
mod mutation;
mod node;
mod notifications;
mod onboarding;
pub mod operation;
mod pages;
mod people;
mod periods;
mod query;
mod register;
mod reports;
mod requests;
mod rollouts;
mod scalars;
mod search;
mod services;
mod settings;
mod sign_in;
mod subscription;
mod support;
mod tenancy;
mod texts;
mod turn;
mod validation;
mod viewer;
mod worktime;

pub use asked::{Language, TraceId};
pub use mutation::Mutation;
pub use query::Query;
pub use subscription::Subscription;
pub use texts::{ErrorCode, czech_descriptions, reason_of_health};
pub use turn::{Memory, Turn};
pub use validation::Validator;

use asked::{Address, Asked};
use async_graphql::{Request, SchemaBuilder, ValidationMode};
use domain::access::SignedIn;

/// The whole contract.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// Makes the schema of a program that people reach at `address`, e.g. `https://centrum.example.cz`. Nothing in it belongs to a
/// request; who asks travels with each request ([`for_signed_in`]). It runs only what was validated ([`Validator`]).
pub fn build(address: &str) -> Schema {
    let schema = builder().data(Address(address.to_owned()));
    schema.validation_mode(ValidationMode::Fast).finish()
}

/// The contract as its committed text.
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new().sorted_fields().sorted_enum_items();
    format!("{}\n", builder().finish().sdl_with_options(options).trim_end())
}

/// Puts who asks into a request.
pub fn for_signed_in(
    request: Request,
    signed_in: SignedIn,
    language: Language,
    trace: TraceId,
) -> Request {
    let signed_in = signed_in.traced(trace.as_str(), trace.span());
    request.data(Asked { signed_in, language, trace })
}

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    // Limits of a document are measured before it gets here (see `limits`).
    Schema::build(Query::default(), Mutation::default(), Subscription::default())
}
