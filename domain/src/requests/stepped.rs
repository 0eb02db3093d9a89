//! What a step answers: which request it was done with, and how that one is afterwards.

use super::children::{Found, Wanted};
use super::queries;
use super::rules::Request;
use super::store;
use crate::access::{Caller, Deed, Permission, ReadTx, Repeatable};
use crate::kernel::error::Result;
use crate::kernel::ids::RequestId;

/// A step that was done.
#[derive(Debug, Clone)]
pub struct Stepped {
    /// With which request.
    pub id: RequestId,
    /// How it is after the step; `None`: the step doesn't know, or who did it may not read it.
    pub request: Option<Request>,
}

impl From<Request> for Stepped {
    /// As it was written. Who locked it could read it, and no step changes who can: that is what moving is for.
    fn from(request: Request) -> Self {
        Self { id: request.id, request: Some(request) }
    }
}

impl From<RequestId> for Stepped {
    fn from(id: RequestId) -> Self {
        Self { id, request: None }
    }
}

impl Repeatable for Stepped {
    fn deed(&self) -> Deed {
        Deed::done().with("id", self.id)
    }

    async fn again(tx: &mut ReadTx, deed: &Deed) -> Result<Self> {
        let id = deed.id("id")?;
        Ok(Self { id, request: store::by_ids(tx, &[id]).await?.pop() })
    }
}

/// The request after a step, with what is wanted of it. It is read only for what the step doesn't know.
///
/// # Errors
/// As [`queries::by_ids`].
pub async fn after(caller: &Caller, stepped: Stepped, wanted: &Wanted) -> Result<Found> {
    match stepped.request {
        Some(request) if wanted.is_nothing() => {
            caller.require(Permission::ReadRequests)?;
            Ok(Found::alone(request))
        }
        Some(_) | None => queries::by_ids(caller, &[stepped.id], wanted).await,
    }
}
