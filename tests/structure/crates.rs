//! Which crate may know which: the strongest rules of the house are kept by what isn't in a Cargo.toml.

use super::nothing_in;
use crate::house::committed::workspace;
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};
use std::collections::{BTreeSet, VecDeque};

const DATABASE: &[&str] = &[
    "diesel",
    "diesel-async",
    "diesel_migrations",
    "tokio-postgres",
    "postgres",
    "sqlx",
    "deadpool",
];
const NETWORK: &[&str] = &[
    "poem",
    "axum",
    "actix-web",
    "hyper",
    "reqwest",
    "ureq",
    "tungstenite",
    "redis",
    "lettre",
    "oauth2",
    "object_store",
    "opentelemetry",
];
const CONTRACT: &[&str] = &["async-graphql", "juniper"];

/// The feature of `domain` that gives a permission to everybody.
const MUTANTS: &str = "mutants";

/// A crate of ours.
struct Crate {
    name: &'static str,
    may_know: &'static [&'static str],
    /// What it must not depend on itself.
    never: &'static [&'static [&'static str]],
}

const CRATES: &[Crate] = &[
    Crate {
        name: "domain",
        may_know: &[],
        never: &[NETWORK, CONTRACT, &["clap", "anyhow", "dotenvy"]],
    },
    Crate {
        name: "schema",
        may_know: &["domain"],
        never: &[DATABASE, NETWORK, &["clap", "anyhow"]],
    },
    Crate { name: "server", may_know: &["domain", "schema"], never: &[DATABASE] },
    Crate { name: "tests", may_know: &["domain", "schema", "server"], never: &[] },
];

/// Licences under which we may give Centrum away.
const LICENCES: &[&str] = &[
    "MIT",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "Unlicense",
    "CC0-1.0",
    "BSL-1.0",
    "MPL-2.0",
    "0BSD",
    // The list of certificate authorities that comes with rustls, as data.
    "CDLA-Permissive-2.0",
];

#[test]
fn a_crate_knows_only_what_it_may() {
    let metadata = metadata();
    let members: Vec<&Package> = metadata.workspace_packages();
    let mut wrong = Vec::new();
    for member in &members {
        let name = member.name.as_str();
        let Some(Crate { may_know, never, .. }) = CRATES.iter().find(|known| known.name == name)
        else {
            wrong.push(format!("{name} isn't in CRATES of tests/structure/crates.rs"));
            continue;
        };
        for needed in member.dependencies.iter().map(|dependency| dependency.name.as_str()) {
            let is_ours = members.iter().any(|member| member.name.as_str() == needed);
            if is_ours && !may_know.contains(&needed) {
                wrong.push(format!("{name} may not know {needed}: the arrow points the other way"));
            }
            if never.iter().any(|list| list.contains(&needed)) {
                wrong.push(format!("{name} must never depend on {needed}"));
            }
        }
    }
    nothing_in(&wrong, "ARCHITECTURE.md says who may import whom, and why");
}

/// Also not through another: what can't be linked can't be called while a transaction is open.
#[test]
fn nothing_below_the_domain_can_reach_the_network() {
    let metadata = metadata();
    let below = all_below(&metadata, "domain");
    let found: Vec<String> = NETWORK
        .iter()
        .chain(CONTRACT)
        .filter(|banned| below.contains(**banned))
        .map(ToString::to_string)
        .collect();
    nothing_in(
        &found,
        "domain opens transactions, so it must be unable to wait for the network in one; find who brings these in",
    );
    assert!(below.contains("diesel"), "the tree is read");
}

/// Permissions that everybody has are for the tests: nothing that is built to run may be able to.
#[test]
fn only_the_tests_can_loosen_a_permission() {
    let metadata = metadata();
    let mut wrong = Vec::new();
    let mut asked_by_tests = 0;
    for member in metadata.workspace_packages() {
        let name = member.name.as_str();
        for needed in member.dependencies.iter().filter(|needed| needed.name == "domain") {
            match (needed.features.iter().any(|feature| feature == MUTANTS), name, needed.kind) {
                (true, "tests", DependencyKind::Development) => asked_by_tests += 1,
                (true, ..) => {
                    wrong.push(format!("{name} asks for it as a {} dependency", needed.kind))
                }
                (false, ..) => {}
            }
        }
        for (feature, brings) in &member.features {
            let inside = format!("/{MUTANTS}");
            if brings.iter().any(|brought| brought.ends_with(&inside) || brought == MUTANTS) {
                wrong.push(format!("{name}: its feature {feature} brings it"));
            }
        }
    }
    nothing_in(
        &wrong,
        "domain's feature `mutants` is the crate tests' alone, under [dev-dependencies]",
    );
    assert_eq!(asked_by_tests, 1, "the tests ask for it: the metadata is read");
}

#[test]
fn every_licence_is_one_we_may_pass_on() {
    let metadata = metadata();
    let foreign = metadata.packages.iter().filter(|package| package.source.is_some());
    let wrong: Vec<String> = foreign
        .filter(|package| !is_allowed(package.license.as_deref().unwrap_or_default()))
        .map(|package| format!("{} {}: {:?}", package.name, package.version, package.license))
        .collect();
    nothing_in(
        &wrong,
        "find another crate, or add the licence here and in deny.toml after reading it",
    );
    let deny = std::fs::read_to_string(workspace().join("deny.toml")).unwrap();
    let missing: Vec<String> = LICENCES
        .iter()
        .filter(|licence| !deny.contains(&format!("\"{licence}\"")))
        .map(ToString::to_string)
        .collect();
    nothing_in(&missing, "deny.toml allows the same licences as this test");
}

#[test]
fn versions_stand_in_the_workspace_only() {
    let mut wrong = Vec::new();
    for Crate { name, .. } in CRATES {
        let manifest = std::fs::read_to_string(workspace().join(name).join("Cargo.toml")).unwrap();
        let mut is_dependency = false;
        for line in manifest.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if let Some(section) = line.strip_prefix('[') {
                is_dependency = section.contains("dependencies");
            } else if is_dependency && !line.starts_with('#') && !line.contains("workspace = true")
            {
                wrong.push(format!("{name}/Cargo.toml: {line}"));
            }
        }
    }
    nothing_in(
        &wrong,
        "write `….workspace = true`, and the version once in the workspace's Cargo.toml",
    );
}

#[test]
fn a_licence_is_read_as_it_is_meant() {
    for allowed in [
        "MIT",
        "MIT/Apache-2.0",
        "GPL-3.0 OR MIT",
        "(MIT OR GPL-3.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception",
    ] {
        assert!(is_allowed(allowed), "{allowed}");
    }
    for refused in ["", "GPL-3.0", "MIT AND AGPL-3.0", "(MIT OR Apache-2.0) AND AGPL-3.0"] {
        assert!(!is_allowed(refused), "{refused}");
    }
}

/// An expression of SPDX: parts joined by AND, of which each is a choice; or a choice of parts joined by AND.
fn is_allowed(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    let ok = |licence: &str| {
        LICENCES.contains(&licence.trim().split(" WITH ").next().unwrap_or_default().trim())
    };
    if expression.contains('(') {
        let any =
            |part: &str| part.split(" OR ").any(|choice| ok(choice.trim_matches(['(', ')', ' '])));
        expression.split(" AND ").all(any)
    } else {
        expression.split(" OR ").any(|choice| choice.split(" AND ").all(ok))
    }
}

fn all_below(metadata: &Metadata, name: &str) -> BTreeSet<String> {
    let resolve = metadata.resolve.as_ref().expect("a resolved graph");
    let start =
        metadata.workspace_packages().into_iter().find(|package| package.name.as_str() == name);
    let mut waiting: VecDeque<&PackageId> = start.map(|package| &package.id).into_iter().collect();
    let mut seen: BTreeSet<&PackageId> = BTreeSet::new();
    while let Some(id) = waiting.pop_front() {
        if seen.insert(id) {
            let node =
                resolve.nodes.iter().find(|node| node.id == *id).expect("each id has a node");
            waiting.extend(&node.dependencies);
        }
    }
    metadata
        .packages
        .iter()
        .filter(|package| seen.contains(&package.id))
        .map(|package| package.name.to_string())
        .collect()
}

/// Only what is on this machine already, and for its own platform.
fn metadata() -> Metadata {
    let offline = ["--offline", "--filter-platform", TARGET].map(str::to_owned).to_vec();
    let manifest = workspace().join("Cargo.toml");
    MetadataCommand::new()
        .manifest_path(manifest)
        .other_options(offline)
        .exec()
        .expect("cargo metadata")
}

const TARGET: &str = if cfg!(target_arch = "aarch64") {
    if cfg!(target_os = "macos") { "aarch64-apple-darwin" } else { "aarch64-unknown-linux-gnu" }
} else if cfg!(target_os = "macos") {
    "x86_64-apple-darwin"
} else {
    "x86_64-unknown-linux-gnu"
};
