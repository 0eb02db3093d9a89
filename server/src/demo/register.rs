//! The demo's part of the public register, read in by the same importers as the real files.

use domain::access::{Db, Job, act_as_system};
use domain::kernel::ids::TenantId;
use domain::{catalogue, directory};

const MUNICIPALITIES: &[u8] = include_bytes!("register/municipalities.csv");
const ASSOCIATIONS: &[u8] = include_bytes!("register/associations.csv");
const MEMBERSHIPS: &[u8] = include_bytes!("register/memberships.csv");

/// How many municipalities the demo has.
pub(super) const MUNICIPALITY_COUNT: i64 = 46;

pub(super) async fn import(db: &Db) -> anyhow::Result<()> {
    let caller = act_as_system(db, TenantId::NATION, Job::Import);
    let options = directory::Options::default();
    directory::import_municipalities(&caller, MUNICIPALITIES, &options).await?;
    directory::import_associations(&caller, ASSOCIATIONS, &options).await?;
    directory::import_memberships(&caller, MEMBERSHIPS, &options).await?;
    catalogue::publish(&caller).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_municipalities_are_as_many_as_we_say() {
        let lines = std::str::from_utf8(MUNICIPALITIES).unwrap().lines().count();
        assert_eq!(i64::try_from(lines - 1).unwrap(), MUNICIPALITY_COUNT);
    }
}
