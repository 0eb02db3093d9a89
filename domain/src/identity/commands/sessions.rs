//! What one does with one's own sessions.

use super::super::rejection::Rejection;
use crate::access::{Caller, Event, Permission, Subject};
use crate::kernel::error::Result;
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
