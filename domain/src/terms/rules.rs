//! What a word is, and which term it has. Pure: no database, no present time.
//!
//! Whoever changes which term a word has makes all rows of earlier ones false: a migration then says of all texts that they
//! have no terms (`has_terms`) and empties the tables, and the worker fills them again.

use super::stop_words::is_common;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use tantivy_stemmers::algorithms::czech_dolamic_light;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// How long a term is at most, in characters. What is longer is no word that anybody types.
pub(crate) const LONGEST: usize = 40;
/// A stem has at least so many letters: the stemmer knows no least length, and makes `n` of `noví`.
const SHORTEST_STEM: usize = 3;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Where it stands in the text, in bytes.
    pub(crate) place: Range<usize>,
    /// In lower case and without diacritics.
    pub(crate) folded: String,
}

impl Word {
    /// Whether nobody searches for it, for it stands everywhere: `a`, `nebo`, `který`.
    pub(crate) fn is_common(&self) -> bool {
        is_common(&self.folded)
    }

    /// What all its forms have in common.
    pub(crate) fn term(&self) -> String {
        term(&self.folded)
    }
}

/// The words of a text, in its order.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Word> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        while rest.next_if(|(_, c)| !is_of_a_word(*c)).is_some() {}
        let (start, _) = *rest.peek()?;
        let mut end = start;
        while let Some((at, c)) = rest.next_if(|(_, c)| is_of_a_word(*c)) {
            end = at + c.len_utf8();
        }
        let place = start..end;
        let folded = folded(text.get(place.clone()).unwrap_or_default());
        Some(Word { place, folded })
    })
}

/// The terms of a text, each once.
pub(crate) fn of_text(text: &str) -> Vec<String> {
    of_title_and_text("", text).into_keys().collect()
}

/// The terms of a title and a text, each with whether it stands in the title.
pub(crate) fn of_title_and_text(title: &str, text: &str) -> BTreeMap<String, bool> {
    let terms = |text| words(text).filter(|word| !word.is_common()).map(|word| word.term());
    let mut found: BTreeMap<String, bool> = terms(text).map(|term| (term, false)).collect();
    found.extend(terms(title).map(|term| (term, true)));
    // Whatever has no letter of its own left, such as a lone mark.
    found.remove("");
    found
}

/// Marks count too: `ř` may be written as a letter and a mark behind it.
fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// In lower case, without diacritics, and no longer than a term.
fn folded(word: &str) -> String {
    let plain = |c: char| match c {
        // What has no mark to take away.
        'ł' => 'l',
        'đ' => 'd',
        'ø' => 'o',
        c => c,
    };
    let letters = word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    letters.map(plain).filter(|c| c.is_alphanumeric()).take(LONGEST).collect()
}

/// The term of a folded word: by Dolamic's stemmer, the light one, which takes away endings of cases and possessives. The
/// aggressive one also takes away what words are derived by, and `starosta` and `starý` become one.
///
/// What is stemmed is without diacritics on both sides, so that it makes no difference who wrote them and who didn't; the
/// endings that the stemmer knows only with them are given them back before.
fn term(folded: &str) -> String {
    let is_czech = folded.chars().all(|c| c.is_ascii_lowercase());
    if !is_czech {
        // Numbers, codes and other alphabets have no Czech endings.
        return folded.to_owned();
    }
    let accented = with_ending_accented(folded);
    let stem = self::folded(&czech_dolamic_light(&accented));
    let stem = if stem.len() < SHORTEST_STEM { without_ending(folded) } else { stem };
    without_fleeting_e(stem)
}

/// Endings that the stemmer takes away only when they are written with diacritics; `um` stands in for `ům`, which it forgot.
/// The longest that fits counts.
const ACCENTED: &[(&str, &str)] = &[
    ("ymi", "ými"),
    ("imi", "ími"),
    ("eho", "ého"),
    ("emu", "ému"),
    ("ach", "ách"),
    ("ych", "ých"),
    ("am", "ám"),
    ("ym", "ým"),
    ("im", "ím"),
    ("em", "ém"),
    ("um", "ám"),
    ("uv", "ův"),
];

fn with_ending_accented(folded: &str) -> Cow<'_, str> {
    // `in` is taken for a possessive (Janin). Kolín, hodina and rodina are asked for more often, and would be `kol`, `hod`, `rod`.
    let folded = if folded.contains("in") {
        Cow::Owned(folded.replace("in", "ín"))
    } else {
        Cow::Borrowed(folded)
    };
    for (plain, accented) in ACCENTED {
        if let Some(beginning) = folded.strip_suffix(plain) {
            return Cow::Owned(format!("{beginning}{accented}"));
        }
    }
    folded
}

/// Endings of cases, the longest first.
const ENDINGS: &[&str] = &[
    "ymi", "imi", "emi", "ami", "eho", "iho", "emu", "imu", "ach", "ych", "ich", "ech", "am", "ym",
    "im", "em", "um", "ou", "mi", "a", "e", "i", "o", "u", "y",
];

/// Where the stemmer would leave next to nothing: it takes `nov` of `nového` for a possessive, of `n`.
fn without_ending(folded: &str) -> String {
    let stems = ENDINGS.iter().filter_map(|ending| folded.strip_suffix(ending));
    stems.into_iter().find(|stem| stem.len() >= 2).unwrap_or(folded).to_owned()
}

/// `pozemek` and `pozemku`, `obec` and `obce`: the `e` is there where nothing follows.
fn without_fleeting_e(stem: String) -> String {
    for (with, without) in [("ek", 'k'), ("ec", 'c')] {
        let Some(beginning) = stem.strip_suffix(with) else { continue };
        let follows_a_consonant = beginning.ends_with(|c: char| !"aeiouy".contains(c));
        if beginning.len() >= 2 && follows_a_consonant {
            return format!("{beginning}{without}");
        }
    }
    stem
}

#[cfg(test)]
mod tests;
