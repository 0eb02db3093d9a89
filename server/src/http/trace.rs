//! The trace of a request: continued from who asks (W3C Trace Context), or begun here.

use crate::telemetry::{Place, Remote};
use poem::http::HeaderMap;
use schema::TraceId;
use tracing::Span;

/// Puts a request's span into the trace of who asks, or into one that begins here, and answers which.
pub(super) fn begin(headers: &HeaderMap, span: &Span) -> TraceId {
    let continued = continued(headers);
    if let Some(Continued { remote, .. }) = &continued {
        remote.is_parent_of(span);
    }
    match Place::of(span) {
        Some(place) => TraceId::parse(&place.trace).map(|trace| {
            // Of a trace that isn't told nobody need know the span.
            if place.is_sampled { trace.in_span(&place.span) } else { trace }
        }),
        None => continued.map(|continued| continued.trace),
    }
    .unwrap_or_else(begun)
}

/// A trace of who asks.
struct Continued {
    trace: TraceId,
    remote: Remote,
}

/// Of a `traceparent` that isn't exactly right nothing is taken, as the recommendation wants.
fn continued(headers: &HeaderMap) -> Option<Continued> {
    let mut values = headers.get_all("traceparent").iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return None;
    };
    let mut parts = value.to_str().ok()?.split('-');
    let (version, trace) = (parts.next()?, parts.next()?);
    let (parent, flags) = (parts.next()?, parts.next()?);
    let is_known = version == "00" && parts.next().is_none();
    let is_later = version != "00" && version != "ff" && is_hexadecimal(version, 2);
    let is_right = is_hexadecimal(parent, 16) && is_hexadecimal(flags, 2);
    if !is_right || !(is_known || is_later) {
        return None;
    }
    let is_sampled = u8::from_str_radix(flags, 16).is_ok_and(|flags| flags & 1 == 1);
    let state: Vec<&str> =
        headers.get_all("tracestate").iter().filter_map(|state| state.to_str().ok()).collect();
    let remote = Remote::of(trace, parent, is_sampled, &state.join(","))?;
    Some(Continued { trace: TraceId::parse(trace)?, remote })
}

/// A trace that begins here.
pub(super) fn begun() -> TraceId {
    loop {
        // Zero is no trace, and comes once in the age of the universe.
        if let Some(trace) = TraceId::parse(&format!("{:032x}", rand::random::<u128>())) {
            return trace;
        }
    }
}

fn is_hexadecimal(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::begin;
    use poem::http::{HeaderMap, HeaderValue};
    use tracing::Span;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

    fn trace_of(parents: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for parent in parents {
            headers.append("traceparent", HeaderValue::from_str(parent).unwrap());
        }
        begin(&headers, &Span::none()).as_str().to_owned()
    }

    #[test]
    fn a_valid_trace_is_continued() {
        for parent in [
            format!("00-{TRACE}-00f067aa0ba902b7-01"),
            format!("00-{TRACE}-00f067aa0ba902b7-00"),
            format!("cc-{TRACE}-00f067aa0ba902b7-01-what-the-future-will-be-like"),
        ] {
            assert_eq!(trace_of(&[&parent]), TRACE, "{parent}");
        }
    }

    #[test]
    fn anything_else_begins_a_new_one() {
        let valid = format!("00-{TRACE}-00f067aa0ba902b7-01");
        for parents in [
            vec![],
            vec![""],
            vec!["00"],
            vec![valid.as_str(), valid.as_str()],
            vec![&valid.replacen("00", "ff", 1)],
            vec![&valid.to_uppercase()],
            vec![&format!("{valid}-01")],
            vec![&format!("00-{TRACE}-0000000000000000-01")],
            vec![&format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32))],
            vec![&format!("00-{TRACE}-00f067aa0ba902b7-1")],
        ] {
            let trace = trace_of(&parents);
            assert!(super::is_hexadecimal(&trace, 32) && trace != TRACE, "{parents:?}");
        }
        assert_ne!(trace_of(&[]), trace_of(&[]));
    }
}
