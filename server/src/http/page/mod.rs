//! Pages for people, drawn by the server: what stands around each of them, and what browsers are told about them.
//!
//! No script at all, and no style but in one file of ours: what somebody called their association can't become either. The
//! pages of signing in ([auth](super::auth)) are older than this, and have their own.

mod styles;
mod tongue;

pub(super) use styles::file;
pub(super) use tongue::Tongue;

use super::problem::Problem;
use super::{text, trace_of};
use maud::{DOCTYPE, Markup, html};
use poem::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use poem::{Body, Request, Response};
use schema::{Language, TraceId};

/// What browsers are told about pages: nothing of others, no script, in no frame.
const ABOUT_PAGES: [(HeaderName, &str); 4] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::REFERRER_POLICY, "same-origin"),
    (header::VARY, "Accept-Language, Cookie, Authorization"),
    (header::CONTENT_TYPE, "text/html; charset=utf-8"),
];

/// A place in the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Overview,
    Rollouts,
    Reports,
    Explorer,
    Account,
    /// Where citizens ask, who don't sign in: there is no menu, and it isn't in any.
    Intake,
    /// Where a link in a mail ends such mails, as little in a menu.
    Unsubscribe,
}

impl Place {
    const ALL: [Self; 5] =
        [Self::Overview, Self::Rollouts, Self::Reports, Self::Explorer, Self::Account];

    const fn path(self) -> &'static str {
        match self {
            Self::Overview => "/overview",
            Self::Rollouts => "/overview/rollouts",
            Self::Reports => "/reports",
            Self::Explorer => "/graphiql",
            Self::Account => "/auth",
            Self::Intake => "/intake",
            Self::Unsubscribe => "/notifications",
        }
    }

    pub(super) const fn name(self, tongue: Tongue) -> &'static str {
        match self {
            Self::Overview => tongue.say("Přehled center", "Centres"),
            Self::Rollouts => tongue.say("Zavádění", "Roll-outs"),
            Self::Reports => tongue.say("Zprávy", "Reports"),
            Self::Explorer => tongue.say("Průzkumník GraphQL", "GraphQL explorer"),
            Self::Account => tongue.say("Můj účet", "My account"),
            Self::Intake => tongue.say("Zeptejte se centra", "Ask the centre"),
            Self::Unsubscribe => tongue.say("E-maily o oznámeních", "Mails about notifications"),
        }
    }

    /// Whether it is for who doesn't sign in.
    fn is_outside(self) -> bool {
        !Self::ALL.contains(&self)
    }
}

/// A page.
pub(super) struct Page {
    /// Where it stands in the menu.
    pub(super) place: Place,
    /// What it is called, above it and in the browser.
    pub(super) title: String,
    pub(super) content: Markup,
}

impl Page {
    fn html(&self, tongue: Tongue) -> String {
        let page = html! {
            (DOCTYPE)
            html lang=(tongue.code()) data-theme="light" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="robots" content="noindex";
                    title { (self.title) " – Centrum" }
                    link rel="stylesheet" href=(styles::address());
                    link rel="license" href=(styles::LICENCE);
                }
                body {
                    a.skip href="#content" { (tongue.say("Přejít na obsah", "Skip to the content")) }
                    header.head {
                        div.gov-container {
                            @if self.place.is_outside() { span.brand { "Centrum" } } @else { (self.menu(tongue)) }
                        }
                    }
                    main #content { div.gov-container {
                        h1 { (self.title) }
                        (self.content)
                    } }
                }
            }
        };
        page.into_string()
    }

    fn menu(&self, tongue: Tongue) -> Markup {
        html! {
            a.brand href=(Place::Overview.path()) { "Centrum" }
            nav aria-label=(tongue.say("Hlavní", "Main")) { ul { @for place in Place::ALL {
                li { a href=(place.path()) aria-current=[(place == self.place).then_some("page")] { (place.name(tongue)) } }
            } } }
        }
    }
}

/// Why a page isn't shown.
pub(super) struct NotShown {
    problem: Problem,
    /// What exactly, where it can be said.
    why: Option<String>,
}

impl NotShown {
    /// With a sentence for whoever asked.
    pub(super) fn saying(problem: impl Into<Problem>, why: String) -> Self {
        Self { problem: problem.into(), why: Some(why) }
    }

    fn into_response(self, place: Place, trace: &TraceId, tongue: Tongue) -> Response {
        let status = self.problem.status;
        let title = title(status, tongue).to_owned();
        let why = self.why.as_deref().unwrap_or_else(|| advice(status, tongue));
        let content = html! {
            div.gov-message data-color="warning" data-type="subtle" { div { p { (why) } } }
            @if status == StatusCode::UNAUTHORIZED {
                p { a.button href="/auth" { (tongue.say("Přihlásit se", "Sign in")) } }
            }
            @if status == StatusCode::BAD_REQUEST && !place.is_outside() {
                p { a href=(place.path()) { (place.name(tongue)) } }
            }
            p.small { (tongue.say("Kód pro podporu:", "For support:")) " " code { (self.problem.code) " " (trace.as_str()) } }
        };
        let page = Page { place, title, content };
        let mut response = self.problem.into_response(trace);
        response.set_body(page.html(tongue));
        about_page(&mut response);
        response
    }
}

impl From<Problem> for NotShown {
    fn from(problem: Problem) -> Self {
        Self { problem, why: None }
    }
}

/// An address that only shows a page, in this place.
pub(super) async fn answer(
    request: &Request,
    place: Place,
    shown: impl Future<Output = Result<(Page, Response), NotShown>>,
) -> Response {
    let tongue = tongue_of(request);
    let answered = match *request.method() {
        Method::GET | Method::HEAD => shown.await,
        _ => Err(Problem::method_not_allowed("GET, HEAD").into()),
    };
    as_answer(answered, place, &trace_of(request), tongue)
}

/// A page, or one that says why there is none.
pub(super) fn as_answer(
    answered: Result<(Page, Response), NotShown>,
    place: Place,
    trace: &TraceId,
    tongue: Tongue,
) -> Response {
    match answered {
        Ok((page, mut response)) => {
            response.set_body(Body::from_string(page.html(tongue)));
            about_page(&mut response);
            response
        }
        Err(not_shown) => not_shown.into_response(place, trace, tongue),
    }
}

/// In which language somebody reads.
pub(super) fn tongue_of(request: &Request) -> Tongue {
    let accepted = text(request.headers(), header::ACCEPT_LANGUAGE.as_str());
    Tongue::of(Language::preferred(accepted))
}

fn about_page(response: &mut Response) {
    for (name, value) in ABOUT_PAGES {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
}

fn title(status: StatusCode, tongue: Tongue) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => tongue.say("Nejste přihlášeni", "You aren't signed in"),
        StatusCode::FORBIDDEN => tongue.say("Nemáte oprávnění", "You lack the permission"),
        StatusCode::NOT_FOUND | StatusCode::GONE => {
            tongue.say("Nic tu není", "There is nothing here")
        }
        StatusCode::TOO_MANY_REQUESTS => tongue.say("Příliš mnoho dotazů", "Too many requests"),
        status if status.is_client_error() => {
            tongue.say("Adrese nerozumíme", "The address can't be understood")
        }
        _ => tongue.say("Teď to nejde", "It doesn't work now"),
    }
}

fn advice(status: StatusCode, tongue: Tongue) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => tongue.say(
            "Tato stránka je pro přihlášené. Přihlaste se a otevřete ji znovu.",
            "This page is for who is signed in. Sign in, and open it again.",
        ),
        StatusCode::FORBIDDEN => tongue.say(
            "Tuto stránku vidí koordinátoři a auditoři na národní nebo krajské úrovni.",
            "Coordinators and auditors of the nation or of a region see this page.",
        ),
        StatusCode::NOT_FOUND => tongue.say(
            "Nic takového není, nebo to nevidíte.",
            "There is no such thing, or you don't see it.",
        ),
        StatusCode::TOO_MANY_REQUESTS => {
            tongue.say("Zkuste to za chvíli znovu.", "Try again in a moment.")
        }
        StatusCode::URI_TOO_LONG => {
            tongue.say("Adresa je příliš dlouhá.", "The address is too long.")
        }
        StatusCode::METHOD_NOT_ALLOWED => {
            tongue.say("Stránka se jen prohlíží.", "The page only shows something.")
        }
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => tongue.say(
            "Databáze teď neodpovídá. Zkuste to za chvíli znovu.",
            "The database doesn't answer now. Try again in a moment.",
        ),
        status if status.is_client_error() => {
            tongue.say("Zkontrolujte adresu stránky.", "Check the address of the page.")
        }
        _ => tongue.say(
            "Je to naše chyba. Pošlete nám prosím kód níže.",
            "A fault of ours. Please tell us the code below.",
        ),
    }
}
