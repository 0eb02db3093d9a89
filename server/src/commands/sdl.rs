//! `centrum sdl`: the contract, as it is committed.

use std::io::Write as _;

pub(super) fn run() -> anyhow::Result<()> {
    Ok(std::io::stdout().write_all(schema::sdl().as_bytes())?)
}
