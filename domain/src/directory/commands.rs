//! Reading publishers' files into the register. Each ends in a [`Report`], or in an [`ImportError`] and nothing imported.

use super::import::associations::Associations;
use super::import::carry_out::carry_out;
use super::import::extended_powers::Relations;
use super::import::labels::Labels;
use super::import::memberships::Memberships;
use super::import::municipalities::Municipalities;
use super::import::populations::Populations;
use super::import::{ImportError, Options, Report};
use crate::access::Caller;
use std::io::Read;

/// Reads a list of municipalities: the joined one, with territory and inhabitants at the end of 2020, the Statistical
/// Office's code list 43, or RÚIAN's. Military districts aren't municipalities and are left out.
///
/// # Errors
/// [`ImportError`]; then nothing was imported.
pub async fn import_municipalities(
    caller: &Caller,
    file: impl Read,
    options: &Options<'_>,
) -> Result<Report, ImportError> {
    carry_out::<Municipalities>(caller, file, options).await
}

/// Reads the Statistical Office's relation of municipalities and districts of extended powers.
///
/// # Errors
/// [`ImportError`]; then nothing was imported.
pub async fn import_extended_powers(
    caller: &Caller,
    file: impl Read,
    options: &Options<'_>,
) -> Result<Report, ImportError> {
    carry_out::<Relations>(caller, file, options).await
}

/// Reads how many people lived in municipalities, on whatever days.
///
/// # Errors
/// [`ImportError`]; then nothing was imported.
pub async fn import_populations(
    caller: &Caller,
    file: impl Read,
    options: &Options<'_>,
) -> Result<Report, ImportError> {
    carry_out::<Populations>(caller, file, options).await
}

/// Reads the list of associations.
///
/// # Errors
/// [`ImportError`]; then nothing was imported.
pub async fn import_associations(
    caller: &Caller,
    file: impl Read,
    options: &Options<'_>,
) -> Result<Report, ImportError> {
    carry_out::<Associations>(caller, file, options).await
}

/// Reads who belongs to what. The file doesn't tell since when; who left is told only by what a complete one leaves out.
///
/// # Errors
/// [`ImportError`]; then nothing was imported.
pub async fn import_memberships(
    caller: &Caller,
    file: impl Read,
    options: &Options<'_>,
) -> Result<Report, ImportError> {
    carry_out::<Memberships>(caller, file, options).await
}

/// Reads the labels of associations.
///
/// # Errors
/// [`ImportError`]; then nothing was imported.
pub async fn import_labels(
    caller: &Caller,
    file: impl Read,
    options: &Options<'_>,
) -> Result<Report, ImportError> {
    carry_out::<Labels>(caller, file, options).await
}
