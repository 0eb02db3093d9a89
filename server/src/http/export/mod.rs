//! `GET /export/members/{id}`: all that a member sees of its own cases, with their files, as JSON Lines: for who acts for it, and
//! once it has left for its association's administrator.
//!
//! Owns: who is let in, and that a part of it is never taken for the whole. Doesn't own: who may, and what they see
//! (`domain::tenancy`, and the policies of members).

mod lines;
mod part;

use super::gate::NoEntry;
use super::graphql::{Asker, Graphql, secret_of};
use super::problem::Problem;
use super::{Resources, trace_of};
use crate::files::Files;
use domain::access::{SignInError, SignedIn};
use domain::kernel::error::{Error, Result};
use domain::kernel::ids::{MemberId, TypedId as _};
use domain::tenancy;
use domain::tenancy::commands::begin_export;
use part::Export;
use poem::endpoint::make;
use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::{Body, Request, Response, Route};
use std::sync::Arc;

/// The address.
pub(super) fn with(routes: Route, graphql: &Arc<Graphql>, resources: &Resources) -> Route {
    let (graphql, files) = (Arc::clone(graphql), resources.files.clone());
    let answer = move |request: Request| {
        let (graphql, files) = (Arc::clone(&graphql), files.clone());
        async move { Box::pin(member(graphql, files, request)).await }
    };
    routes.at("/export/members/:id", make(answer))
}

/// Answers, whatever comes.
async fn member(graphql: Arc<Graphql>, files: Files, request: Request) -> Response {
    let trace = trace_of(&request);
    match begin(graphql, files, &request, trace.as_str()).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(&trace),
    }
}

async fn begin(
    graphql: Arc<Graphql>,
    files: Files,
    request: &Request,
    trace: &str,
) -> Result<Response, Problem> {
    // It leaves an event, so a HEAD isn't the same without a body.
    if request.method() != Method::GET {
        return Err(Problem::method_not_allowed("GET"));
    }
    let (asker, signed_in) = let_in(&graphql, request).await?;
    let signed_in = signed_in.traced(trace, None);
    let caller = signed_in.caller().ok_or_else(which_tenant)?;
    let id =
        request.raw_path_param("id").and_then(MemberId::read).ok_or_else(Problem::not_found)?;
    let exporting = begin_export(caller, id).await.map_err(refused)?;
    let lines = Export::of(exporting, (asker, signed_in), trace, graphql, files).lines();
    let mut response = Response::builder()
        .content_type("application/jsonl; charset=utf-8")
        .body(Body::from_bytes_stream(lines));
    let name = format!("attachment; filename=\"{}.jsonl\"", id.print());
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// Lets somebody in for what a page of another site must not make a browser do.
pub(super) async fn let_in(
    graphql: &Graphql,
    request: &Request,
) -> Result<(Asker, SignedIn), Problem> {
    let (headers, url) = (request.headers(), graphql.public_url());
    let signing_in = Box::pin(async {
        let asker = Asker::of(headers, url)?;
        Ok((asker.sign_in(&graphql.db, &graphql.oidc).await?, asker))
    });
    let origin = graphql.gate.origin_of(request);
    let found = graphql.gate.let_in(&origin, secret_of(headers, url), signing_in).await;
    match found {
        Ok((signed_in, asker, _)) => {
            asker.by().check(headers)?;
            Ok((asker, signed_in))
        }
        Err(NoEntry::TooOften(verdict)) => Err(Problem::too_often(verdict)),
        Err(NoEntry::SignIn(SignInError::Unauthenticated)) => Err(Problem::unauthenticated()),
        Err(NoEntry::SignIn(SignInError::TenantNotFound)) => Err(Problem::new(
            StatusCode::NOT_FOUND,
            "TENANT_NOT_FOUND",
            "No such tenant was found.",
        )),
        Err(NoEntry::SignIn(SignInError::Unavailable(_) | SignInError::Timeout)) => {
            Err(unavailable())
        }
        Err(NoEntry::SignIn(error @ SignInError::Internal(_))) => {
            tracing::error!(%error, "internal error");
            Err(Problem::internal())
        }
    }
}

pub(super) fn which_tenant() -> Problem {
    let detail = "You act in several tenants. Name one in the header Centrum-Tenant.";
    Problem::new(StatusCode::BAD_REQUEST, "TENANT_REQUIRED", detail)
}

pub(super) fn unavailable() -> Problem {
    Problem::unavailable("The database doesn't answer now. Try again in a moment.")
}

fn refused(error: Error) -> Problem {
    match error {
        Error::NotFound(_) | Error::Invalid(_) => Problem::not_found(),
        Error::Forbidden { .. } => {
            let detail = "You lack the permission ExportMember.";
            Problem::new(StatusCode::FORBIDDEN, "FORBIDDEN", detail)
        }
        Error::Rejected(rejection)
            if rejection.code == tenancy::Rejection::MemberStillBelongs.code() =>
        {
            let detail = "As long as the municipality belongs, its own people take its cases out.";
            Problem::new(StatusCode::CONFLICT, rejection.code, detail)
        }
        Error::Unavailable(_) | Error::Timeout => unavailable(),
        error @ (Error::Internal(_)
        | Error::Rejected(_)
        | Error::IllegalMove { .. }
        | Error::Merged { .. }
        | Error::Stale { .. }) => {
            tracing::error!(%error, "internal error");
            Problem::internal()
        }
    }
}
