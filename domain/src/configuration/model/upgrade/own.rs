//! What a tenant had set before an upgrade, as it is kept for a roll-back.

use super::super::super::rules::ServiceOverride;
use super::super::merge::Ours;
use super::super::{Content, Subject, in_force};
use crate::configuration::SettingKey;
use crate::kernel::error::{Error, Result};
use crate::kernel::ids::CentreModelVersionId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Where a tenant stands before an upgrade.
#[derive(Debug, Clone, Default)]
pub(crate) struct Standing {
    /// On which version; `None`: on none.
    pub(crate) version: Option<CentreModelVersionId>,
    /// What it has set.
    pub(crate) ours: Ours,
}

/// What is kept of a tenant's own values when it is upgraded: all of them, to say after a roll-back what differs; and the
/// rows that were written, to put them back.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Kept {
    /// What it had set for itself or for a membership.
    settings: BTreeMap<Subject, Value>,
    /// What it had changed of services: the offer and the closing time.
    services: BTreeMap<String, (Option<bool>, Option<i32>)>,
    /// What was written.
    pub(crate) rows: Vec<KeptRow>,
}

/// A row of a tenant's own values that an upgrade wrote over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct KeptRow {
    /// Which: a setting, or a service by its offer.
    pub(crate) subject: Subject,
    /// What it was: the value of a setting, `[offer, closing time]` of a service.
    pub(crate) was: Value,
    /// Its version after that: another one says that the tenant has changed it since.
    pub(crate) version: i32,
}

impl Kept {
    /// Of what a tenant had.
    pub(crate) fn of(ours: &Ours, rows: Vec<KeptRow>) -> Self {
        let settings = ours.settings.iter().map(|((key, member), value)| {
            let subject = Subject::Setting { key: key.key().to_owned(), member: *member };
            (subject, value.clone())
        });
        let services = ours
            .services
            .iter()
            .map(|(code, own)| (code.clone(), (own.is_offered, own.close_days)));
        Self { settings: settings.collect(), services: services.collect(), rows }
    }

    /// What it had, again. A setting that is in the registry no more counts for nothing.
    pub(crate) fn ours(&self) -> Ours {
        let setting = |(subject, value): (&Subject, &Value)| match subject {
            Subject::Setting { key, member } => {
                Some(((SettingKey::parse(key)?, *member), value.clone()))
            }
            Subject::Offer { .. } | Subject::Closing { .. } => None,
        };
        let services = self.services.iter().map(|(code, (is_offered, close_days))| {
            (code.clone(), ServiceOverride { is_offered: *is_offered, close_days: *close_days })
        });
        Ours {
            settings: self.settings.iter().filter_map(setting).collect(),
            services: services.collect(),
            in_use: BTreeSet::default(),
        }
    }
}

/// By which two tenants' configurations, or one's at two times, are told apart: of all that is in force under a version.
///
/// # Errors
/// [`Error::Internal`]: a value that JSON can't write, which there is none of.
pub(crate) fn digest(
    national: &BTreeMap<String, i32>,
    version: &Content,
    ours: &Ours,
) -> Result<Vec<u8>> {
    let text = serde_json::to_vec(&in_force(national, version, ours));
    let text = text.map_err(|error| Error::Internal(error.into()))?;
    Ok(Sha256::digest(text).to_vec())
}
