//! The object store: where the bytes of files are, a folder of this machine or a bucket that speaks S3.
//!
//! Owns: objects, each under its tenant and id. Doesn't own: whose they are and who may read them (`domain::attachments`),
//! nor how they come and go over HTTP. A file is never held as a whole: it is written in parts, and read as a stream.

mod incoming;
mod place;

pub use incoming::Incoming;
pub use place::{Place, S3};

use bytes::Bytes;
use domain::kernel::ids::{AttachmentId, TenantId};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::path::Path;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt as _};
use std::collections::BTreeSet;
use std::io;
use std::ops::Range;
use std::sync::{Arc, OnceLock};
use uuid::Uuid;

/// Why the store doesn't do what it should.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The object isn't there.
    #[error("there is no such object")]
    Missing,
    /// The folder or the bucket can't be used.
    #[error("the object store can't be used")]
    Unusable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<object_store::Error> for StoreError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::Missing,
            other => Self::Unusable(other.into()),
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        Self::Unusable(error.into())
    }
}

/// The store; clones share it.
#[derive(Debug, Clone)]
pub struct Files {
    place: Arc<Place>,
    opened: Arc<OnceLock<Arc<dyn ObjectStore>>>,
}

impl Files {
    /// At a place. A folder is made when the first file comes.
    pub fn at(place: Place) -> Self {
        Self { place: Arc::new(place), opened: Arc::default() }
    }

    /// In memory: of a process that keeps nothing.
    pub fn forgotten() -> Self {
        Self::at(Place::Memory)
    }

    /// Begins to write an object.
    ///
    /// # Errors
    /// [`StoreError::Unusable`].
    pub fn begin(&self, tenant: TenantId, id: AttachmentId) -> Result<Incoming, StoreError> {
        Ok(Incoming::new(self.store()?, path(tenant, id)))
    }

    /// A part of an object, as a stream.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn read(
        &self,
        tenant: TenantId,
        id: AttachmentId,
        part: Range<u64>,
    ) -> Result<BoxStream<'static, io::Result<Bytes>>, StoreError> {
        let options = GetOptions { range: Some(GetRange::Bounded(part)), ..GetOptions::default() };
        let found = self.store()?.get_opts(&path(tenant, id), options).await?;
        Ok(found.into_stream().map_err(io::Error::other).boxed())
    }

    /// Deletes an object, and what was written of it.
    ///
    /// # Errors
    /// [`StoreError::Unusable`]; that it isn't there is none.
    pub async fn delete(&self, tenant: TenantId, id: AttachmentId) -> Result<(), StoreError> {
        self.place.delete_unfinished(tenant, id).await?;
        match self.store()?.delete(&path(tenant, id)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The objects of a tenant, in a folder also those that were begun and not finished.
    ///
    /// # Errors
    /// [`StoreError::Unusable`].
    pub async fn all_of(&self, tenant: TenantId) -> Result<Vec<AttachmentId>, StoreError> {
        if self.place.is_unused() {
            return Ok(Vec::new());
        }
        let mut ids: BTreeSet<AttachmentId> =
            self.place.unfinished(tenant).await?.into_iter().collect();
        let folder = Path::from(Uuid::from(tenant).to_string());
        let mut objects = self.store()?.list(Some(&folder)).boxed();
        while let Some(object) = objects.try_next().await? {
            ids.extend(object.location.filename().and_then(id_of));
        }
        Ok(ids.into_iter().collect())
    }

    fn store(&self) -> Result<Arc<dyn ObjectStore>, StoreError> {
        if let Some(store) = self.opened.get() {
            return Ok(Arc::clone(store));
        }
        let store = self.place.open()?;
        Ok(Arc::clone(self.opened.get_or_init(|| store)))
    }
}

fn path(tenant: TenantId, id: AttachmentId) -> Path {
    Path::from(format!("{}/{}", Uuid::from(tenant), Uuid::from(id)))
}

/// Whose an object is; `None`: none of ours.
fn id_of(name: &str) -> Option<AttachmentId> {
    Uuid::try_parse(name).ok().map(AttachmentId::from)
}

/// For logs.
impl std::fmt::Display for Files {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::kernel::ids::TypedId as _;

    async fn text(files: &Files, tenant: TenantId, id: AttachmentId, part: Range<u64>) -> String {
        let mut all = Vec::new();
        let mut parts = files.read(tenant, id, part).await.unwrap();
        while let Some(part) = parts.try_next().await.unwrap() {
            all.extend_from_slice(&part);
        }
        String::from_utf8(all).unwrap()
    }

    #[tokio::test]
    async fn an_object_is_there_when_it_is_finished_and_gone_when_it_is_deleted() {
        let (files, tenant) = (Files::forgotten(), TenantId::NATION);
        let id = AttachmentId::from(Uuid::from_u128(7));
        let mut incoming = files.begin(tenant, id).unwrap();
        incoming.write(b"Smlouva ").await.unwrap();
        incoming.write(b"o dile").await.unwrap();
        assert_eq!(files.all_of(tenant).await.unwrap(), []);
        incoming.finish().await.unwrap();
        assert_eq!(files.all_of(tenant).await.unwrap(), [id]);
        assert_eq!(text(&files, tenant, id, 8..14).await, "o dile");
        files.delete(tenant, id).await.unwrap();
        files.delete(tenant, id).await.unwrap();
        assert_eq!(files.all_of(tenant).await.unwrap(), []);
        assert!(matches!(files.read(tenant, id, 0..1).await, Err(StoreError::Missing)));
        assert_eq!(id.print(), "attachment_00000000000000000000000007");
    }
}
