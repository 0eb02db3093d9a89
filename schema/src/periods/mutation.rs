//! Closing a quarter.

use super::types::{ReportingPeriod, period};
use crate::asked::caller;
use crate::fail::{UserError, outcome};
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use domain::closing;
use domain::kernel::error::Error;
use domain::periods::Quarter;

/// Which quarter closes.
#[derive(InputObject)]
struct ClosePeriodInput {
    /// Its name, e.g. `2026-Q3`.
    period: String,
    /// How many benefits in it stay unattested, as its checklist says. With another number it doesn't close.
    #[graphql(default = 0)]
    accepted_unattested: i32,
}

/// A quarter that was closed.
#[derive(SimpleObject)]
struct ClosePeriodPayload {
    /// The quarter as it is now; null with `userErrors`.
    period: Option<ReportingPeriod>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

impl ClosePeriodPayload {
    async fn of(ctx: &Context<'_>, done: Result<Quarter, Error>) -> Result<Self> {
        let asked = ctx.look_ahead().field("period");
        Ok(match outcome(ctx, done)? {
            Ok(quarter) if asked.exists() => {
                Self { period: Some(period(ctx, quarter, asked).await?), user_errors: vec![] }
            }
            Ok(_) => Self { period: None, user_errors: vec![] },
            Err(user_errors) => Self { period: None, user_errors },
        })
    }
}

#[derive(Default)]
pub(crate) struct PeriodMutation;

#[Object]
impl PeriodMutation {
    /// Closes a quarter (uzavřít čtvrtletí), when it is over and all before it are closed: nothing in it changes any more. There
    /// is no reopening: a mistake is corrected by an entry in the open quarter.
    async fn close_period(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which quarter.")] input: ClosePeriodInput,
    ) -> Result<Option<ClosePeriodPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let quarter = Quarter::parse(&input.period, &["input", "period"])?;
            closing::commands::close(caller, quarter, input.accepted_unattested).await
        }
        .await;
        ClosePeriodPayload::of(ctx, done).await.map(Some)
    }
}
