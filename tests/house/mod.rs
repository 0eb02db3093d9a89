//! The house that every test lives in.
//!
//! A test is a tenant: `House::shared()` is the run's one database seen by a clock of the test's own, `house.tenant("…")` a
//! fresh association in it, and `tenant.clerk()` somebody who asks over HTTP. A test of the nation takes `House::fresh()`.

pub mod answer;
pub mod client;
pub mod committed;
pub mod database;
pub mod load;
pub mod model;
pub mod node;
pub mod own_server;
pub mod patience;
pub mod program;
pub mod redis;
pub mod register;
pub mod served;
pub mod serving;
pub mod socket;
pub mod story;
pub mod tenant;
pub mod visitor;
pub mod wire;

pub use answer::Answer;
pub use client::Client;
pub use patience::Patience;
pub use tenant::Tenant;

use chrono::{DateTime, Duration, Utc};
use client::App;
use database::TestDatabase;
use domain::access::{Clock, Db, Job, Permission, Role, Settings, act_as_system};
use domain::identity::commands::{Appointment, appoint};
use domain::kernel::ids::TenantId;
use domain::monitoring::keep_figures;
use domain::notifications::stamp;
use register::Association;
use std::pin::pin;
use std::sync::{Arc, Mutex, OnceLock};
use std::task::Poll;
use tokio::runtime::Runtime;
use tokio::sync::OnceCell;

/// A Monday, with no day off before Good Friday, the 3rd of April.
pub const MONDAY: &str = "2026-03-02T08:00:00Z";
/// When the nation's people were appointed: before every story.
const LONG_AGO: &str = "2020-01-06T08:00:00Z";
/// Connections of the run's one pool.
const POOL: usize = 16;

/// The databases, the program, and a clock. Clones are the same house.
#[derive(Clone)]
pub struct House(Arc<Inner>);

struct Inner {
    db: Db,
    app: App,
    /// Its tenants, whose figures it keeps.
    tenants: Mutex<Vec<TenantId>>,
    coordinator: OnceCell<Client>,
    /// `None`: the shared one.
    database: Option<TestDatabase>,
}

impl House {
    /// In the run's one database, on the Monday.
    pub async fn shared() -> Self {
        Self::shared_on(MONDAY).await
    }

    /// In the run's one database, at another time.
    pub async fn shared_on(instant: &str) -> Self {
        static SHARED: OnceCell<Db> = OnceCell::const_new();
        let furnished = SHARED.get_or_init(|| {
            on_the_house(async { furnished(pool(&database::shared().url(), POOL)).await })
        });
        Self::over(furnished.await, instant, None)
    }

    /// In a database of its own: for what looks at all tenants.
    pub async fn fresh() -> Self {
        let database = database::fresh();
        let db = pool(&database.url(), 8);
        let db = on_the_house(furnished(db)).await;
        Self::over(&db, MONDAY, Some(database))
    }

    /// In a database of its own that nobody has used: with the catalogue, and without anybody.
    pub async fn unused(instant: &str) -> Self {
        let database = database::fresh();
        let db = pool(&database.url(), 8);
        let db = on_the_house(async move {
            let importer = act_as_system(&db, TenantId::NATION, Job::Import);
            domain::catalogue::publish(&importer).await.unwrap();
            db
        })
        .await;
        Self::over(&db, instant, Some(database))
    }

    /// The same database and clock, reached by another URL with another number of connections.
    pub fn reached_by(&self, url: &str, pool_size: usize) -> Self {
        self.remembering(url, pool_size, Settings::SIGN_IN_MEMORY)
    }

    /// The same, with another memory of who signed in and of what everybody reads.
    pub fn remembering(&self, url: &str, pool_size: usize, memory: std::time::Duration) -> Self {
        let settings =
            Settings { sign_in_memory: memory, shared_memory: memory, ..settings(url, pool_size) };
        let db = Db::connect(&settings, self.0.db.clock().clone()).unwrap();
        let (tenants, coordinator) = (Mutex::default(), OnceCell::new());
        let app = App::over(&db);
        Self(Arc::new(Inner { db, app, tenants, coordinator, database: None }))
    }

    /// The same house with the clock of this machine, which programs in a process of their own go by. Whoever asks there
    /// signs in [again](Client::again) here.
    pub fn today(&self) -> Self {
        let now = self.remembering(&self.database().url(), 2, std::time::Duration::ZERO);
        now.tick(Utc::now() - now.now());
        now
    }

    /// The same house, where everybody has these permissions as well.
    pub fn loosened(&self, permissions: impl IntoIterator<Item = Permission>) -> Self {
        let loosen = |db: Db, permission| db.loosened(permission);
        let db = permissions.into_iter().fold(self.0.db.clone(), loosen);
        let (tenants, coordinator) = (Mutex::default(), OnceCell::new());
        let app = App::over(&db);
        Self(Arc::new(Inner { db, app, tenants, coordinator, database: None }))
    }

    /// The same house, where these vouch for people.
    pub fn vouched_for(&self, oidc: server::oidc::Settings) -> Self {
        let db = self.0.db.clone();
        let (tenants, coordinator) = (Mutex::default(), OnceCell::new());
        let app = App::vouched_for(&db, oidc);
        Self(Arc::new(Inner { db, app, tenants, coordinator, database: None }))
    }

    /// Its addresses, for who is a browser.
    pub fn app(&self) -> &App {
        &self.0.app
    }

    fn over(db: &Db, instant: &str, database: Option<TestDatabase>) -> Self {
        let db = db.at(Clock::starting_at(at(instant)));
        let (tenants, coordinator) = (Mutex::default(), OnceCell::new());
        let app = App::over(&db);
        Self(Arc::new(Inner { db, app, tenants, coordinator, database }))
    }

    /// The door.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The database behind the door.
    pub fn database(&self) -> &TestDatabase {
        self.0.database.as_ref().unwrap_or_else(|| database::shared())
    }

    /// The house's time.
    pub fn now(&self) -> DateTime<Utc> {
        self.0.db.clock().now()
    }

    /// Lets time pass. Tokens last for a week: who asks later is signed in again by [`Client::again`].
    pub fn tick(&self, by: Duration) {
        self.0.db.clock().advance(by);
    }

    /// An association of the register that nobody onboarded, with three municipalities of its own.
    pub async fn association(&self, name: &str) -> Association {
        self.associations(&[name]).await.remove(0)
    }

    /// An association with its seat in a region of its own, which nobody else is in; and the region's code.
    pub async fn association_elsewhere(&self, name: &str) -> (Association, String) {
        let (db, association) = (self.0.db.clone(), Association::invented(name));
        let read = association.clone();
        let region = on_the_house(async move { register::read_in_elsewhere(&db, &read).await });
        (association, region.await)
    }

    /// Several of them, read in at once.
    pub async fn associations(&self, names: &[&str]) -> Vec<Association> {
        let associations: Vec<_> = names.iter().map(|name| Association::invented(name)).collect();
        let (db, read) = (self.0.db.clone(), associations.clone());
        on_the_house(async move { register::read_in(&db, &read).await }).await;
        associations
    }

    /// Publishers' files of municipalities, associations and memberships, read in.
    pub async fn read_in(&self, files: [String; 3]) {
        let db = self.0.db.clone();
        on_the_house(async move { register::read_files(&db, &files).await }).await;
    }

    /// So many municipalities of a district of extended powers that were read in for this; their codes.
    pub async fn settle(&self, extended_powers: &str, count: u32) -> Vec<String> {
        let (db, extended_powers) = (self.0.db.clone(), extended_powers.to_owned());
        on_the_house(async move { register::settle(&db, &extended_powers, count).await }).await
    }

    /// An association of such municipalities.
    pub async fn associate(&self, name: &str, municipalities: &[String]) -> Association {
        let (db, name) = (self.0.db.clone(), name.to_owned());
        let municipalities = municipalities.to_vec();
        on_the_house(async move { register::associate(&db, &name, &municipalities).await }).await
    }

    /// A fresh tenant, onboarded by the coordinator.
    pub async fn tenant(&self, name: &str) -> Tenant {
        Tenant::onboard(self, self.association(name).await).await
    }

    /// Several of them.
    pub async fn tenants(&self, names: &[&str]) -> Vec<Tenant> {
        let mut tenants = Vec::new();
        for association in self.associations(names).await {
            tenants.push(Tenant::onboard(self, association).await);
        }
        tenants
    }

    /// The national coordinator.
    pub async fn coordinator(&self) -> Client {
        let signed_in = self.0.coordinator.get_or_init(|| self.of_the_nation("coordinator"));
        signed_in.await.clone()
    }

    /// One more national coordinator, of this test's own.
    pub async fn another_coordinator(&self, part: &str) -> Client {
        let (db, part) = (self.0.db.clone(), format!("{part}-{}", rand::random::<u64>()));
        let email = format!("{part}@nation.invalid");
        let address = email.clone();
        on_the_house(async move {
            let role = Role::NationalCoordinator;
            let appointment = Appointment {
                email: &address,
                display_name: &part,
                role,
                member: None,
                region_code: None,
            };
            let job = act_as_system(&db, TenantId::NATION, Job::Demo);
            appoint(&job, &appointment).await.unwrap();
        })
        .await;
        Client::of(self, &email, TenantId::NATION, None).await
    }

    /// The coordinator of a region.
    pub async fn coordinator_of(&self, region_code: &str) -> Client {
        let (db, region_code) = (self.0.db.clone(), region_code.to_owned());
        let email = format!("coordinator-of-{region_code}@nation.invalid").to_lowercase();
        let address = email.clone();
        on_the_house(async move {
            let appointment = Appointment {
                email: &address,
                display_name: "Krajská koordinátorka",
                role: Role::TerritorialCoordinator,
                member: None,
                region_code: Some(&region_code),
            };
            let job = act_as_system(&db, TenantId::NATION, Job::Demo);
            appoint(&job, &appointment).await.unwrap();
        })
        .await;
        Client::of(self, &email, TenantId::NATION, None).await
    }

    /// One of the nation's people, by the name of their part in [`NATION`].
    pub async fn of_the_nation(&self, part: &str) -> Client {
        Client::of(self, &format!("{part}@nation.invalid"), TenantId::NATION, None).await
    }

    /// A bearer's client: whoever has this token.
    pub fn bearer(&self, token: &str, slug: Option<&str>) -> Client {
        Client::bearing(self, token, slug)
    }

    /// Whoever signs in by a link, in a browser.
    pub async fn browser(&self, link: &str) -> Client {
        Client::pressing(self, link).await.expect("a link that counts")
    }

    /// Until the order and the figures of its tenants know all that happened.
    pub async fn catch_up(&self) {
        let (tenants, db) = (self.tenants_known(), self.0.db.clone());
        on_the_house(async move {
            for tenant in tenants {
                while stamp(&db, tenant).await.unwrap().events
                    + keep_figures(&db, tenant).await.unwrap()
                    > 0
                {}
            }
        })
        .await;
    }

    fn tenants_known(&self) -> Vec<TenantId> {
        self.0.tenants.lock().unwrap().clone()
    }

    fn note(&self, tenant: TenantId) {
        self.0.tenants.lock().unwrap().push(tenant);
    }
}

/// The nation's people: their part and their role.
pub const NATION: &[(&str, Role)] = &[
    ("coordinator", Role::NationalCoordinator),
    ("territorial", Role::TerritorialCoordinator),
    ("approver", Role::ModelApprover),
    ("auditor", Role::NationalAuditor),
];

/// Publishes the catalogue, reads the register's few fixed things in, appoints the nation's people.
async fn furnished(db: Db) -> Db {
    let then = db.at(Clock::starting_at(at(LONG_AGO)));
    let importer = act_as_system(&then, TenantId::NATION, Job::Import);
    domain::catalogue::publish(&importer).await.unwrap();
    register::read_in_fixed(&then).await;
    let job = act_as_system(&then, TenantId::NATION, Job::Demo);
    for (part, role) in NATION {
        let email = format!("{part}@nation.invalid");
        let is_of_a_region = *role == Role::TerritorialCoordinator;
        let appointment = Appointment {
            email: &email,
            display_name: part,
            role: *role,
            member: None,
            region_code: is_of_a_region.then_some(register::REGION),
        };
        appoint(&job, &appointment).await.unwrap();
    }
    db
}

/// Does work on the runtime that owns the run's connections: those of a test's own runtime would end with the test.
pub async fn on_the_house<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| Runtime::new().expect("a runtime"));
    match runtime.spawn(work).await {
        Ok(done) => done,
        // Said again here: what that runtime's threads say is shown with whichever test came first.
        Err(error) => panic!("{error}"),
    }
}

/// Lets `work` be polled so many times, each time that there was news for it, and drops it then.
pub async fn left_after<T>(polls: usize, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut left = polls;
    std::future::poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        work.as_mut().poll(context).map(Some)
    })
    .await
}

fn pool(url: &str, pool_size: usize) -> Db {
    Db::connect(&settings(url, pool_size), Clock::system()).unwrap()
}

fn settings(url: &str, pool_size: usize) -> Settings {
    Settings::new(url, pool_size, std::time::Duration::from_secs(60))
}

/// An instant by its text.
pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}
