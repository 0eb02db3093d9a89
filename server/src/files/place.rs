//! Where the store is, and what only a folder needs: objects that were begun and not finished lie beside the others there.

use super::{StoreError, id_of};
use domain::kernel::ids::{AttachmentId, TenantId};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, RetryConfig};
use secrecy::{ExposeSecret as _, SecretString};
use std::fmt;
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// A store that doesn't answer is asked again so often, and so long.
const RETRIES: usize = 3;
const RETRIED_FOR: Duration = Duration::from_secs(20);

/// Where objects are.
#[derive(Debug)]
pub enum Place {
    /// A folder of this machine, or one that several share.
    Folder(PathBuf),
    /// A bucket.
    S3(S3),
    /// Nowhere.
    Memory,
}

/// A bucket that speaks S3.
#[derive(Debug, Clone)]
pub struct S3 {
    /// Its name.
    pub bucket: String,
    /// Below which all objects are; empty: at the root.
    pub prefix: String,
    /// Whose it is; `None`: Amazon's.
    pub endpoint: Option<String>,
    /// In which region.
    pub region: String,
    /// The name of the key.
    pub key_id: String,
    /// The key.
    pub secret_key: SecretString,
}

impl Place {
    pub(super) fn open(&self) -> Result<Arc<dyn ObjectStore>, StoreError> {
        match self {
            Self::Folder(folder) => {
                // Nobody else's to read. One that is there already is as its owner made it.
                std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
                Ok(Arc::new(LocalFileSystem::new_with_prefix(folder)?))
            }
            Self::S3(bucket) => bucket.open(),
            Self::Memory => Ok(Arc::new(InMemory::new())),
        }
    }

    /// Whether nothing was ever kept there.
    pub(super) fn is_unused(&self) -> bool {
        match self {
            Self::Folder(folder) => !folder.exists(),
            Self::S3(_) | Self::Memory => false,
        }
    }

    /// What was begun and not finished. Of a bucket nobody can say: its own rules delete such parts.
    pub(super) async fn unfinished(&self, tenant: TenantId) -> io::Result<Vec<AttachmentId>> {
        Ok(self.beside(tenant).await?.into_iter().map(|(id, _)| id).collect())
    }

    pub(super) async fn delete_unfinished(
        &self,
        tenant: TenantId,
        id: AttachmentId,
    ) -> io::Result<()> {
        for (found, path) in self.beside(tenant).await? {
            if found == id {
                tokio::fs::remove_file(path).await?;
            }
        }
        Ok(())
    }

    /// Unfinished objects are called as they will be, with `#` and a number behind.
    async fn beside(&self, tenant: TenantId) -> io::Result<Vec<(AttachmentId, PathBuf)>> {
        let Self::Folder(folder) = self else { return Ok(Vec::new()) };
        let mut entries = match tokio::fs::read_dir(of_tenant(folder, tenant)).await {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut found = Vec::new();
        while let Some(entry) = entries.next_entry().await? {
            let name = entry.file_name();
            let id =
                name.to_str().and_then(|name| name.split_once('#')).and_then(|(id, _)| id_of(id));
            found.extend(id.map(|id| (id, entry.path())));
        }
        Ok(found)
    }
}

fn of_tenant(folder: &Path, tenant: TenantId) -> PathBuf {
    folder.join(Uuid::from(tenant).to_string())
}

impl S3 {
    fn open(&self) -> Result<Arc<dyn ObjectStore>, StoreError> {
        crate::tls::choose();
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&self.bucket)
            .with_region(&self.region)
            .with_access_key_id(&self.key_id)
            .with_secret_access_key(self.secret_key.expose_secret())
            // One goes at a time, and not every store knows how to delete several at once.
            .with_disable_bulk_delete(true)
            .with_retry(RetryConfig {
                max_retries: RETRIES,
                retry_timeout: RETRIED_FOR,
                ..RetryConfig::default()
            });
        if let Some(endpoint) = &self.endpoint {
            let is_plain = endpoint.starts_with("http://");
            builder = builder.with_endpoint(endpoint).with_allow_http(is_plain);
        }
        let bucket = builder.build()?;
        if self.prefix.is_empty() {
            return Ok(Arc::new(bucket));
        }
        Ok(Arc::new(PrefixStore::new(bucket, self.prefix.as_str())))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "{}", folder.display()),
            Self::S3(S3 { bucket, prefix, .. }) if prefix.is_empty() => write!(f, "s3://{bucket}"),
            Self::S3(S3 { bucket, prefix, .. }) => write!(f, "s3://{bucket}/{prefix}"),
            Self::Memory => f.write_str("memory"),
        }
    }
}
