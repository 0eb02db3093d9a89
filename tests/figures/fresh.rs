//! A database of its own for a test of the figures, and people and tenants put into it as an administrator would.

use crate::house::database::{TestDatabase, connect};
use domain::access::{
    Clock, Db, Event, Job, Permission, Settings, Subject, TokenTerms, act_as_system,
};
use domain::kernel::ids::{AssociationId, PersonId, TenantId};
use std::time::Duration;
use tokio_postgres::{Client, SimpleQueryMessage};
use uuid::Uuid;

pub(super) struct Fresh {
    pub(super) db: Db,
    database: TestDatabase,
}

/// A new database with all tables and a pool for it.
pub(super) fn fresh() -> Fresh {
    let database = crate::house::database::fresh();
    Fresh { db: pool(&database), database }
}

impl Fresh {
    /// A second pool, as another process would have it.
    pub(super) fn another_pool(&self) -> Db {
        pool(&self.database)
    }

    /// Its address, for a program in a process of its own.
    pub(super) fn url(&self) -> String {
        self.database.url()
    }

    /// A connection past the door, as the superuser.
    pub(super) async fn admin(&self) -> Client {
        self.database.superuser().await
    }

    /// A connection past the door that took one of the server's roles.
    pub(super) async fn as_role(&self, role: &str, tenant: TenantId) -> Client {
        let client = connect(&self.database.url()).await;
        let tenant = Uuid::from(tenant);
        let sql = format!(
            "SET ROLE centrum_{role}; SET app.tenant_id = '{tenant}'; SET app.clearances = '{{OPEN}}';
             SET app.region_codes = '{{*}}'"
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
            .write_as_job(Permission::AppointPeople, async |tx| {
                let person: PersonId = tx.person_by_email("nation@example.cz").await?.id();
                let until = tx.now() + chrono::Duration::days(7_000);
                let terms = TokenTerms {
                    name: "test",
                    tenant: None,
                    expires_at: until,
                    permissions: None,
                    lineage: &[],
                };
                let token = tx.make_token(person, &terms).await?;
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
pub(crate) async fn rows(client: &Client, sql: &str) -> Vec<String> {
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

fn pool(database: &TestDatabase) -> Db {
    let settings = Settings::new(database.url(), 8, Duration::from_secs(10));
    Db::connect(&settings, Clock::system()).unwrap()
}
