//! What happens to what a citizen asks.

use super::desk::{Desk, LISTED, NOTICE, forget, open};
use super::smtp::Taken;
use crate::house::House;
use chrono::Duration;
use serde_json::json;

const STEPS: &str = "mutation($id: ID!, $to: ID!) {
    assignRequest(input: { id: $id, assigneeId: $to }) { userErrors { code } }
    startRequest(input: { id: $id }) { userErrors { code } } }";
const CLOSE: &str = "mutation($id: ID!) { closeRequest(input: { id: $id, outcome: \"Opraveno\" }) { userErrors { code } } }";

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_asks_confirms_and_sees_where_it_stands() {
    let house = House::shared().await;
    let (tenant, desk) = (open(&house, "dotazy").await, Desk::of(&house));
    let clerk = tenant.clerk().await;
    let form = desk.get(&format!("/intake/{}", tenant.slug())).await;
    assert!(
        form.has("<html lang=\"cs\"") && form.has("Pověřenec: poverenec@example.cz"),
        "{form:?}"
    );
    assert!(!form.has("<script") && !form.has("/overview") && !form.has("/graphiql"), "{form:?}");
    let english = vec![("accept-language", "en".to_owned())];
    let path = format!("/intake/{}", tenant.slug());
    let english = desk.ask(poem::http::Method::GET, &path, &english, None).await;
    assert!(english.has("<html lang=\"en\"") && english.has("Ask the centre"), "{english:?}");

    let written = desk.written(&tenant, "Jana Nováková", "Jana@Example.cz").await;
    let sent = desk.hand_in(&tenant, &written).await;
    assert_eq!(sent.status, 202, "{sent:?}");
    assert!(sent.has("48 hodin") && !sent.has("Jana"), "{sent:?}");
    assert_eq!(clerk.ask(LISTED).await.number("/requests/totalCount"), 0, "nobody confirmed it");

    let mails = desk.deliver(&tenant).await;
    let [mail] = mails.as_slice() else { panic!("one mail, and not {}", mails.len()) };
    holds_our_words_alone(mail);
    let link = mail.link();
    let looked = desk.get(&link).await;
    assert!(looked.status == 200 && looked.has("Potvrdit"), "{looked:?}");
    assert_eq!(clerk.ask(LISTED).await.number("/requests/totalCount"), 0, "nobody pressed it");

    let pressed = desk.confirm(&link).await;
    assert_eq!((pressed.status, pressed.location.as_deref()), (303, Some(link.as_str())));
    let listed = clerk.ask(LISTED).await;
    assert_eq!(listed.number("/requests/totalCount"), 1);
    let request = listed.data("/requests/nodes/0").clone();
    assert_eq!(
        request,
        json!({
            "id": request["id"], "number": "2026/1", "title": "Rozbitá lavička", "state": "NEW", "channel": "WEB",
            "description": "V parku u školy.\nKdo ji opraví?", "shownToMember": false,
            "municipality": { "code": tenant.association.municipalities[0] }, "member": { "id": tenant.itself },
            "openedBy": null, "history": { "nodes": [{ "kind": "request.opened", "actor": null }] },
            "requester": { "name": "Jana Nováková", "email": "jana@example.cz" },
        })
    );
    let mayor = tenant.mayor_of(0).await;
    assert_eq!(mayor.ask(LISTED).await.number("/requests/totalCount"), 0, "it isn't the mayor's");

    let mails = desk.deliver(&tenant).await;
    assert_eq!(mails.len(), 2);
    assert!(mails[1].text("subject").contains("2026/1") && mails[1].link() == link);
    assert_eq!(desk.rows("intake_mails", &tenant).await, 0, "what is out is kept no longer");
    assert_eq!(desk.rows("intake_submissions", &tenant).await, 0);
    let id = request["id"].as_str().unwrap();
    let shows = async |word: &str| {
        let status = desk.get(&link).await;
        assert!(status.status == 200 && status.has("2026/1") && status.has(word), "{status:?}");
        for inner in ["Jana", "lavička", "parku", "clerk", "Opraveno", "jana@", id] {
            assert!(!status.has(inner), "{inner} in {status:?}");
        }
    };
    shows("Přijato").await;
    clerk.done(STEPS, json!({ "id": id, "to": clerk.id })).await;
    shows("Řeší se").await;
    clerk.done(CLOSE, json!({ "id": id })).await;
    shows("Vyřízeno").await;
    let shown = written.iter().find(|(name, _)| *name == "notice").unwrap().1.as_str();
    assert_eq!(desk.notice_kept(&tenant).await, (NOTICE.to_owned(), shown.to_owned()));
}

fn holds_our_words_alone(mail: &Taken) {
    assert_eq!((mail.to(), mail.text("auto")), ("jana@example.cz", "auto-generated"));
    assert_eq!(mail.text("from"), "Centrum <centrum@example.cz>");
    assert!(mail.text("id").starts_with("<intake_") && mail.text("id").ends_with("@example.cz>"));
    for theirs in ["Jana", "lavička", "parku"] {
        assert!(!mail.text("text").contains(theirs), "{}", mail.text("text"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_municipality_sees_it_only_where_the_citizen_wants_it_to() {
    let house = House::shared().await;
    let (tenant, desk) = (open(&house, "ukazane").await, Desk::of(&house));
    let mut written = desk.written(&tenant, "Jana Nováková", "jana@example.cz").await;
    written.push(("shown", "yes".to_owned()));
    assert_eq!(desk.hand_in(&tenant, &written).await.status, 202);
    let link = desk.deliver(&tenant).await[0].link();
    assert_eq!(desk.confirm(&link).await.status, 303);
    let seen = tenant.mayor_of(0).await.ask(LISTED).await;
    assert_eq!(seen.number("/requests/totalCount"), 1, "{seen}");
    assert_eq!(seen.text("/requests/nodes/0/member/id"), tenant.members[0]);
    let other = tenant.mayor_of(1).await.ask(LISTED).await;
    assert_eq!(other.number("/requests/totalCount"), 0, "{other}");
    assert_eq!(tenant.clerk().await.ask(LISTED).await.number("/requests/totalCount"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn wherever_the_centre_files_it_the_link_shows_where_it_stands() {
    let house = House::shared().await;
    let (tenant, desk) = (open(&house, "presunuty").await, Desk::of(&house));
    let (clerk, dpo) = (tenant.clerk().await, tenant.dpo().await);
    let link = desk.asked(&tenant, "jana@example.cz").await;
    assert_eq!(desk.confirm(&link).await.status, 303);
    let id = json!({ "id": clerk.ask(LISTED).await.text("/requests/nodes/0/id") });
    let to_the_officer = "mutation($id: ID!) { moveRequest(input: { id: $id, serviceCode: \"DPO-INCIDENT\", expectedVersion: 1 }) {
        moved userErrors { code } } }";
    clerk.done(to_the_officer, id.clone()).await;
    assert_eq!(clerk.ask(LISTED).await.number("/requests/totalCount"), 0, "it is the officer's");
    let status = desk.get(&link).await;
    assert!(status.status == 200 && status.has("Přijato"), "{status:?}");
    dpo.done(CLOSE, id).await;
    let status = desk.get(&link).await;
    assert!(status.status == 200 && status.has("Vyřízeno"), "{status:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_link_twice_opens_one_case_also_at_the_same_moment() {
    let house = House::shared().await;
    let (tenant, desk) = (open(&house, "dvakrat").await, Desk::of(&house));
    let clerk = tenant.clerk().await;
    let first = desk.asked(&tenant, "jana@example.cz").await;
    for _ in 0..2 {
        assert_eq!(desk.confirm(&first).await.status, 303);
    }
    assert_eq!(clerk.ask(LISTED).await.number("/requests/totalCount"), 1);
    let second = desk.asked(&tenant, "eva@example.cz").await;
    let (one, other) = tokio::join!(desk.confirm(&second), desk.confirm(&second));
    assert_eq!((one.status, other.status), (303, 303), "{one:?} {other:?}");
    assert_eq!(clerk.ask(LISTED).await.number("/requests/totalCount"), 2);
    // To each of the two one mail to confirm, and one with its number.
    assert_eq!(desk.deliver(&tenant).await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_confirms_in_48_hours_ends_and_is_deleted() {
    let house = House::shared().await;
    let (tenant, desk) = (open(&house, "pozde").await, Desk::of(&house));
    let link = desk.asked(&tenant, "jana@example.cz").await;
    house.tick(Duration::hours(48) - Duration::seconds(1));
    assert!(desk.get(&link).await.has("Potvrdit"));
    assert_eq!(forget(&tenant).await, (0, 0), "there is still time");
    house.tick(Duration::seconds(1));
    let (looked, pressed) = (desk.get(&link).await, desk.confirm(&link).await);
    assert_eq!((looked.status, pressed.status), (410, 410), "{looked:?} {pressed:?}");
    assert_eq!(desk.rows("intake_submissions", &tenant).await, 1);
    assert_eq!(forget(&tenant).await, (1, 0));
    assert_eq!(desk.rows("intake_submissions", &tenant).await, 0);
    let clerk = tenant.clerk().await;
    assert_eq!(clerk.ask(LISTED).await.number("/requests/totalCount"), 0);
}
