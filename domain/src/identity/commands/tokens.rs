//! What one does with one's own tokens.

use super::super::rejection::Rejection;
use super::super::rules;
use crate::access::{Caller, Event, Fact, NewToken, Permission, Subject, TokenTerms};
use crate::kernel::error::{Error, Result, code};
use crate::kernel::ids::ApiTokenId;
use crate::kernel::text;
use chrono::Duration;
use std::collections::BTreeSet;

/// Makes a token of one's own for the tenant one acts in. Its secret is shown once. It may do what its person may, or of that
/// no more than `permissions`; and made with another token, no more and no longer than that one.
///
/// # Errors
/// [`Error::Invalid`] for a bad name or a life that isn't 1 to 366 days; [`Rejection::PermissionNotHeld`].
pub async fn create_token(
    caller: &Caller,
    name: &str,
    days: i32,
    permissions: Option<&BTreeSet<Permission>>,
) -> Result<NewToken> {
    let name = text::required(name, 100, &["input", "name"])?;
    if !(1..=rules::LONGEST_TOKEN_DAYS).contains(&days) {
        return Err(Error::invalid(&["input", "days"], code::OUT_OF_RANGE));
    }
    if permissions.is_some_and(BTreeSet::is_empty) {
        return Err(Error::invalid(&["input", "permissions"], code::REQUIRED));
    }
    if permissions.is_some_and(|asked| !asked.iter().all(|one| caller.may(*one))) {
        return Err(Rejection::PermissionNotHeld.into());
    }
    let person = caller.person().ok_or(Rejection::NotAPerson)?;
    let bounds = caller.bounds();
    caller
        .write(Permission::ManageOwnTokens, async |tx| {
            let asked = tx.now() + Duration::days(days.into());
            let terms = TokenTerms {
                name: &name,
                tenant: Some(tx.tenant()?),
                expires_at: bounds.expires_at.map_or(asked, |most| most.min(asked)),
                permissions: permissions.or(bounds.permissions.as_ref()),
                lineage: &bounds.lineage,
            };
            let token = tx.make_token(person, &terms).await?;
            let facts = vec![("is_bounded", Fact::Flag(terms.permissions.is_some()))];
            tx.record(Event::of_tenant("api_token.created", Subject::id(token.id), facts));
            Ok(token)
        })
        .await
}

/// Ends a token of one's own, at once, and all that were made with it.
///
/// # Errors
/// [`Error::NotFound`] for a token that isn't one's own or has ended.
pub async fn revoke_token(caller: &Caller, token: ApiTokenId) -> Result<()> {
    let person = caller.person().ok_or(Rejection::NotAPerson)?;
    caller
        .write(Permission::ManageOwnTokens, async |tx| {
            tx.end_token(person, token).await?;
            tx.record(Event::of_tenant("api_token.ended", Subject::id(token), vec![]));
            Ok(())
        })
        .await
}
