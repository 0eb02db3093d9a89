//! Where it keeps files.

use super::reader::{Noted, Reader};
use super::variable::Variable;
use std::path::PathBuf;

/// Where it keeps files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// The folder of the private PostgreSQL and of what else stays on this machine.
    pub data_dir: PathBuf,
}

impl Files {
    pub(super) fn from_env(env: &mut Reader<'_>) -> Result<Self, Noted> {
        let data_dir = env.read(Variable::DataDir, "a folder", |text| Some(PathBuf::from(text)));
        Ok(Self { data_dir: data_dir? })
    }
}
