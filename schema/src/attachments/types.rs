//! What a file of a request shows.

use crate::ids;
use crate::tenancy::Participant;
use async_graphql::{ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use domain::attachments;
use domain::kernel::ids::TypedId as _;
use domain::kernel::page::Cursor;
use uuid::Uuid;

/// Where an announced file may be sent to.
#[derive(SimpleObject)]
pub(crate) struct PreparedUpload {
    /// Id that the attachment will have.
    id: ID,
    /// Send the file there with PUT, once, signed in as now: with the same token, or from the same browser with the header
    /// `Centrum-CSRF: 1`.
    address: String,
    /// Until when sending may begin.
    expires_at: DateTime<Utc>,
    /// The media type that the file will have, by the ending of its name.
    content_type: String,
}

impl PreparedUpload {
    pub(super) fn new(upload: attachments::Upload, address: &str) -> Self {
        Self {
            id: ids::id(upload.id),
            address: format!("{address}/files/uploads/{}", upload.id.print()),
            expires_at: upload.expires_at,
            content_type: upload.media_type,
        }
    }
}

/// A file of a request (příloha).
#[derive(Clone)]
pub(crate) struct Attachment {
    attachment: attachments::Attachment,
    attached_by: Option<Participant>,
    address: String,
}

impl Attachment {
    pub(super) fn new(
        attachment: attachments::Attachment,
        attached_by: Option<Participant>,
        address: &str,
    ) -> Self {
        let address = format!("{address}/files/attachments/{}", attachment.id.print());
        Self { attachment, attached_by, address }
    }

    /// Its place in the list of its request.
    pub(crate) fn place(&self) -> Cursor {
        Cursor::new("", Uuid::from(self.attachment.id).to_string())
    }
}

/// A file of a request (příloha).
#[Object]
impl Attachment {
    /// Id of the attachment.
    async fn id(&self) -> ID {
        ids::id(self.attachment.id)
    }

    /// What it is called, e.g. `Smlouva o dílo.pdf`.
    async fn name(&self) -> &str {
        &self.attachment.name
    }

    /// Its media type, by the ending of its name, e.g. `application/pdf`.
    async fn content_type(&self) -> &str {
        &self.attachment.media_type
    }

    /// How many bytes it has.
    async fn size(&self) -> i32 {
        i32::try_from(self.attachment.size).unwrap_or(i32::MAX)
    }

    /// The SHA-256 of its bytes in 64 hexadecimal digits.
    async fn sha256(&self) -> String {
        self.attachment.printed_hash()
    }

    /// Who attached it.
    async fn attached_by(&self) -> Option<&Participant> {
        self.attached_by.as_ref()
    }

    /// When it was whole and attached.
    async fn attached_at(&self) -> DateTime<Utc> {
        self.attachment.attached_at
    }

    /// Get it there, signed in, as long as one may read its request; also a part of it, by `Range`.
    async fn address(&self) -> &str {
        &self.address
    }
}
