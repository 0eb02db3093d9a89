//! What onboarding asks for and answers.

use crate::access::NewLink;
use crate::kernel::error::{Error, Result, code};
use crate::kernel::ids::TenantId;
use crate::kernel::text;

/// The association to onboard and who is to configure it.
#[derive(Debug, Clone)]
pub struct NewTenant {
    /// The association's identification number.
    pub ico: String,
    /// Its name in addresses, e.g. `hlucinsko-zapad`.
    pub slug: String,
    /// The first administrator's address.
    pub admin_email: String,
    /// The name the tenant calls them by.
    pub admin_name: String,
}

/// A tenant that was just made.
#[derive(Debug)]
pub struct Onboarded {
    /// Which.
    pub tenant: TenantId,
    /// With which the first administrator signs in to this tenant. `None`: it was shown before.
    pub admin_link: Option<NewLink>,
}

impl NewTenant {
    /// # Errors
    /// [`Error::Invalid`] for the first field that can't be.
    pub(super) fn check(&self) -> Result<Self> {
        let slug = self.slug.trim();
        let is_word = |part: &str| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        };
        if slug.len() > 60 || !slug.split('-').all(is_word) {
            return Err(Error::invalid(&["input", "slug"], code::MALFORMED));
        }
        Ok(Self {
            ico: self.ico.trim().to_owned(),
            slug: slug.to_owned(),
            admin_email: text::email(&self.admin_email, &["input", "adminEmail"])?,
            admin_name: text::required(&self.admin_name, 200, &["input", "adminName"])?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_words_and_hyphens() {
        let with = |slug: &str| NewTenant {
            ico: "70964611".into(),
            slug: slug.into(),
            admin_email: "a@b.cz".into(),
            admin_name: "A".into(),
        };
        assert!(with("hlucinsko-zapad").check().is_ok());
        for bad in ["", "-a", "a-", "a--b", "Hlučínsko", "a b", &"a".repeat(61)] {
            assert!(with(bad).check().is_err(), "{bad}");
        }
    }
}
