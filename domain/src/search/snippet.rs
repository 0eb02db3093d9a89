//! The part of a text in which most of the words stand, in pieces. Pure: no database, no present time.

use super::rules::Sought;
use crate::terms::{Word, words};
use std::ops::Range;

/// How long a snippet is at most, in bytes of the text: about two lines.
const LENGTH: usize = 180;
/// How much of the text stands before the first of the words, if there is so much.
const BEFORE: usize = 40;
/// Says that the text goes on.
const CUT: &str = "…";

/// A piece of a snippet. One behind the other they are the snippet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// What it says.
    pub text: String,
    /// Whether it is one of the words that were searched for.
    pub is_hit: bool,
}

/// Where the words stand in a text.
pub(super) struct Places<'a> {
    text: &'a str,
    words: Vec<Word>,
    /// Of `words` those that were searched for, each with which of them it is.
    hits: Vec<(usize, usize)>,
}

impl<'a> Places<'a> {
    pub(super) fn of(sought: &Sought, text: &'a str) -> Self {
        let words: Vec<Word> = words(text).collect();
        let hit = |(at, word): (usize, &Word)| Some((at, sought.place_of(&word.term())?));
        let is_sought = |(_, word): &(usize, &Word)| !word.is_common();
        let hits = words.iter().enumerate().filter(is_sought).filter_map(hit).collect();
        Self { text, words, hits }
    }

    /// How many of the words that were searched for stand in it.
    pub(super) fn count(&self) -> usize {
        distinct(&self.hits)
    }

    /// The part of the text in which most of them stand; the earliest of several. Without any the beginning.
    pub(super) fn snippet(&self) -> Vec<Segment> {
        let first = self.best().map_or(0, |(at, _)| *at);
        let from = self.from(first);
        let to = self.to(from);
        let mut pieces = Pieces(Vec::new());
        if from > 0 {
            pieces.add(CUT, false);
        }
        let mut at = from;
        for word in self.hits.iter().filter_map(|(at, _)| self.words.get(*at)) {
            let Range { start, end } = word.place;
            if start < at || end > to {
                continue;
            }
            pieces.add(self.part(at..start), false);
            pieces.add(self.part(start..end), true);
            at = end;
        }
        pieces.add(self.part(at..to), false);
        if to < self.text.len() {
            pieces.add(CUT, false);
        }
        pieces.0
    }

    /// The first of the words where most of them stand together.
    fn best(&self) -> Option<&(usize, usize)> {
        let mut best: Option<(&(usize, usize), usize)> = None;
        let mut end = 0;
        for (at, hit) in self.hits.iter().enumerate() {
            let limit = self.start_of(hit.0) + LENGTH - BEFORE;
            while self.hits.get(end).is_some_and(|(word, _)| self.end_of(*word) <= limit) {
                end += 1;
            }
            let together = distinct(self.hits.get(at..end.max(at + 1)).unwrap_or_default());
            if best.is_none_or(|(_, most)| together > most) {
                best = Some((hit, together));
            }
        }
        best.map(|(hit, _)| hit)
    }

    /// Where the snippet begins: at a word, not too long before the first of those that were searched for.
    fn from(&self, first: usize) -> usize {
        let start = self.start_of(first);
        if start <= BEFORE {
            return 0;
        }
        let before = self.words.iter().map(|word| word.place.start);
        before.take_while(|at| *at <= start).find(|at| at + BEFORE >= start).unwrap_or(start)
    }

    /// Where it ends: behind a word, or with the text.
    fn to(&self, from: usize) -> usize {
        if self.text.len() <= from + LENGTH {
            return self.text.len();
        }
        let ends = self.words.iter().map(|word| word.place.end).filter(|end| *end > from);
        let fitting = ends.take_while(|end| *end <= from + LENGTH).last();
        // A word that is longer than a snippet is cut.
        fitting.unwrap_or_else(|| self.text.floor_char_boundary(from + LENGTH))
    }

    fn start_of(&self, word: usize) -> usize {
        self.words.get(word).map_or(0, |word| word.place.start)
    }

    fn end_of(&self, word: usize) -> usize {
        self.words.get(word).map_or(0, |word| word.place.end)
    }

    fn part(&self, place: Range<usize>) -> &str {
        self.text.get(place).unwrap_or_default()
    }
}

struct Pieces(Vec<Segment>);

impl Pieces {
    fn add(&mut self, text: &str, is_hit: bool) {
        if !text.is_empty() {
            self.0.push(Segment { text: text.to_owned(), is_hit });
        }
    }
}

/// How many of the words there are: at most eight, so a bit for each.
fn distinct(hits: &[(usize, usize)]) -> usize {
    let bits = hits.iter().fold(0_u32, |bits, (_, which)| bits | 1 << which);
    usize::try_from(bits.count_ones()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With the words that were found in brackets.
    fn shown(query: &str, text: &str) -> String {
        let sought = Sought::read(query).unwrap();
        let mark = |segment: Segment| {
            if segment.is_hit { format!("[{}]", segment.text) } else { segment.text }
        };
        Places::of(&sought, text).snippet().into_iter().map(mark).collect()
    }

    #[test]
    fn a_short_text_is_shown_whole() {
        assert_eq!(
            shown("kanalizaci koberice", "Kanalizace: obec Kobeřice, 2. etapa."),
            "[Kanalizace]: obec [Kobeřice], 2. etapa."
        );
        assert_eq!(shown("vodovod", "Kanalizace"), "Kanalizace");
        assert_eq!(shown("vodovod", ""), "");
    }

    #[test]
    fn of_a_long_text_the_part_is_shown_where_most_words_stand() {
        let around = "Zastupitelstvo o tom jednalo dlouho a bez výsledku. ".repeat(8);
        let text = format!("Kanalizace. {around}Potom přišla kanalizace v Kobeřicích. {around}");
        let shown = shown("kanalizaci koberice", &text);
        assert!(shown.contains("přišla [kanalizace] v [Kobeřicích]. Zastup"), "{shown}");
        assert!(shown.starts_with('…') && shown.ends_with('…'), "{shown}");
        assert!(shown.len() < LENGTH + 20, "{shown}");
    }

    #[test]
    fn a_text_of_one_endless_word_is_cut_between_characters() {
        let shown = shown("x", &"ř".repeat(1_000));
        assert_eq!(shown, format!("{}…", "ř".repeat(LENGTH / 2)));
    }

    #[test]
    fn the_pieces_are_the_text_again() {
        let text = "Ulice u kapličky, kaplička a (kapličkám) kap\u{301}le.";
        let sought = Sought::read("kaplicka").unwrap();
        let places = Places::of(&sought, text);
        let again: String = places.snippet().into_iter().map(|segment| segment.text).collect();
        assert_eq!(again, text);
        assert_eq!(places.count(), 1);
    }
}
