//! A centre whose form is open, and strangers who come to it.

use super::smtp::{Smtp, Taken};
use crate::house::{Client, House, Tenant, on_the_house};
use poem::endpoint::BoxEndpoint;
use poem::http::Method;
use poem::test::TestClient;
use poem::{Body, Response};
use serde_json::{Value, json};
use server::http::{Rates, Resources, Settings, listen};
use server::worker::{Post, Sent, send_next_mail};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

pub(super) const NOTICE: &str =
    "Správcem údajů je svazek.\n\nPověřenec: poverenec@example.cz. Účel: vyřízení Vašeho dotazu.";
/// A service for citizens that everybody of the staff reads.
pub(super) const QUESTION: &str = "CIT-CONTACT";
pub(super) const LISTED: &str = "{ requests { totalCount nodes { id number title description state channel shownToMember
    municipality { code } member { id } openedBy { displayName } history { nodes { kind actor { displayName } } }
    requester { ... on CitizenRequester { name email } } } } }";

/// The house's addresses, and a mail server.
pub(crate) struct Desk {
    pub(super) house: House,
    pub(crate) smtp: Smtp,
    pub(super) app: Arc<TestClient<BoxEndpoint<'static, Response>>>,
}

/// What a stranger was answered.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(super) text: String,
    pub(super) location: Option<String>,
}

impl Got {
    pub(crate) fn has(&self, text: &str) -> bool {
        self.text.contains(text)
    }

    /// Without what is another each time.
    pub(super) fn without_trace(&self) -> String {
        match self.text.split_once("<p class=\"small\">") {
            Some((page, _)) if self.status >= 400 => page.to_owned(),
            _ => self.text.clone(),
        }
    }
}

impl Desk {
    pub(crate) fn of(house: &House) -> Self {
        Self::with(house, Rates::highest(), true)
    }

    pub(super) fn with(house: &House, rates: Rates, sends_mail: bool) -> Self {
        let resources = Resources { sends_mail, ..Resources::of(house.db().clone()) };
        let time_max = Duration::from_secs(60);
        let settings = Settings { rates, time_max, ..Settings::default() };
        let app = Arc::new(TestClient::new(server::http::routes(&resources, settings)));
        Self { house: house.clone(), smtp: Smtp::start(), app }
    }

    pub(crate) async fn get(&self, path: &str) -> Got {
        self.ask(Method::GET, path, &[], None).await
    }

    /// Sends a form, as a browser does.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Got {
        self.ask(Method::POST, path, &[], Some(fields)).await
    }

    pub(super) async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&'static str, String)],
        fields: Option<&[(&str, &str)]>,
    ) -> Got {
        let (app, path, headers) = (Arc::clone(&self.app), path.to_owned(), headers.to_vec());
        let body = fields.map(|fields| {
            let url = reqwest::Url::parse_with_params("http://form/", fields).unwrap();
            url.query().unwrap_or_default().to_owned()
        });
        on_the_house(async move {
            let mut request = app.request(method, path);
            for (name, value) in headers {
                request = request.header(name, value);
            }
            if let Some(body) = body {
                request = request.content_type("application/x-www-form-urlencoded");
                request = request.body(Body::from_string(body));
            }
            let response = request.send().await.0;
            let (parts, body) = response.into_parts();
            let location = parts.headers.get("location").map(|to| to.to_str().unwrap().to_owned());
            let text = body.into_string().await.unwrap();
            Got { status: parts.status.as_u16(), text, location }
        })
        .await
    }

    /// Sends all mails of a tenant that are due; all that the server has taken so far.
    pub(super) async fn deliver(&self, tenant: &Tenant) -> Vec<Taken> {
        deliver(tenant, &self.smtp.post()).await;
        self.smtp.taken()
    }

    /// The form's address, filled in as most people do.
    pub(super) async fn written<'a>(
        &self,
        tenant: &Tenant,
        name: &'a str,
        email: &'a str,
    ) -> Vec<(&'static str, String)> {
        let form = self.get(&format!("/intake/{}", tenant.slug())).await;
        assert_eq!(form.status, 200, "{form:?}");
        let (_, rest) = form.text.split_once("name=\"notice\" value=\"").expect("a notice");
        let (notice, _) = rest.split_once('"').unwrap();
        vec![
            ("name", name.to_owned()),
            ("email", email.to_owned()),
            ("service", QUESTION.to_owned()),
            ("title", "Rozbitá lavička".to_owned()),
            ("description", "V parku u školy.\r\nKdo ji opraví?".to_owned()),
            ("municipality", tenant.association.municipalities[0].clone()),
            ("notice", notice.to_owned()),
            ("website", String::new()),
        ]
    }

    /// Hands in what was written.
    pub(super) async fn hand_in(&self, tenant: &Tenant, fields: &[(&str, String)]) -> Got {
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.post(&format!("/intake/{}", tenant.slug()), &fields).await
    }

    /// Hands something in and answers the link that comes for it.
    pub(crate) async fn asked(&self, tenant: &Tenant, email: &str) -> String {
        let written = self.written(tenant, "Jana Nováková", email).await;
        assert_eq!(self.hand_in(tenant, &written).await.status, 202);
        let mails = self.deliver(tenant).await;
        let own = mails.iter().rev().find(|mail| mail.to() == email);
        own.expect("a mail").link()
    }

    /// Presses the button behind a link.
    pub(crate) async fn confirm(&self, link: &str) -> Got {
        let (path, secret) = link.split_once("?secret=").expect("a link");
        self.post(path, &[("secret", secret)]).await
    }

    /// The notice that is kept with a tenant's one case, and its version.
    pub(super) async fn notice_kept(&self, tenant: &Tenant) -> (String, String) {
        let sql =
            "SELECT notice, notice_version FROM intake_tickets WHERE tenant_id = $1::text::uuid";
        let id = uuid::Uuid::from(tenant.id).to_string();
        let row = self.house.database().superuser().await.query_one(sql, &[&id]).await.unwrap();
        (row.get(0), row.get(1))
    }

    /// How many rows of a table a tenant has.
    pub(super) async fn rows(&self, table: &str, tenant: &Tenant) -> i64 {
        let sql = format!("SELECT count(*) FROM {table} WHERE tenant_id = $1::text::uuid");
        let id = uuid::Uuid::from(tenant.id).to_string();
        self.house.database().superuser().await.query_one(&sql, &[&id]).await.unwrap().get(0)
    }
}

/// The house's addresses on a port of this machine.
pub(super) async fn served(house: &House, rates: Rates) -> u16 {
    let resources = Resources { sends_mail: true, ..Resources::of(house.db().clone()) };
    on_the_house(async move {
        let listener = listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.unwrap();
        let port = listener.address().unwrap().port();
        let time_max = Duration::from_secs(60);
        let settings = Settings { rates, time_max, ..Settings::default() };
        server::telemetry::spawn(server::http::serve(listener, resources, settings));
        port
    })
    .await
}

/// Sends until there is nothing more, or something has to wait; what came of the last.
pub(crate) async fn deliver(tenant: &Tenant, post: &Post) -> Sent {
    let (db, id, post) = (tenant.house.db().clone(), tenant.id, post.clone());
    on_the_house(async move {
        loop {
            let sent = send_next_mail(&db, &post, id).await.unwrap();
            if sent != Sent::One {
                return sent;
            }
        }
    })
    .await
}

/// What the worker's sweep does.
pub(super) async fn forget(tenant: &Tenant) -> (usize, usize) {
    let (db, id) = (tenant.house.db().clone(), tenant.id);
    on_the_house(async move { domain::intake::commands::forget(&db, id).await.unwrap() }).await
}

/// A centre that takes in what citizens ask.
pub(super) async fn open(house: &House, name: &str) -> Tenant {
    let tenant = house.tenant(name).await;
    open_form(&tenant).await;
    tenant
}

/// Lets a centre take in what citizens ask.
pub(crate) async fn open_form(tenant: &Tenant) {
    let admin = tenant.admin().await;
    set(&admin, "intake.open", json!(true)).await;
    set(&admin, "intake.notice", json!(NOTICE)).await;
}

pub(super) async fn set(by: &Client, key: &str, value: Value) {
    let setting = by
        .done("query($key: String!) { setting(key: $key) { version } }", json!({ "key": key }))
        .await;
    let input = json!({ "key": key, "value": value, "expectedVersion": setting.number("/setting/version") });
    let query =
        "mutation($input: SetSettingInput!) { setSetting(input: $input) { userErrors { code } } }";
    by.done(query, json!({ "input": input })).await;
}
