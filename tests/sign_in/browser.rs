//! A browser that goes to a provider and comes back, in this process: it keeps cookies, and looks at no page's style or script.

use super::provider::http;
use crate::house::{Client, House, Tenant, on_the_house};
use poem::Response;
use serde_json::json;
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

/// A browser: it keeps the cookies of the house's program, and goes where it is sent.
pub(super) struct Browser {
    house: House,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    pub(super) fn new(house: &House) -> Self {
        Self { house: house.clone(), cookies: BTreeMap::new() }
    }

    /// One that signed in by a link.
    pub(super) async fn invited(house: &House, url: &str) -> Self {
        let mut browser = Self::new(house);
        let secret = url.split_once("secret=").expect("a link's address").1;
        let page = browser.send("/auth/link", &format!("secret={secret}")).await;
        assert_eq!(page.status, 303, "{}", page.text);
        browser
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

    /// Somebody who asks GraphQL with the session of this browser.
    pub(super) fn client(&self) -> Client {
        let session = self.cookies.get("centrum-8080").expect("a session");
        Client::of_cookie(&self.house, &format!("centrum-8080={session}"))
    }

    /// Whether it has a cookie of that name.
    pub(super) fn has(&self, cookie: &str) -> bool {
        self.cookies.contains_key(cookie)
    }

    async fn ask(&mut self, method: &str, path: &str, form: Option<&str>) -> Page {
        let app = self.house.app().clone();
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let (method, path) = (method.parse().unwrap(), path.to_owned());
        let form = form.map(str::to_owned);
        let response: Response = on_the_house(async move {
            let mut request = app.addresses().request(method, path);
            if !cookies.is_empty() {
                request = request.header("Cookie", cookies.join("; "));
            }
            if let Some(form) = form {
                request = request.content_type("application/x-www-form-urlencoded").body(form);
            }
            request.send().await.0
        })
        .await;
        for cookie in response.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let location = response.headers().get("location");
        let location = location.map(|value| value.to_str().unwrap().to_owned());
        let status = response.status().as_u16();
        let text = response.into_body().into_string().await.unwrap();
        Page { status, text, location }
    }
}

/// Where a page goes on by itself.
pub(super) fn away(page: &Page) -> Option<String> {
    let (_, rest) = page.text.split_once("content=\"0;url=")?;
    Some(rest.split_once('"')?.0.replace("&amp;", "&"))
}

/// Somebody new in a tenant, who pressed their link in a browser.
pub(super) async fn invited(house: &House, tenant: &Tenant, name: &str, role: &str) -> Browser {
    let invite = "mutation($input: InviteUserInput!) { inviteUser(input: $input) { link { url } userErrors { code } } }";
    let email = format!("{name}@{}.invalid", tenant.slug());
    let input = json!({ "email": email, "displayName": name, "role": role });
    let invited = tenant.admin().await.done(invite, json!({ "input": input })).await;
    Browser::invited(house, invited.text("/inviteUser/link/url")).await
}
