//! What a participant is.

use crate::kernel::ids::ParticipantId;
use diesel::Queryable;

/// A person as a tenant knows them. Their e-mail is the platform's, and stands nowhere in here.
#[derive(Debug, Clone, Queryable)]
pub struct Participant {
    /// Which.
    pub id: ParticipantId,
    /// The name this tenant calls them by.
    pub display_name: String,
}

/// How long a token may last, in days.
pub(super) const LONGEST_TOKEN_DAYS: i32 = 366;
