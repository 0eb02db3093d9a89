//! Words and what is kept of them for the search: a stemmed term for each word of each text that people write on cases and
//! activities, under the label of what the text is of.
//!
//! Doesn't own: the texts, which are the slices' that write them, and finding anything, which is `search`'s.

mod rules;
mod stop_words;
mod store;

pub(crate) use rules::{Word, of_text, of_title_and_text, words};
pub(crate) use store::{ActivityLabel, ActivityTerms, CommentTerms, RequestTerms, replace};
