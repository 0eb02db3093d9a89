//! Who vouches for people who sign in, and how long that counts.

use super::reader::{Noted, Reader};
use super::variable::Variable;
use crate::oidc::{self, HostPort, Nation};
use domain::access::SessionLimits;
use secrecy::SecretString;

const A_WEEK_OF_MINUTES: i32 = 7 * 24 * 60;
const LONGEST_SESSION_DAYS: i32 = 90;

/// Who vouches for people who sign in, and how long that counts.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// Unused for so long, a session by an issuer's word ends.
    pub idle_minutes: i32,
    /// However much it is used, it ends after so many days.
    pub days: i32,
    /// The nation's issuer; `None`: there is none.
    pub nation: Option<Nation>,
    /// What is reached though it isn't public, or has no TLS.
    pub allowed: Vec<HostPort>,
}

impl SignIn {
    /// As the part that verifies takes it.
    pub fn oidc(&self) -> oidc::Settings {
        let lasts = chrono::Duration::days(self.days.into());
        let sessions = SessionLimits { idle_minutes: Some(self.idle_minutes), lasts };
        oidc::Settings { nation: self.nation.clone(), allowed: self.allowed.clone(), sessions }
    }

    /// As the variable has them; `None`: there are none.
    pub(super) fn allowed_addresses(&self) -> Option<String> {
        let all: Vec<String> = self.allowed.iter().map(ToString::to_string).collect();
        (!all.is_empty()).then(|| all.join(","))
    }

    pub(super) fn from_env(env: &mut Reader<'_>) -> Result<Self, Noted> {
        let within = |text: &str, most| text.parse().ok().filter(|n| (1..=most).contains(n));
        let idle_minutes =
            env.read(Variable::SessionIdleMinutes, "a number of minutes from 1 to 10080", |text| {
                within(text, A_WEEK_OF_MINUTES)
            });
        let days = env.read(Variable::SessionDays, "a number of days from 1 to 90", |text| {
            within(text, LONGEST_SESSION_DAYS)
        });
        let nation = nation(env);
        let allowed = env.optional(
            Variable::OidcAllowedAddresses,
            "a list such as provider:9000,127.0.0.1:9001: each a host and a port",
            |text| text.split(',').map(HostPort::parse).collect::<Option<Vec<_>>>(),
        );
        Ok(Self {
            idle_minutes: idle_minutes?,
            days: days?,
            nation: nation?,
            allowed: allowed?.unwrap_or_default(),
        })
    }
}

fn nation(env: &mut Reader<'_>) -> Result<Option<Nation>, Noted> {
    const OUR_NAME: &str = "how the issuer of CENTRUM_OIDC_ISSUER knows us";
    let some = |text: &str| Some(text.to_owned());
    let issuer = env.optional(
        Variable::OidcIssuer,
        "https:// and the rest of the issuer's name, exactly as its discovery document has it",
        |text| is_address(text).then(|| text.to_owned()),
    );
    let client_id = env.optional(Variable::OidcClientId, OUR_NAME, some);
    let client_secret = env.optional(Variable::OidcClientSecret, "a secret", |text| {
        Some(SecretString::from(text.to_owned()))
    });
    let audience = env.optional(Variable::OidcAudience, "a name of ours", some);
    let Some(issuer) = issuer? else { return Ok(None) };
    let Some(client_id) = client_id? else {
        return Err(env.note(Variable::OidcClientId, OUR_NAME));
    };
    Ok(Some(Nation { issuer, client_id, client_secret: client_secret?, audience: audience? }))
}

fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(['@', '?', '#', ' ']))
}
