//! Mails about what somebody was told: for who wants them, with numbers and links and no word of a request.

use super::{ASK, CLOSE, WATCH, comments, does, gives};
use crate::house::{Client, House, Tenant, on_the_house};
use crate::intake::desk::{Desk, deliver};
use crate::intake::smtp::{Smtp, Taken, post_to};
use chrono::Duration;
use domain::access::Role;
use domain::notifications::sending;
use serde_json::{Value, json};
use server::mail::Letter;
use server::worker::Sent;

const MONDAY: &str = "2026-03-02T08:00:00Z";
const SET: &str = "mutation($input: SetNotificationMailsInput!) {
    setNotificationMails(input: $input) { notificationMails { frequency language } userErrors { code } } }";
const MAILS: &str = "{ notificationMails { frequency language } }";

async fn wants(by: &Client, frequency: &str, language: &str) {
    let input = json!({ "input": { "frequency": frequency, "language": language } });
    let set = by.done(SET, input).await;
    let expected = json!({ "frequency": frequency, "language": language });
    assert_eq!(*set.data("/setNotificationMails/notificationMails"), expected);
}

/// Tells what happened, and sends what is due; all that the mail server has taken so far.
async fn sent(tenant: &Tenant, smtp: &Smtp) -> Vec<Taken> {
    tenant.house.catch_up().await;
    deliver(tenant, &smtp.post()).await;
    smtp.taken()
}

/// The path of the link that ends such mails, as the header says it.
fn end_of(mail: &Taken) -> String {
    let header = mail.text("unsubscribe");
    let (address, post) = header.split_once("> ").expect("both headers");
    assert_eq!(post, "List-Unsubscribe=One-Click");
    let path = address.strip_prefix("<https://centrum.example.cz").expect("an address of ours");
    assert!(mail.text("text").contains(path), "{}", mail.text("text"));
    path.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wants_mails_at_once_gets_numbers_and_links_and_ends_them_by_a_link() {
    let house = House::shared_on(MONDAY).await;
    let (tenant, desk) = (house.tenant("mailed").await, Desk::of(&house));
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let never = json!({ "frequency": "NEVER", "language": null });
    assert_eq!(*mayor.done(MAILS, json!({})).await.data("/notificationMails"), never);
    let before = tenant.open(&mayor, "DEV-WASTE", 0, "Lavička").await;
    does(&clerk, CLOSE, &before).await;
    house.catch_up().await;

    wants(&mayor, "AT_ONCE", "CS").await;
    wants(&mayor, "AT_ONCE", "CS").await;
    let id = tenant.open(&mayor, "DEV-WASTE", 0, "Svoz odpadu").await;
    gives(&clerk, &id, &clerk.id).await;
    does(&clerk, super::START, &id).await;
    does(&clerk, ASK, &id).await;
    let mails = sent(&tenant, &desk.smtp).await;
    let [mail] = mails.as_slice() else { panic!("one mail, and not {}", mails.len()) };
    assert_eq!(mail.to(), format!("mayor-0@{}.invalid", tenant.slug()));
    assert_eq!(mail.text("subject"), "Nová oznámení: 1");
    let text = mail.text("text");
    assert!(text.contains("2026/2") && !text.contains("2026/1,"), "{text}");
    assert!(text.contains("https://centrum.example.cz/graphiql"), "{text}");
    for theirs in ["Svoz", "Kolik", "clerk", "mayor"] {
        assert!(!text.contains(theirs), "{theirs} in {text}");
    }
    assert_eq!(sent(&tenant, &desk.smtp).await.len(), 1, "nothing new");

    let link = end_of(mail);
    let looked = desk.get(&link).await;
    assert!(looked.status == 200 && looked.has("Vypnout"), "{looked:?}");
    assert_eq!(*mayor.done(MAILS, json!({})).await.data("/notificationMails/frequency"), "AT_ONCE");
    // As a mail program does by itself.
    let pressed = desk.post(&link, &[("List-Unsubscribe", "One-Click")]).await;
    assert!(pressed.status == 200 && pressed.has("už posílat nebudeme"), "{pressed:?}");
    assert_eq!(*mayor.done(MAILS, json!({})).await.data("/notificationMails"), never);
    for gone in [desk.get(&link).await, desk.post(&link, &[]).await] {
        assert_eq!(gone.status, 410, "{gone:?}");
    }
    does(&clerk, CLOSE, &id).await;
    assert_eq!(sent(&tenant, &desk.smtp).await.len(), 1, "no more of them");
    let trail = "{ auditTrail { nodes { kind actor } } }";
    let kinds = tenant.admin().await.done(trail, json!({})).await;
    let ended = json!({ "kind": "notification_mails.ended", "actor": "job:mail_link" });
    assert!(kinds.list("/auditTrail/nodes").contains(&ended), "{kinds}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wants_them_daily_gets_what_has_come_at_seven() {
    let house = House::shared_on(MONDAY).await;
    let (tenant, smtp) = (house.tenant("mailed-daily").await, Smtp::start());
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    wants(&manager, "DAILY", "EN").await;
    for title in ["Svoz", "Lavička"] {
        let id = tenant.open(&clerk, "DEV-WASTE", 0, title).await;
        does(&manager, WATCH, &id).await;
        comments(&clerk, &id, true).await;
        comments(&clerk, &id, true).await;
    }
    assert_eq!(sent(&tenant, &smtp).await.len(), 0);
    house.tick(Duration::hours(22) - Duration::seconds(1));
    assert_eq!(sent(&tenant, &smtp).await.len(), 0, "it isn't seven yet");
    house.tick(Duration::seconds(1));
    let mails = sent(&tenant, &smtp).await;
    let [mail] = mails.as_slice() else { panic!("one mail, and not {}", mails.len()) };
    assert_eq!(mail.text("subject"), "New notifications: 4");
    assert!(mail.text("text").contains("2026/1, 2026/2."), "{}", mail.text("text"));
    house.tick(Duration::days(1));
    assert_eq!(sent(&tenant, &smtp).await.len(), 1, "nothing has come in the meantime");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_written_to_about_what_they_have_seen_or_may_not_read_any_more() {
    let house = House::shared_on(MONDAY).await;
    let (tenant, smtp) = (house.tenant("mailed-not").await, Smtp::start());
    let (clerk, manager, admin) =
        (tenant.clerk().await, tenant.manager().await, tenant.admin().await);
    let people = [&clerk, &tenant.specialist().await, &manager];
    for by in people {
        wants(by, "DAILY", "CS").await;
    }
    let id = tenant.open(&manager, "DEV-WASTE", 0, "Svoz").await;
    for by in people {
        does(by, WATCH, &id).await;
    }
    let dpo = tenant.dpo().await;
    comments(&dpo, &id, true).await;
    house.catch_up().await;
    // One has seen it, one has no role any more, and the third may not read where it was filed.
    let told = "{ requestNotifications { nodes { id } } }";
    let told = manager.done(told, json!({})).await;
    let seen = "mutation($id: ID!) { markNotificationsSeen(input: { upTo: $id }) { userErrors { code } } }";
    manager.done(seen, json!({ "id": told.text("/requestNotifications/nodes/0/id") })).await;
    let held = "query($of: ID!) { grants(filter: { participantId: $of }) { nodes { id } } }";
    let held = admin.done(held, json!({ "of": people[1].id })).await;
    let revoke = "mutation($id: ID!) { revokeRole(input: { id: $id }) { userErrors { code } } }";
    admin.done(revoke, json!({ "id": held.text("/grants/nodes/0/id") })).await;
    let to = json!({ "id": id, "serviceCode": "LEGAL-ADVICE", "expectedVersion": 1 });
    let moves = "mutation($input: MoveRequestInput!) { moveRequest(input: $input) { userErrors { code } } }";
    dpo.done(moves, json!({ "input": to })).await;
    house.catch_up().await;
    house.tick(Duration::days(1));
    let mails = sent(&tenant, &smtp).await;
    // That it was moved the manager hasn't seen.
    let to: Vec<&str> = mails.iter().map(Taken::to).collect();
    assert_eq!(to, [format!("manager@{}.invalid", tenant.slug())]);
    assert_eq!(mails[0].text("subject"), "Nová oznámení: 1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_is_tried_again_and_a_killed_worker_s_is_the_same_mail() {
    let house = House::shared().await;
    let (tenant, smtp) = (house.tenant("mailed-again").await, Smtp::start());
    let clerk = tenant.clerk().await;
    let manager = tenant.manager().await;
    wants(&manager, "AT_ONCE", "CS").await;
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    does(&manager, WATCH, &id).await;
    comments(&clerk, &id, true).await;
    house.catch_up().await;
    let nowhere = post_to(crate::house::serving::free_port());
    assert_eq!(deliver(&tenant, &nowhere).await, Sent::Later);
    assert_eq!(deliver(&tenant, &nowhere).await, Sent::None, "it isn't tried all the time");
    // What comes meanwhile waits for the next mail: this one is what it was.
    comments(&clerk, &id, true).await;
    house.catch_up().await;
    house.tick(Duration::minutes(1));
    let (db, of, post) = (house.db().clone(), tenant.id, smtp.post());
    on_the_house(async move {
        let (one, other) =
            (sending::take(&db, of).await.unwrap(), sending::take(&db, of).await.unwrap());
        assert!(other.is_none(), "who has it has it alone");
        let letter = Letter::to_participant(&one.expect("a mail"), &post.site);
        post.mailer.send(&letter).await.unwrap();
        // And here the process is gone.
    })
    .await;
    house.tick(Duration::minutes(4));
    let mails = sent(&tenant, &smtp).await;
    let subjects: Vec<&str> = mails.iter().map(|mail| mail.text("subject")).collect();
    assert_eq!(subjects, ["Nová oznámení: 1"; 3], "twice the one, and then the next");
    assert_eq!(mails[0].text("id"), mails[1].text("id"));
    assert_ne!(mails[1].text("id"), mails[2].text("id"));
    assert_eq!(sent(&tenant, &smtp).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_sets_their_own_and_who_is_told_nothing_sets_none() {
    let house = House::shared().await;
    let tenant = house.tenant("mailed-own").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    wants(&clerk, "DAILY", "EN").await;
    let shown = |answer: crate::house::Answer| answer.data("/notificationMails").clone();
    assert_eq!(shown(mayor.done(MAILS, json!({})).await)["frequency"], "NEVER");
    // Who says nothing of a language is written to in the one that they ask in.
    let said = mayor.done(SET, json!({ "input": { "frequency": "AT_ONCE" } })).await;
    assert_eq!(said.text("/setNotificationMails/notificationMails/language"), "EN");
    wants(&mayor, "DAILY", "CS").await;
    mayor.done(SET, json!({ "input": { "frequency": "NEVER" } })).await;
    mayor.done(SET, json!({ "input": { "frequency": "NEVER" } })).await;
    assert_eq!(shown(mayor.done(MAILS, json!({})).await)["language"], Value::Null);
    assert_eq!(shown(clerk.done(MAILS, json!({})).await)["frequency"], "DAILY");
    let twice: Vec<_> = (0..10)
        .map(|_| mayor.ask_with(SET, json!({ "input": { "frequency": "AT_ONCE" } })))
        .collect();
    for answer in futures_util::future::join_all(twice).await {
        assert!(answer.is_done(), "{answer}");
    }
    let auditor = tenant.person("auditor", Role::Auditor, None).await;
    for nobody in [&tenant.admin().await, &auditor.client] {
        let refused = nobody.ask_with(SET, json!({ "input": { "frequency": "AT_ONCE" } })).await;
        assert_eq!(refused.no(), "FORBIDDEN");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_ends_the_mails_of_one_person_in_one_centre() {
    let house = House::shared().await;
    let tenants = house.tenants(&["mailed-here", "mailed-there"]).await;
    let [here, there] = tenants.as_slice() else { panic!("two") };
    let desk = Desk::of(&house);
    let mut links = Vec::new();
    for tenant in [here, there] {
        let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
        wants(&manager, "AT_ONCE", "CS").await;
        wants(&clerk, "DAILY", "CS").await;
        let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
        does(&manager, WATCH, &id).await;
        comments(&clerk, &id, true).await;
        links.push(end_of(sent(tenant, &desk.smtp).await.last().expect("a mail")));
    }
    let secret = |link: &str| link.split_once("?secret=").unwrap().1.to_owned();
    let elsewhere =
        format!("/notifications/{}/unsubscribe?secret={}", here.slug(), secret(&links[1]));
    let nowhere = "/notifications/no-such-centre/unsubscribe?secret=x".to_owned();
    let none = format!("/notifications/{}/unsubscribe", here.slug());
    for strange in [elsewhere, nowhere, none] {
        let (looked, pressed) = (desk.get(&strange).await, desk.post(&strange, &[]).await);
        assert_eq!((looked.status, pressed.status), (410, 410), "{looked:?} {pressed:?}");
        assert!(!looked.has("mailed"), "{looked:?}");
    }
    // Of two at the same moment one ends them.
    let (one, other) = tokio::join!(desk.post(&links[0], &[]), desk.post(&links[0], &[]));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 410], "{one:?} {other:?}");
    let frequency = async |by: &Client| {
        by.done(MAILS, json!({})).await.text("/notificationMails/frequency").to_owned()
    };
    assert_eq!(frequency(&here.manager().await.client).await, "NEVER");
    assert_eq!(frequency(&here.clerk().await.client).await, "DAILY");
    assert_eq!(frequency(&there.manager().await.client).await, "AT_ONCE");
}
