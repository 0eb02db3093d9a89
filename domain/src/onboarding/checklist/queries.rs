//! What one sees of onboardings.

use super::rules::{Onboarding, Step, StepKey};
use super::store;
use crate::access::{Caller, Permission};
use crate::kernel::error::Result;
use crate::kernel::ids::TenantId;
use std::collections::HashMap;

/// The checklists of some tenants: to a tenant's people the own one, to the nation those of its regions. A tenant that had
/// come further before there were checklists has none, and so has the nation.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadOnboarding`.
pub async fn of_tenants(
    caller: &Caller,
    ids: &[TenantId],
) -> Result<HashMap<TenantId, Onboarding>> {
    let steps = caller
        .read(Permission::ReadOnboarding, async |tx| store::of_tenants(tx, ids).await)
        .await?;
    let mut lists: HashMap<TenantId, Onboarding> = HashMap::new();
    for step in steps {
        let list = lists.entry(step.tenant).or_insert_with(|| Onboarding { steps: Vec::new() });
        list.steps.push(step);
    }
    Ok(lists)
}

/// One step; `None`: there is none, or it isn't the caller's to see.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadOnboarding`.
pub async fn step(caller: &Caller, key: &StepKey) -> Result<Option<Step>> {
    caller.read(Permission::ReadOnboarding, async |tx| tx.closing(store::step(tx, key)).await).await
}
