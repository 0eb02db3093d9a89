//! The few pages of signing in, in Czech with English beside it. No script: they work in any browser.

use poem::http::StatusCode;
use std::fmt::Write as _;

pub(super) const STYLE: &str = include_str!("style.css");

/// A page of signing in.
pub(super) enum Page<'a> {
    /// A link that counts, by its secret.
    Button(&'a str),
    /// A link that was used, is too old, or never was.
    LinkEnded,
    /// Who is signed in, and where.
    SignedIn(Home<'a>),
    /// Nobody. Whether the nation has a provider, and of which tenant the provider is asked for.
    SignedOut { nation: bool, tenant: Option<&'a str> },
    /// On the way to a provider.
    Leaving(&'a str),
    /// Back from a provider, and not signed in.
    Failed(Failed),
}

/// What somebody sees who is signed in.
pub(super) struct Home<'a> {
    pub(super) name: &'a str,
    pub(super) tenants: &'a [&'a str],
    pub(super) links: &'a [Linkable],
    /// Whether all centres' figures are theirs to read.
    pub(super) reads_figures: bool,
}

/// A provider whose word could be accepted in a tenant.
pub(super) struct Linkable {
    pub(super) provider: Choice,
    pub(super) tenant: String,
}

/// Which provider a button is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    Nation,
    Tenant,
}

impl Choice {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Nation => "nation",
            Self::Tenant => "tenant",
        }
    }
}

/// Why nobody was signed in by a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failed {
    /// There is none, or no such tenant: the two are never told apart.
    NoProvider,
    /// It wasn't begun in this browser, or is too long ago, or was ended already.
    NotBegunHere,
    /// The provider said no.
    Declined,
    /// What it said isn't good.
    Refused,
    /// It can't be reached.
    Unusable,
    /// It knows somebody whom nobody here does.
    Unknown,
    /// It is linked to somebody else.
    Taken,
    /// Who began it isn't signed in any more.
    SignedOutMeanwhile,
}

impl Failed {
    const fn status(self) -> StatusCode {
        match self {
            Self::NoProvider => StatusCode::NOT_FOUND,
            Self::NotBegunHere => StatusCode::GONE,
            Self::Declined | Self::Unknown | Self::SignedOutMeanwhile => StatusCode::FORBIDDEN,
            Self::Refused => StatusCode::BAD_REQUEST,
            Self::Unusable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Taken => StatusCode::CONFLICT,
        }
    }

    const fn sentence(self) -> (&'static str, &'static str) {
        match self {
            Self::NoProvider => (
                "Takový úřad zde nemá vlastní přihlašování. Zkontrolujte jeho název, nebo použijte odkaz od toho, kdo vás pozval.",
                "No such office has its own sign-in here. Check its name, or use the link of who invited you.",
            ),
            Self::NotBegunHere => (
                "Přihlášení nezačalo v tomto prohlížeči, trvalo příliš dlouho, nebo už skončilo. Začněte znovu.",
                "The sign-in wasn't begun in this browser, took too long, or has ended. Begin again.",
            ),
            Self::Declined => (
                "Přihlašovací služba přihlášení odmítla. Začněte znovu, nebo se obraťte na jejího správce.",
                "The identity provider said no. Begin again, or ask who runs it.",
            ),
            Self::Refused => (
                "Odpověď přihlašovací služby není v pořádku. Začněte znovu; když to nepomůže, obraťte se na jejího správce.",
                "The identity provider's answer isn't good. Begin again; if that doesn't help, ask who runs it.",
            ),
            Self::Unusable => (
                "Přihlašovací služba teď není dostupná nebo není správně nastavená. Zkuste to za chvíli.",
                "The identity provider can't be reached now, or isn't set up well. Try again in a moment.",
            ),
            Self::Unknown => (
                "Tento účet zde s nikým není propojen. Přihlaste se odkazem od toho, kdo vás pozval, a účet propojte.",
                "This account isn't linked to anybody here. Sign in by the link of who invited you, and link it.",
            ),
            Self::Taken => (
                "Tento účet je už propojen s někým jiným.",
                "This account is linked to somebody else already.",
            ),
            Self::SignedOutMeanwhile => (
                "Mezitím jste se odhlásili. Přihlaste se a začněte znovu.",
                "You signed out meanwhile. Sign in and begin again.",
            ),
        }
    }
}

impl Page<'_> {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::LinkEnded => StatusCode::GONE,
            Self::Failed(failed) => failed.status(),
            Self::Button(_) | Self::SignedIn(_) | Self::SignedOut { .. } | Self::Leaving(_) => {
                StatusCode::OK
            }
        }
    }

    pub(super) fn html(&self) -> String {
        let (cs, en) = self.title();
        format!(
            "<!doctype html>\n<html lang=\"cs\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"robots\" content=\"noindex\">\n{}<title>{cs} – Centrum</title>\n\
             <link rel=\"stylesheet\" href=\"/auth/style.css\">\n</head>\n<body>\n<main>\n\
             <h1>{cs} <span lang=\"en\">{en}</span></h1>\n{}</main>\n</body>\n</html>\n",
            self.onwards(),
            self.content()
        )
    }

    fn title(&self) -> (&'static str, &'static str) {
        match self {
            Self::Button(_) => ("Přihlášení", "Sign in"),
            Self::LinkEnded => ("Odkaz už neplatí", "This link has ended"),
            Self::SignedIn(_) => ("Jste přihlášeni", "You are signed in"),
            Self::Leaving(_) => {
                ("Pokračujte u přihlašovací služby", "Go on at your identity provider")
            }
            Self::Failed(_) => ("Přihlášení se nezdařilo", "You weren't signed in"),
            Self::SignedOut { .. } => ("Nejste přihlášeni", "You aren't signed in"),
        }
    }

    /// A page that goes on by itself: a redirect in answer to a form would be stopped by the policy that keeps our forms here.
    fn onwards(&self) -> String {
        match self {
            Self::Leaving(address) => {
                let address = escaped(address);
                format!("<meta http-equiv=\"refresh\" content=\"0;url={address}\">\n")
            }
            Self::Button(_)
            | Self::LinkEnded
            | Self::SignedIn(_)
            | Self::SignedOut { .. }
            | Self::Failed(_) => String::new(),
        }
    }

    fn content(&self) -> String {
        match self {
            Self::Button(secret) => format!(
                "<p>Odkaz lze použít jednou. Přihlásí tento prohlížeč na 30 dní.\n\
                 <span lang=\"en\">The link can be used once. It signs this browser in for 30 days.</span></p>\n\
                 <form method=\"post\" action=\"/auth/link\">\n<input type=\"hidden\" name=\"secret\" value=\"{}\">\n\
                 <button>Přihlásit se <span lang=\"en\">Sign in</span></button>\n</form>\n",
                escaped(secret)
            ),
            Self::LinkEnded => "<p>Odkaz byl už použit, nebo je starší než 24 hodin. Požádejte o nový toho, kdo vás pozval.\n\
                 <span lang=\"en\">It was used already, or is older than 24 hours. Ask who invited you for a new one.</span></p>\n"
                .to_owned(),
            Self::SignedIn(home) => home.content(),
            Self::Leaving(address) => format!(
                "<p><a href=\"{}\" rel=\"noreferrer\">Pokračovat <span lang=\"en\">Go on</span></a></p>\n",
                escaped(address)
            ),
            Self::Failed(failed) => {
                let (cs, en) = failed.sentence();
                format!(
                    "<p>{cs}\n<span lang=\"en\">{en}</span></p>\n\
                     <p><a href=\"/auth\">Zpět <span lang=\"en\">Back</span></a></p>\n"
                )
            }
            Self::SignedOut { nation, tenant } => signed_out(*nation, *tenant),
        }
    }
}

impl Home<'_> {
    fn content(&self) -> String {
        let mut list = String::new();
        for tenant in self.tenants {
            // Writing to a String can't fail.
            let _ = writeln!(list, "<li>{}</li>", escaped(tenant));
        }
        let mut links = String::new();
        for Linkable { provider, tenant } in self.links {
            let (cs, en) = match provider {
                Choice::Nation => ("Propojit s národním účtem", "Link your national account"),
                Choice::Tenant => ("Propojit s účtem úřadu", "Link your office's account"),
            };
            let text = format!("{cs}: {tenant} ");
            links.push_str(&provider_form(*provider, tenant, "link", &text, en));
        }
        let overview = if self.reads_figures {
            "<p><a href=\"/overview\">Přehled center <span lang=\"en\">Centres at a glance</span></a></p>\n"
        } else {
            ""
        };
        format!(
            "<p><strong>{}</strong></p>\n<ul>\n{list}</ul>\n{overview}\
             <p><a href=\"/graphiql\">Průzkumník GraphQL <span lang=\"en\">GraphQL explorer</span></a></p>\n{links}\
             <form method=\"post\" action=\"/auth/sign-out\">\n\
             <button>Odhlásit se <span lang=\"en\">Sign out</span></button>\n</form>\n\
             <form method=\"post\" action=\"/auth/sign-out-everywhere\">\n\
             <button>Odhlásit všude <span lang=\"en\">Sign out everywhere</span></button>\n</form>\n",
            escaped(self.name)
        )
    }
}

fn signed_out(nation: bool, tenant: Option<&str>) -> String {
    let mut text = "<p>Otevřete odkaz, který jste dostali od toho, kdo vás pozval.\n\
         <span lang=\"en\">Open the link that you got from who invited you.</span></p>\n"
        .to_owned();
    if nation {
        let (cs, en) = ("Přihlásit se národním účtem ", "Sign in with your national account");
        text.push_str(&provider_form(Choice::Nation, "", "sign-in", cs, en));
    }
    if let Some(tenant) = tenant {
        let (cs, en) =
            (format!("Přihlásit se účtem úřadu {tenant} "), "Sign in with your office's account");
        text.push_str(&provider_form(Choice::Tenant, tenant, "sign-in", &cs, en));
    } else {
        text.push_str(
            "<form method=\"get\" action=\"/auth\">\n<label>Název úřadu v adrese <span lang=\"en\">Your office's name in addresses</span>\n\
             <input name=\"tenant\" maxlength=\"60\" pattern=\"[a-z0-9]+(-[a-z0-9]+)*\" autocomplete=\"organization\" required></label>\n\
             <button>Pokračovat <span lang=\"en\">Go on</span></button>\n</form>\n",
        );
    }
    text
}

fn provider_form(provider: Choice, tenant: &str, purpose: &str, cs: &str, en: &str) -> String {
    format!(
        "<form method=\"post\" action=\"/auth/oidc\">\n<input type=\"hidden\" name=\"provider\" value=\"{}\">\n\
         <input type=\"hidden\" name=\"tenant\" value=\"{}\">\n<input type=\"hidden\" name=\"purpose\" value=\"{purpose}\">\n\
         <button>{}<span lang=\"en\">{en}</span></button>\n</form>\n",
        provider.as_str(),
        escaped(tenant),
        escaped(cs)
    )
}

/// For text and for attributes in double quotes.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_wrote_is_text_and_no_markup() {
        let name = "<script>\"'&";
        let html =
            Page::SignedIn(Home { name, tenants: &["a&b"], links: &[], reads_figures: false })
                .html();
        assert!(html.contains("&lt;script&gt;&quot;&#39;&amp;") && html.contains("a&amp;b"));
        assert!(!html.contains("<script>"));
        let away = Page::Leaving("https://login.example.cz/?a=1&b=\"><script>").html();
        assert!(
            away.contains("content=\"0;url=https://login.example.cz/?a=1&amp;b=&quot;&gt;&lt;")
        );
        assert!(!away.contains("<script>"));
        let html = Page::Button("\"><script>").html();
        assert!(html.contains("value=\"&quot;&gt;&lt;script&gt;\""));
    }
}
