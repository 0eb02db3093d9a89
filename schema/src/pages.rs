//! Relay connections: pages by keyset, forwards and back.

use crate::fail::fail;
use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Context, Enum, Lookahead, OutputType, Result, SelectionField, SimpleObject};
use domain::kernel::error::{Error, code};
use domain::kernel::page::{Cursor, Page, PageArgs};

/// A list by pages, with the length of the whole.
pub(crate) type List<T> = Connection<String, T, Total, EmptyFields>;

/// A list by pages that nobody counts.
pub(crate) type Plain<T> = Connection<String, T, EmptyFields, EmptyFields>;

/// The length of the whole list.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub(crate) struct Total {
    /// How many there are over all pages. Counted only when it is asked for.
    total_count: i32,
}

impl Total {
    pub(crate) fn of(total: Option<i64>) -> Self {
        Self { total_count: total.and_then(|total| i32::try_from(total).ok()).unwrap_or_default() }
    }
}

/// Which way a list is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum OrderDirection {
    /// Earliest first.
    Asc,
    /// Latest first.
    Desc,
}

/// Relay's four arguments, as a resolver gets them.
pub(crate) struct Relay {
    pub(crate) first: Option<i32>,
    pub(crate) after: Option<String>,
    pub(crate) last: Option<i32>,
    pub(crate) before: Option<String>,
}

impl Relay {
    pub(crate) fn checked(&self) -> Result<PageArgs, Error> {
        PageArgs::new(self.first, self.after.as_deref(), self.last, self.before.as_deref())
    }

    pub(crate) fn read(&self, ctx: &Context<'_>) -> Result<PageArgs> {
        self.checked().map_err(|error| fail(ctx, &error))
    }

    /// The same arguments of a field that wasn't resolved yet.
    pub(crate) fn ahead(field: &SelectionField<'_>) -> Result<PageArgs, Error> {
        let mut relay = Self { first: None, after: None, last: None, before: None };
        let malformed = |_| Error::invalid(&["first"], code::MALFORMED);
        for (name, value) in field.arguments().map_err(malformed)? {
            match (name.as_str(), &value) {
                ("first", async_graphql::Value::Number(size)) => relay.first = small(size.as_i64()),
                ("last", async_graphql::Value::Number(size)) => relay.last = small(size.as_i64()),
                ("after", async_graphql::Value::String(cursor)) => {
                    relay.after = Some(cursor.clone());
                }
                ("before", async_graphql::Value::String(cursor)) => {
                    relay.before = Some(cursor.clone());
                }
                _ => {}
            }
        }
        relay.checked()
    }
}

fn small(size: Option<i64>) -> Option<i32> {
    size.map(|size| i32::try_from(size).unwrap_or(i32::MAX))
}

/// The parts that are asked for of a list that each of many things has, each once, and whether its length is.
pub(crate) fn parts_ahead(
    ctx: &Context<'_>,
    lists: &[Lookahead<'_>],
) -> Result<(Vec<PageArgs>, bool)> {
    let mut parts = Vec::new();
    for field in lists.iter().flat_map(Lookahead::selection_fields) {
        let part = Relay::ahead(&field).map_err(|error| fail(ctx, &error))?;
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    let count = lists.iter().any(|list| list.field("totalCount").exists());
    Ok((parts, count))
}

/// Whether the length of a list is asked for, in the field that is resolved now.
pub(crate) fn counts(ctx: &Context<'_>) -> bool {
    ctx.look_ahead().field("totalCount").exists()
}

/// What is asked of a list's items, through `nodes` and through `edges`.
pub(crate) fn items<'a>(list: &Lookahead<'a>) -> Vec<Lookahead<'a>> {
    let places = [list.field("nodes"), list.field("edges").field("node")];
    places.into_iter().filter(Lookahead::exists).collect()
}

/// Answers a page, each item with its cursor.
pub(crate) fn list<T, N: OutputType>(
    page: Page<T>,
    cursor: impl Fn(&T) -> Cursor,
    mut node: impl FnMut(T) -> N,
) -> List<N> {
    let mut list =
        Connection::with_additional_fields(page.has_previous, page.has_next, Total::of(page.total));
    list.edges = page
        .items
        .into_iter()
        .map(|item| {
            let cursor = cursor(&item).print();
            Edge::new(cursor, node(item))
        })
        .collect();
    list
}

/// Answers a page whose nodes were made of all its items at once.
pub(crate) fn with_cursors<N: OutputType>(
    ends: Page<()>,
    cursors: Vec<Cursor>,
    nodes: Vec<N>,
) -> List<N> {
    let items = cursors.into_iter().zip(nodes).collect();
    list(ends.with(items), |(cursor, _)| cursor.clone(), |(_, node)| node)
}

/// Answers a page of a list that nobody counts.
pub(crate) fn plain<T, N: OutputType>(
    page: Page<T>,
    cursor: impl Fn(&T) -> Cursor,
    mut node: impl FnMut(T) -> N,
) -> Plain<N> {
    let mut list = Connection::new(page.has_previous, page.has_next);
    list.edges = page
        .items
        .into_iter()
        .map(|item| {
            let cursor = cursor(&item).print();
            Edge::new(cursor, node(item))
        })
        .collect();
    list
}
