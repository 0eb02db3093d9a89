//! Making the nation, all of it or nothing.

use super::rules::{Centre, Nation, Scale};
use super::store;
use crate::access::{
    Bulk, BulkError, Db, Job, Permission, act_as_system, sheet_of_events, sheet_of_news,
    sheet_of_positions,
};
use crate::kernel::error::Error;
use crate::kernel::ids::TenantId;
use crate::{benefits, catalogue};

/// What was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Simulated {
    /// How many centres.
    pub tenants: usize,
    /// Municipalities of the register.
    pub municipalities: usize,
    /// Requests.
    pub requests: usize,
    /// Comments on them.
    pub comments: usize,
    /// Activities.
    pub activities: usize,
    /// Shares of them.
    pub shares: usize,
    /// Events of the centres, each with its position.
    pub events: usize,
}

/// Why no nation was made. Then the database is as it was.
#[derive(Debug, thiserror::Error)]
pub enum SimulationError {
    /// The database can't be filled.
    #[error(transparent)]
    Bulk(#[from] BulkError),
    /// The nation can't be made up.
    #[error(transparent)]
    Domain(#[from] Error),
}

/// Makes up a nation in a database that nobody has used. `told` hears of each centre that is done.
///
/// Figures aren't made: they are counted from the events afterwards, as ever.
///
/// # Errors
/// [`SimulationError`].
pub async fn simulate(
    db: &Db,
    admin_url: &str,
    scale: Scale,
    mut told: impl FnMut(&Simulated),
) -> Result<Simulated, SimulationError> {
    let nation = made_up(db, scale).await?;
    let mut bulk = Bulk::begin(admin_url).await?;
    bulk.set_keys_aside().await?;
    let centres: Vec<Centre> = nation.centres().collect();
    let (coordinator, grant, own) = nation.its_own();
    let mut sheets = store::register(&nation.register);
    sheets.extend(store::people(&nation, &centres, (&coordinator, &grant)));
    sheets.extend([sheet_of_events(&own), sheet_of_news(&own)]);
    for sheet in sheets {
        bulk.copy(sheet).await?;
    }
    let municipalities = nation.register.municipalities.len();
    let mut done = Simulated { municipalities, ..Simulated::default() };
    for centre in &centres {
        let (work, trail) = nation.work_of(centre)?;
        let events = trail.placed(centre.tenant, scale.seed);
        for sheet in store::work(centre.tenant, &work) {
            bulk.copy(sheet).await?;
        }
        for sheet in store::terms(centre.tenant, &work) {
            bulk.copy(sheet).await?;
        }
        bulk.copy(sheet_of_events(&events)).await?;
        bulk.copy(sheet_of_positions(&events)).await?;
        done = Simulated {
            tenants: done.tenants + 1,
            municipalities,
            requests: done.requests + work.requests.len(),
            comments: done.comments + work.comments.len(),
            activities: done.activities + work.activities.len(),
            shares: done.shares
                + work.activities.iter().map(|(_, shares)| shares.len()).sum::<usize>(),
            events: done.events + events.len(),
        };
        told(&done);
    }
    bulk.finish().await?;
    Ok(done)
}

/// From the catalogue and the rates that are in force.
async fn made_up(db: &Db, scale: Scale) -> Result<Nation, Error> {
    let (services, rates) = act_as_system(db, TenantId::NATION, Job::Simulation)
        .read(Permission::ReadRegister, async |tx| {
            let rates = benefits::rates_on(tx, scale.until).await?;
            Ok((catalogue::services_in(tx).await?, rates))
        })
        .await?;
    if services.is_empty() {
        return Err(Error::broken("there is no service yet under which anything could be asked"));
    }
    Nation::of(scale, services, rates)
}
