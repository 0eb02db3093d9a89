//! Chance that is the same each time. An algorithm of our own (`SplitMix64`), for a library's may change with its version.

use chrono::{DateTime, Utc};
use uuid::{Builder, Uuid};

/// The next chances of one of many rows of them.
pub(super) struct Dice(u64);

impl Dice {
    /// Another row for each seed and number.
    pub(super) fn of(seed: u64, number: u64) -> Self {
        let mut dice = Self(seed.wrapping_mul(0xD134_2543_DE82_EF95) ^ number);
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 on, and less than `most`.
    pub(super) fn below(&mut self, most: u32) -> u32 {
        let scaled = (self.next() >> 32) * u64::from(most);
        u32::try_from(scaled >> 32).unwrap_or(0)
    }

    /// Both ends included.
    pub(super) fn between(&mut self, least: u32, most: u32) -> u32 {
        least + self.below(most - least + 1)
    }

    /// In so many of a thousand cases.
    pub(super) fn happens(&mut self, in_a_thousand: u32) -> bool {
        self.below(1_000) < in_a_thousand
    }

    /// One of them.
    ///
    /// # Panics
    /// Where there is none.
    pub(super) fn one_of<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        let place = self.place_in(things);
        let Some(thing) = things.get(place) else {
            unreachable!("there is nothing to choose from")
        };
        thing
    }

    /// The place of one of them.
    pub(super) fn place_in<T>(&mut self, things: &[T]) -> usize {
        let most = u32::try_from(things.len()).unwrap_or(u32::MAX);
        usize::try_from(self.below(most)).unwrap_or(0)
    }

    /// A UUIDv7 of an instant, as ids of ours are; among those of one millisecond `turn` decides.
    pub(super) fn id<I: From<Uuid>>(&mut self, at: DateTime<Utc>, turn: u16) -> I {
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
        let mut random = [0; 10];
        for (place, byte) in
            random.iter_mut().zip(turn.to_be_bytes().into_iter().chain(self.next().to_be_bytes()))
        {
            *place = byte;
        }
        I::from(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// A trace, 32 hexadecimal digits.
    pub(super) fn trace(&mut self) -> String {
        format!("{:016x}{:016x}", self.next(), self.next())
    }
}

/// A place as the number of a row of chances.
pub(super) fn place(place: usize) -> u64 {
    u64::try_from(place).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_chances_and_another_row_others() {
        let thrown = |seed, number| {
            let mut dice = Dice::of(seed, number);
            [0; 8].map(|_: i32| dice.below(1_000))
        };
        assert_eq!(thrown(1, 1), thrown(1, 1));
        assert_ne!(thrown(1, 1), thrown(1, 2));
        assert_ne!(thrown(1, 1), thrown(2, 1));
        // As it was when this was written: a nation of a seed is the same next year.
        assert_eq!(thrown(1, 1), [984, 648, 637, 589, 786, 747, 100, 933]);
    }

    #[test]
    fn chances_are_spread_evenly() {
        let mut dice = Dice::of(7, 7);
        let mut counts = [0_u32; 10];
        for _ in 0..100_000 {
            counts[usize::try_from(dice.below(10)).unwrap()] += 1;
        }
        assert!(counts.iter().all(|count| (9_500..10_500).contains(count)), "{counts:?}");
    }

    #[test]
    fn ids_are_ordered_by_instant_and_turn() {
        let mut dice = Dice::of(1, 1);
        let at: DateTime<Utc> = "2026-03-02T08:00:00Z".parse().unwrap();
        let ids: Vec<Uuid> = (0..5).map(|turn| dice.id(at, turn)).collect();
        assert!(ids.is_sorted());
        assert!(ids.last() < Some(&dice.id(at + chrono::Duration::milliseconds(1), 0)));
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
    }
}
