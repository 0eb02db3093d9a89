//! Platform rows that are written from within a tenant: a person, a token. The transaction changes its database role for
//! that one statement and goes back; no slice can do so.

use super::context::{Context, Mode};
use super::credential::{Purpose, hash_of, new_secret};
use super::db::Db;
use super::permission::Permission;
use super::tx::{ReadTx, WriteTx};
use crate::kernel::error::Result;
use crate::kernel::ids::{ApiTokenId, PersonId, TenantId};
use crate::tables::{api_tokens, demo_personas, people};
use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use std::collections::BTreeSet;

/// A token that was just made: the only time its secret is known.
#[derive(Debug)]
pub struct NewToken {
    /// Which it is.
    pub id: ApiTokenId,
    /// What its holder sends as `Authorization: Bearer …`.
    pub secret: String,
    /// From when on it counts no more.
    pub expires_at: DateTime<Utc>,
}

/// What a token is to be.
#[derive(Debug, Clone, Copy)]
pub struct TokenTerms<'a> {
    /// What it is for.
    pub name: &'a str,
    /// The only tenant it opens; `None`: each in which its person has a grant.
    pub tenant: Option<TenantId>,
    /// From when on it counts no more.
    pub expires_at: DateTime<Utc>,
    /// The most it may do; `None`: all that its person may.
    pub permissions: Option<&'a BTreeSet<Permission>>,
    /// The token it is made with, that one's, and so on.
    pub lineage: &'a [ApiTokenId],
}

/// A person of the platform, looked for by e-mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonFound {
    /// Known before.
    Known(PersonId),
    /// Made now.
    Made(PersonId),
}

impl PersonFound {
    /// Who it is.
    pub fn id(self) -> PersonId {
        match self {
            Self::Known(id) | Self::Made(id) => id,
        }
    }
}

/// An invented person of the demo.
#[derive(Debug, Clone, Copy)]
pub struct DemoPersona {
    /// The person.
    pub person: PersonId,
    /// The tenant the demo shows them in.
    pub tenant: TenantId,
}

impl WriteTx {
    /// The person with an e-mail address in lower case, made if nobody has it.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn person_by_email(&mut self, email: &str) -> Result<PersonFound> {
        let id: PersonId = self.new_id();
        let back = self.switch(Context::platform()).await?;
        let inserted = diesel::insert_into(people::table)
            .values((people::id.eq(id), people::email.eq(email)))
            .on_conflict(people::email)
            .do_nothing()
            .execute(&mut self.conn())
            .await?;
        let person = people::table
            .filter(people::email.eq(email))
            .select(people::id)
            .first(&mut self.conn())
            .await?;
        self.switch(back).await?;
        Ok(if inserted == 1 { PersonFound::Made(person) } else { PersonFound::Known(person) })
    }

    /// The person with an e-mail address, if anybody has it.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) async fn known_person(&mut self, email: &str) -> Result<Option<PersonId>> {
        let back = self.switch(Context::platform()).await?;
        let query = people::table.filter(people::email.eq(email)).select(people::id);
        let person = query.first(&mut self.conn()).await.optional()?;
        self.switch(back).await?;
        Ok(person)
    }

    /// Makes a token for a person.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn make_token(
        &mut self,
        person: PersonId,
        terms: &TokenTerms<'_>,
    ) -> Result<NewToken> {
        let (id, secret, now) = (self.new_id(), new_secret(Purpose::Token), self.now());
        let permissions: Option<Vec<&str>> =
            terms.permissions.map(|all| all.iter().map(|one| one.name()).collect());
        let back = self.switch(Context::platform_of(person)).await?;
        diesel::insert_into(api_tokens::table)
            .values((
                api_tokens::id.eq(id),
                api_tokens::person_id.eq(person),
                api_tokens::tenant_id.eq(terms.tenant),
                api_tokens::name.eq(terms.name),
                api_tokens::hash.eq(hash_of(&secret)),
                api_tokens::made_at.eq(now),
                api_tokens::expires_at.eq(terms.expires_at),
                api_tokens::permissions.eq(permissions),
                api_tokens::lineage.eq(terms.lineage),
            ))
            .execute(&mut self.conn())
            .await?;
        self.switch(back).await?;
        Ok(NewToken { id, secret, expires_at: terms.expires_at })
    }

    /// Marks a person as one of the demo's, and the database with them as a demo.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn mark_demo_persona(
        &mut self,
        persona: &str,
        person: PersonId,
        tenant: TenantId,
    ) -> Result<()> {
        let back = self.switch(Context::platform_of(person)).await?;
        diesel::insert_into(demo_personas::table)
            .values((
                demo_personas::persona.eq(persona),
                demo_personas::person_id.eq(person),
                demo_personas::tenant_id.eq(tenant),
            ))
            .on_conflict_do_nothing()
            .execute(&mut self.conn())
            .await?;
        self.switch(back).await?;
        Ok(())
    }
}

/// The demo's person by the name of their part; `None` also in a database that is no demo.
///
/// # Errors
/// Those of the database.
pub async fn demo_persona(db: &Db, persona: &str) -> Result<Option<DemoPersona>> {
    let tx = ReadTx::begin(db, &Context::platform(), Mode::Read).await?;
    let query = demo_personas::table
        .filter(demo_personas::persona.eq(persona))
        .select((demo_personas::person_id, demo_personas::tenant_id));
    let mut conn = tx.conn();
    let row = query.first::<(PersonId, TenantId)>(&mut conn);
    let row = tx.closing(async { row.await.optional() }).await;
    let row = tx.finish(row).await?;
    Ok(row.map(|(person, tenant)| DemoPersona { person, tenant }))
}

/// Whether the database has the mark of a demo: invented people, with tokens that anybody who runs it can print.
///
/// # Errors
/// Those of the database.
pub async fn is_demo(db: &Db) -> Result<bool> {
    let tx = ReadTx::begin(db, &Context::platform(), Mode::Read).await?;
    let query = demo_personas::table.select(demo_personas::persona);
    let mut conn = tx.conn();
    let row = query.first::<String>(&mut conn);
    let row = tx.closing(async { row.await.optional() }).await;
    Ok(tx.finish(row).await?.is_some())
}
