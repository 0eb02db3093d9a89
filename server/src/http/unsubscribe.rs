//! `/notifications/…/unsubscribe`: where a link in a mail leads to that ends such mails. Without signing in, and without a script.
//!
//! Owns: the page. Doesn't own: what ends (`domain::notifications`), and what stands around a page (`page`).

use super::doorstep::{deadline, slug, tenant_of};
use super::figures::within;
use super::graphql::Graphql;
use super::page::{self, NotShown, Page, Place, Tongue};
use super::problem::Problem;
use super::trace_of;
use domain::notifications::{commands, queries};
use maud::{Markup, html};
use poem::endpoint::make;
use poem::http::{Method, StatusCode};
use poem::{Request, Response, Route};
use serde::Deserialize;
use std::sync::Arc;

/// What stands in the address of a link.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Link {
    secret: String,
}

type Shown = Result<(Page, Response), NotShown>;

/// Its address.
pub(super) fn with(routes: Route, graphql: &Arc<Graphql>) -> Route {
    let graphql = Arc::clone(graphql);
    routes.at(
        "/notifications/:tenant/unsubscribe",
        make(move |request: Request| {
            let graphql = Arc::clone(&graphql);
            async move { Box::pin(answer(&graphql, request)).await }
        }),
    )
}

/// `GET` shows a button, `POST` is the button: whoever only looks at a link (a mail filter, a preview) ends nothing. A mail
/// program posts by itself what it was told to (RFC 8058); what is in the body doesn't matter, for all that counts is who has
/// the link, and so it doesn't matter either from where it comes.
async fn answer(graphql: &Graphql, request: Request) -> Response {
    let (trace, tongue) = (trace_of(&request), page::tongue_of(&request));
    let shown = match *request.method() {
        Method::GET | Method::HEAD => asked(graphql, &request, tongue).await,
        Method::POST => ended(graphql, &request, tongue).await,
        _ => Err(Problem::method_not_allowed("GET, HEAD, POST").into()),
    };
    page::as_answer(shown, Place::Unsubscribe, &trace, tongue)
}

async fn asked(graphql: &Graphql, request: &Request, tongue: Tongue) -> Shown {
    let tenant = tenant_of(graphql, request, || no_such_link(tongue)).await?;
    let Link { secret } = request.params().unwrap_or_default();
    let counts = queries::link_counts(&graphql.db, tenant, &secret);
    if !within(deadline(graphql), counts).await? {
        return Err(no_such_link(tongue));
    }
    let address = format!("/notifications/{}/unsubscribe?secret={secret}", slug(request));
    Ok(page_of(
        tongue,
        html! {
            p { (tongue.say(
                "Tímto tlačítkem vypnete e-maily o oznámeních. Oznámení samotná zůstanou, přečtete je po přihlášení.",
                "This button turns off the mails about notifications. The notifications themselves stay; sign in to read them.")) }
            form method="post" action=(address) {
                p { button.button type="submit" { (tongue.say("Vypnout", "Turn off")) } }
            }
        },
    ))
}

async fn ended(graphql: &Graphql, request: &Request, tongue: Tongue) -> Shown {
    let tenant = tenant_of(graphql, request, || no_such_link(tongue)).await?;
    let Link { secret } = request.params().unwrap_or_default();
    if !within(deadline(graphql), commands::end_mails(&graphql.db, tenant, &secret)).await? {
        return Err(no_such_link(tongue));
    }
    Ok(page_of(
        tongue,
        html! { p { (tongue.say(
        "E-maily o oznámeních Vám už posílat nebudeme. Zapnout si je můžete kdykoli po přihlášení.",
        "We send you no more mails about notifications. Sign in to turn them on again at any time.")) } },
    ))
}

fn page_of(tongue: Tongue, content: Markup) -> (Page, Response) {
    let place = Place::Unsubscribe;
    (Page { place, title: place.name(tongue).to_owned(), content }, Response::default())
}

/// The same whether it never was, is another centre's, or was used.
fn no_such_link(tongue: Tongue) -> NotShown {
    let why = tongue.say(
        "Tento odkaz už nic nevypíná: e-maily jsou vypnuté, nebo odkaz není celý.",
        "This link turns nothing off any more: the mails are off, or it isn't the whole link.",
    );
    let detail = "There is no such link, or it has ended.";
    NotShown::saying(Problem::new(StatusCode::GONE, "LINK_ENDED", detail), why.to_owned())
}
