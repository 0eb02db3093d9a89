//! What ends in one process ends within a second in every other: a role, a token, a session.
//!
//! No process tells another. Each remembers who signed in for less than a second, so that whatever is asked one second after
//! the end was answered is refused, however busy the machine is: that is what is asserted here. How long it took is printed,
//! for `make bench`.

use crate::house::serving::{Serving, UNHINDERED};
use crate::house::{House, Tenant};
use crate::killed::Client as Asking;
use serde_json::json;
use std::time::{Duration, Instant};

pub(crate) const PROMISED: Duration = Duration::from_secs(1);
const LIST: &str = "{ requests { totalCount } }";

const REVOKE_ROLE: &str =
    "mutation($id: ID!) { revokeRole(input: { id: $id }) { userErrors { code } } }";
const REVOKE_TOKEN: &str =
    "mutation($id: ID!) { revokeApiToken(input: { id: $id }) { userErrors { code } } }";
const END_SESSION: &str =
    "mutation($id: ID!) { endSession(input: { id: $id }) { userErrors { code } } }";
const TOKEN: &str =
    "mutation { createApiToken(input: { name: \"x\", days: 1 }) { id token userErrors { code } } }";
const LINK: &str = "mutation($id: ID!) { createSignInLink(input: { participantId: $id }) { link { url } userErrors { code } } }";
const SESSIONS: &str = "{ viewer { sessions { nodes { id } } } }";
const GRANTS: &str = "query($of: ID!) { grants(filter: { participantId: $of }) { nodes { id } } }";

/// Whether somebody may read: nothing, or the code of the refusal.
pub(crate) async fn refusal(asking: &Asking) -> Option<String> {
    let answer = asking.ask(LIST, json!({})).await.expect("an answer");
    if answer["data"]["requests"]["totalCount"].is_number() {
        return None;
    }
    let code = answer["errors"][0]["extensions"]["code"].as_str();
    Some(code.unwrap_or_else(|| panic!("{answer}")).to_owned())
}

/// Asks in another process until it is refused by this code; how long that took since the end was answered.
pub(crate) async fn until_refused(
    what: &str,
    other: &Asking,
    code: &str,
    ended: Instant,
) -> Duration {
    loop {
        let began = Instant::now();
        if let Some(refusal) = refusal(other).await {
            assert_eq!(refusal, code, "{what}");
            return ended.elapsed();
        }
        assert!(began < ended + PROMISED, "{what}: let in {:?} after it ended", began - ended);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ends_in_one_process_ends_within_a_second_in_another() {
    let house = House::fresh().await;
    let tenant = house.tenant("revoked").await;
    let url = house.database().url();
    let serving = || Serving::start_with(&url, &UNHINDERED);
    let (here, there) = (serving(), serving());
    // Their clocks are this machine's, and so are the tokens'.
    let now = house.remembering(&url, 4, Duration::ZERO);
    now.tick(chrono::Utc::now() - now.now());
    let at = |server: &Serving, token: &str| Asking::bearing(server.port, token);

    let admin = tenant.admin().await.again(&now).await;
    for what in ["a token", "a session", "a role"] {
        let clerk = tenant.clerk().await;
        let client = clerk.client.again(&now).await;
        let made = client.done(TOKEN, json!({})).await;
        let token = made.text("/createApiToken/token");
        let (other, by, operation, id) = match what {
            "a token" => {
                let id = made.text("/createApiToken/id").to_owned();
                (at(&there, token), at(&here, client.token()), REVOKE_TOKEN, id)
            }
            "a role" => {
                let held = admin.done(GRANTS, json!({ "of": clerk.id })).await;
                let id = held.text("/grants/nodes/0/id").to_owned();
                (at(&there, token), at(&here, admin.token()), REVOKE_ROLE, id)
            }
            _ => {
                let link = client.done(LINK, json!({ "id": clerk.id })).await;
                let browser = now.browser(link.text("/createSignInLink/link/url")).await;
                let listed = browser.done(SESSIONS, json!({})).await;
                let id = listed.text("/viewer/sessions/nodes/0/id").to_owned();
                let cookie = browser.cookie().split_once('=').unwrap().1.to_owned();
                let header = format!("Centrum-CSRF: 1\r\nCookie: centrum-{}={cookie}", there.port);
                let other = Asking { port: there.port, header };
                (other, at(&here, client.token()), END_SESSION, id)
            }
        };
        assert_eq!(refusal(&other).await, None, "{what} counts in the other process");
        let answer = by.ask(operation, json!({ "id": id })).await.expect("an answer");
        let ended = Instant::now();
        let field = answer["data"].as_object().and_then(|data| data.values().next()).unwrap();
        assert_eq!(field["userErrors"], json!([]), "{answer}");
        let code = if what == "a role" { "TENANT_REQUIRED" } else { "UNAUTHENTICATED" };
        let took = until_refused(what, &other, code, ended).await;
        println!(
            "measured: {what} that ended in one process is refused in another after {} ms",
            took.as_millis()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_that_is_changed_in_one_process_counts_within_a_second_in_another() {
    const MAKE: &str =
        "mutation { createApiToken(input: { name: \"x\", days: 30 }) { id userErrors { code } } }";
    const SET: &str = "mutation($value: JSON!, $version: Int!) { setSetting(input: { key: \"tokens.longest_days\", value: $value, \
        expectedVersion: $version }) { userErrors { code } } }";
    let two = Two::serving("set-elsewhere").await;
    let (by, others) = (&two.by, &two.others);
    let made = async |asking: &Asking| {
        let answer = asking.ask(MAKE, json!({})).await.expect("an answer");
        answer["data"]["createApiToken"]["userErrors"] == json!([])
    };
    for (version, (value, may)) in [(7, false), (60, true)].into_iter().enumerate() {
        // Each process has what was in force before at hand.
        for other in others {
            assert_eq!(made(other).await, !may);
        }
        let set =
            by.ask(SET, json!({ "value": value, "version": version })).await.expect("an answer");
        assert_eq!(set["data"]["setSetting"]["userErrors"], json!([]), "{set}");
        let changed = Instant::now();
        assert_eq!(made(&others[0]).await, may, "at once where it was changed");
        let seen = until_it_counts(changed, async || made(&others[1]).await == may).await;
        println!("measured: a setting counts in another process after {} ms", seen.as_millis());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_taken_away_in_one_process_is_gone_within_a_second_in_another() {
    const OPEN: &str = "mutation($member: ID!) { openRequest(input: { serviceCode: \"DEV-WASTE\", title: \"x\", memberId: $member }) {
        id userErrors { code } } }";
    const OFFER: &str = "mutation($offered: Boolean!, $version: Int!) { overrideService(input: { serviceCode: \"DEV-WASTE\", \
        offered: $offered, expectedVersion: $version }) { userErrors { code } } }";
    let two = Two::serving("taken-away").await;
    let (by, others) = (&two.by, &two.others);
    let member = json!({ "member": two.tenant.members[0] });
    let opened = async |asking: &Asking| {
        let answer = asking.ask(OPEN, member.clone()).await.expect("an answer");
        match answer["data"]["openRequest"]["userErrors"][0]["code"].as_str() {
            None => true,
            Some("SERVICE_NOT_OFFERED") => false,
            Some(_) => panic!("{answer}"),
        }
    };
    for (version, is_offered) in [false, true].into_iter().enumerate() {
        // Each process has what was in force before at hand.
        for other in others {
            assert_eq!(opened(other).await, !is_offered);
        }
        let change = json!({ "offered": is_offered, "version": version });
        let said = by.ask(OFFER, change).await.expect("an answer");
        assert_eq!(said["data"]["overrideService"]["userErrors"], json!([]), "{said}");
        let changed = Instant::now();
        assert_eq!(opened(&others[0]).await, is_offered, "at once where it was changed");
        until_it_counts(changed, async || opened(&others[1]).await == is_offered).await;
    }
}

/// Two processes that serve one tenant, whose administrator asks the first.
struct Two {
    tenant: Tenant,
    by: Asking,
    /// A clerk's, of the first and of the second.
    others: [Asking; 2],
    _served: (House, Serving, Serving),
}

impl Two {
    async fn serving(slug: &str) -> Self {
        let house = House::fresh().await;
        let tenant = house.tenant(slug).await;
        let url = house.database().url();
        let serving = || Serving::start_with(&url, &UNHINDERED);
        let (here, there) = (serving(), serving());
        let now = house.remembering(&url, 4, Duration::ZERO);
        now.tick(chrono::Utc::now() - now.now());
        let admin = tenant.admin().await.again(&now).await;
        let clerk = tenant.clerk().await.client.again(&now).await;
        let by = Asking::bearing(here.port, admin.token());
        let others = [&here, &there].map(|served| Asking::bearing(served.port, clerk.token()));
        Self { tenant, by, others, _served: (house, here, there) }
    }
}

/// Asks in another process until what was changed counts there; how long that took.
async fn until_it_counts(changed: Instant, counts: impl AsyncFn() -> bool) -> Duration {
    loop {
        let began = Instant::now();
        if counts().await {
            return changed.elapsed();
        }
        assert!(began < changed + PROMISED, "unseen {:?} after it was changed", began - changed);
    }
}
