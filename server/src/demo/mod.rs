//! The demo: four real associations with their real members, and invented people with invented requests and invented work.
//!
//! The municipalities and associations are public facts; every person and every request is made up, which their names say.
//! It is made through the same doors that people use, with the clock of the day on which a thing is said to have happened.
//! Made once: a run that was killed is taken up where it ended, for the mark is written last.

mod activities;
mod people;
mod persona;
mod register;
mod requests;
mod stories;
mod work;

pub use persona::Persona;

use domain::access::{Clock, Db, demo_persona};
use domain::kernel::working_days::day_in_prague;

/// How many days the demo's story goes back.
const STORY_DAYS: i64 = 60;

/// Makes the demo where there is none, unless somebody uses the database: invented people don't belong beside real ones.
///
/// # Errors
/// Those of the domain.
pub async fn make(db: &Db) -> anyhow::Result<()> {
    // The last persona marks that all is there.
    if demo_persona(db, Persona::LAST.name()).await?.is_some() {
        return Ok(());
    }
    if people::others_live_here(db).await? {
        tracing::warn!(
            "no demo is made: the database has tenants or municipalities that aren't the demo's"
        );
        return Ok(());
    }
    let now = db.clock().now();
    tracing::info!(day = %day_in_prague(now), "the demo is being made");
    let beginning = db.at(Clock::starting_at(now - chrono::Duration::days(STORY_DAYS)));
    register::import(&beginning).await?;
    let coordinator = people::coordinator(&beginning).await?;
    people::onboard_all(&beginning, &coordinator).await?;
    people::appoint_all(&beginning).await?;
    requests::tell(db, now).await?;
    activities::tell(db, now).await?;
    people::mark(&beginning).await?;
    Ok(())
}

/// Lets the nation's issuer sign the personas in: under the name of their part as its subject. Nothing happens where there is
/// no demo.
///
/// # Errors
/// Those of the domain.
pub async fn link(db: &Db, issuer: &str) -> anyhow::Result<()> {
    let names: Vec<&str> = Persona::ALL.iter().map(|persona| persona.name()).collect();
    Ok(domain::identity::demo::link_personas(db, &names, issuer).await?)
}
