//! Czech money, exact: haléře as an integer, and the sharing of a whole by weights.

use diesel::deserialize::{FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{Output, ToSql};
use diesel::sql_types::BigInt;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Reverse;
use std::fmt;
use std::str::FromStr;

/// Ten thousand million crowns: more than any association of municipalities ever had to do with, and so little that nine
/// million of it fit into a sum. One who writes nonsense can't break the figures of all.
const LARGEST: i64 = 1_000_000_000_000;

/// An amount of Czech money in haléře, at most ten thousand million crowns either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
pub struct Money(i64);

/// Why a text or a number is no amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotMoney {
    /// Not digits with exactly two places.
    #[error("not an amount of Czech money with two places")]
    Malformed,
    /// More than ten thousand million crowns either way.
    #[error("too much money")]
    TooMuch,
}

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// By its haléře; `None`: too much either way.
    pub fn of_haler(haler: i64) -> Option<Self> {
        (-LARGEST..=LARGEST).contains(&haler).then_some(Self(haler))
    }

    /// Its haléře.
    pub fn haler(self) -> i64 {
        self.0
    }

    /// Whether it is less than nothing.
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Both together; `None`: too much.
    pub fn plus(self, other: Self) -> Option<Self> {
        Self::of_haler(self.0.checked_add(other.0)?)
    }

    /// One without the other, which may be less than nothing; `None`: too much.
    pub fn minus(self, other: Self) -> Option<Self> {
        Self::of_haler(self.0.checked_sub(other.0)?)
    }
}

/// Crowns with two places, exact: `171000000.00`, `-12.50`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printed(self.0))
    }
}

/// The same of a sum, which may be more than any single amount.
pub fn printed(haler: i64) -> String {
    let sign = if haler < 0 { "-" } else { "" };
    let haler = haler.unsigned_abs();
    format!("{sign}{}.{:02}", haler / 100, haler % 100)
}

impl FromStr for Money {
    type Err = NotMoney;

    /// Only what [`Money::fmt`] writes is read, so that one amount has one text.
    fn from_str(text: &str) -> Result<Self, NotMoney> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
        let (crowns, haler) = digits.split_once('.').ok_or(NotMoney::Malformed)?;
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let is_plain = crowns == "0" || !crowns.starts_with('0');
        let has_form = (1..=30).contains(&crowns.len())
            && haler.len() == 2
            && is_plain
            && is_number(crowns)
            && is_number(haler);
        if !has_form || text == "-0.00" {
            return Err(NotMoney::Malformed);
        }
        let whole: i64 = format!("{crowns}{haler}").parse().map_err(|_| NotMoney::TooMuch)?;
        Self::of_haler(sign * whole).ok_or(NotMoney::TooMuch)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl ToSql<BigInt, Pg> for Money {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> diesel::serialize::Result {
        <i64 as ToSql<BigInt, Pg>>::to_sql(&self.0, out)
    }
}

impl FromSql<BigInt, Pg> for Money {
    fn from_sql(bytes: PgValue<'_>) -> diesel::deserialize::Result<Self> {
        let haler = <i64 as FromSql<BigInt, Pg>>::from_sql(bytes)?;
        Self::of_haler(haler).ok_or_else(|| NotMoney::TooMuch.into())
    }
}

/// Shares a whole out by weights, so that the parts add up to it exactly: each gets its quota without the fraction, and what
/// is left goes one by one to those with the largest fractions, among equals to the earlier. A negative whole is shared as
/// the positive one, with the sign turned.
///
/// # Panics
/// On a weight that isn't positive: whoever has no part gets no share.
pub fn split(total: i64, weights: &[i64]) -> Vec<i64> {
    assert!(weights.iter().all(|weight| *weight > 0), "a share has a positive weight");
    let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    let (whole, sign) = (i128::from(total).abs(), i128::from(total.signum()));
    let mut parts: Vec<(i128, i128)> = weights
        .iter()
        .map(|weight| whole * i128::from(*weight))
        .map(|quota| (quota / sum, quota % sum))
        .collect();
    let left = whole - parts.iter().map(|(part, _)| part).sum::<i128>();
    let mut by_fraction: Vec<&mut (i128, i128)> = parts.iter_mut().collect();
    // A stable sort keeps the earlier first among equals.
    by_fraction.sort_by_key(|(_, fraction)| Reverse(*fraction));
    for (part, _) in by_fraction.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        *part += 1;
    }
    // No part is larger than the whole, which came as an i64.
    parts.into_iter().map(|(part, _)| i64::try_from(sign * part).unwrap_or(total)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_amount_is_crowns_with_two_places() {
        for (haler, text) in [
            (0, "0.00"),
            (5, "0.05"),
            (-5, "-0.05"),
            (100, "1.00"),
            (-1_250, "-12.50"),
            (17_100_000_000, "171000000.00"),
            (LARGEST, "10000000000.00"),
            (-LARGEST, "-10000000000.00"),
        ] {
            let money = Money::of_haler(haler).unwrap();
            assert_eq!(money.to_string(), text);
            assert_eq!(text.parse(), Ok(money));
        }
    }

    #[test]
    fn everything_else_is_no_amount() {
        for text in [
            "",
            "1",
            "1.0",
            "1.000",
            ".00",
            "1.",
            "-",
            "-.00",
            "+1.00",
            " 1.00",
            "1,00",
            "01.00",
            "-0.00",
            "1e2.00",
            "1.0x",
            "１.00",
            "9999999999999999999999999999999.00",
        ] {
            assert_eq!(text.parse::<Money>(), Err(NotMoney::Malformed), "{text}");
        }
        for text in ["10000000000.01", "-10000000000.01", "99999999999999999999.00"] {
            assert_eq!(text.parse::<Money>(), Err(NotMoney::TooMuch), "{text}");
        }
        assert_eq!(Money(LARGEST).plus(Money(1)), None);
        assert_eq!(Money(-LARGEST).minus(Money(1)), None);
        assert_eq!(Money::of_haler(i64::MIN), None);
    }

    #[test]
    fn what_is_left_goes_to_the_largest_fractions_and_among_equals_to_the_earlier() {
        assert_eq!(split(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(split(-100, &[1, 1, 1]), [-34, -33, -33]);
        assert_eq!(split(2, &[1, 1, 1]), [1, 1, 0]);
        // Quotas 3.33, 6.67: the second has the larger fraction.
        assert_eq!(split(10, &[1, 2]), [3, 7]);
        assert_eq!(split(0, &[3, 4]), [0, 0]);
        assert_eq!(split(7, &[5]), [7]);
        assert_eq!(split(7, &[]), [0_i64; 0]);
        assert_eq!(split(i64::MAX, &[i64::MAX, i64::MAX]).iter().sum::<i64>(), i64::MAX);
        assert_eq!(
            split(i64::MIN, &[1, 2]).iter().map(|part| i128::from(*part)).sum::<i128>(),
            i128::from(i64::MIN)
        );
    }

    proptest! {
        #[test]
        fn parts_add_up_are_near_their_quotas_and_fair(
            total in any::<i64>(),
            weights in prop::collection::vec(1..=1_000_000_i64, 2..=50),
        ) {
            let parts = split(total, &weights);
            let (sum, exact) = (weights.iter().sum::<i64>(), i128::from(total));
            prop_assert_eq!(parts.len(), weights.len());
            prop_assert_eq!(parts.iter().map(|part| i128::from(*part)).sum::<i128>(), exact);
            for (part, weight) in parts.iter().zip(&weights) {
                // |part − total · weight / sum| < 1, without a fraction.
                let off = i128::from(*part) * i128::from(sum) - exact * i128::from(*weight);
                prop_assert!(off.abs() < i128::from(sum));
            }
            for (one, other) in weights.iter().zip(&parts).zip(weights.iter().zip(&parts).skip(1)) {
                if one.0 == other.0 {
                    prop_assert!((one.1 - other.1).abs() <= 1);
                }
            }
        }

        #[test]
        fn equal_weights_differ_by_one_at_most(total in any::<i64>(), weight in 1..=1_000_000_i64, members in 2..=50_usize) {
            let parts = split(total, &vec![weight; members]);
            let (least, most) = (parts.iter().min().unwrap(), parts.iter().max().unwrap());
            prop_assert!(most - least <= 1);
        }

        #[test]
        fn an_amount_reads_as_it_is_written(haler in -LARGEST..=LARGEST) {
            let money = Money::of_haler(haler).unwrap();
            prop_assert_eq!(money.to_string().parse(), Ok(money));
        }
    }
}
