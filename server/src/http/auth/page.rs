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
    SignedIn { name: &'a str, tenants: &'a [&'a str] },
    /// Nobody.
    SignedOut,
}

impl Page<'_> {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::LinkEnded => StatusCode::GONE,
            Self::Button(_) | Self::SignedIn { .. } | Self::SignedOut => StatusCode::OK,
        }
    }

    pub(super) fn html(&self) -> String {
        let (cs, en) = self.title();
        format!(
            "<!doctype html>\n<html lang=\"cs\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"robots\" content=\"noindex\">\n<title>{cs} – Centrum</title>\n\
             <link rel=\"stylesheet\" href=\"/auth/style.css\">\n</head>\n<body>\n<main>\n\
             <h1>{cs} <span lang=\"en\">{en}</span></h1>\n{}</main>\n</body>\n</html>\n",
            self.content()
        )
    }

    fn title(&self) -> (&'static str, &'static str) {
        match self {
            Self::Button(_) => ("Přihlášení", "Sign in"),
            Self::LinkEnded => ("Odkaz už neplatí", "This link has ended"),
            Self::SignedIn { .. } => ("Jste přihlášeni", "You are signed in"),
            Self::SignedOut => ("Nejste přihlášeni", "You aren't signed in"),
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
            Self::SignedIn { name, tenants } => {
                let mut list = String::new();
                for tenant in *tenants {
                    // Writing to a String can't fail.
                    let _ = writeln!(list, "<li>{}</li>", escaped(tenant));
                }
                format!(
                    "<p><strong>{}</strong></p>\n<ul>\n{list}</ul>\n\
                     <p><a href=\"/graphiql\">Průzkumník GraphQL <span lang=\"en\">GraphQL explorer</span></a></p>\n<form method=\"post\" action=\"/auth/sign-out\">\n\
                     <button>Odhlásit se <span lang=\"en\">Sign out</span></button>\n</form>\n",
                    escaped(name)
                )
            }
            Self::SignedOut => "<p>Otevřete odkaz, který jste dostali od toho, kdo vás pozval.\n\
                 <span lang=\"en\">Open the link that you got from who invited you.</span></p>\n"
                .to_owned(),
        }
    }
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
        let html = Page::SignedIn { name, tenants: &["a&b"] }.html();
        assert!(html.contains("&lt;script&gt;&quot;&#39;&amp;") && html.contains("a&amp;b"));
        assert!(!html.contains("<script>"));
        let html = Page::Button("\"><script>").html();
        assert!(html.contains("value=\"&quot;&gt;&lt;script&gt;\""));
    }
}
