//! Sums of PostgreSQL's longest integers.

use diesel::pg::Pg;
use diesel::sql_types::{BigInt, Nullable};

// PostgreSQL sums its longest integers as numbers of any length. Nine million activities at the bound of their amounts would
// be needed for a sum that is no integer any more.
diesel::postfix_operator!(Whole, "::bigint", Nullable<BigInt>, backend: Pg);
