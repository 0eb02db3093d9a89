//! The passwords of the database's logins: random, made once, in one file that only we can read.

use std::fs::{self, DirBuilder, File};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::data_dir::DataDir;
use super::error::StartError;

/// The logins of the private PostgreSQL. Only the superuser exists after the first start; the
/// others are made by `centrum bootstrap` with these passwords.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Login {
    /// `postgres`, who owns the cluster.
    Superuser,
    /// `centrum`, as whom the server signs in.
    Centrum,
    /// `centrum_migrator`, as whom migrations run.
    Migrator,
}

impl Login {
    /// The name of the role in the database.
    pub fn name(self) -> &'static str {
        match self {
            Login::Superuser => "postgres",
            Login::Centrum => "centrum",
            Login::Migrator => "centrum_migrator",
        }
    }
}

/// A password for each login.
#[derive(Debug, Clone)]
pub struct Secrets {
    /// The password of `postgres`.
    pub superuser: SecretString,
    /// The password of `centrum`.
    pub centrum: SecretString,
    /// The password of `centrum_migrator`.
    pub migrator: SecretString,
}

#[derive(Serialize, Deserialize)]
struct Written {
    superuser: String,
    centrum: String,
    migrator: String,
}

impl Secrets {
    /// The passwords of this data folder.
    pub fn read(data: &DataDir) -> Result<Secrets, StartError> {
        let file = data.secrets().join("postgres.json");
        let text = fs::read(&file).map_err(|source| match source.kind() {
            ErrorKind::NotFound => StartError::SecretsMissing { file: file.clone() },
            _ => StartError::Io { step: "read", path: file.clone(), source },
        })?;
        let written: Written =
            serde_json::from_slice(&text).map_err(|_| StartError::SecretsBroken { file })?;
        Ok(Secrets {
            superuser: written.superuser.into(),
            centrum: written.centrum.into(),
            migrator: written.migrator.into(),
        })
    }

    /// The password of one login.
    pub fn of(&self, login: Login) -> &SecretString {
        match login {
            Login::Superuser => &self.superuser,
            Login::Centrum => &self.centrum,
            Login::Migrator => &self.migrator,
        }
    }

    /// Reads the passwords, or makes them before there is a cluster that knows them.
    pub(super) fn read_or_make(data: &DataDir) -> Result<Secrets, StartError> {
        match Secrets::read(data) {
            Err(StartError::SecretsMissing { .. }) => {}
            answer => return answer,
        }
        let folder = data.secrets();
        match DirBuilder::new().mode(0o700).create(&folder) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            answer => answer.map_err(StartError::io("make the folder", &folder))?,
        }
        let secrets = Secrets { superuser: random(), centrum: random(), migrator: random() };
        let written = Written {
            superuser: secrets.superuser.expose_secret().to_owned(),
            centrum: secrets.centrum.expose_secret().to_owned(),
            migrator: secrets.migrator.expose_secret().to_owned(),
        };
        let file = folder.join("postgres.json");
        let text = serde_json::to_vec_pretty(&written)
            .map_err(|error| StartError::io("write", &file)(error.into()))?;
        write_whole(&file, &text)?;
        Ok(secrets)
    }
}

/// 192 bits in letters that need no quoting anywhere.
fn random() -> SecretString {
    let [a, b, c]: [u64; 3] = rand::random();
    format!("{a:016x}{b:016x}{c:016x}").into()
}

/// Writes a private file so that a reader sees all of it or none, also after a power cut.
pub(super) fn write_whole(path: &Path, text: &[u8]) -> Result<(), StartError> {
    let draft = path.with_extension("new");
    let write = || {
        match fs::remove_file(&draft) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let mut file = File::options().create_new(true).write(true).mode(0o600).open(&draft)?;
        file.write_all(text)?;
        file.sync_all()?;
        fs::rename(&draft, path)?;
        path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    };
    write().map_err(StartError::io("write", path))
}
