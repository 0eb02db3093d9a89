//! Mails: tried again, given up, and what happens to a worker that is killed between sending and saying so.

use super::desk::{Desk, deliver, forget, open};
use super::smtp::{Smtp, post_to};
use crate::house::serving::free_port;
use crate::house::{House, on_the_house};
use chrono::Duration;
use domain::intake::mails;
use server::mail::Letter;
use server::worker::Sent;

#[tokio::test(flavor = "multi_thread")]
async fn while_the_mail_server_is_gone_a_mail_waits_and_then_goes_out_once() {
    let house = House::shared().await;
    let (tenant, desk) = (open(&house, "bez-posty").await, Desk::of(&house));
    let written = desk.written(&tenant, "Jana Nováková", "jana@example.cz").await;
    assert_eq!(desk.hand_in(&tenant, &written).await.status, 202);
    let port = free_port();
    assert_eq!(deliver(&tenant, &post_to(port)).await, Sent::Later);
    assert_eq!(deliver(&tenant, &post_to(port)).await, Sent::None, "it isn't tried all the time");
    house.tick(Duration::minutes(1));
    assert_eq!(deliver(&tenant, &post_to(port)).await, Sent::Later);
    house.tick(Duration::minutes(1));
    assert_eq!(deliver(&tenant, &post_to(port)).await, Sent::None, "the pause has doubled");
    house.tick(Duration::minutes(1));
    let back = Smtp::at(port);
    assert_eq!(deliver(&tenant, &back.post()).await, Sent::None);
    house.tick(Duration::hours(2));
    deliver(&tenant, &back.post()).await;
    assert_eq!(back.taken().len(), 1);
    assert_eq!(desk.rows("intake_mails", &tenant).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_for_good_is_given_up_and_what_is_put_off_is_tried_again() {
    let house = House::shared().await;
    let (tenant, desk) = (open(&house, "odmitnuto").await, Desk::of(&house));
    for email in ["nobody@example.cz", "later@example.cz", "jana@example.cz"] {
        let written = desk.written(&tenant, "Jana Nováková", email).await;
        assert_eq!(desk.hand_in(&tenant, &written).await.status, 202, "{email}");
        house.tick(Duration::seconds(1));
    }
    assert_eq!(deliver(&tenant, &desk.smtp.post()).await, Sent::Later);
    assert_eq!(
        desk.deliver(&tenant).await.len(),
        1,
        "who can be written to doesn't wait for who can't"
    );
    assert_eq!(desk.rows("intake_mails", &tenant).await, 1);
    house.tick(Duration::minutes(1));
    let taken = desk.deliver(&tenant).await;
    assert_eq!(
        taken.iter().map(|mail| mail.to()).collect::<Vec<_>>(),
        ["jana@example.cz", "later@example.cz"]
    );
    assert_eq!(desk.rows("intake_mails", &tenant).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_a_killed_worker_had_is_sent_again_as_the_same_mail() {
    let house = House::shared().await;
    let (tenant, desk) = (open(&house, "zabity").await, Desk::of(&house));
    let written = desk.written(&tenant, "Jana Nováková", "jana@example.cz").await;
    assert_eq!(desk.hand_in(&tenant, &written).await.status, 202);
    let (db, id, post) = (house.db().clone(), tenant.id, desk.smtp.post());
    on_the_house(async move {
        let (one, other) =
            (mails::take(&db, id).await.unwrap(), mails::take(&db, id).await.unwrap());
        assert!(other.is_none(), "who has it has it alone");
        let letter = Letter::to_citizen(&one.expect("a mail"));
        post.mailer.send(&letter).await.unwrap();
        // And here the process is gone.
    })
    .await;
    assert_eq!(desk.deliver(&tenant).await.len(), 1, "it isn't sent again at once");
    house.tick(Duration::minutes(1));
    let taken = desk.deliver(&tenant).await;
    let ids: Vec<_> = taken.iter().map(|mail| mail.text("id")).collect();
    assert_eq!(ids.len(), 2);
    assert_eq!((ids[0], taken[0].text("text")), (ids[1], taken[1].text("text")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_t_be_sent_for_two_days_is_kept_no_longer() {
    let house = House::shared().await;
    let (tenant, desk) = (open(&house, "dva-dny").await, Desk::of(&house));
    let written = desk.written(&tenant, "Jana Nováková", "jana@example.cz").await;
    assert_eq!(desk.hand_in(&tenant, &written).await.status, 202);
    house.tick(Duration::hours(48));
    assert_eq!(forget(&tenant).await, (1, 1));
    assert_eq!(desk.rows("intake_mails", &tenant).await, 0);
}
