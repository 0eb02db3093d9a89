//! What a plan says: for each tenant what would change, and a hash by which what is started is what was read.

use super::rules::NewRollout;
use crate::access::WriteTx;
use crate::configuration::model::upgrade::{self, Standing};
use crate::configuration::model::{Content, Line, merge};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{CentreModelVersionId, TenantId};
use crate::requests;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// What is planned for one tenant.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    pub(super) tenant: TenantId,
    /// On which version it is.
    pub(super) from: Option<CentreModelVersionId>,
    /// What changes for it.
    pub(super) lines: Vec<Line>,
    /// Of all of that.
    pub(super) sha256: Vec<u8>,
}

impl Planned {
    pub(super) fn conflicts(&self) -> i32 {
        let conflicts = self.lines.iter().filter(|line| line.is_conflict()).count();
        i32::try_from(conflicts).unwrap_or(i32::MAX)
    }
}

/// Versions and the national catalogue, as a plan reads them.
pub(super) struct Ground {
    to: Content,
    from: HashMap<CentreModelVersionId, Content>,
    pub(super) national: BTreeMap<String, i32>,
    none: Content,
}

impl Ground {
    /// # Errors
    /// [`Error::NotFound`] for a version that isn't published.
    pub(super) async fn read(
        tx: &WriteTx,
        to: CentreModelVersionId,
        from: impl IntoIterator<Item = CentreModelVersionId>,
    ) -> Result<Self> {
        let mut ids: Vec<CentreModelVersionId> = from.into_iter().chain([to]).collect();
        ids.sort_unstable();
        ids.dedup();
        let national = upgrade::national_closings(tx).await?;
        let mut from = upgrade::contents(tx, &ids).await?;
        let unknown = || Error::NotFound(Kind::CentreModelVersion);
        let to = from.get(&to).cloned().ok_or_else(unknown)?;
        from.shrink_to_fit();
        Ok(Self { to, from, national, none: Content::default() })
    }

    /// What a version says; of none nothing.
    pub(super) fn base(&self, version: Option<CentreModelVersionId>) -> &Content {
        version.and_then(|id| self.from.get(&id)).unwrap_or(&self.none)
    }

    /// What the new one says.
    pub(super) fn theirs(&self) -> &Content {
        &self.to
    }

    /// The services that it takes from everybody.
    pub(super) fn withdrawn(&self) -> Vec<String> {
        let services = self.to.services.iter();
        services.filter(|(_, said)| said.is_withdrawn).map(|(code, _)| code.clone()).collect()
    }

    /// What changes for a tenant that stands there.
    ///
    /// # Errors
    /// [`Error::Internal`]: a value that JSON can't write.
    pub(super) fn planned(&self, tenant: TenantId, standing: &Standing) -> Result<Planned> {
        let (from, base) = (standing.version, self.base(standing.version));
        let lines = merge(&self.national, (base, &self.to), &standing.ours);
        let sha256 = hash_of(from, &lines)?;
        Ok(Planned { tenant, from, lines, sha256 })
    }
}

fn hash_of(from: Option<CentreModelVersionId>, lines: &[Line]) -> Result<Vec<u8>> {
    let text = serde_json::to_vec(lines).map_err(|error| Error::Internal(error.into()))?;
    let mut hash = Sha256::new();
    hash.update(from.map_or(Uuid::nil(), Uuid::from).as_bytes());
    hash.update(text);
    Ok(hash.finalize().to_vec())
}

/// Of the whole plan: of what is rolled out, by which rules, to whom in which wave, and what changes for each.
///
/// # Errors
/// [`Error::Internal`], as above.
pub(super) fn hash_of_plan(new: &NewRollout, waves: &[Vec<Planned>]) -> Result<Vec<u8>> {
    let mut hash = Sha256::new();
    hash.update(Uuid::from(new.to).as_bytes());
    hash.update(new.soak_minutes.to_be_bytes());
    hash.update(serde_json::to_vec(&new.gates).map_err(|error| Error::Internal(error.into()))?);
    for (number, members) in (1_u32..).zip(waves) {
        for planned in members {
            hash.update(number.to_be_bytes());
            hash.update(Uuid::from(planned.tenant).as_bytes());
            hash.update(&planned.sha256);
        }
    }
    Ok(hash.finalize().to_vec())
}

/// What would change for each tenant of each wave. It is read and not written: tenants are asked one by one only where the
/// version withdraws services, for whether they have open requests under them.
///
/// # Errors
/// As [`Ground::read`].
pub(super) async fn plan(
    tx: &mut WriteTx,
    to: CentreModelVersionId,
    waves: &[Vec<TenantId>],
) -> Result<Vec<Vec<Planned>>> {
    let everybody: Vec<TenantId> = waves.iter().flatten().copied().collect();
    let mut standings = upgrade::standings(tx, &everybody).await?;
    let versions: BTreeSet<_> = standings.values().filter_map(|one| one.version).collect();
    let ground = Ground::read(tx, to, versions).await?;
    let withdrawn = ground.withdrawn();
    let mut planned = Vec::new();
    for wave in waves {
        let mut members = Vec::new();
        for tenant in wave {
            let mut standing = standings.remove(tenant).unwrap_or_default();
            if !withdrawn.is_empty() {
                let in_use =
                    tx.within(*tenant, async |tx| requests::services_in_use(tx, &withdrawn).await);
                standing.ours.in_use = in_use.await?.into_iter().collect();
            }
            members.push(ground.planned(*tenant, &standing)?);
        }
        planned.push(members);
    }
    Ok(planned)
}

/// Where the tenant one is in stands, and what would change for it now.
///
/// # Errors
/// As [`Ground::read`].
pub(super) async fn plan_here(tx: &WriteTx, ground: &Ground) -> Result<(Standing, Planned)> {
    let mut standing = upgrade::standing(tx).await?;
    let withdrawn = ground.withdrawn();
    if !withdrawn.is_empty() {
        standing.ours.in_use =
            requests::services_in_use(tx, &withdrawn).await?.into_iter().collect();
    }
    let planned = ground.planned(tx.tenant()?, &standing)?;
    Ok((standing, planned))
}
