//! What the demo does with its invented people. Jobs only.

use crate::access::{
    Caller, Db, Event, Fact, Job, Linked, NewToken, Permission, Subject, TokenTerms, Vouched,
    VouchedBy, Voucher, WriteTx, act_as_system, demo_persona,
};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::PersonId;
use chrono::Duration;

/// How long a token of the demo lasts, in days.
const TOKEN_DAYS: i64 = 7;

/// A fresh token of the demo's person who plays a part; `None` in a database that is no demo.
///
/// # Errors
/// Those of the database.
pub async fn token_of(db: &Db, persona: &str) -> Result<Option<NewToken>> {
    let Some(who) = demo_persona(db, persona).await? else { return Ok(None) };
    let job = act_as_system(db, who.tenant, Job::Demo);
    job.write_as_job(Permission::AppointPeople, async |tx| make_token(tx, who.person).await)
        .await
        .map(Some)
}

/// A fresh token of an invented person, by their address.
///
/// # Errors
/// [`Error::NotFound`] when nobody has that address.
pub async fn token_by_email(job: &Caller, email: &str) -> Result<NewToken> {
    job.write_as_job(Permission::AppointPeople, async |tx| {
        let person = tx.known_person(email).await?.ok_or(Error::NotFound(Kind::Participant))?;
        make_token(tx, person).await
    })
    .await
}

/// Marks an invented person as the one who plays a part, and the database with them as a demo.
///
/// # Errors
/// [`Error::NotFound`] when nobody has that address.
pub async fn mark(job: &Caller, persona: &str, email: &str) -> Result<()> {
    job.write_as_job(Permission::AppointPeople, async |tx| {
        let person = tx.known_person(email).await?.ok_or(Error::NotFound(Kind::Participant))?;
        let tenant = tx.tenant()?;
        tx.mark_demo_persona(persona, person, tenant).await?;
        tx.record(Event::of_tenant("demo.marked", Subject::id(person), vec![]));
        Ok(())
    })
    .await
}

/// Accepts an issuer's word for all personas, under their names as subjects, each in the tenant in which the demo shows them.
/// What was accepted before stays.
///
/// # Errors
/// Those of the database.
pub async fn link_personas(db: &Db, personas: &[&str], issuer: &str) -> Result<()> {
    for persona in personas {
        let Some(who) = demo_persona(db, persona).await? else { continue };
        let vouched = Vouched {
            by: VouchedBy::Nation,
            issuer: issuer.to_owned(),
            subject: (*persona).to_owned(),
        };
        act_as_system(db, who.tenant, Job::Demo)
            .write_as_job(Permission::AppointPeople, async |tx| {
                match tx.link_identity(who.person, &vouched).await? {
                    Linked::Now(id) => {
                        let facts = vec![("voucher", Fact::Word(Voucher::Nation.as_str()))];
                        tx.record(Event::of_tenant("identity.linked", Subject::id(id), facts));
                    }
                    Linked::Before(_) | Linked::OfAnother => tx.change_nothing(),
                }
                Ok(())
            })
            .await?;
    }
    Ok(())
}

async fn make_token(tx: &mut WriteTx, person: PersonId) -> Result<NewToken> {
    let expires_at = tx.now() + Duration::days(TOKEN_DAYS);
    let terms =
        TokenTerms { name: "demo", tenant: None, expires_at, permissions: None, lineage: &[] };
    let token = tx.make_token(person, &terms).await?;
    tx.record(Event::of_tenant("api_token.created", Subject::id(token.id), vec![]));
    Ok(token)
}
