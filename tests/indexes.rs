//! Under row level security an index serves only leakproof operators, so a plan is worth what the role that runs it sees.
//! The statements of the lists are taken from the wire, and planned again as that role, generically as in production.

use crate::house::wire::Wire;
use crate::house::{Client, House, Tenant};
use domain::notifications::stamp;
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
    ("{ activities { nodes { id } } }", "activities_by_day"),
    ("{ activities(last: 20) { nodes { id } } }", "activities_by_day"),
    ("{ activities(filter: {from: \"2026-02-01\"}) { nodes { id } } }", "activities_by_day"),
    (
        "{ activities(orderBy: {field: RECORDED_AT, direction: DESC}) { nodes { id } } }",
        "activities_by_recording",
    ),
    (
        "{ activities(filter: {serviceCode: \"INF-WEB\"}) { nodes { id } } }",
        "activities_by_service",
    ),
];

#[tokio::test]
async fn indexes_serve_the_lists_of_staff() {
    let house = House::fresh().await;
    let tenant = house.tenant("lists-of-staff").await;
    let clerk = tenant.clerk().await.client;
    let manager = tenant.manager().await;
    fill(&house, &tenant, &clerk).await;
    let settings = format!(
        "SET ROLE centrum_tenant; SET app.tenant_id = '{}'; SET app.clearances = '{{OPEN}}'",
        Uuid::from(tenant.id)
    );
    for (query, index) in LISTS {
        is_served(&house, &clerk, &settings, query, index).await;
    }
    let by_performer = format!(
        "{{ activities(filter: {{performedBy: \"{}\"}}) {{ nodes {{ id }} }} }}",
        manager.id
    );
    is_served(&house, &clerk, &settings, &by_performer, "activities_by_performer").await;
    let by_member = format!(
        "{{ activities(filter: {{memberId: \"{}\"}}) {{ nodes {{ id }} }} }}",
        tenant.members[0]
    );
    is_served(&house, &clerk, &settings, &by_member, "activity_shares_by_member").await;
}

#[tokio::test]
async fn an_index_serves_a_mayor_s_list() {
    let house = House::fresh().await;
    let tenant = house.tenant("list-of-a-mayor").await;
    let clerk = tenant.clerk().await.client;
    tenant.manager().await;
    fill(&house, &tenant, &clerk).await;
    let mayor = tenant.mayor_of(0).await.client;
    let member: domain::kernel::ids::MemberId =
        domain::kernel::ids::TypedId::read(&tenant.members[0]).unwrap();
    let settings = format!(
        "SET ROLE centrum_member; SET app.tenant_id = '{}'; SET app.clearances = '{{OPEN}}'; SET app.member_ids = '{{{}}}'",
        Uuid::from(tenant.id),
        Uuid::from(member)
    );
    for (query, index) in [
        ("{ requests { nodes { id } } }", "requests_by_member"),
        ("{ activities { nodes { id } } }", "activity_shares_by_member"),
        (
            "{ activities(filter: {from: \"2026-02-01\"}) { nodes { id } } }",
            "activity_shares_by_member",
        ),
    ] {
        is_served(&house, &mayor, &settings, query, index).await;
    }
}

#[tokio::test]
async fn indexes_serve_the_lists_of_hours() {
    let house = House::fresh().await;
    let tenant = house.tenant("lists-of-hours").await;
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    let start = "mutation($of: ID!) { startEmployment(input: { participantId: $of, role: CLERK, fteThousandths: 500,
        startsOn: \"2000-01-01\" }) { userErrors { code } } }";
    let log = "mutation { logWork(input: { workedOn: \"2026-03-01\", minutes: 5 }) { userErrors { code } } }";
    for who in [&clerk, &manager] {
        manager.done(start, serde_json::json!({ "of": who.id })).await;
        who.done(log, serde_json::json!({})).await;
    }
    // Two people, each with 250 months, and with forty entries in each of them.
    house
        .database()
        .superuser()
        .await
        .batch_execute(
            "INSERT INTO timesheets (tenant_id, id, participant_id, month, state)
             SELECT tenant_id, gen_random_uuid(), participant_id, month - n * interval '1 month', state
             FROM timesheets, generate_series(1, 249) n;
             INSERT INTO worklog_entries (tenant_id, id, participant_id, timesheet_id, month, takes_changes, employment_id, employed_from,
               employed_until, worked_on, minutes, kind, note, logged_at)
             SELECT t.tenant_id, gen_random_uuid(), t.participant_id, t.id, t.month, t.takes_changes, e.id, e.starts_on, e.until,
               t.month + n % 28, 5, 'WORK', '', now()
             FROM timesheets t JOIN employments e USING (tenant_id, participant_id), generate_series(1, 40) n;
             ANALYZE timesheets; ANALYZE worklog_entries",
        )
        .await
        .unwrap();
    let settings = format!(
        "SET ROLE centrum_tenant; SET app.tenant_id = '{}'; SET app.clearances = '{{OPEN}}'",
        Uuid::from(tenant.id)
    );
    for (who, query, index) in [
        (&manager, "{ worklog { nodes { id } } }", "worklog_entries_by_day"),
        (&manager, "{ worklog(last: 20) { nodes { id } } }", "worklog_entries_by_day"),
        (&clerk, "{ worklog { nodes { id } } }", "worklog_entries_by_participant"),
        (
            &clerk,
            "{ worklog(filter: { from: \"2026-02-01\" }) { nodes { id } } }",
            "worklog_entries_by_participant",
        ),
        (&manager, "{ timesheets { nodes { id } } }", "timesheets_by_month"),
        (&clerk, "{ timesheets { nodes { id } } }", "timesheets_by_participant"),
    ] {
        is_served(&house, who, &settings, query, index).await;
    }
}

#[tokio::test]
async fn an_index_serves_the_list_of_what_a_centre_has_done() {
    let house = House::fresh().await;
    let tenant = house.tenant("list-of-duties").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let record = "mutation { recordDuty(input: { kind: NEWSLETTER, doneOn: \"2026-03-01\", issue: \"1\" }) { userErrors { code } } }";
    clerk.done(record, serde_json::json!({})).await;
    house
        .database()
        .superuser()
        .await
        .batch_execute(
            "INSERT INTO duty_records (tenant_id, id, kind, done_on, counts_on, evidence, issue, recorded_by, recorded_at)
             SELECT tenant_id, gen_random_uuid(), kind, done_on - n, counts_on - n, evidence, issue, recorded_by, recorded_at
             FROM duty_records, generate_series(1, 5000) n;
             ANALYZE duty_records",
        )
        .await
        .unwrap();
    for (who, role) in [(&clerk, "tenant"), (&mayor, "member")] {
        let settings = format!(
            "SET ROLE centrum_{role}; SET app.tenant_id = '{}'; SET app.member_ids = '{{}}'",
            Uuid::from(tenant.id)
        );
        for query in
            ["{ dutyRecords { nodes { id } } }", "{ dutyRecords(last: 20) { nodes { id } } }"]
        {
            is_served(&house, who, &settings, query, "duty_records_by_day").await;
        }
    }
}

/// Multiplies one request of each of two members, with other days and numbers.
async fn fill(house: &House, tenant: &Tenant, clerk: &Client) {
    let record = "mutation($member: ID!) { recordActivity(input: { serviceCode: \"FIN-BUDGET\", competence: OWN, minutes: 5,
        beneficiaries: [{ memberId: $member }] }) { userErrors { code } } }";
    for member in [0, 1] {
        tenant.open(clerk, "FIN-BUDGET", member, "one of many").await;
        clerk.done(record, serde_json::json!({ "member": tenant.members[member] })).await;
    }
    let statement = format!(
        "INSERT INTO requests (tenant_id, id, member_id, secrecy, shown_to_member, year, number, service_code, state, title,
           description, requester_kind, opened_at, opened_by, first_answer_due_at, due_at)
         SELECT tenant_id, gen_random_uuid(), member_id, secrecy, shown_to_member, year, number * 100000 + n,
           CASE WHEN n % 50 = 0 THEN 'INF-WEB' ELSE service_code END, state, title, description, requester_kind,
           opened_at - n * interval '1 minute', opened_by, first_answer_due_at, due_at - n * interval '1 minute'
         FROM requests, generate_series(1, {ROWS} / 2) n;
         INSERT INTO activities (tenant_id, id, service_secrecy, year, number, service_code, competence, performed_on, performed_by, minutes,
           output, share_count, recorded_at, recorded_by)
         SELECT tenant_id, gen_random_uuid(), service_secrecy, year, number * 100000 + n,
           CASE WHEN n % 50 = 0 THEN 'INF-WEB' ELSE service_code END, competence, performed_on - n % 300,
           CASE WHEN n % 50 = 1 THEN (SELECT id FROM participants WHERE display_name = 'manager') ELSE performed_by END, minutes,
           output, share_count, recorded_at - n * interval '1 minute', recorded_by
         FROM activities, generate_series(1, {ROWS} / 2) n;
         INSERT INTO activity_shares (tenant_id, activity_id, member_id, secrecy, shown_to_member, performed_on, weight, minutes)
         SELECT a.tenant_id, a.id, m.id, a.secrecy, a.shown_to_member, a.performed_on, 1, 5
         FROM activities a JOIN members m ON m.tenant_id = a.tenant_id AND m.membership_id IS NOT NULL AND (a.number / 100000) % 3 <> 0
         ON CONFLICT DO NOTHING;
         ANALYZE requests; ANALYZE activities; ANALYZE activity_shares"
    );
    house.database().superuser().await.batch_execute(&statement).await.unwrap();
}

#[tokio::test]
async fn indexes_serve_the_list_of_what_one_was_told() {
    let house = House::fresh().await;
    let tenant = house.tenant("list-of-what-was-told").await;
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    let watch = "mutation($id: ID!) { watchRequest(input: { id: $id }) { userErrors { code } } }";
    manager.done(watch, serde_json::json!({ "id": id })).await;
    let close = "mutation($id: ID!) { closeRequest(input: { id: $id, outcome: \"x\" }) { userErrors { code } } }";
    clerk.done(close, serde_json::json!({ "id": id })).await;
    house.catch_up().await;
    // As if it had been closed again and again, and the clerk been told as well.
    house
        .database()
        .superuser()
        .await
        .batch_execute(&format!(
            "INSERT INTO events SELECT e.tenant_id, gen_random_uuid(), e.request_id, e.member_id, e.secrecy, e.shown_to_member, e.is_internal, e.at,
               e.actor, e.kind, e.subject, e.payload FROM events e, generate_series(1, {ROWS}) n WHERE e.kind = 'request.closed';
             INSERT INTO stream SELECT tenant_id, 1000 + row_number() OVER (), id FROM events e
             WHERE kind = 'request.closed' AND NOT EXISTS (SELECT FROM stream s WHERE s.event_id = e.id);
             INSERT INTO request_notifications SELECT t.tenant_id, gen_random_uuid(), p.id, s.position, t.request_id, t.member_id, t.secrecy,
               t.shown_to_member, t.is_internal, t.kind, t.happened_at
             FROM request_notifications t JOIN stream s ON s.tenant_id = t.tenant_id AND s.position > 1000
             JOIN participants p ON p.tenant_id = t.tenant_id;
             ANALYZE request_notifications; ANALYZE stream; ANALYZE events"
        ))
        .await
        .unwrap();
    let own: domain::kernel::ids::ParticipantId =
        domain::kernel::ids::TypedId::read(&manager.id).unwrap();
    let settings = format!(
        "SET ROLE centrum_tenant; SET app.tenant_id = '{}'; SET app.clearances = '{{OPEN}}'; SET app.actor_id = '{}'",
        Uuid::from(tenant.id),
        Uuid::from(own)
    );
    for (query, index) in [
        ("{ requestNotifications { nodes { id } } }", "request_notifications_once"),
        ("{ requestNotifications(last: 20) { nodes { id } } }", "request_notifications_once"),
        (
            "{ requestNotifications(filter: { seen: false }) { nodes { id } } }",
            "request_notifications_unseen",
        ),
    ] {
        is_served(&house, &manager, &settings, query, index).await;
    }
    // Who tells of what happens next doesn't read what happened before.
    let reopen = "mutation($id: ID!) { reopenRequest(input: { id: $id }) { userErrors { code } } }";
    clerk.done(reopen, serde_json::json!({ "id": id })).await;
    let wire = Wire::in_front_of(house.database());
    stamp(house.reached_by(wire.url(), 1).db(), tenant.id).await.unwrap();
    let statements = wire.take().statements;
    let is_telling = |statement: &&String| statement.contains("\"events\".\"is_internal\"");
    let told = statements.iter().find(is_telling).unwrap_or_else(|| panic!("{statements:?}"));
    let as_worker =
        format!("SET ROLE centrum_relay; SET app.tenant_id = '{}'", Uuid::from(tenant.id));
    let plan = plan(&house, &as_worker, told).await;
    for index in ["stream_pkey", "events_pkey"] {
        assert!(plan.contains(index), "not served by {index}\n{plan}");
    }
    assert!(!plan.contains("Scan on"), "reads more than it was told of\n{plan}");
}

/// Asks, and plans what was said to the database about a list again, as `settings` say.
async fn is_served(house: &House, client: &Client, settings: &str, query: &str, index: &str) {
    let wire = Wire::in_front_of(house.database());
    let client = client.again(&house.reached_by(wire.url(), 1)).await;
    client.done(query, serde_json::json!({})).await;
    let statements = wire.take().statements;
    let is_list = |statement: &&String| {
        let lists = [
            "FROM \"requests\"",
            "\"activities\"",
            "FROM \"worklog_entries\"",
            "FROM \"timesheets\"",
            "FROM \"duty_records\"",
            "FROM \"request_notifications\"",
        ];
        lists.iter().any(|table| statement.contains(table))
    };
    let list = statements.iter().find(is_list);
    let plan =
        plan(house, settings, list.unwrap_or_else(|| panic!("{query}: {statements:?}"))).await;
    assert!(plan.contains(index), "{query}: not served by {index}\n{plan}");
    assert!(!plan.contains("Seq Scan on"), "{query}: reads all rows\n{plan}");
    assert!(!plan.contains("Sort"), "{query}: sorts what the index has in order\n{plan}");
}

pub(crate) async fn plan(house: &House, settings: &str, statement: &str) -> String {
    let session = house.database().superuser().await;
    let parameters = (1..100).filter(|n| statement.contains(&format!("${n}"))).count();
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
