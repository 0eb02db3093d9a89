//! A database of its own for a test of the figures, and people and tenants put into it as an administrator would.

use domain::access::{
    Clock, Db, Event, Job, Passwords, Permission, Settings, Subject, act_as_system, bootstrap,
    migrate, prepare_database,
};
use domain::kernel::ids::{AssociationId, PersonId, TenantId};
use server::telemetry::spawn;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::OnceCell;
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};
use uuid::Uuid;

const PASSWORD: &str = "figures";

pub(super) struct Fresh {
    pub(super) db: Db,
    database: String,
}

/// A new database with all tables, copied from one that was migrated once.
pub(super) async fn fresh() -> Fresh {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let template = TEMPLATE.get_or_init(template).await;
    let database = format!("{template}_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let admin = connect(&admin_url()).await;
    admin.batch_execute(&format!("CREATE DATABASE {database} TEMPLATE {template}")).await.unwrap();
    prepare_database(&admin_url(), &url("postgres", &database), &database).await.unwrap();
    Fresh { db: pool(&database), database }
}

impl Fresh {
    /// A second pool, as another process would have it.
    pub(super) fn another_pool(&self) -> Db {
        pool(&self.database)
    }

    /// A connection past the door, as the superuser.
    pub(super) async fn admin(&self) -> Client {
        connect(&url("postgres", &self.database)).await
    }

    /// A connection past the door that took one of the server's roles.
    pub(super) async fn as_role(&self, role: &str, tenant: TenantId) -> Client {
        let client = connect(&url("centrum", &self.database)).await;
        let tenant = Uuid::from(tenant);
        let sql = format!(
            "SET ROLE centrum_{role}; SET app.tenant_id = '{tenant}'; SET app.clearances = '{{OPEN}}'"
        );
        client.batch_execute(&sql).await.unwrap();
        client
    }

    pub(super) async fn tenant(&self, number: u32, name: &str) -> TenantId {
        let id = Uuid::from_u128(u128::from(number) + 1_000);
        let sql = format!(
            "INSERT INTO associations (id, ico, name) VALUES ('{id}', '{number:08}', '{name}');
             INSERT INTO tenants (id, slug, kind, lifecycle, onboarded_at)
             VALUES ('{id}', 'centre-{number}', 'ASSOCIATION', 'ACTIVE', now())"
        );
        self.admin().await.batch_execute(&sql).await.unwrap();
        TenantId::from(AssociationId::from(id))
    }

    /// The token of somebody who holds a role in the nation.
    pub(super) async fn national(&self, role: &str) -> String {
        let (person, secret) = act_as_system(&self.db, TenantId::NATION, Job::Demo)
            .write(Permission::GrantRole, async |tx| {
                let person: PersonId = tx.person_by_email("nation@example.cz").await?.id();
                let until = tx.now() + chrono::Duration::days(7_000);
                let token = tx.make_token(person, None, "test", until).await?;
                tx.record(Event::of_tenant("token.made", Subject::id(token.id), vec![]));
                Ok((Uuid::from(person), token.secret))
            })
            .await
            .unwrap();
        let sql = format!(
            "INSERT INTO participants (tenant_id, id, person_id, display_name)
             VALUES (nation_id(), '{person}', '{person}', 'Somebody');
             INSERT INTO grants (tenant_id, id, participant_id, person_id, role, scope, valid_from)
             VALUES (nation_id(), '{person}', '{person}', '{person}', '{role}', 'TENANT', '2020-01-01')"
        );
        self.admin().await.batch_execute(&sql).await.unwrap();
        secret
    }
}

/// The rows of a query, each as its values joined by a bar.
pub(super) async fn rows(client: &Client, sql: &str) -> Vec<String> {
    let messages = client.simple_query(sql).await.unwrap();
    let text = |message: &SimpleQueryMessage| match message {
        SimpleQueryMessage::Row(row) => {
            let values: Vec<&str> = (0..row.len()).map(|i| row.get(i).unwrap_or("null")).collect();
            Some(values.join("|"))
        }
        _ => None,
    };
    messages.iter().filter_map(text).collect()
}

async fn template() -> String {
    let name = format!("figures_{}", std::process::id());
    let password = || PASSWORD.to_owned();
    // Hexadecimal or plain words only: see `Passwords`.
    let passwords = Passwords { centrum: password(), migrator: password() };
    bootstrap(&admin_url(), &passwords).await.unwrap();
    prepare_database(&admin_url(), &url("postgres", &name), &name).await.unwrap();
    migrate(&url("centrum_migrator", &name)).await.unwrap();
    name
}

fn pool(database: &str) -> Db {
    let settings =
        Settings { url: url("centrum", database), pool_size: 8, wait: Duration::from_secs(10) };
    Db::connect(&settings, Clock::system()).unwrap()
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    spawn(connection);
    client
}

fn admin_url() -> String {
    #[expect(
        clippy::disallowed_methods,
        reason = "the tests' one variable; the server never reads it"
    )]
    std::env::var("CENTRUM_TEST_DATABASE_URL").expect("CENTRUM_TEST_DATABASE_URL is set")
}

/// The administrator's URL for another user and database.
fn url(user: &str, database: &str) -> String {
    let admin = admin_url();
    let (login, place) = admin.split_once("://").unwrap().1.rsplit_once('@').unwrap();
    let (host, _) = place.split_once('/').unwrap();
    let login = if user == "postgres" { login.to_owned() } else { format!("{user}:{PASSWORD}") };
    format!("postgres://{login}@{host}/{database}")
}
