//! Figures on a real database: counted once, whole or not at all, the same when they are counted anew, and the nation's
//! to read without any case.

mod fresh;
mod rebuilt;
mod work;

use crate::house::left_after;
use crate::house::patience::Patience;
use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{
    Caller, Clock, Credential, Db, Event, Fact, Job, Permission, Subject, act_as_system, sign_in,
};
use domain::kernel::error::{Error, Result};
use domain::kernel::ids::{RequestId, TenantId};
use domain::monitoring::{
    CentreField, CentreFilter, CentreOrder, Done, Figures, Open, OrderDirection, Overview, Period,
    Wanted, keep_figures, national_overview, rebuild_figures,
};
use domain::notifications::stamp;
use fresh::fresh;
pub(crate) use fresh::rows;
use server::files::Files;
use server::news::News;
use server::stop::{Step, Stop};
use server::telemetry::spawn;
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio_postgres::Client;
use tracing::instrument::WithSubscriber as _;
use uuid::Uuid;
use work::{record_work, work};

const OPENED: &str = "request.opened";
const CLOSED: &str = "request.closed";
const REOPENED: &str = "request.reopened";

#[tokio::test(flavor = "multi_thread")]
async fn two_workers_at_the_same_time_count_each_event_once() {
    let house = fresh();
    let tenant = house.tenant(1, "Hlučínsko").await;
    let mut expected: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    for (number, at) in ["2026-03-02T08:00:00Z", "2026-03-02T23:30:00Z", "2026-03-05T08:00:00Z"]
        .into_iter()
        .enumerate()
    {
        let count = 400 + number;
        record(&house.db, tenant, at, &vec![(OPENED, "LEGAL", "2026-03-20"); count]).await;
        let day = if number == 1 { "2026-03-03" } else { &at[..10] };
        *expected.entry(day.parse().unwrap()).or_default() += count;
    }

    let (one, other) = (house.another_pool(), house.another_pool());
    let (one, other) = tokio::join!(
        spawn(async move { run_dry(&one, tenant).await }),
        spawn(async move { run_dry(&other, tenant).await })
    );
    assert_eq!(one.unwrap() + other.unwrap(), 1_203);

    let admin = house.admin().await;
    let kept = rows(&admin, "SELECT day, area, requests_opened FROM rollup_daily ORDER BY 1").await;
    let expected: Vec<String> =
        expected.iter().map(|(day, n)| format!("{day}|LEGAL|{n}")).collect();
    assert_eq!(kept, expected);
    assert_eq!(rows(&admin, "SELECT * FROM rollup_due").await, [due(tenant, 1_203)]);
    let order = "SELECT count(*), min(position), max(position),
        array_agg(event_id ORDER BY position) = array_agg(event_id ORDER BY event_id) FROM stream";
    assert_eq!(rows(&admin, order).await, ["1203|1|1203|t"]);
    let position = rows(&admin, "SELECT position FROM rollup_positions").await;
    assert_eq!(position, ["1203"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_killed_in_the_middle_has_counted_a_batch_or_nothing() {
    let house = fresh();
    let tenant = house.tenant(1, "Hlučínsko").await;
    let day = "2026-03-02T08:00:00Z";
    record(&house.db, tenant, day, &vec![(OPENED, "LEGAL", "2026-03-20"); 4_000]).await;
    let admin = house.admin().await;

    let stamped = "SELECT count(*) % 1000, (SELECT count(*) FROM outbox) + count(*),
        coalesce(max(position), 0) = count(*) FROM stream";
    let mut done = 0;
    for polls in 0.. {
        done += left_after(polls, stamp(&house.db, tenant)).await.map_or(0, |answer| {
            answer.unwrap();
            1
        });
        assert_eq!(rows(&admin, stamped).await, ["0|4000|t"], "killed after {polls} polls");
        if done == 2 {
            break;
        }
    }
    while stamp(&house.db, tenant).await.unwrap().events > 0 {}

    let whole = "SELECT coalesce(sum(requests_opened), 0) = position, position % 500,
        (SELECT coalesce(sum(requests_open), 0) FROM rollup_due) = position
        FROM (SELECT coalesce(max(position), 0) AS position FROM rollup_positions) p
        LEFT JOIN rollup_daily ON true GROUP BY position";
    let mut done = 0;
    for polls in 0.. {
        let answer = left_after(polls, keep_figures(&house.db, tenant)).await;
        assert_eq!(rows(&admin, whole).await, ["t|0|t"], "killed after {polls} polls");
        done += usize::from(answer.is_some());
        if done == 2 {
            assert!(polls > 4, "the work was never interrupted");
            break;
        }
    }
    run_dry(&house.db, tenant).await;
    assert_eq!(rows(&admin, "SELECT * FROM rollup_due").await, [due(tenant, 4_000)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_counted_anew_are_the_figures_kept() {
    let house = fresh();
    let tenant = house.tenant(1, "Hlučínsko").await;
    for (at, steps) in [
        ("2026-03-02T08:00:00Z", vec![(OPENED, "LEGAL", "2026-03-20"); 600]),
        ("2026-03-03T08:00:00Z", vec![(CLOSED, "LEGAL", "2026-03-20"); 599]),
        (
            "2026-03-03T09:00:00Z",
            vec![(OPENED, "GRANTS", "2026-03-21"), (OPENED, "IT", "2026-03-21")],
        ),
        (
            "2026-03-04T08:00:00Z",
            vec![(CLOSED, "GRANTS", "2026-03-21"), ("request.assigned", "", "")],
        ),
        ("2026-03-09T08:00:00Z", vec![(REOPENED, "GRANTS", "2026-03-21"), (OPENED, "", "")]),
        ("2026-03-10T08:00:00Z", vec![(CLOSED, "LEGAL", "2026-03-20")]),
    ] {
        record(&house.db, tenant, at, &steps).await;
        run_dry(&house.db, tenant).await;
    }
    // Work is counted on the day it was done; a correction takes back what was counted and counts what is.
    let grants = [("minutes", 50), ("saved_haler", -700), ("brought_in_haler", 9)];
    let legal = [("minutes", 60), ("saved_haler", 500)];
    let now = |facts| work("", "GRANTS", "2026-03-04", facts);
    let was = |facts| work("old_", "LEGAL", "2026-03-02", facts);
    for (kind, facts) in [
        ("activity.recorded", work("", "LEGAL", "2026-03-02", &legal)),
        ("activity.recorded", work("", "LEGAL", "2026-03-02", &[("minutes", 7)])),
        ("activity.corrected", [now(&grants), was(&legal)].concat()),
        ("activity.corrected", now(&grants)),
        ("benefit.attested", vec![]),
    ] {
        record_work(&house.db, tenant, kind, facts).await;
        run_dry(&house.db, tenant).await;
    }
    let admin = house.admin().await;
    let kept = all_figures(&admin).await;
    let day = |rest: &str| format!("{}|{rest}", Uuid::from(tenant));
    let expected: Vec<String> = [
        "2026-03-02|LEGAL|600|0|0|1|7|0|0|0",
        "2026-03-03|GRANTS|1|0|0|0|0|0|0|0",
        "2026-03-03|IT|1|0|0|0|0|0|0|0",
        "2026-03-03|LEGAL|0|599|0|0|0|0|0|599",
        "2026-03-04|GRANTS|0|1|0|1|50|-700|9|1",
        "2026-03-09|GRANTS|0|0|1|0|0|0|0|0",
        "2026-03-10|LEGAL|0|1|0|0|0|0|0|1",
        // These events are of the time before they said how long a request had been open.
        "2026-03-01|602|601|601|{}|2|57|-700|9|2026-03-11|2",
        "2026-03-01|GRANTS|1|1|1|1|50|-700|9",
        "2026-03-01|IT|1|0|0|0|0|0|0",
        "2026-03-01|LEGAL|600|600|600|1|7|0|0",
        // What was open on the 20th is closed, and its row is gone.
        "2026-03-21|GRANTS|1",
        "2026-03-21|IT|1",
        "1211|4",
    ]
    .map(day)
    .into();
    assert_eq!(kept, expected);

    assert_eq!(rebuild_figures(&house.db, tenant).await.unwrap(), 1_211);
    assert_eq!(all_figures(&admin).await, kept);
    assert_eq!(run_dry(&house.db, tenant).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_nation_reads_the_figures_of_all_centres_and_no_request() {
    let house = fresh();
    let busy = house.tenant(1, "Hlučínsko").await;
    let calm = house.tenant(2, "Bítovsko").await;
    let new = house.tenant(3, "Zlínsko").await;
    let legal = |step| (step, "LEGAL", "2026-03-19");
    record(&house.db, busy, "2026-02-28T22:00:00Z", &[legal(OPENED)]).await;
    record(&house.db, busy, "2026-03-01T08:00:00Z", &[legal(OPENED), legal(CLOSED)]).await;
    record(&house.db, busy, "2026-03-31T21:30:00Z", &[(OPENED, "IT", "2026-04-20")]).await;
    record(&house.db, calm, "2026-03-31T22:30:00Z", &[(OPENED, "IT", "2026-03-20")]).await;
    // A file of the data protection officer. The nation may know that there is one, and no more.
    let staff = house.as_role("tenant", calm).await;
    let file = Uuid::from_u128(7);
    let insert = format!(
        "INSERT INTO events (id, secrecy, shown_to_member, is_internal, at, actor, kind, subject, payload)
         VALUES ('{file}', 'DPO', false, false, '2026-03-05', 'job:test', '{OPENED}', 'request:1',
         '{{\"area\": \"LEGAL\", \"due_on\": \"2026-03-18\"}}'); INSERT INTO outbox (event_id) VALUES ('{file}')"
    );
    staff.batch_execute(&insert).await.unwrap();
    for tenant in [busy, calm, new] {
        run_dry(&house.db, tenant).await;
    }

    let token = house.national("NATIONAL_COORDINATOR").await;
    // In Prague it is the 20th already.
    let evening = house.db.at(Clock::starting_at(instant("2026-03-19T23:30:00Z")));
    let signed_in = sign_in(&evening, Credential::Token(&token), None).await.unwrap();
    let overview = march(signed_in.caller().unwrap()).await.unwrap();
    let figures = |requests_opened, requests_closed, requests_open, requests_overdue| Figures {
        done: Done {
            requests_opened,
            requests_closed,
            closed_in_term: requests_closed,
            ..Done::default()
        },
        open: Open { requests_open, requests_overdue },
    };
    let by_name = CentreOrder { field: CentreField::Name, direction: OrderDirection::Ascending };
    let listed = overview.clone().all_centres(&CentreFilter::default(), by_name);
    let centres: Vec<_> =
        listed.into_iter().map(|c| (c.tenant, c.slug, c.name, c.figures)).collect();
    let centre = |tenant, slug: &str, name: &str, figures| {
        (tenant, slug.to_owned(), name.to_owned(), figures)
    };
    assert_eq!(
        centres,
        [
            centre(calm, "centre-2", "Bítovsko", figures(1, 0, 2, 1)),
            centre(busy, "centre-1", "Hlučínsko", figures(2, 1, 2, 1)),
            centre(new, "centre-3", "Zlínsko", figures(0, 0, 0, 0)),
        ]
    );
    assert_eq!(overview.totals, figures(3, 1, 4, 2));

    let nation = house.as_role("nation", TenantId::NATION).await;
    let areas = "SELECT DISTINCT area FROM rollup_due ORDER BY 1";
    assert_eq!(rows(&nation, areas).await, ["DPO", "IT", "LEGAL"]);
    let refused = nation.simple_query("SELECT id FROM requests").await.unwrap_err();
    assert_eq!(refused.code().unwrap().code(), "42501");
    assert_eq!(rows(&nation, "SELECT id FROM events WHERE kind LIKE 'request.%'").await, [""; 0]);
    // Nothing finer than a month.
    for sql in ["SELECT FROM rollup_daily", "DELETE FROM rollup_monthly"] {
        let refused = nation.simple_query(sql).await.unwrap_err();
        assert_eq!(refused.code().unwrap().code(), "42501", "{sql}");
    }

    assert_eq!(rows(&staff, "SELECT DISTINCT tenant_id FROM rollup_due").await.len(), 1);
    let stranger = act_as_system(&house.db, busy, Job::Demo);
    assert!(matches!(march(&stranger).await, Err(Error::Forbidden { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_counts_what_comes_and_what_another_left_behind_until_it_is_stopped() {
    let house = fresh();
    let left = house.tenant(1, "Hlučínsko").await;
    let day = "2026-03-02T08:00:00Z";
    record(&house.db, left, day, &vec![(OPENED, "LEGAL", "2026-03-20"); 700]).await;
    assert_eq!(stamp(&house.db, left).await.unwrap().events, 700);

    let (stopper, stop) = Stop::new();
    let workers: Vec<_> = [house.another_pool(), house.another_pool()]
        .into_iter()
        .map(|db| {
            let stop = stop.clone();
            spawn(async move {
                server::worker::work(&db, &News::of(db.clone()), &Files::forgotten(), None, stop)
                    .await
            })
        })
        .collect();
    let admin = house.admin().await;
    until(&admin, "SELECT sum(requests_open) FROM rollup_due", "700").await;
    let comes = house.tenant(2, "Bítovsko").await;
    record(&house.db, comes, day, &[(OPENED, "LEGAL", "2026-03-20")]).await;
    until(&admin, "SELECT sum(requests_open) FROM rollup_due", "701").await;

    stopper.go_to(Step::Leaving);
    for worker in workers {
        tokio::time::timeout(Duration::from_secs(10), worker).await.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_that_fails_keeps_nobody_waiting_is_told_once_and_tried_again() {
    let house = fresh();
    let failing = house.tenant(1, "Hlučínsko").await;
    let other = house.tenant(2, "Bítovsko").await;
    let admin = house.admin().await;
    // A sequence counts on where a transaction is undone.
    let refuse = format!(
        "CREATE SEQUENCE tries;
         CREATE FUNCTION refuse() RETURNS boolean LANGUAGE sql SECURITY DEFINER AS 'SELECT nextval(''public.tries'') < 0';
         GRANT EXECUTE ON FUNCTION refuse() TO PUBLIC;
         ALTER TABLE rollup_daily ADD CONSTRAINT broken CHECK (CASE WHEN tenant_id = '{}' THEN refuse() ELSE true END)",
        Uuid::from(failing)
    );
    admin.batch_execute(&refuse).await.unwrap();
    for tenant in [failing, other] {
        record(&house.db, tenant, "2026-03-02T08:00:00Z", &[(OPENED, "LEGAL", "2026-03-20")]).await;
    }

    let log = Log(Arc::default());
    let writer = log.clone();
    let lines = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone());
    let (stopper, stop) = Stop::new();
    let db = house.another_pool();
    let work = async move {
        server::worker::work(&db, &News::of(db.clone()), &Files::forgotten(), None, stop).await
    };
    let worker = spawn(work.with_subscriber(lines.finish()));
    until(&admin, "SELECT tenant_id FROM rollup_daily", &Uuid::from(other).to_string()).await;
    until(&admin, "SELECT last_value > 1 FROM tries", "t").await;
    admin.batch_execute("ALTER TABLE rollup_daily DROP CONSTRAINT broken").await.unwrap();
    until(&admin, "SELECT count(*) FROM rollup_daily", "2").await;
    // What it has begun it finishes, and so says what became of it.
    stopper.go_to(Step::Leaving);
    tokio::time::timeout(Duration::from_secs(10), worker).await.unwrap().unwrap();

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert_eq!(log.matches("figures can't be kept, trying again").count(), 1, "{log}");
    assert_eq!(log.matches("figures are kept again").count(), 1, "{log}");
}

/// Steps of requests at an instant, written as the tenant's own staff would.
async fn record(db: &Db, tenant: TenantId, at: &str, steps: &[(&'static str, &'static str, &str)]) {
    let db = db.at(Clock::starting_at(instant(at)));
    act_as_system(&db, tenant, Job::Demo)
        .write_as_job(Permission::AppointPeople, async |tx| {
            for (kind, area, due_on) in steps {
                let mut facts = vec![("area", Fact::Word(area))];
                facts.extend(due_on.parse().ok().map(|day| ("due_on", Fact::Day(day))));
                let subject = Subject::id(tx.new_id::<RequestId>());
                tx.record(Event::of_tenant(kind, subject, facts));
            }
            Ok(())
        })
        .await
        .unwrap();
}

/// What a worker does for one tenant, until there is nothing left; how many events it counted.
async fn run_dry(db: &Db, tenant: TenantId) -> usize {
    let mut counted = 0;
    loop {
        let stamped = stamp(db, tenant).await.unwrap().events;
        let kept = keep_figures(db, tenant).await.unwrap();
        counted += kept;
        if stamped + kept == 0 {
            return counted;
        }
    }
}

async fn march(caller: &Caller) -> Result<Overview> {
    let day = |text: &str| text.parse().unwrap();
    let period = Period::new(day("2026-03-01"), day("2026-03-31")).unwrap();
    national_overview(caller, period, Wanted::default()).await
}

/// Keeps what is logged.
#[derive(Clone)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

async fn all_figures(admin: &Client) -> Vec<String> {
    let mut all = rows(admin, "SELECT * FROM rollup_daily ORDER BY 2, 3").await;
    all.extend(rows(admin, "SELECT * FROM rollup_monthly ORDER BY 2").await);
    all.extend(rows(admin, "SELECT * FROM rollup_monthly_areas ORDER BY 2, 3").await);
    all.extend(rows(admin, "SELECT * FROM rollup_due ORDER BY 2, 3").await);
    all.extend(rows(admin, "SELECT * FROM rollup_positions").await);
    all
}

async fn until(admin: &Client, sql: &str, expected: &str) {
    let patience = Patience::until("the figures are what is expected");
    let mut again = tokio::time::interval(Duration::from_millis(10));
    while rows(admin, sql).await != [expected] {
        patience.lasts();
        again.tick().await;
    }
}

fn due(tenant: TenantId, open: usize) -> String {
    format!("{}|2026-03-20|LEGAL|{open}", Uuid::from(tenant))
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}
