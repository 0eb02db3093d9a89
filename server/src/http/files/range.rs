//! Which part of a file is asked for (RFC 9110, 14). One part at once; of several asked for, the whole is given, as one may.

use poem::http::{HeaderMap, header};
use std::ops::Range;

/// What is to be given.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// Bytes from here to before there.
    Of(Range<u64>),
    /// None of the bytes asked for is there.
    Nothing,
}

impl Part {
    /// Of a file of so many bytes, whose tag is `tag`.
    pub(super) fn asked(headers: &HeaderMap, size: u64, tag: &str) -> Self {
        let Some(range) = headers.get(header::RANGE).and_then(|range| range.to_str().ok()) else {
            return Self::Whole;
        };
        // A part of what it was then: when it is another file now, they want all of it.
        if headers.get(header::IF_RANGE).is_some_and(|then| then.as_bytes() != tag.as_bytes()) {
            return Self::Whole;
        }
        Self::read(range, size).unwrap_or(Self::Whole)
    }

    /// `None`: it says nothing that we understand, and then it says nothing.
    fn read(range: &str, size: u64) -> Option<Self> {
        let (unit, spec) = range.split_once('=')?;
        if !unit.trim().eq_ignore_ascii_case("bytes") || spec.contains(',') {
            return None;
        }
        let (from, to) = spec.trim().split_once('-')?;
        if from.is_empty() {
            let last = number(to)?.min(size);
            return Some(if last == 0 { Self::Nothing } else { Self::Of(size - last..size) });
        }
        let from = number(from)?;
        let end = if to.is_empty() { size } else { number(to)?.checked_add(1)? };
        if end <= from && !to.is_empty() {
            return None;
        }
        Some(if from >= size { Self::Nothing } else { Self::Of(from..end.min(size)) })
    }
}

/// Digits alone: no sign, no white space.
fn number(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX - 1))
}

/// Whether the tag is among those that somebody has already.
pub(super) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|tags| tags.to_str().ok());
    known
        .flat_map(|tags| tags.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use poem::http::HeaderValue;

    #[test]
    fn a_part_is_what_the_standard_says() {
        for (range, part) in [
            ("bytes=0-0", Part::Of(0..1)),
            ("bytes=0-", Part::Of(0..10)),
            ("Bytes= 2-4", Part::Of(2..5)),
            ("bytes=2-400", Part::Of(2..10)),
            ("bytes=2-99999999999999999999999", Part::Of(2..10)),
            ("bytes=-3", Part::Of(7..10)),
            ("bytes=-300", Part::Of(0..10)),
            ("bytes=-0", Part::Nothing),
            ("bytes=10-", Part::Nothing),
            ("bytes=10-12", Part::Nothing),
            ("bytes=4-2", Part::Whole),
            ("bytes=0-1,3-4", Part::Whole),
            ("lines=0-1", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes", Part::Whole),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, HeaderValue::from_static(range));
            assert_eq!(Part::asked(&headers, 10, "\"a\""), part, "{range}");
        }
    }

    #[test]
    fn a_part_of_another_file_is_the_whole() {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, HeaderValue::from_static("bytes=0-1"));
        headers.insert(header::IF_RANGE, HeaderValue::from_static("\"a\""));
        assert_eq!(Part::asked(&headers, 10, "\"a\""), Part::Of(0..2));
        assert_eq!(Part::asked(&headers, 10, "\"b\""), Part::Whole);
    }

    #[test]
    fn a_tag_is_known_among_others() {
        let mut headers = HeaderMap::new();
        assert!(!is_known(&headers, "\"a\""));
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static("\"b\", W/\"a\""));
        assert!(is_known(&headers, "\"a\"") && !is_known(&headers, "\"c\""));
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static("*"));
        assert!(is_known(&headers, "\"c\""));
    }
}
