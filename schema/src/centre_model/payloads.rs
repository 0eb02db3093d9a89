//! What the mutations of versions answer.

use super::types::{CentreModelVersion, by_ids};
use crate::fail::{UserError, outcome, outcome_in, path_of};
use crate::ids;
use async_graphql::{Context, ID, Result, SimpleObject};
use domain::kernel::error::{Error, Kind};
use domain::kernel::ids::CentreModelVersionId;

macro_rules! version_payload {
    ($($(#[$doc:meta])* $name:ident by $path:ident),+ $(,)?) => { $(
        $(#[$doc])*
        #[derive(SimpleObject)]
        pub(super) struct $name {
            /// The version as it is now; null with `userErrors`.
            version: Option<CentreModelVersion>,
            /// What to mend; empty when it was done.
            user_errors: Vec<UserError>,
        }

        impl $name {
            pub(super) async fn of(
                ctx: &Context<'_>,
                done: Result<CentreModelVersionId, Error>,
            ) -> Result<Option<Self>> {
                let id = match outcome_in(ctx, done, $path)? {
                    Ok(id) => id,
                    Err(user_errors) => return Ok(Some(Self { version: None, user_errors })),
                };
                let asked = ctx.look_ahead().field("version");
                let version = by_ids(ctx, &[id], vec![asked]).await?.pop();
                Ok(Some(Self { version, user_errors: vec![] }))
            }
        }
    )+ };
}

version_payload!(
    /// A version that was begun.
    DraftCentreModelPayload by path_of_base,
    /// A draft after the change.
    SetModelSettingPayload by path_of,
    /// A draft after the change.
    SetModelServicePayload by path_of,
    /// A draft after the change.
    SetModelDutyPayload by path_of,
    /// A draft after the change.
    SetModelIndicatorPayload by path_of,
    /// A draft after the change.
    SetModelOnboardingStepPayload by path_of,
    /// A draft after the change.
    RemoveFromModelPayload by path_of,
    /// A version that was submitted.
    SubmitCentreModelPayload by path_of,
    /// A version that is a draft again.
    GiveBackCentreModelPayload by path_of,
    /// A version that was published.
    ApproveCentreModelPayload by path_of,
    /// A version that was withdrawn.
    WithdrawCentreModelPayload by path_of,
);

/// Where a new draft's base stands.
fn path_of_base(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::CentreModelVersion => &["input", "fromId"],
        other => path_of(other),
    }
}

/// A draft that was thrown away.
#[derive(SimpleObject)]
pub(super) struct DiscardCentreModelPayload {
    /// Its id; null with `userErrors`.
    id: Option<ID>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

impl DiscardCentreModelPayload {
    pub(super) fn of(
        ctx: &Context<'_>,
        done: Result<CentreModelVersionId, Error>,
    ) -> Result<Option<Self>> {
        Ok(Some(match outcome(ctx, done)? {
            Ok(id) => Self { id: Some(ids::id(id)), user_errors: vec![] },
            Err(user_errors) => Self { id: None, user_errors },
        }))
    }
}
