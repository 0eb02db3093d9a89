//! Whom we may ask over the network. An issuer that a tenant's administrator typed in is a stranger's address: it could name
//! what only this machine reaches.
//!
//! The rule is asked of every address before it is fetched, and of every address that a name stands for when it is connected to.

use openidconnect::url::{Host, Url};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A host and its port, exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostPort {
    host: String,
    port: u16,
}

impl HostPort {
    /// `host:port`; an address of IPv6 in brackets.
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(&format!("http://{}", text.trim())).ok()?;
        let (_, port) = text.trim().rsplit_once(':')?;
        let is_bare = url.path() == "/" && url.query().is_none() && url.username().is_empty();
        let host = url.host_str().filter(|_| is_bare)?.to_owned();
        Some(Self { host, port: port.parse().ok()? })
    }

    fn is(&self, url: &Url) -> bool {
        url.host_str() == Some(&self.host) && url.port_or_known_default() == Some(self.port)
    }
}

impl fmt::Display for HostPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// Who said where the issuer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Trust {
    /// Who runs us, in the configuration.
    Operator,
    /// Somebody of a tenant.
    Tenant,
}

/// To which addresses a connection may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Those that everybody in the world reaches.
    Public,
    /// Whatever the name stands for.
    Any,
}

/// Why an address isn't asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    /// Neither `https` nor, where that is allowed, `http`.
    #[error("the address has no TLS, and isn't among the allowed ones")]
    Scheme,
    /// No host, or a password in the address.
    #[error("the address isn't one of a host alone")]
    Malformed,
    /// This machine, its network, or nobody's.
    #[error("the address isn't a public one")]
    NotPublic,
}

/// The rule, with its exceptions.
#[derive(Debug, Clone, Default)]
pub struct Egress {
    allowed: Vec<HostPort>,
}

impl Egress {
    /// With these exceptions.
    pub fn allowing(allowed: Vec<HostPort>) -> Self {
        Self { allowed }
    }

    /// Whether an address may be asked, and what its name may stand for.
    pub(super) fn check(&self, url: &Url, trust: Trust) -> Result<Reach, Refused> {
        let host = url.host().ok_or(Refused::Malformed)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refused::Malformed);
        }
        if self.allowed.iter().any(|allowed| allowed.is(url)) {
            return match url.scheme() {
                "https" | "http" => Ok(Reach::Any),
                _ => Err(Refused::Scheme),
            };
        }
        let literal = match host {
            Host::Ipv4(address) => Some(IpAddr::V4(address)),
            Host::Ipv6(address) => Some(IpAddr::V6(address)),
            Host::Domain(_) => None,
        };
        match (url.scheme(), trust) {
            ("https", Trust::Operator) => Ok(Reach::Any),
            ("http", Trust::Operator) if literal.is_some_and(|address| address.is_loopback()) => {
                Ok(Reach::Any)
            }
            ("https", Trust::Tenant) if literal.is_none_or(is_public) => Ok(Reach::Public),
            ("https", Trust::Tenant) => Err(Refused::NotPublic),
            (_, Trust::Operator | Trust::Tenant) => Err(Refused::Scheme),
        }
    }
}

/// Whether everybody in the world reaches it. What isn't known to be public isn't: of IPv6 that is all beside `2000::/3`, and
/// with it what stands for an address of IPv4.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !IPV4_SPECIAL.iter().any(|block| block.holds(address)),
        IpAddr::V6(address) => {
            PUBLIC_IPV6.holds(address) && !IPV6_SPECIAL.iter().any(|block| block.holds(address))
        }
    }
}

/// A block of addresses: how it begins, and how many of its bits count.
struct Block<A>(A, u32);

impl Block<Ipv4Addr> {
    fn holds(&self, address: Ipv4Addr) -> bool {
        let differs = self.0.to_bits() ^ address.to_bits();
        differs.leading_zeros() >= self.1
    }
}

impl Block<Ipv6Addr> {
    fn holds(&self, address: Ipv6Addr) -> bool {
        let differs = self.0.to_bits() ^ address.to_bits();
        differs.leading_zeros() >= self.1
    }
}

/// IANA's register of special addresses of IPv4, and multicast.
const IPV4_SPECIAL: &[Block<Ipv4Addr>] = &[
    Block(Ipv4Addr::UNSPECIFIED, 8),
    Block(Ipv4Addr::new(10, 0, 0, 0), 8),
    Block(Ipv4Addr::new(100, 64, 0, 0), 10),
    Block(Ipv4Addr::new(127, 0, 0, 0), 8),
    // Where clouds tell a machine its secrets.
    Block(Ipv4Addr::new(169, 254, 0, 0), 16),
    Block(Ipv4Addr::new(172, 16, 0, 0), 12),
    Block(Ipv4Addr::new(192, 0, 0, 0), 24),
    Block(Ipv4Addr::new(192, 0, 2, 0), 24),
    Block(Ipv4Addr::new(192, 31, 196, 0), 24),
    Block(Ipv4Addr::new(192, 52, 193, 0), 24),
    Block(Ipv4Addr::new(192, 88, 99, 0), 24),
    Block(Ipv4Addr::new(192, 168, 0, 0), 16),
    Block(Ipv4Addr::new(192, 175, 48, 0), 24),
    Block(Ipv4Addr::new(198, 18, 0, 0), 15),
    Block(Ipv4Addr::new(198, 51, 100, 0), 24),
    Block(Ipv4Addr::new(203, 0, 113, 0), 24),
    Block(Ipv4Addr::new(224, 0, 0, 0), 4),
    Block(Ipv4Addr::new(240, 0, 0, 0), 4),
];

const PUBLIC_IPV6: Block<Ipv6Addr> = Block(Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Of what is public by its first bits: Teredo and other protocols' own, documentation, 6to4.
const IPV6_SPECIAL: &[Block<Ipv6Addr>] = &[
    Block(Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    Block(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    Block(Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    Block(Ipv6Addr::new(0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0), 48),
    Block(Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_world_reaches_is_public() {
        for address in [
            "1.1.1.1",
            "9.255.255.255",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.255.255",
            "172.32.0.1",
            "192.167.255.255",
            "223.255.255.255",
            "2001:4860:4860::8888",
            "2a00:1450:4014:80e::200e",
            "2600::1",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "0.0.0.0",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:1.1.1.1",
            "::ffff:0:1.1.1.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::101:101",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn a_tenant_s_address_is_public_and_has_tls_whatever_way_it_is_written() {
        let egress = Egress::allowing(vec![
            HostPort::parse("provider:9000").unwrap(),
            HostPort::parse("127.0.0.1:9001").unwrap(),
        ]);
        for (url, expected) in [
            ("https://login.example.cz/realm", Ok(Reach::Public)),
            ("https://login.example.cz:8443/", Ok(Reach::Public)),
            ("https://1.1.1.1/", Ok(Reach::Public)),
            ("http://login.example.cz/", Err(Refused::Scheme)),
            ("ftp://login.example.cz/", Err(Refused::Scheme)),
            ("https://user@login.example.cz/", Err(Refused::Malformed)),
            ("https://:secret@login.example.cz/", Err(Refused::Malformed)),
            ("https://127.0.0.1/", Err(Refused::NotPublic)),
            ("https://127.1/", Err(Refused::NotPublic)),
            ("https://2130706433/", Err(Refused::NotPublic)),
            ("https://0x7f000001/", Err(Refused::NotPublic)),
            ("https://0177.0.0.1/", Err(Refused::NotPublic)),
            ("https://169.254.169.254/latest", Err(Refused::NotPublic)),
            ("https://[::1]/", Err(Refused::NotPublic)),
            ("https://[::ffff:169.254.169.254]/", Err(Refused::NotPublic)),
            ("https://[64:ff9b::a9fe:a9fe]/", Err(Refused::NotPublic)),
            ("http://provider:9000/", Ok(Reach::Any)),
            ("http://provider:9001/", Err(Refused::Scheme)),
            ("https://provider/", Ok(Reach::Public)),
            ("http://127.0.0.1:9001/", Ok(Reach::Any)),
            ("https://127.0.0.1:9001/", Ok(Reach::Any)),
            ("https://127.0.0.1:9002/", Err(Refused::NotPublic)),
        ] {
            let parsed = Url::parse(url).unwrap();
            assert_eq!(egress.check(&parsed, Trust::Tenant), expected, "{url}");
        }
    }

    #[test]
    fn the_operator_s_address_may_be_private_and_without_tls_only_this_machine_s() {
        let egress = Egress::default();
        for (url, expected) in [
            ("https://login.example.cz/", Ok(Reach::Any)),
            ("https://10.0.0.1/", Ok(Reach::Any)),
            ("http://127.0.0.1:9000/", Ok(Reach::Any)),
            ("http://[::1]:9000/", Ok(Reach::Any)),
            ("http://10.0.0.1/", Err(Refused::Scheme)),
            ("http://login.example.cz/", Err(Refused::Scheme)),
        ] {
            let parsed = Url::parse(url).unwrap();
            assert_eq!(egress.check(&parsed, Trust::Operator), expected, "{url}");
        }
    }

    #[test]
    fn an_exception_is_a_host_with_a_port() {
        for (text, is_one) in [
            ("provider:9000", true),
            ("127.0.0.1:443", true),
            ("[::1]:9000", true),
            ("provider", false),
            ("provider:", false),
            ("provider:70000", false),
            (":9000", false),
            ("a@provider:9000", false),
            ("provider:9000/path", false),
        ] {
            assert_eq!(HostPort::parse(text).is_some(), is_one, "{text}");
        }
    }
}
