//! A browser that goes to a provider and comes back, in this process: it keeps cookies, and looks at no page's style or script.

use super::provider::http;
use crate::house::{Client, House, Tenant, on_the_house};
use crate::killed::Client as Asking;
use poem::Response;
use poem::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A parameter of an address, as it stands there.
pub(super) fn parameter(address: &str, name: &str) -> Option<String> {
    let (_, query) = address.split_once('?')?;
    let found = query.split('&').filter_map(|pair| pair.split_once('='));
    found.into_iter().find(|(own, _)| *own == name).map(|(_, value)| value.to_owned())
}

/// A page that the house's program answered.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) status: u16,
    pub(super) text: String,
    pub(super) location: Option<String>,
}

/// Which program answers a browser.
#[derive(Clone)]
enum Place {
    /// The one in this process.
    House(House),
    /// One in a process of its own, as a proxy in front of it would ask it.
    Port(u16),
}

/// A browser: it keeps the cookies of our program, and goes where it is sent. A clone is the same one, asking at the same time.
#[derive(Clone)]
pub(super) struct Browser {
    place: Place,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    pub(super) fn new(house: &House) -> Self {
        Self { place: Place::House(house.clone()), cookies: BTreeMap::new() }
    }

    /// One that a proxy leads to the program at this port.
    pub(super) fn led_to(port: u16) -> Self {
        Self { place: Place::Port(port), cookies: BTreeMap::new() }
    }

    /// The same one, which a proxy leads to another program.
    pub(super) fn now_at(&self, port: u16) -> Self {
        Self { place: Place::Port(port), ..self.clone() }
    }

    /// One that signed in by a link.
    pub(super) async fn invited(house: &House, url: &str) -> Self {
        let mut browser = Self::new(house);
        browser.presses(url).await;
        browser
    }

    /// Signs in by a link.
    pub(super) async fn presses(&mut self, url: &str) {
        let secret = url.split_once("secret=").expect("a link's address").1;
        let page = self.send("/auth/link", &format!("secret={secret}")).await;
        assert_eq!(page.status, 303, "{}", page.text);
    }

    /// Looks at a page.
    pub(super) async fn look(&mut self, path: &str) -> Page {
        self.ask("GET", path, None).await
    }

    /// Sends a form of ours.
    pub(super) async fn send(&mut self, path: &str, form: &str) -> Page {
        self.ask("POST", path, Some(form)).await
    }

    /// Presses the button of a provider: where the page sends the browser.
    pub(super) async fn leave(&mut self, form: &str) -> String {
        let page = self.send("/auth/oidc", form).await;
        assert_eq!(page.status, 200, "{}", page.text);
        away(&page).unwrap_or_else(|| panic!("it leads nowhere: {}", page.text))
    }

    /// Signs in at a provider as one of its accounts: the path with which it comes back to us.
    pub(super) async fn visit(address: &str, account: &str) -> String {
        let http = http();
        let (mut address, mut jar) = (address.to_owned(), vec![format!("account={account}")]);
        for _ in 0..12 {
            let asked = http.get(&address).header("cookie", jar.join("; ")).send().await.unwrap();
            for cookie in asked.headers().get_all("set-cookie") {
                let pair = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
                let name = pair.split('=').next().unwrap().to_owned();
                jar.retain(|own| own.split('=').next() != Some(&name));
                jar.push(pair);
            }
            let Some(next) = asked.headers().get("location") else {
                panic!("{} {}", asked.status(), asked.text().await.unwrap_or_default());
            };
            let next = next.to_str().unwrap().to_owned();
            if let Some(path) = next.strip_prefix("http://127.0.0.1:8080") {
                return path.to_owned();
            }
            let origin = address.split('/').take(3).collect::<Vec<_>>().join("/");
            address = if next.starts_with('/') { format!("{origin}{next}") } else { next };
        }
        panic!("the provider sends the browser round in circles");
    }

    /// The whole way to a provider and back, as one of its accounts.
    pub(super) async fn signs_in(&mut self, form: &str, account: &str) -> Page {
        let address = self.leave(form).await;
        let back = Self::visit(&address, account).await;
        self.look(&back).await
    }

    /// Somebody who asks GraphQL with the session of this browser, in the house.
    pub(super) fn client(&self) -> Client {
        let Place::House(house) = &self.place else { panic!("it isn't in the house") };
        Client::of_cookie(house, &self.session())
    }

    /// Whoever asks GraphQL at a port with the session of this browser, as a page of ours would.
    pub(super) fn asking_at(&self, port: u16) -> Asking {
        let header = format!("Centrum-CSRF: 1\r\nCookie: {}", self.session());
        Asking { port, header }
    }

    /// The session's cookie, as it is sent back.
    pub(super) fn session(&self) -> String {
        let session = self.cookies.get("centrum-8080").expect("a session");
        format!("centrum-8080={session}")
    }

    /// Whether it has a cookie of that name.
    pub(super) fn has(&self, cookie: &str) -> bool {
        self.cookies.contains_key(cookie)
    }

    async fn ask(&mut self, method: &str, path: &str, form: Option<&str>) -> Page {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        let (head, text) = match &self.place {
            Place::House(house) => in_the_house(house, (method, path), cookies, form).await,
            Place::Port(port) => at_a_port(*port, (method, path), cookies, form).await,
        };
        for cookie in head.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let location = head.headers.get("location");
        let location = location.map(|value| value.to_str().unwrap().to_owned());
        Page { status: head.status.as_u16(), text, location }
    }
}

/// What stands above a page.
struct Head {
    status: StatusCode,
    headers: HeaderMap,
}

const FORM: &str = "application/x-www-form-urlencoded";

async fn in_the_house(
    house: &House,
    (method, path): (&str, &str),
    cookies: String,
    form: Option<&str>,
) -> (Head, String) {
    let app = house.app().clone();
    let (method, path) = (method.parse().unwrap(), path.to_owned());
    let form = form.map(str::to_owned);
    let response: Response = on_the_house(async move {
        let mut request = app.addresses().request(method, path);
        if !cookies.is_empty() {
            request = request.header("Cookie", cookies);
        }
        if let Some(form) = form {
            request = request.content_type(FORM).body(form);
        }
        request.send().await.0
    })
    .await;
    let head = Head { status: response.status(), headers: response.headers().clone() };
    (head, response.into_body().into_string().await.unwrap())
}

async fn at_a_port(
    port: u16,
    (method, path): (&str, &str),
    cookies: String,
    form: Option<&str>,
) -> (Head, String) {
    let address = format!("http://127.0.0.1:{port}{path}");
    let mut request = http().request(method.parse().unwrap(), address);
    if !cookies.is_empty() {
        request = request.header("cookie", cookies);
    }
    if let Some(form) = form {
        request = request.header("content-type", FORM).body(form.to_owned());
    }
    let response = request.send().await.unwrap();
    let head = Head { status: response.status(), headers: response.headers().clone() };
    (head, response.text().await.unwrap())
}

/// Where a page goes on by itself.
pub(super) fn away(page: &Page) -> Option<String> {
    let (_, rest) = page.text.split_once("content=\"0;url=")?;
    Some(rest.split_once('"')?.0.replace("&amp;", "&"))
}

const INVITE: &str = "mutation($input: InviteUserInput!) { inviteUser(input: $input) { link { url } userErrors { code } } }";

fn invitation(tenant: &Tenant, name: &str, role: &str) -> Value {
    let email = format!("{name}@{}.invalid", tenant.slug());
    json!({ "input": { "email": email, "displayName": name, "role": role } })
}

/// Somebody new in a tenant, who pressed their link in a browser.
pub(super) async fn invited(house: &House, tenant: &Tenant, name: &str, role: &str) -> Browser {
    let invited = tenant.admin().await.done(INVITE, invitation(tenant, name, role)).await;
    Browser::invited(house, invited.text("/inviteUser/link/url")).await
}

/// The same, where a program of its own is asked at this port: its administrator invites there, and the link is pressed there.
pub(super) async fn invited_at(port: u16, tenant: &Tenant, name: &str, role: &str) -> Browser {
    let admin = Asking::bearing(port, tenant.admin().await.token());
    let invited = admin.ask(INVITE, invitation(tenant, name, role)).await.expect("an answer");
    let url = invited["data"]["inviteUser"]["link"]["url"].as_str();
    let mut browser = Browser::led_to(port);
    browser.presses(url.unwrap_or_else(|| panic!("{invited}"))).await;
    browser
}
