//! Finds the programs of a PostgreSQL server. Debian and Red Hat keep them off the `PATH`, so the
//! known folders are looked at first.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::error::StartError;

/// `MERGE`, `security_invoker` views and `NULLS NOT DISTINCT` came with 15.
const OLDEST: u32 = 15;

/// Folders by version number in the place of the star.
const FOLDERS: [(&str, &str, &str); 4] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/opt/homebrew/opt", "postgresql@", "bin"),
    ("/usr/local/opt", "postgresql@", "bin"),
];

/// One installed server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Programs {
    pub(super) major: u32,
    folder: PathBuf,
}

impl Programs {
    /// The server for data of this major version, or for a new cluster the newest.
    pub(super) fn find(data: Option<u32>, cluster: &Path) -> Result<Programs, StartError> {
        let found = candidates().into_iter().filter_map(|folder| inspect(&folder)).collect();
        choose(found, data, cluster)
    }

    pub(super) fn postgres(&self) -> PathBuf {
        self.folder.join("postgres")
    }

    pub(super) fn initdb(&self) -> PathBuf {
        self.folder.join("initdb")
    }
}

/// Finds a program on the `PATH`, or where the system keeps it when the `PATH` is bare.
pub(super) fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/bin", "/bin", "/usr/local/bin"].map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|program| program.is_absolute() && program.is_file())
}

fn candidates() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for (parent, prefix, inner) in FOLDERS {
        let Ok(entries) = fs::read_dir(parent) else { continue };
        for entry in entries.flatten() {
            let is_versioned = entry
                .file_name()
                .to_str()
                .and_then(|name| name.strip_prefix(prefix))
                .is_some_and(|version| version.starts_with(|c: char| c.is_ascii_digit()));
            if is_versioned {
                folders.push(entry.path().join(inner));
            }
        }
    }
    // Often a link into a folder of the list above; `postgres` finds its files only by the target.
    let linked = on_path("postgres").and_then(|program| program.canonicalize().ok());
    folders.extend(linked.and_then(|program| program.parent().map(Path::to_owned)));
    folders
}

fn inspect(folder: &Path) -> Option<Programs> {
    if !folder.join("initdb").is_file() {
        return None;
    }
    let answer = Command::new(folder.join("postgres")).arg("--version").output().ok()?;
    let major = major_of(&String::from_utf8_lossy(&answer.stdout))?;
    Some(Programs { major, folder: folder.to_owned() })
}

/// `postgres (PostgreSQL) 17.2 (Debian 17.2-1)` is 17, and so is `17beta1`.
fn major_of(version: &str) -> Option<u32> {
    let number = version.split_once("(PostgreSQL) ")?.1;
    let digits = number.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

fn choose(
    mut found: Vec<Programs>,
    data: Option<u32>,
    cluster: &Path,
) -> Result<Programs, StartError> {
    found.sort_by_key(|programs| programs.major);
    let Some(newest) = found.last().cloned() else {
        return Err(StartError::NotInstalled { install: install() });
    };
    if newest.major < OLDEST {
        return Err(StartError::TooOld { found: newest.major, install: install() });
    }
    let Some(data) = data else { return Ok(newest) };
    if data < OLDEST {
        return Err(StartError::OtherVersion {
            folder: cluster.to_owned(),
            data,
            installed: format!("PostgreSQL {}, and Centrum needs {OLDEST} or newer", newest.major),
        });
    }
    found.iter().find(|programs| programs.major == data).cloned().ok_or_else(|| {
        let versions: Vec<String> = found.iter().map(|it| it.major.to_string()).collect();
        StartError::OtherVersion {
            folder: cluster.to_owned(),
            data,
            installed: format!("PostgreSQL {}", versions.join(" and ")),
        }
    })
}

fn install() -> String {
    install_on(&fs::read_to_string("/etc/os-release").unwrap_or_default())
}

/// The package differs by release: `postgresql-15` is only in Debian 12.
fn install_on(os_release: &str) -> String {
    let names = |field: &str, value: &str| {
        os_release.lines().any(|line| {
            line.strip_prefix(field)
                .and_then(|rest| rest.strip_prefix('='))
                .is_some_and(|words| words.trim_matches('"').split(' ').any(|word| word == value))
        })
    };
    if names("VERSION_CODENAME", "bookworm") {
        "apt-get install postgresql-15".to_owned()
    } else if names("ID", "debian") || names("ID_LIKE", "debian") {
        "apt-get install postgresql".to_owned()
    } else if names("ID", "fedora") || names("ID_LIKE", "fedora") {
        "dnf install postgresql-server".to_owned()
    } else {
        "the package is called postgresql, postgresql-server or, with Homebrew, postgresql@17; \
         Centrum needs its programs postgres and initdb"
            .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn installed(majors: &[u32]) -> Vec<Programs> {
        majors.iter().map(|&major| Programs { major, folder: PathBuf::from("/x") }).collect()
    }

    fn say(majors: &[u32], data: Option<u32>) -> String {
        match choose(installed(majors), data, Path::new("/d/postgres")) {
            Ok(programs) => programs.major.to_string(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn versions_are_read_as_servers_print_them() {
        assert_eq!(major_of("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some(15));
        assert_eq!(major_of("postgres (PostgreSQL) 19beta1\n"), Some(19));
        assert_eq!(major_of("postgres: command not found"), None);
    }

    #[test]
    fn new_data_gets_the_newest_and_old_data_its_own() {
        assert_eq!(say(&[16, 17, 15], None), "17");
        assert_eq!(say(&[16, 17, 15], Some(15)), "15");
        assert!(say(&[16, 17], Some(15)).contains("written by PostgreSQL 15"));
        assert!(say(&[16, 17], Some(15)).contains("this machine has PostgreSQL 16 and 17"));
    }

    #[test]
    fn an_old_or_missing_server_is_told_with_what_to_install() {
        assert!(say(&[13, 14], None).contains("is version 14, Centrum needs 15 or newer"));
        assert!(say(&[], None).contains("not installed"));
        assert_eq!(
            install_on("ID=debian\nVERSION_CODENAME=bookworm\n"),
            "apt-get install postgresql-15"
        );
        assert_eq!(install_on("ID=ubuntu\nID_LIKE=debian\n"), "apt-get install postgresql");
        assert_eq!(install_on("ID_LIKE=\"rhel fedora\"\n"), "dnf install postgresql-server");
        assert!(install_on("").contains("initdb"));
    }
}
