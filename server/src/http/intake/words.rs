//! What the fields are called, and what is said of one that can't be so.

use crate::http::page::Tongue;
use domain::kernel::error::code;
use domain::requests::RequestState;

/// What a field is called.
pub(super) fn label(field: &str, tongue: Tongue) -> &'static str {
    match field {
        "name" => tongue.say("Jméno a příjmení", "Your name"),
        "email" => tongue.say("E-mail", "E-mail"),
        "service" => tongue.say("S čím potřebujete pomoci", "What you need help with"),
        "municipality" => tongue.say("Obec, které se to týká", "The municipality it is about"),
        "title" => tongue.say("Stručně, o co jde", "In short, what it is about"),
        _ => tongue.say("Popis", "The whole of it"),
    }
}

/// What to do about a field.
pub(super) fn mistake(field: &str, why: &str, tongue: Tongue) -> String {
    let what = match (field, why) {
        (_, code::TOO_LONG) => tongue.say("text je příliš dlouhý", "the text is too long"),
        ("email", code::MALFORMED) => tongue
            .say("to není adresa, na kterou lze psát", "this is no address that can be written to"),
        (_, code::MALFORMED) => {
            tongue.say("text obsahuje nepovolený znak", "the text has a character that can't be")
        }
        ("service", _) => tongue.say("vyberte jednu z nabízených služeb", "choose one of these"),
        ("municipality", _) => tongue.say(
            "vyberte obec ze seznamu; bez ní nelze případ obci ukázat",
            "choose one of the list; without it the case can't be shown to it",
        ),
        _ => tongue.say("vyplňte prosím", "please fill it in"),
    };
    format!("{}: {what}", label(field, tongue))
}

/// Where a case stands, as a citizen needs to know it, and in a word.
pub(super) fn of_state(state: RequestState, tongue: Tongue) -> (&'static str, &'static str) {
    match state {
        RequestState::New | RequestState::Assigned => (
            tongue.say("Přijato", "Taken in"),
            tongue.say(
                "Váš dotaz máme a čeká, až na něj přijde řada.",
                "We have it, and it waits for its turn.",
            ),
        ),
        RequestState::InProgress => (
            tongue.say("Řeší se", "Being worked on"),
            tongue.say("Vašemu dotazu se někdo věnuje.", "Somebody is at it."),
        ),
        RequestState::WaitingForRequester => (
            tongue.say("Čeká na Vás", "Waiting for you"),
            tongue.say(
                "Potřebujeme od Vás něco vědět. Podívejte se do pošty, nebo se centru ozvěte.",
                "We need something from you. Look into your mail, or turn to the centre.",
            ),
        ),
        RequestState::Closed => (
            tongue.say("Vyřízeno", "Done"),
            tongue.say("Váš dotaz je vyřízen.", "It has been dealt with."),
        ),
        RequestState::Cancelled => (
            tongue.say("Zrušeno", "Cancelled"),
            tongue.say("Tímto dotazem se už nikdo nezabývá.", "Nobody works on it any more."),
        ),
    }
}
