//! What it logs.

use super::reader::{Noted, Reader};
use super::variable::Variable;
use tracing_subscriber::EnvFilter;

/// What it logs, to standard error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telemetry {
    /// A filter of `tracing`, e.g. `info,domain=debug`.
    pub log: String,
    /// For whom.
    pub format: LogFormat,
}

/// For whom the log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// A person.
    Text,
    /// A collector: one JSON object in each line.
    Json,
}

impl LogFormat {
    /// As the variable has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Text, Self::Json].into_iter().find(|format| format.as_str() == text)
    }
}

impl Telemetry {
    pub(super) fn from_env(env: &mut Reader<'_>) -> Result<Self, Noted> {
        let log = env.read(Variable::Log, "a filter such as info or info,domain=debug", |text| {
            EnvFilter::builder().parse(text).ok().map(|_| text.to_owned())
        });
        let format = env.read(Variable::LogFormat, "text or json", LogFormat::parse);
        Ok(Self { log: log?, format: format? })
    }
}
