//! `GET /files/attachments/{id}`: a file, or a part of it, for who may read its case.
//!
//! Whoever attached it may mean harm. So it is never a page of ours: its type is by our list and not to be guessed, it is kept
//! as a file but for images and PDF, and those are shown in a sandbox that runs and loads nothing.

use super::super::problem::Problem;
use super::super::{trace_of, who_asks};
use super::Ways;
use super::range::{Part, is_known};
use super::refused::{refused, unstored};
use domain::attachments::{Attachment, queries};
use domain::kernel::ids::{AttachmentId, TypedId as _};
use poem::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use poem::{Body, Request, Response};
use std::fmt::Write as _;

/// Nothing runs, nothing is loaded, no other page has it in a frame.
const SANDBOX: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'; sandbox";

/// Gives it.
pub(super) async fn give(ways: &Ways, request: &Request) -> Result<Response, Problem> {
    let trace = trace_of(request);
    let signed_in = who_asks(&ways.graphql, request).await?.traced(trace.as_str(), None);
    let caller = signed_in.caller().ok_or_else(super::super::export::which_tenant)?;
    let id = request.raw_path_param("id").and_then(AttachmentId::read);
    let id = id.ok_or_else(Problem::not_found)?;
    let attachment = queries::by_id(caller, id).await.map_err(refused)?;
    let tag = format!("\"{}\"", attachment.printed_hash());
    if is_known(request.headers(), &tag) {
        return Ok(dressed(
            Response::builder().status(StatusCode::NOT_MODIFIED).finish(),
            &attachment,
            &tag,
        ));
    }
    let size = u64::try_from(attachment.size).unwrap_or(0);
    let (status, part) = match Part::asked(request.headers(), size, &tag) {
        Part::Whole => (StatusCode::OK, 0..size),
        Part::Of(part) => (StatusCode::PARTIAL_CONTENT, part),
        Part::Nothing => return Err(not_there(size)),
    };
    let mut response = Response::builder()
        .status(status)
        .content_type(&attachment.media_type)
        .header(header::CONTENT_LENGTH, part.end - part.start);
    if status == StatusCode::PARTIAL_CONTENT {
        let range = format!("bytes {}-{}/{size}", part.start, part.end.saturating_sub(1));
        response = response.header(header::CONTENT_RANGE, range);
    }
    let body = if request.method() == Method::HEAD {
        Body::empty()
    } else {
        let bytes = ways.files.read(caller.tenant(), id, part).await;
        Body::from_bytes_stream(bytes.map_err(|error| unstored(&error))?)
    };
    Ok(dressed(response.body(body), &attachment, &tag))
}

/// What stands with every answer about a file.
fn dressed(mut response: Response, attachment: &Attachment, tag: &str) -> Response {
    let headers = response.headers_mut();
    let way = if attachment.is_shown() { "inline" } else { "attachment" };
    put(headers, header::CONTENT_DISPOSITION, &disposition(way, attachment));
    put(headers, header::ETAG, tag);
    put(headers, header::ACCEPT_RANGES, "bytes");
    put(headers, header::CONTENT_SECURITY_POLICY, SANDBOX);
    put(headers, header::REFERRER_POLICY, "no-referrer");
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    response
}

fn put(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// With its name twice: as old programs read it, and as it is (RFC 6266).
fn disposition(way: &str, attachment: &Attachment) -> String {
    let ending = attachment.name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let mut text =
        format!("{way}; filename=\"{}.{ending}\"; filename*=UTF-8''", attachment.id.print());
    for byte in attachment.name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // A text takes whatever is written into it.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

fn not_there(size: u64) -> Problem {
    let status = StatusCode::RANGE_NOT_SATISFIABLE;
    let range = HeaderValue::from_str(&format!("bytes */{size}")).ok();
    Problem {
        header: range.map(|range| (header::CONTENT_RANGE, range)),
        ..Problem::new(status, "RANGE_NOT_SATISFIABLE", "The file has no such part.")
    }
}
