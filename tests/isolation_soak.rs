//! Isolation under load: 64 tasks on four connections work for 50 tenants, and are cut off and panic in the middle. No row
//! of another tenant is seen, nothing is written without its event, and no connection is left in a bad state.

use crate::house::{Client, House, Tenant, on_the_house};
use domain::access::{Credential, Event, Permission, Subject, sign_in};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::json;
use std::sync::{Arc, Mutex};

const TASKS: u64 = 64;
const STEPS: usize = 14;
const TENANTS: usize = 50;
const CONNECTIONS: usize = 4;

const LIST: &str = "{ requests(first: 20) { nodes { id title comments { nodes { body } } member { id } openedBy { displayName } } }
    tenant { slug } members { nodes { id } } }";
const ONE: &str = "query($id: ID!) { request(id: $id) { title } node(id: $id) { id } }";
const OPEN: &str = "mutation($title: String!, $member: ID!) {
    openRequest(input: { serviceCode: \"DEV-WASTE\", title: $title, memberId: $member }) { id userErrors { code } } }";
const COMMENT: &str = "mutation($id: ID!, $body: String!) {
    commentOnRequest(input: { id: $id, body: $body }) { userErrors { code } } }";
const CLOSE: &str = "mutation($id: ID!) { closeRequest(input: { id: $id, outcome: \"x\" }) { userErrors { code } } }";
const REOPEN: &str =
    "mutation($id: ID!) { reopenRequest(input: { id: $id }) { userErrors { code } } }";

/// A tenant under load: its clerk, and the requests that are surely there.
struct Loaded {
    tenant: Tenant,
    clerk: Client,
    requests: Mutex<Vec<String>>,
}

impl Loaded {
    /// What stands in all that is written for this tenant, and in nothing else.
    fn mark(&self) -> String {
        format!("{}!", self.tenant.slug())
    }

    fn any_request(&self, rng: &mut StdRng) -> Option<String> {
        let requests = self.requests.lock().unwrap();
        (!requests.is_empty()).then(|| requests[rng.random_range(0..requests.len())].clone())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_crosses_a_border_however_busy_cut_off_or_broken() {
    let house = House::fresh().await;
    let narrow = house.reached_by(&house.database().url(), CONNECTIONS);
    let names: Vec<String> = (0..TENANTS).map(|number| format!("soak{number:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut loaded = Vec::new();
    for tenant in house.tenants(&names).await {
        let clerk = tenant.clerk().await.again(&narrow).await;
        loaded.push(Loaded { tenant, clerk, requests: Mutex::default() });
    }
    let loaded = Arc::new(loaded);

    let tasks = (0..TASKS).map(|number| {
        let (narrow, loaded) = (narrow.clone(), Arc::clone(&loaded));
        on_the_house(async move {
            let mut rng = StdRng::seed_from_u64(number);
            for _ in 0..STEPS {
                step(&narrow, &loaded, &mut rng).await;
            }
        })
    });
    futures_util::future::join_all(tasks).await;

    everything_written_has_its_event(&house).await;
    every_connection_works(&narrow, &house, &loaded).await;
}

async fn step(house: &House, loaded: &[Loaded], rng: &mut StdRng) {
    let own = &loaded[rng.random_range(0..loaded.len())];
    let other = &loaded[rng.random_range(0..loaded.len())];
    let request = own.any_request(rng);
    match (rng.random_range(0..10), request) {
        (0..=2, _) | (5..=7, None) => {
            let title = format!("{} {}", own.mark(), rng.random_range(0..1_000));
            let opened = own
                .clerk
                .done(OPEN, json!({ "title": title, "member": own.tenant.members[0] }))
                .await;
            own.requests.lock().unwrap().push(opened.text("/openRequest/id").to_owned());
        }
        (3..=4, _) => sees_only_its_own(own).await,
        (5, Some(id)) => {
            own.clerk.done(COMMENT, json!({ "id": id, "body": own.mark() })).await;
        }
        (6, Some(id)) => {
            // Whichever of the two is lawful now: others close and open it meanwhile.
            own.clerk.ask_with(CLOSE, json!({ "id": id })).await;
            own.clerk.ask_with(REOPEN, json!({ "id": id })).await;
        }
        (7, Some(id)) if own.tenant.id != other.tenant.id => {
            let nothing = other.clerk.done(ONE, json!({ "id": id })).await;
            assert_eq!(*nothing.data(""), json!({ "request": null, "node": null }));
            assert_eq!(other.clerk.ask_with(CLOSE, json!({ "id": id })).await.no(), "NOT_FOUND");
        }
        (8, id) => {
            let (polls, id) = (rng.random_range(1..30), id.unwrap_or_default());
            let (query, variables) = match rng.random_range(0..3) {
                0 => (OPEN, json!({ "title": own.mark(), "member": own.tenant.members[1] })),
                1 => (COMMENT, json!({ "id": id, "body": own.mark() })),
                _ => (LIST, json!({})),
            };
            own.clerk.ask_and_leave(query, variables, polls).await;
        }
        (_, _) => panics_in_the_middle(house, own, rng.random()).await,
    }
}

async fn sees_only_its_own(own: &Loaded) {
    let seen = own.clerk.done(LIST, json!({})).await;
    assert_eq!(seen.text("/tenant/slug"), own.tenant.slug());
    for node in seen.list("/requests/nodes") {
        assert!(node["title"].as_str().unwrap().starts_with(&own.mark()), "{node}");
        assert!(own.tenant.members.iter().any(|member| node["member"]["id"] == member.as_str()));
        for comment in node["comments"]["nodes"].as_array().unwrap() {
            assert_eq!(comment["body"], own.mark().as_str());
        }
    }
    let members = seen.each("/members/nodes", "id");
    assert_eq!(members.len(), own.tenant.members.len() + 1);
    assert!(own.tenant.members.iter().all(|member| members.contains(&member.as_str())));
}

/// Inside a transaction, also while it has taken another role.
async fn panics_in_the_middle(house: &House, own: &Loaded, has_written: bool) {
    let (db, token, slug) =
        (house.db().clone(), own.clerk.token().to_owned(), own.tenant.slug().to_owned());
    let task = tokio::spawn(async move {
        let signed_in = sign_in(&db, Credential::Token(&token), Some(&slug)).await.unwrap();
        let caller = signed_in.caller().unwrap();
        let write = caller.write(Permission::OpenRequest, async |tx| -> Result<(), _> {
            tx.record(Event::of_tenant("soak.panicked", Subject::id(caller.tenant()), vec![]));
            if has_written {
                tx.person_by_email("nobody@soak.invalid").await?;
            }
            // Past the hook that would print it.
            std::panic::resume_unwind(Box::new("in the middle"))
        });
        write.await.unwrap();
    });
    assert!(task.await.unwrap_err().is_panic());
}

/// Past all borders: what is there has its events, what has events is there, and nothing stands under another's name.
async fn everything_written_has_its_event(house: &House) {
    let admin = house.database().superuser().await;
    for (what, sql) in [
        ("requests", "SELECT count(*) > 100 FROM requests"),
        ("comments", "SELECT count(*) > 10 FROM request_comments"),
    ] {
        let is_so: bool = admin.query_one(sql, &[]).await.unwrap().get(0);
        assert!(is_so, "too few {what} for a soak");
    }
    for (wrong, sql) in [
        ("requests without their opening", "SELECT r.id FROM requests r WHERE (SELECT count(*) FROM events e
            WHERE e.tenant_id = r.tenant_id AND e.request_id = r.id AND e.kind = 'request.opened') <> 1"),
        ("steps without their event", "SELECT r.id FROM requests r WHERE r.version - 1 <> (SELECT count(*) FROM events e
            WHERE e.request_id = r.id AND e.kind IN ('request.closed', 'request.reopened'))"),
        ("comments without their event", "SELECT r.id FROM requests r WHERE
            (SELECT count(*) FROM request_comments c WHERE c.request_id = r.id)
            <> (SELECT count(*) FROM events e WHERE e.request_id = r.id AND e.kind = 'request.commented')"),
        ("events of a transaction that broke", "SELECT id FROM events WHERE kind = 'soak.panicked'"),
        ("people of a transaction that broke", "SELECT id FROM people WHERE email = 'nobody@soak.invalid'"),
        ("events that nobody relays", "SELECT id FROM events WHERE id NOT IN (SELECT event_id FROM outbox UNION SELECT event_id FROM stream)"),
        ("requests under another's name", "SELECT r.id FROM requests r JOIN tenants t ON t.id = r.tenant_id WHERE r.title NOT LIKE t.slug || '!%'"),
        ("comments under another's name", "SELECT c.id FROM request_comments c JOIN tenants t ON t.id = c.tenant_id WHERE c.body <> t.slug || '!'"),
        ("numbers with a gap", "SELECT tenant_id FROM requests GROUP BY tenant_id HAVING max(number) <> count(*)"),
    ] {
        let found = admin.query(sql, &[]).await.unwrap();
        assert!(found.is_empty(), "{} {wrong}", found.len());
    }
}

async fn every_connection_works(narrow: &House, house: &House, loaded: &[Loaded]) {
    let admin = house.database().superuser().await;
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
    let left_open: i64 = admin.query_one(sql, &[]).await.unwrap().get(0);
    assert_eq!(left_open, 0, "transactions that nobody ended");
    for _ in 0..3 {
        let reads = loaded.iter().take(2 * CONNECTIONS).map(sees_only_its_own);
        futures_util::future::join_all(reads).await;
    }
    assert_eq!(
        narrow
            .coordinator()
            .await
            .done("{ tenants { totalCount } }", json!({}))
            .await
            .number("/tenants/totalCount"),
        50
    );
}
