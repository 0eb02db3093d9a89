//! Where it keeps files.

use super::reader::{Noted, Reader};
use super::variable::Variable;
use std::path::{Path, PathBuf};

/// Where it keeps files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// The folder of the private PostgreSQL and of what else stays on this machine.
    pub data_dir: PathBuf,
}

impl Files {
    /// The folder, if somebody chose one; `None`: the default, which may move when nobody else may enter the present folder.
    pub fn chosen(&self) -> Option<&Path> {
        let is_default =
            Variable::DataDir.default().is_some_and(|default| Path::new(default) == self.data_dir);
        (!is_default).then_some(self.data_dir.as_path())
    }

    pub(super) fn from_env(env: &mut Reader<'_>) -> Result<Self, Noted> {
        let data_dir = env.read(Variable::DataDir, "a folder", |text| Some(PathBuf::from(text)));
        Ok(Self { data_dir: data_dir? })
    }
}
