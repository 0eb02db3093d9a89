//! Past all borders, when all is over: what is there has its events, what has events is there, nothing stands under
//! another's name, and every connection still works.

use super::marks::{Mark, Whose};
use super::steps::LIST;
use super::world::Soak;
use crate::house::House;
use domain::kernel::ids::{MemberId, TypedId as _};
use serde_json::json;
use uuid::Uuid;

/// What must find nothing.
const WRONG: &[(&str, &str)] = &[
    ("requests without their opening", "SELECT r.id FROM requests r WHERE (SELECT count(*) FROM events e
        WHERE e.tenant_id = r.tenant_id AND e.request_id = r.id AND e.kind = 'request.opened') <> 1"),
    ("steps without their event", "SELECT r.id FROM requests r WHERE r.version - 1 <> (SELECT count(*) FROM events e
        WHERE e.request_id = r.id AND e.kind IN ('request.assigned', 'request.closed', 'request.reopened'))"),
    ("comments without their event", "SELECT r.id FROM requests r WHERE
        (SELECT count(*) FROM request_comments c WHERE c.request_id = r.id)
        <> (SELECT count(*) FROM events e WHERE e.request_id = r.id AND e.kind = 'request.commented')"),
    ("events of a transaction that broke", "SELECT id FROM events WHERE kind = 'soak.panicked'"),
    ("people of a transaction that broke", "SELECT id FROM people WHERE email = 'nobody@soak.invalid'"),
    ("events that nobody relays", "SELECT id FROM events WHERE id NOT IN (SELECT event_id FROM outbox UNION SELECT event_id FROM stream)"),
    ("numbers with a gap", "SELECT tenant_id FROM requests GROUP BY tenant_id HAVING max(number) <> count(*)"),
];

/// Every text with the place where it stands: tenant, member (null: the association itself), secrecy, shown.
const TEXTS: &str = "
    SELECT t.slug, r.member_id::text AS member_id, m.membership_id IS NULL AS itself, r.secrecy::text AS secrecy, r.shown_to_member AS shown, x.text
      FROM requests r JOIN tenants t ON t.id = r.tenant_id JOIN members m ON (m.tenant_id, m.id) = (r.tenant_id, r.member_id)
      CROSS JOIN LATERAL (VALUES (r.title), (r.description), (r.outcome)) x(text) WHERE x.text IS NOT NULL
    UNION ALL
    SELECT t.slug, r.member_id::text, m.membership_id IS NULL, r.secrecy::text, r.shown_to_member AND NOT c.is_internal, c.body
      FROM request_comments c JOIN requests r ON r.id = c.request_id JOIN tenants t ON t.id = c.tenant_id
      JOIN members m ON (m.tenant_id, m.id) = (r.tenant_id, r.member_id)";

pub(super) async fn everything_written_has_its_event(house: &House, soak: &Soak) {
    let admin = house.database().superuser().await;
    for (what, sql) in [
        ("requests", "SELECT count(*) > 50 FROM requests"),
        ("comments", "SELECT count(*) > 10 FROM request_comments"),
    ] {
        let is_so: bool = admin.query_one(sql, &[]).await.unwrap().get(0);
        assert!(is_so, "too few {what} for a soak");
    }
    for (wrong, sql) in WRONG {
        let found = admin.query(*sql, &[]).await.unwrap();
        assert!(found.is_empty(), "{} {wrong}", found.len());
    }
    for row in admin.query(TEXTS, &[]).await.unwrap() {
        let (slug, text): (String, String) = (row.get("slug"), row.get("text"));
        let [mark] = &Mark::all_in(&text)[..] else { panic!("{text} has no mark") };
        let member =
            MemberId::from(row.get::<_, &str>("member_id").parse::<Uuid>().unwrap()).print();
        let place = || soak.owner_of(&member).expect("a known member").whose;
        let whose = if row.get("itself") { Whose::Itself } else { place() };
        let stands = (
            mark.tenant == slug,
            mark.whose == whose,
            mark.secrecy.as_str() == row.get::<_, &str>("secrecy"),
        );
        assert_eq!(stands, (true, true, true), "{text} stands at {slug}, {whose:?}");
        assert_eq!(mark.is_shown, row.get::<_, bool>("shown"), "{text}");
    }
}

pub(super) async fn every_connection_works(house: &House, soak: &Soak) {
    let admin = house.database().superuser().await;
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
    let left_open: i64 = admin.query_one(sql, &[]).await.unwrap().get(0);
    assert_eq!(left_open, 0, "transactions that nobody ended");
    for _ in 0..3 {
        let reads = soak.people.iter().map(|person| async move {
            let answer = person.client.ask_with(LIST, json!({})).await;
            soak.judge(person, LIST, &answer);
        });
        futures_util::future::join_all(reads).await;
    }
}
