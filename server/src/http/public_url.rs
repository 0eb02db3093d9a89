//! Where people reach the program: what stands in links, what the cookie is called, and which origin is ours.

use poem::http::{HeaderMap, Uri, header};
use std::fmt;
use std::net::IpAddr;

/// Which cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cookie {
    /// Of who is signed in.
    Session,
    /// Of who is at a provider just now, and is to come back.
    Login,
}

/// `https://` and an authority, or `http://` and a loopback address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    is_secure: bool,
    /// Host and perhaps port.
    authority: String,
    port: u16,
}

impl PublicUrl {
    /// A program that only this machine reaches.
    pub fn loopback(port: u16) -> Self {
        Self { is_secure: false, authority: format!("127.0.0.1:{port}"), port }
    }

    /// Without a path, query or password; without TLS only on this machine, or a cookie could be read on the way.
    pub fn parse(text: &str) -> Option<Self> {
        let uri: Uri = text.trim().trim_end_matches('/').parse().ok()?;
        let authority = uri.authority()?;
        let has_more = !matches!(uri.path(), "" | "/") || uri.query().is_some();
        if has_more || authority.as_str().contains('@') {
            return None;
        }
        let (is_secure, usual) = match uri.scheme_str()? {
            "https" => (true, 443),
            "http" if is_this_machine(authority.host()) => (false, 80),
            _ => return None,
        };
        let port = authority.port_u16().unwrap_or(usual);
        Some(Self { is_secure, authority: authority.as_str().to_ascii_lowercase(), port })
    }

    /// Whether only this machine reaches it.
    pub fn is_local(&self) -> bool {
        let host =
            self.authority.rsplit_once(':').map_or(self.authority.as_str(), |(host, port)| {
                if port.ends_with(']') { self.authority.as_str() } else { host }
            });
        is_this_machine(host)
    }

    /// Where an identity provider sends the browser back to.
    pub(super) fn callback(&self) -> String {
        format!("{self}/auth/callback")
    }

    /// Browsers don't tell the ports of one host apart, so on this machine a cookie's name does.
    fn cookie_name(&self, which: Cookie) -> String {
        match (which, self.is_secure) {
            (Cookie::Session, true) => "__Host-centrum".to_owned(),
            (Cookie::Session, false) => format!("centrum-{}", self.port),
            (Cookie::Login, true) => "__Host-centrum-login".to_owned(),
            (Cookie::Login, false) => format!("centrum-login-{}", self.port),
        }
    }

    /// A cookie that lasts for so many seconds; 0 takes it away.
    pub(super) fn cookie(&self, which: Cookie, value: &str, seconds: i64) -> String {
        let secure = if self.is_secure { "; Secure" } else { "" };
        let name = self.cookie_name(which);
        format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
    }

    /// What a cookie of a request holds. Two of that name are none: somebody else set one.
    pub(super) fn cookie_of<'a>(&self, which: Cookie, headers: &'a HeaderMap) -> Option<&'a str> {
        let name = self.cookie_name(which);
        let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut found = all
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(own, _)| *own == name)
            .map(|(_, value)| value);
        match (found.next(), found.next()) {
            (Some(value), None) if !value.is_empty() => Some(value),
            _ => None,
        }
    }

    /// Whether a form may come from where the browser says it comes from: from a page of ours. A program that isn't a
    /// browser says nothing, and has no cookie that another site could use.
    pub(super) fn is_own_origin(&self, headers: &HeaderMap) -> bool {
        let mut origins = headers.get_all(header::ORIGIN).iter();
        let Some(origin) = origins.next() else { return true };
        let Ok(origin) = origin.to_str() else { return false };
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let of_host = host.is_some_and(|host| {
            let scheme = if self.is_secure { "https" } else { "http" };
            origin == format!("{scheme}://{host}")
        });
        origins.next().is_none() && (origin == self.to_string() || of_host)
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_secure { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.authority)
    }
}

fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use poem::http::HeaderValue;

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            let name: poem::http::HeaderName = name.parse().unwrap();
            headers.append(name, HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    #[test]
    fn an_address_is_secure_or_this_machine_s() {
        for (text, shown) in [
            ("https://Centrum.example.cz/", Some("https://centrum.example.cz")),
            ("https://centrum.example.cz:8443", Some("https://centrum.example.cz:8443")),
            ("http://127.0.0.1:8080", Some("http://127.0.0.1:8080")),
            ("http://localhost:8080", Some("http://localhost:8080")),
            ("http://[::1]:8080", Some("http://[::1]:8080")),
            ("http://centrum.example.cz", None),
            ("https://centrum.example.cz/path", None),
            ("https://a:b@centrum.example.cz", None),
            ("centrum.example.cz", None),
            ("ftp://centrum.example.cz", None),
            ("", None),
        ] {
            let parsed = PublicUrl::parse(text).map(|url| url.to_string());
            assert_eq!(parsed.as_deref(), shown, "{text}");
        }
    }

    #[test]
    fn a_cookie_is_secure_where_the_address_is() {
        let secure = PublicUrl::parse("https://centrum.example.cz").unwrap();
        assert_eq!(
            secure.cookie(Cookie::Session, "css_1", 60),
            "__Host-centrum=css_1; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(
            PublicUrl::loopback(8081).cookie(Cookie::Session, "", 0),
            "centrum-8081=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
        );
    }

    #[test]
    fn who_is_at_a_provider_has_a_cookie_of_its_own() {
        let secure = PublicUrl::parse("https://centrum.example.cz").unwrap();
        let cookie = secure.cookie(Cookie::Login, "1", 600);
        assert!(cookie.starts_with("__Host-centrum-login=1; Path=/; "), "{cookie}");
        let url = PublicUrl::loopback(8080);
        let both = headers(&[("cookie", "centrum-8080=a; centrum-login-8080=b")]);
        assert_eq!(url.cookie_of(Cookie::Session, &both), Some("a"));
        assert_eq!(url.cookie_of(Cookie::Login, &both), Some("b"));
    }

    #[test]
    fn it_is_local_where_no_other_machine_comes() {
        for (text, is_local) in [
            ("http://127.0.0.1:8080", true),
            ("http://localhost", true),
            ("http://[::1]:8080", true),
            ("https://[::1]", true),
            ("https://localhost:8443", true),
            ("https://centrum.example.cz", false),
            ("https://centrum.example.cz:8443", false),
            ("https://10.0.0.1", false),
        ] {
            assert_eq!(PublicUrl::parse(text).unwrap().is_local(), is_local, "{text}");
        }
        assert!(PublicUrl::loopback(1).is_local());
    }

    #[test]
    fn one_cookie_of_our_name_is_ours() {
        let url = PublicUrl::loopback(8080);
        for (cookies, found) in [
            (vec![("cookie", "centrum-8080=css_1")], Some("css_1")),
            (vec![("cookie", "a=b; centrum-8080=css_1;c=d")], Some("css_1")),
            (vec![("cookie", "centrum-8081=css_1")], None),
            (vec![("cookie", "centrum-8080=css_1; centrum-8080=css_2")], None),
            (vec![("cookie", "centrum-8080=css_1"), ("cookie", "centrum-8080=css_2")], None),
            (vec![("cookie", "centrum-8080=")], None),
            (vec![], None),
        ] {
            assert_eq!(url.cookie_of(Cookie::Session, &headers(&cookies)), found, "{cookies:?}");
        }
    }

    #[test]
    fn a_form_comes_from_a_page_of_ours() {
        let url = PublicUrl::parse("https://centrum.example.cz").unwrap();
        for (pairs, is_own) in [
            (vec![("origin", "https://centrum.example.cz")], true),
            (vec![("origin", "https://other.cz"), ("host", "other.cz")], true),
            (vec![("origin", "http://other.cz"), ("host", "other.cz")], false),
            (vec![("origin", "https://evil.cz"), ("host", "centrum.example.cz")], false),
            (vec![("origin", "null"), ("host", "centrum.example.cz")], false),
            (vec![("origin", "https://centrum.example.cz"), ("origin", "https://evil.cz")], false),
            (vec![], true),
        ] {
            assert_eq!(url.is_own_origin(&headers(&pairs)), is_own, "{pairs:?}");
        }
    }
}
