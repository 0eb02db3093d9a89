//! What one sees of versions: the nation all of them, a tenant's people those that were published.

use super::super::{Change, Content, Flaw, diff as differing, flaws};
use super::rules::{ModelVersion, VersionFilter, between, listed};
use super::store;
use crate::access::{Caller, Permission, ReadTx};
use crate::catalogue;
use crate::kernel::error::Result;
use crate::kernel::ids::CentreModelVersionId;
use crate::kernel::page::{Direction, Page, PageArgs};
use std::collections::{BTreeSet, HashMap};

/// Versions by pages: what isn't published yet first, then the newest. There are some tens in a life, so pages are cut in
/// memory, and only those of the page are read whole.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadCentreModels`.
pub async fn versions(
    caller: &Caller,
    filter: &VersionFilter,
    page: &PageArgs,
) -> Result<Page<ModelVersion>> {
    caller
        .read(Permission::ReadCentreModels, async |tx| {
            let list = listed(store::places(tx).await?, filter);
            let total = i64::try_from(list.len()).ok();
            let inside = between(&list, page.after.as_ref(), page.before.as_ref()).into_iter();
            let most = usize::try_from(page.rows()).unwrap_or(usize::MAX);
            let ids = inside.map(|place| place.id);
            let ids: Vec<CentreModelVersionId> = match page.direction {
                Direction::Forward => ids.take(most).collect(),
                Direction::Backward => ids.rev().take(most).collect(),
            };
            let found = store::by_ids(tx, &ids).await?;
            let mut by_id: HashMap<_, _> =
                found.into_iter().map(|version| (version.id, version)).collect();
            let rows = ids.iter().filter_map(|id| by_id.remove(id)).collect();
            Ok(page.page(rows, total))
        })
        .await
}

/// Versions by their ids, those that the caller may see.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadCentreModels`.
pub async fn by_ids(caller: &Caller, ids: &[CentreModelVersionId]) -> Result<Vec<ModelVersion>> {
    caller.read(Permission::ReadCentreModels, async |tx| store::by_ids(tx, ids).await).await
}

/// Each change from a version to another one; `None`: there is no such version, or the caller may not see it.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadCentreModels`.
pub async fn diff(
    caller: &Caller,
    from: CentreModelVersionId,
    to: &Content,
) -> Result<Option<Vec<Change>>> {
    let from = by_ids(caller, &[from]).await?.pop();
    from.map(|from| differing(&from.content, to)).transpose()
}

/// What some contents say that no tenant could be held to, in the order of the contents.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadCentreModels`.
pub async fn flaws_of(caller: &Caller, contents: &[&Content]) -> Result<Vec<Vec<Flaw>>> {
    let services = caller.read(Permission::ReadCentreModels, async |tx| codes(tx).await).await?;
    Ok(contents.iter().map(|content| flaws(content, &services)).collect())
}

/// The codes of the national catalogue.
pub(super) async fn codes(tx: &ReadTx) -> Result<BTreeSet<String>> {
    let services = catalogue::services_in(tx).await?;
    Ok(services.into_iter().map(|service| service.code).collect())
}
