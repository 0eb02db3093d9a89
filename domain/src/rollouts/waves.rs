//! Who is in which wave: decided when a roll-out is planned, and never drawn again.

use super::rules::{NewRollout, NewWave, Who};
use crate::directory::AssociationKind;
use crate::kernel::error::{Error, Result, code};
use crate::kernel::ids::{CentreModelVersionId, TenantId};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;

/// A tenant that may be brought to a version.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) tenant: TenantId,
    pub(super) region_code: Option<String>,
    pub(super) kind: AssociationKind,
    pub(super) labels: BTreeSet<String>,
    pub(super) version: Option<CentreModelVersionId>,
}

/// The tenants of each wave, in the order of candidates. One that several waves would take is in the first of them.
///
/// # Errors
/// [`Error::Invalid`]: a wave that nobody is in, or a listed tenant that isn't among the candidates.
pub(super) fn drawn(new: &NewRollout, candidates: &[Candidate]) -> Result<Vec<Vec<TenantId>>> {
    let is_eligible = |candidate: &&Candidate| {
        candidate.version != Some(new.to)
            && new.from.is_none_or(|from| candidate.version == Some(from))
    };
    let eligible: Vec<&Candidate> = candidates.iter().filter(is_eligible).collect();
    let mut taken = HashSet::new();
    let mut waves = Vec::new();
    for wave in &new.waves {
        let members = of_wave(wave, new.to, &eligible, &taken)?;
        if members.is_empty() {
            return Err(Error::invalid(&["input", "waves"], code::REQUIRED));
        }
        taken.extend(members.iter().copied());
        waves.push(members);
    }
    Ok(waves)
}

fn of_wave(
    wave: &NewWave,
    to: CentreModelVersionId,
    eligible: &[&Candidate],
    taken: &HashSet<TenantId>,
) -> Result<Vec<TenantId>> {
    let free = || eligible.iter().filter(|candidate| !taken.contains(&candidate.tenant));
    let those = |is_in: &dyn Fn(&Candidate) -> bool| {
        free().filter(|candidate| is_in(candidate)).map(|candidate| candidate.tenant).collect()
    };
    Ok(match &wave.who {
        Who::Tenants(listed) => {
            let is_known = |id: &TenantId| eligible.iter().any(|known| known.tenant == *id);
            if !listed.iter().all(is_known) {
                let path = &["input", "waves", "tenantIds"];
                return Err(Error::invalid(path, NOT_ELIGIBLE));
            }
            those(&|candidate| listed.contains(&candidate.tenant))
        }
        Who::Label(label) => those(&|candidate| candidate.labels.contains(label)),
        Who::Region(code) => those(&|candidate| candidate.region_code.as_ref() == Some(code)),
        Who::Kind(kind) => those(&|candidate| candidate.kind == *kind),
        Who::Percent(percent) => {
            let share = usize::try_from(*percent).unwrap_or(0) * eligible.len();
            let mut by_lot: Vec<TenantId> = free().map(|candidate| candidate.tenant).collect();
            by_lot.sort_by_cached_key(|tenant| lot(to, *tenant));
            by_lot.truncate(share.div_ceil(100));
            by_lot
        }
    })
}

/// A listed tenant isn't one that this roll-out may bring to its version.
const NOT_ELIGIBLE: &str = "NOT_ELIGIBLE";

/// Where a tenant stands in the order by lot of a version: the same each time, and another for each version.
fn lot(to: CentreModelVersionId, tenant: TenantId) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(Uuid::from(to).as_bytes());
    hash.update(Uuid::from(tenant).as_bytes());
    hash.finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use super::super::gates::Gates;
    use super::*;

    fn id<T: From<Uuid>>(number: u128) -> T {
        T::from(Uuid::from_u128(number))
    }

    fn candidates(count: u128) -> Vec<Candidate> {
        let candidate = |number| Candidate {
            tenant: id(number),
            region_code: Some(if number % 2 == 0 { "CZ080" } else { "CZ031" }.to_owned()),
            kind: AssociationKind::Ordinary,
            labels: BTreeSet::from([if number < 3 { "PILOT" } else { "REST" }.to_owned()]),
            version: None,
        };
        (10..10 + count).map(candidate).collect()
    }

    fn rollout(waves: Vec<Who>) -> NewRollout {
        let wave = |who| NewWave { name: "Vlna".to_owned(), who };
        NewRollout {
            name: "Zavedení".to_owned(),
            from: None,
            to: id(1),
            soak_minutes: 0,
            gates: Gates::default(),
            waves: waves.into_iter().map(wave).collect(),
        }
    }

    #[test]
    fn nobody_is_in_two_waves_and_the_same_are_drawn_each_time() {
        let all = candidates(21);
        let new = rollout(vec![
            Who::Tenants(vec![id(12)]),
            Who::Percent(10),
            Who::Region("CZ080".into()),
            Who::Percent(100),
        ]);
        let waves = drawn(&new, &all).unwrap();
        assert_eq!(waves, drawn(&new, &all).unwrap());
        assert_eq!(waves[0], [id(12)]);
        // Ten of a hundred of 21, rounded up.
        assert_eq!(waves[1].len(), 3);
        let mut everybody: Vec<TenantId> = waves.into_iter().flatten().collect();
        everybody.sort();
        assert_eq!(everybody, all.iter().map(|one| one.tenant).collect::<Vec<_>>());
    }

    #[test]
    fn who_is_on_the_version_or_on_another_than_asked_for_isn_t_brought_there() {
        let mut all = candidates(3);
        all[0].version = Some(id(1));
        all[1].version = Some(id(2));
        let mut new = rollout(vec![Who::Percent(100)]);
        assert_eq!(drawn(&new, &all).unwrap()[0].len(), 2);
        new.from = Some(id(2));
        assert_eq!(drawn(&new, &all).unwrap(), [[id(11)]]);
        new.waves[0].who = Who::Tenants(vec![id(12)]);
        let Err(Error::Invalid(fields)) = drawn(&new, &all) else { panic!("it was drawn") };
        assert_eq!(fields[0].code, NOT_ELIGIBLE);
        new.waves[0].who = Who::Label("NOBODY".into());
        assert!(matches!(drawn(&new, &all), Err(Error::Invalid(_))));
    }
}
