//! `GET /export/members/{id}`: all that a member sees of its own cases, as JSON Lines: for who acts for it, and once it has left
//! for its association's administrator.
//!
//! Owns: who is let in, and that a part of it is never taken for the whole. Doesn't own: who may, and what they see
//! (`domain::tenancy`, and the policies of members).

mod lines;

use super::gate::NoEntry;
use super::graphql::{Asker, Graphql, secret_of};
use super::problem::Problem;
use super::trace_of;
use domain::access::{Caller, SignInError, SignedIn};
use domain::activities::{self, ActivityFilter, ActivityOrder};
use domain::kernel::error::{Error, Result};
use domain::kernel::ids::{MemberId, TypedId as _};
use domain::kernel::page::{Cursor, PageArgs};
use domain::tenancy::Exporting;
use domain::tenancy::commands::begin_export;
use domain::{requests, tenancy};
use futures_util::future::{BoxFuture, FutureExt as _};
use futures_util::stream;
use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::{Body, Request, Response};
use std::io;
use std::sync::Arc;

/// How many requests or activities are read, and held, at once.
const AT_ONCE: i32 = 50;

/// Answers, whatever comes.
pub(super) async fn member(graphql: Arc<Graphql>, request: Request) -> Response {
    let trace = trace_of(&request);
    match begin(graphql, &request, trace.as_str()).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(&trace),
    }
}

async fn begin(graphql: Arc<Graphql>, request: &Request, trace: &str) -> Result<Response, Problem> {
    // It leaves an event, so a HEAD isn't the same without a body.
    if request.method() != Method::GET {
        return Err(Problem::method_not_allowed("GET"));
    }
    let (asker, signed_in) = let_in(&graphql, request).await?;
    let signed_in = signed_in.traced(trace, None);
    let caller = signed_in.caller().ok_or_else(which_tenant)?;
    let id =
        request.raw_path_param("id").and_then(MemberId::read).ok_or_else(Problem::not_found)?;
    let Exporting { reader, member } = begin_export(caller, id).await.map_err(refused)?;
    let first = lines::head(&member, caller.clock().now());
    let export = Export {
        graphql,
        asker,
        signed_in,
        reader,
        trace: trace.to_owned(),
        next: Part::Requests(None),
        told: Told::default(),
        head: Some(first),
    };
    let lines = stream::try_unfold(export, goes_on);
    let mut response = Response::builder()
        .content_type("application/jsonl; charset=utf-8")
        .body(Body::from_bytes_stream(lines));
    let name = format!("attachment; filename=\"{}.jsonl\"", id.print());
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// The next lines, and how it goes on behind them.
fn goes_on(mut export: Export) -> BoxFuture<'static, io::Result<Option<(String, Export)>>> {
    async move { Ok(export.part().await?.map(|text| (text, export))) }.boxed()
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

/// An export on its way.
struct Export {
    graphql: Arc<Graphql>,
    asker: Asker,
    /// As they were when it began.
    signed_in: SignedIn,
    reader: Caller,
    trace: String,
    /// The first line.
    head: Option<String>,
    next: Part,
    told: Told,
}

/// What comes next.
enum Part {
    Requests(Option<Cursor>),
    Activities(Option<Cursor>),
    End,
    Nothing,
}

/// What was told, so that who reads it knows that they have it all.
#[derive(Default)]
struct Told {
    requests: usize,
    activities: usize,
}

impl Export {
    /// The next lines; `None`: that was all. After an error the connection ends without the last line.
    async fn part(&mut self) -> io::Result<Option<String>> {
        if let Some(head) = self.head.take() {
            return Ok(Some(head));
        }
        if matches!(self.next, Part::Nothing) {
            return Ok(None);
        }
        self.may_still().await?;
        let read = self.read().await;
        read.map(Some).map_err(|error| {
            tracing::warn!(trace_id = self.trace, %error, "an export ends in the middle");
            io::Error::other("the export ends in the middle")
        })
    }

    /// Rights may end while it goes on.
    async fn may_still(&self) -> io::Result<()> {
        let now = self.asker.sign_in(&self.graphql.db, &self.graphql.oidc).await;
        if now.is_ok_and(|now| now.has_rights_of(&self.signed_in)) {
            return Ok(());
        }
        Err(io::Error::other("the right to read on has ended"))
    }

    async fn read(&mut self) -> Result<String> {
        let mut text = String::new();
        self.next = match &self.next {
            Part::Requests(after) => {
                let found = requests::wholes(&self.reader, after.clone(), AT_ONCE).await?;
                self.told.requests += found.items.len();
                found.items.iter().for_each(|whole| text += &lines::request(whole, &found.people));
                found.next.map_or(Part::Activities(None), |next| Part::Requests(Some(next)))
            }
            Part::Activities(after) => {
                let found = self.activities(after.clone()).await?;
                self.told.activities += found.page.items.len();
                for activity in &found.page.items {
                    text += &lines::activity(activity, &found.children);
                }
                let last = found.cursors.last().filter(|_| found.page.has_next);
                last.cloned().map_or(Part::End, |next| Part::Activities(Some(next)))
            }
            Part::End | Part::Nothing => {
                text += &lines::end(self.told.requests, self.told.activities);
                Part::Nothing
            }
        };
        Ok(text)
    }

    async fn activities(&self, after: Option<Cursor>) -> Result<activities::Found> {
        let order =
            ActivityOrder { field: activities::OrderField::RecordedAt, is_descending: false };
        let args = PageArgs { after, ..PageArgs::new(Some(AT_ONCE), None, None, None)? };
        let wanted = activities::Wanted { shares: true, people: true, ..Default::default() };
        let filter = ActivityFilter::default();
        activities::queries::page(&self.reader, &filter, order, &args, false, &wanted).await
    }
}
