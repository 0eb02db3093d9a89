//! What one does with one's own sessions.

use super::super::rejection::Rejection;
use crate::access::{
    Caller, CredentialId, Deed, Event, Fact, Permission, ReadTx, Repeatable, Subject,
};
use crate::kernel::error::{Error, Result};
use crate::kernel::ids::SessionId;

/// Ends a session of one's own, at once: this browser's, or one that was left signed in elsewhere.
///
/// # Errors
/// [`crate::kernel::error::Error::NotFound`] for a session that isn't one's own or has ended.
pub async fn end_session(caller: &Caller, session: SessionId) -> Result<()> {
    let person = caller.person().ok_or(Rejection::NotAPerson)?;
    caller
        .write(Permission::ManageOwnSessions, async |tx| {
            tx.end_session(person, session).await?;
            tx.record(Event::of_tenant("session.ended", Subject::id(session), vec![]));
            Ok(())
        })
        .await
}

/// How many sessions have ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndedSessions(pub usize);

impl Repeatable for EndedSessions {
    fn deed(&self) -> Deed {
        Deed::done().with_code("ended", &self.0.to_string())
    }

    async fn again(_: &mut ReadTx, deed: &Deed) -> Result<Self> {
        let ended = deed.code("ended")?.parse();
        ended.map(Self).map_err(|_| Error::broken("an outcome counts what it can't"))
    }
}

/// Ends all sessions of one's own that open the active tenant, in whatever browser, at once; or all others. Says how many.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ManageOwnSessions`.
pub async fn end_all_sessions(caller: &Caller, keeps_this: bool) -> Result<EndedSessions> {
    let person = caller.person().ok_or(Rejection::NotAPerson)?;
    let participant = caller.participant_for(Permission::ManageOwnSessions)?;
    let except = match caller.credential() {
        Some(CredentialId::Session(this)) if keeps_this => Some(this),
        Some(CredentialId::Session(_) | CredentialId::Token(_) | CredentialId::Identity(_))
        | None => None,
    };
    caller
        .write(Permission::ManageOwnSessions, async |tx| {
            let ended = tx.end_all_sessions(person, except).await?;
            let facts = vec![("sessions", Fact::count(ended))];
            tx.record(Event::of_tenant("session.all_ended", Subject::id(participant), facts));
            Ok(EndedSessions(ended))
        })
        .await
}
