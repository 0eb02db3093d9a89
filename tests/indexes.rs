//! Under row level security an index serves only leakproof operators, so a plan is worth what the role that runs it sees.
//! The statements of the lists are taken from the wire, and planned again as that role, generically as in production.

use crate::house::wire::Wire;
use crate::house::{Client, House, Tenant};
use std::fmt::Write as _;
use uuid::Uuid;

/// Enough rows that reading them all is never cheapest.
const ROWS: i32 = 20_000;

/// What somebody asks, and the index that has to serve it.
const LISTS: &[(&str, &str)] = &[
    ("{ requests { nodes { id } } }", "requests_by_opening"),
    ("{ requests(last: 20) { nodes { id } } }", "requests_by_opening"),
    ("{ requests(orderBy: {field: DUE_AT, direction: ASC}) { nodes { id } } }", "requests_by_due"),
    (
        "{ requests(filter: {overdue: true}, orderBy: {field: DUE_AT, direction: ASC}) { nodes { id } } }",
        "requests_open_by_due",
    ),
    ("{ requests(filter: {serviceCode: \"INF-WEB\"}) { nodes { id } } }", "requests_by_service"),
];

#[tokio::test]
async fn indexes_serve_the_lists_of_staff() {
    let house = House::fresh().await;
    let tenant = house.tenant("lists-of-staff").await;
    let clerk = tenant.clerk().await.client;
    fill(&house, &tenant, &clerk).await;
    let settings = format!(
        "SET ROLE centrum_tenant; SET app.tenant_id = '{}'; SET app.clearances = '{{OPEN}}'",
        Uuid::from(tenant.id)
    );
    for (query, index) in LISTS {
        is_served(&house, &clerk, &settings, query, index).await;
    }
}

#[tokio::test]
async fn an_index_serves_a_mayor_s_list() {
    let house = House::fresh().await;
    let tenant = house.tenant("list-of-a-mayor").await;
    let clerk = tenant.clerk().await.client;
    fill(&house, &tenant, &clerk).await;
    let mayor = tenant.mayor_of(0).await.client;
    let member: domain::kernel::ids::MemberId =
        domain::kernel::ids::TypedId::read(&tenant.members[0]).unwrap();
    let settings = format!(
        "SET ROLE centrum_member; SET app.tenant_id = '{}'; SET app.clearances = '{{OPEN}}'; SET app.member_ids = '{{{}}}'",
        Uuid::from(tenant.id),
        Uuid::from(member)
    );
    is_served(&house, &mayor, &settings, "{ requests { nodes { id } } }", "requests_by_member")
        .await;
}

/// Multiplies one request of each of two members, with other days and numbers.
async fn fill(house: &House, tenant: &Tenant, clerk: &Client) {
    for member in [0, 1] {
        tenant.open(clerk, "FIN-BUDGET", member, "one of many").await;
    }
    let statement = format!(
        "INSERT INTO requests (tenant_id, id, member_id, secrecy, shown_to_member, year, number, service_code, state, title,
           description, requester_kind, opened_at, opened_by, first_answer_due_at, due_at)
         SELECT tenant_id, gen_random_uuid(), member_id, secrecy, shown_to_member, year, number * 100000 + n,
           CASE WHEN n % 50 = 0 THEN 'INF-WEB' ELSE service_code END, state, title, description, requester_kind,
           opened_at - n * interval '1 minute', opened_by, first_answer_due_at, due_at - n * interval '1 minute'
         FROM requests, generate_series(1, {ROWS} / 2) n;
         ANALYZE requests"
    );
    house.database().superuser().await.batch_execute(&statement).await.unwrap();
}

/// Asks, and plans what was said to the database about requests again, as `settings` say.
async fn is_served(house: &House, client: &Client, settings: &str, query: &str, index: &str) {
    let wire = Wire::in_front_of(house.database());
    let client = client.again(&house.reached_by(wire.url(), 1)).await;
    client.done(query, serde_json::json!({})).await;
    let statements = wire.take().statements;
    let list = statements.iter().find(|statement| statement.contains("FROM \"requests\""));
    let plan =
        plan(house, settings, list.unwrap_or_else(|| panic!("{query}: {statements:?}"))).await;
    assert!(plan.contains(index), "{query}: not served by {index}\n{plan}");
    assert!(!plan.contains("Seq Scan on requests"), "{query}: reads all rows\n{plan}");
    assert!(!plan.contains("Sort"), "{query}: sorts what the index has in order\n{plan}");
}

async fn plan(house: &House, settings: &str, statement: &str) -> String {
    let session = house.database().superuser().await;
    let parameters = (1..20).filter(|n| statement.contains(&format!("${n}"))).count();
    let nothing = vec!["NULL"; parameters].join(", ");
    let prepare = format!(
        "SET plan_cache_mode = force_generic_plan; {settings}; PREPARE list AS {statement}"
    );
    session.batch_execute(&prepare).await.unwrap();
    let execute = if parameters == 0 { "list".to_owned() } else { format!("list ({nothing})") };
    let lines = session.simple_query(&format!("EXPLAIN EXECUTE {execute}")).await.unwrap();
    lines.iter().fold(String::new(), |mut plan, line| {
        if let tokio_postgres::SimpleQueryMessage::Row(row) = line {
            writeln!(plan, "{}", row.get(0).unwrap()).unwrap();
        }
        plan
    })
}
