//! What the pages look like: a pinned copy of the gov.cz design system's styles, and ours behind them, in one file that a browser
//! keeps for ever, since its name holds a hash of what is in it.

use crate::http::problem::Problem;
use poem::http::{HeaderValue, header};
use poem::{Body, Request, Response};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::sync::LazyLock;

/// In this order: what stands later counts.
const PARTS: [&str; 11] = [
    include_str!("gov-design-system/tokens.css"),
    include_str!("gov-design-system/styles.css"),
    include_str!("gov-design-system/gov-container.css"),
    include_str!("gov-design-system/gov-form-control.css"),
    include_str!("gov-design-system/gov-form-label.css"),
    include_str!("gov-design-system/gov-form-input.css"),
    include_str!("gov-design-system/gov-form-select.css"),
    include_str!("gov-design-system/gov-link.css"),
    include_str!("gov-design-system/gov-message.css"),
    include_str!("gov-design-system/gov-tag.css"),
    include_str!("own.css"),
];

/// On what terms the design system's are used.
pub(super) const LICENCE: &str = "/assets/gov-design-system-licence.txt";

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

struct Styles {
    address: String,
    text: String,
}

static STYLES: LazyLock<Styles> = LazyLock::new(|| {
    // A byte-order mark in the middle would be part of the next selector.
    let parts: Vec<&str> = PARTS.iter().map(|part| part.trim_start_matches('\u{feff}')).collect();
    let text = parts.join("\n");
    let mut hash = String::new();
    for byte in Sha256::digest(&text).iter().take(8) {
        // Writing to a text doesn't fail.
        let _ = write!(hash, "{byte:02x}");
    }
    Styles { address: format!("/assets/pages-{hash}.css"), text }
});

/// Where the styles are.
pub(super) fn address() -> &'static str {
    &STYLES.address
}

/// `GET /assets/…`.
pub(in crate::http) fn file(request: &Request) -> Result<Response, Problem> {
    let path = request.uri().path();
    let (kind, text) = if path == STYLES.address {
        ("text/css; charset=utf-8", STYLES.text.as_str())
    } else if path == LICENCE {
        ("text/plain; charset=utf-8", include_str!("gov-design-system/LICENCE.txt"))
    } else {
        return Err(Problem::not_found());
    };
    let mut response = Response::builder().content_type(kind).body(Body::from(text.as_bytes()));
    response.headers_mut().insert(header::CACHE_CONTROL, FOR_EVER);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::STYLES;

    #[test]
    fn the_parts_are_one_file_that_asks_for_no_other() {
        assert!(!STYLES.text.contains('\u{feff}') && !STYLES.text.contains("url("));
        assert!(STYLES.text.contains(".gov-tag") && STYLES.text.contains(".dot"));
    }
}
