//! What a client is told about its limit: `RateLimit` and `RateLimit-Policy` as draft-ietf-httpapi-ratelimit-headers-10 has
//! them, and `Retry-After` for who came too often.

use crate::ephemeral::Verdict;
use poem::Response;
use poem::http::{HeaderName, HeaderValue, header};
use std::time::Duration;

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Tells it with an answer. Of a bucket, `q` is how many there are at once, and `w` how long an empty one takes to fill; `r`
/// is how many are left, and `t` when all are back.
pub(in crate::http) fn tell(response: &mut Response, verdict: &Verdict) {
    let (name, rate) = (verdict.counted.name(), verdict.rate);
    let policy = format!("\"{name}\";q={};w={}", rate.at_once(), seconds(rate.filled_in()));
    let left = format!("\"{name}\";r={};t={}", verdict.left, seconds(verdict.full_in));
    let retry_after = verdict.wait.map(|wait| seconds(wait).to_string());
    let headers =
        [(POLICY, Some(policy)), (RATE_LIMIT, Some(left)), (header::RETRY_AFTER, retry_after)];
    for (name, value) in headers {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
            response.headers_mut().insert(name, value);
        }
    }
}

/// Whole seconds, and rather one more: who waits for so long has waited long enough.
fn seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}
