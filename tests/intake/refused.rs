//! What isn't taken in, and what a stranger is told then: nothing about anybody.

use super::desk::{Desk, LISTED, NOTICE, open, served, set};
use crate::house::House;
use poem::http::Method;
use serde_json::json;
use server::ephemeral::{Per, Rate};
use server::http::{Rates, TrustedProxies};

fn with<'a>(written: &[(&'a str, String)], field: &'a str, value: &str) -> Vec<(&'a str, String)> {
    let kept = written.iter().filter(|(name, _)| *name != field).cloned();
    kept.chain([(field, value.to_owned())]).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_fills_in_everything_is_told_what_everybody_is() {
    let house = House::shared().await;
    let (tenant, desk) = (open(&house, "past").await, Desk::of(&house));
    let written = desk.written(&tenant, "Jana Nováková", "jana@example.cz").await;
    let by_machine = desk.hand_in(&tenant, &with(&written, "website", "https://x.example")).await;
    assert_eq!(desk.rows("intake_submissions", &tenant).await, 0);
    assert_eq!(desk.rows("intake_mails", &tenant).await, 0);
    let by_person = desk.hand_in(&tenant, &written).await;
    assert_eq!(desk.rows("intake_submissions", &tenant).await, 1);
    assert_eq!((by_machine.status, by_machine.text), (by_person.status, by_person.text));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_is_told_whoever_is_known() {
    let house = House::shared().await;
    let (tenant, desk) = (open(&house, "znami").await, Desk::of(&house));
    let admin = format!("admin@{}.invalid", tenant.slug());
    let mut told = Vec::new();
    for email in [admin.as_str(), "nikdo@example.cz", "nikdo@example.cz"] {
        let written = desk.written(&tenant, "Jana Nováková", email).await;
        told.push(desk.hand_in(&tenant, &written).await.text);
    }
    assert!(told.windows(2).all(|two| two[0] == two[1]), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_leads_nowhere_at_another_centre() {
    let house = House::shared().await;
    let (tenant, other) = (open(&house, "domaci").await, open(&house, "cizi").await);
    let desk = Desk::of(&house);
    let link = desk.asked(&tenant, "jana@example.cz").await;
    let (_, secret) = link.split_once("?secret=").unwrap();
    let foreign = format!("/intake/{}/request?secret={secret}", other.slug());
    let never = format!("/intake/{}/request?secret=csq_{}", other.slug(), "0".repeat(64));
    let nowhere = format!("/intake/nikde/request?secret={secret}");
    let never = desk.get(&never).await;
    assert_eq!(never.status, 410);
    for other in [desk.get(&foreign).await, desk.confirm(&foreign).await, desk.get(&nowhere).await]
    {
        assert_eq!((other.status, other.without_trace()), (410, never.without_trace()));
    }
    assert_eq!(other.clerk().await.ask(LISTED).await.number("/requests/totalCount"), 0);
    assert_eq!(desk.confirm(&link).await.status, 303, "at home it counts");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_is_taken_in_isn_t_told_from_where_nobody_is() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("zavreno").await, Desk::of(&house));
    let path = format!("/intake/{}", tenant.slug());
    let nowhere = desk.get("/intake/nikde").await;
    assert_eq!(nowhere.status, 404);
    let closed = async |why: &str| {
        let posted = desk.post(&path, &[("name", "Jana")]).await;
        for got in [desk.get(&path).await, posted] {
            assert_eq!((got.status, got.without_trace()), (404, nowhere.without_trace()), "{why}");
        }
    };
    closed("by default").await;
    let admin = tenant.admin().await;
    set(&admin, "intake.open", json!(true)).await;
    closed("without a notice").await;
    set(&admin, "intake.notice", json!(NOTICE)).await;
    let link = desk.asked(&tenant, "jana@example.cz").await;
    assert_eq!(desk.confirm(&link).await.status, 303);
    let mute = Desk::with(&house, Rates::highest(), false);
    assert_eq!(mute.get(&path).await.status, 404, "nobody could confirm");
    let suspend = "mutation($input: ChangeTenantLifecycleInput!) { changeTenantLifecycle(input: $input) { userErrors { code } } }";
    let coordinator = house.coordinator().await;
    for lifecycle in ["ACTIVE", "SUSPENDED"] {
        let input = json!({ "tenantId": domain::kernel::ids::TypedId::print(tenant.id), "lifecycle": lifecycle });
        coordinator.done(suspend, json!({ "input": input })).await;
    }
    closed("while the centre takes no new work").await;
    assert!(desk.get(&link).await.has("Přijato"), "what was taken in can be looked at");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_t_be_is_told_all_at_once_and_nothing_that_was_written_is_lost_or_run() {
    let house = House::shared().await;
    let (tenant, desk) = (open(&house, "chyby").await, Desk::of(&house));
    let name = "<script>alert(1)</script>\"'&";
    let written = desk.written(&tenant, name, "jana@example.cz").await;
    let too_long = with(&written, "title", &"ž".repeat(201));
    let too_long = with(&too_long, "description", &"ž".repeat(10_001));
    let told = desk.hand_in(&tenant, &with(&too_long, "email", "jana")).await;
    assert_eq!(told.status, 422, "{told:?}");
    assert_eq!(told.text.matches("<li><a href=\"#").count(), 3, "{told:?}");
    assert!(
        told.has("&lt;script&gt;alert(1)&lt;/script&gt;&quot;'&amp;") && !told.has("<script"),
        "{told:?}"
    );
    assert!(told.has(&"ž".repeat(10_001)), "what was written is kept");
    for (field, value) in [
        ("email", "jana@example.cz\r\nBcc: eva@example.cz"),
        ("email", "žofie@example.cz"),
        ("service", "DPO-INCIDENT"),
        ("municipality", "999999"),
        ("title", " \t "),
        ("name", "a\0b"),
    ] {
        let told = desk.hand_in(&tenant, &with(&written, field, value)).await;
        assert_eq!(told.status, 422, "{field} {value}: {told:?}");
    }
    let nowhere = with(&with(&written, "municipality", ""), "shown", "yes");
    assert_eq!(desk.hand_in(&tenant, &nowhere).await.status, 422);
    let huge = desk.hand_in(&tenant, &with(&written, "description", &"ž".repeat(40_000))).await;
    assert_eq!(huge.status, 413, "{huge:?}");
    let twice = [written.clone(), written.clone()].concat();
    assert_eq!(desk.hand_in(&tenant, &twice).await.status, 400);
    let elsewhere = vec![("origin", "https://evil.example".to_owned())];
    let path = format!("/intake/{}", tenant.slug());
    let fields: Vec<_> = written.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let foreign = desk.ask(Method::POST, &path, &elsewhere, Some(&fields)).await;
    assert_eq!(foreign.status, 403, "{foreign:?}");
    assert_eq!(desk.ask(Method::PUT, &path, &[], Some(&fields)).await.status, 405);
    assert_eq!(desk.rows("intake_submissions", &tenant).await, 0, "nothing half written");
    assert_eq!(desk.rows("intake_mails", &tenant).await, 0);

    assert_eq!(desk.hand_in(&tenant, &written).await.status, 202);
    let link = desk.deliver(&tenant).await[0].link();
    desk.confirm(&link).await;
    let listed = tenant.clerk().await.ask(LISTED).await;
    assert_eq!(listed.text("/requests/nodes/0/requester/name"), name, "a name is what it is");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_shown_another_notice_is_shown_the_one_of_now() {
    let house = House::shared().await;
    let (tenant, desk) = (open(&house, "pouceni").await, Desk::of(&house));
    let written = desk.written(&tenant, "Jana Nováková", "jana@example.cz").await;
    set(&tenant.admin().await, "intake.notice", json!("Jinak než včera.\n<b>Tučně</b>")).await;
    let told = desk.hand_in(&tenant, &written).await;
    assert_eq!(told.status, 409, "{told:?}");
    assert!(
        told.has("Jinak než včera.") && told.has("&lt;b&gt;Tučně") && told.has("Jana Nováková")
    );
    assert_eq!(desk.rows("intake_submissions", &tenant).await, 0);
    let again = desk.written(&tenant, "Jana Nováková", "jana@example.cz").await;
    assert_eq!(desk.hand_in(&tenant, &again).await.status, 202);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_is_held_up_by_address_and_by_mailbox() {
    let house = House::shared().await;
    let tenant = open(&house, "povoden").await;
    let hourly = |at_once| Rate::new(1, Per::Hour, at_once);
    let trusted_proxies = TrustedProxies::parse("127.0.0.1").expect("an address");
    let rates = Rates { intake: hourly(3), trusted_proxies, ..Rates::highest() };
    let (desk, port) = (Desk::of(&house), served(&house, rates).await);
    let path = format!("/intake/{}", tenant.slug());
    let written = desk.written(&tenant, "Jana Nováková", "jana@example.cz").await;
    server::tls::choose();
    let visitor = reqwest::Client::new();
    let from = async |address: &str, email: &str| {
        let fields = with(&written, "email", email);
        let form = reqwest::Url::parse_with_params("http://form/", &fields).unwrap();
        let asked = visitor.post(format!("http://127.0.0.1:{port}{path}"));
        let asked = asked.header("content-type", "application/x-www-form-urlencoded");
        let asked = asked.header("x-forwarded-for", address).body(form.query().unwrap().to_owned());
        asked.send().await.unwrap().status().as_u16()
    };
    for number in 0..3 {
        assert_eq!(from("192.0.2.1", &format!("jana{number}@example.cz")).await, 202);
    }
    assert_eq!(from("192.0.2.1", "jana9@example.cz").await, 429, "one address");
    assert_eq!(from("192.0.2.2", "eva@example.cz").await, 202, "another address");
    for number in 3..5 {
        assert_eq!(from(&format!("192.0.2.{number}"), "eva@example.cz").await, 202);
    }
    assert_eq!(from("192.0.2.9", "eva@example.cz").await, 429, "one mailbox");
    assert_eq!(desk.rows("intake_mails", &tenant).await, 6);

    let few = Desk::with(&house, Rates { anonymous: hourly(2), ..Rates::highest() }, true);
    let statuses = [few.get(&path).await.status, few.get(&path).await.status];
    assert_eq!((statuses, few.get(&path).await.status), ([200, 200], 429), "who only looks");
}
