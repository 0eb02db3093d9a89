//! The demo: what it shows, and that it is made once.

use crate::house::database::fresh;
use domain::access::{Clock, Db, Settings};
use domain::kernel::ids::TenantId;
use domain::monitoring::keep_figures;
use domain::notifications::stamp;
use std::time::Duration;
use tokio_postgres::Client;

async fn lines(client: &Client, sql: &str) -> Vec<String> {
    client.query(sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn its_people_did_some_work_of_each_kind_and_a_second_run_does_none_again() {
    let database = fresh();
    let settings = Settings {
        url: database.url(),
        pool_size: 4,
        wait: Duration::from_secs(60),
        sign_in_memory: Duration::ZERO,
        shared_memory: Duration::ZERO,
    };
    let db = Db::connect(&settings, Clock::system()).unwrap();
    server::demo::make(&db).await.unwrap();
    let client = database.superuser().await;
    let all = "SELECT format('%s %s %s %s %s', (SELECT count(*) FROM requests), (SELECT count(*) FROM activities), (SELECT count(*) FROM activity_shares),
        (SELECT count(*) FROM activity_shares WHERE attested_at IS NOT NULL), (SELECT count(*) FROM events WHERE kind ~ '^(activity|benefit)'))";
    let made = lines(&client, all).await;
    let methods = "SELECT coalesce(method, 'none') FROM activities GROUP BY 1 ORDER BY 1";
    let expected = [
        "AVOIDED_HOURS",
        "GRANT_WON",
        "JOINT_PURCHASE",
        "MARKET_PRICE",
        "SANCTION_AVOIDED",
        "none",
    ];
    assert_eq!(lines(&client, methods).await, expected);
    let several = "SELECT (count(*) > 3)::text FROM activities WHERE share_count > 1";
    assert_eq!(lines(&client, several).await, ["true"]);
    // What was done stands on the day of its recording, and none of it is to come.
    let days = "SELECT DISTINCT (performed_on = (recorded_at AT TIME ZONE 'Europe/Prague')::date AND recorded_at <= now())::text FROM activities";
    assert_eq!(lines(&client, days).await, ["true"]);
    let inexact = "SELECT a.output FROM activities a JOIN activity_shares s ON (s.tenant_id, s.activity_id) = (a.tenant_id, a.id)
        GROUP BY a.tenant_id, a.id HAVING sum(s.minutes) <> a.minutes OR sum(s.saved_haler) <> a.saved_haler
          OR sum(s.brought_in_haler) <> a.brought_in_haler OR count(*) <> a.share_count";
    assert_eq!(lines(&client, inexact).await, Vec::<String>::new());

    // As a run that was killed before it had marked that all is there.
    client.batch_execute("DELETE FROM demo_personas").await.unwrap();
    server::demo::make(&db).await.unwrap();
    assert_eq!(lines(&client, all).await, made);

    for tenant in lines(&client, "SELECT id::text FROM tenants").await {
        let tenant = TenantId::from(tenant.parse::<uuid::Uuid>().unwrap());
        while stamp(&db, tenant).await.unwrap().events + keep_figures(&db, tenant).await.unwrap()
            > 0
        {}
    }
    let counted = "SELECT ((SELECT sum(activities) FROM rollup_daily) = count(*) AND (SELECT sum(saved_haler) FROM rollup_daily) = sum(saved_haler)
        AND (SELECT sum(minutes) FROM rollup_daily) = sum(minutes))::text FROM activities";
    assert_eq!(lines(&client, counted).await, ["true"]);
}
