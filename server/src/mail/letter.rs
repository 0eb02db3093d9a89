//! What mails say. Plain text: a link that one can read is a link that one can judge.

use domain::intake::{Language, Mail, MailKind};

/// Subject and body.
pub(super) fn of(mail: &Mail) -> (String, String) {
    let Mail { centre, link, .. } = mail;
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
