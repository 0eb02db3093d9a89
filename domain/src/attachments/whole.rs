//! All files of some requests, for who takes them out, however many there are.

use super::rules::Attachment;
use super::store;
use crate::access::{Caller, Permission};
use crate::identity::{self, Participant};
use crate::kernel::error::Result;
use crate::kernel::ids::{ParticipantId, RequestId};
use std::collections::{BTreeSet, HashMap};

/// All files of some requests.
#[derive(Debug, Clone)]
pub struct AllFiles {
    of_requests: HashMap<RequestId, Vec<Attachment>>,
    people: HashMap<ParticipantId, Participant>,
}

impl AllFiles {
    /// Of one request, as they were attached.
    pub fn of(&self, request: RequestId) -> &[Attachment] {
        self.of_requests.get(&request).map_or(&[], Vec::as_slice)
    }

    /// Who attached one of them.
    pub fn person(&self, id: ParticipantId) -> Option<&Participant> {
        self.people.get(&id)
    }
}

/// All files of these requests that the caller may see.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadRequests` and `ReadParticipants`.
pub async fn all_files(caller: &Caller, requests: &[RequestId]) -> Result<AllFiles> {
    caller.require(Permission::ReadParticipants)?;
    caller
        .read(Permission::ReadRequests, async |tx| {
            let files = store::all_of_requests(tx, requests).await?;
            let people: BTreeSet<ParticipantId> =
                files.iter().map(|file| file.attached_by).collect();
            let people: Vec<ParticipantId> = people.into_iter().collect();
            let people = tx.closing(identity::participants_by_ids(tx, &people)).await?;
            let mut of_requests: HashMap<RequestId, Vec<Attachment>> = HashMap::new();
            for file in files {
                of_requests.entry(file.request()).or_default().push(file);
            }
            let people = people.into_iter().map(|person| (person.id, person)).collect();
            Ok(AllFiles { of_requests, people })
        })
        .await
}
