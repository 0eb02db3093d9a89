//! To which collector traces, figures and logs are sent: OpenTelemetry's own variables, as its specification has them.

use super::reader::{Noted, Reader};
use super::variable::Variable;
use secrecy::SecretString;
use std::time::Duration;

/// To which collector, and how.
#[derive(Debug, Clone)]
pub struct Otlp {
    /// Its base address; `None`: nothing is sent.
    pub endpoint: Option<String>,
    /// What it speaks.
    pub protocol: OtlpProtocol,
    /// What it wants to see, such as a key, as `name=value,name=value`. The exporter reads the variable itself; it is here to
    /// be checked.
    pub headers: Option<SecretString>,
    /// How long one batch may take.
    pub timeout: Duration,
    /// As whom the program tells.
    pub service_name: String,
    /// Which traces are told.
    pub sampler: Sampler,
    /// Of a sampler by ratio: how many of one.
    pub ratio: f64,
}

/// What a collector speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtlpProtocol {
    /// Port 4318 by custom.
    HttpProtobuf,
    /// Port 4317 by custom.
    Grpc,
}

impl OtlpProtocol {
    /// As the variable has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HttpProtobuf => "http/protobuf",
            Self::Grpc => "grpc",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::HttpProtobuf, Self::Grpc].into_iter().find(|known| known.as_str() == text)
    }
}

/// Which traces are told; those "by parent" do as who called us does, and decide only of what begins here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of OpenTelemetry's specification")]
pub enum Sampler {
    AlwaysOn,
    AlwaysOff,
    Ratio,
    ParentAlwaysOn,
    ParentAlwaysOff,
    ParentRatio,
}

impl Sampler {
    const ALL: [Self; 6] = [
        Self::AlwaysOn,
        Self::AlwaysOff,
        Self::Ratio,
        Self::ParentAlwaysOn,
        Self::ParentAlwaysOff,
        Self::ParentRatio,
    ];

    /// As the variable has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AlwaysOn => "always_on",
            Self::AlwaysOff => "always_off",
            Self::Ratio => "traceidratio",
            Self::ParentAlwaysOn => "parentbased_always_on",
            Self::ParentAlwaysOff => "parentbased_always_off",
            Self::ParentRatio => "parentbased_traceidratio",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == text)
    }
}

impl Otlp {
    pub(super) fn from_env(env: &mut Reader<'_>) -> Result<Self, Noted> {
        let endpoint = env.optional(
            Variable::OtlpEndpoint,
            "http:// or https:// and a collector's host and port, without a user",
            endpoint,
        );
        let protocol =
            env.read(Variable::OtlpProtocol, "http/protobuf or grpc", OtlpProtocol::parse);
        let headers =
            env.optional(Variable::OtlpHeaders, "name=value pairs with commas between", headers);
        let timeout = env.read(Variable::OtlpTimeout, "milliseconds from 1 to 60000", |text| {
            let milliseconds = text.parse().ok().filter(|given| (1..=60_000).contains(given));
            milliseconds.map(Duration::from_millis)
        });
        let service_name =
            env.read(Variable::ServiceName, "a name of at most 100 characters", |text| {
                (text.chars().count() <= 100).then(|| text.to_owned())
            });
        let sampler = env.read(
            Variable::TracesSampler,
            "always_on, always_off or traceidratio, or one of them behind parentbased_",
            Sampler::parse,
        );
        let ratio = env.read(Variable::TracesSamplerArg, "a number from 0 to 1", |text| {
            text.parse().ok().filter(|ratio| (0.0..=1.0).contains(ratio))
        });
        Ok(Self {
            endpoint: endpoint?,
            protocol: protocol?,
            headers: headers?,
            timeout: timeout?,
            service_name: service_name?,
            sampler: sampler?,
            ratio: ratio?,
        })
    }
}

fn endpoint(text: &str) -> Option<String> {
    let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"))?;
    let host = rest.split('/').next().unwrap_or_default();
    // A password in there would be printed where the address is.
    let is_plain = !host.is_empty() && !rest.contains(['@', '?', '#', ' ']);
    is_plain.then(|| text.trim_end_matches('/').to_owned())
}

fn headers(text: &str) -> Option<SecretString> {
    let is_pair =
        |pair: &str| pair.split_once('=').is_some_and(|(name, _)| !name.trim().is_empty());
    text.split(',').all(is_pair).then(|| SecretString::from(text))
}
