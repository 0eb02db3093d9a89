//! `centrum ready`: asks a server whether it may take traffic. For health checks of containers, whose image has no other
//! program that could ask.

use crate::config::Config;
use anyhow::{Context as _, bail, ensure};
use clap::Args;
use poem::http::Uri;
use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs as _};
use std::time::Duration;

/// `/readyz` itself gives up after two seconds.
const PATIENCE: Duration = Duration::from_secs(4);
/// Of an answer: its status, its headers, and a sentence.
const ANSWER_BYTES_MAX: u64 = 16 * 1024;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What to ask instead of /readyz at this machine's CENTRUM_HTTP_PORT. Plain HTTP only.
    #[arg(long, value_name = "URL")]
    url: Option<Uri>,
}

pub(super) fn run(config: &Config, arguments: &Arguments) -> anyhow::Result<()> {
    let own = || own_url(config.http.address());
    let url = arguments.url.clone().map_or_else(own, Ok)?;
    let answer = ask(&url).with_context(|| format!("{url} doesn't answer"))?;
    let status = answer.split(' ').nth(1).unwrap_or_default();
    if status == "200" {
        return super::say("ready");
    }
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body.trim());
    bail!("not ready: {url} answered {status} {body}")
}

/// A program that listens on all addresses is asked on the loopback one.
fn own_url(mut address: SocketAddr) -> anyhow::Result<Uri> {
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    ensure!(address.port() != 0, "say which port with --url: CENTRUM_HTTP_PORT is 0, any free one");
    Ok(format!("http://{address}/readyz").parse()?)
}

/// The whole answer, as it came.
fn ask(url: &Uri) -> anyhow::Result<String> {
    ensure!(url.scheme_str() == Some("http"), "the URL must begin with http://");
    let authority = url.authority().context("the URL has no host")?;
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    let address = (host, authority.port_u16().unwrap_or(80)).to_socket_addrs()?.next();
    let mut stream = TcpStream::connect_timeout(&address.context("no address")?, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let path = url.path_and_query().map_or("/", |path| path.as_str());
    let request = format!("GET {path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.take(ANSWER_BYTES_MAX).read_to_end(&mut answer)?;
    ensure!(answer.starts_with(b"HTTP/1."), "what came isn't HTTP");
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_listens_everywhere_is_asked_on_the_loopback_address() {
        for (address, url) in [
            ("127.0.0.1:8080", "http://127.0.0.1:8080/readyz"),
            ("0.0.0.0:8080", "http://127.0.0.1:8080/readyz"),
            ("[::]:80", "http://[::1]:80/readyz"),
        ] {
            assert_eq!(own_url(address.parse().unwrap()).unwrap().to_string(), url);
        }
        assert!(own_url("127.0.0.1:0".parse().unwrap()).is_err());
    }
}
