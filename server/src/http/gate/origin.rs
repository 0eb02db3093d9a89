//! Where a request comes from: the peer's address, or, where the peer is a proxy of ours, the one that it tells.
//!
//! What anybody may send is believed from nobody else: a client could give itself a new address with each request.

use poem::Addr;
use poem::http::HeaderMap;
use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

/// The addresses of proxies that are ours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Network>);

/// Addresses that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    bits: u8,
}

impl TrustedProxies {
    /// Addresses and networks, with commas between them: `10.0.0.0/8, ::1`.
    pub fn parse(text: &str) -> Option<Self> {
        text.split(',').map(|one| Network::parse(one.trim())).collect::<Option<_>>().map(Self)
    }

    fn have(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.has(address))
    }
}

impl fmt::Display for TrustedProxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, Network { address, bits }) in self.0.iter().enumerate() {
            let comma = if number == 0 { "" } else { "," };
            write!(f, "{comma}{address}/{bits}")?;
        }
        Ok(())
    }
}

impl Network {
    fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address.parse().ok()?, Some(bits.parse().ok()?)),
            None => (text.parse().ok()?, None),
        };
        let most = match address {
            IpAddr::V4(_) => 32,
            IpAddr::V6(_) => 128,
        };
        let bits = bits.unwrap_or(most);
        (bits <= most).then_some(Self { address, bits })
    }

    fn has(&self, other: IpAddr) -> bool {
        let beyond = |most: u8| u32::from(most.saturating_sub(self.bits));
        match (self.address, other) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let difference = own.to_bits() ^ other.to_bits();
                difference.checked_shr(beyond(32)).unwrap_or(0) == 0
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let difference = own.to_bits() ^ other.to_bits();
                difference.checked_shr(beyond(128)).unwrap_or(0) == 0
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

/// Where a request comes from, as far as limits are concerned. Of IPv6 that is a network: whoever has one address there has
/// as many as they like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::http) struct Origin(String);

impl Origin {
    /// Of a request that came from `peer`.
    pub(in crate::http) fn of(peer: &Addr, headers: &HeaderMap, trusted: &TrustedProxies) -> Self {
        let Some(peer) = peer.as_socket_addr().map(|peer| peer.ip().to_canonical()) else {
            // By no network: all of them share one.
            return Self(String::new());
        };
        let origin = if trusted.have(peer) { told(headers, trusted).unwrap_or(peer) } else { peer };
        Self(match origin {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let network = Ipv6Addr::from_bits(address.to_bits() >> 64 << 64);
                format!("{network}/64")
            }
        })
    }

    /// As text.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whom the proxies tell of. A proxy writes one of the two headers and passes the other on as its client sent it, so where
/// both are there, and say different things, neither is believed.
fn told(headers: &HeaderMap, trusted: &TrustedProxies) -> Option<IpAddr> {
    let by = |name: &str, address_of: fn(&str) -> Option<IpAddr>| {
        let lines: Option<Vec<&str>> =
            headers.get_all(name).iter().map(|line| line.to_str().ok()).collect();
        let lines = lines.filter(|lines| !lines.is_empty())?.join(",");
        let hops = lines.rsplit(',').map(|hop| address_of(hop.trim()));
        Some(nearest_stranger(hops, trusted))
    };
    match (by("x-forwarded-for", address), by("forwarded", forwarded_for)) {
        (Some(one), None) | (None, Some(one)) => one,
        (Some(one), Some(other)) => one.filter(|_| one == other),
        (None, None) => None,
    }
}

/// Each proxy adds, at the end, whom it was asked by. Behind the last that isn't ours anybody may have written.
fn nearest_stranger(
    hops: impl Iterator<Item = Option<IpAddr>>,
    trusted: &TrustedProxies,
) -> Option<IpAddr> {
    let mut last = None;
    for hop in hops {
        last = Some(hop?);
        if last.is_some_and(|address| !trusted.have(address)) {
            break;
        }
    }
    last
}

/// `192.0.2.1`, `192.0.2.1:8080`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:8080`.
fn address(text: &str) -> Option<IpAddr> {
    let bare = match text.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?.0,
        // One colon stands before a port; an address of IPv6 has more.
        None => match text.split_once(':') {
            Some((before, after)) if !after.contains(':') => before,
            Some(_) | None => text,
        },
    };
    Some(bare.parse::<IpAddr>().ok()?.to_canonical())
}

/// The `for` of one element of `Forwarded` (RFC 7239).
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let mut pairs = element.split(';').filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    address(value.trim().trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use poem::http::{HeaderName, HeaderValue};
    use std::net::SocketAddr;

    fn origin(peer: &str, trusted: &str, headers: &[(&str, &str)]) -> String {
        let peer: IpAddr = peer.parse().unwrap();
        let trusted = match trusted {
            "" => TrustedProxies::default(),
            list => TrustedProxies::parse(list).unwrap(),
        };
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            map.append(name, HeaderValue::from_str(value).unwrap());
        }
        Origin::of(&Addr::SocketAddr(SocketAddr::new(peer, 1)), &map, &trusted).0
    }

    #[test]
    fn who_isnt_a_proxy_of_ours_tells_nothing_about_themselves() {
        let lie = [("x-forwarded-for", "192.0.2.9"), ("forwarded", "for=192.0.2.9")];
        assert_eq!(origin("198.51.100.7", "", &lie), "198.51.100.7");
        assert_eq!(origin("198.51.100.7", "10.0.0.0/8", &lie), "198.51.100.7");
        assert_eq!(origin("::ffff:198.51.100.7", "", &[]), "198.51.100.7");
        assert_eq!(origin("2001:db8:1:2:3:4:5:6", "", &[]), "2001:db8:1:2::/64");
    }

    #[test]
    fn a_proxy_of_ours_is_believed_as_far_as_ours_go() {
        let via = |value| origin("10.0.0.1", "10.0.0.0/8,::1", &[("x-forwarded-for", value)]);
        assert_eq!(via("192.0.2.9"), "192.0.2.9");
        assert_eq!(
            via("1.1.1.1, 192.0.2.9"),
            "192.0.2.9",
            "what stood there before is the client's"
        );
        assert_eq!(via("1.1.1.1, 192.0.2.9, 10.0.0.2, ::1"), "192.0.2.9");
        assert_eq!(via("192.0.2.9:4711"), "192.0.2.9");
        assert_eq!(via("[2001:db8::1]:4711"), "2001:db8::/64");
        assert_eq!(via("10.0.0.3"), "10.0.0.3", "one of ours asks for itself");
        for broken in ["", "unknown", "192.0.2.9, nobody", "[::1"] {
            assert_eq!(via(broken), "10.0.0.1", "{broken}");
        }
        let lines = [("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "192.0.2.9")];
        assert_eq!(origin("10.0.0.1", "10.0.0.0/8", &lines), "192.0.2.9");
    }

    #[test]
    fn forwarded_is_read_too_and_where_the_two_differ_neither_is_believed() {
        let via = |value| origin("10.0.0.1", "10.0.0.0/8", &[("forwarded", value)]);
        assert_eq!(via("for=192.0.2.9;proto=https"), "192.0.2.9");
        assert_eq!(via("proto=https; For=\"[2001:db8::1]:4711\""), "2001:db8::/64");
        assert_eq!(via("for=1.1.1.1, for=192.0.2.9, for=10.0.0.2"), "192.0.2.9");
        for broken in ["for=unknown", "for=_hidden", "proto=https", "for=192.0.2.9, by=10.0.0.2"] {
            assert_eq!(via(broken), "10.0.0.1", "{broken}");
        }
        let both = |one, other| {
            let headers = [("x-forwarded-for", one), ("forwarded", other)];
            origin("10.0.0.1", "10.0.0.0/8", &headers)
        };
        assert_eq!(both("192.0.2.9", "for=192.0.2.9"), "192.0.2.9");
        assert_eq!(both("192.0.2.9", "for=1.1.1.1"), "10.0.0.1");
    }

    #[test]
    fn networks_are_read_and_written() {
        let trusted = TrustedProxies::parse("10.0.0.0/8, 192.0.2.1,2001:db8::/32, ::/0").unwrap();
        assert_eq!(trusted.to_string(), "10.0.0.0/8,192.0.2.1/32,2001:db8::/32,::/0");
        assert_eq!(TrustedProxies::parse(&trusted.to_string()).unwrap(), trusted);
        for (address, is_trusted) in [
            ("10.255.0.1", true),
            ("11.0.0.1", false),
            ("192.0.2.1", true),
            ("192.0.2.2", false),
            ("fe80::1", true),
        ] {
            assert_eq!(trusted.have(address.parse().unwrap()), is_trusted, "{address}");
        }
        for wrong in
            ["", "10.0.0.0/33", "::/129", "proxy", "10.0.0.1,", "10.0.0.0/x", "10.0.0.0/-1"]
        {
            assert_eq!(TrustedProxies::parse(wrong), None, "{wrong}");
        }
    }
}
