//! The form itself.

use super::words;
use crate::http::page::{Page, Place, Tongue};
use domain::intake::{Form, NewSubmission};
use domain::kernel::error::Field;
use maud::{Markup, html};

/// A centre's form, for who reads a language.
pub(super) struct Blank<'a> {
    pub(super) form: &'a Form,
    pub(super) slug: &'a str,
    pub(super) tongue: Tongue,
}

/// What is said above the fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Nothing,
    /// Some fields can't be what they should.
    Wrong,
    /// Between looking and sending the centre gave itself another notice.
    OtherNotice,
}

/// What can be chosen: what is sent, and what people read.
type Choice<'a> = (String, &'a str);

impl Blank<'_> {
    /// Filled in with what somebody has written already.
    pub(super) fn page(&self, written: &NewSubmission, wrong: &[Field], said: Said) -> Page {
        let Self { form, slug, tongue } = *self;
        let content = html! {
            p.lead { (form.centre) }
            (self.said(said, wrong))
            form.card.asking method="post" action=(format!("/intake/{slug}")) {
                (self.input("name", "text", "name", &written.name, wrong))
                (self.input("email", "email", "email", &written.email, wrong))
                p.small #email-why { (tongue.say(
                    "Pošleme Vám na něj odkaz, kterým dotaz potvrdíte a uvidíte, v jakém je stavu.",
                    "We send a link there, by which you confirm and see where it stands.")) }
                (self.select("service", &self.services(), &written.service_code, wrong))
                (self.input("title", "text", "off", &written.title, wrong))
                (self.text(&written.description, wrong))
                (self.select("municipality", &self.towns(), &written.municipality_code, wrong))
                div.choice {
                    input type="checkbox" id="shown" name="shown" value="yes" checked[written.shown_to_member];
                    label for="shown" { (tongue.say(
                        "Chci, aby dotaz i s mým jménem a e-mailem viděla i tato obec. Jinak ho uvidí jen centrum.",
                        "I want this municipality to see it too, with my name and e-mail. Otherwise only the centre does.")) }
                }
                // For machines; those who hear pages aren't told of it, and it isn't reached by keys.
                div.trap aria-hidden="true" {
                    label for="website" { "Website" }
                    input type="text" id="website" name="website" tabindex="-1" autocomplete="off";
                }
                input type="hidden" name="notice" value=(form.notice.version);
                (self.notice())
                button.button type="submit" { (tongue.say("Odeslat", "Send")) }
            }
        };
        let title = tongue.say("Zeptejte se centra", "Ask the centre").to_owned();
        Page { place: Place::Intake, title, content }
    }

    /// The centre's own words, which are told and not agreed to: its work for citizens is a public task.
    fn notice(&self) -> Markup {
        let Self { form, tongue, .. } = *self;
        html! { section.notice aria-labelledby="notice" {
            h2 #notice { (tongue.say("Co děláme s Vašimi údaji", "What we do with your data")) }
            div lang="cs" { @for part in form.notice.text.split('\n').filter(|part| !part.trim().is_empty()) {
                p { (part) }
            } }
            p.small { (tongue.say("Verze tohoto poučení:", "Version of this notice:")) " " code { (form.notice.version) } }
        } }
    }

    fn said(&self, said: Said, wrong: &[Field]) -> Markup {
        let tongue = self.tongue;
        let message = |text: Markup| {
            html! {
                div.gov-message data-color="warning" data-type="subtle" role="alert" { div { (text) } }
            }
        };
        match said {
            Said::Nothing => html! {},
            Said::OtherNotice => message(html! { p { (tongue.say(
            "Centrum mezitím změnilo poučení o údajích. Přečtěte si ho prosím a odešlete formulář znovu.",
            "The centre has changed its privacy notice meanwhile. Please read it and send the form again.")) } }),
            Said::Wrong => message(html! {
                p { (tongue.say("Formulář zatím nejde odeslat:", "The form can't be sent yet:")) }
                ul { @for field in wrong { @let name = name_of(field);
                    li { a href=(format!("#{name}")) { (words::mistake(name, field.code, tongue)) } }
                } }
            }),
        }
    }

    fn input(&self, name: &str, kind: &str, fills: &str, value: &str, wrong: &[Field]) -> Markup {
        let most = if name == "email" { "254" } else { "200" };
        let is_wrong = is_wrong(name, wrong);
        html! { div.gov-form-control data-size="s" {
            (self.caption(name))
            div.gov-form-input data-size="s" data-hydrated { div.element {
                input type=(kind) id=(name) name=(name) value=(value) maxlength=(most) autocomplete=(fills) required
                    aria-invalid=[is_wrong.then_some("true")] aria-describedby=[(name == "email").then_some("email-why")];
            } }
        } }
    }

    fn text(&self, value: &str, wrong: &[Field]) -> Markup {
        let name = "description";
        let is_wrong = is_wrong(name, wrong);
        html! { div.gov-form-control data-size="s" {
            (self.caption(name))
            // A line's end right behind the tag isn't part of what was written.
            textarea id=(name) name=(name) rows="8" maxlength="10000" required aria-invalid=[is_wrong.then_some("true")] { "\n" (value) }
        } }
    }

    fn select(&self, name: &str, choices: &[Choice<'_>], value: &str, wrong: &[Field]) -> Markup {
        let is_required = name == "service";
        let is_wrong = is_wrong(name, wrong);
        let none = if is_required {
            self.tongue.say("vyberte", "choose")
        } else {
            self.tongue.say("žádné konkrétní", "none in particular")
        };
        html! { div.gov-form-control data-size="s" {
            (self.caption(name))
            div.gov-form-select data-size="s" data-hydrated { div.element {
                select id=(name) name=(name) required[is_required] aria-invalid=[is_wrong.then_some("true")] {
                    option value="" { (none) }
                    @for (code, label) in choices { option value=(code) selected[code == value] { (label) } }
                }
                span.arrow-icon { svg viewBox="0 0 16 16" aria-hidden="true" { path.arrow d="M3 6l5 5 5-5" {} } }
            } }
        } }
    }

    fn caption(&self, name: &str) -> Markup {
        let label = words::label(name, self.tongue);
        html! { span.gov-form-label data-size="s" { label.gov-form-label__label for=(name) { (label) } } }
    }

    fn services(&self) -> Vec<Choice<'_>> {
        let services = self.form.services.iter();
        services
            .map(|one| (one.code.clone(), self.tongue.say(one.name_cs.as_str(), &one.name_en)))
            .collect()
    }

    fn towns(&self) -> Vec<Choice<'_>> {
        self.form.towns.iter().map(|town| (town.code.to_string(), town.name.as_str())).collect()
    }
}

fn name_of(field: &Field) -> &'static str {
    field.path.last().copied().unwrap_or_default()
}

fn is_wrong(name: &str, wrong: &[Field]) -> bool {
    wrong.iter().any(|field| name_of(field) == name)
}
