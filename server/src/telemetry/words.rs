//! The words that figures may have as labels: closed lists, so that nobody's text becomes one.

/// A method of HTTP, as OpenTelemetry counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Method(&'static str);

impl Method {
    /// One of HTTP's own, or one word for all that somebody may think of.
    pub fn of(method: &str) -> Self {
        const KNOWN: [&str; 9] =
            ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"];
        Self(KNOWN.into_iter().find(|known| *known == method).unwrap_or("_OTHER"))
    }

    /// As it is printed.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

/// What Redis is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedisUse {
    /// Buckets of rate limits.
    RateLimit,
    /// News for subscribers of other replicas.
    News,
    /// The state of a sign-in between leaving for a provider and coming back.
    SignIn,
}

impl RedisUse {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::RateLimit => "RATE_LIMIT",
            Self::News => "NEWS",
            Self::SignIn => "SIGN_IN",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Method;

    #[test]
    fn a_method_that_somebody_made_up_is_one_of_the_others() {
        for (method, word) in [("POST", "POST"), ("post", "_OTHER"), ("BREW-7f3a", "_OTHER")] {
            assert_eq!(Method::of(method).as_str(), word);
        }
    }
}
