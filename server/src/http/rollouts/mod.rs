//! `/overview/rollouts`: where roll-outs of the centre model are, for coordinators. It only shows something, and works without a
//! script: waves, what their gates read, who is where, who was put off and why.
//!
//! Owns: how a roll-out is drawn. Doesn't own: who may see it and what is read (`domain`), what stands around a page (`page`).

mod one;
mod tenants;
mod waves;
mod words;

use super::figures::{enter, within};
use super::gate::tell;
use super::graphql::Graphql;
use super::overview::of_the_nation;
use super::page::{self, NotShown, Page, Place, Tongue};
use super::problem::Problem;
use domain::access::Caller;
use domain::configuration::model::versions;
use domain::kernel::ids::{CentreModelVersionId, RolloutId, TypedId as _};
use domain::kernel::page::PageArgs;
use domain::rollouts::{Rollout, queries};
use maud::{Markup, html};
use poem::endpoint::make;
use poem::{Request, Response, Route};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::time::Instant;

/// So many roll-outs are listed: a country has a few a year.
const LISTED: i32 = 100;

/// Its addresses.
pub(super) fn with(routes: Route, graphql: &Arc<Graphql>) -> Route {
    let (of_all, of_one) = (Arc::clone(graphql), Arc::clone(graphql));
    routes
        .at(
            "/overview/rollouts",
            make(move |request: Request| {
                let graphql = Arc::clone(&of_all);
                async move {
                    page::answer(&request, Place::Rollouts, Box::pin(all(&graphql, &request))).await
                }
            }),
        )
        .at(
            "/overview/rollouts/:id",
            make(move |request: Request| {
                let graphql = Arc::clone(&of_one);
                async move {
                    page::answer(&request, Place::Rollouts, Box::pin(one(&graphql, &request))).await
                }
            }),
        )
}

/// The numbers of versions.
struct Numbers(HashMap<CentreModelVersionId, i32>);

impl Numbers {
    async fn read(caller: &Caller, rollouts: &[Rollout]) -> domain::kernel::error::Result<Self> {
        let ids: Vec<_> =
            rollouts.iter().flat_map(|one| one.from.into_iter().chain([one.to])).collect();
        let found = versions::queries::by_ids(caller, &ids).await?;
        Ok(Self(found.iter().filter_map(|one| Some((one.id, one.number?))).collect()))
    }

    /// `1 → 2`, or `→ 2` from whatever they were on.
    fn way(&self, rollout: &Rollout) -> String {
        let number = |id: &CentreModelVersionId| {
            self.0.get(id).map_or_else(|| "?".to_owned(), ToString::to_string)
        };
        let from = rollout.from.as_ref().map(|id| number(id) + " ").unwrap_or_default();
        format!("{from}→ {}", number(&rollout.to))
    }
}

/// `GET /overview/rollouts`.
async fn all(graphql: &Graphql, request: &Request) -> Result<(Page, Response), NotShown> {
    let tongue = page::tongue_of(request);
    let deadline = Instant::now() + graphql.settings().time_max;
    let (signed_in, verdict) = enter(graphql, request, deadline).await?;
    let caller = of_the_nation(signed_in.caller())?;
    let newest = PageArgs::new(Some(LISTED), None, None, None).map_err(|_| Problem::not_found())?;
    let rollouts = within(deadline, queries::rollouts(caller, &newest, false)).await?.items;
    let numbers = within(deadline, Numbers::read(caller, &rollouts)).await?;
    let content = listed(&rollouts, &numbers, tongue);
    let title = tongue.say("Zavádění modelu", "Roll-outs of the model").to_owned();
    let mut response = Response::default();
    tell(&mut response, &verdict);
    Ok((Page { place: Place::Rollouts, title, content }, response))
}

fn listed(rollouts: &[Rollout], numbers: &Numbers, tongue: Tongue) -> Markup {
    html! { section.card {
        h2 #rollouts { (tongue.say("Od nejnovějšího", "The newest first")) }
        @if rollouts.is_empty() {
            p { (tongue.say("Zatím se nic nezavádělo.", "Nothing was rolled out yet.")) }
        } @else {
            div.scroll role="region" aria-labelledby="rollouts" tabindex="0" { table.figures {
                thead { tr {
                    th scope="col" { (tongue.say("Název", "Name")) }
                    th scope="col" { (tongue.say("Verze", "Version")) }
                    th scope="col" { (tongue.say("Stav", "State")) }
                    th scope="col" { (tongue.say("Naplánováno", "Planned")) }
                    th scope="col" { (tongue.say("Spuštěno", "Started")) }
                    th scope="col" { (tongue.say("Skončilo", "Ended")) }
                } }
                tbody { @for rollout in rollouts { tr data-rollout=(rollout.id.print()) {
                    th scope="row" { a href=(format!("/overview/rollouts/{}", rollout.id.print())) { (rollout.name) } }
                    td { (numbers.way(rollout)) }
                    td { (words::tag(words::of_rollout(rollout, tongue))) }
                    td { (words::when(Some(rollout.planned_at), tongue)) }
                    td { (words::when(rollout.started_at, tongue)) }
                    td { (words::when(rollout.ended_at, tongue)) }
                } } }
            } }
        }
    } }
}

/// `GET /overview/rollouts/…`: one of them.
async fn one(graphql: &Graphql, request: &Request) -> Result<(Page, Response), NotShown> {
    let tongue = page::tongue_of(request);
    let deadline = Instant::now() + graphql.settings().time_max;
    let (signed_in, verdict) = enter(graphql, request, deadline).await?;
    let caller = of_the_nation(signed_in.caller())?;
    let id = request.raw_path_param("id").and_then(RolloutId::read);
    let id = id.ok_or_else(Problem::not_found)?;
    let found = within(deadline, queries::by_ids(caller, &[id])).await?.pop();
    let rollout = found.ok_or_else(Problem::not_found)?;
    let (waves, whereabouts, numbers) = futures_util::try_join!(
        within(deadline, queries::waves(caller, &rollout, queries::Readings::Wanted)),
        within(deadline, queries::whereabouts(caller, id, None)),
        within(deadline, Numbers::read(caller, std::slice::from_ref(&rollout))),
    )?;
    let view = one::View { rollout: &rollout, waves: &waves, whereabouts: &whereabouts, tongue };
    let content = one::content(&view, &numbers.way(&rollout));
    let mut response = Response::default();
    tell(&mut response, &verdict);
    Ok((Page { place: Place::Rollouts, title: rollout.name, content }, response))
}
