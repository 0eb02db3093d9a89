//! By SQL, as the roles that the intake has: what each can do beside what it does.

use super::desk::{Desk, open};
use crate::house::House;
use crate::house::database::connect;
use domain::access::TABLE_KINDS;
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;
use uuid::Uuid;

const ENTERED: &str = "BEGIN; SET LOCAL ROLE centrum_intake; SET LOCAL app.tenant_id = ";

async fn as_intake(client: &Client, tenant: Uuid, sql: &str) -> Option<SqlState> {
    client.batch_execute(&format!("{ENTERED}'{tenant}'")).await.unwrap();
    let done = client.batch_execute(sql).await;
    client.batch_execute("ROLLBACK").await.unwrap();
    done.err().map(|error| error.code().expect("an answer of the database").clone())
}

fn mail(tenant: Uuid) -> String {
    format!(
        "INSERT INTO intake_mails (tenant_id, id, kind, address, language, centre, link, made_at, due_at)
         VALUES ('{tenant}', gen_random_uuid(), 'CONFIRM', 'a@example.cz', 'cs', 'x', 'x', now(), now())"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn the_intake_can_insert_for_its_tenant_and_select_nothing_at_all() {
    let house = House::shared().await;
    let (tenant, other) = (open(&house, "hranice").await, open(&house, "za-hranici").await);
    let desk = Desk::of(&house);
    desk.asked(&tenant, "jana@example.cz").await;
    let (own, foreign) = (Uuid::from(tenant.id), Uuid::from(other.id));
    let client = connect(&house.database().url()).await;
    let no_right = Some(SqlState::INSUFFICIENT_PRIVILEGE);
    for (table, _) in TABLE_KINDS {
        for sql in [
            format!("SELECT FROM {table}"),
            format!("SELECT count(*) FROM {table}"),
            format!("DELETE FROM {table}"),
        ] {
            assert_eq!(as_intake(&client, own, &sql).await, no_right, "{sql}");
        }
    }
    assert_eq!(as_intake(&client, own, &mail(own)).await, None, "what it is for");
    assert_eq!(as_intake(&client, own, &mail(foreign)).await, no_right, "not for another tenant");
    let returning = format!("{} RETURNING id", mail(own));
    assert_eq!(as_intake(&client, own, &returning).await, no_right, "nor what it wrote itself");
    let update = "UPDATE intake_mails SET tries = 0";
    assert_eq!(as_intake(&client, own, update).await, no_right);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_staff_s_role_reaches_what_waits_by_its_link_alone() {
    let house = House::shared().await;
    let (tenant, desk) = (open(&house, "ceka").await, Desk::of(&house));
    let link = desk.asked(&tenant, "jana@example.cz").await;
    desk.asked(&tenant, "eva@example.cz").await;
    let (_, secret) = link.split_once("?secret=").unwrap();
    let client = connect(&house.database().url()).await;
    let entered = format!(
        "BEGIN; SET LOCAL ROLE centrum_tenant; SET LOCAL app.tenant_id = '{}'; SET LOCAL app.clearances = '{{OPEN,CONFIDENTIAL,DPO}}'",
        Uuid::from(tenant.id)
    );
    let names = "SELECT email FROM intake_submissions";
    client.batch_execute(&entered).await.unwrap();
    assert!(client.query(names, &[]).await.is_err(), "a setting that nobody of the staff has");
    client.batch_execute("ROLLBACK").await.unwrap();
    let hash = crate::attachments::hash(secret.as_bytes());
    client
        .batch_execute(&format!("{entered}; SET LOCAL app.ticket_hash = '\\x{hash}'"))
        .await
        .unwrap();
    let seen = client.query(names, &[]).await.unwrap();
    assert_eq!(
        seen.iter().map(|row| row.get::<_, &str>(0)).collect::<Vec<_>>(),
        ["jana@example.cz"]
    );
    client.batch_execute("ROLLBACK").await.unwrap();
}
