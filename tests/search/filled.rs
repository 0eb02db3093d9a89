//! Texts that were written before there were terms, and by a program that doesn't know of them.

use super::{comment, found, open, record};
use crate::house::{House, Tenant, on_the_house};
use domain::search::FILLED_AT_ONCE;
use domain::search::commands::fill;
use serde_json::json;
use uuid::Uuid;

/// As an older program left it: texts, and no terms.
async fn forget(tenant: &Tenant) {
    let id = Uuid::from(tenant.id);
    let tables = ["request_terms", "comment_terms", "activity_terms"];
    let mut sql: String =
        tables.map(|table| format!("DELETE FROM {table} WHERE tenant_id = '{id}';")).concat();
    for table in ["requests", "request_comments", "activities"] {
        sql += &format!("UPDATE {table} SET has_terms = false WHERE tenant_id = '{id}';");
    }
    tenant.house.database().superuser().await.batch_execute(&sql).await.unwrap();
}

/// A step of the worker's: how many texts have got their terms.
async fn filled(tenant: &Tenant) -> usize {
    let (db, id) = (tenant.house.db().clone(), tenant.id);
    on_the_house(async move { fill(&db, id).await.unwrap() }).await
}

/// All terms of a tenant, whatever the order.
async fn terms(tenant: &Tenant) -> Vec<String> {
    let id = Uuid::from(tenant.id);
    let of = |table| format!("SELECT '{table}' || t::text FROM {table} t WHERE tenant_id = '{id}'");
    let sql = ["request_terms", "comment_terms", "activity_terms"].map(of).join(" UNION ALL ");
    let client = tenant.house.database().superuser().await;
    let rows = client.query(&format!("{sql} ORDER BY 1"), &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn the_worker_gives_texts_their_terms_as_the_product_does() {
    let tenant = House::shared().await.tenant("filled-words").await;
    let (clerk, specialist, mayor) =
        (tenant.clerk().await, tenant.specialist().await, tenant.mayor_of(0).await);
    let member = tenant.members[0].as_str();
    let id = open(&clerk, member, "DEV-WASTE", "Kaplička", "Zvonice, kaplička a střecha.").await;
    comment(&clerk, &id, "Uvnitř", true).await;
    comment(&mayor, &id, "Venku", false).await;
    open(&clerk, member, "LEGAL-ADVICE", "Smlouva", "").await;
    open(&clerk, member, "DPO-INCIDENT", "Únik", "a, nebo").await;
    record(&specialist, "LEGAL-ADVICE", &[member], "Posudek").await;
    record(&specialist, "DEV-WASTE", &[member], "").await;
    let written = terms(&tenant).await;
    assert_eq!(written.len(), 8, "{written:?}");
    assert_eq!(filled(&tenant).await, 0, "who writes a text writes its terms");

    forget(&tenant).await;
    assert!(found(&clerk, "kaplička").await.is_empty());
    assert_eq!(filled(&tenant).await, 3 + 2 + 2);
    assert_eq!(filled(&tenant).await, 0);
    assert_eq!(terms(&tenant).await, written);
    assert_eq!(found(&clerk, "kaplička střecha").await, ["Kaplička"]);
    assert!(found(&mayor, "uvnitř").await.is_empty());

    // It read cases of every secrecy, and that stands in the trail.
    let trail = "{ auditTrail(first: 100) { nodes { kind actor } } }";
    let seen = tenant.admin().await.ask(trail).await;
    let told = seen.body.to_string().matches("terms.filled").count();
    assert_eq!(told, 1, "{seen}");
}

#[tokio::test]
async fn it_goes_on_where_it_was_some_texts_at_a_time() {
    let tenant = House::shared().await.tenant("filled-in-parts").await;
    let clerk = tenant.clerk().await;
    for number in 0..3 {
        tenant.open(&clerk, "DEV-WASTE", 0, &format!("Kaplička {number}")).await;
    }
    let id = Uuid::from(tenant.id);
    let many = format!(
        "INSERT INTO requests (tenant_id, id, member_id, secrecy, shown_to_member, year, number, service_code, state, title,
           description, requester_kind, opened_at, opened_by, first_answer_due_at, due_at)
         SELECT tenant_id, gen_random_uuid(), member_id, secrecy, shown_to_member, year, number * 1000 + n, service_code, state, title,
           description, requester_kind, opened_at, opened_by, first_answer_due_at, due_at
         FROM requests, generate_series(1, 50) n WHERE tenant_id = '{id}'"
    );
    tenant.house.database().superuser().await.batch_execute(&many).await.unwrap();
    let count = async || {
        let seen = super::search(&clerk, "kaplička").await;
        seen.number("/search/totalCount")
    };
    assert_eq!(count().await, 3);
    for step in 1..=3 {
        assert_eq!(filled(&tenant).await, usize::try_from(FILLED_AT_ONCE).unwrap());
        assert_eq!(count().await, 3 + step * FILLED_AT_ONCE);
    }
    assert_eq!(filled(&tenant).await, 0);
}

#[tokio::test]
async fn what_somebody_is_at_is_left_for_the_next_time() {
    let tenant = House::shared().await.tenant("filled-around").await;
    let clerk = tenant.clerk().await;
    let id = open(&clerk, &tenant.members[0], "DEV-WASTE", "Kaplička", "").await;
    comment(&clerk, &id, "Zvonice", false).await;
    open(&clerk, &tenant.members[0], "DEV-WASTE", "Kašna", "").await;
    forget(&tenant).await;
    // Somebody relabels the first, and isn't done.
    let somebody = tenant.house.database().superuser().await;
    let relabelled = format!(
        "BEGIN; UPDATE requests SET secrecy = 'CONFIDENTIAL' WHERE tenant_id = '{}' AND title = 'Kaplička'",
        Uuid::from(tenant.id)
    );
    somebody.batch_execute(&relabelled).await.unwrap();
    assert_eq!(filled(&tenant).await, 1, "the other one");
    somebody.batch_execute("COMMIT").await.unwrap();
    assert_eq!(filled(&tenant).await, 2, "the case and its comment");
    assert_eq!(found(&clerk, "kašna").await, ["Kašna"]);
    for word in ["kaplička", "zvonice"] {
        assert!(found(&clerk, word).await.is_empty(), "{word}: it is confidential now");
        assert_eq!(found(&tenant.specialist().await.client, word).await, ["Kaplička"]);
    }
}

#[tokio::test]
async fn an_output_that_is_corrected_before_it_has_terms_has_those_of_the_new_one() {
    let tenant = House::shared().await.tenant("filled-corrected").await;
    let clerk = tenant.clerk().await;
    let id = record(&clerk, "DEV-WASTE", &[&tenant.members[0]], "Kaplička").await;
    forget(&tenant).await;
    let correct = "mutation($id: ID!) { correctActivity(input: { id: $id, expectedVersion: 1, output: \"Zvonice\" }) { userErrors { code } } }";
    clerk.done(correct, json!({ "id": id })).await;
    assert_eq!(filled(&tenant).await, 1);
    assert_eq!(found(&clerk, "zvonice").await, ["Zvonice"]);
    assert!(found(&clerk, "kaplička").await.is_empty());
}
