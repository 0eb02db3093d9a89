//! Figures that are counted anew, while everybody else goes on.

use super::fresh::{Fresh, fresh, rows};
use super::{CLOSED, OPENED, all_figures, instant, march, record, run_dry, until};
use crate::house::program::centrum;
use domain::access::{Caller, Clock, Credential, TABLE_KINDS, TableKind, sign_in};
use domain::kernel::ids::TenantId;
use domain::monitoring::{Figures, keep_figures, rebuild_figures};
use server::telemetry::spawn;
use tokio_postgres::Client;
use uuid::Uuid;

/// What the nation is shown, by the coordinator who looks now.
struct Coordinator(domain::access::SignedIn);

impl Coordinator {
    async fn of(house: &Fresh) -> Self {
        let token = house.national("NATIONAL_COORDINATOR").await;
        let day = house.another_pool().at(Clock::starting_at(instant("2026-03-15T08:00:00Z")));
        Self(sign_in(&day, Credential::Token(&token), None).await.unwrap())
    }

    async fn looks(&self) -> Figures {
        let caller: &Caller = self.0.caller().unwrap();
        march(caller).await.unwrap().totals
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_half_a_count_and_what_comes_meanwhile_is_counted_once() {
    let house = fresh();
    let tenant = house.tenant(1, "Hlučínsko").await;
    let day = "2026-03-02T08:00:00Z";
    record(&house.db, tenant, day, &vec![(OPENED, "LEGAL", "2026-03-20"); 1_200]).await;
    record(&house.db, tenant, day, &vec![(CLOSED, "LEGAL", "2026-03-20"); 200]).await;
    run_dry(&house.db, tenant).await;
    let coordinator = Coordinator::of(&house).await;
    let kept = coordinator.looks().await;
    assert_eq!((kept.done.requests_opened, kept.open.requests_open), (1_200, 1_000));

    // It stands still where the old figures of the days are gone already, and those of what is open aren't yet.
    let admin = house.admin().await;
    admin.batch_execute("BEGIN; LOCK TABLE rollup_due IN SHARE MODE").await.unwrap();
    let db = house.another_pool();
    let rebuilding = spawn(async move { rebuild_figures(&db, tenant).await });
    let other = house.admin().await;
    let stands = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
        AND wait_event_type = 'Lock' AND query LIKE 'DELETE FROM \"rollup_due\"%'";
    until(&other, stands, "1").await;
    assert_eq!(coordinator.looks().await, kept);
    // A case is opened, and a worker of another process comes with it, and waits.
    record(&house.db, tenant, day, &[(OPENED, "LEGAL", "2026-03-20")]).await;
    let db = house.another_pool();
    let working = spawn(async move { run_dry(&db, tenant).await });
    let waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
        AND wait_event_type = 'Lock' AND query LIKE '%\"rollup_positions\"%'";
    until(&other, waits, "1").await;
    assert_eq!(coordinator.looks().await, kept);
    admin.batch_execute("COMMIT").await.unwrap();

    let rebuilt = rebuilding.await.unwrap().unwrap();
    let worked = working.await.unwrap();
    // The one that came meanwhile got its place before the count was over, or not.
    assert_eq!(rebuilt + worked, 1_401, "{rebuilt} + {worked}");
    let after = coordinator.looks().await;
    assert_eq!((after.done.requests_opened, after.open.requests_open), (1_201, 1_001));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_that_fails_or_is_killed_leaves_the_figures_as_they_were() {
    let house = fresh();
    let tenant = house.tenant(1, "Hlučínsko").await;
    let legal = (OPENED, "LEGAL", "2026-03-20");
    record(&house.db, tenant, "2026-03-02T08:00:00Z", &vec![legal; 700]).await;
    run_dry(&house.db, tenant).await;
    let admin = house.admin().await;
    let kept = all_figures(&admin).await;

    // The second batch doesn't fit.
    let broken =
        "ALTER TABLE rollup_due ADD CONSTRAINT broken CHECK (requests_open < 600) NOT VALID";
    admin.batch_execute(broken).await.unwrap();
    rebuild_figures(&house.db, tenant).await.unwrap_err();
    assert_eq!(all_figures(&admin).await, kept);
    admin.batch_execute("ALTER TABLE rollup_due DROP CONSTRAINT broken").await.unwrap();

    for polls in 1..24 {
        let rebuilt = crate::house::left_after(polls, rebuild_figures(&house.db, tenant)).await;
        assert!(rebuilt.is_none_or(|rebuilt| rebuilt.unwrap() == 700));
        assert_eq!(all_figures(&admin).await, kept, "left after {polls}");
    }
    assert_eq!(keep_figures(&house.db, tenant).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_tenant_that_is_named_is_counted_anew_and_none_of_its_rollups_is_left_out() {
    let house = fresh();
    let (one, other) = (house.tenant(1, "Hlučínsko").await, house.tenant(2, "Bítovsko").await);
    for tenant in [one, other] {
        let steps = [(OPENED, "LEGAL", "2026-03-20"), (OPENED, "IT", "2026-03-21")];
        record(&house.db, tenant, "2026-03-02T08:00:00Z", &steps).await;
        run_dry(&house.db, tenant).await;
    }
    let admin = house.admin().await;
    let (kept, of_the_other) = (rollups(&admin, one).await, rollups(&admin, other).await);
    // As a wrong count would have left them: too high, too low, too many.
    let spoil = "UPDATE rollup_daily SET requests_opened = requests_opened + 5;
        DELETE FROM rollup_due WHERE area = 'IT';
        INSERT INTO rollup_due (tenant_id, due_on, area, requests_open)
          SELECT tenant_id, '2020-01-01', 'NO-SUCH', 7 FROM rollup_positions";
    admin.batch_execute(spoil).await.unwrap();
    let spoilt = rollups(&admin, other).await;
    assert_ne!(spoilt, of_the_other);
    assert_eq!(rebuild_figures(&house.db, one).await.unwrap(), 2);
    assert_eq!(rollups(&admin, one).await, kept);
    assert_eq!(rollups(&admin, other).await, spoilt);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_counts_all_tenants_or_the_one_that_is_named_and_ends() {
    let house = fresh();
    let (one, other) = (house.tenant(1, "Hlučínsko").await, house.tenant(2, "Bítovsko").await);
    for (tenant, cases) in [(one, 3), (other, 600)] {
        let steps = vec![(OPENED, "LEGAL", "2026-03-20"); cases];
        record(&house.db, tenant, "2026-03-02T08:00:00Z", &steps).await;
        run_dry(&house.db, tenant).await;
    }
    let admin = house.admin().await;
    let kept = without_the_nation(all_figures(&admin).await);
    let spoil = "UPDATE rollup_daily SET requests_opened = 1";
    let run = |arguments: &[&str]| {
        let mut command = centrum(arguments);
        let answer = command.env("CENTRUM_DATABASE_URL", house.url()).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (answer.status.success(), text(&answer.stdout), text(&answer.stderr))
    };

    admin.batch_execute(spoil).await.unwrap();
    let (is_success, said, _) = run(&["work", "--rebuild", "--tenant", "centre-2"]);
    assert!(is_success && said.contains("centre-2: 600 events counted anew"), "{said}");
    assert!(!said.contains("centre-1"), "{said}");
    assert_ne!(
        without_the_nation(all_figures(&admin).await),
        kept,
        "the other's are as wrong as before"
    );

    let (is_success, said, _) = run(&["work", "--rebuild"]);
    for line in ["centre-1: 3 events", "centre-2: 600 events", "nation: 0 events"] {
        assert!(is_success && said.contains(line), "{said}");
    }
    assert_eq!(without_the_nation(all_figures(&admin).await), kept);

    let (is_success, _, told) = run(&["work", "--rebuild", "--tenant", "nowhere"]);
    assert!(!is_success && told.contains("there is no tenant nowhere"), "{told}");
    let (is_success, _, told) = run(&["work", "--tenant", "centre-1"]);
    assert!(!is_success && told.contains("--rebuild"), "{told}");
    let broken =
        "ALTER TABLE rollup_due ADD CONSTRAINT broken CHECK (requests_open < 500) NOT VALID";
    admin.batch_execute(broken).await.unwrap();
    let (is_success, said, told) = run(&["work", "--rebuild"]);
    assert!(!is_success && said.contains("centre-1: 3 events"), "{said}");
    assert!(told.contains("could not be counted anew, and are what they were: centre-2"), "{told}");
    assert_eq!(without_the_nation(all_figures(&admin).await), kept);
}

/// The nation has a place in its order of events, and no figures.
fn without_the_nation(mut figures: Vec<String>) -> Vec<String> {
    let nation = Uuid::from(TenantId::NATION).to_string();
    figures.retain(|row| !row.starts_with(&nation));
    figures.sort_unstable();
    figures
}

/// Every rollup there is, also one that is made later than this test.
async fn rollups(admin: &Client, tenant: TenantId) -> Vec<String> {
    let mut all = Vec::new();
    for (table, _) in TABLE_KINDS.iter().filter(|(_, kind)| *kind == TableKind::Rollup) {
        let sql = format!(
            "SELECT t::text FROM {table} t WHERE tenant_id = '{}' ORDER BY 1",
            Uuid::from(tenant)
        );
        all.extend(rows(admin, &sql).await.into_iter().map(|row| format!("{table} {row}")));
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_of_an_older_counting_are_counted_anew_by_the_worker_and_those_of_a_newer_one_left_alone()
 {
    let house = fresh();
    let tenant = house.tenant(1, "Hlučínsko").await;
    let steps = vec![(OPENED, "LEGAL", "2026-03-20"); 600];
    record(&house.db, tenant, "2026-03-02T08:00:00Z", &steps).await;
    run_dry(&house.db, tenant).await;
    let admin = house.admin().await;
    let kept = rollups(&admin, tenant).await;

    // As a program left them that knew no months.
    let older = "UPDATE rollup_positions SET counting = counting - 1; DELETE FROM rollup_monthly; DELETE FROM rollup_monthly_areas";
    admin.batch_execute(older).await.unwrap();
    assert_eq!(keep_figures(&house.db, tenant).await.unwrap(), 600);
    assert_eq!(rollups(&admin, tenant).await, kept);
    assert_eq!(keep_figures(&house.db, tenant).await.unwrap(), 0);

    admin.batch_execute("UPDATE rollup_positions SET counting = counting + 1").await.unwrap();
    let newer = rollups(&admin, tenant).await;
    record(&house.db, tenant, "2026-03-02T08:00:00Z", &steps[..1]).await;
    assert_eq!(run_dry(&house.db, tenant).await, 0);
    assert_eq!(rollups(&admin, tenant).await, newer);
}
