//! Past all borders, when all is over: what is there has its events, what has events is there, nothing stands under
//! another's name, and every connection still works.

use super::marks::{Mark, Places, Whose};
use super::steps::LIST;
use super::world::Soak;
use crate::house::House;
use domain::kernel::ids::{ActivityId, GrantId, MemberId, TypedId};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use tokio_postgres::Client;
use uuid::Uuid;

/// What must find nothing.
const WRONG: &[(&str, &str)] = &[
    ("requests without their opening", "SELECT r.id FROM requests r WHERE (SELECT count(*) FROM events e
        WHERE e.tenant_id = r.tenant_id AND e.request_id = r.id AND e.kind = 'request.opened') <> 1"),
    ("steps without their event", "SELECT r.id FROM requests r WHERE r.version - 1 <> (SELECT count(*) FROM events e
        WHERE e.request_id = r.id AND e.kind IN ('request.assigned', 'request.started', 'request.asked',
        'request.answered', 'request.cancelled', 'request.closed', 'request.reopened'))"),
    ("comments without their event", "SELECT r.id FROM requests r WHERE
        (SELECT count(*) FROM request_comments c WHERE c.request_id = r.id)
        <> (SELECT count(*) FROM events e WHERE e.request_id = r.id AND e.kind IN ('request.commented', 'request.asked', 'request.answered'))"),
    ("activities whose shares aren't the whole", "SELECT a.id FROM activities a WHERE (a.share_count, a.minutes) <>
        (SELECT count(*), sum(s.minutes) FROM activity_shares s WHERE (s.tenant_id, s.activity_id) = (a.tenant_id, a.id))"),
    ("activity numbers with a gap", "SELECT tenant_id FROM activities GROUP BY tenant_id, year HAVING max(number) <> count(*)"),
    ("people of a refused invitation", "SELECT id FROM people WHERE email LIKE 'invited-%'"),
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

/// Every activity with the place where its text stands, and those of whom it has shares.
const WORK: &str = "
    SELECT t.slug, a.secrecy::text AS secrecy, a.shown_to_member AS shown, a.output AS text,
      ARRAY(SELECT s.member_id::text FROM activity_shares s WHERE (s.tenant_id, s.activity_id) = (a.tenant_id, a.id)) AS members
      FROM activities a JOIN tenants t ON t.id = a.tenant_id";
/// How often what happened to what, by what it is now.
const HAPPENED: &[(&str, Printed)] = &[
    ("SELECT id::text, 'activity.recorded', 1::bigint FROM activities", print::<ActivityId>),
    (
        "SELECT id::text, 'activity.corrected', (version - 1)::bigint FROM activities WHERE version > 1",
        print::<ActivityId>,
    ),
    ("SELECT id::text, 'role.granted', 1::bigint FROM grants", print::<GrantId>),
    (
        "SELECT id::text, 'role.revoked', 1::bigint FROM grants WHERE ended_at IS NOT NULL",
        print::<GrantId>,
    ),
];
/// The same by the events.
const TOLD: &str = "SELECT subject, kind, count(*) FROM events WHERE kind IN
    ('activity.recorded', 'activity.corrected', 'role.granted', 'role.revoked') GROUP BY 1, 2";
const ATTESTED: &str =
    "SELECT activity_id::text, member_id::text FROM activity_shares WHERE attested_at IS NOT NULL";
const ATTESTATIONS: &str =
    "SELECT subject, member_id::text FROM events WHERE kind = 'benefit.attested'";

type Printed = fn(&str) -> String;

/// As clients and events say an id.
fn print<I: TypedId>(id: &str) -> String {
    I::from(id.parse::<Uuid>().unwrap()).print()
}

pub(super) async fn everything_written_has_its_event(house: &House, soak: &Soak) {
    let admin = house.database().superuser().await;
    for (what, sql) in [
        ("requests", "SELECT count(*) > 50 FROM requests"),
        ("comments", "SELECT count(*) > 10 FROM request_comments"),
        ("activities", "SELECT count(*) > 25 FROM activities"),
        ("corrections", "SELECT sum(version - 1) > 5 FROM activities"),
        ("attestations", "SELECT count(*) > 2 FROM events WHERE kind = 'benefit.attested'"),
        ("roles that were taken", "SELECT count(*) > 2 FROM grants WHERE ended_at IS NOT NULL"),
        ("looks of support", "SELECT count(*) > 2 FROM events WHERE kind = 'support_access.read'"),
    ] {
        let is_so: bool = admin.query_one(sql, &[]).await.unwrap().get(0);
        assert!(is_so, "too few {what} for a soak");
    }
    for (wrong, sql) in WRONG {
        let found = admin.query(*sql, &[]).await.unwrap();
        assert!(found.is_empty(), "{} {wrong}", found.len());
    }
    what_happened_was_told(&admin).await;
    work_is_whose_it_says(&admin, soak).await;
    for row in admin.query(TEXTS, &[]).await.unwrap() {
        let (slug, text): (String, String) = (row.get("slug"), row.get("text"));
        let [mark] = &Mark::all_in(&text)[..] else { panic!("{text} has no mark") };
        let member = print::<MemberId>(row.get("member_id"));
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

async fn what_happened_was_told(admin: &Client) {
    let mut happened = BTreeMap::new();
    for (sql, print) in HAPPENED {
        for row in admin.query(*sql, &[]).await.unwrap() {
            happened.insert((print(row.get(0)), row.get::<_, String>(1)), row.get::<_, i64>(2));
        }
    }
    let told = admin.query(TOLD, &[]).await.unwrap().into_iter();
    let told: BTreeMap<_, _> = told
        .map(|row| ((row.get::<_, String>(0), row.get::<_, String>(1)), row.get::<_, i64>(2)))
        .collect();
    assert_eq!(happened, told);
    // A correction takes an attestation back, so there may be more events than attestations.
    let told = admin.query(ATTESTATIONS, &[]).await.unwrap().into_iter();
    let told: BTreeSet<(String, String)> = told.map(|row| (row.get(0), row.get(1))).collect();
    for row in admin.query(ATTESTED, &[]).await.unwrap() {
        let share = (print::<ActivityId>(row.get(0)), row.get::<_, String>(1));
        assert!(told.contains(&share), "{share:?} was attested, and no event says so");
    }
}

async fn work_is_whose_it_says(admin: &Client, soak: &Soak) {
    for row in admin.query(WORK, &[]).await.unwrap() {
        let text: String = row.get("text");
        let [mark] = &Mark::all_in(&text)[..] else { panic!("{text} has no mark") };
        let mut places = Places::default();
        for id in row.get::<_, Vec<String>>("members") {
            let Some(Mark { whose: Whose::Member(place), .. }) =
                soak.owner_of(&print::<MemberId>(&id))
            else {
                panic!("{text} is of an unknown member")
            };
            places[place] = true;
        }
        let stands =
            (row.get("slug"), Whose::Several(places), row.get("secrecy"), row.get("shown"));
        let said: (&str, _, &str, bool) =
            (&mark.tenant, mark.whose, mark.secrecy.as_str(), mark.is_shown);
        assert_eq!(said, stands, "{text}");
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
