//! What it tells of itself: logs, and figures for who watches it.

use super::otlp::Otlp;
use super::reader::{Noted, Reader};
use super::variable::Variable;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use tracing_subscriber::EnvFilter;

/// What it tells of itself.
#[derive(Debug, Clone)]
pub struct Telemetry {
    /// What is logged to standard error: a filter of `tracing`, e.g. `info,domain=debug`.
    pub log: String,
    /// For whom it is logged.
    pub format: LogFormat,
    /// Where `/metrics` is served; `None`: nowhere.
    pub metrics: Option<SocketAddr>,
    /// To which collector all of it is sent.
    pub otlp: Otlp,
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
        let metrics = env.optional(
            Variable::MetricsAddress,
            "a port from 0 to 65535, or an IP address and a port, such as 0.0.0.0:9464",
            address,
        );
        let otlp = Otlp::from_env(env);
        Ok(Self { log: log?, format: format?, metrics: metrics?, otlp: otlp? })
    }
}

/// A port alone is one of the loopback address: who can't sign in shouldn't read it from elsewhere.
fn address(text: &str) -> Option<SocketAddr> {
    let of_port = |port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
    text.parse().map(of_port).or_else(|_| text.parse()).ok()
}
