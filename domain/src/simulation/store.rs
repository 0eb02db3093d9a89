//! The rows of the nation, table by table. Foreign keys of the small tables are there while these are copied in, so the order
//! in which they are answered counts.

mod people;
mod register;
mod work;

pub(super) use people::people;
pub(super) use register::register;
pub(super) use work::work;
