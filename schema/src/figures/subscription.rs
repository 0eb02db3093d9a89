//! How centres do, as it changes.

use super::centre::HealthReason;
use super::inputs::{Health, period};
use crate::asked::{caller, language};
use crate::fail::fail;
use crate::tenancy::{Tenant, tenants_by_ids};
use crate::turn::turn;
use async_graphql::{Context, Result, SimpleObject, Subscription};
use domain::monitoring::{self, CentreFigures, Wanted};
use futures_util::{Stream, stream};
use std::time::Duration;

/// No event tells that a day has passed, or how a tenant does: somebody looks again after so long.
const EVERY: Duration = Duration::from_secs(5);

/// How a centre does now.
#[derive(SimpleObject)]
pub(super) struct CentreHealth {
    /// The tenant.
    tenant: Option<Tenant>,
    /// The association's name.
    name: String,
    /// How it does.
    health: Health,
    /// Why, the worst first; empty when it is green.
    reasons: Vec<HealthReason>,
}

#[derive(Default)]
pub(crate) struct FigureSubscription;

#[Subscription]
impl FigureSubscription {
    /// Tells each centre whose health isn't what it was at the last look, from now on. For the nation; to a region's coordinator
    /// those of the region. A look is taken every 5 seconds: what changes and changes back in between isn't told.
    async fn centre_health_changed(
        &self,
        ctx: &Context<'_>,
    ) -> Result<impl Stream<Item = CentreHealth> + use<>> {
        let turn = turn(ctx)?;
        let from = turn.from(ctx, None)?;
        let read =
            monitoring::national_overview(caller(ctx)?, period(ctx, None)?, Wanted::default());
        let overview = read.await.map_err(|error| fail(ctx, &error))?;
        let centres = overview.every_centre();
        let changed = turn.memory().with(|kept| changed(kept.as_ref(), centres));
        let mut told = None;
        if let Some(centre) = changed {
            // Looked up before it is remembered: a turn that fails is taken again.
            let asked = ctx.look_ahead().field("tenant");
            let asked = if asked.exists() { vec![asked] } else { Vec::new() };
            let tenant = tenants_by_ids(ctx, &[centre.tenant], asked).await?.remove(&centre.tenant);
            let (language, reasons) = (language(ctx), &centre.reasons);
            told = Some(CentreHealth {
                tenant,
                name: centre.name.clone(),
                health: centre.health.into(),
                reasons: reasons.iter().map(|told| HealthReason::of(told, language)).collect(),
            });
        }
        turn.memory().with(|kept| remember(kept, changed, centres));
        turn.look_again(if told.is_some() { Duration::ZERO } else { EVERY });
        turn.found(from, None);
        Ok(stream::iter(told))
    }
}

/// The first centre that doesn't do as it did; at the first look none.
fn changed<'a>(
    kept: Option<&crate::turn::Healths>,
    centres: &'a [CentreFigures],
) -> Option<&'a CentreFigures> {
    let kept = kept?;
    centres.iter().find(|centre| kept.get(&centre.tenant) != Some(&centre.health))
}

/// At the first look all, then the one that is told: the others have their turns.
fn remember(
    kept: &mut Option<crate::turn::Healths>,
    told: Option<&CentreFigures>,
    centres: &[CentreFigures],
) {
    let of = |centre: &CentreFigures| (centre.tenant, centre.health);
    match kept {
        None => *kept = Some(centres.iter().map(of).collect()),
        Some(kept) => kept.extend(told.map(of)),
    }
}
