//! What a setting takes: its type, its unit and its bounds; and a value that was read by them.
//!
//! Values are kept as JSON: a yes or no, a whole number, an amount of crowns as text (`"12.50"`), a text, a word, a list of
//! words. Amounts are counted in haléře in here.

use crate::access::Fact;
use crate::kernel::money::{self, Money};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;

/// What a setting takes, and what counts where nothing was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A yes or no.
    Flag {
        /// What counts where nothing was set.
        default: bool,
    },
    /// A whole number.
    Number {
        /// What it counts.
        counts: Counts,
        /// What counts where nothing was set.
        default: i64,
        /// The least that may be set.
        least: i64,
        /// The most that may be set.
        most: i64,
    },
    /// An amount, in haléře.
    Money {
        /// What counts where nothing was set.
        default: i64,
        /// The least that may be set.
        least: i64,
        /// The most that may be set.
        most: i64,
    },
    /// A text.
    Text {
        /// What counts where nothing was set.
        default: &'static str,
        /// The most characters.
        most: i64,
    },
    /// One word of these.
    Word {
        /// What counts where nothing was set.
        default: &'static str,
        /// All that there are.
        words: &'static [&'static str],
    },
    /// Some of these words, or none.
    Words {
        /// What counts where nothing was set.
        default: &'static [&'static str],
        /// All that there are, in their order.
        words: &'static [&'static str],
    },
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// Things.
    Things,
    /// So many of a thousand.
    Permille,
    /// Minutes.
    Minutes,
    /// Days.
    Days,
}

/// A value that is of its setting's type and within its bounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fitting {
    /// A yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// An amount in haléře.
    Money(i64),
    /// A text.
    Text(String),
    /// One word.
    Word(&'static str),
    /// Words, each once, in the order of the registry.
    Words(Vec<&'static str>),
}

/// Why a value doesn't fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misfit {
    /// It is of another type.
    Type,
    /// It is out of bounds.
    Bounds,
}

/// What a layer leaves to those below it; what it doesn't say it doesn't narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// The least: of a number, or of an amount in haléře.
    pub least: Option<i64>,
    /// The most: of a number, of an amount in haléře, or of a text's characters.
    pub most: Option<i64>,
    /// Which words may be chosen.
    pub words: Option<BTreeSet<String>>,
}

impl Takes {
    /// What counts where nothing was set.
    pub fn default(&self) -> Value {
        match *self {
            Self::Flag { default } => Value::from(default),
            Self::Number { default, .. } => Value::from(default),
            Self::Money { default, .. } => Value::from(money::printed(default)),
            Self::Text { default, .. } | Self::Word { default, .. } => Value::from(default),
            Self::Words { default, .. } => Value::from(default),
        }
    }

    /// The bounds that code has.
    pub fn bounds(&self) -> Bounds {
        let words = |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect());
        match *self {
            Self::Flag { .. } => Bounds::default(),
            Self::Number { least, most, .. } | Self::Money { least, most, .. } => {
                Bounds { least: Some(least), most: Some(most), words: None }
            }
            Self::Text { most, .. } => Bounds { most: Some(most), ..Bounds::default() },
            Self::Word { words: all, .. } | Self::Words { words: all, .. } => {
                Bounds { words: words(all), ..Bounds::default() }
            }
        }
    }

    /// A value of this type within code's bounds.
    ///
    /// # Errors
    /// [`Misfit`]: what was deployed last decides, so that a value that was kept may fit no more.
    pub fn read(&self, value: &Value) -> Result<Fitting, Misfit> {
        let text = || value.as_str().ok_or(Misfit::Type);
        let fitting = match self {
            Self::Flag { .. } => Fitting::Flag(value.as_bool().ok_or(Misfit::Type)?),
            Self::Number { .. } => Fitting::Number(value.as_i64().ok_or(Misfit::Type)?),
            Self::Money { .. } => {
                let amount: Money = text()?.parse().map_err(|_| Misfit::Type)?;
                Fitting::Money(amount.haler())
            }
            Self::Text { .. } => match text()? {
                // A NUL can't be kept, and the others have no place in a text.
                text if text.contains(|c: char| c.is_control() && !"\n\r\t".contains(c)) => {
                    return Err(Misfit::Bounds);
                }
                text => Fitting::Text(text.to_owned()),
            },
            Self::Word { words, .. } => Fitting::Word(known(words, text()?)?),
            Self::Words { words, .. } => Fitting::Words(some_of(words, value)?),
        };
        if self.bounds().admit(&fitting) { Ok(fitting) } else { Err(Misfit::Bounds) }
    }
}

fn known(words: &[&'static str], word: &str) -> Result<&'static str, Misfit> {
    words.iter().copied().find(|known| *known == word).ok_or(Misfit::Bounds)
}

/// A word that stands twice is no list of words.
fn some_of(words: &[&'static str], value: &Value) -> Result<Vec<&'static str>, Misfit> {
    let listed = value.as_array().ok_or(Misfit::Type)?;
    let mut chosen = BTreeSet::new();
    for word in listed {
        let word = known(words, word.as_str().ok_or(Misfit::Type)?)?;
        if !chosen.insert(word) {
            return Err(Misfit::Bounds);
        }
    }
    Ok(words.iter().copied().filter(|word| chosen.contains(word)).collect())
}

impl Fitting {
    /// As it is kept: one value has one JSON.
    pub fn json(&self) -> Value {
        match self {
            Self::Flag(flag) => Value::from(*flag),
            Self::Number(number) => Value::from(*number),
            Self::Money(haler) => Value::from(money::printed(*haler)),
            Self::Text(text) => Value::from(text.as_str()),
            Self::Word(word) => Value::from(*word),
            Self::Words(words) => Value::from(words.as_slice()),
        }
    }

    /// The nearest value within some bounds; `None`: there is none, or nobody can say which is nearest.
    pub fn nearest(&self, bounds: &Bounds) -> Option<Self> {
        let held = |number: i64| {
            let held = number.max(bounds.least.unwrap_or(number));
            let held = held.min(bounds.most.unwrap_or(held));
            bounds.least.is_none_or(|least| least <= held).then_some(held)
        };
        match self {
            Self::Flag(flag) => Some(Self::Flag(*flag)),
            Self::Number(number) => held(*number).map(Self::Number),
            Self::Money(haler) => held(*haler).map(Self::Money),
            Self::Text(_) | Self::Word(_) => bounds.admit(self).then(|| self.clone()),
            Self::Words(words) => {
                let may =
                    |word: &&&str| bounds.words.as_ref().is_none_or(|all| all.contains(**word));
                Some(Self::Words(words.iter().filter(may).copied().collect()))
            }
        }
    }

    /// As facts of the audit trail. Of a text only its length: an event carries no prose.
    pub(super) fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            Self::Flag(flag) => vec![("value", Fact::Flag(*flag))],
            Self::Number(number) => vec![("value", Fact::Number(*number))],
            Self::Money(haler) => vec![("value_haler", Fact::Number(*haler))],
            Self::Text(text) => vec![("characters", Fact::count(text.chars().count()))],
            Self::Word(word) => vec![("value", Fact::Word(word))],
            Self::Words(words) => words.iter().map(|word| (*word, Fact::Flag(true))).collect(),
        }
    }
}

impl Bounds {
    /// Whether nothing is narrowed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Both.
    #[must_use]
    pub fn within(&self, other: &Self) -> Self {
        let words = match (&self.words, &other.words) {
            (Some(own), Some(others)) => Some(own.intersection(others).cloned().collect()),
            (own, others) => own.clone().or_else(|| others.clone()),
        };
        Self {
            least: self.least.max(other.least),
            most: [self.most, other.most].into_iter().flatten().min(),
            words,
        }
    }

    /// Whether others narrow these and widen nothing: of what these don't have, they have nothing either.
    pub fn may_be_narrowed_to(&self, others: &Self) -> bool {
        let is_inside = |other: Option<i64>| {
            let is_within = |end: i64| {
                self.least.is_none_or(|least| least <= end)
                    && self.most.is_some_and(|most| end <= most)
            };
            other.is_none_or(is_within)
        };
        let has_words = match (&self.words, &others.words) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(own), Some(others)) => others.is_subset(own),
        };
        is_inside(others.least) && is_inside(others.most) && has_words
    }

    /// Whether no value lies within; of a list of words the empty one always does.
    pub fn leave_nothing(&self) -> bool {
        matches!((self.least, self.most), (Some(least), Some(most)) if least > most)
    }

    /// Whether a value lies within.
    pub fn admit(&self, value: &Fitting) -> bool {
        let is_between = |number: i64| {
            self.least.is_none_or(|least| least <= number)
                && self.most.is_none_or(|most| number <= most)
        };
        let is_one = |word: &str| self.words.as_ref().is_none_or(|words| words.contains(word));
        match value {
            Fitting::Flag(_) => true,
            Fitting::Number(number) | Fitting::Money(number) => is_between(*number),
            Fitting::Text(text) => i64::try_from(text.chars().count()).is_ok_and(is_between),
            Fitting::Word(word) => is_one(word),
            Fitting::Words(words) => words.iter().all(|word| is_one(word)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const WORDS: Takes = Takes::Words { default: &["A"], words: &["A", "B", "C"] };
    const MONEY: Takes = Takes::Money { default: 13_700, least: 0, most: 1_000_000 };

    #[test]
    fn each_type_reads_its_own_and_says_whether_type_or_bounds_are_wrong() {
        let days = Takes::Number { counts: Counts::Days, default: 7, least: 1, most: 30 };
        let text = Takes::Text { default: "", most: 3 };
        let word = Takes::Word { default: "CS", words: &["CS", "EN"] };
        let flag = Takes::Flag { default: false };
        let read = |takes: Takes, value: Value| takes.read(&value).map(|fits| fits.json());
        assert_eq!(read(flag, json!(true)), Ok(json!(true)));
        assert_eq!(read(flag, json!(1)), Err(Misfit::Type));
        assert_eq!(read(days, json!(30)), Ok(json!(30)));
        assert_eq!(read(days, json!(31)), Err(Misfit::Bounds));
        assert_eq!(read(days, json!(1.5)), Err(Misfit::Type));
        assert_eq!(read(MONEY, json!("137.00")), Ok(json!("137.00")));
        assert_eq!(read(MONEY, json!("137")), Err(Misfit::Type));
        assert_eq!(read(MONEY, json!("10000.01")), Err(Misfit::Bounds));
        assert_eq!(read(text, json!("čtú")), Ok(json!("čtú")));
        assert_eq!(read(text, json!("čtyř")), Err(Misfit::Bounds));
        assert_eq!(read(word, json!("EN")), Ok(json!("EN")));
        assert_eq!(read(word, json!("DE")), Err(Misfit::Bounds));
        assert_eq!(read(WORDS, json!(["C", "A"])), Ok(json!(["A", "C"])));
        assert_eq!(read(WORDS, json!(["A", "A"])), Err(Misfit::Bounds));
        assert_eq!(read(WORDS, json!("A")), Err(Misfit::Type));
        assert_eq!(read(WORDS, json!(null)), Err(Misfit::Type));
    }

    #[test]
    fn bounds_narrow_and_never_widen() {
        let most = |most| Bounds { most: Some(most), ..Bounds::default() };
        assert_eq!(
            MONEY.bounds().within(&most(5)),
            Bounds { least: Some(0), most: Some(5), words: None }
        );
        assert_eq!(MONEY.bounds().within(&most(9_000_000)), MONEY.bounds());
        let some = |words: &[&str]| Bounds {
            words: Some(words.iter().map(|word| (*word).to_owned()).collect()),
            ..Bounds::default()
        };
        assert_eq!(WORDS.bounds().within(&some(&["B", "Z"])), some(&["B"]));
    }
}
