//! Each way in is tried by strangers: every root field of the contract, and everything that takes an id. There is no field
//! without a sample, so a new one can't be forgotten.

pub(crate) mod coverage;
mod world;

use crate::house::Answer;
use crate::house::committed::workspace;
use crate::structure::nothing_in;
use coverage::{Contract, Ways};
use std::collections::BTreeSet;
use world::{Stranger, World};

/// An operation that somebody of the owner may ask.
struct Sample {
    by: String,
    /// Whether even its asker sees nothing by which one could know the owner.
    is_unseen: bool,
    /// Whether it is the nation's own thing: then the nation's people are no strangers.
    is_nations: bool,
    /// Whether its asker finds the thing, and is told that they read another version of it.
    is_stale: bool,
    query: String,
}

/// A line of the reviewed list.
#[derive(Debug)]
struct Public {
    who: String,
    field: String,
}

fn samples() -> Vec<Sample> {
    let text = read("tests/strangers/samples.graphql");
    let mut samples = Vec::new();
    for block in text.split("\n\n").map(str::trim) {
        let Some((head, query)) = block.split_once('\n') else { continue };
        let Some(by) = head.strip_prefix("# as ").filter(|_| !query.starts_with('#')) else {
            continue;
        };
        let is_said = |word: &str| by.contains(&format!(" {word}"));
        samples.push(Sample {
            by: by.split(' ').next().unwrap_or(by).to_owned(),
            is_unseen: is_said("unseen"),
            is_nations: is_said("for the nation"),
            is_stale: is_said("stale"),
            query: query.to_owned(),
        });
    }
    samples
}

fn public() -> Vec<Public> {
    let text = read("tests/public.txt");
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let mut words = line.split_whitespace();
            let (who, field) =
                (words.next().unwrap().to_owned(), words.next().unwrap_or_default().to_owned());
            assert!(words.next().is_some(), "{line}: say why");
            assert!(["everybody", "nation"].contains(&who.as_str()), "{line}: who is that?");
            Public { who, field }
        })
        .collect()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(workspace().join(path)).unwrap()
}

#[test]
fn every_way_in_has_a_sample_or_a_reason() {
    let contract = Contract::read();
    let mut taken = Ways::default();
    for sample in samples() {
        contract.walk(&sample.query, &mut taken);
    }
    let public = public();
    let for_everybody: BTreeSet<_> = public
        .iter()
        .filter(|line| line.who == "everybody")
        .map(|line| line.field.clone())
        .collect();
    let mut wrong = Vec::new();
    for field in contract.root_fields() {
        match (taken.roots.contains(&field), for_everybody.contains(&field)) {
            (false, false) => wrong.push(format!(
                "{field}: add an operation to tests/strangers/samples.graphql, or a line with its reason to tests/public.txt"
            )),
            (true, true) => wrong.push(format!("{field}: it has a sample, so it isn't for everybody (tests/public.txt)")),
            (true, false) | (false, true) => {}
        }
    }
    for place in contract.places_of_ids() {
        if !taken.ids.contains(&place) {
            wrong.push(format!("{place} takes an id: add an operation that gives it the owner's to tests/strangers/samples.graphql"));
        }
    }
    for line in public {
        if !contract.root_fields().contains(&line.field) {
            wrong.push(format!(
                "{}: there is no such root field any more (tests/public.txt)",
                line.field
            ));
        }
    }
    nothing_in(&wrong, "every way in is tried by strangers");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_refuses_a_stranger() {
    let world = World::make().await;
    let (contract, public) = (Contract::read(), public());
    let before = world.seen_by_its_own().await;
    let mut wrong = Vec::new();
    for sample in samples() {
        let mut ways = Ways::default();
        contract.walk(&sample.query, &mut ways);
        let by_right = |line: &Public| line.who == "nation" && ways.roots.contains(&line.field);
        let nation_may_name_it = public.iter().any(by_right);
        for stranger in &world.strangers {
            if sample.is_nations && World::is_of_the_nation(stranger) {
                continue;
            }
            let answer = stranger.client.ask_with(&sample.query, world.ids.clone()).await;
            let shown = world.shown_to(stranger, &answer, nation_may_name_it);
            let mut said: Vec<String> = shown.iter().map(|mark| format!("sees {mark}")).collect();
            said.extend(not_a_no(stranger, &sample, &answer, nation_may_name_it));
            wrong.extend(said.iter().map(|said| told(stranger.name, said, &sample, &answer)));
        }
    }
    assert_eq!(world.seen_by_its_own().await, before, "strangers changed something");
    // The samples mean something: whose it is sees it by each of them.
    for sample in samples() {
        let answer = world.asker(&sample.by).ask_with(&sample.query, world.ids.clone()).await;
        let is_shown = answer.is_done() && (sample.is_unseen || world.shows_the_owner(&answer));
        let is_right = if sample.is_stale { answer.no() == "STALE" } else { is_shown };
        if !is_right {
            wrong.push(told(&sample.by, "sees nothing", &sample, &answer));
        }
    }
    nothing_in(
        &wrong,
        "a stranger gets null, nothing, NOT_FOUND or FORBIDDEN; the owner gets the thing",
    );
}

fn told(who: &str, said: &str, sample: &Sample, answer: &Answer) -> String {
    format!("{who} {said} by\n    {}\n    {}", sample.query, answer.body)
}

/// A mutation that isn't refused did something somewhere; and no "no" but these is fit for a stranger.
fn not_a_no(
    stranger: &Stranger,
    sample: &Sample,
    answer: &Answer,
    nation_may: bool,
) -> Option<String> {
    let no = if answer.errors().len() > 1 {
        answer.errors()[0]["extensions"]["code"].as_str()?
    } else {
        answer.no()
    };
    let is_fit = match no {
        "NOT_FOUND" | "FORBIDDEN" => true,
        // What a reviewed list lets the nation do.
        "" => !sample.query.starts_with("mutation") || (stranger.is_coordinator && nation_may),
        // Said before anything is looked for: a tenant's role isn't the nation's to give.
        "ROLE_OF_ANOTHER_KIND" | "RESPONSIBLE_IS_THE_TENANTS" => stranger.is_coordinator,
        // Both sides keep a checklist: the nation sees the step, and read another version.
        "STALE" if sample.query.contains("OnboardingStep(") => {
            stranger.is_coordinator && nation_may
        }
        // The nation runs roll-outs.
        "STALE" if sample.is_stale => stranger.is_coordinator && nation_may,
        // The own tenant's service has no override of this version.
        "STALE" => stranger.has_its_own_services && sample.query.contains("Service("),
        _ => false,
    };
    (!is_fit).then(|| format!("is told {no:?}"))
}
