//! Writing the register.

use super::ahead;
use super::types::Association;
use crate::asked::caller;
use crate::fail::{UserError, fail, outcome};
use crate::scalars::{Date, Ico};
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use domain::directory;
use domain::kernel::error::{Error, Kind};

#[derive(Default)]
pub(crate) struct RegisterMutation;

/// The association that became a společenství obcí.
#[derive(InputObject)]
struct ConvertToCommunityInput {
    /// Identification number of the association. It keeps it.
    ico: Ico,
    /// The first day on which it is a společenství, as the regional office wrote it down: from 2024-01-01 on, at most a year ahead.
    from: Date,
    /// The name it bears from that day on, which says `společenství obcí` or `s. o.` (§ 53c), at most 200 characters.
    name: String,
}

/// The association that became a společenství obcí.
#[derive(SimpleObject)]
struct ConvertToCommunityPayload {
    /// The association; null with `userErrors`.
    association: Option<Association>,
    /// What to mend; one for each rule that isn't met on the day, whose figures are in `communityEligibility`; empty when it was done.
    user_errors: Vec<UserError>,
}

#[Object]
impl RegisterMutation {
    /// Writes down that an association became a společenství obcí (§ 53a–53c) on a day on which it meets each rule of
    /// `communityEligibility`. It stays the same legal person, with its IČO, members and history.
    async fn convert_to_community(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The association, the day, and its new name.")]
        input: ConvertToCommunityInput,
    ) -> Result<Option<ConvertToCommunityPayload>> {
        let caller = caller(ctx)?;
        let converted = async {
            let ico = input.ico.0.parse().map_err(|_| Error::NotFound(Kind::Association))?;
            directory::convert_to_community(caller, &ico, input.from.0, &input.name).await
        };
        let id = match outcome(ctx, converted.await)? {
            Ok(id) => id,
            Err(user_errors) => {
                return Ok(Some(ConvertToCommunityPayload { association: None, user_errors }));
            }
        };
        let found = directory::associations_by_ids(caller, &[id]).await;
        let found = found.map_err(|error| fail(ctx, &error))?.into_values().collect();
        let asked = vec![ctx.look_ahead().field("association")];
        let association = ahead::associations(ctx, found, asked).await?.pop();
        Ok(Some(ConvertToCommunityPayload { association, user_errors: vec![] }))
    }
}
