//! Nobody is told twice, and nothing is lost: whoever tells is killed, or isn't the only one.

use super::{WATCH, comments, does, told};
use crate::house::{House, left_after};
use chrono::Duration;
use domain::notifications::{forget, stamp};

#[tokio::test(flavor = "multi_thread")]
async fn who_is_killed_in_the_middle_has_told_all_of_it_or_nothing() {
    let house = House::shared().await;
    let tenant = house.tenant("once-killed").await;
    let (clerk, watcher) = (tenant.clerk().await, tenant.manager().await);
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    does(&watcher, WATCH, &id).await;
    for _ in 0..3 {
        comments(&clerk, &id, true).await;
    }
    let mut before = 0;
    for polls in 0.. {
        let done = left_after(polls, stamp(house.db(), tenant.id)).await;
        // What is told and what has its place are one: all three, or none of them.
        let heard = told(&watcher).await.len();
        assert!([0, 3].contains(&heard) && heard >= before, "{heard} after {polls} polls");
        before = heard;
        if let Some(stamped) = done {
            stamped.unwrap();
            // How often it has to wait depends on how many answers come at once; that it was left once behind its beginning is enough.
            assert!(polls > 1, "it was never interrupted");
            break;
        }
    }
    assert_eq!(told(&watcher).await, ["COMMENTED Svoz"; 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_workers_tell_each_once() {
    let house = House::shared().await;
    let tenant = house.tenant("once-two").await;
    let (clerk, watcher) = (tenant.clerk().await, tenant.manager().await);
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    does(&watcher, WATCH, &id).await;
    for _ in 0..5 {
        comments(&clerk, &id, true).await;
        let both = (stamp(house.db(), tenant.id), stamp(house.db(), tenant.id));
        let (one, two) = futures_util::join!(both.0, both.1);
        one.unwrap();
        two.unwrap();
    }
    assert_eq!(told(&watcher).await, ["COMMENTED Svoz"; 5]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_a_year_old_is_forgotten() {
    let house = House::shared().await;
    let tenant = house.tenant("once-forgotten").await;
    let (clerk, watcher) = (tenant.clerk().await, tenant.manager().await);
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    does(&watcher, WATCH, &id).await;
    comments(&clerk, &id, true).await;
    house.catch_up().await;
    house.tick(Duration::days(364));
    assert_eq!(forget(house.db(), tenant.id).await.unwrap(), 0);
    let (clerk, watcher) = (clerk.again(&house).await, watcher.again(&house).await);
    comments(&clerk, &id, false).await;
    house.catch_up().await;
    assert_eq!(told(&watcher).await.len(), 2);
    house.tick(Duration::days(2));
    assert_eq!(forget(house.db(), tenant.id).await.unwrap(), 1);
    assert_eq!(told(&watcher).await.len(), 1);
}
