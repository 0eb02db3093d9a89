//! Platform rows that are written from within a tenant: a person, a token. The transaction changes its database role for
//! that one statement and goes back; no slice can do so.

use super::context::{Context, Mode};
use super::db::Db;
use super::tx::{ReadTx, WriteTx};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{ApiTokenId, PersonId, TenantId};
use crate::tables::{api_tokens, demo_personas, people};
use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use rand::Rng as _;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// What every token begins with, so that scanners find one that leaked.
const TOKEN_PREFIX: &str = "cst_";

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
        let back = self.switch(Context::Platform { person: None }).await?;
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
        let back = self.switch(Context::Platform { person: None }).await?;
        let query = people::table.filter(people::email.eq(email)).select(people::id);
        let person = query.first(&mut self.conn()).await.optional()?;
        self.switch(back).await?;
        Ok(person)
    }

    /// Makes a token for a person, for one tenant or (`None`) for each in which they have a grant.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn make_token(
        &mut self,
        person: PersonId,
        tenant: Option<TenantId>,
        name: &str,
        expires_at: DateTime<Utc>,
    ) -> Result<NewToken> {
        let (id, secret, now) = (self.new_id(), new_secret(), self.now());
        let back = self.switch(Context::Platform { person: Some(person) }).await?;
        diesel::insert_into(api_tokens::table)
            .values((
                api_tokens::id.eq(id),
                api_tokens::person_id.eq(person),
                api_tokens::tenant_id.eq(tenant),
                api_tokens::name.eq(name),
                api_tokens::hash.eq(hash_of(&secret)),
                api_tokens::made_at.eq(now),
                api_tokens::expires_at.eq(expires_at),
            ))
            .execute(&mut self.conn())
            .await?;
        self.switch(back).await?;
        Ok(NewToken { id, secret, expires_at })
    }

    /// Ends a person's own token at once.
    ///
    /// # Errors
    /// [`Error::NotFound`] when that person has no such token, or ended it before.
    pub async fn end_token(&mut self, person: PersonId, token: ApiTokenId) -> Result<()> {
        let now = self.now();
        let back = self.switch(Context::Platform { person: Some(person) }).await?;
        let ended = diesel::update(api_tokens::table)
            .filter(api_tokens::id.eq(token))
            .filter(api_tokens::person_id.eq(person))
            .filter(api_tokens::ended_at.is_null())
            .set(api_tokens::ended_at.eq(now))
            .execute(&mut self.conn())
            .await?;
        self.switch(back).await?;
        if ended == 1 { Ok(()) } else { Err(Error::NotFound(Kind::ApiToken)) }
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
        let back = self.switch(Context::Platform { person: Some(person) }).await?;
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
    let tx = ReadTx::begin(db, &Context::Platform { person: None }, Mode::Read).await?;
    let query = demo_personas::table
        .filter(demo_personas::persona.eq(persona))
        .select((demo_personas::person_id, demo_personas::tenant_id));
    let mut conn = tx.conn();
    let row = query.first::<(PersonId, TenantId)>(&mut conn);
    let row = tx.closing(async { row.await.optional() }).await;
    let row = tx.finish(row).await?;
    Ok(row.map(|(person, tenant)| DemoPersona { person, tenant }))
}

/// How a token is kept. It is 256 random bits, so one round of SHA-256 is as good as many.
pub(super) fn hash_of(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

fn new_secret() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    bytes.iter().fold(TOKEN_PREFIX.to_owned(), |mut text, byte| {
        // Writing to a String can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
