//! `centrum work`: the worker alone. Any number of them may run.

use super::serve::{existing, until_stopped};
use crate::config::Config;
use crate::{telemetry, worker};

pub(super) fn run(config: &Config) -> anyhow::Result<()> {
    telemetry::init(&config.telemetry)?;
    let db = existing(config)?;
    super::runtime()?.block_on(async {
        worker::work(&db, until_stopped()).await;
        Ok(())
    })
}
