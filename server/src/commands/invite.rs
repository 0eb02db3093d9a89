//! `centrum invite`: the first real user of a new house. Whoever may run it on the server's machine, with its configuration,
//! may do what its logins may; so nobody need be there before.

use super::Folder;
use super::database::InUse;
use crate::config::Config;
use clap::Args;
use domain::access::{Job, act_as_system};
use domain::identity::commands::invite_coordinator;
use domain::kernel::error::{Error, Field};
use domain::kernel::ids::TenantId;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The e-mail address of a national coordinator. Nothing is sent to it.
    #[arg(long, value_name = "EMAIL")]
    coordinator: String,
    /// What the nation is to call them; the address, when it isn't given.
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    folder: Folder,
}

pub(super) fn run(config: &Config, arguments: &Arguments) -> anyhow::Result<()> {
    let data_dir = arguments.folder.data_dir.as_deref();
    let (link, port) = InUse::with(config, data_dir, async |in_use, db| {
        let job = act_as_system(db, TenantId::NATION, Job::SignIn);
        let name = arguments.name.as_deref().unwrap_or(&arguments.coordinator);
        let invited = invite_coordinator(&job, &arguments.coordinator, name).await;
        let link = invited.map_err(|error| match error {
            Error::Invalid(fields) => anyhow::anyhow!("nobody was invited: {}", told(&fields)),
            other => other.into(),
        })?;
        Ok((link, in_use.http_port().unwrap_or(config.http.port)))
    })?;
    let address = config.http.public_url(port);
    super::say(&format!("{address}/auth/link?secret={}", link.secret))
}

fn told(fields: &[Field]) -> String {
    let field = |field: &Field| format!("{} is {}", field.path.join("."), field.code);
    fields.iter().map(field).collect::<Vec<_>>().join(", ")
}
