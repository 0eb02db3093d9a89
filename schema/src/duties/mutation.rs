//! What people do with duties.

use super::inputs::{CorrectDutyInput, RecordDutyInput, WithdrawDutyInput};
use super::payloads::{CorrectDutyPayload, RecordDutyPayload, WithdrawDutyPayload};
use crate::asked::caller;
use crate::ids;
use async_graphql::{Context, Object, Result};
use domain::duties;

#[derive(Default)]
pub(crate) struct DutyMutation;

#[Object]
impl DutyMutation {
    /// Records that something was done of what the centre owes (zapsat splněnou povinnost): a meeting of mayors with who
    /// attended, an issue of the newsletter, a report that was handed in.
    async fn record_duty(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was done.")] input: RecordDutyInput,
    ) -> Result<Option<RecordDutyPayload>> {
        let caller = caller(ctx)?;
        let done = async { duties::commands::record(caller, input.read()?).await }.await;
        RecordDutyPayload::of(ctx, done).await.map(Some)
    }

    /// Corrects a record of one's own (opravit záznam povinnosti), or as the centre's manager another's.
    async fn correct_duty(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which record, and what of it.")] input: CorrectDutyInput,
    ) -> Result<Option<CorrectDutyPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let (id, version) = (ids::read(&input.id, "id")?, input.expected_version);
            duties::commands::correct(caller, id, version, input.read()?).await
        }
        .await;
        CorrectDutyPayload::of(ctx, done).await.map(Some)
    }

    /// Withdraws a record of one's own (stáhnout záznam povinnosti), or as the centre's manager another's: it stays with its
    /// reason, and counts for nothing.
    async fn withdraw_duty(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which record, and why.")] input: WithdrawDutyInput,
    ) -> Result<Option<WithdrawDutyPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let (id, version) = (ids::read(&input.id, "id")?, input.expected_version);
            duties::commands::withdraw(caller, id, version, &input.reason).await
        }
        .await;
        WithdrawDutyPayload::of(ctx, done).await.map(Some)
    }
}
