//! Filing a request elsewhere: under another service, or under another secrecy, also one that who moves it can't read.

use super::commands::{lock, offered_service, service};
use super::rejection::Rejection;
use super::rules::Request;
use super::steps::{Filing, Terms};
use super::{events, store};
use crate::access::{Caller, Permission, Role, Secrecy, WriteTx};
use crate::configuration::EffectiveService;
use crate::kernel::error::{Error, Kind, Result, code};
use crate::kernel::ids::RequestId;

/// Where somebody wants a request to be; what isn't said stays, or follows from what is.
#[derive(Debug, Clone, Default)]
pub struct Destination {
    /// Under which service.
    pub service_code: Option<String>,
    /// Who of the staff is to read it. `None`: who its service says, and nobody more than now if its secrecy was chosen for it.
    pub secrecy: Option<Secrecy>,
}

/// Moves a request, and all that hangs on it, to another service or secrecy. Its clock goes on by the terms of the service that
/// it comes to; what its municipality sees stays. Who may not read it there any more has moved it all the same, and is shown
/// nothing of it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`], [`Error::Invalid`], [`Error::IllegalMove`], [`Rejection`].
pub async fn refile(
    caller: &Caller,
    id: RequestId,
    to: Destination,
    expected_version: i32,
) -> Result<RequestId> {
    if to.service_code.is_none() && to.secrecy.is_none() {
        return Err(Error::invalid(&["input", "serviceCode"], code::REQUIRED));
    }
    caller
        .write(Permission::MoveRequest, async |tx| {
            let request = lock(tx, id).await?;
            if request.version != expected_version {
                return Err(Error::Stale { kind: Kind::Request, version: request.version });
            }
            request.must_be_movable()?;
            let before = service(caller, tx, &request.service_code).await?;
            let after = match to.service_code.as_deref() {
                Some(code) if code != before.code() => {
                    Some(offered_service(caller, tx, code).await?)
                }
                Some(_) | None => None,
            };
            let filing = filing(&request, &before, after.as_deref(), to.secrecy)?;
            let roles = roles_of_assignee(tx, &request).await?;
            let moved = request.clone().refile(filing, &roles, tx.now())?;
            let area = after.as_ref().unwrap_or(&before).national.area;
            let event = events::refiled((&request, before.national.area), (&moved, area));
            tx.refile(caller, moved.label(), event, store::refiled(&moved)).await?;
            Ok(id)
        })
        .await
}

/// Where it comes to. A secrecy that was chosen for it, beyond its service's, it keeps unless another one is chosen; and it is
/// never opener than its service.
fn filing(
    request: &Request,
    before: &EffectiveService,
    after: Option<&EffectiveService>,
    chosen: Option<Secrecy>,
) -> Result<Filing> {
    let service = after.unwrap_or(before);
    let of_service = service.national.secrecy;
    let was_chosen = request.secrecy != before.national.secrecy;
    let kept = if was_chosen { request.secrecy.max(of_service) } else { of_service };
    let secrecy = chosen.unwrap_or(kept);
    if secrecy < of_service {
        return Err(Rejection::OpenerThanItsService.into());
    }
    if after.is_none() && secrecy == request.secrecy {
        return Err(Rejection::AlreadyThere.into());
    }
    let terms = after.map(|service| Terms {
        first_answer_days: service.national.first_answer_days,
        close_days: service.close_days(),
    });
    Ok(Filing { service_code: service.code().to_owned(), secrecy, terms })
}

async fn roles_of_assignee(tx: &WriteTx, request: &Request) -> Result<Vec<Role>> {
    match request.assignee_id {
        Some(assignee) => tx.roles_of(assignee).await,
        None => Ok(Vec::new()),
    }
}
