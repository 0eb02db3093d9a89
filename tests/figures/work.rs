//! Events of work, written past the slice that records it.

use domain::access::{Clock, Db, Event, Fact, Job, Permission, Subject, act_as_system};
use domain::kernel::ids::{ActivityId, TenantId};

/// What an event of work says of it, as it is or as it was.
pub(super) fn work(
    of: &str,
    area: &'static str,
    day: &str,
    numbers: &[(&str, i64)],
) -> Vec<(&'static str, Fact)> {
    let name = |name: &str| -> &'static str { format!("{of}{name}").leak() };
    let mut facts = vec![
        (name("area"), Fact::Word(area)),
        (name("secrecy"), Fact::Word("OPEN")),
        (name("performed_on"), Fact::Day(day.parse().unwrap())),
    ];
    facts.extend(numbers.iter().map(|(what, number)| (name(what), Fact::Number(*number))));
    facts
}

/// Leaves such an event, as the tenant's own staff would.
pub(super) async fn record_work(
    db: &Db,
    tenant: TenantId,
    kind: &'static str,
    facts: Vec<(&'static str, Fact)>,
) {
    let db = db.at(Clock::starting_at("2026-03-11T08:00:00Z".parse().unwrap()));
    act_as_system(&db, tenant, Job::Demo)
        .write_as_job(Permission::AppointPeople, async |tx| {
            let subject = Subject::id(tx.new_id::<ActivityId>());
            tx.record(Event::of_tenant(kind, subject, facts));
            Ok(())
        })
        .await
        .unwrap();
}
