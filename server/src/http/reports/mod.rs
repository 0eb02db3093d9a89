//! `/reports`: what a centre did in a quarter, as a page to print and as a file for spreadsheets. It only shows something, and works
//! without a script.
//!
//! Owns: how a report is drawn and written. Doesn't own: who may see it and what is counted (`domain::reports`), what stands around
//! a page (`page`).

mod csv;
mod names;
mod sheet;

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

/// Its addresses.
pub(super) fn with(routes: Route, graphql: &Arc<Graphql>) -> Route {
    let (of_all, of_one) = (Arc::clone(graphql), Arc::clone(graphql));
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
                    let name = request.raw_path_param("period").unwrap_or_default().to_owned();
                    if let Some(period) = name.strip_suffix(CSV) {
                        read_only(&request, Box::pin(file(&graphql, &request, period))).await
                    } else {
                        let shown = Box::pin(one(&graphql, &request, &name));
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
    Ok((Page { place: Place::Reports, title, content: listed(&periods, tongue) }, response))
}

fn listed(periods: &[ReportingPeriod], tongue: Tongue) -> Markup {
    html! { section.card {
        h2 #quarters { (tongue.say("Čtvrtletí", "Quarters")) }
        ul { @for period in periods { li {
            a href=(format!("/reports/{}", period.quarter)) { (period.quarter) } " " (sheet::state(period, tongue))
        } } }
    } }
}

/// `GET /reports/2026-Q3`.
async fn one(
    graphql: &Graphql,
    request: &Request,
    name: &str,
) -> Result<(Page, Response), NotShown> {
    let tongue = page::tongue_of(request);
    let deadline = Instant::now() + graphql.settings().time_max;
    let (signed_in, verdict) = enter(graphql, request, deadline).await?;
    let caller = reader(&signed_in).map_err(|problem| not_shown(problem, tongue))?;
    let quarter = named(name)?;
    let report = within(deadline, reports::queries::report(caller, quarter)).await?;
    let names = within(deadline, Names::of(caller, &report)).await?;
    let content = sheet::content(&report, &names, tongue);
    let title = format!("{} {quarter}", tongue.say("Zpráva o činnosti", "Report of"));
    let mut response = Response::default();
    tell(&mut response, &verdict);
    Ok((Page { place: Place::Reports, title, content }, response))
}

/// `GET /reports/2026-Q3.csv`: each share of each activity, a line.
async fn file(graphql: &Graphql, request: &Request, name: &str) -> Result<Response, Problem> {
    let deadline = Instant::now() + graphql.settings().time_max;
    let (signed_in, verdict) = enter(graphql, request, deadline).await?;
    let caller = reader(&signed_in)?;
    let quarter = named(name)?;
    let language = Language::preferred(text(request.headers(), header::ACCEPT_LANGUAGE.as_str()));
    let written = within(deadline, csv::written(caller, quarter, language)).await?;
    let mut response = Response::builder()
        .content_type("text/csv; charset=utf-8; header=present")
        .header(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{quarter}{CSV}\""))
        .header(header::VARY, header::ACCEPT_LANGUAGE)
        .body(written);
    tell(&mut response, &verdict);
    Ok(response)
}

fn named(name: &str) -> Result<Quarter, Problem> {
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
