//! What mutations of employments, worklogs and months answer.

use super::ahead;
use super::types::{Employment, Timesheet, TimesheetWarning, WorklogEntry};
use crate::fail::{UserError, outcome_in, path_of};
use async_graphql::{Context, Result, SimpleObject};
use domain::kernel::error::{Error, Kind};
use domain::kernel::ids::{EmploymentId, TimesheetId, WorklogEntryId};

macro_rules! employment_payload {
    ($($(#[$doc:meta])* $name:ident),+) => { $(
        $(#[$doc])*
        #[derive(SimpleObject)]
        pub(super) struct $name {
            /// The employment as it is now; null with `userErrors`.
            employment: Option<Employment>,
            /// What to mend; empty when it was done.
            user_errors: Vec<UserError>,
        }

        impl $name {
            pub(super) async fn of(ctx: &Context<'_>, done: Result<EmploymentId, Error>) -> Result<Self> {
                let asked = ctx.look_ahead().field("employment");
                Ok(match outcome_in(ctx, done, of_an_employment)? {
                    Ok(id) if asked.exists() => {
                        Self { employment: ahead::employment(ctx, id, asked).await?, user_errors: vec![] }
                    }
                    Ok(_) => Self { employment: None, user_errors: vec![] },
                    Err(user_errors) => Self { employment: None, user_errors },
                })
            }
        }
    )+ };
}

macro_rules! entry_payload {
    ($($(#[$doc:meta])* $name:ident),+) => { $(
        $(#[$doc])*
        #[derive(SimpleObject)]
        pub(super) struct $name {
            /// The entry as it is now; null with `userErrors`.
            entry: Option<WorklogEntry>,
            /// What of its day and its employment deserves a second look. It was written all the same.
            warnings: Vec<TimesheetWarning>,
            /// What to mend; empty when it was done.
            user_errors: Vec<UserError>,
        }

        impl $name {
            pub(super) async fn of(ctx: &Context<'_>, done: Result<WorklogEntryId, Error>) -> Result<Self> {
                Ok(match outcome_in(ctx, done, of_an_entry)? {
                    Ok(id) => {
                        let (entry, warnings) = written(ctx, id).await?;
                        Self { entry, warnings, user_errors: vec![] }
                    }
                    Err(user_errors) => Self { entry: None, warnings: vec![], user_errors },
                })
            }
        }
    )+ };
}

macro_rules! timesheet_payload {
    ($($(#[$doc:meta])* $name:ident),+) => { $(
        $(#[$doc])*
        #[derive(SimpleObject)]
        pub(super) struct $name {
            /// The month as it is now; null with `userErrors`.
            timesheet: Option<Timesheet>,
            /// What to mend; empty when it was done.
            user_errors: Vec<UserError>,
        }

        impl $name {
            pub(super) async fn of(ctx: &Context<'_>, done: Result<TimesheetId, Error>) -> Result<Self> {
                let asked = ctx.look_ahead().field("timesheet");
                Ok(match outcome_in(ctx, done, path_of)? {
                    Ok(id) if asked.exists() => {
                        Self { timesheet: ahead::timesheet(ctx, id, asked).await?, user_errors: vec![] }
                    }
                    Ok(_) => Self { timesheet: None, user_errors: vec![] },
                    Err(user_errors) => Self { timesheet: None, user_errors },
                })
            }
        }
    )+ };
}

employment_payload!(
    /// An employment that was begun.
    StartEmploymentPayload,
    /// An employment that was changed.
    ChangeEmploymentPayload,
    /// An employment that was ended.
    EndEmploymentPayload
);

entry_payload!(
    /// Work that was logged.
    LogWorkPayload,
    /// An entry that was corrected.
    CorrectWorkPayload
);

timesheet_payload!(
    /// The month of an entry that was removed.
    RemoveWorkPayload,
    /// A month that was submitted.
    SubmitTimesheetPayload,
    /// A month that was approved.
    ApproveTimesheetPayload,
    /// A month that was returned.
    ReturnTimesheetPayload
);

/// An entry after a step, with its warnings, as far as the payload is asked for them.
async fn written(
    ctx: &Context<'_>,
    id: WorklogEntryId,
) -> Result<(Option<WorklogEntry>, Vec<TimesheetWarning>)> {
    let (shown, warned) = (ctx.look_ahead().field("entry"), ctx.look_ahead().field("warnings"));
    if !shown.exists() && !warned.exists() {
        return Ok((None, vec![]));
    }
    let Some(entry) = ahead::entry(ctx, id).await? else { return Ok((None, vec![])) };
    let mut warnings = vec![];
    if warned.exists() {
        warnings = ahead::warnings_about(ctx, &entry, warned).await?;
    }
    Ok((ahead::entries(ctx, vec![entry], &[shown]).await?.pop(), warnings))
}

fn of_an_employment(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Employment => &["input", "id"],
        other => path_of(other),
    }
}

fn of_an_entry(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Activity => &["input", "activityId"],
        other => path_of(other),
    }
}
