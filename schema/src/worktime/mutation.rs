//! What people do with employments, worklogs and months.

use super::inputs::{
    ApproveTimesheetInput, ChangeEmploymentInput, CorrectWorkInput, EndEmploymentInput,
    LogWorkInput, RemoveWorkInput, ReturnTimesheetInput, StartEmploymentInput,
    SubmitTimesheetInput,
};
use super::payloads::{
    ApproveTimesheetPayload, ChangeEmploymentPayload, CorrectWorkPayload, EndEmploymentPayload,
    LogWorkPayload, RemoveWorkPayload, ReturnTimesheetPayload, StartEmploymentPayload,
    SubmitTimesheetPayload,
};
use crate::asked::caller;
use crate::ids;
use async_graphql::{Context, Object, Result};
use domain::worktime::employments::EmploymentChange;
use domain::worktime::{employments, timesheets, worklog};

#[derive(Default)]
pub(crate) struct WorktimeMutation;

#[Object]
impl WorktimeMutation {
    /// Writes down that somebody begins to be employed (začátek úvazku). Two roles of one person are two employments.
    async fn start_employment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, in which role and from when on.")] input: StartEmploymentInput,
    ) -> Result<Option<StartEmploymentPayload>> {
        let caller = caller(ctx)?;
        let done = async { employments::commands::start(caller, input.read()?).await }.await;
        StartEmploymentPayload::of(ctx, done).await.map(Some)
    }

    /// Changes what was written down of an employment (změna úvazku).
    async fn change_employment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which employment, and what of it.")] input: ChangeEmploymentInput,
    ) -> Result<Option<ChangeEmploymentPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let (id, version) = (ids::read(&input.id, "id")?, input.expected_version);
            employments::commands::change(caller, id, version, input.read()).await
        }
        .await;
        ChangeEmploymentPayload::of(ctx, done).await.map(Some)
    }

    /// Ends an employment with a day (konec úvazku).
    async fn end_employment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which employment, and with which day.")] input: EndEmploymentInput,
    ) -> Result<Option<EndEmploymentPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let (id, version) = (ids::read(&input.id, "id")?, input.expected_version);
            let end = EmploymentChange::end(input.ends_on.0);
            employments::commands::change(caller, id, version, end).await
        }
        .await;
        EndEmploymentPayload::of(ctx, done).await.map(Some)
    }

    /// Logs what one worked on a day, or that one was on leave or sick (zapsat odpracovaný čas). Only one's own.
    async fn log_work(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "When, how long, and on what.")] input: LogWorkInput,
    ) -> Result<Option<LogWorkPayload>> {
        let caller = caller(ctx)?;
        let done = async { worklog::commands::log(caller, input.read()?).await }.await;
        LogWorkPayload::of(ctx, done).await.map(Some)
    }

    /// Corrects an entry of one's own, while its month takes changes (opravit záznam práce).
    async fn correct_work(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which entry, and what of it.")] input: CorrectWorkInput,
    ) -> Result<Option<CorrectWorkPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let (id, version) = (ids::read(&input.id, "id")?, input.expected_version);
            worklog::commands::correct(caller, id, version, input.read()?).await
        }
        .await;
        CorrectWorkPayload::of(ctx, done).await.map(Some)
    }

    /// Removes an entry of one's own, while its month takes changes (odstranit záznam práce).
    async fn remove_work(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which entry.")] input: RemoveWorkInput,
    ) -> Result<Option<RemoveWorkPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let (id, version) = (ids::read(&input.id, "id")?, input.expected_version);
            worklog::commands::remove(caller, id, version).await
        }
        .await;
        RemoveWorkPayload::of(ctx, done).await.map(Some)
    }

    /// Submits a month of one's own (odevzdat výkaz práce): from then on nothing in it changes, unless it is returned. Whoever
    /// decides about it is told.
    async fn submit_timesheet(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which month.")] input: SubmitTimesheetInput,
    ) -> Result<Option<SubmitTimesheetPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let (id, version) = (ids::read(&input.id, "id")?, input.expected_version);
            timesheets::commands::submit(caller, id, version).await
        }
        .await;
        SubmitTimesheetPayload::of(ctx, done).await.map(Some)
    }

    /// Approves a month that somebody else submitted (schválit výkaz práce): nothing in it changes any more.
    async fn approve_timesheet(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which month.")] input: ApproveTimesheetInput,
    ) -> Result<Option<ApproveTimesheetPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let (id, version) = (ids::read(&input.id, "id")?, input.expected_version);
            timesheets::commands::approve(caller, id, version).await
        }
        .await;
        ApproveTimesheetPayload::of(ctx, done).await.map(Some)
    }

    /// Returns a month that somebody else submitted (vrátit výkaz práce): they may change it, and submit it again.
    async fn return_timesheet(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which month, and why.")] input: ReturnTimesheetInput,
    ) -> Result<Option<ReturnTimesheetPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let (id, version) = (ids::read(&input.id, "id")?, input.expected_version);
            timesheets::commands::give_back(caller, id, version, &input.reason).await
        }
        .await;
        ReturnTimesheetPayload::of(ctx, done).await.map(Some)
    }
}
