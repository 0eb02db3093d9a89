//! IČO, the eight-digit identity of a legal person in the Czech registers.
//!
//! Only the form and the check digit are known here; whether such a person exists is the
//! register's business.

use std::fmt;
use std::str::FromStr;

/// An identity number whose check digit was verified when it was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ico(String);

/// Why a text is no [`Ico`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnIco {
    /// The text has another length, or something else than the digits 0 to 9.
    #[error("an IČO has exactly eight digits, zeros at the start included")]
    NotEightDigits,
    /// Probably a typing error: the last digit doesn't follow from the first seven.
    #[error("the check digit of this IČO is wrong; one of its digits is mistyped")]
    WrongCheckDigit,
}

impl Ico {
    /// The eight digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<&str> for Ico {
    type Error = NotAnIco;

    fn try_from(text: &str) -> Result<Self, NotAnIco> {
        let digits: Vec<u32> = text.chars().filter_map(|digit| digit.to_digit(10)).collect();
        let [body @ .., check] = digits.as_slice() else {
            return Err(NotAnIco::NotEightDigits);
        };
        // `len` counts bytes, so that eight bytes which gave eight digits are nothing but digits.
        if body.len() != 7 || text.len() != 8 {
            return Err(NotAnIco::NotEightDigits);
        }
        if *check != check_digit(body) {
            return Err(NotAnIco::WrongCheckDigit);
        }
        Ok(Self(text.to_owned()))
    }
}

impl FromStr for Ico {
    type Err = NotAnIco;

    fn from_str(text: &str) -> Result<Self, NotAnIco> {
        Self::try_from(text)
    }
}

impl AsRef<str> for Ico {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Ico {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Weights 8 down to 2, modulo 11; a remainder of 0 gives 1, a remainder of 1 gives 0.
fn check_digit(body: &[u32]) -> u32 {
    let sum: u32 = body.iter().zip((2..=8).rev()).map(|(digit, weight)| digit * weight).sum();
    (11 - sum % 11) % 10
}

#[cfg(test)]
mod tests {
    use super::{Ico, NotAnIco};

    /// The fourteen members of Hlučínsko-západ, their association and two that overlap it.
    const REAL: [&str; 17] = [
        "00299847", "00533947", "00300161", "00300071", "00300241", "00300292", "00300527",
        "00635499", "00300675", "00534668", "00300713", "00300756", "00635481", "00300845",
        "70964611", "71179216", "70951047",
    ];

    #[test]
    fn real_numbers_are_read_and_printed_unchanged() {
        for text in REAL {
            let ico: Ico = text.parse().unwrap();
            assert_eq!(ico.as_str(), text);
            assert_eq!(ico.to_string(), text);
        }
    }

    #[test]
    fn a_mistyped_check_digit_is_noticed() {
        for text in REAL {
            let (body, check) = text.split_at(7);
            for digit in (0..10).map(|digit| digit.to_string()).filter(|digit| digit != check) {
                let mistyped = format!("{body}{digit}");
                assert_eq!(Ico::try_from(&*mistyped), Err(NotAnIco::WrongCheckDigit));
            }
        }
    }

    #[test]
    fn remainders_zero_one_and_ten_follow_the_rule() {
        assert_eq!(super::check_digit(&[0, 0, 0, 0, 0, 0, 0]), 1);
        assert_eq!(super::check_digit(&[0, 0, 0, 0, 0, 4, 0]), 0); // 12 = 11 + 1
        assert_eq!(super::check_digit(&[0, 0, 0, 0, 0, 0, 5]), 1); // 10
        assert_eq!(super::check_digit(&[0, 0, 0, 0, 0, 0, 1]), 9); // 2
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "299847", "002998470", " 00299847", "0029984a", "٠٠٢٩٩٨٤٧", "0029-847"]
        {
            assert_eq!(Ico::try_from(text), Err(NotAnIco::NotEightDigits), "{text}");
        }
        assert_eq!(Ico::try_from("00000000"), Err(NotAnIco::WrongCheckDigit));
    }
}
