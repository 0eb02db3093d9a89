//! `Idempotency-Key`: what is asked for twice is done once, by whom, for how long, and what isn't kept.

mod crashed;
mod every_mutation;
mod parallel;

use crate::house::{Answer, Client, House, Tenant};
use chrono::Duration;
use domain::access::{Role, forget_outcomes};
use serde_json::{Value, json};

const OPEN: &str = "mutation($title: String!, $member: ID!) { openRequest(input: { serviceCode: \"DEV-WASTE\", title: $title,
    memberId: $member }) { id number request { title state } userErrors { code } } }";
const CLOSE: &str = "mutation($id: ID!) { closeRequest(input: { id: $id, outcome: \"x\" }) { request { id state } userErrors { code } } }";
const REOPEN: &str = "mutation($id: ID!) { reopenRequest(input: { id: $id }) { request { id } userErrors { code } } }";
const COUNT: &str = "{ requests { totalCount } }";

async fn open(by: &Client, tenant: &Tenant, title: &str) -> Answer {
    by.ask_with(OPEN, json!({ "title": title, "member": tenant.members[0] })).await
}

async fn count(by: &Client) -> i64 {
    by.done(COUNT, json!({})).await.number("/requests/totalCount")
}

/// One number from the database, as its superuser.
async fn number(house: &House, statement: &str) -> i64 {
    house.database().superuser().await.query_one(statement, &[]).await.unwrap().get(0)
}

/// How many outcomes a tenant has.
async fn kept(tenant: &Tenant) -> i64 {
    let of = uuid::Uuid::from(tenant.id);
    let of = format!("SELECT count(*) FROM idempotency_outcomes WHERE tenant_id = '{of}'");
    number(&tenant.house, &of).await
}

#[tokio::test]
async fn the_same_key_and_body_answer_with_the_same_outcome_as_it_is_now() {
    let house = House::shared().await;
    let tenant = house.tenant("twice").await;
    let clerk = tenant.clerk().await;
    let keyed = clerk.keyed("8e03978e-40d5-43e8-bc93-6894a57f9324");
    let first = open(&keyed, &tenant, "Odpady").await;
    assert!(first.is_done(), "{first}");
    let again = open(&keyed, &tenant, "Odpady").await;
    assert_eq!(again.body, first.body);
    assert_eq!((count(&clerk).await, kept(&tenant).await), (1, 1));

    // The selection is read anew: what has happened since is seen.
    clerk.done(CLOSE, json!({ "id": first.text("/openRequest/id") })).await;
    let later = open(&keyed, &tenant, "Odpady").await;
    assert_eq!(later.data("/openRequest/id"), first.data("/openRequest/id"));
    assert_eq!(later.text("/openRequest/request/state"), "CLOSED");
    assert_eq!(count(&clerk).await, 1);
}

#[tokio::test]
async fn another_body_under_the_same_key_is_refused_and_does_nothing() {
    let house = House::shared().await;
    let tenant = house.tenant("reused").await;
    let clerk = tenant.clerk().await;
    let keyed = clerk.keyed("k");
    let id = open(&keyed, &tenant, "Odpady").await.text("/openRequest/id").to_owned();
    assert_eq!(open(&keyed, &tenant, "Jiné odpady").await.no(), "IDEMPOTENCY_KEY_REUSED");
    // Another selection is another body too, and so is another mutation.
    let short = "mutation($title: String!, $member: ID!) { openRequest(input: { serviceCode: \"DEV-WASTE\", title: $title,
        memberId: $member }) { id userErrors { code } } }";
    let input = json!({ "title": "Odpady", "member": tenant.members[0] });
    assert_eq!(keyed.ask_with(short, input).await.no(), "IDEMPOTENCY_KEY_REUSED");
    assert_eq!(keyed.ask_with(CLOSE, json!({ "id": id })).await.no(), "IDEMPOTENCY_KEY_REUSED");
    assert_eq!(count(&clerk).await, 1);
    assert_eq!(open(&keyed, &tenant, "Odpady").await.text("/openRequest/id"), id);
}

#[tokio::test]
async fn a_key_is_its_sender_s_in_one_tenant() {
    let house = House::shared().await;
    let tenants = house.tenants(&["keys-here", "keys-there"]).await;
    let (here, there) = (&tenants[0], &tenants[1]);
    let clerk = here.clerk().await;
    let opened = open(&clerk.keyed("k"), here, "Odpady").await;
    assert!(opened.is_done(), "{opened}");
    // A colleague, a mayor, and the same person in another tenant each do their own.
    let colleague = here.manager().await;
    let mayor = here.mayor_of(0).await;
    for by in [&colleague, &mayor] {
        let own = open(&by.keyed("k"), here, "Odpady").await;
        assert!(own.is_done(), "{own}");
        assert_ne!(own.data("/openRequest/id"), opened.data("/openRequest/id"));
        let again = open(&by.keyed("k"), here, "Odpady").await;
        assert_eq!(again.body, own.body);
    }
    there.appoint(clerk.email(), "clerk", Role::Clerk, None).await;
    let elsewhere = Client::of(&house, clerk.email(), there.id, Some(there.slug())).await;
    let own = open(&elsewhere.keyed("k"), there, "Odpady").await;
    assert!(own.is_done(), "{own}");
    assert_ne!(own.data("/openRequest/id"), opened.data("/openRequest/id"));
    assert_eq!((count(&clerk).await, count(&elsewhere).await), (3, 1));
    assert_eq!((kept(here).await, kept(there).await), (3, 1));
}

#[tokio::test]
async fn a_key_is_kept_for_24_hours_and_then_deleted() {
    let house = House::shared().await;
    let tenant = house.tenant("day").await;
    let clerk = tenant.clerk().await;
    let keyed = clerk.keyed("k");
    let first = open(&keyed, &tenant, "Odpady").await.text("/openRequest/id").to_owned();
    let forget = async || {
        let (db, id) = (house.db().clone(), tenant.id);
        crate::house::on_the_house(async move { forget_outcomes(&db, id).await.unwrap() }).await
    };
    house.tick(Duration::minutes(24 * 60 - 1));
    assert_eq!(open(&keyed, &tenant, "Odpady").await.text("/openRequest/id"), first);
    assert_eq!(forget().await, 0);

    // Free again, whether or not the worker came by: also for another body.
    house.tick(Duration::minutes(1));
    let second = open(&keyed, &tenant, "Jiné").await.text("/openRequest/id").to_owned();
    assert_ne!(second, first);
    assert_eq!(open(&keyed, &tenant, "Jiné").await.text("/openRequest/id"), second);
    assert_eq!(open(&keyed, &tenant, "Odpady").await.no(), "IDEMPOTENCY_KEY_REUSED");
    assert_eq!((count(&clerk).await, kept(&tenant).await), (2, 1));

    let fresh = open(&clerk.keyed("another"), &tenant, "Odpady").await;
    assert!(fresh.is_done(), "{fresh}");
    house.tick(Duration::hours(23));
    let fresh = open(&clerk.keyed("youngest"), &tenant, "Odpady").await;
    assert!(fresh.is_done(), "{fresh}");
    house.tick(Duration::hours(1));
    assert_eq!((forget().await, kept(&tenant).await), (2, 1));
    assert_eq!(forget().await, 0);
}

#[tokio::test]
async fn a_refusal_is_not_kept_so_the_same_key_may_be_used_again() {
    let house = House::shared().await;
    let tenant = house.tenant("refused").await;
    let clerk = tenant.clerk().await;
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Odpady").await;
    clerk.done(CLOSE, json!({ "id": id })).await;
    let keyed = clerk.keyed("k");
    for _ in 0..2 {
        let refused = keyed.ask_with(CLOSE, json!({ "id": id })).await;
        assert_eq!(refused.no(), "REQUEST_ALREADY_CLOSED");
    }
    assert_eq!(kept(&tenant).await, 0);
    clerk.done(REOPEN, json!({ "id": id })).await;
    // Mended by somebody else: what was meant is done now, and once.
    for _ in 0..2 {
        let closed = keyed.done(CLOSE, json!({ "id": id })).await;
        assert_eq!(closed.text("/closeRequest/request/state"), "CLOSED");
    }
    // Mended by the sender: another body, under a key that nothing was done with.
    let other = clerk.keyed("other");
    assert_eq!(other.ask_with(CLOSE, json!({ "id": "request_x" })).await.no(), "MALFORMED");
    assert_eq!(other.ask_with(CLOSE, json!({ "id": id })).await.no(), "REQUEST_ALREADY_CLOSED");
    other.done(REOPEN, json!({ "id": id })).await;
}

const OVERRIDE: &str = "mutation($days: Int, $version: Int!) { overrideService(input: { serviceCode: \"DEV-WASTE\", closeWithin: $days,
    expectedVersion: $version }) { service { closeWithin version } userErrors { code currentVersion } } }";
const RESET: &str = "mutation($version: Int!) { resetService(input: { serviceCode: \"DEV-WASTE\", expectedVersion: $version }) {
    service { closeWithin version } userErrors { code } } }";

#[tokio::test]
async fn an_edit_whose_answer_was_lost_is_not_stale_when_it_is_asked_for_again() {
    let house = House::shared().await;
    let tenant = house.tenant("stale").await;
    let admin = tenant.admin().await;
    let edit = |days: i64, version: i64| json!({ "days": days, "version": version });
    let mine = admin.keyed("mine");
    let first = mine.done(OVERRIDE, edit(9, 0)).await;
    assert_eq!(mine.done(OVERRIDE, edit(9, 0)).await.body, first.body);
    // Without the key it is.
    assert_eq!(admin.ask_with(OVERRIDE, edit(9, 0)).await.no(), "STALE");
    // What is stale isn't kept: it is stale as often as it is asked for, and right with the right version.
    let late = admin.keyed("late");
    for _ in 0..2 {
        let stale = late.ask_with(OVERRIDE, edit(11, 0)).await;
        assert_eq!(stale.no(), "STALE");
        assert_eq!(stale.number("/overrideService/userErrors/0/currentVersion"), 1);
    }
    late.done(OVERRIDE, edit(11, 1)).await;
    // The first one's answer, as things are now.
    let again = mine.done(OVERRIDE, edit(9, 0)).await;
    assert_eq!(again.number("/overrideService/service/closeWithin"), 11);
    assert_eq!(again.number("/overrideService/service/version"), 2);
}

#[tokio::test]
async fn what_changed_nothing_was_answered_all_the_same() {
    let house = House::shared().await;
    let tenant = house.tenant("unchanged").await;
    let admin = tenant.admin().await;
    let trail = "{ auditTrail { totalCount } }";
    let events = admin.done(trail, json!({})).await.number("/auditTrail/totalCount");
    let keyed = admin.keyed("k");
    let first = keyed.done(RESET, json!({ "version": 0 })).await;
    assert_eq!(kept(&tenant).await, 1);
    let after = admin.done(trail, json!({})).await.number("/auditTrail/totalCount");
    assert_eq!(after, events, "nothing happened, and nothing is told");
    assert_eq!(keyed.ask_with(RESET, json!({ "version": 1 })).await.no(), "IDEMPOTENCY_KEY_REUSED");
    // Asked for again it is no more stale than it was.
    admin.done(OVERRIDE, json!({ "days": 9, "version": 0 })).await;
    let again = keyed.done(RESET, json!({ "version": 0 })).await;
    assert_eq!(again.data("/resetService/userErrors"), first.data("/resetService/userErrors"));
    assert_eq!(again.number("/resetService/service/closeWithin"), 9);
}

#[tokio::test]
async fn who_may_do_it_no_more_isn_t_told_what_came_of_it() {
    let house = House::shared().await;
    let tenant = house.tenant("taken-away").await;
    let (clerk, admin) = (tenant.clerk().await, tenant.admin().await);
    let auditor = tenant.appoint(clerk.email(), "clerk", Role::Auditor, None).await;
    let keyed = clerk.keyed("k");
    let first = open(&keyed, &tenant, "Odpady").await;
    assert!(first.is_done(), "{first}");
    let grants = "query($of: ID!) { grants(filter: { participantId: $of }) { nodes { id role } } }";
    let held = admin.done(grants, json!({ "of": clerk.id })).await;
    let is_clerk = |grant: &&Value| grant["role"] == "CLERK";
    let grant = held.list("/grants/nodes").iter().find(is_clerk).unwrap()["id"].clone();
    let revoke = "mutation($id: ID!) { revokeRole(input: { id: $id }) { userErrors { code } } }";
    admin.done(revoke, json!({ "id": grant })).await;
    assert_eq!(open(&keyed, &tenant, "Odpady").await.code(), "FORBIDDEN");
    // Given anew, it is answered as before.
    tenant.appoint(clerk.email(), "clerk", Role::Clerk, None).await;
    let _ = auditor;
    house.tick(Duration::seconds(2));
    let again = clerk.client.again(&house).await.keyed("k");
    assert_eq!(open(&again, &tenant, "Odpady").await.body, first.body);
    assert_eq!(kept(&tenant).await, 1);
}

#[tokio::test]
async fn who_only_looks_in_for_support_keeps_nothing() {
    let house = House::shared().await;
    let tenant = house.tenant("key-support").await;
    let (admin, coordinator) =
        (tenant.admin().await, house.another_coordinator("key-support").await);
    let id = admin.done("{ tenant { id } }", json!({})).await.text("/tenant/id").to_owned();
    let ask = "mutation($id: ID!) { openSupportAccess(input: { tenantId: $id, reason: \"x\", minutes: 30 }) {
        supportAccess { id } userErrors { code } } }";
    let asked = coordinator.done(ask, json!({ "id": id })).await;
    let approve =
        "mutation($id: ID!) { approveSupportAccess(input: { id: $id }) { userErrors { code } } }";
    let access = asked.data("/openSupportAccess/supportAccess/id").clone();
    admin.done(approve, json!({ "id": access })).await;
    let inside = coordinator.naming(Some(tenant.slug())).keyed("k");
    assert_eq!(open(&inside, &tenant, "Odpady").await.code(), "FORBIDDEN");
    assert_eq!(kept(&tenant).await, 0);
    // What they read is read, key or not, and told to the tenant each time.
    for _ in 0..2 {
        assert_eq!(inside.done(COUNT, json!({})).await.number("/requests/totalCount"), 0);
    }
    assert_eq!(kept(&tenant).await, 0);
}

#[tokio::test]
async fn what_its_opener_can_t_read_is_answered_again_by_its_number() {
    let house = House::shared().await;
    let tenant = house.tenant("unread").await;
    let clerk = tenant.clerk().await.keyed("k");
    let query = "mutation($member: ID!) { openRequest(input: { serviceCode: \"DPO-INCIDENT\", title: \"Únik\", memberId: $member,
        shownToMember: false }) { id number request { title } userErrors { code } } }";
    let input = json!({ "member": tenant.members[0] });
    let first = clerk.done(query, input.clone()).await;
    assert_eq!(first.data("/openRequest/request"), &Value::Null);
    assert!(first.data("/openRequest/number").is_string(), "{first}");
    assert_eq!(clerk.done(query, input).await.body, first.body);
}

/// A browser's session is as good as a token: the key is the person's.
#[tokio::test]
async fn a_key_is_the_person_s_with_whatever_they_signed_in() {
    let house = House::shared().await;
    let tenant = house.tenant("browser-key").await;
    let clerk = tenant.clerk().await;
    let link = "mutation($id: ID!) { createSignInLink(input: { participantId: $id }) { link { url } userErrors { code } } }";
    let link = clerk.done(link, json!({ "id": clerk.id })).await;
    let browser: Client = house.browser(link.text("/createSignInLink/link/url")).await;
    let input = json!({ "title": "Odpady", "member": tenant.members[0] });
    let first = clerk.keyed("k").done(OPEN, input.clone()).await;
    assert_eq!(browser.keyed("k").done(OPEN, input).await.body, first.body);
    assert_eq!(count(&clerk).await, 1);
}
