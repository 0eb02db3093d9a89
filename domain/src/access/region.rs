//! For which regions somebody of the nation acts: all of them, or those of their grants.

use super::context::Context;
use super::role::Role;
use super::tx::ReadTx;
use crate::kernel::error::{Rejection, Result};
use std::collections::BTreeSet;
use std::fmt;

/// What somebody of the nation wants to do lies in a region that isn't theirs.
pub const OUTSIDE_OWN_REGION: Rejection = Rejection { code: "OUTSIDE_OWN_REGION" };

/// A region's code (NUTS 3), e.g. `CZ080`. Parsed, because it stands in the text that opens a transaction.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RegionCode(String);

impl RegionCode {
    /// `CZ0` and two digits; `None`: it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("CZ0")?;
        let is_code = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_code.then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// For which regions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Regions {
    /// All of them, and what lies in none.
    All,
    /// These.
    Only(BTreeSet<RegionCode>),
}

impl Regions {
    /// Which of somebody's national grants count together, and for which regions. Permissions of one grant must not reach the
    /// regions of another: who holds one for the whole nation acts by those alone; else by those of a coordinator; else by the
    /// others.
    pub(super) fn of(grants: &[(Role, Option<RegionCode>)]) -> (Self, BTreeSet<Role>) {
        let wide: BTreeSet<Role> =
            grants.iter().filter(|(_, region)| region.is_none()).map(|(role, _)| *role).collect();
        if !wide.is_empty() {
            return (Self::All, wide);
        }
        let coordinates = |role: Role| role == Role::TerritorialCoordinator;
        let is_coordinator = grants.iter().any(|(role, _)| coordinates(*role));
        let own = || grants.iter().filter(|(role, _)| coordinates(*role) == is_coordinator);
        let regions = own().filter_map(|(_, region)| region.clone()).collect();
        (Self::Only(regions), own().map(|(role, _)| *role).collect())
    }

    /// Whether this one, or what lies in none, is among them.
    fn reach(&self, region_code: Option<&str>) -> bool {
        match self {
            Self::All => true,
            Self::Only(own) => {
                region_code.and_then(RegionCode::parse).is_some_and(|code| own.contains(&code))
            }
        }
    }

    /// As the policies read it.
    pub(super) fn setting(&self) -> String {
        match self {
            Self::All => "{*}".to_owned(),
            Self::Only(own) => {
                let codes: Vec<String> = own.iter().map(ToString::to_string).collect();
                format!("{{{}}}", codes.join(","))
            }
        }
    }
}

impl ReadTx {
    /// Refuses who acts for other regions than the one in which something lies; `None`: in none that is known. The policies
    /// would refuse it too, and call it a fault.
    ///
    /// # Errors
    /// [`OUTSIDE_OWN_REGION`].
    pub(crate) fn must_act_for(&self, region_code: Option<&str>) -> Result<()> {
        match self.context() {
            Context::Nation { regions, .. } if !regions.reach(region_code) => {
                Err(OUTSIDE_OWN_REGION.into())
            }
            Context::Nation { .. }
            | Context::Staff { .. }
            | Context::Members { .. }
            | Context::Support { .. }
            | Context::Platform { .. }
            | Context::Relay { .. }
            | Context::RelayOfAll
            | Context::Tally
            | Context::Intake { .. }
            | Context::Desk { .. } => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> RegionCode {
        RegionCode::parse(text).unwrap()
    }

    #[test]
    fn nothing_but_a_code_is_one() {
        for bad in ["", "CZ08", "CZ0800", "CZ0*\'", "*", "cz080", "CZ0 1"] {
            assert_eq!(RegionCode::parse(bad), None, "{bad}");
        }
        assert_eq!(code("CZ080").to_string(), "CZ080");
    }

    #[test]
    fn one_grant_s_permissions_don_t_reach_another_s_regions() {
        use Role::{NationalAuditor as Auditor, TerritorialCoordinator as Territorial};
        let (north, south) = (Some(code("CZ080")), Some(code("CZ031")));
        let only = |codes: &[&str]| Regions::Only(codes.iter().map(|text| code(text)).collect());
        for (grants, regions, roles) in [
            (vec![(Territorial, north.clone())], only(&["CZ080"]), vec![Territorial]),
            (
                vec![(Territorial, north.clone()), (Territorial, south.clone())],
                only(&["CZ031", "CZ080"]),
                vec![Territorial],
            ),
            (vec![(Territorial, north.clone()), (Auditor, None)], Regions::All, vec![Auditor]),
            (
                vec![(Auditor, south.clone()), (Territorial, north.clone())],
                only(&["CZ080"]),
                vec![Territorial],
            ),
            (vec![(Auditor, south)], only(&["CZ031"]), vec![Auditor]),
        ] {
            let expected = (regions, roles.into_iter().collect());
            assert_eq!(Regions::of(&grants), expected, "{grants:?}");
        }
    }

    #[test]
    fn what_lies_nowhere_is_the_whole_nation_s() {
        let own = Regions::Only(BTreeSet::from([code("CZ080")]));
        assert!(own.reach(Some("CZ080")) && !own.reach(Some("CZ031")) && !own.reach(None));
        assert!(Regions::All.reach(None));
        assert_eq!(
            (own.setting(), Regions::All.setting()),
            ("{CZ080}".to_owned(), "{*}".to_owned())
        );
        assert_eq!(Regions::Only(BTreeSet::new()).setting(), "{}");
    }
}
