//! How lists of this slice are cut into pages.

use crate::kernel::page::Cursor;
use chrono::NaiveDate;
use uuid::Uuid;

/// Cuts a list that is ordered by a day and then by an id, the latest first: behind `after`, before `before`.
macro_rules! latest_first {
    ($query:expr, $args:expr, $day:expr, $id:expr) => {{
        let (mut query, args): (_, &PageArgs) = ($query, $args);
        // `<=` first, so that the index finds the place; the id decides among equals.
        if let Some((day, id)) = args.after.as_ref().map(place) {
            query = query.filter($day.le(day).and($day.lt(day).or($id.lt(id))));
        }
        if let Some((day, id)) = args.before.as_ref().map(place) {
            query = query.filter($day.ge(day).and($day.gt(day).or($id.gt(id))));
        }
        query = match args.direction {
            Direction::Forward => query.order(($day.desc(), $id.desc())),
            Direction::Backward => query.order(($day.asc(), $id.asc())),
        };
        query.limit(args.rows())
    }};
}
pub(super) use latest_first;

/// Where a cursor stands. One that is none of ours is before everything.
pub(super) fn place(cursor: &Cursor) -> (NaiveDate, Uuid) {
    let day = cursor.key.parse().unwrap_or_default();
    (day, Uuid::try_parse(&cursor.id).unwrap_or(Uuid::nil()))
}

/// The place of a day and an id.
pub(super) fn cursor(day: NaiveDate, id: impl Into<Uuid>) -> Cursor {
    Cursor::new(day.to_string(), id.into().to_string())
}
