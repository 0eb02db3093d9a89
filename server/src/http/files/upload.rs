//! `PUT /files/uploads/{id}`: what was announced comes in. It is attached as soon as it is whole and as announced; otherwise
//! nothing of it is left, and the address is used up.

use super::super::body::discard;
use super::super::export::{let_in, which_tenant};
use super::super::graphql::{Asker, Graphql};
use super::super::problem::Problem;
use super::super::trace_of;
use super::Ways;
use super::refused::{busy, differs, refused, unstored};
use super::sending::Place;
use crate::files::{Files, Incoming, StoreError};
use crate::telemetry;
use domain::access::{Caller, SignedIn};
use domain::attachments::{HEAD_BYTES, Upload, Why, commands, queries};
use domain::kernel::error::Error;
use domain::kernel::ids::{AttachmentId, TypedId as _};
use futures_util::StreamExt as _;
use poem::http::{HeaderMap, Method, StatusCode, header};
use poem::{Body, Request, Response};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout, timeout_at};

/// So long nothing may come.
const SILENCE_MAX: Duration = Duration::from_secs(30);
/// Within this time all must be there. The worker keeps the announcement for longer.
const TIME_MAX: Duration = Duration::from_mins(30);
/// So much of what is refused is taken in all the same, so that its sender reads why.
const DISCARDED_MAX: usize = 256 * 1024;

/// Answers, whatever comes.
pub(super) async fn receive(ways: Arc<Ways>, mut request: Request) -> Response {
    let trace = trace_of(&request);
    let body = request.take_body();
    match begin(&ways, &request, trace.as_str()).await {
        Ok(begun) => {
            // A task of its own: who goes away in the middle doesn't take with them what cleans up.
            let received = telemetry::spawn(async move { Box::pin(begun.receive(body)).await });
            let answered = received.await.unwrap_or_else(|_| Err(Problem::internal()));
            answered.unwrap_or_else(|problem| problem.into_response(&trace))
        }
        Err(problem) => {
            discard(body, DISCARDED_MAX).await;
            problem.into_response(&trace)
        }
    }
}

/// Who may send what, and that they have begun to.
async fn begin(ways: &Ways, request: &Request, trace: &str) -> Result<Begun, Problem> {
    if request.method() != Method::PUT {
        return Err(Problem::method_not_allowed("PUT"));
    }
    let (asker, signed_in) = let_in(&ways.graphql, request).await?;
    let signed_in = signed_in.traced(trace, None);
    let caller = signed_in.caller().ok_or_else(which_tenant)?.clone();
    let id = request.raw_path_param("id").and_then(AttachmentId::read);
    let id = id.ok_or_else(Problem::not_found)?;
    let upload = queries::upload(&caller, id).await.map_err(refused)?;
    check_headers(request.headers(), &upload)?;
    let from = request.remote_addr().as_socket_addr().copied();
    let place = ways.sending.begin(signed_in.person(), from).ok_or_else(busy)?;
    commands::begin(&caller, id).await.map_err(refused)?;
    let (graphql, files) = (Arc::clone(&ways.graphql), ways.files.clone());
    Ok(Begun { graphql, files, asker, signed_in, caller, upload, _place: place })
}

/// What the headers say already that it can't be; the address stays good.
fn check_headers(headers: &HeaderMap, upload: &Upload) -> Result<(), Problem> {
    if headers.contains_key(header::CONTENT_ENCODING) {
        let detail = "Send the file as it is, without a Content-Encoding.";
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(Problem::new(status, "UNSUPPORTED_CONTENT_ENCODING", detail));
    }
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    let length: Option<i64> = length.and_then(|length| length.parse().ok());
    if length.is_some_and(|length| length != upload.size) {
        return Err(differs(Why::Size));
    }
    Ok(())
}

/// Somebody who has begun to send.
struct Begun {
    graphql: Arc<Graphql>,
    files: Files,
    asker: Asker,
    /// As they were when they began.
    signed_in: SignedIn,
    caller: Caller,
    upload: Upload,
    _place: Place,
}

/// Why it didn't come to its end.
enum Broken {
    /// For this reason of the sender's.
    Differs(Why),
    Store(StoreError),
}

impl From<StoreError> for Broken {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Begun {
    async fn receive(self, body: Body) -> Result<Response, Problem> {
        if let Err(broken) = self.keep(body).await {
            let (why, problem) = match broken {
                Broken::Differs(why) => (why, differs(why)),
                Broken::Store(error) => (Why::Refused, unstored(&error)),
            };
            self.give_up(why).await;
            return Err(problem);
        }
        // It took its time: rights may have ended meanwhile.
        if !self.may_still().await {
            return Err(self
                .leave_nothing(Problem::new(
                    StatusCode::FORBIDDEN,
                    "FORBIDDEN",
                    "The right to attach files has ended meanwhile.",
                ))
                .await);
        }
        match commands::attach(&self.caller, self.upload.id).await {
            Ok(()) => Ok(self.attached()),
            // Whether it was done isn't known: what is nobody's the worker deletes.
            Err(error @ (Error::Unavailable(_) | Error::Timeout | Error::Internal(_))) => {
                Err(refused(error))
            }
            Err(error) => Err(self.leave_nothing(refused(error)).await),
        }
    }

    /// Takes all of it in, whatever it is, and looks whether it is what was announced.
    async fn keep(&self, body: Body) -> Result<(), Broken> {
        let mut incoming = self.files.begin(self.caller.tenant(), self.upload.id)?;
        let taken = self.take(&mut incoming, body).await;
        match taken {
            Ok(()) => Ok(incoming.finish().await?),
            Err(broken) => {
                if let Err(error) = incoming.abort().await {
                    tracing::warn!(%error, "what was written of a file is left to the worker");
                }
                Err(broken)
            }
        }
    }

    async fn take(&self, incoming: &mut Incoming, body: Body) -> Result<(), Broken> {
        let (mut size, mut hash, mut head) = (0_u64, Sha256::new(), Vec::new());
        let announced = u64::try_from(self.upload.size).unwrap_or(0);
        let deadline = Instant::now() + TIME_MAX;
        let mut chunks = pin!(body.into_bytes_stream());
        loop {
            let next = timeout_at(deadline, timeout(SILENCE_MAX, chunks.next())).await;
            let chunk = match next {
                Ok(Ok(Some(Ok(chunk)))) => chunk,
                Ok(Ok(None)) => break,
                Ok(Ok(Some(Err(_))) | Err(_)) | Err(_) => {
                    return Err(Broken::Differs(Why::BrokenOff));
                }
            };
            size = size.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
            if size > announced {
                return Err(Broken::Differs(Why::Size));
            }
            let lacking = HEAD_BYTES.saturating_sub(head.len());
            if lacking > 0 {
                head.extend(chunk.iter().take(lacking));
                if head.len() == HEAD_BYTES {
                    self.look_at(&head)?;
                }
            }
            hash.update(&chunk);
            incoming.write(&chunk).await?;
        }
        if size != announced {
            return Err(Broken::Differs(Why::Size));
        }
        self.look_at(&head)?;
        if hash.finalize().as_slice() == self.upload.sha256 {
            Ok(())
        } else {
            Err(Broken::Differs(Why::Hash))
        }
    }

    fn look_at(&self, head: &[u8]) -> Result<(), Broken> {
        let fits = self.upload.file_type().is_some_and(|known| known.may_begin_with(head));
        if fits { Ok(()) } else { Err(Broken::Differs(Why::Content)) }
    }

    async fn may_still(&self) -> bool {
        let now = self.asker.sign_in(&self.graphql.db, &self.graphql.oidc).await;
        now.is_ok_and(|now| now.has_rights_of(&self.signed_in))
    }

    /// The object is there and may not stay.
    async fn leave_nothing(&self, problem: Problem) -> Problem {
        if let Err(error) = self.files.delete(self.caller.tenant(), self.upload.id).await {
            tracing::warn!(%error, "an object of nobody is left to the worker");
        }
        self.give_up(Why::Refused).await;
        problem
    }

    async fn give_up(&self, why: Why) {
        if let Err(error) = commands::give_up(&self.caller, self.upload.id, why).await {
            tracing::warn!(%error, "an announcement is left to the worker");
        }
    }

    fn attached(&self) -> Response {
        let Upload { id, name, media_type, size, .. } = &self.upload;
        let path = format!("/files/attachments/{}", id.print());
        let body =
            json!({ "id": id.print(), "name": name, "contentType": media_type, "size": size });
        Response::builder()
            .status(StatusCode::CREATED)
            .header(header::LOCATION, path)
            .content_type("application/json")
            .body(Body::from_string(body.to_string()))
    }
}
