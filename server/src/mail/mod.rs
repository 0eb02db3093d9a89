//! Mails: what they say, and how they leave, by SMTP.
//!
//! Owns: the words, the connection, what of a refusal may be told. Doesn't own: which mails there are and when they are tried
//! (`domain::intake`, `domain::notifications`), and who sends them (`worker`). Nothing that anybody wrote stands in a mail:
//! whoever hands something in under another's address sends them our words, and none of their own.

mod letter;

pub use letter::Letter;

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use secrecy::{ExposeSecret as _, SecretString};
use std::error::Error as _;
use std::net::IpAddr;
use std::time::Duration;

/// For each answer of the server. Whoever waits for longer is better served by the next try.
const ANSWERS_WITHIN: Duration = Duration::from_secs(15);

/// Which server takes mails, and who they are from.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Its address, with user and password where it asks for them.
    pub url: SecretString,
    /// Who writes, as `Name <address>` or an address alone.
    pub sender: String,
}

/// Why a mail didn't leave.
#[derive(Debug, thiserror::Error)]
pub enum Unsent {
    /// It can't be sent to that address, ever.
    #[error("the mail was refused for good: {0}")]
    ForGood(String),
    /// It may be taken later.
    #[error("the mail isn't taken now: {0}")]
    ForNow(String),
}

/// Sends mails.
#[derive(Debug, Clone)]
pub struct Mailer {
    server: AsyncSmtpTransport<Tokio1Executor>,
    sender: Mailbox,
}

impl Mailer {
    /// By this server; `None`: the settings can't be.
    pub fn open(settings: &Settings) -> Option<Self> {
        let url = settings.url.expose_secret();
        let is_safe = is_encrypted_or_here(url);
        let server =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(url).ok().filter(|_| is_safe)?;
        let server = server.timeout(Some(ANSWERS_WITHIN)).build();
        Some(Self { server, sender: settings.sender.parse().ok()? })
    }

    /// Sends a letter; answers once the server has taken it.
    ///
    /// # Errors
    /// [`Unsent`].
    pub async fn send(&self, letter: &Letter) -> Result<(), Unsent> {
        let message = self.written(letter)?;
        self.server.send(message).await.map(|_| ()).map_err(|error| why(&error))
    }

    /// The same letter has the same Message-ID each time: a mailbox that gets it twice can know that.
    fn written(&self, letter: &Letter) -> Result<Message, Unsent> {
        let address: Address = letter
            .address
            .parse()
            .map_err(|_| Unsent::ForGood("no address of a mailbox".to_owned()))?;
        let mut message = Message::builder()
            .message_id(Some(format!("<{}@{}>", letter.id, self.sender.email.domain())))
            .date(letter.made_at)
            .from(self.sender.clone())
            .to(Mailbox::new(None, address))
            .subject(letter.subject.clone())
            .header(AutoSubmitted)
            .header(ContentType::TEXT_PLAIN);
        if let Some(address) = &letter.unsubscribe {
            message = message.header(ListUnsubscribe(format!("<{address}>")));
            message = message.header(ListUnsubscribePost);
        }
        message
            .body(letter.body.clone())
            .map_err(|_| Unsent::ForGood("it can't be written".to_owned()))
    }
}

/// Whether somebody can be written to at an address that a person wrote.
pub fn is_mailbox(address: &str) -> bool {
    address.is_ascii() && address.parse::<Address>().is_ok()
}

/// What mails hold is for their reader: links with secrets. Without TLS they go to this machine alone.
fn is_encrypted_or_here(url: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(url) else { return false };
    let is_required = || url.query_pairs().any(|pair| pair == ("tls".into(), "required".into()));
    let is_here = || {
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
    };
    match url.scheme() {
        "smtps" => true,
        "smtp" => is_required() || is_here(),
        _ => false,
    }
}

/// Without the server's own words, which may hold the address.
fn why(error: &smtp::Error) -> Unsent {
    match error.status() {
        Some(code) if error.is_permanent() => Unsent::ForGood(code.to_string()),
        Some(code) => Unsent::ForNow(code.to_string()),
        None => {
            let behind = error.source().map(|source| format!(": {source}")).unwrap_or_default();
            Unsent::ForNow(format!("no answer of the server{behind}"))
        }
    }
}

/// A header that is written and never read.
macro_rules! header {
    ($(#[$doc:meta])* $name:ident = $text:literal, $of:ident => $value:expr) => {
        $(#[$doc])*
        impl Header for $name {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($text)
            }

            fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Err("this header is only written".into())
            }

            fn display(&self) -> HeaderValue {
                let $of = self;
                HeaderValue::new(Self::name(), $value)
            }
        }
    };
}

/// Nobody wrote it by hand, so nobody's machine need answer (RFC 3834).
#[derive(Debug, Clone, Copy)]
struct AutoSubmitted;

header!(AutoSubmitted = "Auto-Submitted", _header => "auto-generated".to_owned());

/// Where such mails are ended (RFC 2369).
#[derive(Debug, Clone)]
struct ListUnsubscribe(String);

header!(ListUnsubscribe = "List-Unsubscribe", header => header.0.clone());

/// That a POST there is enough, and nobody need be shown a page (RFC 8058).
#[derive(Debug, Clone, Copy)]
struct ListUnsubscribePost;

header!(ListUnsubscribePost = "List-Unsubscribe-Post", _header => "List-Unsubscribe=One-Click".to_owned());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_tls_mails_go_to_this_machine_alone() {
        for (url, is_safe) in [
            ("smtps://user:hush@mail.example.cz", true),
            ("smtp://mail.example.cz:587?tls=required", true),
            ("smtp://127.0.0.1:2525", true),
            ("smtp://[::1]:25", true),
            ("smtp://localhost", true),
            ("smtp://mail.example.cz", false),
            ("smtp://mail.example.cz?tls=opportunistic", false),
            ("http://127.0.0.1", false),
            ("mail.example.cz:25", false),
        ] {
            let settings = |sender: &str| Settings {
                url: SecretString::from(url.to_owned()),
                sender: sender.to_owned(),
            };
            assert_eq!(Mailer::open(&settings("a@b.cz")).is_some(), is_safe, "{url}");
            assert!(Mailer::open(&settings("nobody")).is_none());
        }
    }

    #[test]
    fn a_mailbox_is_an_address_that_a_server_takes() {
        for (address, is_one) in [
            ("jana@example.cz", true),
            ("jana.novakova+centrum@obec.example.cz", true),
            ("jana@example.cz>,<eva@example.cz", false),
            ("jana\r\nbcc:eva@example.cz", false),
            ("žofie@example.cz", false),
            ("jana@", false),
        ] {
            assert_eq!(is_mailbox(address), is_one, "{address}");
        }
    }
}
