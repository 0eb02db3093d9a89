//! Who goes into a tenant from the nation's transaction: `rollouts` alone. And who files a case into a secrecy that they can't read:
//! `requests` alone.

use super::nothing_in;
use super::tidy::{File, rust_files};

/// The slice that brings tenants to versions.
const GOES_IN: &str = "rollouts";

/// The lines that call `WriteTx::within`, by which the nation goes into a tenant. What has no `WriteTx` can't.
fn goes_into_a_tenant(file: &File) -> Vec<String> {
    if !file.text.contains("WriteTx") {
        return Vec::new();
    }
    let calls = |line: &str| line.contains(".within(") || line.contains("WriteTx::within");
    let lines = file.code().filter(|(_, line)| calls(line));
    lines.map(|(number, line)| file.at(number, line)).collect()
}

#[test]
fn only_rollouts_goes_into_tenants_from_the_nation_s_transaction() {
    let of_domain: Vec<File> =
        rust_files().into_iter().filter(|file| file.slice().is_some()).collect();
    let (own, others): (Vec<&File>, Vec<&File>) =
        of_domain.iter().partition(|file| file.slice() == Some(GOES_IN));
    let wrong: Vec<String> = others.into_iter().flat_map(goes_into_a_tenant).collect();
    nothing_in(
        &wrong,
        "a slice that acts in several tenants is a job of each: only roll-outs write both sides in one commit",
    );
    assert!(own.into_iter().any(|file| !goes_into_a_tenant(file).is_empty()), "somebody does");
}

/// The slice that files cases.
const FILES: &str = "requests";

/// The lines that call `WriteTx::refile`, by which a clearance is widened for one statement.
fn files_elsewhere(file: &File) -> Vec<String> {
    let calls = |line: &str| {
        line.contains("tx.refile(") || line.trim() == ".refile(" || line.contains("WriteTx::refile")
    };
    let lines = file.code().filter(|(_, line)| calls(line));
    lines.map(|(number, line)| file.at(number, line)).collect()
}

#[test]
fn only_requests_files_a_case_into_a_secrecy_that_its_writer_can_t_read() {
    let of_domain: Vec<File> =
        rust_files().into_iter().filter(|file| file.slice().is_some()).collect();
    let (own, others): (Vec<&File>, Vec<&File>) =
        of_domain.iter().partition(|file| file.slice() == Some(FILES));
    let wrong: Vec<String> = others.into_iter().flat_map(files_elsewhere).collect();
    nothing_in(
        &wrong,
        "a case is filed by `requests` alone: ask it to, and hear of it by its event",
    );
    let calls: Vec<String> = own.into_iter().flat_map(files_elsewhere).collect();
    assert_eq!(
        calls.len(),
        1,
        "one command does, and each other one would be a second door: {calls:?}"
    );
}

#[test]
fn a_slice_that_goes_into_a_tenant_is_noticed() {
    let file = |text: &str| File { path: "domain/src/support/x.rs".into(), text: text.into() };
    let using = "use crate::access::WriteTx;\n";
    for calls in [
        "    tx.within(tenant, work).await",
        "    let x = tx\n        .within(tenant, work);",
        "WriteTx::within(tx)",
    ] {
        assert_eq!(goes_into_a_tenant(&file(&format!("{using}{calls}"))).len(), 1, "{calls}");
    }
    for no in [format!("{using}// tx.within(tenant)"), "self.hours.within(500)".to_owned()] {
        assert!(goes_into_a_tenant(&file(&no)).is_empty(), "{no}");
    }
}
