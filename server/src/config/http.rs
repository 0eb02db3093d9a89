//! Where it listens, and how often somebody may come.

use super::reader::{Noted, Reader};
use super::variable::Variable;
use crate::ephemeral::Rate;
use crate::http::{PublicUrl, Rates, Settings, TrustedProxies};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

const LONGEST_DRAIN_SECONDS: u64 = 60;

/// Where it listens, and how often somebody may come.
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
    /// How often somebody may come.
    pub rates: Rates,
    /// Whether queries may stand in an address.
    pub get_queries: bool,
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

    /// What requests to a program that listens on `port` are held to.
    pub fn settings(&self, port: u16) -> Settings {
        let (public_url, rates) = (self.public_url(port), self.rates.clone());
        Settings { public_url, rates, get_queries: self.get_queries, ..Settings::default() }
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
        let rates = rates(env);
        let get_queries =
            env.read(Variable::HttpGetQueries, "true or false", |text| text.parse().ok());
        Ok(Self {
            host: host?,
            port: port?,
            drain: drain?,
            public_url: public_url?,
            rates: rates?,
            get_queries: get_queries?,
        })
    }
}

fn rates(env: &mut Reader<'_>) -> Result<Rates, Noted> {
    let trusted_proxies = env.optional(
        Variable::TrustedProxies,
        "addresses and networks with commas between them, such as 10.0.0.0/8,192.0.2.1",
        TrustedProxies::parse,
    );
    let mut rate = |variable| {
        let must_be = "so many a second, minute or hour (s, min, h) and, after a colon, so many at once, such as 100/s:200";
        env.read(variable, must_be, Rate::parse)
    };
    let client = rate(Variable::RateClient);
    let anonymous = rate(Variable::RateAnonymous);
    let failed_sign_in = rate(Variable::RateFailedSignIn);
    let intake = rate(Variable::RateIntake);
    Ok(Rates {
        client: client?,
        anonymous: anonymous?,
        failed_sign_in: failed_sign_in?,
        intake: intake?,
        trusted_proxies: trusted_proxies?.unwrap_or_default(),
    })
}
