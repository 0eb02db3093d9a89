//! Reads variables one after another and remembers all that is wrong.

use super::secret_file;
use super::variable::Variable;
use std::env::VarError;

/// Everything that is wrong with the configuration.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// In the order of [`super::VARIABLES`] as far as they were read.
    pub problems: Vec<Problem>,
}

/// One variable that can't be used. Its value isn't told: it may be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    /// Which.
    pub variable: Variable,
    /// What it must be, to stand behind "must be".
    pub must_be: &'static str,
}

impl std::error::Error for ConfigError {}

impl std::fmt::Display for ConfigError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the configuration is wrong")?;
        for Problem { variable, must_be } in &self.problems {
            write!(f, "\n  {} must be {must_be}", variable.name())?;
        }
        Ok(())
    }
}

/// A variable is wrong, and the reader has noted why.
#[derive(Debug)]
pub(super) struct Noted;

/// The environment, and what was wrong in it so far.
pub(super) struct Reader<'a> {
    look_up: &'a dyn Fn(&str) -> Result<String, VarError>,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(look_up: &'a dyn Fn(&str) -> Result<String, VarError>) -> Self {
        Self { look_up, problems: Vec::new() }
    }

    /// A variable, or its default.
    pub(super) fn read<T>(
        &mut self,
        variable: Variable,
        must_be: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, Noted> {
        match self.optional(variable, must_be, parse) {
            Ok(Some(value)) => Ok(value),
            Ok(None) => Err(self.note(variable, must_be)),
            Err(noted) => Err(noted),
        }
    }

    /// A variable that may stay unset.
    pub(super) fn optional<T>(
        &mut self,
        variable: Variable,
        must_be: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Noted> {
        let Ok(mut text) = self.look_up(variable.name()) else {
            return Err(self.note(variable, must_be));
        };
        if variable.is_secret() {
            let file = format!("{}{}", variable.name(), secret_file::SUFFIX);
            let Ok(path) = self.look_up(&file) else {
                return Err(self.note(variable, secret_file::MUST_BE_READABLE));
            };
            match (text.trim(), path.trim()) {
                (_, "") => {}
                ("", path) => match secret_file::read(path) {
                    Some(secret) => text = secret,
                    None => return Err(self.note(variable, secret_file::MUST_BE_READABLE)),
                },
                _ => return Err(self.note(variable, secret_file::MUST_BE_ONE)),
            }
        }
        // `NAME=` in an .env file means unset.
        let text = match (text.trim(), variable.default()) {
            ("", None) => return Ok(None),
            ("", Some(default)) => default,
            (text, _) => text,
        };
        parse(text).map(Some).ok_or_else(|| self.note(variable, must_be))
    }

    /// Empty, where it isn't set; an error where it is no Unicode.
    fn look_up(&self, name: &str) -> Result<String, VarError> {
        match (self.look_up)(name) {
            Err(VarError::NotPresent) => Ok(String::new()),
            answer => answer,
        }
    }

    pub(super) fn into_error(self) -> ConfigError {
        ConfigError { problems: self.problems }
    }

    pub(super) fn note(&mut self, variable: Variable, must_be: &'static str) -> Noted {
        self.problems.push(Problem { variable, must_be });
        Noted
    }
}
