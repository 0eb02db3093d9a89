//! The one step in which somebody of the staff files a case elsewhere, also into a secrecy that they can't read.
//!
//! PostgreSQL refuses a row that its writer wouldn't see afterwards. So the clearance is widened by the one secrecy that the
//! case goes into, for the one statement that moves it, and taken back before anything else is done.

use super::caller::Caller;
use super::context::Context;
use super::event::{Event, Label, Whose};
use super::permission::Permission;
use super::statement::Kept;
use super::tx::WriteTx;
use crate::kernel::error::{Error, Rejection, Result};
use diesel::pg::Pg;
use diesel::query_builder::{QueryFragment, QueryId};
use diesel_async::AsyncConnectionCore as _;

/// A case was filed elsewhere between somebody's reading its label and writing under it.
pub const MOVED_MEANWHILE: Rejection = Rejection { code: "REQUEST_MOVED_MEANWHILE" };

impl WriteTx {
    /// Gives a case another label by `change`, whose text may not vary, and leaves `event`, which wears that label. What hangs
    /// on the case follows by cascade. Only `requests` files cases; `tests/structure/layers.rs` holds it to that.
    ///
    /// # Errors
    /// [`Error::Forbidden`] without `MoveRequest`; [`Error::Internal`] for everybody but staff, for an event of another
    /// label, and for a change that isn't of one row; those of the database. After an error the transaction is good for
    /// nothing but its end.
    pub(crate) async fn refile(
        &mut self,
        caller: &Caller,
        label: Label,
        event: Event,
        change: impl QueryFragment<Pg> + QueryId + Send + Sync,
    ) -> Result<()> {
        caller.require(Permission::MoveRequest)?;
        let Context::Staff { tenant, clearances, actor: Some(actor) } = self.context().clone()
        else {
            return Err(Error::broken("only people of the staff file a case elsewhere"));
        };
        if !matches!(event.whose, Whose::Case(worn) if worn == label) {
            return Err(Error::broken("the event of a move wears the label that the case gets"));
        }
        let changed = if clearances.contains(&label.secrecy) {
            self.conn().execute_returning_count(Kept(change)).await?
        } else {
            let clearances = clearances.into_iter().chain([label.secrecy]).collect();
            let wider = Context::Staff { tenant, clearances, actor: Some(actor) };
            let back = self.switch(wider).await?;
            let changed = self.conn().execute_returning_count(Kept(change)).await?;
            self.switch(back).await?;
            changed
        };
        if changed != 1 {
            return Err(Error::broken("a move is of one case"));
        }
        self.record(event);
        Ok(())
    }
}
