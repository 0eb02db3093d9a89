//! The centres' figures as a file: `/overview/centres.csv` for Czech spreadsheets, `/overview/centres.jsonl` for programs. What
//! is asked stands in the address, as filters and an order; who may ask, and what is counted, is decided by `domain`.
//!
//! It only shows something, so that a browser's session is enough: there is nothing that a page of another site could do by it.

mod asked;
mod csv;
mod json_lines;
mod words;

pub(super) use asked::{Asked, Mistake};
pub(super) use words::{area, health, kind, lifecycle};

use super::gate::tell;
use super::graphql::{self, Graphql};
use super::problem::Problem;
use super::{no_entry, text};
use crate::ephemeral::Verdict;
use domain::access::SignedIn;
use domain::kernel::error::Error;
use domain::kernel::working_days::day_in_prague;
use domain::monitoring::{CentreFigures, Period, Wanted, national_overview};
use futures_util::stream;
use poem::http::{StatusCode, header};
use poem::{Body, Request, Response};
use schema::Language;
use tokio::time::{Instant, timeout_at};
use tracing::{Span, field};

/// So many centres are written at once.
const WRITTEN_AT_ONCE: usize = 64;

/// How the figures are written.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    /// For Czech spreadsheets.
    Csv,
    /// An object a line.
    JsonLines,
}

impl Form {
    /// Both.
    pub(super) const ALL: [Self; 2] = [Self::Csv, Self::JsonLines];

    /// Where it is.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Csv => "/overview/centres.csv",
            Self::JsonLines => "/overview/centres.jsonl",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::JsonLines => "application/jsonl",
        }
    }

    fn file_name(self, period: Period) -> String {
        let (from, to) = (period.from().format("%Y-%m"), period.to().format("%Y-%m"));
        let ending = match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        };
        format!("centres-{from}-{to}.{ending}")
    }

    fn head(self, language: Language) -> String {
        match self {
            Self::Csv => csv::head(language),
            Self::JsonLines => String::new(),
        }
    }

    fn row(self, centre: &CentreFigures, period: Period, language: Language) -> String {
        match self {
            Self::Csv => csv::row(centre, period, language),
            Self::JsonLines => json_lines::line(centre, period),
        }
    }
}

/// Answers with the figures of all centres that the address asks for.
pub(super) async fn file(
    graphql: &Graphql,
    request: &Request,
    form: Form,
) -> Result<Response, Problem> {
    let deadline = Instant::now() + graphql.settings().time_max;
    let (signed_in, verdict) = enter(graphql, request, deadline).await?;
    let caller = signed_in.caller().ok_or_else(tenant_required)?;
    Span::current().record("tenant.id", field::display(caller.tenant()));

    let today = day_in_prague(caller.clock().now());
    let Asked { period, filter, order, .. } = Asked::of_file(request.uri(), today)?;
    let wanted = Wanted { closing_times: true, sizes: true, ..Wanted::default() };
    let overview = within(deadline, national_overview(caller, period, wanted)).await?;
    let centres = overview.all_centres(&filter, order);

    let language = Language::preferred(text(request.headers(), header::ACCEPT_LANGUAGE.as_str()));
    let disposition = format!("attachment; filename=\"{}\"", form.file_name(period));
    let mut response = Response::builder()
        .content_type(form.media_type())
        .header(header::CONTENT_DISPOSITION, disposition)
        .header(header::VARY, header::ACCEPT_LANGUAGE)
        .body(written(form, centres, period, language));
    tell(&mut response, &verdict);
    Ok(response)
}

/// Lets somebody in who wants to see figures.
pub(super) async fn enter(
    graphql: &Graphql,
    request: &Request,
    deadline: Instant,
) -> Result<(SignedIn, Verdict), Problem> {
    let (headers, url) = (request.headers(), graphql.public_url());
    let signing_in = Box::pin(graphql::signed_in(&graphql.db, &graphql.oidc, headers, url));
    let origin = graphql.gate.origin_of(request);
    let entering = graphql.gate.let_in(&origin, graphql::secret_of(headers, url), signing_in);
    let entered = timeout_at(deadline, entering).await.map_err(|_| Problem::timeout())?;
    let (signed_in, _, verdict) = entered.map_err(no_entry)?;
    Ok((signed_in, verdict))
}

/// Reads figures, as long as there is time.
pub(super) async fn within<T>(
    deadline: Instant,
    reading: impl Future<Output = Result<T, Error>>,
) -> Result<T, Problem> {
    let read = timeout_at(deadline, Box::pin(reading)).await.map_err(|_| Problem::timeout())?;
    read.map_err(|error| refused(&error))
}

/// Written while it is sent, some centres at a time.
fn written(form: Form, centres: Vec<CentreFigures>, period: Period, language: Language) -> Body {
    let mut centres = centres.into_iter();
    let rows = std::iter::from_fn(move || {
        let some = centres.by_ref().take(WRITTEN_AT_ONCE);
        let rows: String = some.map(|centre| form.row(&centre, period, language)).collect();
        Some(rows).filter(|rows| !rows.is_empty())
    });
    let parts = std::iter::once(form.head(language)).chain(rows).filter(|part| !part.is_empty());
    Body::from_bytes_stream(stream::iter(parts.map(Ok::<String, std::io::Error>)))
}

fn tenant_required() -> Problem {
    let detail = "You act in several tenants. Name one in the header Centrum-Tenant.";
    Problem::new(StatusCode::BAD_REQUEST, "TENANT_REQUIRED", detail)
}

/// An error that isn't the reader's to mend.
pub(super) fn refused(error: &Error) -> Problem {
    match error {
        Error::Forbidden { .. } => {
            Problem::new(StatusCode::FORBIDDEN, "FORBIDDEN", "You lack the permission for that.")
        }
        Error::Unavailable(_) => {
            Problem::unavailable("The database doesn't answer now. Try again in a moment.")
        }
        Error::Timeout => Problem::timeout(),
        Error::NotFound(_)
        | Error::Invalid(_)
        | Error::Rejected(_)
        | Error::IllegalMove { .. }
        | Error::Merged { .. }
        | Error::Stale { .. }
        | Error::Internal(_) => {
            tracing::error!(%error, "internal error");
            Problem::internal()
        }
    }
}
