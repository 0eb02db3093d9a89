//! Some permissions together: asked for with every request, so they are a number and not a tree.

use super::permission::Permission;

/// A set of permissions, one bit for each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Permissions(u128);

impl Permissions {
    /// Whether a permission is among them.
    pub(super) fn contains(self, permission: Permission) -> bool {
        self.0 & bit(permission) != 0
    }

    /// Those that are in both.
    pub(super) fn and(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    /// Those that aren't among others.
    pub(super) fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// All of them, in the order in which they are declared.
    pub(super) fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |permission| self.contains(*permission))
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Self(permissions.into_iter().fold(0, |all, one| all | bit(one)))
    }
}

#[expect(clippy::as_conversions, reason = "a variant's number is told in no other way")]
fn bit(permission: Permission) -> u128 {
    const { assert!(Permission::ALL.len() <= 128, "a set has 128 bits") };
    1 << (permission as u32)
}

#[cfg(test)]
mod tests {
    use super::{Permission, Permissions};

    #[test]
    fn each_permission_is_itself_and_no_other() {
        for one in Permission::ALL {
            let set: Permissions = std::iter::once(*one).collect();
            assert_eq!(set.iter().collect::<Vec<_>>(), [*one]);
        }
        let all: Permissions = Permission::ALL.iter().copied().collect();
        assert_eq!(all.iter().collect::<Vec<_>>(), Permission::ALL);
    }

    #[test]
    fn sets_are_cut_by_others() {
        let [first, second, third, ..] = Permission::ALL else { panic!("too few to cut") };
        let set = |some: &[&Permission]| some.iter().map(|one| **one).collect::<Permissions>();
        let (some, others) = (set(&[first, second]), set(&[second, third]));
        assert_eq!(some.and(others), set(&[second]));
        assert_eq!(some.without(others), set(&[first]));
        assert_eq!(some.without(some), Permissions::default());
    }
}
