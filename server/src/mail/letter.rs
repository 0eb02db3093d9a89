//! What mails say. Plain text: a link that one can read is a link that one can judge.

use domain::intake::MailKind;
use domain::kernel::ids::TypedId as _;
use domain::kernel::mailing::Language;
use domain::{intake, notifications};
use std::time::SystemTime;

/// A mail as it leaves.
#[derive(Debug, Clone)]
pub struct Letter {
    /// What it is known by; the same at each try.
    pub id: String,
    pub(super) address: String,
    pub(super) made_at: SystemTime,
    pub(super) subject: String,
    pub(super) body: String,
    /// Where a mail program ends such mails for its reader (RFC 8058).
    pub(super) unsubscribe: Option<String>,
}

impl Letter {
    /// To a citizen, about what they ask.
    pub fn to_citizen(mail: &intake::Mail) -> Self {
        let (subject, body) = of_intake(mail);
        Self {
            id: mail.id.print(),
            address: mail.address.clone(),
            made_at: mail.made_at.into(),
            subject,
            body,
            unsubscribe: None,
        }
    }

    /// To somebody who takes part, about what they were told. `site` is where people reach the program.
    pub fn to_participant(mail: &notifications::Mail, site: &str) -> Self {
        let end = format!("{site}/notifications/{}/unsubscribe?secret={}", mail.slug, mail.secret);
        let (subject, body) = of_notifications(mail, &format!("{site}/graphiql"), &end);
        Self {
            id: mail.id(),
            address: mail.address.clone(),
            made_at: mail.at.into(),
            subject,
            body,
            unsubscribe: Some(end),
        }
    }
}

fn of_intake(mail: &intake::Mail) -> (String, String) {
    let intake::Mail { centre, link, .. } = mail;
    let number = mail.number.as_deref().unwrap_or_default();
    match (mail.kind, mail.language) {
        (MailKind::Confirm, Language::Cs) => (
            "Potvrďte svůj dotaz".to_owned(),
            format!(
                "Dobrý den,\n\n\
                 někdo – nejspíš Vy – vyplnil formulář centra {centre} a uvedl tuto adresu. Potvrďte to prosím do 48 hodin zde:\n\n\
                 {link}\n\n\
                 Dokud to nepotvrdíte, nikdo se dotazem nezabývá. Po 48 hodinách údaje smažeme. Pokud jste to nebyli Vy, nemusíte dělat nic.\n\n\
                 {centre}\n"
            ),
        ),
        (MailKind::Confirm, Language::En) => (
            "Confirm what you asked".to_owned(),
            format!(
                "Hello,\n\n\
                 somebody, most likely you, filled in the form of {centre} and gave this address. Please confirm it within 48 hours here:\n\n\
                 {link}\n\n\
                 Until you do, nobody looks at it. After 48 hours we delete the data. If it wasn't you, you need do nothing.\n\n\
                 {centre}\n"
            ),
        ),
        (MailKind::Opened, Language::Cs) => (
            format!("Váš dotaz má číslo {number}"),
            format!(
                "Dobrý den,\n\n\
                 Váš dotaz jsme přijali pod číslem {number}. V jakém je stavu, uvidíte kdykoli zde:\n\n\
                 {link}\n\n\
                 Odkaz nikomu nepředávejte: kdo ho má, stav uvidí také.\n\n\
                 {centre}\n"
            ),
        ),
        (MailKind::Opened, Language::En) => (
            format!("Your question has the number {number}"),
            format!(
                "Hello,\n\n\
                 we took in your question under the number {number}. You see where it stands at any time here:\n\n\
                 {link}\n\n\
                 Don't pass the link on: who has it sees that too.\n\n\
                 {centre}\n"
            ),
        ),
    }
}

/// Numbers and links, and nothing that stands in a request.
fn of_notifications(mail: &notifications::Mail, read: &str, end: &str) -> (String, String) {
    let notifications::Mail { centre, count, numbers, more, .. } = mail;
    let numbers = numbers.join(", ");
    match mail.language {
        Language::Cs => {
            let more = if *more > 0 { format!(" a dalších: {more}") } else { String::new() };
            (
                format!("Nová oznámení: {count}"),
                format!(
                    "Dobrý den,\n\n\
                     v centru {centre} na Vás čekají nová oznámení, celkem {count}. Týkají se požadavků {numbers}{more}.\n\n\
                     Po přihlášení si je přečtete zde:\n\n\
                     {read}\n\n\
                     Tyto e-maily si zde můžete vypnout:\n\n\
                     {end}\n\n\
                     {centre}\n"
                ),
            )
        }
        Language::En => {
            let more = if *more > 0 { format!(" and {more} more") } else { String::new() };
            (
                format!("New notifications: {count}"),
                format!(
                    "Hello,\n\n\
                     new notifications wait for you at {centre}, {count} of them, about the requests {numbers}{more}.\n\n\
                     Sign in and read them here:\n\n\
                     {read}\n\n\
                     Turn these mails off here:\n\n\
                     {end}\n\n\
                     {centre}\n"
                ),
            )
        }
    }
}
