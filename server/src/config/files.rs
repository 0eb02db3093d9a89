//! Where it keeps files.

use super::reader::{Noted, Reader};
use super::variable::Variable;
use crate::files::{self, Place, S3};
use secrecy::SecretString;
use std::path::{Path, PathBuf};

/// In the data folder, where nothing else was chosen.
const FOLDER: &str = "files";

/// Of a bucket, where nothing else is said: most stores but Amazon's take any.
const REGION: &str = "us-east-1";

/// Where it keeps files.
#[derive(Debug, Clone)]
pub struct Files {
    /// The folder of the private PostgreSQL and of what else stays on this machine.
    pub data_dir: PathBuf,
    /// Where attachments are; `None`: in the data folder.
    pub attachments: Option<Attachments>,
}

/// Where attachments are.
#[derive(Debug, Clone)]
pub enum Attachments {
    /// In a folder.
    Folder(PathBuf),
    /// In a bucket.
    S3(S3),
}

impl Files {
    /// The folder, if somebody chose one; `None`: the default, which may move when nobody else may enter the present folder.
    pub fn chosen(&self) -> Option<&Path> {
        let is_default =
            Variable::DataDir.default().is_some_and(|default| Path::new(default) == self.data_dir);
        (!is_default).then_some(self.data_dir.as_path())
    }

    /// The store of attachments, where the data folder is `data_dir`.
    pub fn store_in(&self, data_dir: &Path) -> files::Files {
        files::Files::at(match &self.attachments {
            None => Place::Folder(data_dir.join(FOLDER)),
            Some(Attachments::Folder(folder)) => Place::Folder(folder.clone()),
            Some(Attachments::S3(bucket)) => Place::S3(bucket.clone()),
        })
    }

    /// The same, where it is known by its variable.
    pub fn store(&self) -> files::Files {
        self.store_in(&self.data_dir)
    }

    pub(super) fn from_env(env: &mut Reader<'_>) -> Result<Self, Noted> {
        let data_dir = env.read(Variable::DataDir, "a folder", |text| Some(PathBuf::from(text)));
        let attachments = attachments(env);
        Ok(Self { data_dir: data_dir?, attachments: attachments? })
    }

    /// As the variable has it.
    pub(super) fn address(&self) -> Option<String> {
        self.attachments.as_ref().map(|attachments| match attachments {
            Attachments::Folder(folder) => folder.display().to_string(),
            Attachments::S3(bucket) => Place::S3(bucket.clone()).to_string(),
        })
    }

    pub(super) fn bucket(&self) -> Option<&S3> {
        match &self.attachments {
            Some(Attachments::S3(bucket)) => Some(bucket),
            Some(Attachments::Folder(_)) | None => None,
        }
    }
}

/// What the address says.
enum Address {
    Folder(PathBuf),
    Bucket(String, String),
}

impl Address {
    fn parse(text: &str) -> Option<Self> {
        let Some(rest) = text.strip_prefix("s3://") else {
            return (!text.contains("://")).then(|| Self::Folder(PathBuf::from(text)));
        };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let bucket = Some(bucket.to_owned()).filter(|bucket| !bucket.is_empty())?;
        Some(Self::Bucket(bucket, prefix.trim_matches('/').to_owned()))
    }
}

fn attachments(env: &mut Reader<'_>) -> Result<Option<Attachments>, Noted> {
    let address = env.optional(
        Variable::Files,
        "a folder, or a bucket such as s3://bucket or s3://bucket/folder",
        Address::parse,
    );
    let endpoint =
        env.optional(Variable::FilesS3Endpoint, "an http:// or https:// address", |text| {
            let is_address = ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme));
            is_address.then(|| text.to_owned())
        });
    let region = env.optional(Variable::FilesS3Region, "a region", |text| Some(text.to_owned()));
    let key_id = env.optional(Variable::FilesS3KeyId, "a key's id", |text| Some(text.to_owned()));
    let secret_key =
        env.optional(Variable::FilesS3SecretKey, "a key", |text| Some(SecretString::from(text)));
    let (address, endpoint, region) = (address?, endpoint?, region?);
    let (key_id, secret_key) = (key_id?, secret_key?);
    let region = region.unwrap_or_else(|| REGION.to_owned());
    let (bucket, prefix) = match address {
        None => return Ok(None),
        Some(Address::Folder(folder)) => return Ok(Some(Attachments::Folder(folder))),
        Some(Address::Bucket(bucket, prefix)) => (bucket, prefix),
    };
    let Some(key_id) = key_id else {
        return Err(env.note(Variable::FilesS3KeyId, "set, for CENTRUM_FILES is a bucket"));
    };
    let Some(secret_key) = secret_key else {
        return Err(env.note(Variable::FilesS3SecretKey, "set, for CENTRUM_FILES is a bucket"));
    };
    Ok(Some(Attachments::S3(S3 { bucket, prefix, endpoint, region, key_id, secret_key })))
}
