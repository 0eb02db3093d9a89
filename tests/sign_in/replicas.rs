//! Two servers in processes of their own behind one address, as behind a proxy that leads each request to any of them: a sign-in
//! begins at one and ends at the other, by what Redis remembers of it.

use super::browser::{Browser, Page, invited_at, parameter};
use super::provider::{Provider, house_now};
use super::{BY_THE_NATION, ME, linking};
use crate::house::redis::Redis;
use crate::house::serving::{Serving, UNHINDERED};
use crate::house::{House, Tenant};
use serde_json::json;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// A server that hasn't found Redis in time for so long never will.
const PATIENCE: Duration = Duration::from_mins(1);
/// What is said to whoever comes back with what doesn't count.
const BEGIN_AGAIN: &str = "Začněte znovu.";

fn replicas(house: &House, provider: &Provider, redis: Option<&Redis>) -> [Serving; 2] {
    let (database, url) = (house.database().url(), redis.map(Redis::url));
    let mut variables = provider.of_a_program();
    variables.extend(UNHINDERED);
    variables.extend(url.as_deref().map(|url| ("CENTRUM_REDIS_URL", url)));
    [Serving::start_with(&database, &variables), Serving::start_with(&database, &variables)]
}

/// Two servers with a Redis of their own, and what went through them.
struct Shared<'r> {
    redis: &'r Redis,
    servers: [Serving; 2],
}

impl Shared<'_> {
    fn ports(&self) -> [u16; 2] {
        [self.servers[0].port, self.servers[1].port]
    }

    /// The keys of sign-ins on their way.
    fn on_their_way(&self) -> BTreeSet<String> {
        let keys = self.redis.tell(&["KEYS", "centrum:sign-in:*"]);
        keys.lines().filter(|key| !key.is_empty()).map(str::to_owned).collect()
    }

    /// Leaves for the provider, again until that stands in Redis: one that doesn't answer within 50 ms is done without, which
    /// a busy machine may bring about. Where to, and under which key it stands.
    async fn leave(&self, browser: &mut Browser, form: &str) -> (String, String) {
        let begun = Instant::now();
        loop {
            let before = self.on_their_way();
            let address = browser.leave(form).await;
            let new: Vec<String> = self.on_their_way().difference(&before).cloned().collect();
            if let [key] = new.as_slice() {
                let state = parameter(&address, "state").unwrap();
                assert!(!key.contains(&state), "no secret stands in a key: {key}");
                return (address, key.clone());
            }
            assert!(begun.elapsed() < PATIENCE, "it never stands in Redis: {new:?}");
        }
    }

    /// Goes to the provider from one server and comes back to the other, again until that found Redis in time, too. What came
    /// back, the browser as it came back with it, and as it is signed in.
    async fn across(
        &self,
        browser: &Browser,
        form: &str,
        account: &str,
        [one, other]: [u16; 2],
    ) -> (String, [Browser; 2]) {
        let begun = Instant::now();
        loop {
            let mut browser = browser.now_at(one);
            let (address, key) = self.leave(&mut browser, form).await;
            let back = Browser::visit(&address, account).await;
            let mut there = browser.now_at(other);
            let page = there.look(&back).await;
            if page.status == 303 {
                assert!(!self.on_their_way().contains(&key), "it was taken out of Redis");
                return (back, [browser, there]);
            }
            is_refused_plainly(&page);
            assert!(begun.elapsed() < PATIENCE, "{}", page.text);
        }
    }
}

fn is_refused_plainly(page: &Page) {
    assert_eq!(page.status, 410, "{}", page.text);
    assert!(page.text.contains(BEGIN_AGAIN), "{}", page.text);
}

/// A clerk's browser which the tenant's administrator invited at one of these servers.
async fn clerk_of(tenant: &Tenant, port: u16) -> Browser {
    invited_at(port, tenant, "replika", "CLERK").await
}

async fn is_signed_in(browser: &Browser, tenant: &Tenant, ports: [u16; 2]) {
    for port in ports {
        let me = browser.asking_at(port).ask(ME, json!({})).await.expect("an answer");
        let slug = &me["data"]["viewer"]["tenants"][0]["slug"];
        assert_eq!(slug, tenant.slug(), "{me}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_begins_at_one_replica_ends_at_the_other_and_counts_once() {
    let (provider, redis) = (Provider::shared().await, Redis::start().await);
    let house = house_now().await;
    let tenant = house.tenant("replicas").await;
    let account = tenant.slug();
    let shared = Shared { redis: &redis, servers: replicas(&house, provider, Some(&redis)) };
    let [one, other] = shared.ports();

    // An account is linked so, which is bound to a session; and signs in so.
    let clerk = clerk_of(&tenant, one).await;
    let form = linking("nation", tenant.slug());
    let (_, [_, linked]) = shared.across(&clerk, &form, account, [one, other]).await;
    is_signed_in(&linked, &tenant, [one, other]).await;
    let stranger = Browser::led_to(one);
    let (back, [came_back, signed_in]) =
        shared.across(&stranger, BY_THE_NATION, account, [other, one]).await;
    is_signed_in(&signed_in, &tenant, [one, other]).await;

    // What came back counted: neither of them takes it again from the browser that brought it.
    for port in [one, other] {
        let page = came_back.now_at(port).look(&back).await;
        assert!(is_over(&page), "{}", page.text);
    }
}

/// Of what was taken already nothing is known any more; or, where Redis was late and the first server kept a copy, the
/// provider doesn't take the code again.
fn is_over(page: &Page) -> bool {
    matches!(page.status, 410 | 400) && page.text.contains(BEGIN_AGAIN)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_back_at_both_replicas_at_once_signs_in_at_one() {
    let (provider, redis) = (Provider::shared().await, Redis::start().await);
    let house = house_now().await;
    let tenant = house.tenant("at-both").await;
    let account = tenant.slug();
    let shared = Shared { redis: &redis, servers: replicas(&house, provider, Some(&redis)) };
    let [one, other] = shared.ports();
    let clerk = clerk_of(&tenant, one).await;
    shared.across(&clerk, &linking("nation", tenant.slug()), account, [one, other]).await;

    let (begun, mut signed_in) = (Instant::now(), 0);
    while signed_in < 5 {
        let mut browser = Browser::led_to(one);
        let (address, key) = shared.leave(&mut browser, BY_THE_NATION).await;
        let back = Browser::visit(&address, account).await;
        let (mut here, mut there) = (browser.clone(), browser.now_at(other));
        let (here, there) = tokio::join!(here.look(&back), there.look(&back));
        let pages = [here, there];
        let times = pages.iter().filter(|page| page.status == 303).count();
        let over = pages.iter().filter(|page| is_over(page)).count();
        assert!(times <= 1 && times + over == 2, "{pages:?}");
        assert!(times == 0 || !shared.on_their_way().contains(&key), "it was taken out of Redis");
        signed_in += times;
        assert!(begun.elapsed() < PATIENCE, "nobody is signed in: {pages:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_redis_it_ends_where_it_began_and_elsewhere_is_refused_plainly() {
    let provider = Provider::shared().await;
    let mut redis = Redis::start().await;
    let house = house_now().await;
    let tenant = house.tenant("no-redis").await;
    let account = tenant.slug();
    let [alone, with] = [None, Some(&redis)].map(|redis| replicas(&house, provider, redis));
    let ports = |servers: &[Serving; 2]| [servers[0].port, servers[1].port];
    let clerk = clerk_of(&tenant, alone[0].port).await;
    let form = linking("nation", tenant.slug());
    let linked = clerk.now_at(alone[0].port).signs_in(&form, account).await;
    assert_eq!(linked.status, 303, "{}", linked.text);

    for (what, [one, other]) in [("none", ports(&alone)), ("it went meanwhile", ports(&with))] {
        let mut browser = Browser::led_to(one);
        let back = Browser::visit(&browser.leave(BY_THE_NATION).await, account).await;
        if what != "none" {
            redis.kill();
        }
        let mut there = browser.now_at(other);
        is_refused_plainly(&there.look(&back).await);
        assert!(!there.has("centrum-8080") && !there.has("centrum-login-8080"), "{what}");
        // Begun again it ends, if the proxy leads the browser to the same one.
        let mut again = there.now_at(one);
        let page = again.signs_in(BY_THE_NATION, account).await;
        assert_eq!(page.status, 303, "{what}: {}", page.text);
        is_signed_in(&again, &tenant, [one, other]).await;
    }
}
