//! A thousand random histories of tenants, while two workers count and one of them is killed again and again: the figures that
//! were kept are those that are counted anew, and both are what SQL counts of the tables themselves.
//!
//! A new thing people can do is a line in [`steps::STEPS`]; a new rollup a line in [`counted::COUNTED`].

mod counted;
mod nation;
mod steps;

use crate::figures::rows;
use crate::house::House;
use crate::house::patience::in_time;
use crate::house::program::centrum;
use domain::access::{TABLE_KINDS, TableKind};
use domain::kernel::ids::TenantId;
use domain::monitoring::rebuild_figures;
use futures_util::StreamExt as _;
use nation::Nation;
use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use steps::{History, STEPS};
use tokio_postgres::Client;

const HISTORIES: u32 = 1_000;
/// Steps of the shortest and of the longest history.
const LENGTH: std::ops::RangeInclusive<usize> = 10..=30;
/// How many go on at the same time.
const AT_ONCE: usize = 12;
/// After so many histories a worker is killed.
const KILLED_AFTER: usize = 100;
/// With which the histories are drawn: a run that went wrong can be had again.
const SEED: &str = "CENTRUM_HISTORIES_SEED";

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_histories_are_counted_as_they_were_whoever_is_killed_in_between() {
    let seed: u64 = match std::env::var(SEED) {
        Ok(seed) => seed.parse().unwrap_or_else(|error| panic!("{SEED}: {error}")),
        Err(_) => rand::random::<u32>().into(),
    };
    println!("{SEED}={seed}");
    let house = House::fresh().await;
    let admin = house.database().superuser().await;
    let nation = Nation::of(&house, &admin, HISTORIES).await;
    let tallies = live_through(&nation, &house.database().url(), seed).await;
    for (name, _, _) in STEPS {
        let done = tallies.get(name).copied().unwrap_or(0);
        assert!(done > 20, "{name} was done {done} times only: no history of it");
    }

    let kept = rollups(&admin).await;
    let db = house.db();
    let rebuilding = nation.tenants().map(|tenant| rebuild_figures(db, tenant));
    let mut rebuilding = futures_util::stream::iter(rebuilding).buffer_unordered(6);
    let mut events = 0;
    while let Some(counted) = in_time("figures are counted anew", rebuilding.next()).await {
        events += counted.unwrap();
    }
    println!("{events} events, done: {tallies:?}");
    let rebuilt = rollups(&admin).await;
    let first = kept.iter().zip(&rebuilt).find(|(kept, rebuilt)| kept != rebuilt);
    assert_eq!(first, None, "what was kept, and what was counted anew");
    assert_eq!(kept.len(), rebuilt.len());

    for (table, sql) in counted::COUNTED {
        let wrong = rows(&admin, &counted::differences(sql)).await;
        assert!(
            wrong.is_empty(),
            "{table} is wrong in {} rows, e.g. {:#?}",
            wrong.len(),
            &wrong[..wrong.len().min(5)]
        );
    }
}

/// What must be found is found: a count that is off by one in one row of one tenant.
#[tokio::test(flavor = "multi_thread")]
async fn a_figure_that_is_off_by_one_is_found_in_every_rollup() {
    let house = House::fresh().await;
    let admin = house.database().superuser().await;
    let nation = Nation::of(&house, &admin, 3).await;
    for tenant in 1..=3 {
        nation.history(tenant, 7).await.live(60, &|_| {}).await;
    }
    for tenant in nation.tenants().chain([TenantId::NATION]) {
        while domain::notifications::stamp(house.db(), tenant).await.unwrap().events > 0 {}
        rebuild_figures(house.db(), tenant).await.unwrap();
    }
    for ((table, sql), (spoilt, spoil, of)) in counted::COUNTED.iter().zip(counted::SPOILT) {
        assert_eq!(table, spoilt);
        let of_one = format!("ctid = (SELECT min(ctid) FROM {table} WHERE {of})");
        let sql = counted::differences(sql);
        assert_eq!(rows(&admin, &sql).await, [""; 0], "{table}");
        admin.batch_execute("BEGIN").await.unwrap();
        let update = format!("UPDATE {table} SET {spoil} WHERE {of_one}");
        assert_eq!(admin.execute(&update, &[]).await.unwrap(), 1, "{table} is empty");
        assert!(!rows(&admin, &sql).await.is_empty(), "nobody notices {update}");
        admin.batch_execute("ROLLBACK").await.unwrap();
    }
}

#[test]
fn every_rollup_is_counted_independently() {
    let is_rollup = |kind: &TableKind| *kind == TableKind::Rollup;
    let rollups: Vec<_> =
        TABLE_KINDS.iter().filter(|(_, kind)| is_rollup(kind)).map(|(name, _)| *name).collect();
    let counted: Vec<_> = counted::COUNTED.iter().map(|(name, _)| *name).collect();
    assert_eq!(counted, rollups, "give each rollup its count in tests/histories/counted.rs");
}

/// Lets all histories happen while workers count, until these know all of it; how often each step was done.
async fn live_through(nation: &Nation, url: &str, seed: u64) -> BTreeMap<&'static str, usize> {
    let tallies = std::sync::Mutex::new(BTreeMap::<&'static str, usize>::new());
    let (mut workers, over) = ([Worker::started(url), Worker::started(url)], AtomicUsize::new(0));
    let note = |step| *tallies.lock().unwrap().entry(step).or_default() += 1;
    let one = |number: u32| {
        let (note, over) = (&note, &over);
        async move {
            let mut history: History =
                in_time("everybody is signed in", nation.history(number, seed)).await;
            let length = history.draw(LENGTH);
            history.live(length, note).await;
            over.fetch_add(1, Ordering::Relaxed) + 1
        }
    };
    let mut histories =
        futures_util::stream::iter((1..=HISTORIES).map(one)).buffer_unordered(AT_ONCE);
    let (mut killed, mut at_work) = (0, 0);
    while let Some(over) = histories.next().await {
        if over % KILLED_AFTER == 0 {
            at_work += usize::from(nation.has_something_left().await);
            // Whatever it is doing: between an order and its figures, in the middle of either, or nothing.
            workers[killed % 2] = Worker::started(url);
            killed += 1;
        }
    }
    println!("{killed} workers were killed, {at_work} while there was something to count");
    assert!(at_work > 0, "nobody was killed in between");
    drop(histories);
    nation.wait_until_counted().await;
    tallies.into_inner().unwrap()
}

/// Every row of every rollup.
async fn rollups(admin: &Client) -> Vec<String> {
    let mut all = Vec::new();
    for (table, _) in counted::COUNTED {
        let found = rows(admin, &format!("SELECT t::text FROM {table} t ORDER BY 1")).await;
        all.extend(found.into_iter().map(|row| format!("{table} {row}")));
    }
    all
}

/// `centrum work` in a process of its own. Dropped, it is killed; and by the kernel, should this process be.
pub(crate) struct Worker(Child);

impl Worker {
    pub(crate) fn started(url: &str) -> Self {
        let work = centrum(&["work"]);
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL"]).arg(work.get_program()).args(work.get_args());
        for (name, value) in work.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.env("CENTRUM_DATABASE_URL", url).stdin(Stdio::null()).stdout(Stdio::null());
        Self(command.spawn().expect("a worker"))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// How long the workers may take to count what is left.
const PATIENCE: Duration = Duration::from_secs(120);
