//! The one place that turns the domain's error into GraphQL.
//!
//! What a person can mend becomes a `userErrors` entry of a mutation's payload; the rest a top-level error with a code. A
//! fault of ours is logged here, once, with its sources; a client sees the trace id only.

use crate::asked::{Asked, asked};
use crate::ids;
use crate::texts::{ErrorCode, code_of};
use async_graphql::{Context, Error as GraphqlError, ErrorExtensions as _, ID, SimpleObject};
use domain::kernel::error::{Error, Field, Kind};

/// Something in a mutation's input, or in the state of things, that a person can mend.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct UserError {
    /// Why, e.g. `REQUEST_ALREADY_CLOSED`.
    code: ErrorCode,
    /// The same in words, in the language of `Accept-Language`: Czech, or English.
    message: String,
    /// Where in the input, e.g. `["input", "title"]`; empty when no single field is the reason.
    path: Vec<String>,
    /// With `STALE`: the version that the thing has now.
    current_version: Option<i32>,
    /// With a move that a request can't make from where it stands: the moves that it can, e.g. `["ASSIGN", "CLOSE"]`.
    legal_moves: Option<Vec<String>>,
    /// With `REQUEST_MERGED`: id of the request that goes on in its place; null also when one may not read that.
    merged_into_id: Option<ID>,
}

/// A mutation's outcome: the thing, or what to mend.
pub(crate) type Outcome<T> = std::result::Result<T, Vec<UserError>>;

/// Parts what a person can mend from what they can't.
pub(crate) fn outcome<T>(
    ctx: &Context<'_>,
    result: Result<T, Error>,
) -> async_graphql::Result<Outcome<T>> {
    outcome_in(ctx, result, path_of)
}

/// The same, where things stand elsewhere in the input than most mutations have them.
pub(crate) fn outcome_in<T>(
    ctx: &Context<'_>,
    result: Result<T, Error>,
    path_of: fn(Kind) -> &'static [&'static str],
) -> async_graphql::Result<Outcome<T>> {
    let asked = asked(ctx)?;
    let one = |code, path: &[&str], version| vec![user_error(asked, code, path, version)];
    match result {
        Ok(done) => Ok(Ok(done)),
        Err(Error::NotFound(kind)) => Ok(Err(one(ErrorCode::NotFound, path_of(kind), None))),
        Err(Error::Rejected(rejection)) => Ok(Err(one(code_of(rejection.code), &[], None))),
        Err(Error::IllegalMove { code, legal }) => {
            let legal_moves = Some(legal.into_iter().map(str::to_owned).collect());
            let error = user_error(asked, code_of(code), &[], None);
            Ok(Err(vec![UserError { legal_moves, ..error }]))
        }
        Err(Error::Merged { code, into }) => {
            let error = user_error(asked, code_of(code), &[], None);
            Ok(Err(vec![UserError { merged_into_id: into.map(ids::id), ..error }]))
        }
        Err(Error::Stale { kind, version }) => {
            let version_of =
                if kind == Kind::OtherRequest { "expectedIntoVersion" } else { "expectedVersion" };
            Ok(Err(one(ErrorCode::Stale, &["input", version_of], Some(version))))
        }
        Err(Error::Invalid(fields)) => Ok(Err(fields
            .iter()
            .map(|f| user_error(asked, code_of(f.code), &f.path, None))
            .collect())),
        Err(
            error @ (Error::Forbidden { .. }
            | Error::Unavailable(_)
            | Error::Timeout
            | Error::Internal(_)),
        ) => Err(top_level(asked, &error)),
    }
}

/// A query's error: what isn't found was answered with `null` before.
pub(crate) fn fail(ctx: &Context<'_>, error: &Error) -> GraphqlError {
    match asked(ctx) {
        Ok(asked) => top_level(asked, error),
        Err(error) => error,
    }
}

/// Input that can't be what it should, before the domain is asked.
pub(crate) fn bad_input(ctx: &Context<'_>, path: &'static str) -> GraphqlError {
    fail(ctx, &Error::invalid(&[path], domain::kernel::error::code::MALFORMED))
}

fn user_error(
    asked: &Asked,
    code: ErrorCode,
    path: &[&str],
    current_version: Option<i32>,
) -> UserError {
    let path = path.iter().map(|part| (*part).to_owned()).collect();
    let message = code.text(asked.language).to_owned();
    UserError { code, message, path, current_version, legal_moves: None, merged_into_id: None }
}

pub(crate) fn path_of(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Activity
        | Kind::ApiToken
        | Kind::Attachment
        | Kind::CentreModelVersion
        | Kind::DutyRecord
        | Kind::Grant
        | Kind::Identity
        | Kind::Request
        | Kind::Session
        | Kind::SupportAccess
        | Kind::Timesheet
        | Kind::WorklogEntry => &["input", "id"],
        Kind::Duty => &["input", "dutyCode"],
        Kind::Employment => &["input", "employmentId"],
        Kind::Association => &["input", "ico"],
        Kind::IdentityProvider | Kind::Notification => &["input"],
        Kind::Member => &["input", "memberId"],
        Kind::Municipality => &["input", "municipalityCode"],
        Kind::OnboardingStep => &["input", "code"],
        Kind::OtherRequest => &["input", "otherId"],
        Kind::Participant => &["input", "participantId"],
        Kind::Assignee => &["input", "assigneeId"],
        Kind::Region => &["input", "regionCode"],
        Kind::Rollout => &["input", "rolloutId"],
        Kind::Service => &["input", "serviceCode"],
        Kind::CentreModelEntry | Kind::Setting => &["input", "key"],
        Kind::RolloutTenant | Kind::Tenant => &["input", "tenantId"],
    }
}

fn top_level(asked: &Asked, error: &Error) -> GraphqlError {
    let code = match error {
        Error::Forbidden { .. } => ErrorCode::Forbidden,
        Error::Unavailable(_) => ErrorCode::Unavailable,
        Error::Timeout => ErrorCode::Timeout,
        Error::Internal(_) => ErrorCode::Internal,
        Error::Invalid(_) => ErrorCode::BadUserInput,
        Error::NotFound(_) => ErrorCode::NotFound,
        Error::Rejected(rejection) => code_of(rejection.code),
        Error::IllegalMove { code, .. } | Error::Merged { code, .. } => code_of(code),
        Error::Stale { .. } => ErrorCode::Stale,
    };
    log(asked, error);
    GraphqlError::new(code.text(asked.language)).extend_with(|_, extensions| {
        extensions.set("code", code.as_str());
        extensions.set("traceId", asked.trace.as_str());
        if let Error::Forbidden { permission } = error {
            extensions.set("permission", *permission);
        }
        if let Error::Invalid(fields) = error {
            extensions.set("fields", fields.iter().map(shown).collect::<Vec<_>>());
        }
    })
}

fn shown(field: &Field) -> async_graphql::Value {
    async_graphql::Value::from(format!("{}: {}", field.path.join("."), field.code))
}

fn log(asked: &Asked, error: &Error) {
    let trace = asked.trace.as_str();
    match error {
        Error::Internal(source) => {
            tracing::error!(trace_id = trace, error = %chain(source.as_ref()), "internal error");
        }
        Error::Unavailable(source) => {
            tracing::warn!(trace_id = trace, error = %chain(source.as_ref()), "database unavailable");
        }
        Error::Timeout => tracing::warn!(trace_id = trace, "database timeout"),
        Error::Forbidden { .. }
        | Error::Invalid(_)
        | Error::NotFound(_)
        | Error::Rejected(_)
        | Error::IllegalMove { .. }
        | Error::Merged { .. }
        | Error::Stale { .. } => {}
    }
}

fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}
