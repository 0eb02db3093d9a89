//! A house whose files are kept in a folder, and what is done with them there.

use crate::house::{Answer, Client, House, on_the_house};
use poem::endpoint::BoxEndpoint;
use poem::http::Method;
use poem::test::TestClient;
use poem::{Body, Response};
use serde_json::{Value, json};
use server::files::{Files, Place};
use server::http::{Rates, Resources, Settings, listen};
use server::news::News;
use server::stop::{Step, Stop};
use sha2::{Digest as _, Sha256};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

pub(super) const PREPARE: &str =
    "mutation($input: PrepareUploadInput!) { prepareUpload(input: $input) {
    upload { id address expiresAt contentType } userErrors { code path } } }";
pub(super) const REMOVE: &str = "mutation($id: ID!) { removeAttachment(input: { id: $id }) {
    request { id attachments { totalCount } } userErrors { code path } } }";
pub(super) const LISTED: &str = "query($id: ID!) { node(id: $id) { ... on Request {
    attachments { totalCount nodes { id name contentType size sha256 attachedAt address attachedBy { displayName } } }
    history { nodes { kind } } } } }";
/// What a PDF begins with, and a little more.
pub(crate) const PDF: &[u8] = b"%PDF-1.7\n% Smlouva o d\xC3\xADlo\n";

/// The house's addresses over a folder.
pub(crate) struct Desk {
    pub(super) house: House,
    pub(crate) files: Files,
    folder: Option<TempDir>,
    app: Arc<TestClient<BoxEndpoint<'static, Response>>>,
}

/// What came back.
pub(super) struct Got {
    pub(super) status: u16,
    headers: poem::http::HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Desk {
    pub(crate) fn of(house: &House) -> Self {
        let folder = tempfile::Builder::new().prefix("centrum-test-").tempdir().unwrap();
        Self::keeping(house, folder)
    }

    pub(super) fn keeping(house: &House, folder: TempDir) -> Self {
        let files = Files::at(Place::Folder(folder.path().join("files")));
        Self { folder: Some(folder), ..Self::over(house, files) }
    }

    pub(super) fn over(house: &House, files: Files) -> Self {
        let settings = Settings { rates: Rates::highest(), ..patient() };
        let resources = Resources { files: files.clone(), ..Resources::of(house.db().clone()) };
        let app = Arc::new(TestClient::new(server::http::routes(&resources, settings)));
        Self { house: house.clone(), files, folder: None, app }
    }

    /// The same in another house over the same database and folder.
    pub(super) fn in_house(&self, house: &House) -> Self {
        Self::over(house, self.files.clone())
    }

    /// On a port of this machine, for who sends slowly or goes away in the middle.
    pub(super) async fn served(&self) -> u16 {
        let resources =
            Resources { files: self.files.clone(), ..Resources::of(self.house.db().clone()) };
        on_the_house(async move {
            let listener = listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.unwrap();
            let port = listener.address().unwrap().port();
            server::telemetry::spawn(server::http::serve(listener, resources, patient()));
            port
        })
        .await
    }

    /// Announces a file as it is.
    pub(super) async fn prepare(
        &self,
        by: &Client,
        request: &str,
        name: &str,
        bytes: &[u8],
    ) -> String {
        let input = json!({ "requestId": request, "name": name, "size": bytes.len(), "sha256": hash(bytes) });
        let answer = by.done(PREPARE, json!({ "input": input })).await;
        let (id, address) =
            (answer.text("/prepareUpload/upload/id"), answer.text("/prepareUpload/upload/address"));
        assert!(address.ends_with(&format!("/files/uploads/{id}")), "{address}");
        id.to_owned()
    }

    /// Announces and sends it.
    pub(crate) async fn attach(
        &self,
        by: &Client,
        request: &str,
        name: &str,
        bytes: &[u8],
    ) -> String {
        let id = self.prepare(by, request, name, bytes).await;
        let sent = self.send(by, &id, bytes).await;
        assert_eq!(sent.status, 201, "{}", sent.text());
        id
    }

    pub(super) async fn send(&self, by: &Client, id: &str, bytes: &[u8]) -> Got {
        self.ask(Method::PUT, by, &format!("/files/uploads/{id}"), &[], bytes).await
    }

    pub(super) async fn get(&self, by: &Client, id: &str, headers: &[(&str, &str)]) -> Got {
        self.ask(Method::GET, by, &format!("/files/attachments/{id}"), headers, b"").await
    }

    pub(super) async fn ask(
        &self,
        method: Method,
        by: &Client,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Got {
        self.ask_as(method, path, token_of(by), headers, body).await
    }

    /// Gets something whose body may be looked at while it comes.
    pub(crate) async fn begin(&self, by: &Client, path: &str) -> Response {
        self.begin_as(Method::GET, path, token_of(by), &[], b"").await
    }

    /// With whatever says who asks.
    pub(super) async fn ask_as(
        &self,
        method: Method,
        path: &str,
        who: Vec<(String, String)>,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Got {
        let response = self.begin_as(method, path, who, headers, body).await;
        on_the_house(async move {
            let (parts, body) = response.into_parts();
            let body = body.into_vec().await.unwrap();
            Got { status: parts.status.as_u16(), headers: parts.headers, body }
        })
        .await
    }

    async fn begin_as(
        &self,
        method: Method,
        path: &str,
        mut all: Vec<(String, String)>,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Response {
        all.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let (app, path, body) = (Arc::clone(&self.app), path.to_owned(), body.to_vec());
        on_the_house(async move {
            let mut request = app.request(method, path);
            for (name, value) in all {
                request = request.header(name, value);
            }
            request.body(Body::from_vec(body)).send().await.0
        })
        .await
    }

    /// How a request shows its files and its history.
    pub(super) async fn listed(&self, by: &Client, request: &str) -> Answer {
        by.done(LISTED, json!({ "id": request })).await
    }

    /// Rows of a table in this tenant's database, of all tenants.
    pub(super) async fn rows(&self, table: &str, request: &str) -> i64 {
        let id = uuid_of(request);
        let sql = format!("SELECT count(*) FROM {table} WHERE request_id = $1::text::uuid");
        self.house.database().superuser().await.query_one(&sql, &[&id]).await.unwrap().get(0)
    }

    /// How many files lie in the folder, also unfinished ones.
    pub(super) fn kept(&self) -> usize {
        count(&self.folder.as_ref().expect("a folder").path().join("files"))
    }

    /// A worker that sweeps, until it is dropped.
    pub(super) fn worker(&self) -> Worker {
        let (stopper, stop) = Stop::new();
        let (db, files) = (self.house.db().clone(), self.files.clone());
        let news = News::of(db.clone());
        let work = async move { server::worker::work(&db, &news, &files, None, stop).await };
        let task = std::thread::spawn(|| {
            let work = on_the_house(work);
            tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work);
        });
        Worker { stopper: Some(stopper), task: Some(task) }
    }
}

/// Dropped, it has ended.
pub(super) struct Worker {
    stopper: Option<server::stop::Stopper>,
    task: Option<std::thread::JoinHandle<()>>,
}

impl Drop for Worker {
    fn drop(&mut self) {
        if let Some(stopper) = self.stopper.take() {
            stopper.go_to(Step::Leaving);
        }
        let _ = self.task.take().map(std::thread::JoinHandle::join);
    }
}

impl Got {
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Of a refusal.
    pub(super) fn code(&self) -> String {
        let body: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        body["code"].as_str().unwrap_or_default().to_owned()
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// What says that somebody asks by their token.
fn token_of(by: &Client) -> Vec<(String, String)> {
    let token = ("Authorization".to_owned(), format!("Bearer {}", by.token()));
    let slug = by.slug().map(|slug| ("Centrum-Tenant".to_owned(), slug.to_owned()));
    std::iter::once(token).chain(slug).collect()
}

/// With a time limit that a busy machine keeps.
fn patient() -> Settings {
    Settings { time_max: Duration::from_secs(60), ..Settings::default() }
}

fn count(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| if path.is_dir() { count(&path) } else { 1 })
        .sum()
}

pub(crate) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Waits until it is so.
pub(super) async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let deadline = std::time::Instant::now() + Duration::from_mins(1);
    let mut tick = tokio::time::interval(Duration::from_millis(20));
    while !is_so().await {
        assert!(std::time::Instant::now() < deadline, "never: {what}");
        tick.tick().await;
    }
}

fn uuid_of(id: &str) -> String {
    use domain::kernel::ids::{AttachmentId, RequestId, TypedId as _};
    RequestId::read(id)
        .map(uuid::Uuid::from)
        .or_else(|| AttachmentId::read(id).map(uuid::Uuid::from))
        .expect("an id of ours")
        .to_string()
}

/// An attachment that is only a row: for who asks about its id, and not for its bytes.
pub(crate) async fn attached_by_hand(house: &House, request: &str) -> String {
    attached_so_often(house, request, 1).await.remove(0)
}

/// So many of them.
pub(crate) async fn attached_so_often(house: &House, request: &str, times: usize) -> Vec<String> {
    use domain::kernel::ids::{AttachmentId, TypedId as _};
    let ids: Vec<uuid::Uuid> = (0..times).map(|_| uuid::Uuid::now_v7()).collect();
    let printed: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let sql = "INSERT INTO attachments (tenant_id, id, request_id, member_id, secrecy, shown_to_member, name, media_type, size_bytes,
          sha256, attached_by, attached_at)
        SELECT tenant_id, unnest($2::text[])::uuid, id, member_id, secrecy, shown_to_member, 'Zlatohlavek.pdf', 'application/pdf', 1, sha256(''), opened_by, now()
        FROM requests WHERE id = $1::text::uuid";
    let client = house.database().superuser().await;
    let inserted = client.execute(sql, &[&uuid_of(request), &printed]).await.unwrap();
    assert_eq!(usize::try_from(inserted), Ok(times));
    ids.into_iter().map(|id| AttachmentId::from(id).print()).collect()
}
