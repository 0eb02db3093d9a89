//! Who is where: how far each tenant is from the versions that there are.

use super::gates::Figure;
use super::rules::TenantState;
use super::store::Place;
use crate::kernel::ids::{CentreModelVersionId, RolloutId, TenantId};
use crate::kernel::page::{Cursor, Direction, Page, PageArgs};
use chrono::{DateTime, Utc};

/// Where a tenant is.
#[derive(Debug, Clone)]
pub struct Drift {
    /// Which tenant.
    pub tenant: TenantId,
    /// By which name it is known in addresses.
    pub slug: String,
    /// Its association's.
    pub name: String,
    /// Where its seat is; `None`: nobody knows.
    pub region_code: Option<String>,
    /// On which version; `None`: on none.
    pub version: Option<CentreModelVersionId>,
    /// Since when.
    pub since: Option<DateTime<Utc>>,
    /// How many values of its own it has set: of settings, for memberships too, and of services.
    pub overrides: i64,
    /// The roll-out that is under way, if it takes part: in which wave, how far, and with how many conflicts.
    pub in_rollout: Option<(RolloutId, i32, TenantState, i32)>,
    /// Which figures of its wave are red.
    pub failing: Vec<Figure>,
}

/// Which tenants are asked for.
#[derive(Debug, Clone, Default)]
pub struct DriftFilter {
    /// On this version; `Some(None)`: on none.
    pub version: Option<Option<CentreModelVersionId>>,
    /// Of this region.
    pub region_code: Option<String>,
    /// In this state of the roll-out that is under way.
    pub state: Option<TenantState>,
    /// With values of their own, or without.
    pub has_overrides: Option<bool>,
    /// With conflicts that nobody has decided, or without.
    pub has_conflicts: Option<bool>,
}

/// The roll-out that is under way.
pub(super) struct Now {
    pub(super) rollout: RolloutId,
    pub(super) wave: i32,
    pub(super) failing: Vec<Figure>,
}

impl DriftFilter {
    fn takes(&self, place: &Place) -> bool {
        let conflicts = place.in_rollout.map_or(0, |(_, _, conflicts)| conflicts);
        let state = place.in_rollout.map(|(_, state, _)| state);
        self.version.is_none_or(|version| version == place.version)
            && self.region_code.as_ref().is_none_or(|code| Some(code) == place.region_code.as_ref())
            && self.state.is_none_or(|wanted| state == Some(wanted))
            && self.has_overrides.is_none_or(|has| has == (place.overrides > 0))
            && self.has_conflicts.is_none_or(|has| has == (conflicts > 0))
    }
}

/// A page of those that are asked for, in the order in which they were read: of names.
pub(super) fn filtered(
    mut places: Vec<Place>,
    now: Option<&Now>,
    filter: &DriftFilter,
    page: &PageArgs,
) -> Page<Drift> {
    places.retain(|place| filter.takes(place));
    let total = i64::try_from(places.len()).ok();
    // The place of a cursor is that of its tenant: names are ordered by the database's collation.
    let at = |cursor: &Cursor| places.iter().position(|place| place.slug == cursor.id);
    let from = page.after.as_ref().map_or(0, |after| at(after).map_or(places.len(), |at| at + 1));
    let to = page.before.as_ref().map_or(places.len(), |before| at(before).unwrap_or(0));
    let most = usize::try_from(page.rows()).unwrap_or(usize::MAX);
    let inside = places.drain(..to.max(from)).skip(from);
    let rows: Vec<Place> = match page.direction {
        Direction::Forward => inside.take(most).collect(),
        Direction::Backward => inside.rev().take(most).collect(),
    };
    page.page(rows.into_iter().map(|place| shown(place, now)).collect(), total)
}

fn shown(place: Place, now: Option<&Now>) -> Drift {
    let of_now = place.in_rollout.zip(now);
    let is_in_wave = |(wave, _, _): (i32, TenantState, i32), now: &Now| wave == now.wave;
    let failing = of_now.filter(|(own, now)| is_in_wave(*own, now));
    Drift {
        tenant: place.tenant,
        slug: place.slug,
        name: place.name,
        region_code: place.region_code,
        version: place.version,
        since: place.since,
        overrides: place.overrides,
        in_rollout: of_now
            .map(|((wave, state, conflicts), now)| (now.rollout, wave, state, conflicts)),
        failing: failing.map(|(_, now)| now.failing.clone()).unwrap_or_default(),
    }
}

impl Drift {
    /// Its place in a list by name.
    pub fn cursor(&self) -> Cursor {
        Cursor::new("", &self.slug)
    }
}
