//! How a roll-out and the centres do is told as it changes.

use super::{ask, everybody, plan, start, stricter};
use crate::house::House;
use crate::house::socket::Socket;
use chrono::Duration;
use serde_json::json;

const CHANGED: &str =
    "subscription($id: ID!) { rolloutChanged(rolloutId: $id) { id state version } }";
const HEALTH: &str =
    "subscription { centreHealthChanged { name health reasons { code } tenant { slug } } }";

#[tokio::test(flavor = "multi_thread")]
async fn a_roll_out_is_told_as_it_is_and_as_it_changes() {
    let house = House::fresh().await;
    let tenant = house.tenant("told").await;
    let coordinator = house.coordinator().await;
    let to = stricter(&house).await;
    let planned = plan(&coordinator, &to, everybody()).await;
    let other = plan(&coordinator, &to, everybody()).await;
    let id = planned.data("/planRollout/rollout/id");
    let served = house.served().await;
    served.catch_up_of_the_nation().await;
    let mut socket = Socket::of(served.port, &coordinator).await;
    socket.subscribe("1", CHANGED, json!({ "id": id })).await;
    let told = |state: &str, version: i32| json!({ "data": { "rolloutChanged": { "id": id, "state": state, "version": version } } });
    assert_eq!(socket.next("1").await, told("PLANNED", 1));

    // What happens to another one isn't told.
    let given_up =
        json!({ "rolloutId": other.data("/planRollout/rollout/id"), "expectedVersion": 1 });
    assert!(ask(&coordinator, "discardRollout", "rollout { id }", given_up).await.is_done());
    served.catch_up_of_the_nation().await;
    assert!(start(&coordinator, &planned).await.is_done());
    served.catch_up_of_the_nation().await;
    assert_eq!(socket.next("1").await, told("RUNNING", 2));
    let pause = json!({ "rolloutId": id, "reason": "Volby.", "expectedVersion": 2 });
    assert!(ask(&coordinator, "pauseRollout", "rollout { id }", pause).await.is_done());
    served.catch_up_of_the_nation().await;
    assert_eq!(socket.next("1").await, told("PAUSED", 3));

    let nobodys = json!({ "id": "rollout_01h455vb4pex5vsknk084sn02q" });
    socket.subscribe("2", CHANGED, nobodys).await;
    assert_eq!(socket.refused("2").await, ["NOT_FOUND"]);
    let mut curious = Socket::of(served.port, &tenant.admin().await).await;
    curious.subscribe("1", CHANGED, json!({ "id": id })).await;
    assert_eq!(curious.refused("1").await, ["FORBIDDEN"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_centre_whose_health_changes_is_told_to_the_nation() {
    let house = House::fresh().await;
    let [silent, other] = house.tenants(&["silent", "other"]).await.try_into().ok().unwrap();
    house.catch_up().await;
    house.tick(Duration::days(8));
    let coordinator = house.coordinator().await.again(&house).await;
    let served = house.served().await;
    let mut socket = Socket::of(served.port, &coordinator).await;
    socket.subscribe("1", HEALTH, json!({})).await;
    // The subscription stands once a later operation of the same socket was answered.
    socket.subscribe("2", "{ viewer { id } }", json!({})).await;
    socket.next("2").await;
    socket.hear().await;
    let days = "mutation { setSetting(input: { key: \"health.silent.amber_days\", value: 5, expectedVersion: 0 }) { userErrors { code } } }";
    coordinator.done(days, json!({})).await;
    let mut told = Vec::new();
    for _ in 0..2 {
        let payload = socket.next("1").await;
        let centre = &payload["data"]["centreHealthChanged"];
        assert_eq!(centre["health"], "AMBER", "{payload}");
        assert_eq!(centre["reasons"], json!([{ "code": "SILENT" }]));
        told.push(centre["tenant"]["slug"].as_str().unwrap().to_owned());
    }
    told.sort();
    let mut both = [silent.slug().to_owned(), other.slug().to_owned()];
    both.sort();
    assert_eq!(told, both);
    let mut curious = Socket::of(served.port, &silent.admin().await.again(&house).await).await;
    curious.subscribe("1", HEALTH, json!({})).await;
    assert_eq!(curious.refused("1").await, ["FORBIDDEN"]);
}
