//! How much work each centre has: much in a few, little in most.

use super::Scale;
use crate::kernel::money::split;

/// The largest centre has so many of a hundred requests, where there are enough others for the rest.
const LARGEST_OF_A_HUNDRED: u32 = 5;
/// As many centres as can share the rest so that none has more.
const ENOUGH_CENTRES: u32 = 200;

/// Requests and activities of each centre, the largest first. They add up exactly.
pub(super) fn shared_out(scale: Scale) -> Vec<(u32, u32)> {
    let weights = weights(scale.tenants);
    let of = |total: u32| {
        let parts = if scale.tenants < ENOUGH_CENTRES {
            split(total.into(), &weights)
        } else {
            let first = i64::from(total) * i64::from(LARGEST_OF_A_HUNDRED) / 100;
            let rest = weights.get(1..).unwrap_or_default();
            std::iter::once(first).chain(split(i64::from(total) - first, rest)).collect()
        };
        parts.into_iter().map(|part| u32::try_from(part).unwrap_or(0)).collect::<Vec<u32>>()
    };
    of(scale.requests).into_iter().zip(of(scale.activities)).collect()
}

/// By rank, as such things are spread: the second a bit less than the first, the last next to nothing.
fn weights(tenants: u32) -> Vec<i64> {
    (0..tenants).map(|rank| 1_000_000_000 / (4 + i64::from(rank))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(tenants: u32, requests: u32, activities: u32) -> Scale {
        Scale { tenants, requests, activities, seed: 1, until: "2026-10-31".parse().unwrap() }
    }

    #[test]
    fn the_largest_of_700_has_one_in_twenty_and_all_together_have_all() {
        let sizes = shared_out(scale(700, 1_000_000, 2_000_000));
        assert_eq!(sizes.len(), 700);
        assert_eq!(sizes[0], (50_000, 100_000));
        assert!(
            sizes.is_sorted_by(|one, next| one >= next),
            "each has at most what the one before has"
        );
        assert!(sizes[699].0 > 100);
        let total = sizes.iter().fold((0, 0), |sum, size| (sum.0 + size.0, sum.1 + size.1));
        assert_eq!(total, (1_000_000, 2_000_000));
    }

    #[test]
    fn a_few_centres_share_it_all() {
        let sizes = shared_out(scale(7, 1_000, 2_000));
        assert_eq!(sizes.iter().map(|size| size.0).sum::<u32>(), 1_000);
        assert!(sizes.is_sorted_by(|one, next| one >= next));
    }
}
