//! Ids on the wire: a TypeID for what is ours, kind and code for what is a public register's.

use crate::fail::{bad_input, fail};
use async_graphql::{Context, ID, Result};
use domain::kernel::error::{Error, code};
use domain::kernel::ids::TypedId;

/// How many ids a filter names at most.
const IDS_MAX: usize = 100;

/// Prints an id of ours.
pub(crate) fn id(id: impl TypedId) -> ID {
    ID(id.print())
}

/// Prints the id of a register's thing.
pub(crate) fn register_id(kind: &str, code: &str) -> ID {
    ID(format!("{kind}_{code}"))
}

/// Reads an id of ours in a mutation's input; another kind's is a `MALFORMED` user error at `path`.
pub(crate) fn read<I: TypedId>(text: &ID, path: &'static str) -> Result<I, Error> {
    I::read(text).ok_or_else(|| Error::invalid(&["input", path], code::MALFORMED))
}

/// Reads an id of ours in a query's argument; another kind's is `BAD_USER_INPUT`.
pub(crate) fn read_argument<I: TypedId>(
    ctx: &Context<'_>,
    text: &ID,
    path: &'static str,
) -> Result<I> {
    I::read(text).ok_or_else(|| bad_input(ctx, path))
}

/// Reads an id of ours in a filter.
pub(crate) fn read_filter<I: TypedId>(
    ctx: &Context<'_>,
    text: Option<&ID>,
    path: &'static str,
) -> Result<Option<I>> {
    text.map(|text| {
        I::read(text).ok_or_else(|| fail(ctx, &Error::invalid(&["filter", path], code::MALFORMED)))
    })
    .transpose()
}

/// Reads several ids of ours in a filter, at most 100.
pub(crate) fn read_filters<I: TypedId>(
    ctx: &Context<'_>,
    texts: Option<&[ID]>,
    path: &'static str,
) -> Result<Option<Vec<I>>> {
    let Some(texts) = texts else { return Ok(None) };
    if texts.len() > IDS_MAX {
        return Err(fail(ctx, &Error::invalid(&["filter", path], code::OUT_OF_RANGE)));
    }
    let each = |text| read_filter(ctx, Some(text), path);
    Ok(Some(texts.iter().map(each).filter_map(Result::transpose).collect::<Result<_>>()?))
}
