//! `/reports`: what a centre did in a quarter, as pages to print, and the lists behind it as files for spreadsheets too. They only
//! show something, and work without a script.
//!
//! Owns: how a report and its lists are drawn and written. Doesn't own: who may see them and what is counted (`domain::reports` and
//! the slices that are listed), what stands around a page (`page`).

mod activities;
mod benefits;
mod list;
mod names;
mod requests;
mod sheet;
mod timesheets;
mod words;

use super::figures::{enter, within};
use super::gate::tell;
use super::graphql::Graphql;
use super::page::{self, NotShown, Page, Place, Tongue};
use super::problem::Problem;
use super::{read_only, text};
use domain::access::{Caller, Permission, SignedIn};
use domain::closing::{self, ReportingPeriod};
use domain::kernel::working_days::day_in_prague;
use domain::periods::Quarter;
use domain::reports;
use list::List;
use maud::{Markup, html};
use names::Names;
use poem::endpoint::make;
use poem::http::{StatusCode, header};
use poem::{Request, Response, Route};
use schema::Language;
use std::sync::Arc;
use tokio::time::Instant;

/// What the address of a file ends with.
const CSV: &str = ".csv";
/// So many lines are read in one go.
const AT_ONCE: i32 = 100;

/// A list of a quarter.
#[derive(Debug, Clone, Copy)]
enum Listed {
    Activities,
    Benefits,
    Requests,
    Timesheets,
}

impl Listed {
    const ALL: [Self; 4] = [Self::Activities, Self::Benefits, Self::Requests, Self::Timesheets];

    fn named(name: &str) -> Result<Self, Problem> {
        let found = Self::ALL.into_iter().find(|list| list.name() == name);
        found.ok_or_else(Problem::not_found)
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Activities => "activities",
            Self::Benefits => "benefits",
            Self::Requests => "requests",
            Self::Timesheets => "timesheets",
        }
    }

    const fn title(self, tongue: Tongue) -> &'static str {
        match self {
            Self::Activities => tongue.say("Aktivity a podíly obcí", "Activities and shares"),
            Self::Benefits => {
                tongue.say("Přínosy a z čeho vyšly", "Benefits and what they came from")
            }
            Self::Requests => tongue.say("Přijaté požadavky", "Requests that came"),
            Self::Timesheets => tongue.say("Výkazy práce", "Timesheets"),
        }
    }

    fn address(self, quarter: Quarter) -> String {
        format!("/reports/{quarter}/{}", self.name())
    }

    fn file(self, quarter: Quarter) -> String {
        self.address(quarter) + CSV
    }

    async fn read(
        self,
        caller: &Caller,
        quarter: Quarter,
        tongue: Tongue,
    ) -> domain::kernel::error::Result<List> {
        match self {
            Self::Activities => activities::read(caller, quarter, tongue).await,
            Self::Benefits => benefits::read(caller, quarter, tongue).await,
            Self::Requests => requests::read(caller, quarter, tongue).await,
            Self::Timesheets => timesheets::read(caller, quarter, tongue).await,
        }
    }
}

/// Its addresses.
pub(super) fn with(routes: Route, graphql: &Arc<Graphql>) -> Route {
    let own = || Arc::clone(graphql);
    let (of_all, of_one, of_list) = (own(), own(), own());
    routes
        .at(
            "/reports",
            make(move |request: Request| {
                let graphql = Arc::clone(&of_all);
                async move {
                    page::answer(&request, Place::Reports, Box::pin(all(&graphql, &request))).await
                }
            }),
        )
        .at(
            "/reports/:period",
            make(move |request: Request| {
                let graphql = Arc::clone(&of_one);
                async move {
                    page::answer(&request, Place::Reports, Box::pin(one(&graphql, &request))).await
                }
            }),
        )
        .at(
            "/reports/:period/:list",
            make(move |request: Request| {
                let graphql = Arc::clone(&of_list);
                async move {
                    let name = request.raw_path_param("list").unwrap_or_default().to_owned();
                    if let Some(name) = name.strip_suffix(CSV) {
                        read_only(&request, Box::pin(file(&graphql, &request, name))).await
                    } else {
                        let shown = Box::pin(listed(&graphql, &request, &name));
                        page::answer(&request, Place::Reports, shown).await
                    }
                }
            }),
        )
}

/// `GET /reports`: the quarters of this year and the last.
async fn all(graphql: &Graphql, request: &Request) -> Result<(Page, Response), NotShown> {
    let tongue = page::tongue_of(request);
    let deadline = Instant::now() + graphql.settings().time_max;
    let (signed_in, verdict) = enter(graphql, request, deadline).await?;
    let caller = reader(&signed_in).map_err(|problem| not_shown(problem, tongue))?;
    let today = day_in_prague(caller.clock().now());
    let begun = |period: &ReportingPeriod| period.quarter.starts_on() <= today;
    let mut periods = Vec::new();
    for year in [chrono::Datelike::year(&today), chrono::Datelike::year(&today) - 1] {
        let of_year = within(deadline, closing::queries::of_year(caller, year)).await?;
        periods.extend(of_year.into_iter().rev().filter(begun));
    }
    let title = tongue.say("Zprávy o činnosti", "Reports").to_owned();
    let mut response = Response::default();
    tell(&mut response, &verdict);
    Ok((Page { place: Place::Reports, title, content: quarters(&periods, tongue) }, response))
}

fn quarters(periods: &[ReportingPeriod], tongue: Tongue) -> Markup {
    html! { section.card {
        h2 #quarters { (tongue.say("Čtvrtletí", "Quarters")) }
        ul { @for period in periods { li {
            a href=(format!("/reports/{}", period.quarter)) { (period.quarter) } " " (sheet::state(period, tongue))
        } } }
    } }
}

/// `GET /reports/2026-Q3`.
async fn one(graphql: &Graphql, request: &Request) -> Result<(Page, Response), NotShown> {
    let tongue = page::tongue_of(request);
    let deadline = Instant::now() + graphql.settings().time_max;
    let (signed_in, verdict) = enter(graphql, request, deadline).await?;
    let caller = reader(&signed_in).map_err(|problem| not_shown(problem, tongue))?;
    let quarter = quarter_of(request)?;
    let report = within(deadline, reports::queries::report(caller, quarter)).await?;
    let names = within(deadline, Names::of(caller, &report)).await?;
    let content = sheet::content(&report, &names, tongue);
    let title = format!("{} {quarter}", tongue.say("Zpráva o činnosti", "Report of"));
    let mut response = Response::default();
    tell(&mut response, &verdict);
    Ok((Page { place: Place::Reports, title, content }, response))
}

/// `GET /reports/2026-Q3/activities`: a list to print.
async fn listed(
    graphql: &Graphql,
    request: &Request,
    name: &str,
) -> Result<(Page, Response), NotShown> {
    let tongue = page::tongue_of(request);
    let deadline = Instant::now() + graphql.settings().time_max;
    let (signed_in, verdict) = enter(graphql, request, deadline).await?;
    let caller = reader(&signed_in).map_err(|problem| not_shown(problem, tongue))?;
    let (quarter, list) = (quarter_of(request)?, Listed::named(name)?);
    let read = within(deadline, list.read(caller, quarter, tongue)).await?;
    let title = format!("{} {quarter}", list.title(tongue));
    let content = html! {
        p.back { a href=(format!("/reports/{quarter}")) { "← " (tongue.say("Zpráva o činnosti", "Report of")) " " (quarter) } }
        p.files { a href=(list.file(quarter)) { (tongue.say("Totéž jako soubor CSV pro tabulkový procesor", "The same as a CSV file for spreadsheets")) } }
        (read.table(list.name(), list.title(tongue), tongue))
    };
    let mut response = Response::default();
    tell(&mut response, &verdict);
    Ok((Page { place: Place::Reports, title, content }, response))
}

/// `GET /reports/2026-Q3/activities.csv`: the same for spreadsheets.
async fn file(graphql: &Graphql, request: &Request, name: &str) -> Result<Response, Problem> {
    let deadline = Instant::now() + graphql.settings().time_max;
    let (signed_in, verdict) = enter(graphql, request, deadline).await?;
    let caller = reader(&signed_in)?;
    let (quarter, list) = (quarter_of(request)?, Listed::named(name)?);
    let language = Language::preferred(text(request.headers(), header::ACCEPT_LANGUAGE.as_str()));
    let tongue = Tongue::of(language);
    let written = within(deadline, list.read(caller, quarter, tongue)).await?.csv(tongue);
    let name = format!("attachment; filename=\"{quarter}-{}{CSV}\"", list.name());
    let mut response = Response::builder()
        .content_type("text/csv; charset=utf-8; header=present")
        .header(header::CONTENT_DISPOSITION, name)
        .header(header::VARY, header::ACCEPT_LANGUAGE)
        .body(written);
    tell(&mut response, &verdict);
    Ok(response)
}

fn quarter_of(request: &Request) -> Result<Quarter, Problem> {
    let name = request.raw_path_param("period").unwrap_or_default();
    Quarter::parse(name, &["period"]).map_err(|_| Problem::not_found())
}

/// Who reads reports: a municipality's people read their own shares in the contract, a report is the centre's.
fn reader(signed_in: &SignedIn) -> Result<&Caller, Problem> {
    let caller = signed_in.caller().ok_or_else(|| {
        let detail = "You act in several tenants. Name one in the header Centrum-Tenant.";
        Problem::new(StatusCode::BAD_REQUEST, "TENANT_REQUIRED", detail)
    })?;
    let needs = [Permission::ReadPeriods, Permission::ReadActivities];
    if needs.iter().all(|permission| caller.may(*permission)) {
        Ok(caller)
    } else {
        let detail = "You lack the permission ReadPeriods or ReadActivities.";
        Err(Problem::new(StatusCode::FORBIDDEN, "FORBIDDEN", detail))
    }
}

/// Who may not is told so on behalf of these pages: their siblings are the coordinators'.
fn not_shown(problem: Problem, tongue: Tongue) -> NotShown {
    if problem.status != StatusCode::FORBIDDEN {
        return problem.into();
    }
    let why = tongue.say(
        "Zprávy o činnosti centra vidí jeho pracovníci a předseda svazku.",
        "A centre's reports are seen by its staff and the association's chair.",
    );
    NotShown::saying(problem, why.to_owned())
}
