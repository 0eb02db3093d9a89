//! An object that is being written, part by part.

use super::StoreError;
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt as _, PutPayload};
use std::sync::Arc;

/// So much is held at once. S3 takes no smaller part but the last, and some stores want all of the same size.
const PART_BYTES: usize = 5 * 1024 * 1024;

/// An object that isn't there yet. Who drops it without [`Self::abort`] leaves what was written to the worker.
pub struct Incoming {
    store: Arc<dyn ObjectStore>,
    path: Path,
    part: Vec<u8>,
    /// `None`: all of it fits into one part so far.
    parts: Option<Box<dyn MultipartUpload>>,
}

impl Incoming {
    pub(super) fn new(store: Arc<dyn ObjectStore>, path: Path) -> Self {
        Self { store, path, part: Vec::new(), parts: None }
    }

    /// Takes more of it; returns when there is room for the next.
    ///
    /// # Errors
    /// [`StoreError::Unusable`].
    pub async fn write(&mut self, mut bytes: &[u8]) -> Result<(), StoreError> {
        while !bytes.is_empty() {
            let room = PART_BYTES - self.part.len();
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.part.extend_from_slice(now);
            bytes = later;
            if self.part.len() == PART_BYTES {
                self.send().await?;
            }
        }
        Ok(())
    }

    async fn send(&mut self) -> Result<(), StoreError> {
        let parts = match &mut self.parts {
            Some(parts) => parts,
            none => none.insert(self.store.put_multipart(&self.path).await?),
        };
        parts.put_part(PutPayload::from(std::mem::take(&mut self.part))).await?;
        Ok(())
    }

    /// That was all: from now on it can be read.
    ///
    /// # Errors
    /// [`StoreError::Unusable`]; then nothing of it can be read.
    pub async fn finish(mut self) -> Result<(), StoreError> {
        if self.parts.is_none() {
            self.store.put(&self.path, PutPayload::from(self.part)).await?;
            return Ok(());
        }
        if !self.part.is_empty() {
            self.send().await?;
        }
        if let Some(mut parts) = self.parts {
            parts.complete().await?;
        }
        Ok(())
    }

    /// It isn't wanted: what was written goes.
    ///
    /// # Errors
    /// [`StoreError::Unusable`].
    pub async fn abort(self) -> Result<(), StoreError> {
        match self.parts {
            Some(mut parts) => Ok(parts.abort().await?),
            None => Ok(()),
        }
    }
}
