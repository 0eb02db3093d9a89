//! What the addresses stand on.

use super::files::Sending;
use crate::ephemeral::Ephemeral;
use crate::files::Files;
use crate::news::News;
use crate::oidc::{self, Oidc};
use crate::stop::Stop;
use crate::tallies::Tallies;
use crate::telemetry::Metrics;
use domain::access::Db;
use secrecy::SecretString;
use std::sync::Arc;

/// What the addresses stand on; clones share it.
#[derive(Clone)]
pub struct Resources {
    /// The door to the database.
    pub db: Db,
    /// That something happened, for who subscribes to it.
    pub news: News,
    /// What is counted.
    pub metrics: Metrics,
    /// How operations were answered, for the gates of a roll-out.
    pub tallies: Tallies,
    /// Who vouches for people.
    pub oidc: Arc<Oidc>,
    /// With the URL of who migrates, `/readyz` looks at the migrations too.
    pub migrator_url: Option<SecretString>,
    /// What may vanish.
    pub ephemeral: Ephemeral,
    /// Where the bytes of attachments are.
    pub files: Files,
    /// Who is sending one.
    pub sending: Sending,
    /// Whether workers send mails: without, nothing can be confirmed, and nothing is taken in.
    pub sends_mail: bool,
    /// How far the process has come to its end.
    pub stop: Stop,
}

impl Resources {
    /// The database alone, and of everything else what one process has by itself.
    pub fn of(db: Db) -> Self {
        let (news, ephemeral, stop) = (News::of(db.clone()), Ephemeral::local(), Stop::never());
        let oidc = Arc::new(Oidc::new(oidc::Settings::default(), ephemeral.clone()));
        let (metrics, tallies) = (Metrics::silent(), Tallies::of(db.clone()));
        let (files, sending) = (Files::forgotten(), Sending::default());
        Self {
            db,
            metrics,
            tallies,
            news,
            oidc,
            ephemeral,
            migrator_url: None,
            files,
            sending,
            sends_mail: false,
            stop,
        }
    }
}
