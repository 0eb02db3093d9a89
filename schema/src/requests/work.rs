//! What people do with requests between opening and closing.

use super::mutation::{after, request_payload};
use super::types::Request;
use crate::asked::caller;
use crate::fail::{UserError, outcome};
use crate::ids;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::kernel::error::Error;
use domain::requests::{Stepped, work};

#[derive(Default)]
pub(crate) struct RequestWorkMutation;

/// Which request one begins to work on.
#[derive(InputObject)]
struct StartRequestInput {
    /// Id of the request.
    id: ID,
}

/// What the requester is asked.
#[derive(InputObject)]
struct AskRequesterInput {
    /// Id of the request.
    id: ID,
    /// What is asked, at most 10,000 characters; it becomes a comment that the requester's municipality sees.
    question: String,
}

/// What the requester answers.
#[derive(InputObject)]
struct AnswerRequestInput {
    /// Id of the request.
    id: ID,
    /// The answer, at most 10,000 characters; it becomes a comment that the requester's municipality sees.
    answer: String,
}

/// Which request is withdrawn, and why.
#[derive(InputObject)]
struct CancelRequestInput {
    /// Id of the request.
    id: ID,
    /// Why, at most 10,000 characters; it becomes its `outcome`.
    reason: String,
    /// The version that was read. With it the request is withdrawn only if nothing has happened to it since.
    expected_version: Option<i32>,
}

request_payload!(
    /// A request that somebody works on.
    StartRequestPayload,
    /// A request whose requester was asked something.
    AskRequesterPayload,
    /// A request whose requester has answered.
    AnswerRequestPayload,
    /// A request that was withdrawn.
    CancelRequestPayload
);

#[Object]
impl RequestWorkMutation {
    /// Begins to work on a request (začít řešit). Who begins with what nobody has, has it.
    async fn start_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request.")] input: StartRequestInput,
    ) -> Result<Option<StartRequestPayload>> {
        let caller = caller(ctx)?;
        let done = async { work::start(caller, ids::read(&input.id, "id")?).await }.await;
        StartRequestPayload::of(ctx, done).await.map(Some)
    }

    /// Asks the requester something and waits for it (dotázat se žadatele): until the answer the clock for closing stands still.
    async fn ask_requester(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request, and what is asked.")] input: AskRequesterInput,
    ) -> Result<Option<AskRequesterPayload>> {
        let caller = caller(ctx)?;
        let done =
            async { work::ask(caller, ids::read(&input.id, "id")?, &input.question).await }.await;
        AskRequesterPayload::of(ctx, done).await.map(Some)
    }

    /// Answers what the requester was asked (odpovědět): the requester's municipality itself, or the staff in the requester's
    /// name. The clock runs on, and closing is due later by how long it stood still.
    async fn answer_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request, and the answer.")] input: AnswerRequestInput,
    ) -> Result<Option<AnswerRequestPayload>> {
        let caller = caller(ctx)?;
        let done =
            async { work::answer(caller, ids::read(&input.id, "id")?, &input.answer).await }.await;
        AnswerRequestPayload::of(ctx, done).await.map(Some)
    }

    /// Withdraws a request for ever (zrušit).
    async fn cancel_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request, and why.")] input: CancelRequestInput,
    ) -> Result<Option<CancelRequestPayload>> {
        let caller = caller(ctx)?;
        let CancelRequestInput { id, reason, expected_version } = input;
        let done =
            async { work::cancel(caller, ids::read(&id, "id")?, &reason, expected_version).await }
                .await;
        CancelRequestPayload::of(ctx, done).await.map(Some)
    }
}
