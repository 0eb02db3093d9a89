//! What one does with one's own tokens.

use super::super::rejection::Rejection;
use super::super::rules;
use crate::access::{
    Caller, Deed, Event, Fact, Permission, ReadTx, Repeatable, Subject, TokenTerms,
};
use crate::configuration::{SettingKey, settings_of};
use crate::kernel::error::{Error, Result, code};
use crate::kernel::ids::ApiTokenId;
use crate::kernel::text;
use chrono::{DateTime, Duration, Utc};
use std::collections::BTreeSet;

/// A token of one's own that was made.
#[derive(Debug)]
pub struct CreatedToken {
    /// Which.
    pub id: ApiTokenId,
    /// What its holder sends as `Authorization: Bearer …`; `None`: it was shown before.
    pub secret: Option<String>,
    /// From when on it counts no more.
    pub expires_at: DateTime<Utc>,
}

impl Repeatable for CreatedToken {
    fn deed(&self) -> Deed {
        Deed::done().with("token", self.id)
    }

    async fn again(tx: &mut ReadTx, deed: &Deed) -> Result<Self> {
        let id = deed.id("token")?;
        Ok(Self { id, secret: None, expires_at: tx.token_expires_at(id).await? })
    }
}

/// Makes a token of one's own for the tenant one acts in. Its secret is shown once. It may do what its person may, or of that
/// no more than `permissions`; and made with another token, no more and no longer than that one.
///
/// # Errors
/// [`Error::Invalid`] for a bad name or a life that isn't 1 to 366 days, or is more than the tenant allows; [`Rejection::PermissionNotHeld`].
pub async fn create_token(
    caller: &Caller,
    name: &str,
    days: i32,
    permissions: Option<&BTreeSet<Permission>>,
) -> Result<CreatedToken> {
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
            let longest = settings_of(caller, tx).await?.number(SettingKey::TokenLongest);
            if i64::from(days) > longest {
                return Err(Error::invalid(&["input", "days"], code::OUT_OF_RANGE));
            }
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
            Ok(CreatedToken {
                id: token.id,
                secret: Some(token.secret),
                expires_at: token.expires_at,
            })
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
