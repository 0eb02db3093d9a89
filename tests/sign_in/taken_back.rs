//! An identity that is taken back in one process, or whose provider is, ends within a second in another whatever began by it: a session, an access
//! token, and what is told over a websocket. As in tests/two_processes.rs, what is asked one second after the end was answered
//! is refused, however busy the machine is; how long it took is printed.

use super::browser::{Browser, invited_at};
use super::provider::{AUDIENCE, PUBLIC_URL, Provider, host_port, house_now};
use super::{BY_THE_NATION, linking, set_provider};
use crate::house::House;
use crate::house::serving::{Serving, UNHINDERED};
use crate::house::socket::{Came, Socket};
use crate::killed::Client as Asking;
use crate::subscriptions::CHANGES;
use crate::two_processes::{PROMISED, refusal, until_refused};
use futures_util::future::join_all;
use serde_json::json;
use std::time::{Duration, Instant};

const IDENTITIES: &str = "{ viewer { identities { nodes { id } } } }";
const UNLINK: &str =
    "mutation($id: ID!) { unlinkIdentity(input: { id: $id }) { id userErrors { code } } }";

/// Two servers in processes of their own, and somebody who linked an account at the nation's issuer.
struct Story {
    provider: &'static Provider,
    house: House,
    here: Serving,
    there: Serving,
    account: String,
}

impl Story {
    async fn begin(name: &str) -> Self {
        let provider = Provider::shared().await;
        let house = house_now().await;
        let tenant = house.tenant(name).await;
        let url = house.database().url();
        let mut variables = provider.of_a_program();
        variables.extend(UNHINDERED);
        let serving = || Serving::start_with(&url, &variables);
        let (here, there) = (serving(), serving());
        let account = tenant.slug().to_owned();
        let mut browser = invited_at(here.port, &tenant, "back", "CLERK").await;
        let page = browser.signs_in(&linking("nation", tenant.slug()), &account).await;
        assert_eq!(page.status, 303, "{}", page.text);
        Self { provider, house, here, there, account }
    }

    /// One more browser, which signs in at a server.
    async fn browser(&self, server: &Serving) -> Browser {
        let mut browser = Browser::led_to(server.port);
        let page = browser.signs_in(BY_THE_NATION, &self.account).await;
        assert_eq!(page.status, 303, "{}", page.text);
        browser
    }

    async fn access_token(&self) -> String {
        self.provider.access_token(&self.account, AUDIENCE).await
    }

    /// Takes the identity back here; when that was answered.
    async fn take_back(&self) -> Instant {
        let own = self.browser(&self.here).await.asking_at(self.here.port);
        let listed = own.ask(IDENTITIES, json!({})).await.expect("an answer");
        let id = &listed["data"]["viewer"]["identities"]["nodes"][0]["id"];
        let answer = own.ask(UNLINK, json!({ "id": id })).await.expect("an answer");
        assert_eq!(answer["data"]["unlinkIdentity"]["userErrors"], json!([]), "{answer}");
        Instant::now()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_and_a_bearer_of_it_end_within_a_second_in_another_process() {
    let story = Story::begin("ends-elsewhere").await;
    let port = story.there.port;
    let session = story.browser(&story.there).await.asking_at(port);
    let bearer = Asking::bearing(port, &story.access_token().await);
    let both = [("a session by a provider", &session), ("an access token", &bearer)];
    for (what, asking) in both {
        assert_eq!(refusal(asking).await, None, "{what}");
    }
    let ended = story.take_back().await;
    until_all_refused(&both, "whose identity was taken back", ended).await;
    // Nor does signing in anew help, in either.
    for server in [&story.here, &story.there] {
        let page = Browser::led_to(server.port).signs_in(BY_THE_NATION, &story.account).await;
        assert_eq!(page.status, 403, "{}", page.text);
    }
}

/// Asks all of them until they are refused.
async fn until_all_refused(all: &[(&str, &Asking)], why: &str, ended: Instant) {
    let until =
        all.iter().map(|(what, asking)| until_refused(what, asking, "UNAUTHENTICATED", ended));
    for ((what, _), took) in all.iter().zip(join_all(until).await) {
        println!(
            "measured: {what} {why} in one process is refused in another after {} ms",
            took.as_millis()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_came_by_an_office_s_provider_is_out_when_that_is_removed_in_another_process() {
    let provider = Provider::shared().await;
    let house = house_now().await;
    let tenant = house.tenant("removed-elsewhere").await;
    let admin = tenant.admin().await;
    set_provider(&admin, &provider.issuer, 0).await;
    let (url, allowed) = (house.database().url(), host_port(&provider.issuer).to_string());
    let mut variables = vec![("CENTRUM_OIDC_ALLOWED_ADDRESSES", allowed.as_str())];
    variables.extend([("CENTRUM_PUBLIC_URL", PUBLIC_URL)].into_iter().chain(UNHINDERED));
    let serving = || Serving::start_with(&url, &variables);
    let (here, there) = (serving(), serving());
    let mut browser = invited_at(there.port, &tenant, "office", "CLERK").await;
    let page = browser.signs_in(&linking("tenant", tenant.slug()), tenant.slug()).await;
    assert_eq!(page.status, 303, "{}", page.text);

    let session = browser.asking_at(there.port);
    let token = provider.access_token(tenant.slug(), AUDIENCE).await;
    let bearer = Asking::bearing(there.port, &token);
    let both =
        [("a session by an office's provider", &session), ("an access token of it", &bearer)];
    for (what, asking) in both {
        assert_eq!(refusal(asking).await, None, "{what}");
    }
    let remove = "mutation { removeIdentityProvider(input: { expectedVersion: 1 }) { userErrors { code } } }";
    let answer = Asking::bearing(here.port, admin.token()).ask(remove, json!({})).await.unwrap();
    let ended = Instant::now();
    assert_eq!(answer["data"]["removeIdentityProvider"]["userErrors"], json!([]), "{answer}");
    until_all_refused(&both, "that was removed", ended).await;
}

/// Asks something over a socket, on which something else is told: whether that was answered; or how the socket ended.
async fn asks(socket: &mut Socket, id: &str) -> Result<bool, Came> {
    socket.subscribe(id, "{ viewer { id } }", json!({})).await;
    let mut is_answered = false;
    loop {
        match socket.hear().await {
            Came::Message(message) if message["id"] == id && message["type"] == "next" => {
                is_answered = message["payload"]["data"]["viewer"]["id"].is_string();
            }
            Came::Message(message) if message["id"] == id => return Ok(is_answered),
            // What was being told is refused a moment before all is over.
            Came::Message(message) => assert_eq!(message["type"], "error", "{message}"),
            closed @ Came::Closed(..) => return Err(closed),
        }
    }
}

/// Asks over a socket until it is closed: how, and how long after the end that was.
async fn until_closed(socket: &mut Socket, ended: Instant) -> (Came, Duration) {
    let mut tick = tokio::time::interval(Duration::from_millis(20));
    for number in 10.. {
        tick.tick().await;
        let began = Instant::now();
        match asks(socket, &number.to_string()).await {
            Err(closed) => return (closed, ended.elapsed()),
            Ok(false) => {}
            Ok(true) => {
                assert!(began < ended + PROMISED, "answered {:?} after it ended", began - ended);
            }
        }
    }
    unreachable!("it counts on")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_over_a_websocket_by_it_ends_in_another_process() {
    let story = Story::begin("socket-ends").await;
    let port = story.there.port;
    let token = story.access_token().await;
    let bearer = story.house.bearer(&token, None);
    let mut by_token = Socket::of(port, &bearer).await;
    let cookie = story.browser(&story.there).await.session();
    let own = format!("http://127.0.0.1:{port}");
    let headers = [("cookie", cookie.as_str()), ("origin", own.as_str())];
    let mut by_session = Socket::open(port, &headers).await.unwrap();
    by_session.say(&json!({ "type": "connection_init" })).await;
    assert_eq!(by_session.hear().await, Came::Message(json!({ "type": "connection_ack" })));
    for socket in [&mut by_token, &mut by_session] {
        socket.subscribe("1", CHANGES, json!({})).await;
        assert_eq!(asks(socket, "2").await, Ok(true));
    }

    let ended = story.take_back().await;
    let farewell = Came::Closed(4403, "Forbidden: UNAUTHENTICATED".to_owned());
    let both =
        tokio::join!(until_closed(&mut by_token, ended), until_closed(&mut by_session, ended));
    for (what, (came, took)) in [("an access token", both.0), ("a session", both.1)] {
        assert_eq!(came, farewell, "{what}");
        println!(
            "measured: a socket by {what} ended {} ms after its identity was taken back in another process",
            took.as_millis()
        );
    }
    // Who comes a second later isn't let in at all.
    tokio::time::sleep_until((ended + PROMISED).into()).await;
    let mut late = Socket::open(port, &[]).await.unwrap();
    let payload = crate::house::socket::init(&bearer);
    late.say(&json!({ "type": "connection_init", "payload": payload })).await;
    assert_eq!(late.hear().await, farewell);
}
