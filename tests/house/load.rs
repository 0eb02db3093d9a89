//! Several people who read and write at once until they are told to stop, and remember what became of everything they asked.

use super::visitor::{Told, Visitor};
use serde_json::json;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::JoinHandle;

const LIST: &str = "{ requests(first: 3) { nodes { number title } } }";
const OPEN: &str =
    "mutation($title: String!) { openRequest(input: {serviceCode: \"CIT-CONTACT\", title: $title,
    requester: CITIZEN, requesterName: \"Nikdo\"}) { id userErrors { code } } }";
/// Half of them keep their connection.
const PEOPLE: usize = 6;
/// Between two questions of one person: many people, no flood.
const PAUSE: Duration = Duration::from_millis(10);

/// One question and what became of it.
#[derive(Debug)]
pub struct Asked {
    /// When it was asked.
    pub at: Instant,
    /// Of the case that was to be opened; `None`: it was a list.
    pub title: Option<String>,
    /// The answer, or how it was lost.
    pub told: io::Result<Told>,
}

impl Asked {
    /// Whether it was done.
    pub fn is_done(&self) -> bool {
        self.told.as_ref().is_ok_and(|told| told.status == 200 && told.code().is_empty())
    }

    /// Whether the answer was `UNAVAILABLE`, with the time to try again.
    pub fn is_put_off(&self) -> bool {
        self.told.as_ref().is_ok_and(|told| {
            told.status == 503 && told.code() == "UNAVAILABLE" && told.has("retry-after: ")
        })
    }

    /// How long it took; what was lost counts as nothing, and is counted apart.
    pub fn took(&self) -> Duration {
        self.told.as_ref().map(|told| told.took).unwrap_or_default()
    }
}

/// People at work.
pub struct Load {
    stop: watch::Sender<bool>,
    asked: Arc<Mutex<Vec<Asked>>>,
    people: Vec<JoinHandle<()>>,
}

impl Load {
    /// They begin, as the holder of a token; what they open is called by `name` and a number.
    pub fn begin(port: u16, token: &str, name: &str) -> Self {
        let (stop, stopped) = watch::channel(false);
        let asked = Arc::default();
        let people = (0..PEOPLE).map(|person| {
            let visitor = if person % 2 == 0 { Visitor::keeping } else { Visitor::coming_anew };
            let name = format!("{name} {person}");
            tokio::spawn(work(visitor(port, token), name, Arc::clone(&asked), stopped.clone()))
        });
        Self { stop, people: people.collect(), asked }
    }

    /// Waits until something is true of what was asked so far.
    pub async fn until(&self, what: &str, is_so: impl Fn(&[Asked]) -> bool) {
        let deadline = Instant::now() + Duration::from_mins(1);
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        while !is_so(&self.asked.lock().unwrap()) {
            assert!(
                Instant::now() < deadline,
                "never: {what}; last {:?}",
                self.asked.lock().unwrap().last()
            );
            tick.tick().await;
        }
    }

    /// They stop after what they have begun; answers all that was asked, in order.
    pub async fn end(self) -> Vec<Asked> {
        self.stop.send_replace(true);
        for person in self.people {
            person.await.unwrap();
        }
        let mut asked = std::mem::take(&mut *self.asked.lock().unwrap());
        asked.sort_by_key(|asked| asked.at);
        asked
    }
}

async fn work(
    mut visitor: Visitor,
    name: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    stopped: watch::Receiver<bool>,
) {
    let mut number = 0;
    while !*stopped.borrow() {
        number += 1;
        let title = (number % 2 == 0).then(|| format!("{name} {number}"));
        let at = Instant::now();
        let told = match &title {
            None => visitor.ask(LIST, json!({})).await,
            Some(title) => visitor.ask(OPEN, json!({ "title": title })).await,
        };
        asked.lock().unwrap().push(Asked { at, title, told });
        tokio::time::sleep(PAUSE).await;
    }
}

/// What was done is there once, with its event; what was put off is there once or not at all; nothing else is there.
pub async fn assert_nothing_is_lost_or_half(
    asked: &[Asked],
    name: &str,
    admin: &tokio_postgres::Client,
) {
    let rows = "SELECT r.title, count(DISTINCT r.id), count(e.id) FROM requests r
        LEFT JOIN events e ON (e.tenant_id, e.request_id) = (r.tenant_id, r.id) AND e.kind = 'request.opened'
        WHERE starts_with(r.title, $1) GROUP BY r.title";
    let rows = admin.query(rows, &[&format!("{name} ")]).await.unwrap();
    let mut there = std::collections::BTreeSet::new();
    for row in rows {
        let (title, cases, events): (String, i64, i64) = (row.get(0), row.get(1), row.get(2));
        assert_eq!((cases, events), (1, 1), "{title}: cases, and events of their opening");
        there.insert(title);
    }
    for asked in asked {
        let Some(title) = &asked.title else { continue };
        let is_there = there.remove(title);
        assert!(is_there || !asked.is_done(), "{title} was answered and isn't there");
    }
    assert!(there.is_empty(), "nobody asked for {there:?}");
}
