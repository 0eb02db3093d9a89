//! By which server it sends mails.

use super::reader::{Noted, Reader};
use super::variable::Variable;
use crate::mail::{Mailer, Settings};
use secrecy::SecretString;

const SERVER: &str = "an address of a mail server, smtps://user:password@host or smtp://user:password@host?tls=required; \
                      without TLS only of this machine";
const SENDER: &str = "an address, such as Centrum <centrum@example.cz>";

/// By which server it sends mails.
#[derive(Debug, Clone)]
pub struct Mail {
    /// `None`: it sends none, and citizens can't ask by forms.
    pub server: Option<Settings>,
}

impl Mail {
    /// Whether it sends any.
    pub const fn is_set(&self) -> bool {
        self.server.is_some()
    }

    /// What sends them.
    pub fn mailer(&self) -> Option<Mailer> {
        self.server.as_ref().and_then(Mailer::open)
    }

    pub(super) fn from_env(env: &mut Reader<'_>) -> Result<Self, Noted> {
        let sender_alone = |text: &str| {
            let url = SecretString::from("smtp://localhost");
            Mailer::open(&Settings { url, sender: text.to_owned() }).map(|_| text.to_owned())
        };
        let url = env.optional(Variable::SmtpUrl, SERVER, |text| {
            let settings =
                Settings { url: SecretString::from(text), sender: "a@example.cz".to_owned() };
            Mailer::open(&settings).map(|_| settings.url)
        });
        let sender = env.optional(Variable::MailFrom, SENDER, sender_alone);
        match (url?, sender?) {
            (None, _) => Ok(Self { server: None }),
            (Some(url), Some(sender)) => Ok(Self { server: Some(Settings { url, sender }) }),
            (Some(_), None) => Err(env.note(Variable::MailFrom, "set, for CENTRUM_SMTP_URL is")),
        }
    }
}
