//! Where it listens.

use super::reader::{Noted, Reader};
use super::variable::Variable;
use crate::http::PublicUrl;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

const LONGEST_DRAIN_SECONDS: u64 = 60;

/// Where it listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Http {
    /// On which of the machine's addresses.
    pub host: IpAddr,
    /// On which port; 0: on a free one.
    pub port: u16,
    /// How long requests are still taken after it was told to end, so that whoever balances notices.
    pub drain: Duration,
    /// Where people reach it, if that isn't here.
    pub public_url: Option<PublicUrl>,
}

impl Http {
    /// Both together.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::new(self.host, self.port)
    }

    /// Where people reach a program that listens on `port`.
    pub fn public_url(&self, port: u16) -> PublicUrl {
        self.public_url.clone().unwrap_or_else(|| PublicUrl::loopback(port))
    }

    pub(super) fn from_env(env: &mut Reader<'_>) -> Result<Self, Noted> {
        let host = env.read(
            Variable::HttpHost,
            "an IP address of this machine, such as 127.0.0.1 or 0.0.0.0",
            |text| text.parse().ok(),
        );
        let port = env.read(Variable::HttpPort, "a port from 0 to 65535", |text| text.parse().ok());
        let drain = env.read(Variable::HttpDrainSeconds, "seconds from 0 to 60", |text| {
            let seconds = text.parse().ok().filter(|seconds| *seconds <= LONGEST_DRAIN_SECONDS);
            seconds.map(Duration::from_secs)
        });
        let public_url = env.optional(
            Variable::PublicUrl,
            "https:// and a host, or http:// and a loopback address, without a path",
            PublicUrl::parse,
        );
        Ok(Self { host: host?, port: port?, drain: drain?, public_url: public_url? })
    }
}
