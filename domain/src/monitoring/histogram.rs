//! How long something takes, counted so that months and centres can be added up: how many took at most so many hours, in
//! buckets that are the same everywhere. Pure. What is read out of it is at most 5 % off.

/// How many buckets there are; the table takes more.
const BUCKETS: usize = 120;

/// The longest that each bucket takes, in hours: hour by hour up to twenty, then each a tenth more, up to some twenty years.
/// Never change them: what is kept was counted by them, and would have to be counted anew.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, where a panic is an error")]
const LONGEST: [i64; BUCKETS] = {
    let mut longest = [1; BUCKETS];
    let mut bucket = 1;
    while bucket < BUCKETS {
        let before = longest[bucket - 1];
        let tenth_more = before * 11 / 10;
        longest[bucket] = if tenth_more > before { tenth_more } else { before + 1 };
        bucket += 1;
    }
    longest
};

/// How many took how long. It is as long as its last bucket that isn't empty.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Histogram(Vec<i32>);

impl Histogram {
    /// As it is kept.
    pub(super) fn kept(counts: Vec<i32>) -> Self {
        Self(counts)
    }

    /// How many there are in each bucket.
    pub(super) fn counts(&self) -> &[i32] {
        &self.0
    }

    /// Counts something that took so many hours. What takes longer than the last bucket counts there.
    pub(super) fn count(&mut self, hours: i64) {
        let bucket = LONGEST.partition_point(|longest| *longest < hours).min(BUCKETS - 1);
        if self.0.len() <= bucket {
            self.0.resize(bucket + 1, 0);
        }
        if let Some(count) = self.0.get_mut(bucket) {
            *count += 1;
        }
    }

    /// Adds another one.
    pub(super) fn add(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (count, more) in self.0.iter_mut().zip(&other.0) {
            *count = count.saturating_add(*more);
        }
    }

    /// Within how many hours so many of a thousand were done, about; `None`: there was nothing. The rank is rounded up, as
    /// `percentile_disc` of SQL does.
    pub(super) fn within(&self, permille: i64) -> Option<i64> {
        let total: i64 = self.0.iter().map(|count| i64::from(*count)).sum();
        let rank = (total * permille + 999) / 1_000;
        let mut seen = 0;
        let reached = self.0.iter().position(|count| {
            seen += i64::from(*count);
            seen >= rank && seen > 0
        });
        reached.and_then(middle)
    }
}

/// What stands for all that is in a bucket: the harmonic mean of its shortest and its longest, from which both are equally
/// far in proportion.
fn middle(bucket: usize) -> Option<i64> {
    let longest = *LONGEST.get(bucket)?;
    let before = bucket.checked_sub(1).and_then(|before| LONGEST.get(before));
    let shortest = before.map_or(longest, |before| before + 1);
    let sum = shortest + longest;
    Some((2 * shortest * longest + sum / 2) / sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(hours: &[i64]) -> Histogram {
        let mut histogram = Histogram::default();
        for hours in hours {
            histogram.count(*hours);
        }
        histogram
    }

    #[test]
    fn whatever_it_took_is_told_with_an_error_of_five_percent_at_most() {
        for hours in (0..=100_000).chain([175_000]) {
            let told = of(&[hours]).within(500).unwrap();
            assert!(
                (told - hours.max(1)).abs() * 20 <= hours.max(1),
                "{hours} h are told as {told}"
            );
        }
        for hours in 1..=20 {
            assert_eq!(of(&[hours]).within(500), Some(hours), "the first day is exact");
        }
    }

    #[test]
    fn there_is_a_last_bucket_and_nothing_is_nothing() {
        assert_eq!(of(&[i64::MAX]).counts().len(), BUCKETS);
        assert!(of(&[i64::MAX]).within(500).unwrap() > 20 * 365 * 24);
        assert_eq!(Histogram::default().within(500), None);
        assert_eq!(Histogram::kept(vec![0, 0]).within(900), None);
    }

    proptest! {
        #[test]
        fn parts_add_up_and_ranks_are_those_of_the_list(
            mut hours in prop::collection::vec(1_i64..3_000, 1..60), cut in any::<prop::sample::Index>(),
        ) {
            let cut = cut.index(hours.len());
            let (one, other) = hours.split_at(cut);
            let mut sum = of(one);
            sum.add(&of(other));
            prop_assert_eq!(&sum, &of(&hours));
            hours.sort_unstable();
            for permille in [500, 900] {
                let rank = (hours.len() * permille).div_ceil(1_000);
                let exact = hours[rank - 1];
                let told = sum.within(i64::try_from(permille).unwrap()).unwrap();
                prop_assert!((told - exact).abs() * 20 <= exact, "{} told as {}", exact, told);
            }
        }
    }
}
