//! The probes, as they stand in `probes.graphql`.

use crate::house::committed::workspace;
use domain::access::{Permission, Role};

/// Where they stand.
pub(super) const FILE: &str = "tests/permission_mutants/probes.graphql";

/// Somebody asks for what they may not do.
#[derive(Debug)]
pub(super) struct Probe {
    pub(super) by: Role,
    /// What everybody has beforehand.
    pub(super) given: Vec<Permission>,
    /// What they lack, and are to be told that they do.
    pub(super) lacks: Permission,
    pub(super) query: String,
}

/// Root fields that nobody can lack the permission for.
#[derive(Debug)]
pub(super) struct Free {
    /// `None`: none is asked for.
    pub(super) permission: Option<Permission>,
    pub(super) fields: Vec<String>,
}

pub(super) fn read() -> (Vec<Probe>, Vec<Free>) {
    parse(&std::fs::read_to_string(workspace().join(FILE)).unwrap())
}

pub(super) fn parse(text: &str) -> (Vec<Probe>, Vec<Free>) {
    let (mut probes, mut free) = (Vec::new(), Vec::new());
    for block in text.split("\n\n").map(str::trim) {
        free.extend(block.lines().filter_map(free_of));
        let Some((head, query)) = block.split_once('\n') else { continue };
        if query.starts_with('#') {
            continue;
        }
        let words: Vec<&str> = head.split_whitespace().collect();
        let (by, given, lacks) = match words[..] {
            ["#", "as", by, "without", lacks] => (by, vec![], lacks),
            ["#", "as", by, "with", given, "without", lacks] => {
                (by, vec![permission(given)], lacks)
            }
            _ => panic!("{head}: write `# as <role> without <permission>` ({FILE})"),
        };
        let (by, lacks) = (role(by), permission(lacks));
        probes.push(Probe { by, given, lacks, query: query.to_owned() });
    }
    (probes, free)
}

fn free_of(line: &str) -> Option<Free> {
    let (permission, fields) = match line.strip_prefix("# everybody has ") {
        Some(rest) => {
            let (name, fields) = rest.split_once(':')?;
            (Some(permission(name)), fields)
        }
        None => (None, line.strip_prefix("# nothing is needed:")?),
    };
    let fields: Vec<String> = fields.split_whitespace().map(str::to_owned).collect();
    Some(Free { permission, fields })
}

/// How a role is called here: `legal-adviser`.
pub(super) fn name_of(role: Role) -> String {
    role.as_str().to_lowercase().replace('_', "-")
}

fn role(name: &str) -> Role {
    let found = Role::ALL.iter().find(|role| name_of(**role) == name);
    *found.unwrap_or_else(|| panic!("{name} is no role ({FILE})"))
}

fn permission(name: &str) -> Permission {
    let found = Permission::ALL.iter().find(|permission| permission.name() == name);
    *found.unwrap_or_else(|| panic!("{name} is no permission ({FILE})"))
}

#[test]
fn a_probe_says_who_lacks_what() {
    let (probes, free) = parse(
        "# prose\n# as it is\n\n# as legal-adviser with ReadTenants without OnboardTenant\nmutation { x }\n\n\
         # everybody has ReadRegister: Query.a Query.b\n# nothing is needed: Query.c",
    );
    let [probe] = &probes[..] else { panic!("{probes:?}") };
    assert_eq!((probe.by, probe.lacks), (Role::LegalAdviser, Permission::OnboardTenant));
    assert_eq!(
        (&probe.given[..], &*probe.query),
        (&[Permission::ReadTenants][..], "mutation { x }")
    );
    let fields = |free: &Free| free.fields.join(" ");
    assert_eq!(free.iter().map(fields).collect::<Vec<_>>(), ["Query.a Query.b", "Query.c"]);
}
