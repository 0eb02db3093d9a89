//! Reads a form from a page of ours.

use super::body;
use super::problem::Problem;
use super::public_url::PublicUrl;
use poem::Request;
use poem::http::{StatusCode, header};
use serde::Deserialize;

/// The fields of a form of at most `bytes_max` bytes that a browser sent from a page of ours.
pub(super) async fn read<T: for<'de> Deserialize<'de>>(
    url: &PublicUrl,
    request: &mut Request,
    bytes_max: usize,
) -> Result<T, Problem> {
    let body = request.take_body();
    let headers = request.headers();
    if !url.is_own_origin(headers) {
        let detail = "This form belongs to another site.";
        return Err(Problem::new(StatusCode::FORBIDDEN, "FOREIGN_ORIGIN", detail));
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).map(str::trim);
    if kind != Some("application/x-www-form-urlencoded") {
        let detail = "Send the form as application/x-www-form-urlencoded.";
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(Problem::new(status, "UNSUPPORTED_MEDIA_TYPE", detail));
    }
    let read = body::read(headers, body, bytes_max).await?;
    serde_urlencoded::from_bytes(&read)
        .map_err(|_| Problem::bad_request("The form can't be understood."))
}
