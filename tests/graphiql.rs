//! `/graphiql` beside the demo: its examples, asked by the people they are for, and its page in a real browser.

mod browser;
mod examples;

use crate::house::database::{TestDatabase, fresh};
use domain::access::{Clock, Db, Settings};
use domain::kernel::ids::TenantId;
use domain::notifications::stamp;
use std::time::Duration;

/// The demo in a database of its own.
async fn demo() -> (TestDatabase, Db) {
    let database = fresh();
    let settings = Settings::new(database.url(), 4, Duration::from_secs(60));
    let db = Db::connect(&settings, Clock::system()).unwrap();
    server::demo::make(&db).await.unwrap();
    (database, db)
}

/// Until all that happened in a tenant has its place, as the worker does it.
async fn keep_in_order(db: &Db, tenant: TenantId) {
    while stamp(db, tenant).await.unwrap().events > 0 {}
}
