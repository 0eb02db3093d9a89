//! What people do with files of requests.

use super::types::PreparedUpload;
use crate::asked::{address, caller};
use crate::fail::{UserError, outcome, outcome_in, path_of};
use crate::ids;
use crate::requests::{self, Request};
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::attachments::{NewFile, commands};
use domain::kernel::error::Kind;

#[derive(Default)]
pub(crate) struct AttachmentMutation;

/// A file that is to be sent.
#[derive(InputObject)]
struct PrepareUploadInput {
    /// Id of the request that it is for.
    request_id: ID,
    /// What it is called, with its ending and without a path, at most 200 characters, e.g. `Smlouva o dílo.pdf`.
    name: String,
    /// How many bytes it has. How many it may have the centre sets.
    size: i32,
    /// The SHA-256 of its bytes in 64 hexadecimal digits.
    sha256: String,
    /// Its media type. When it is given it must be the one of its name's ending.
    content_type: Option<String>,
}

/// Where a file may be sent to.
#[derive(SimpleObject)]
struct PrepareUploadPayload {
    /// Where to, and until when; null with `userErrors`.
    upload: Option<PreparedUpload>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

/// Which file is taken away.
#[derive(InputObject)]
struct RemoveAttachmentInput {
    /// Id of the attachment.
    id: ID,
}

/// A file that was taken away.
#[derive(SimpleObject)]
struct RemoveAttachmentPayload {
    /// The request that it hung on; null with `userErrors`.
    request: Option<Request>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

#[Object]
impl AttachmentMutation {
    /// Announces a file for a request (připojit soubor): what it is called, how large it is, and its hash. It is then sent with
    /// PUT to the address in the answer, and is attached as soon as all of it is there and is what was announced.
    async fn prepare_upload(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be sent.")] input: PrepareUploadInput,
    ) -> Result<Option<PrepareUploadPayload>> {
        let caller = caller(ctx)?;
        let prepared = async {
            let request = ids::read(&input.request_id, "requestId")?;
            let PrepareUploadInput { name, sha256, content_type: media_type, .. } = input;
            let size = input.size.into();
            commands::prepare(caller, NewFile { request, name, size, sha256, media_type }).await
        }
        .await;
        Ok(Some(match outcome_in(ctx, prepared, places)? {
            Ok(upload) => PrepareUploadPayload {
                upload: Some(PreparedUpload::new(upload, address(ctx))),
                user_errors: vec![],
            },
            Err(user_errors) => PrepareUploadPayload { upload: None, user_errors },
        }))
    }

    /// Takes a file away from an open request (odebrat přílohu). A municipality's people take away what they attached themselves.
    async fn remove_attachment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which file.")] input: RemoveAttachmentInput,
    ) -> Result<Option<RemoveAttachmentPayload>> {
        let caller = caller(ctx)?;
        let removed = async { commands::remove(caller, ids::read(&input.id, "id")?).await }.await;
        Ok(Some(match outcome(ctx, removed)? {
            Ok(id) => {
                let asked = ctx.look_ahead().field("request");
                let request = if asked.exists() {
                    requests::by_ids(ctx, &[id], vec![asked]).await?.pop()
                } else {
                    None
                };
                RemoveAttachmentPayload { request, user_errors: vec![] }
            }
            Err(user_errors) => RemoveAttachmentPayload { request: None, user_errors },
        }))
    }
}

fn places(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Request => &["input", "requestId"],
        other => path_of(other),
    }
}
