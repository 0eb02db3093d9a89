//! The demo and a provider: its personas sign in by it, and the world never does.

use super::browser::Browser;
use super::provider::Provider;
use super::{BY_THE_NATION, tenants};
use crate::house::database;
use crate::house::program::centrum;
use crate::house::{House, on_the_house};
use domain::access::{Job, act_as_system};
use domain::identity::demo::mark;
use domain::kernel::ids::TenantId;

#[tokio::test]
async fn a_demo_s_persona_signs_in_by_the_provider_under_the_name_of_its_part() {
    let provider = Provider::shared().await;
    // The database goes with the house that made it.
    let fresh = House::fresh().await;
    let house = fresh.vouched_for(provider.of_the_nation());
    let (db, issuer) = (house.db().clone(), provider.issuer.clone());
    on_the_house(async move {
        let job = act_as_system(&db, TenantId::NATION, Job::Demo);
        mark(&job, "coordinator", "coordinator@nation.invalid").await.unwrap();
        // Whoever starts it again links them again, and nothing changes.
        for _ in 0..2 {
            server::demo::link(&db, &issuer).await.unwrap();
        }
    })
    .await;
    let mut browser = Browser::new(&house);
    let page = browser.signs_in(BY_THE_NATION, "coordinator").await;
    assert_eq!(page.status, 303, "{}", page.text);
    assert_eq!(tenants(&browser.client()).await, ["nation"]);
    // Who is no persona of it is nobody.
    assert_eq!(Browser::new(&house).signs_in(BY_THE_NATION, "approver").await.status, 403);
}

#[tokio::test]
async fn a_demo_isn_t_served_to_the_world() {
    let database = database::fresh();
    let mark = "INSERT INTO people SELECT gen_random_uuid(), 'a@demo.invalid';
        INSERT INTO demo_personas SELECT 'clerk', id, nation_id() FROM people";
    database.superuser().await.batch_execute(mark).await.unwrap();
    for (command, url) in [("serve", "https://centrum.example.cz"), ("up", "https://10.0.0.1")] {
        let arguments: &[&str] = if command == "up" { &["up", "--no-demo"] } else { &["serve"] };
        let ended = centrum(arguments)
            .env("CENTRUM_DATABASE_URL", database.url())
            .env("CENTRUM_HTTP_PORT", "0")
            .env("CENTRUM_PUBLIC_URL", url)
            .output()
            .expect("the program starts");
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(!ended.status.success(), "{command} serves it: {said}");
        assert!(said.contains("this database holds the demo") && said.contains(url), "{said}");
    }
}
