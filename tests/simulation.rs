//! A nation that is made up: the same each time, as the product would have written it, and beside nobody's rows.

use crate::house::database::{self, TestDatabase};
use crate::house::program::centrum;
use crate::house::{Client, House, Patience, on_the_house};
use domain::access::tenants_by_slug;
use domain::kernel::ids::TenantId;
use domain::monitoring::rebuild_figures;
use domain::search::commands::fill;
use domain::simulation::{Scale, Simulated, SimulationError, simulate};
use serde_json::json;
use tokio_postgres::{Client as Sql, SimpleQueryMessage};

/// The evening of the last day on which something happens in it.
const EVENING: &str = "2026-10-31T20:00:00Z";
const SCALE: Scale =
    Scale { tenants: 7, requests: 1_000, activities: 2_000, seed: 1, until: LAST_DAY };
const LAST_DAY: chrono::NaiveDate = chrono::NaiveDate::from_ymd_opt(2026, 10, 31).unwrap();

async fn made_up(house: &House, scale: Scale) -> Result<Simulated, SimulationError> {
    let (db, url) = (house.db().clone(), house.database().superuser_url());
    on_the_house(async move { simulate(&db, &url, scale, |_| {}).await }).await
}

/// Counts all figures from the events, and answers from how many.
async fn counted(house: &House) -> usize {
    let db = house.db().clone();
    on_the_house(async move {
        let mut events = 0;
        for (_, tenant) in tenants_by_slug(&db).await.unwrap() {
            events += rebuild_figures(&db, tenant).await.unwrap();
        }
        events
    })
    .await
}

async fn rows(client: &Sql, sql: &str) -> Vec<String> {
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

async fn one(client: &Sql, sql: &str) -> String {
    rows(client, sql).await.join("\n")
}

/// A fingerprint of each table, whatever the order of its rows; but for what differs with the hour it was published at.
async fn fingerprints(database: &TestDatabase) -> Vec<String> {
    let client = database.superuser().await;
    let tables = rows(
        &client,
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname !~ '^__' ORDER BY 1",
    )
    .await;
    let mut found = Vec::new();
    for table in tables {
        let whose = match table.as_str() {
            "events" | "outbox" | "stream" => "WHERE tenant_id <> nation_id()",
            "tenants" => "WHERE id <> nation_id()",
            _ => "",
        };
        let sum =
            format!("SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM {table} t {whose}");
        found.push(format!("{table} {}", one(&client, &sum).await));
    }
    found
}

#[tokio::test]
async fn the_same_seed_makes_the_same_rows_and_another_one_others() {
    let (one, same, other) =
        tokio::join!(House::unused(EVENING), House::unused(EVENING), House::unused(EVENING));
    let made = made_up(&one, SCALE).await.unwrap();
    assert_eq!((made.tenants, made.requests, made.activities), (7, 1_000, 2_000));
    // As many events as activities, three for each request, and how each centre began.
    let beginnings =
        "SELECT count(*) FROM events WHERE kind IN ('members.admitted', 'role.granted')
        AND tenant_id <> nation_id()";
    let beginnings: usize =
        self::one(&one.database().superuser().await, beginnings).await.parse().unwrap();
    assert_eq!(made.events, 2_000 + 3_000 + beginnings);
    made_up(&same, SCALE).await.unwrap();
    made_up(&other, Scale { seed: 2, ..SCALE }).await.unwrap();
    let (one, same, other) = (
        fingerprints(one.database()).await,
        fingerprints(same.database()).await,
        fingerprints(other.database()).await,
    );
    assert_eq!(one, same);
    let differ = |table: &str| one.iter().zip(&other).any(|(a, b)| a.starts_with(table) && a != b);
    assert!(
        ["requests ", "activities ", "events ", "associations ", "people "].into_iter().all(differ)
    );
}

#[tokio::test]
async fn the_overview_equals_a_live_count() {
    let house = House::unused(EVENING).await;
    let made = made_up(&house, SCALE).await.unwrap();
    // The nation's events have no position yet: it has no figures.
    assert_eq!(counted(&house).await, made.events);
    let asked = "query($period: PeriodInput) { nationalOverview(period: $period) { centres(first: 100) { nodes { slug
        requestsOpened requestsClosed requestsOpen requestsOverdue activities minutes
        benefitSaved benefitBroughtIn } } } }";
    let asked = asked.replace("slug\n", "name\n");
    let coordinator =
        Client::of(&house, "koordinator@simulace.example", TenantId::NATION, None).await;
    for (from, to) in
        [("2024-10-01", "2026-10-31"), ("2026-02-01", "2026-02-28"), ("2026-03-01", "2026-03-31")]
    {
        let seen = coordinator.done(&asked, json!({ "period": { "from": from, "to": to } })).await;
        let mut shown: Vec<String> = seen
            .list("/nationalOverview/centres/nodes")
            .iter()
            .map(|centre| {
                let texts = [
                    "name",
                    "requestsOpened",
                    "requestsClosed",
                    "requestsOpen",
                    "requestsOverdue",
                    "activities",
                    "minutes",
                    "benefitSaved",
                    "benefitBroughtIn",
                ];
                let text = |name: &str| match &centre[name] {
                    serde_json::Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                texts.map(text).join("|")
            })
            .collect();
        shown.sort();
        let day = |column: &str| {
            format!("({column} AT TIME ZONE 'Europe/Prague')::date BETWEEN '{from}' AND '{to}'")
        };
        let live = format!(
            "SELECT name, (SELECT count(*) FROM requests r WHERE r.tenant_id = t.id AND {}),
               (SELECT count(*) FROM events e WHERE e.tenant_id = t.id AND kind = 'request.closed' AND {}),
               (SELECT count(*) FROM requests r WHERE r.tenant_id = t.id AND closed_at IS NULL),
               (SELECT count(*) FROM requests r WHERE r.tenant_id = t.id AND closed_at IS NULL AND due_at <= '2026-10-31T20:00:00Z'),
               count(v.id), coalesce(sum(v.minutes), 0), to_char(coalesce(sum(saved_haler), 0) / 100.0, 'FM999999999990.00'),
               to_char(coalesce(sum(brought_in_haler), 0) / 100.0, 'FM999999999990.00')
             FROM tenants t JOIN associations a ON a.id = t.id
               LEFT JOIN activities v ON v.tenant_id = t.id AND performed_on BETWEEN '{from}' AND '{to}'
             GROUP BY t.id, name",
            day("opened_at"),
            day("at")
        );
        let mut live = rows(&house.database().superuser().await, &live).await;
        live.sort();
        assert_eq!(shown, live, "{from} to {to}");
    }
}

#[tokio::test]
async fn what_is_made_up_can_be_worked_on() {
    let house = House::unused(EVENING).await;
    made_up(&house, SCALE).await.unwrap();
    let largest = tenants_by_slug(house.db()).await.unwrap();
    let (slug, tenant) = largest.iter().find(|(slug, _)| slug == "simulace-1").unwrap();
    let email = "simulace-1.3@simulace.example";
    let manager = Client::of(&house, email, *tenant, Some(slug)).await;
    let seen = manager
        .done(
            "{ requests(first: 1, filter: { states: [ASSIGNED] }) { totalCount nodes { id number
               member { id } service { code } assignee { displayName } comments { totalCount }
               history { totalCount } activities(first: 5) { totalCount } } } }",
            json!({}),
        )
        .await;
    let id = seen.list("/requests/nodes")[0]["id"].as_str().unwrap().to_owned();
    let close = "mutation($id: ID!) { closeRequest(input: { id: $id, outcome: \"x\" }) { request { state } userErrors { code } } }";
    let closed = manager.done(close, json!({ "id": id })).await;
    assert_eq!(closed.text("/closeRequest/request/state"), "CLOSED");
    // The next number follows on the last that was made up.
    let client = house.database().superuser().await;
    let last = format!(
        "SELECT max(number) FROM requests WHERE year = 2026 AND tenant_id = '{}'",
        uuid::Uuid::from(*tenant)
    );
    let last: u32 = one(&client, &last).await.parse().unwrap();
    let open = "mutation { openRequest(input: { serviceCode: \"CIT-CONTACT\", title: \"x\", requester: CITIZEN,
        requesterName: \"y\" }) { number userErrors { code } } }";
    let opened = manager.done(open, json!({})).await;
    assert_eq!(opened.text("/openRequest/number"), format!("2026/{}", last + 1));
}

#[tokio::test]
async fn its_words_are_those_that_the_worker_would_give() {
    let house = House::unused(EVENING).await;
    made_up(&house, SCALE).await.unwrap();
    let client = house.database().superuser().await;
    let tables = ["request_terms", "comment_terms", "activity_terms"];
    let sums = tables.map(|table| {
        format!("SELECT count(*), md5(string_agg(t::text, ',' ORDER BY t::text)) FROM {table} t")
    });
    let sums = sums.join(" UNION ALL ");
    let copied = rows(&client, &sums).await;
    assert!(copied.iter().all(|sum| !sum.starts_with("0|")), "{copied:?}");
    let filled = async || {
        let db = house.db().clone();
        on_the_house(async move {
            let mut texts = 0;
            for (_, tenant) in tenants_by_slug(&db).await.unwrap() {
                loop {
                    let some = fill(&db, tenant).await.unwrap();
                    texts += some;
                    if some == 0 {
                        break;
                    }
                }
            }
            texts
        })
        .await
    };
    assert_eq!(filled().await, 0, "each text has its terms");
    let forget = format!(
        "TRUNCATE {}; UPDATE requests SET has_terms = false; UPDATE request_comments SET has_terms = false;
         UPDATE activities SET has_terms = false",
        tables.join(", ")
    );
    client.batch_execute(&forget).await.unwrap();
    assert!(filled().await > 3_000);
    assert_eq!(rows(&client, &sums).await, copied);
}

/// What the product keeps by constraints and by its own rules, asked of all rows.
#[tokio::test]
async fn the_rows_are_as_the_product_would_have_written_them() {
    let house = House::unused(EVENING).await;
    made_up(&house, SCALE).await.unwrap();
    let client = house.database().superuser().await;
    for (what, wrong) in [
        ("a step without its event", "SELECT r.id FROM requests r WHERE (SELECT count(*) FROM events e
            WHERE (e.tenant_id, e.request_id) = (r.tenant_id, r.id) AND kind NOT IN ('request.commented')) <> r.version
            AND (SELECT count(*) FROM events e WHERE (e.tenant_id, e.request_id) = (r.tenant_id, r.id)
            AND kind <> 'request.commented') <> r.version"),
        ("a comment without its event", "SELECT c.id FROM request_comments c WHERE NOT EXISTS (SELECT FROM events e
            WHERE (e.tenant_id, e.request_id, e.at, e.is_internal) = (c.tenant_id, c.request_id, c.written_at, c.is_internal)
            AND kind = 'request.commented')"),
        ("shares that don't add up", "SELECT a.id FROM activities a JOIN activity_shares s ON (s.tenant_id, s.activity_id) = (a.tenant_id, a.id)
            GROUP BY a.id, a.minutes, a.saved_haler, a.share_count HAVING sum(s.minutes) <> a.minutes OR count(*) <> a.share_count
            OR coalesce(sum(s.saved_haler), 0) <> coalesce(a.saved_haler, 0)"),
        ("positions that aren't dense, or not in the order of time", "SELECT s.tenant_id FROM stream s
            JOIN events e ON (e.tenant_id, e.id) = (s.tenant_id, s.event_id) GROUP BY s.tenant_id
            HAVING max(position) <> count(*) OR array_agg(e.id ORDER BY position) <> array_agg(e.id ORDER BY e.id)
            OR array_agg(e.at ORDER BY position) <> array_agg(e.at ORDER BY e.at)"),
        ("an event before its case", "SELECT e.id FROM events e JOIN requests r ON (r.tenant_id, r.id) = (e.tenant_id, e.request_id)
            WHERE e.at < r.opened_at"),
        ("an assignee who may not read it", "SELECT r.id FROM requests r JOIN grants g ON (g.tenant_id, g.participant_id) = (r.tenant_id, r.assignee_id)
            WHERE (secrecy = 'DPO') <> (role = 'DATA_PROTECTION_OFFICER') OR (secrecy = 'CONFIDENTIAL' AND role = 'CLERK')"),
        ("a citizen's case that is a municipality's, or shown to it", "SELECT r.id FROM requests r JOIN members m ON (m.tenant_id, m.id) = (r.tenant_id, r.member_id)
            WHERE (requester_kind = 'CITIZEN') <> (membership_id IS NULL) OR (requester_kind = 'CITIZEN' AND shown_to_member)"),
        ("a foreign key, a check or an index that doesn't count", "SELECT conname FROM pg_constraint WHERE NOT convalidated"),
        ("a border that is down", "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
            AND relname !~ '^__' AND NOT (relrowsecurity AND relforcerowsecurity)"),
        ("a kind of step that never happens", "SELECT kind FROM unnest('{request.opened,request.assigned,request.closed,
            request.reopened,request.commented,activity.recorded,activity.corrected,benefit.attested,role.granted,
            members.admitted}'::text[]) AS kind WHERE trim(kind) NOT IN (SELECT e.kind FROM events e)"),
    ] {
        assert_eq!(rows(&client, wrong).await, Vec::<String>::new(), "{what}");
    }
}

#[tokio::test]
async fn nothing_is_made_up_beside_somebody_s_rows() {
    let house = House::fresh().await;
    house.tenants(&["alfa"]).await;
    let before = fingerprints(house.database()).await;
    let no = made_up(&house, SCALE).await.unwrap_err().to_string();
    for table in ["tenants", "people", "municipalities", "grants"] {
        assert!(no.contains(table), "{no}");
    }
    assert_eq!(fingerprints(house.database()).await, before);
    // Nor beside what was made up before.
    let house = House::unused(EVENING).await;
    made_up(&house, SCALE).await.unwrap();
    let before = fingerprints(house.database()).await;
    assert!(made_up(&house, SCALE).await.unwrap_err().to_string().contains("isn't empty"));
    assert_eq!(fingerprints(house.database()).await, before);
}

#[tokio::test]
async fn who_is_stopped_in_the_middle_has_made_up_nothing() {
    let house = House::unused(EVENING).await;
    let before = fingerprints(house.database()).await;
    let borders = "SELECT md5(string_agg(conname || pg_get_constraintdef(oid), ',' ORDER BY conname, conrelid::text)) FROM pg_constraint";
    let client = house.database().superuser().await;
    let kept = one(&client, borders).await;
    let (db, url) = (house.db().clone(), house.database().superuser_url());
    on_the_house(async move {
        let mut left = 3;
        let (stopped, stops) = tokio::sync::oneshot::channel::<()>();
        let mut stopped = Some(stopped);
        let making = simulate(&db, &url, SCALE, move |_| {
            left -= 1;
            if left == 0 {
                drop(stopped.take());
            }
        });
        tokio::select! { biased; _ = stops => {} done = making => panic!("it wasn't stopped: {done:?}") }
    })
    .await;
    // Its connection is closed, and the server takes all of it back.
    let gone = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'";
    let patience = Patience::until("its transaction is gone");
    while one(&client, gone).await != "0" {
        patience.lasts();
    }
    assert_eq!(one(&client, borders).await, kept);
    assert_eq!(fingerprints(house.database()).await, before);
}

#[tokio::test]
async fn it_isn_t_made_up_for_the_world_nor_served_to_it() {
    let database = database::fresh();
    let command = |arguments: &[&str], public: &str| {
        centrum(arguments)
            .env("CENTRUM_DATABASE_URL", database.url())
            .env("CENTRUM_ADMIN_URL", database.superuser_url())
            .env("CENTRUM_HTTP_PORT", "0")
            .env("CENTRUM_PUBLIC_URL", public)
            .output()
            .expect("the program starts")
    };
    let small = ["simulate", "--tenants", "2", "--requests", "20", "--activities", "40"];
    let refused = command(&small, "https://centrum.example.cz");
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("nothing is made up for"), "{said}");
    let made = command(&small, "http://127.0.0.1:8080");
    let said = String::from_utf8_lossy(&made.stdout).into_owned();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert!(said.contains("2 centres of 60 municipalities, 20 requests"), "{said}");
    assert!(said.contains("Figures counted in"), "{said}");
    let served = command(&["serve"], "https://centrum.example.cz");
    let said = String::from_utf8_lossy(&served.stderr).into_owned();
    assert!(!served.status.success() && said.contains("`centrum simulate` made up"), "{said}");
    let token = command(&["token", "--persona", "manager"], "http://127.0.0.1:8080");
    assert!(String::from_utf8_lossy(&token.stdout).contains("cst_"));
}
