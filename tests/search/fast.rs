//! Under row level security an index serves only leakproof operators: the statement of the search is taken from the wire, and
//! planned again as the role that runs it, generically as in production.

use super::SEARCH;
use crate::house::wire::Wire;
use crate::house::{Client, House, Tenant};
use crate::indexes::plan;
use domain::kernel::ids::{MemberId, TypedId as _};
use serde_json::{Value, json};
use uuid::Uuid;

/// Of each of two members' requests so many more, with twenty words each out of a thousand.
const REQUESTS: i32 = 5_000;

#[tokio::test]
async fn indexes_alone_serve_the_search_of_staff() {
    let house = House::fresh().await;
    let tenant = house.tenant("searching-staff").await;
    let clerk = tenant.clerk().await.client;
    fill(&house, &tenant, &clerk).await;
    let settings = format!(
        "SET ROLE centrum_tenant; SET app.tenant_id = '{}'; SET app.clearances = '{{OPEN}}'",
        Uuid::from(tenant.id)
    );
    for asked in [
        json!({ "query": "slovo17" }),
        json!({ "query": "slovo17 slovo23 slovo2" }),
        json!({ "query": "slovo17", "filter": { "memberId": tenant.members[0] } }),
        json!({ "query": "slovo17", "filter": { "kind": "ACTIVITY" } }),
    ] {
        is_served(&house, &clerk, &settings, &asked).await;
    }
}

#[tokio::test]
async fn indexes_alone_serve_a_mayor_s_search() {
    let house = House::fresh().await;
    let tenant = house.tenant("searching-mayor").await;
    let clerk = tenant.clerk().await.client;
    fill(&house, &tenant, &clerk).await;
    let mayor = tenant.mayor_of(0).await.client;
    let settings = format!(
        "SET ROLE centrum_member; SET app.tenant_id = '{}'; SET app.clearances = '{{OPEN}}'; SET app.member_ids = '{{{}}}'",
        Uuid::from(tenant.id),
        Uuid::from(MemberId::read(&tenant.members[0]).unwrap())
    );
    for asked in [json!({ "query": "slovo17" }), json!({ "query": "slovo17 slovo2" })] {
        is_served(&house, &mayor, &settings, &asked).await;
    }
}

/// The search's statements read terms by the index's leading columns, and nothing but the index where they read terms; each term
/// by one bound or two.
async fn is_served(house: &House, client: &Client, settings: &str, asked: &Value) {
    let wire = Wire::in_front_of(house.database());
    let client = client.again(&house.reached_by(wire.url(), 1)).await;
    client.done(SEARCH, asked.clone()).await;
    let statements = wire.take().statements;
    let ranking: Vec<&String> =
        statements.iter().filter(|statement| statement.contains("AS places")).collect();
    assert_eq!(ranking.len(), 2, "the page and its count: {statements:?}");
    for statement in ranking {
        let plan = plan(house, settings, statement).await;
        let reads = statement.matches("WHERE term ").count();
        let by_term = ["request_terms_pkey", "comment_terms_pkey", "activity_terms_pkey"];
        let scans = by_term.map(|index| plan.matches(&format!("Only Scan using {index}")).count());
        assert_eq!(scans.iter().sum::<usize>(), reads, "{asked}: each by its index alone\n{plan}");
        let bound = |line: &&str| {
            line.contains("Index Cond:")
                && line.contains("tenant_id = ")
                && (line.contains("(term = $")
                    || (line.contains("(term >= $") && line.contains("(term < $")))
        };
        assert_eq!(
            plan.lines().filter(bound).count(),
            reads,
            "{asked}: by tenant and term\n{plan}"
        );
        // Shares may be read whole where a member has half of them.
        let others = plan.replace("Seq Scan on activity_shares", "");
        assert!(!others.contains("Seq Scan"), "{asked}: reads all rows\n{plan}");
    }
}

/// Multiplies a request, a comment and an activity, each with words of its own.
async fn fill(house: &House, tenant: &Tenant, clerk: &Client) {
    for member in [0, 1] {
        let id = tenant.open(clerk, "DEV-WASTE", member, "slovo17 slovo23 slovo29").await;
        super::comment(clerk, &id, "slovo17", false).await;
        super::record(clerk, "DEV-WASTE", &[&tenant.members[member]], "slovo17").await;
    }
    let statement = format!(
        "INSERT INTO requests (tenant_id, id, member_id, secrecy, shown_to_member, year, number, service_code, state, title,
           description, requester_kind, opened_at, opened_by, first_answer_due_at, due_at, has_terms)
         SELECT tenant_id, gen_random_uuid(), member_id, secrecy, shown_to_member, year, number * 100000 + n, service_code, state, title,
           description, requester_kind, opened_at, opened_by, first_answer_due_at, due_at, true
         FROM requests, generate_series(1, {REQUESTS}) n;
         INSERT INTO request_comments (tenant_id, id, request_id, member_id, secrecy, shown_to_member, is_internal, author_id, written_at, body, has_terms)
         SELECT tenant_id, gen_random_uuid(), id, member_id, secrecy, shown_to_member, number % 3 = 0, opened_by, opened_at, 'x', true FROM requests;
         INSERT INTO activities (tenant_id, id, service_secrecy, year, number, service_code, competence, performed_on, performed_by, minutes,
           output, share_count, recorded_at, recorded_by, has_terms)
         SELECT tenant_id, gen_random_uuid(), service_secrecy, year, number * 100000 + n, service_code, competence, performed_on, performed_by,
           minutes, output, share_count, recorded_at, recorded_by, true FROM activities, generate_series(1, {REQUESTS}) n;
         INSERT INTO activity_shares (tenant_id, activity_id, member_id, secrecy, shown_to_member, performed_on, weight, minutes)
         SELECT a.tenant_id, a.id, m.id, a.secrecy, a.shown_to_member, a.performed_on, 1, 5
         FROM activities a JOIN members m ON m.tenant_id = a.tenant_id AND m.membership_id IS NOT NULL AND (a.number / 100000) % 3 <> 0
         ON CONFLICT DO NOTHING;
         INSERT INTO request_terms SELECT tenant_id, 'slovo' || (number * 7 + n * n) % 1000, id, member_id, secrecy, shown_to_member, n < 3
         FROM requests, generate_series(1, 20) n ON CONFLICT DO NOTHING;
         INSERT INTO comment_terms SELECT c.tenant_id, 'slovo' || (r.number * 11 + n * n) % 1000, request_id, c.id, c.member_id, c.secrecy,
           c.shown_to_member, is_internal FROM request_comments c JOIN requests r ON r.id = request_id, generate_series(1, 10) n ON CONFLICT DO NOTHING;
         INSERT INTO activity_terms SELECT tenant_id, 'slovo' || (number * 13 + n * n) % 1000, id, secrecy, shown_to_member, performed_on
         FROM activities, generate_series(1, 5) n ON CONFLICT DO NOTHING"
    );
    let superuser = house.database().superuser().await;
    superuser.batch_execute(&statement).await.unwrap();
    superuser
        .batch_execute("VACUUM ANALYZE request_terms, comment_terms, activity_terms, activity_shares, activities, requests")
        .await
        .unwrap();
}
