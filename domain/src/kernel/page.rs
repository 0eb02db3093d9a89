//! Pages of a list, by keyset: a cursor names the last thing seen, not how many came before it.

use super::error::{Error, Result, code};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// How many items a page has when nothing is said.
pub const DEFAULT_SIZE: i32 = 20;
/// How many items a page has at most.
pub const LARGEST_SIZE: i32 = 100;

/// Which way a page is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// `first`, `after`.
    Forward,
    /// `last`, `before`.
    Backward,
}

/// What part of a list is asked for, already checked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PageArgs {
    /// How many items, 0 to [`LARGEST_SIZE`].
    pub size: i64,
    /// From which end.
    pub direction: Direction,
    /// Only what stands behind it.
    pub after: Option<Cursor>,
    /// Only what stands before it.
    pub before: Option<Cursor>,
}

impl PageArgs {
    /// Checks Relay's four arguments.
    ///
    /// # Errors
    /// [`Error::Invalid`]: both `first` and `last`, a size out of bounds, or a cursor that we never made.
    pub fn new(
        first: Option<i32>,
        after: Option<&str>,
        last: Option<i32>,
        before: Option<&str>,
    ) -> Result<Self> {
        let (size, direction, path) = match (first, last) {
            (Some(_), Some(_)) => return Err(Error::invalid(&["last"], code::MALFORMED)),
            (None, Some(last)) => (last, Direction::Backward, "last"),
            (first, None) => (first.unwrap_or(DEFAULT_SIZE), Direction::Forward, "first"),
        };
        if !(0..=LARGEST_SIZE).contains(&size) {
            return Err(Error::invalid(&[path], code::OUT_OF_RANGE));
        }
        Ok(Self {
            size: size.into(),
            direction,
            after: after.map(|c| Cursor::read(c, "after")).transpose()?,
            before: before.map(|c| Cursor::read(c, "before")).transpose()?,
        })
    }

    /// How many rows to read: one more than asked for tells whether there is another page.
    pub fn rows(&self) -> i64 {
        self.size.saturating_add(1)
    }

    /// Makes the page of `rows`, which came in the direction of reading and with one more than asked for.
    pub fn page<T>(&self, mut rows: Vec<T>, total: Option<i64>) -> Page<T> {
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        let more = rows.len() > size;
        rows.truncate(size);
        let (has_next, has_previous) = match self.direction {
            Direction::Forward => (more, self.after.is_some()),
            Direction::Backward => {
                rows.reverse();
                (self.before.is_some(), more)
            }
        };
        Page { items: rows, has_next, has_previous, total }
    }
}

/// A part of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// In the order of the list, whichever way it was read.
    pub items: Vec<T>,
    /// Whether there is more behind it.
    pub has_next: bool,
    /// Whether there is more before it.
    pub has_previous: bool,
    /// How many the whole list has; counted only when asked for.
    pub total: Option<i64>,
}

impl<T> Page<T> {
    /// What it says beside its items.
    pub fn ends(&self) -> Page<()> {
        let Self { has_next, has_previous, total, .. } = *self;
        Page { items: Vec::new(), has_next, has_previous, total }
    }

    /// The same part of the list, with these items for its own.
    pub fn with<U>(self, items: Vec<U>) -> Page<U> {
        let Self { has_next, has_previous, total, .. } = self;
        Page { items, has_next, has_previous, total }
    }
}

/// Where something stands in an ordered list: the value it is ordered by, and what tells it from its equals.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cursor {
    /// The value it is ordered by; empty where the id alone orders.
    pub key: String,
    /// Its id or code.
    pub id: String,
}

impl Cursor {
    /// A cursor by a key and an id.
    pub fn new(key: impl Into<String>, id: impl Into<String>) -> Self {
        Self { key: key.into(), id: id.into() }
    }

    /// The opaque form that clients carry.
    pub fn print(&self) -> String {
        URL_SAFE_NO_PAD.encode(format!("{}\n{}", self.id, self.key))
    }

    /// Of a place in a tenant's stream.
    pub fn of_position(position: i64) -> Self {
        Self::new("", position.to_string())
    }

    /// The place in a tenant's stream that `text` is the cursor of.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `path`: we never made it.
    pub fn position(text: &str, path: &'static str) -> Result<i64> {
        let cursor = Self::read(text, path)?;
        let position = cursor.id.parse().ok().filter(|position| *position >= 0);
        position.ok_or_else(|| Error::invalid(&[path], code::MALFORMED))
    }

    fn read(text: &str, path: &'static str) -> Result<Self> {
        let malformed = || Error::invalid(&[path], code::MALFORMED);
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| malformed())?;
        let text = String::from_utf8(bytes).map_err(|_| malformed())?;
        let (id, key) = text.split_once('\n').ok_or_else(malformed)?;
        if text.contains('\0') { Err(malformed()) } else { Ok(Self::new(key, id)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_knows_whether_there_is_another() {
        let forward = PageArgs::new(Some(2), None, None, None).unwrap();
        let page = forward.page(vec![1, 2, 3], None);
        assert_eq!((page.items, page.has_next, page.has_previous), (vec![1, 2], true, false));
        let before = Cursor::new("k", "i").print();
        let backward = PageArgs::new(None, None, Some(2), Some(&before)).unwrap();
        let page = backward.page(vec![3, 2, 1], None);
        assert_eq!((page.items, page.has_next, page.has_previous), (vec![2, 3], true, true));
    }

    #[test]
    fn sizes_and_cursors_are_checked() {
        for (first, last) in
            [(Some(-1), None), (Some(101), None), (None, Some(101)), (Some(1), Some(1))]
        {
            assert!(PageArgs::new(first, None, last, None).is_err(), "{first:?} {last:?}");
        }
        assert!(PageArgs::new(None, Some("no cursor"), None, None).is_err());
    }

    #[test]
    fn a_place_in_a_stream_is_read_from_its_own_cursor() {
        let place = |text: &str| Cursor::position(text, "after").ok();
        assert_eq!(place(&Cursor::of_position(41).print()), Some(41));
        for bad in [Cursor::of_position(-1), Cursor::new("2026", "x")] {
            assert_eq!(place(&bad.print()), None, "{bad:?}");
        }
        assert_eq!(place("41"), None);
    }
}
