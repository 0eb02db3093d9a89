//! Making a společenství obcí of an association.

use super::rejection::Rejection;
use super::rules::{self, CommunityRule, judge};
use super::store;
use crate::access::{Caller, Event, Fact, Permission, Subject};
use crate::directory::associations::association_in;
use crate::directory::import::REGISTER;
use crate::kernel::error::{Error, Field, Kind, Result};
use crate::kernel::ico::Ico;
use crate::kernel::ids::AssociationId;
use crate::kernel::working_days::day_in_prague;
use chrono::NaiveDate;

/// Writes down that the regional office gave an association the status of a společenství obcí (§ 53c), from a day on and
/// under a name that says so. It stays the same legal person: its IČO, members and history are kept, and the name it bore
/// until that day too.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] for a name or a day that can't be, and with each rule that isn't met on the day;
/// [`Rejection`].
pub async fn convert(
    caller: &Caller,
    ico: &Ico,
    from: NaiveDate,
    name: &str,
) -> Result<AssociationId> {
    let name = rules::name_of_community(name)?;
    caller
        .write(Permission::ConvertToCommunity, async |tx| {
            // How many there are in a district is said by no constraint: nobody else writes the register meanwhile.
            tx.alone(REGISTER).await?;
            let found = association_in(tx, ico).await?;
            let association = found.ok_or(Error::NotFound(Kind::Association))?;
            tx.must_act_for(association.region_code())?;
            if association.community_from.is_some() {
                return Err(Rejection::AlreadyCommunity.into());
            }
            rules::may_begin(from, day_in_prague(tx.now()))?;
            let facts = store::facts(tx, &[association.id], from).await?;
            let unmet = judge(&facts, &association, from).unmet();
            if !unmet.is_empty() {
                return Err(unmet_rules(&unmet));
            }
            if !store::convert(tx, &association, from, &name).await? {
                // On the day itself none of its members is elsewhere, but one will be.
                return Err(unmet_rules(&[CommunityRule::OtherCommunities]));
            }
            let subject = Subject::code("association", ico.as_str());
            let facts = vec![("from", Fact::Day(from))];
            tx.record(Event::of_tenant("association.converted", subject, facts));
            Ok(association.id)
        })
        .await
}

/// Each rule that isn't met, with its own code: a rejection has but one.
fn unmet_rules(rules: &[CommunityRule]) -> Error {
    let field = |rule: &CommunityRule| Field {
        path: vec!["input", "ico"],
        code: Rejection::Unmet(*rule).code(),
    };
    Error::Invalid(rules.iter().map(field).collect())
}
