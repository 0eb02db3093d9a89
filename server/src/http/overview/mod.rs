//! `/overview`: all centres at a glance, for coordinators. It only shows something, and works without a script; what is asked
//! stands in the address, in the words of the files beside it (`figures`).
//!
//! Owns: how figures are drawn. Doesn't own: who may see them and what is counted (`domain`), what stands around a page (`page`).

mod centre;
mod columns;
mod filters;
mod map;
mod reasons;
mod table;
mod totals;
mod trend;

use super::figures::{Asked, Mistake, enter, within};
use super::gate::tell;
use super::graphql::Graphql;
use super::page::{self, NotShown, Page, Place, Tongue};
use super::problem::Problem;
use super::read_only;
use chrono::NaiveDate;
use domain::access::Caller;
use domain::directory::{BoundaryLevel, boundaries_geojson};
use domain::kernel::ids::{TenantId, TypedId as _};
use domain::kernel::working_days::day_in_prague;
use domain::monitoring::{self, CentreFigures, Overview, Wanted, national_overview};
use maud::html;
use poem::endpoint::make;
use poem::http::StatusCode;
use poem::{Request, Response, Route};
use std::sync::Arc;
use tokio::time::Instant;
use tracing::{Span, field};

/// Its addresses.
pub(super) fn with(routes: Route, graphql: &Arc<Graphql>) -> Route {
    let (of_all, of_one) = (Arc::clone(graphql), Arc::clone(graphql));
    routes
        .at(
            "/overview",
            make(move |request: Request| {
                let graphql = Arc::clone(&of_all);
                async move {
                    page::answer(&request, Place::Overview, Box::pin(all(&graphql, &request))).await
                }
            }),
        )
        .at(
            "/overview/centres/:id",
            make(move |request: Request| {
                let graphql = Arc::clone(&of_one);
                async move {
                    page::answer(&request, Place::Overview, Box::pin(one(&graphql, &request))).await
                }
            }),
        )
        .at(
            "/assets/:name",
            make(|request: Request| async move {
                read_only(&request, async { page::file(&request) }).await
            }),
        )
}

/// What is shown of all centres.
struct View<'v> {
    tongue: Tongue,
    today: NaiveDate,
    asked: &'v Asked,
    overview: &'v Overview,
    /// Those that the filter shows, in order.
    chosen: &'v [CentreFigures],
}

/// `GET /overview`.
async fn all(graphql: &Graphql, request: &Request) -> Result<(Page, Response), NotShown> {
    let tongue = page::tongue_of(request);
    let deadline = Instant::now() + graphql.settings().time_max;
    let (signed_in, verdict) = enter(graphql, request, deadline).await?;
    let caller = of_the_nation(signed_in.caller())?;
    let today = day_in_prague(caller.clock().now());
    let asked = Asked::read(request.uri(), today).map_err(|mistake| mistaken(mistake, tongue))?;
    let wanted = Wanted { closing_times: true, sizes: true, trend: true, areas: false };
    let (overview, borders) = futures_util::try_join!(
        within(deadline, national_overview(caller, asked.period, wanted)),
        within(deadline, boundaries_geojson(caller, BoundaryLevel::Region)),
    )?;
    let chosen = overview.all_centres(&asked.filter, asked.order);
    let view = View { tongue, today, asked: &asked, overview: &overview, chosen: &chosen };
    let content = html! {
        p.lead {
            (tongue.day(asked.period.from())) " – " (tongue.day(asked.period.to()))
            " · " (tongue.say("stav k", "as of")) " " (tongue.day(today))
        }
        (filters::form(&view))
        (totals::of_chosen(&view))
        div.beside {
            (map::of_country(&view, &borders))
            (trend::by_month(&overview.trend, tongue, tongue.say("Všechna centra po měsících", "All centres by month")))
        }
        (table::of_centres(&view))
    };
    let title = tongue.say("Přehled center", "Centres at a glance").to_owned();
    let mut response = Response::default();
    tell(&mut response, &verdict);
    Ok((Page { place: Place::Overview, title, content }, response))
}

/// `GET /overview/centres/…`: one centre, by its tenant's id.
async fn one(graphql: &Graphql, request: &Request) -> Result<(Page, Response), NotShown> {
    let tongue = page::tongue_of(request);
    let deadline = Instant::now() + graphql.settings().time_max;
    let (signed_in, verdict) = enter(graphql, request, deadline).await?;
    let caller = of_the_nation(signed_in.caller())?;
    let today = day_in_prague(caller.clock().now());
    let asked = Asked::read(request.uri(), today).map_err(|mistake| mistaken(mistake, tongue))?;
    let id = request.raw_path_param("id").and_then(TenantId::read);
    let id = id.ok_or_else(Problem::not_found)?;
    let found = within(deadline, monitoring::centre(caller, id, asked.period)).await?;
    let view = found.ok_or_else(Problem::not_found)?;
    let mut response = Response::default();
    tell(&mut response, &verdict);
    let content = centre::content(&view, &asked, tongue);
    Ok((Page { place: Place::Overview, title: view.centre.name, content }, response))
}

/// Who acts in several tenants and holds nothing of the nation's isn't anybody's caller here, and may not see it.
pub(super) fn of_the_nation(caller: Option<&Caller>) -> Result<&Caller, Problem> {
    let caller = caller.ok_or_else(|| {
        let detail = "You lack the permission for that.";
        Problem::new(StatusCode::FORBIDDEN, "FORBIDDEN", detail)
    })?;
    Span::current().record("tenant.id", field::display(caller.tenant()));
    Ok(caller)
}

/// Says which part of an address is wrong.
fn mistaken(mistake: Mistake, tongue: Tongue) -> NotShown {
    let why = match &mistake {
        Mistake::TooLong => {
            tongue.say("Adresa je příliš dlouhá.", "The address is too long.").to_owned()
        }
        Mistake::Unreadable => {
            tongue.say("Adresu nelze přečíst.", "The address can't be read.").to_owned()
        }
        Mistake::Unknown(name) => format!(
            "{}: „{}“.",
            tongue.say("Takový filtr přehled nemá", "There is no such filter"),
            beginning(name)
        ),
        Mistake::Twice(name) => format!(
            "{}: „{name}“.",
            tongue.say("Filtr stojí v adrese dvakrát", "A filter stands in the address twice")
        ),
        Mistake::Value(name, value) => format!(
            "{} „{name}“: „{}“.",
            tongue.say("Takovou hodnotu nemůže mít filtr", "That can't be the value of the filter"),
            beginning(value)
        ),
        Mistake::Period => tongue
            .say(
                "Období nejde spočítat: „from“ musí být před „to“ a nejvýš deset let.",
                "The period can't be counted: \"from\" must be before \"to\", at most ten years.",
            )
            .to_owned(),
    };
    NotShown::saying(mistake, why)
}

/// An address with what it says, if anything.
fn address(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// Enough of a text to know it by.
fn beginning(text: &str) -> String {
    text.chars().take(80).collect()
}
