//! What people do with requests.

use super::ahead;
use super::entries::{self, Comment};
use super::kinds::{RequestChannel, RequestPriority, RequesterKind};
use super::types::Request;
use crate::asked::caller;
use crate::fail::{UserError, outcome};
use crate::ids;
use crate::scalars::MunicipalityCode;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::directory;
use domain::kernel::error::Error;
use domain::kernel::ids::{MemberId, RequestId};
use domain::requests::{NewRequest, Requester, Stepped, commands};

#[derive(Default)]
pub(crate) struct RequestMutation;

/// What is asked for.
#[derive(InputObject)]
struct OpenRequestInput {
    /// Code of the service, e.g. `LEGAL-ADVICE`. It decides who of the staff may read the request.
    service_code: String,
    /// What it is about, in one line of at most 200 characters.
    title: String,
    /// The whole of it, at most 10,000 characters.
    #[graphql(default)]
    description: String,
    /// Who asks. A citizen's request is taken by the centre only.
    #[graphql(default_with = "RequesterKind::Municipality")]
    requester: RequesterKind,
    /// Name of the organisation or the citizen; needed for them.
    requester_name: Option<String>,
    /// The member it is for. Who acts for one member only may leave it out; a citizen's is the association's own.
    member_id: Option<ID>,
    /// The municipality that a citizen's request is about, if any.
    municipality_code: Option<MunicipalityCode>,
    /// Whether its municipality sees it. When nothing is said it does, unless a citizen asks or the service is the data
    /// protection officer's. A municipality always sees what it asks itself; it never sees a citizen's.
    shown_to_member: Option<bool>,
    /// How urgent it is.
    #[graphql(default_with = "RequestPriority::Normal")]
    priority: RequestPriority,
    /// How it came. What a municipality opens itself came by the web.
    channel: Option<RequestChannel>,
}

/// A request that was opened.
#[derive(SimpleObject)]
struct OpenRequestPayload {
    /// Id of the request; null with `userErrors`.
    id: Option<ID>,
    /// Its number as people say it, e.g. `2026/17`.
    number: Option<String>,
    /// The request; null also when it was filed into a secrecy that one may not read.
    request: Option<Request>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

/// To whom a request is given.
#[derive(InputObject)]
struct AssignRequestInput {
    /// Id of the request.
    id: ID,
    /// The participant who is to have it.
    assignee_id: ID,
}

/// A comment on a request.
#[derive(InputObject)]
struct CommentOnRequestInput {
    /// Id of the request.
    id: ID,
    /// What it says, at most 10,000 characters.
    body: String,
    /// Whether it is for the staff alone.
    #[graphql(default)]
    internal: bool,
}

/// A comment that was written.
#[derive(SimpleObject)]
struct CommentOnRequestPayload {
    /// The comment; null with `userErrors`.
    comment: Option<Comment>,
    /// The request it was written on.
    request: Option<Request>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

/// How a request ends.
#[derive(InputObject)]
struct CloseRequestInput {
    /// Id of the request.
    id: ID,
    /// What came of it, at most 10,000 characters.
    outcome: String,
}

/// Which request is opened again.
#[derive(InputObject)]
struct ReopenRequestInput {
    /// Id of the request.
    id: ID,
}

/// Payloads of what is done with one request.
macro_rules! request_payload {
    ($($(#[$doc:meta])* $name:ident),+) => { $(
        $(#[$doc])*
        #[derive(SimpleObject)]
        struct $name {
            /// The request after the step; null with `userErrors`.
            request: Option<Request>,
            /// What to mend; empty when it was done.
            user_errors: Vec<UserError>,
        }

        impl $name {
            async fn of(
                ctx: &Context<'_>,
                done: Result<impl Into<Stepped>, Error>,
            ) -> Result<Self> {
                Ok(match outcome(ctx, done)? {
                    Ok(step) => Self { request: after(ctx, step).await?, user_errors: vec![] },
                    Err(user_errors) => Self { request: None, user_errors },
                })
            }
        }
    )+ };
}
pub(super) use request_payload;

request_payload!(
    /// A request that was given to somebody.
    AssignRequestPayload,
    /// A request that was closed.
    CloseRequestPayload,
    /// A request that was opened again.
    ReopenRequestPayload
);

#[Object]
impl RequestMutation {
    /// Opens a request (založit požadavek). It may be filed into a secrecy that who files it can't read.
    async fn open_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked for.")] input: OpenRequestInput,
    ) -> Result<Option<OpenRequestPayload>> {
        let caller = caller(ctx)?;
        let opened = async { commands::open(caller, new_request(input)?).await }.await;
        let opened = match outcome(ctx, opened)? {
            Ok(opened) => opened,
            Err(user_errors) => {
                return Ok(Some(OpenRequestPayload {
                    id: None,
                    number: None,
                    request: None,
                    user_errors,
                }));
            }
        };
        let (id, number) = (Some(ids::id(opened.id)), Some(opened.number));
        let request = match opened.request {
            Some(request) => after(ctx, request).await?,
            None => None,
        };
        Ok(Some(OpenRequestPayload { id, number, request, user_errors: vec![] }))
    }

    /// Gives a request to somebody of the staff (přidělit). Who has an open one may be changed.
    async fn assign_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request, and to whom.")] input: AssignRequestInput,
    ) -> Result<Option<AssignRequestPayload>> {
        let caller = caller(ctx)?;
        let to = ids::read(&input.assignee_id, "assigneeId");
        let done = async { commands::assign(caller, ids::read(&input.id, "id")?, to?).await }.await;
        AssignRequestPayload::of(ctx, done).await.map(Some)
    }

    /// Writes a comment on a request: for its municipality too, or for the staff alone.
    async fn comment_on_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request, and what is said.")] input: CommentOnRequestInput,
    ) -> Result<Option<CommentOnRequestPayload>> {
        let caller = caller(ctx)?;
        let written = async {
            let id: RequestId = ids::read(&input.id, "id")?;
            commands::comment(caller, id, &input.body, input.internal).await
        }
        .await;
        let commented = match outcome(ctx, written)? {
            Ok(written) => written,
            Err(user_errors) => {
                return Ok(Some(CommentOnRequestPayload {
                    comment: None,
                    request: None,
                    user_errors,
                }));
            }
        };
        let comment = match commented.comment {
            Some(comment) => {
                let author = entries::author(ctx, &comment).await?;
                Some(Comment::new(comment, author))
            }
            None => None,
        };
        let request = after(ctx, commented.request).await?;
        Ok(Some(CommentOnRequestPayload { comment, request, user_errors: vec![] }))
    }

    /// Closes a request with what came of it (uzavřít).
    async fn close_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request, and what came of it.")] input: CloseRequestInput,
    ) -> Result<Option<CloseRequestPayload>> {
        let caller = caller(ctx)?;
        let done =
            async { commands::close(caller, ids::read(&input.id, "id")?, &input.outcome).await }
                .await;
        CloseRequestPayload::of(ctx, done).await.map(Some)
    }

    /// Opens a closed request again (znovu otevřít); its time to close starts anew.
    async fn reopen_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request.")] input: ReopenRequestInput,
    ) -> Result<Option<ReopenRequestPayload>> {
        let caller = caller(ctx)?;
        let done = async { commands::reopen(caller, ids::read(&input.id, "id")?).await }.await;
        ReopenRequestPayload::of(ctx, done).await.map(Some)
    }
}

/// The request after a step, with what the payload asks of it.
pub(super) async fn after(ctx: &Context<'_>, step: impl Into<Stepped>) -> Result<Option<Request>> {
    let asked = ctx.look_ahead().field("request");
    if !asked.exists() {
        return Ok(None);
    }
    ahead::after(ctx, step.into(), asked).await
}

fn new_request(input: OpenRequestInput) -> Result<NewRequest, Error> {
    let name = input.requester_name.unwrap_or_default();
    let member: Option<MemberId> =
        input.member_id.map(|id| ids::read(&id, "memberId")).transpose()?;
    Ok(NewRequest {
        service_code: input.service_code,
        title: input.title,
        description: input.description,
        requester: match input.requester {
            RequesterKind::Municipality => Requester::Municipality,
            RequesterKind::Organisation => Requester::Organisation(name),
            RequesterKind::Citizen => Requester::Citizen(name),
        },
        member,
        municipality_code: input
            .municipality_code
            .and_then(|code| directory::MunicipalityCode::parse(&code.0)),
        shown_to_member: input.shown_to_member,
        priority: input.priority.into(),
        channel: input.channel.map(Into::into),
    })
}
