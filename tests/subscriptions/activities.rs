//! That work was recorded: to the staff that may read it, and to whose municipality has a share.

use crate::activities::{correct, id_of, record, work};
use crate::house::House;
use crate::house::socket::Socket;
use domain::kernel::page::Cursor;
use serde_json::{Value, json};

const RECORDED: &str = "subscription($after: String) { activityRecorded(after: $after) {
    cursor activityId activity { output beneficiaries { member { id } } } } }";

fn output(payload: &Value) -> &str {
    let output = payload.pointer("/data/activityRecorded/activity/output");
    output.and_then(Value::as_str).unwrap_or_else(|| panic!("{payload}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_is_told_of_what_they_may_read_and_of_nothing_else() {
    let house = House::shared().await;
    let [tenant, other] = <[_; 2]>::try_from(house.tenants(&["recorded-a", "recorded-b"]).await)
        .unwrap_or_else(|_| panic!("two"));
    let (manager, clerk) = (tenant.manager().await, tenant.clerk().await);
    let (mayor, neighbour) = (tenant.mayor_of(0).await, tenant.mayor_of(1).await);
    let stranger = other.manager().await;
    let served = house.served().await;
    let start = Cursor::of_position(0).print();
    let mut sockets = Vec::new();
    for client in [&*manager, &*clerk, &*mayor, &*neighbour, &*stranger] {
        let mut socket = Socket::of(served.port, client).await;
        socket.subscribe("1", RECORDED, json!({ "after": start })).await;
        sockets.push(socket);
    }

    let of = |members: &[usize]| -> Vec<Value> {
        members.iter().map(|member| json!({ "memberId": tenant.members[*member] })).collect()
    };
    let both = json!({ "output": "both", "beneficiaries": of(&[0, 1]) });
    record(&clerk, work(&tenant, both)).await;
    let own = record(&clerk, work(&tenant, json!({ "output": "own" }))).await;
    let advice =
        json!({ "output": "advice", "serviceCode": "LEGAL-ADVICE", "beneficiaries": of(&[1]) });
    record(&manager, work(&tenant, advice)).await;
    record(&stranger, work(&other, json!({ "output": "the stranger's" }))).await;
    // Who gets a share later is told then, and who had one isn't told again.
    let added = json!({ "output": "shared later", "beneficiaries": of(&[0, 1]) });
    correct(&clerk, id_of(&own), 1, added).await;
    let last = json!({ "output": "last", "beneficiaries": of(&[0, 1]) });
    record(&clerk, work(&tenant, last)).await;
    record(&stranger, work(&other, json!({ "output": "last" }))).await;
    served.catch_up().await;

    let expected: [&[&str]; 5] = [
        &["both", "shared later", "advice"],
        &["both", "shared later"],
        &["both", "shared later"],
        &["both", "shared later"],
        &["the stranger's"],
    ];
    for (socket, expected) in sockets.iter_mut().zip(expected) {
        let mut heard = Vec::new();
        loop {
            let payload = socket.next("1").await;
            match output(&payload) {
                "last" => break,
                other => heard.push(other.to_owned()),
            }
        }
        assert_eq!(heard, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_goes_on_behind_a_cursor_hears_the_next_one() {
    let house = House::shared().await;
    let tenant = house.tenant("recorded-on").await;
    let clerk = tenant.clerk().await;
    let served = house.served().await;
    for output in ["first", "second"] {
        record(&clerk, work(&tenant, json!({ "output": output }))).await;
    }
    served.catch_up().await;
    let mut after = Some(Cursor::of_position(0).print());
    for expected in ["first", "second"] {
        let mut socket = Socket::of(served.port, &clerk).await;
        socket.subscribe("1", RECORDED, json!({ "after": after })).await;
        let payload = socket.next("1").await;
        assert_eq!(output(&payload), expected);
        after = payload["data"]["activityRecorded"]["cursor"].as_str().map(str::to_owned);
    }
}
