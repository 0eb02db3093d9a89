//! Isolation under load: 64 tasks on four connections, for people of every role in several tenants, who ask for their own
//! requests, activities, roles and support accesses and for others', are cut off, and panic in the middle. No row of
//! another's is seen, nothing is written without its event, and no connection is left in a bad state. `make soak` asks
//! 100,000 times; a normal run does it shortly.

mod activities;
mod afterwards;
mod marks;
mod moving_in;
mod people;
mod steps;
mod world;

use crate::house::{House, on_the_house};
use domain::kernel::ids::{ActivityId, TypedId as _};
use marks::Mark;
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;
use world::{Soak, Tally};

/// How many requests are asked.
const REQUESTS: &str = "CENTRUM_SOAK_REQUESTS";
const FEW_REQUESTS: usize = 2_500;
const TASKS: u64 = 64;
const TENANTS: usize = 6;
const CONNECTIONS: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_crosses_a_border_however_busy_cut_off_or_broken() {
    let requests = match std::env::var(REQUESTS) {
        Ok(number) => number.parse().unwrap_or_else(|error| panic!("{REQUESTS}: {error}")),
        Err(_) => FEW_REQUESTS,
    };
    let house = House::fresh().await;
    let soak = Arc::new(Soak::begin(&house, TENANTS, CONNECTIONS, requests).await);
    let tasks = (0..TASKS).map(|number| {
        let soak = Arc::clone(&soak);
        on_the_house(async move {
            let mut rng = StdRng::seed_from_u64(number);
            while steps::step(&soak, &mut rng).await.is_some() {}
        })
    });
    futures_util::future::join_all(tasks).await;

    afterwards::everything_written_has_its_event(&house, &soak).await;
    afterwards::every_connection_works(&house, &soak).await;

    let tally = soak.tally.lock().unwrap();
    let Tally { own, refused, cut_off, broken, foreign, faults } = &*tally;
    println!(
        "{} requests, {} foreign rows ({own} own marks seen, {refused} refused, {cut_off} cut off; {broken} panics besides)",
        soak.asked(),
        foreign.len()
    );
    let first = |list: &[String]| list.iter().take(5).cloned().collect::<Vec<_>>().join("\n");
    assert!(foreign.is_empty(), "{} foreign rows, e.g.\n{}", foreign.len(), first(foreign));
    assert!(faults.is_empty(), "{} faults, e.g.\n{}", faults.len(), first(faults));
    assert_eq!(soak.asked(), requests);
    // Else nothing would have been seen of anybody.
    for (what, count) in
        [("own marks", *own), ("refusals", *refused), ("cut off", *cut_off), ("panics", *broken)]
    {
        assert!(count > requests / 200, "only {count} {what}: that is no soak");
    }
}

/// The soak can fail: with any of these borders taken down, one list is enough to see it. What a tenant has set, and changed of services,
/// is asked by its tenant too, for the nation may read that of all: there a border that falls shows nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_border_that_is_taken_down_is_seen_at_once() {
    let house = House::fresh().await;
    let soak = Soak::begin(&house, 2, 2, 600).await;
    let mut rng = StdRng::seed_from_u64(0);
    while steps::step(&soak, &mut rng).await.is_some() {}
    activities::one_of_each(&soak).await;
    assert_eq!(soak.tally.lock().unwrap().foreign, [""; 0]);
    let admin = house.database().superuser().await;
    for (table, policy) in [
        ("requests", "tenant"),
        ("requests", "reach"),
        ("requests", "secrecy"),
        ("requests", "shown"),
        ("request_comments", "not_internal"),
        ("members", "reach"),
        ("participants", "tenant"),
        ("activities", "tenant"),
        ("activities", "secrecy"),
        ("activities", "reach"),
        ("activity_shares", "reach"),
        ("activity_shares", "shown"),
        ("grants", "tenant"),
        ("support_accesses", "tenant"),
        ("events", "secrecy"),
    ] {
        let sql = "SELECT qual FROM pg_policies WHERE schemaname = 'public' AND tablename = $1 AND policyname = $2";
        let sound: String = admin.query_one(sql, &[&table, &policy]).await.unwrap().get(0);
        admin
            .batch_execute(&format!("ALTER POLICY {policy} ON {table} USING (true)"))
            .await
            .unwrap();
        let seen = sees_anything(&soak).await;
        admin
            .batch_execute(&format!("ALTER POLICY {policy} ON {table} USING ({sound})"))
            .await
            .unwrap();
        assert!(seen, "{policy} on {table} was open, and nobody saw anything");
    }
    assert!(!sees_anything(&soak).await, "all borders are up again");

    // And a text that stands at the wrong place is found where only an activity shows it.
    let work = soak.work.read().unwrap().last().expect("an activity").clone();
    let elsewhere = soak.homes.iter().find(|home| home.tenant.slug() != work.mark.tenant).unwrap();
    let planted = Mark { tenant: elsewhere.tenant.slug().to_owned(), ..work.mark };
    let plant = "UPDATE activities SET output = $2 WHERE id = $1::text::uuid";
    let id = Uuid::from(ActivityId::read(&work.id).unwrap()).to_string();
    let rows = admin.execute(plant, &[&id, &planted.to_string()]).await.unwrap();
    assert_eq!(rows, 1);
    assert!(sees_anything(&soak).await, "{planted} was planted, and nobody saw it");
}

/// Whether somebody sees what is another's, by the first operation that shows it.
async fn sees_anything(soak: &Soak) -> bool {
    for query in steps::EVERYTHING {
        for person in &soak.people {
            let ids = json!({ "ids": soak.latest(50) });
            soak.judge(person, query, &person.client.ask_with(query, ids).await);
            if !std::mem::take(&mut soak.tally.lock().unwrap().foreign).is_empty() {
                return true;
            }
        }
    }
    false
}
