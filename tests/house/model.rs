//! Versions of the centre model, as if they had been drafted and approved: for stories that are about something else.

use super::database::TestDatabase;
use super::{House, Tenant};
use domain::kernel::ids::{CentreModelVersionId, TypedId as _};
use serde_json::{Value, json};
use uuid::Uuid;

/// A published version that says this of settings and of services; its id.
pub async fn published(house: &House, settings: Value, services: Value) -> String {
    published_in(house.database(), settings, services).await
}

/// The same in any database.
pub async fn published_in(database: &TestDatabase, settings: Value, services: Value) -> String {
    published_saying(database, json!({ "settings": settings, "services": services })).await
}

/// One that says what a centre owes, each duty as `domain` keeps it.
pub async fn published_owing(house: &House, duties: Value) -> String {
    published_saying(house.database(), json!({ "duties": duties })).await
}

async fn published_saying(database: &TestDatabase, parts: Value) -> String {
    let mut content = json!({
        "settings": {}, "services": {}, "duties": {}, "indicators": {}, "onboardingSteps": {},
    });
    content.as_object_mut().unwrap().extend(parts.as_object().unwrap().clone());
    let insert =
        "INSERT INTO centre_model_versions (id, number, notes, content, sha256, authors, submitted_by, submitted_at, approved_by, published_at)
        SELECT gen_random_uuid(), 1 + floor(random() * 2000000000)::integer, '', $1::text::jsonb, sha256(convert_to($1, 'UTF8')),
          ARRAY[gen_random_uuid()], gen_random_uuid(), '2026-01-05', gen_random_uuid(), '2026-01-06' RETURNING id::text";
    let client = database.superuser().await;
    let row = client.query_one(insert, &[&content.to_string()]).await.unwrap();
    CentreModelVersionId::from(Uuid::parse_str(row.get(0)).unwrap()).print()
}

/// The same version, withdrawn.
pub async fn withdrawn(house: &House, version: &str) {
    let update = "UPDATE centre_model_versions SET withdrawn_by = gen_random_uuid(), withdrawn_at = '2026-02-01' WHERE id::text = $1";
    let client = house.database().superuser().await;
    assert_eq!(client.execute(update, &[&uuid_of(version)]).await.unwrap(), 1);
}

/// Puts a tenant on a version.
pub async fn brought_to(tenant: &Tenant, version: &str) {
    let insert = "INSERT INTO tenant_models (tenant_id, version_id, since) VALUES ($1::text::uuid, $2::text::uuid, '2026-02-01')
        ON CONFLICT (tenant_id) DO UPDATE SET version_id = excluded.version_id";
    let client = tenant.house.database().superuser().await;
    let tenant = Uuid::from(tenant.id).to_string();
    client.execute(insert, &[&tenant, &uuid_of(version)]).await.unwrap();
}

/// As the database knows a version.
fn uuid_of(version: &str) -> String {
    Uuid::from(CentreModelVersionId::read(version).expect("a version's id")).to_string()
}
