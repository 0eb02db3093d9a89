//! Borders for maps, as files that a browser keeps: `/boundaries/regions.geojson` and its like.
//!
//! For who is signed in, like all of the register: their licence is their publisher's, so that nobody else is handed them.

use super::graphql::Graphql;
use super::problem::Problem;
use super::{text, who_asks};
use domain::access::Caller;
use domain::directory::{self, BoundaryLevel};
use domain::kernel::error::Error;
use poem::http::{HeaderValue, StatusCode, header};
use poem::{Body, Request, Response};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// What each address shows.
pub(super) const ADDRESSES: [(&str, BoundaryLevel); 3] = [
    ("/boundaries/regions.geojson", BoundaryLevel::Region),
    ("/boundaries/districts.geojson", BoundaryLevel::District),
    ("/boundaries/municipalities.geojson", BoundaryLevel::Municipality),
];

/// Borders change once in years; what is read in anew is seen within the hour, and at once by who reloads.
const KEPT: HeaderValue = HeaderValue::from_static("private, max-age=3600");

/// Shows the borders of a level, or that they are what the browser has.
pub(super) async fn show(
    graphql: &Graphql,
    request: &Request,
    level: BoundaryLevel,
) -> Result<Response, Problem> {
    let signed_in = who_asks(graphql, request).await?;
    let caller = signed_in.caller().ok_or_else(|| {
        let detail = "Say in the header Centrum-Tenant for whom you ask.";
        Problem::new(StatusCode::BAD_REQUEST, "TENANT_REQUIRED", detail)
    })?;
    let map = map(caller, level).await?;
    let mark = mark(&map);
    let is_known = text(request.headers(), header::IF_NONE_MATCH.as_str()).is_some_and(|known| {
        known.split(',').any(|one| one.trim().trim_start_matches("W/") == mark)
    });
    let answer = Response::builder()
        .header(header::ETAG, &mark)
        .header(header::CACHE_CONTROL, KEPT)
        .header(header::VARY, "Authorization, Cookie");
    Ok(if is_known {
        answer.status(StatusCode::NOT_MODIFIED).finish()
    } else {
        answer.content_type("application/geo+json").body(Body::from_string(map))
    })
}

/// What changes with the map, and with nothing else.
fn mark(map: &str) -> String {
    let mut mark = "\"".to_owned();
    for byte in Sha256::digest(map) {
        // Writing to a text doesn't fail.
        let _ = write!(mark, "{byte:02x}");
    }
    mark + "\""
}

async fn map(caller: &Caller, level: BoundaryLevel) -> Result<String, Problem> {
    directory::boundaries_geojson(caller, level).await.map_err(|error| match error {
        Error::Unavailable(_) | Error::Timeout => {
            Problem::unavailable("The database doesn't answer now. Try again in a moment.")
        }
        Error::Forbidden { .. }
        | Error::NotFound(_)
        | Error::Invalid(_)
        | Error::Rejected(_)
        | Error::IllegalMove { .. }
        | Error::Merged { .. }
        | Error::Stale { .. }
        | Error::Internal(_) => {
            tracing::error!(%error, "internal error");
            Problem::internal()
        }
    })
}
