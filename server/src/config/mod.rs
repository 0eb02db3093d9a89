//! Configuration by environment, read once at the start.
//!
//! Owns: every variable's name, default and meaning to the machine. `.env.sample` explains them to people, and a test
//! keeps the two equal; a secret may stand in a file, which the variable with `_FILE` behind its name names. Doesn't own:
//! flags of single commands, which `clap` reads.

mod database;
mod files;
mod http;
mod mail;
mod otlp;
mod reader;
mod redis;
mod secret_file;
mod sign_in;
mod telemetry;
mod variable;

pub use database::Database;
pub use files::{Attachments, Files};
pub use http::Http;
pub use mail::Mail;
pub use otlp::{Otlp, OtlpProtocol, Sampler};
pub use reader::{ConfigError, Problem};
pub use redis::Redis;
pub use sign_in::SignIn;
pub use telemetry::{LogFormat, Telemetry};
pub use variable::{VARIABLES, Variable};

use crate::oidc::Nation;
use crate::worker::Post;
use reader::Reader;
use std::env::VarError;
use std::fmt;

/// All of it.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where it listens.
    pub http: Http,
    /// Who vouches for people, and how long that counts.
    pub sign_in: SignIn,
    /// Which database it uses.
    pub database: Database,
    /// Whether it has a Redis.
    pub redis: Redis,
    /// Where it keeps files.
    pub files: Files,
    /// By which server it sends mails.
    pub mail: Mail,
    /// What it tells of itself.
    pub telemetry: Telemetry,
}

impl Config {
    /// Reads the environment of this process.
    ///
    /// # Errors
    /// [`ConfigError`] with everything that is wrong, not only the first.
    pub fn from_env() -> Result<Self, ConfigError> {
        #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
        Self::read(&|name| std::env::var(name))
    }

    /// Reads variables from wherever `look_up` finds them.
    ///
    /// # Errors
    /// As [`Self::from_env`].
    pub fn read(look_up: &dyn Fn(&str) -> Result<String, VarError>) -> Result<Self, ConfigError> {
        let mut env = Reader::new(look_up);
        // Each concern reads all its variables before any is missed, so that the error knows all problems.
        let http = Http::from_env(&mut env);
        let sign_in = SignIn::from_env(&mut env);
        let database = Database::from_env(&mut env);
        let redis = Redis::from_env(&mut env);
        let files = Files::from_env(&mut env);
        let mail = Mail::from_env(&mut env);
        let telemetry = Telemetry::from_env(&mut env);
        match (http, sign_in, database, redis, files, mail, telemetry) {
            (
                Ok(http),
                Ok(sign_in),
                Ok(database),
                Ok(redis),
                Ok(files),
                Ok(mail),
                Ok(telemetry),
            ) => Ok(Self { http, sign_in, database, redis, files, mail, telemetry }),
            _ => Err(env.into_error()),
        }
    }

    /// What sends mails; `None`: it sends none.
    pub fn post(&self) -> Option<Post> {
        let site = self.http.public_url(self.http.port).to_string();
        self.mail.mailer().map(|mailer| Post { mailer, site })
    }

    fn nation(&self, show: impl Fn(&Nation) -> Option<String>) -> Option<String> {
        self.sign_in.nation.as_ref().and_then(show)
    }

    fn value_of(&self, variable: Variable) -> Option<String> {
        match variable {
            Variable::HttpHost => Some(self.http.host.to_string()),
            Variable::HttpPort => Some(self.http.port.to_string()),
            Variable::HttpDrainSeconds => Some(self.http.drain.as_secs().to_string()),
            Variable::PublicUrl => self.http.public_url.as_ref().map(ToString::to_string),
            Variable::TrustedProxies => {
                let trusted = self.http.rates.trusted_proxies.to_string();
                (!trusted.is_empty()).then_some(trusted)
            }
            Variable::RateClient => Some(self.http.rates.client.to_string()),
            Variable::RateAnonymous => Some(self.http.rates.anonymous.to_string()),
            Variable::RateIntake => Some(self.http.rates.intake.to_string()),
            Variable::RateFailedSignIn => Some(self.http.rates.failed_sign_in.to_string()),
            Variable::HttpGetQueries => Some(self.http.get_queries.to_string()),
            Variable::SessionIdleMinutes => Some(self.sign_in.idle_minutes.to_string()),
            Variable::SessionDays => Some(self.sign_in.days.to_string()),
            Variable::OidcIssuer => self.nation(|nation| Some(nation.issuer.clone())),
            Variable::OidcClientId => self.nation(|nation| Some(nation.client_id.clone())),
            Variable::OidcClientSecret => {
                self.nation(|nation| nation.client_secret.as_ref().map(|_| MASK.to_owned()))
            }
            Variable::OidcAudience => self.nation(|nation| nation.audience.clone()),
            Variable::OidcAllowedAddresses => self.sign_in.allowed_addresses(),
            Variable::DatabaseUrl => self.database.url.as_ref().map(|_| MASK.to_owned()),
            Variable::MigratorUrl => self.database.migrator_url.as_ref().map(|_| MASK.to_owned()),
            Variable::AdminUrl => self.database.admin_url.as_ref().map(|_| MASK.to_owned()),
            Variable::DatabasePoolSize => Some(self.database.pool_size.to_string()),
            Variable::RedisUrl => self.redis.url.as_ref().map(|_| MASK.to_owned()),
            Variable::DataDir => Some(self.files.data_dir.display().to_string()),
            Variable::Files => self.files.address(),
            Variable::FilesS3Endpoint => self.files.bucket().and_then(|s3| s3.endpoint.clone()),
            Variable::FilesS3Region => self.files.bucket().map(|s3| s3.region.clone()),
            Variable::FilesS3KeyId => self.files.bucket().map(|s3| s3.key_id.clone()),
            Variable::FilesS3SecretKey => self.files.bucket().map(|_| MASK.to_owned()),
            Variable::SmtpUrl => self.mail.server.as_ref().map(|_| MASK.to_owned()),
            Variable::MailFrom => self.mail.server.as_ref().map(|server| server.sender.clone()),
            Variable::Log => Some(self.telemetry.log.clone()),
            Variable::LogFormat => Some(self.telemetry.format.as_str().to_owned()),
            Variable::OtlpEndpoint => self.telemetry.otlp.endpoint.clone(),
            Variable::OtlpProtocol => Some(self.telemetry.otlp.protocol.as_str().to_owned()),
            Variable::OtlpHeaders => self.telemetry.otlp.headers.as_ref().map(|_| MASK.to_owned()),
            Variable::OtlpTimeout => Some(self.telemetry.otlp.timeout.as_millis().to_string()),
            Variable::ServiceName => Some(self.telemetry.otlp.service_name.clone()),
            Variable::TracesSampler => Some(self.telemetry.otlp.sampler.as_str().to_owned()),
            Variable::TracesSamplerArg => Some(self.telemetry.otlp.ratio.to_string()),
            Variable::MetricsAddress => self.telemetry.metrics.map(|address| address.to_string()),
        }
    }
}

const MASK: &str = "********";

/// One line for each variable, as `.env` files have them; a secret shows only that it is set.
impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for variable in VARIABLES {
            match self.value_of(*variable) {
                Some(value) => writeln!(f, "{}={value}", variable.name())?,
                None => writeln!(f, "# {} is not set", variable.name())?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
