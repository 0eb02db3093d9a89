//! What people do with activities.

use super::ahead;
use super::inputs::{CorrectActivityInput, CorrectClosedActivityInput, RecordActivityInput};
use super::types::Activity;
use crate::asked::caller;
use crate::fail::{UserError, fail, outcome_in, path_of};
use crate::ids;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::activities::closed::{self, CorrectedInClosed};
use domain::activities::{commands, queries};
use domain::kernel::error::{Error, Kind};
use domain::kernel::ids::ActivityId;

#[derive(Default)]
pub(crate) struct ActivityMutation;

/// Whose benefit is attested.
#[derive(InputObject)]
struct AttestBenefitInput {
    /// Id of the activity.
    activity_id: ID,
    /// The version that was read. When it is given, a benefit that was corrected since isn't attested.
    expected_version: Option<i32>,
}

macro_rules! activity_payload {
    ($($(#[$doc:meta])* $name:ident),+) => { $(
        $(#[$doc])*
        #[derive(SimpleObject)]
        struct $name {
            /// The activity as it is now; null with `userErrors`.
            activity: Option<Activity>,
            /// What to mend; empty when it was done.
            user_errors: Vec<UserError>,
        }

        impl $name {
            async fn of(
                ctx: &Context<'_>,
                done: Result<ActivityId, Error>,
                path_of: fn(Kind) -> &'static [&'static str],
            ) -> Result<Self> {
                Ok(match outcome_in(ctx, done, path_of)? {
                    Ok(id) => Self { activity: again(ctx, "activity", id).await?, user_errors: vec![] },
                    Err(user_errors) => Self { activity: None, user_errors },
                })
            }
        }
    )+ };
}

activity_payload!(
    /// An activity that was corrected.
    CorrectActivityPayload,
    /// An activity whose benefit was attested.
    AttestBenefitPayload
);

/// That work may have been recorded once more (možná duplicita).
#[derive(SimpleObject)]
struct LikelyDuplicate {
    /// The other activity that says nearly the same.
    activity: Activity,
}

/// An activity that was recorded.
#[derive(SimpleObject)]
struct RecordActivityPayload {
    /// The activity as it is now; null with `userErrors`.
    activity: Option<Activity>,
    /// Activities that may be the same work, recorded once more (možné duplicity): of that day, under that service, for one of its
    /// members, by who did it or from its request. The latest first, ten at most; the activity was recorded all the same.
    likely_duplicates: Vec<LikelyDuplicate>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

impl RecordActivityPayload {
    async fn of(ctx: &Context<'_>, done: Result<ActivityId, Error>) -> Result<Self> {
        Ok(match outcome_in(ctx, done, places)? {
            Ok(id) => Self {
                activity: again(ctx, "activity", id).await?,
                likely_duplicates: alike(ctx, id).await?,
                user_errors: vec![],
            },
            Err(user_errors) => Self { activity: None, likely_duplicates: vec![], user_errors },
        })
    }
}

/// The entries by which an activity of a closed quarter was corrected.
#[derive(SimpleObject)]
struct CorrectClosedActivityPayload {
    /// What takes the mistaken activity back; null with `userErrors`.
    reversal: Option<Activity>,
    /// As it should have been; null where nothing was right about it, and with `userErrors`.
    activity: Option<Activity>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

impl CorrectClosedActivityPayload {
    async fn of(ctx: &Context<'_>, done: Result<CorrectedInClosed, Error>) -> Result<Self> {
        let done = match outcome_in(ctx, done, places)? {
            Ok(done) => done,
            Err(user_errors) => return Ok(Self { reversal: None, activity: None, user_errors }),
        };
        let reversal = again(ctx, "reversal", done.reversal).await?;
        let activity = match done.activity {
            Some(id) => again(ctx, "activity", id).await?,
            None => None,
        };
        Ok(Self { reversal, activity, user_errors: vec![] })
    }
}

#[Object]
impl ActivityMutation {
    /// Records work that one has done (zapsat aktivitu).
    async fn record_activity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was done.")] input: RecordActivityInput,
    ) -> Result<Option<RecordActivityPayload>> {
        let caller = caller(ctx)?;
        let done = async { commands::record(caller, input.read()?).await }.await;
        RecordActivityPayload::of(ctx, done).await.map(Some)
    }

    /// Corrects an activity (opravit): one's own; the centre's manager also others'. Shares and benefit are computed anew, and
    /// whatever of them changes is to be attested again.
    async fn correct_activity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which activity, and what of it.")] input: CorrectActivityInput,
    ) -> Result<Option<CorrectActivityPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let (id, version) = (ids::read(&input.id, "id")?, input.expected_version);
            commands::correct(caller, id, version, input.read()?).await
        }
        .await;
        CorrectActivityPayload::of(ctx, done, places).await.map(Some)
    }

    /// Corrects an activity of a closed quarter (opravit uzavřené): an entry of today takes it back, and another one says what is
    /// right. Both name it, and what they say of a benefit is to be attested. One's own; the centre's manager also others'.
    async fn correct_closed_activity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which activity, why, and what of it.")] input: CorrectClosedActivityInput,
    ) -> Result<Option<CorrectClosedActivityPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let (id, reason) = (ids::read(&input.id, "id")?, input.reason.clone());
            closed::correct(caller, id, &reason, input.read()?).await
        }
        .await;
        CorrectClosedActivityPayload::of(ctx, done).await.map(Some)
    }

    /// Says for the own municipality that the benefit of an activity is so (potvrdit přínos). Who acts for several says it for
    /// each of them that has a share.
    async fn attest_benefit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose benefit.")] input: AttestBenefitInput,
    ) -> Result<Option<AttestBenefitPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let id = ids::read(&input.activity_id, "activityId")?;
            commands::attest(caller, id, input.expected_version).await
        }
        .await;
        AttestBenefitPayload::of(ctx, done, |_| &["input", "activityId"]).await.map(Some)
    }
}

/// Where what isn't found stands in the inputs.
fn places(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Member => &["input", "beneficiaries"],
        Kind::Request => &["input", "requestId"],
        other => path_of(other),
    }
}

/// What may be the same work as what was just recorded, if it is asked for.
async fn alike(ctx: &Context<'_>, id: ActivityId) -> Result<Vec<LikelyDuplicate>> {
    let asked = ctx.look_ahead().field("likelyDuplicates");
    if !asked.exists() {
        return Ok(vec![]);
    }
    let found = queries::alike(caller(ctx)?, id).await.map_err(|error| fail(ctx, &error))?;
    let mut read = ahead::by_ids(ctx, &found, vec![asked.field("activity")]).await?;
    read.sort_by_key(|activity| found.iter().position(|id| *id == activity.key()));
    Ok(read.into_iter().map(|activity| LikelyDuplicate { activity }).collect())
}

/// The activity after a step, with what the payload asks of it.
async fn again(ctx: &Context<'_>, field: &'static str, id: ActivityId) -> Result<Option<Activity>> {
    let asked = ctx.look_ahead().field(field);
    if !asked.exists() {
        return Ok(None);
    }
    Ok(ahead::by_ids(ctx, &[id], vec![asked]).await?.pop())
}
