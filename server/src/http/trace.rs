//! The trace of a request: continued from who asks (W3C Trace Context), or begun here.

use poem::http::HeaderMap;
use schema::TraceId;

/// The trace that this request belongs to.
pub(super) fn of(headers: &HeaderMap) -> TraceId {
    continued(headers).unwrap_or_else(begun)
}

/// Of a `traceparent` that isn't exactly right nothing is taken, as the recommendation wants.
fn continued(headers: &HeaderMap) -> Option<TraceId> {
    let mut values = headers.get_all("traceparent").iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return None;
    };
    let mut parts = value.to_str().ok()?.split('-');
    let (version, trace) = (parts.next()?, parts.next()?);
    let (parent, flags) = (parts.next()?, parts.next()?);
    let is_known = version == "00" && parts.next().is_none();
    let is_later = version != "00" && version != "ff" && is_hexadecimal(version, 2);
    let has_parent = is_hexadecimal(parent, 16) && parent.chars().any(|digit| digit != '0');
    ((is_known || is_later) && has_parent && is_hexadecimal(flags, 2))
        .then(|| TraceId::parse(trace))?
}

fn begun() -> TraceId {
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
    use super::of;
    use poem::http::{HeaderMap, HeaderValue};

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

    fn trace_of(parents: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for parent in parents {
            headers.append("traceparent", HeaderValue::from_str(parent).unwrap());
        }
        of(&headers).as_str().to_owned()
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
