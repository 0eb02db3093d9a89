//! What is searched for, and what is found. Pure: no database, no present time.

use super::rejection::Rejection;
use super::snippet::Segment;
use crate::kernel::error::{Error, Result, code};
use crate::kernel::ids::{ActivityId, MemberId, RequestId};
use crate::kernel::text;
use crate::terms::{Word, words};

/// How many characters may be searched for.
const LONGEST: usize = 200;
/// How many words, each of which must be there.
const MOST_WORDS: usize = 8;
/// From so many letters on the last word may be the beginning of one: fewer begin half of all words.
const SHORTEST_BEGINNING: usize = 3;

/// What is searched for: words, all of which must be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    /// The terms of the words, each once.
    pub(super) terms: Vec<String>,
    /// Of the last one, if it may be the beginning of a word: what was typed of it.
    pub(super) beginning: Option<String>,
}

impl Sought {
    /// Reads what somebody typed.
    ///
    /// # Errors
    /// [`Error::Invalid`] without any word, or for too long a text; [`Rejection`].
    pub fn read(query: &str) -> Result<Self> {
        let path = &["query"];
        let query = text::required(query, LONGEST, path)?;
        let typed: Vec<Word> = words(&query).filter(|word| !word.folded.is_empty()).collect();
        let Some(last) = typed.last() else {
            return Err(Error::invalid(path, code::REQUIRED));
        };
        let beginning = Some(last)
            .filter(|last| !last.is_common() && last.folded.chars().count() >= SHORTEST_BEGINNING)
            .map(|last| last.folded.clone());
        let mut terms: Vec<String> = Vec::new();
        // The last first, so that its place is known whichever else is the same.
        for word in typed.iter().rev().filter(|word| !word.is_common()) {
            let term = word.term();
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        terms.reverse();
        match terms.len() {
            0 => Err(Rejection::OnlyCommonWords.into()),
            n if n > MOST_WORDS => Err(Rejection::TooManyWords.into()),
            _ => Ok(Self { terms, beginning }),
        }
    }

    /// Behind all terms that begin as the last word does, in the order of bytes: no character is behind this one.
    pub(super) fn behind_beginning(&self) -> Option<String> {
        self.beginning.as_ref().map(|beginning| format!("{beginning}\u{10FFFF}"))
    }

    /// Which of the words a term is; `None`: none of them.
    pub(super) fn place_of(&self, term: &str) -> Option<usize> {
        let whole = self.terms.iter().position(|sought| sought == term);
        let begun =
            || self.beginning.as_deref().is_some_and(|beginning| term.starts_with(beginning));
        whole.or_else(|| begun().then(|| self.terms.len().saturating_sub(1)))
    }
}

/// What a word is worth by where it stands. Of several places the best counts; a word of which only the beginning was typed
/// is worth half.
pub(super) mod points {
    /// In a title.
    pub(in crate::search) const TITLE: i32 = 8;
    /// In a description, or in what an activity brought about.
    pub(in crate::search) const TEXT: i32 = 4;
    /// In a comment.
    pub(in crate::search) const COMMENT: i32 = 2;
}

/// What can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectKind {
    /// A request, by its own texts or by comments on it.
    Request,
    /// An activity, by what it brought about.
    Activity,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// A request.
    Request(RequestId),
    /// An activity.
    Activity(ActivityId),
}

/// Where to look; what isn't said doesn't matter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// For this alone.
    pub kind: Option<SubjectKind>,
    /// For requests of this member, and activities of which it has a share.
    pub member: Option<MemberId>,
}

/// In which text the words of a snippet stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundIn {
    /// The title of a request.
    Title,
    /// Its description.
    Description,
    /// A comment on it.
    Comment,
    /// What an activity brought about.
    Output,
}

/// Something that was found, and why.
#[derive(Debug, Clone)]
pub struct Hit {
    /// What.
    pub subject: Subject,
    /// In which text most of the words stand.
    pub found_in: FoundIn,
    /// A part of that text, in pieces.
    pub snippet: Vec<Segment>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> (Vec<String>, Option<String>) {
        let sought = Sought::read(query).unwrap();
        (sought.terms, sought.beginning)
    }

    fn no(query: &str) -> String {
        match Sought::read(query).unwrap_err() {
            Error::Invalid(fields) => fields[0].code.to_owned(),
            Error::Rejected(rejection) => rejection.code.to_owned(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_last_word_may_be_the_beginning_of_one() {
        let terms =
            |terms: &[&str]| terms.iter().map(|term| (*term).to_owned()).collect::<Vec<_>>();
        let both = terms(&["kanalizac", "koberic"]);
        assert_eq!(read("kanalizaci koberice"), (both.clone(), Some("koberice".to_owned())));
        assert_eq!(
            read(" Kanalizace v Kobeřicích?"),
            (both.clone(), Some("kobericich".to_owned()))
        );
        assert_eq!(read("kanalizaci koberice v"), (both, None));
        assert_eq!(read("ko"), (terms(&["ko"]), None));
        assert_eq!(read("kob"), (terms(&["kob"]), Some("kob".to_owned())));
        assert_eq!(read("smlouva, smlouvy"), (terms(&["smlouv"]), Some("smlouvy".to_owned())));
    }

    #[test]
    fn a_term_is_one_of_the_words_or_begins_as_the_last_does() {
        let sought = Sought::read("oprava kanal").unwrap();
        let places = ["oprav", "kanal", "kanalizac", "opravn", "kana"].map(|t| sought.place_of(t));
        assert_eq!(places, [Some(0), Some(1), Some(1), None, None]);
    }

    #[test]
    fn what_finds_nothing_or_everything_is_refused() {
        assert_eq!(no("  "), "REQUIRED");
        assert_eq!(no("?! …"), "REQUIRED");
        assert_eq!(no(&"a".repeat(201)), "TOO_LONG");
        assert_eq!(no("a\0b"), "MALFORMED");
        assert_eq!(no("a nebo v"), "ONLY_COMMON_WORDS");
        let fifty: Vec<String> = (10..60).map(|n| n.to_string()).collect();
        assert_eq!(no(&fifty.join(" ")), "TOO_MANY_WORDS");
        assert!(Sought::read(&fifty[..8].join(" ")).is_ok());
    }

    #[test]
    fn nothing_that_begins_so_is_behind_the_end_of_the_beginnings() {
        let sought = Sought::read("kanal").unwrap();
        let behind = sought.behind_beginning().unwrap();
        for term in ["kanal", "kanalizac", "kanalž", "kanal\u{FFFFF}"] {
            assert!("kanal" <= term && *term < *behind, "{term}");
        }
        assert!("kanap" > behind.as_str());
    }
}
