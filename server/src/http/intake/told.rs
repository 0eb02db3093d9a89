//! What somebody is told who handed something in, and who comes by a link.

use super::{elsewhere, with_status, words};
use crate::http::page::{Page, Place, Tongue};
use domain::intake::Status;
use domain::kernel::working_days::day_in_prague;
use maud::{Markup, html};
use poem::Response;
use poem::http::StatusCode;

/// The same whatever was done with it.
pub(super) fn sent(centre: &str, tongue: Tongue) -> (Page, Response) {
    let content = html! {
        p.lead { (centre) }
        p { (tongue.say(
            "Poslali jsme Vám e-mail s odkazem. Otevřete ho do 48 hodin a dotaz potvrďte: teprve pak se jím začneme zabývat.",
            "We sent you an e-mail with a link. Open it within 48 hours and confirm: only then do we begin to look at it.")) }
        p { (tongue.say(
            "Nepřišel? Podívejte se mezi nevyžádanou poštu, nebo formulář vyplňte znovu a zkontrolujte adresu.",
            "Did it not come? Look among unwanted mail, or fill in the form again and check the address.")) }
    };
    let page = of(tongue.say("Ještě to potvrďte", "Confirm it now"), content);
    (page, with_status(StatusCode::ACCEPTED))
}

/// A button: whoever only looks at the address does nothing.
pub(super) fn waiting(slug: &str, secret: &str, tongue: Tongue) -> (Page, Response) {
    let content = html! {
        p { (tongue.say(
            "Tímto tlačítkem potvrdíte, že dotaz je Váš. Centrum se jím pak začne zabývat.",
            "By this button you confirm that it was you who asked. The centre then begins to look at it.")) }
        form method="post" action=(format!("/intake/{slug}/request")) {
            input type="hidden" name="secret" value=(secret);
            p { button.button type="submit" { (tongue.say("Potvrdit", "Confirm")) } }
        }
    };
    (of(tongue.say("Potvrzení dotazu", "Confirm what you asked"), content), Response::default())
}

/// On to where it stands: there one can come again. On this host, whatever it is called: a browser holds the way on against what
/// a form may lead to.
pub(super) fn confirmed(slug: &str, secret: &str, tongue: Tongue) -> (Page, Response) {
    let link = format!("/intake/{slug}/request?secret={secret}");
    let content =
        html! { p { a href=(link) { (tongue.say("V jakém je stavu", "Where it stands")) } } };
    (of(tongue.say("Potvrzeno", "Confirmed"), content), elsewhere(&link))
}

/// Where it stands: its number, the days, a word. Not who works on it, nor what was written.
pub(super) fn status(status: &Status, tongue: Tongue) -> (Page, Response) {
    let (word, sentence) = words::of_state(status.state, tongue);
    let day = |at| tongue.day(day_in_prague(at));
    let content = html! {
        dl.sums {
            div { dt { (tongue.say("Stav", "State")) } dd { (word) } }
            div { dt { (tongue.say("Přijato", "Taken in")) } dd { (day(status.opened_at)) } }
            @if let Some(at) = status.closed_at {
                div { dt { (tongue.say("Ukončeno", "Ended")) } dd { (day(at)) } }
            }
        }
        p { (sentence) }
        p.small { (tongue.say(
            "Odkaz na tuto stránku si uložte a nikomu ho nepředávejte: kdo ho má, stav uvidí také.",
            "Keep the link to this page, and don't pass it on: who has it sees this too.")) }
    };
    let title = format!("{} {}", tongue.say("Dotaz", "Question"), status.printed_number());
    (Page { place: Place::Intake, title, content }, Response::default())
}

fn of(title: &str, content: Markup) -> Page {
    Page { place: Place::Intake, title: title.to_owned(), content }
}
