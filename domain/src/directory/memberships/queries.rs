//! Who belongs to what.
//!
//! What a list's children need is asked for all its items at once; there is no question per item.

use super::store::{self, Of};
use crate::access::{Caller, Permission, ReadTx};
use crate::directory::associations::store::associations;
use crate::directory::rules::{
    Association, Membership, MembershipRecord, Municipality, MunicipalityCode,
};
use crate::directory::store::municipalities;
use crate::kernel::error::Result;
use crate::kernel::ids::{AssociationId, MembershipId};
use crate::kernel::page::{Page, PageArgs};
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

/// Who belongs to associations on a day: a page for each, in Czech order of the municipalities' names. The cursor of an
/// item is its municipality's.
///
/// # Errors
/// Those of [`Caller::read`].
pub async fn members_of(
    caller: &Caller,
    associations: &[AssociationId],
    on: NaiveDate,
    page: &PageArgs,
    count: bool,
) -> Result<HashMap<AssociationId, Page<Membership>>> {
    caller
        .read(Permission::ReadRegister, async |tx| {
            let associations = unique(associations);
            let (records, mut totals) = futures_util::try_join!(
                store::memberships_on(tx, Of::Associations(&associations), on, page),
                store::count_members(tx, &associations, on, count),
            )?;
            let both = both_of(tx, &records).await?;
            let mut pages = grouped(&records, |record| record.association);
            Ok(associations
                .into_iter()
                .map(|id| {
                    let total = count.then(|| totals.remove(&id).unwrap_or(0));
                    let records = pages.remove(&id).unwrap_or_default();
                    (id, page.page(both.memberships(&records), total))
                })
                .collect())
        })
        .await
}

/// To what municipalities belong on a day: a page for each, in Czech order of the associations' names. The cursor of an
/// item is its association's.
///
/// # Errors
/// Those of [`Caller::read`].
pub async fn memberships_of(
    caller: &Caller,
    municipalities: &[MunicipalityCode],
    on: NaiveDate,
    page: &PageArgs,
    count: bool,
) -> Result<HashMap<MunicipalityCode, Page<Membership>>> {
    caller
        .read(Permission::ReadRegister, async |tx| {
            let municipalities = unique(municipalities);
            let (records, mut totals) = futures_util::try_join!(
                store::memberships_on(tx, Of::Municipalities(&municipalities), on, page),
                store::count_memberships(tx, &municipalities, on, count),
            )?;
            let both = both_of(tx, &records).await?;
            let mut pages = grouped(&records, |record| record.municipality);
            Ok(municipalities
                .into_iter()
                .map(|code| {
                    let total = count.then(|| totals.remove(&code).unwrap_or(0));
                    let records = pages.remove(&code).unwrap_or_default();
                    (code, page.page(both.memberships(&records), total))
                })
                .collect())
        })
        .await
}

/// Memberships by their ids; what there isn't is left out.
///
/// # Errors
/// Those of [`Caller::read`].
pub async fn memberships_by_ids(
    caller: &Caller,
    ids: &[MembershipId],
) -> Result<HashMap<MembershipId, Membership>> {
    caller.read(Permission::ReadRegister, async |tx| memberships_in(tx, ids).await).await
}

/// As [`memberships_by_ids`], inside another slice's transaction.
///
/// # Errors
/// Those of the database.
pub async fn memberships_in(
    tx: &ReadTx,
    ids: &[MembershipId],
) -> Result<HashMap<MembershipId, Membership>> {
    let records = store::memberships(tx, ids).await?;
    let both = both_of(tx, &records).await?;
    let memberships = both.memberships(&records.iter().collect::<Vec<_>>());
    Ok(memberships.into_iter().map(|membership| (membership.id, membership)).collect())
}

/// All memberships that an association ever had, by id, inside another slice's transaction.
///
/// # Errors
/// Those of the database.
pub async fn membership_records_in(
    tx: &ReadTx,
    association: AssociationId,
) -> Result<Vec<MembershipRecord>> {
    store::memberships_ever(tx, association).await
}

/// The two sides of some memberships, each read once.
struct Both {
    associations: HashMap<AssociationId, Arc<Association>>,
    municipalities: HashMap<MunicipalityCode, Arc<Municipality>>,
}

async fn both_of(tx: &ReadTx, records: &[MembershipRecord]) -> Result<Both> {
    let ids: HashSet<_> = records.iter().map(|record| record.association).collect();
    let codes: HashSet<_> = records.iter().map(|record| record.municipality).collect();
    let (ids, codes) = (Vec::from_iter(ids), Vec::from_iter(codes));
    let (associations, municipalities) =
        futures_util::try_join!(associations(tx, &ids), municipalities(tx, &codes))?;
    Ok(Both { associations: shared(associations), municipalities: shared(municipalities) })
}

impl Both {
    fn memberships(&self, records: &[&MembershipRecord]) -> Vec<Membership> {
        let membership = |record: &&MembershipRecord| {
            Some(Membership {
                id: record.id,
                association: Arc::clone(self.associations.get(&record.association)?),
                municipality: Arc::clone(self.municipalities.get(&record.municipality)?),
                joined_on: record.joined_on,
                left_on: record.left_on,
            })
        };
        // Foreign keys and the one snapshot promise that both are there.
        records.iter().filter_map(membership).collect()
    }
}

fn shared<K: Eq + Hash, V>(things: HashMap<K, V>) -> HashMap<K, Arc<V>> {
    things.into_iter().map(|(key, thing)| (key, Arc::new(thing))).collect()
}

fn unique<K: Eq + Hash + Copy>(keys: &[K]) -> Vec<K> {
    keys.iter().copied().collect::<HashSet<_>>().into_iter().collect()
}

fn grouped<K: Eq + Hash>(
    records: &[MembershipRecord],
    key: impl Fn(&MembershipRecord) -> K,
) -> HashMap<K, Vec<&MembershipRecord>> {
    let mut groups: HashMap<K, Vec<_>> = HashMap::new();
    for record in records {
        groups.entry(key(record)).or_default().push(record);
    }
    groups
}
