//! What Centrum is deployed by speaks of the program as it is: the same variables, the same versions, the same people.
//! `scripts/check-deployment` asks others' tools whether the files are well-formed; what they mean is compared here.

use super::nothing_in;
use crate::house::committed::workspace;
use server::config::{VARIABLES, Variable};
use server::demo::Persona;
use std::collections::BTreeSet;
use std::path::Path;

/// Not chosen by who installs the chart: its images have no private database, and no superuser.
const NOT_IN_THE_CHART: &[&str] = &["CENTRUM_ADMIN_URL", "CENTRUM_DATA_DIR"];
/// Chosen by the map `environment` of the chart's values, without a word of their own.
const BY_NAME_IN_THE_CHART: &[&str] = &[
    "CENTRUM_FILES",
    "CENTRUM_FILES_S3_ENDPOINT",
    "CENTRUM_FILES_S3_KEY_ID",
    "CENTRUM_FILES_S3_REGION",
    "CENTRUM_FILES_S3_SECRET_KEY",
    "CENTRUM_HTTP_GET_QUERIES",
    "CENTRUM_MAIL_FROM",
    "CENTRUM_RATE_ANONYMOUS",
    "CENTRUM_RATE_CLIENT",
    "CENTRUM_RATE_FAILED_SIGN_IN",
    "CENTRUM_RATE_INTAKE",
    "CENTRUM_SESSION_DAYS",
    "CENTRUM_SESSION_IDLE_MINUTES",
    "CENTRUM_SMTP_URL",
    "OTEL_EXPORTER_OTLP_HEADERS",
    "OTEL_EXPORTER_OTLP_TIMEOUT",
    "OTEL_SERVICE_NAME",
    "OTEL_TRACES_SAMPLER",
    "OTEL_TRACES_SAMPLER_ARG",
];

fn read(path: &str) -> String {
    std::fs::read_to_string(workspace().join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The Compose file, the Dockerfile, and every template of the chart, each with its path.
fn files() -> Vec<(String, String)> {
    let mut paths = vec!["docker-compose.yml".to_owned(), "Dockerfile".to_owned()];
    for folder in ["helm/centrum/templates", "helm/centrum/templates/tests"] {
        for entry in std::fs::read_dir(workspace().join(folder)).expect("the chart") {
            let name = entry.expect("an entry").file_name().into_string().expect("UTF-8");
            if Path::new(&name).extension().is_some() {
                paths.push(format!("{folder}/{name}"));
            }
        }
    }
    paths.into_iter().map(|path| (path.clone(), read(&path))).collect()
}

/// Words that look like variables of ours.
fn variables_in(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_uppercase() && !c.is_ascii_digit() && c != '_');
    let ours = |word: &&str| ["CENTRUM_", "OTEL_"].iter().any(|start| word.starts_with(start));
    words.filter(ours).map(str::to_owned).collect()
}

fn variable(name: &str) -> Option<Variable> {
    VARIABLES.iter().copied().find(|variable| variable.name() == name)
}

#[test]
fn a_variable_that_is_set_is_one_that_is_read_and_a_secret_is_a_file() {
    let mut wrong = Vec::new();
    for (path, text) in files() {
        for name in variables_in(&text) {
            let by_file = name.strip_suffix("_FILE").and_then(variable);
            match (variable(&name), by_file) {
                (None, Some(variable)) if variable.is_secret() => {}
                (Some(variable), _) if !variable.is_secret() => {}
                _ => wrong.push(format!("{path}: {name}")),
            }
        }
    }
    nothing_in(&wrong, "set what server/src/config/variable.rs has, and a secret by its …_FILE");
}

#[test]
fn every_variable_can_be_chosen_in_the_chart() {
    let chart: BTreeSet<String> = files()
        .iter()
        .filter(|(path, _)| path.starts_with("helm/"))
        .flat_map(|(_, text)| variables_in(text))
        .map(|name| name.trim_end_matches("_FILE").to_owned())
        .collect();
    let is_chosen = |name: &str| {
        chart.contains(name) || [NOT_IN_THE_CHART, BY_NAME_IN_THE_CHART].concat().contains(&name)
    };
    let names = VARIABLES.iter().map(|variable| variable.name());
    let wrong: Vec<String> = names.filter(|name| !is_chosen(name)).map(str::to_owned).collect();
    nothing_in(
        &wrong,
        "give the chart a value for it (helm/centrum/templates/_pod.tpl), or say in tests/structure/deployment.rs why not",
    );
}

/// The words between brackets of all lines `secrets: [a, b]`.
fn used_secrets(compose: &str) -> BTreeSet<&str> {
    let lists = compose
        .lines()
        .filter_map(|line| line.trim().strip_prefix("secrets: [")?.strip_suffix(']'));
    lists.flat_map(|list| list.split(", ")).collect()
}

#[test]
fn who_receives_files_and_who_deletes_them_have_the_same_in_compose() {
    let (compose, image) = (read("docker-compose.yml"), read("Dockerfile"));
    let (_, folder) = compose.split_once("  CENTRUM_FILES: ").expect("where files are");
    let folder = folder.lines().next().unwrap_or_default();
    for service in ["serve", "work"] {
        let (_, section) = compose.split_once(&format!("\n  {service}:\n")).expect(service);
        let (section, _) = section.split_once("\n\n").expect("a line between services");
        assert!(section.contains("<<: [*environment, *files]\n"), "{section}");
        assert!(section.contains(&format!("- files:{folder}\n")), "{section}");
    }
    // A new volume has the owner of what it is mounted on, and the program's user must write to it.
    let (_, user) = image.split_once("\nUSER ").expect("a user");
    let user = user.lines().next().unwrap_or_default();
    assert!(image.contains(&format!("--chown={user} /files {folder}\n")), "{image}");
}

#[test]
fn a_secret_of_compose_is_made_and_used() {
    let (compose, script) = (read("docker-compose.yml"), read("scripts/compose"));
    let (_, section) = compose.rsplit_once("\nsecrets:\n").expect("the section of secrets");
    let mut defined = BTreeSet::new();
    for line in section.lines() {
        let (name, file) = line.trim().split_once(": { file: ").expect("name: { file: … }");
        assert_eq!(file, format!("./deploy/compose/secrets/{name} }}"));
        assert!(script.contains(&format!(">{name}\n")), "scripts/compose makes no secret {name}");
        defined.insert(name);
    }
    assert_eq!(used_secrets(&compose), defined);
    let mounted = compose.split("/run/secrets/").skip(1).filter_map(|rest| {
        rest.split(|c: char| !c.is_ascii_alphanumeric() && !"-.".contains(c)).next()
    });
    let unknown: Vec<&str> = mounted.filter(|name| !defined.contains(name)).collect();
    assert!(unknown.is_empty(), "{unknown:?} are secrets of nobody");
}

#[test]
fn the_provider_of_the_demo_knows_its_people_by_the_names_of_their_parts() {
    let realm: serde_json::Value =
        serde_json::from_str(&read("deploy/compose/realm.json")).unwrap();
    let users = realm["users"].as_array().expect("users");
    let names: Vec<&str> = users.iter().filter_map(|user| user["id"].as_str()).collect();
    let parts: Vec<&str> = Persona::ALL.iter().map(|persona| persona.name()).collect();
    assert_eq!(names, parts, "the id is what the provider calls a subject");
    assert!(users.iter().all(|user| user["id"] == user["username"]));
    assert_eq!(realm["clients"][0]["redirectUris"][0], "${PUBLIC_URL}/auth/callback");
}

#[test]
fn versions_are_those_of_the_workspace() {
    let after = |text: &str, start: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(start));
        line.unwrap_or_else(|| panic!("no line begins with {start}")).to_owned()
    };
    let (chart, image) = (read("helm/centrum/Chart.yaml"), read("Dockerfile"));
    let ours = after(&read("Cargo.toml"), "version = ").replace('"', "");
    assert_eq!(after(&chart, "appVersion: "), ours);
    assert_eq!(after(&image, "ARG VERSION="), ours);
    let rust = after(&read("rust-toolchain.toml"), "channel = ").replace('"', "");
    let of_image = after(&image, "ARG BUILDER_IMAGE=rust:");
    let (version, _) = of_image.split_once('-').expect("a version and a system");
    assert!(rust.starts_with(version), "the image compiles with {version}, we with {rust}");
}
