//! What mutations of duties answer.

use super::ahead;
use super::types::DutyRecord;
use crate::fail::{UserError, outcome_in, path_of};
use async_graphql::{Context, Result, SimpleObject};
use domain::kernel::error::{Error, Kind};
use domain::kernel::ids::DutyRecordId;

macro_rules! record_payload {
    ($($(#[$doc:meta])* $name:ident),+) => { $(
        $(#[$doc])*
        #[derive(SimpleObject)]
        pub(super) struct $name {
            /// The record as it is now; null with `userErrors`.
            record: Option<DutyRecord>,
            /// What to mend; empty when it was done.
            user_errors: Vec<UserError>,
        }

        impl $name {
            pub(super) async fn of(ctx: &Context<'_>, done: Result<DutyRecordId, Error>) -> Result<Self> {
                let asked = ctx.look_ahead().field("record");
                Ok(match outcome_in(ctx, done, of_a_record)? {
                    Ok(id) if asked.exists() => {
                        Self { record: ahead::record(ctx, id, asked).await?, user_errors: vec![] }
                    }
                    Ok(_) => Self { record: None, user_errors: vec![] },
                    Err(user_errors) => Self { record: None, user_errors },
                })
            }
        }
    )+ };
}

record_payload!(
    /// A duty that was recorded.
    RecordDutyPayload,
    /// A record that was corrected.
    CorrectDutyPayload,
    /// A record that was withdrawn.
    WithdrawDutyPayload
);

fn of_a_record(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Member => &["input", "attendedBy"],
        other => path_of(other),
    }
}
