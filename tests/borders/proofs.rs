//! What the borders promise, one sentence each, on the fixture's rows. The matrix says what is; this says what must be.

use super::samples::SAMPLES;
use super::{Desk, REACHED_BY_LINK, Standing, fixture, uuid, with_ids};
use domain::access::{TABLE_KINDS, TableKind};

/// A promise: who does what, and what the database answers, in the matrix's words.
pub(super) struct Proof {
    pub(super) sentence: String,
    standing: Standing,
    sql: String,
    answer: String,
}

impl Proof {
    pub(super) async fn holds(&self, desk: &Desk) -> Result<(), String> {
        let answer = desk.answer(&self.standing, &self.sql).await;
        if answer == self.answer {
            return Ok(());
        }
        Err(format!("{}: {} answered {answer} instead of {}", self.sentence, self.sql, self.answer))
    }
}

#[tokio::test]
async fn the_borders_keep_what_they_promise() {
    let desk = Desk::real(fixture()).await;
    let mut broken = Vec::new();
    for proof in all() {
        if let Err(how) = proof.holds(&desk).await {
            broken.push(how);
        }
    }
    assert!(broken.is_empty(), "{} promises are broken:\n{}", broken.len(), broken.join("\n"));
}

#[tokio::test]
async fn a_setting_that_was_never_made_and_one_that_ended_are_both_errors() {
    // A new connection, on which no setting was ever made.
    let desk = Desk::real(fixture()).await;
    let read = "SELECT FROM requests";
    let never = desk.try_out(&Standing::of("tenant"), read).await.unwrap_err();
    assert_eq!(never.code().code(), "42704", "{}", never.message());
    assert_eq!(desk.answer(&manager(), read).await, "12");
    // SET LOCAL leaves an empty text behind, which is neither an id nor a list.
    let ended = desk.try_out(&Standing::of("tenant"), read).await.unwrap_err();
    assert_eq!(ended.code().code(), "22P02", "{}", ended.message());
}

#[tokio::test]
async fn the_program_can_become_neither_owner_nor_maintenance_nor_superuser() {
    let client = crate::house::database::connect(&fixture().url()).await;
    for role in ["centrum_owner", "centrum_maintenance", "centrum_migrator", "postgres"] {
        let refusal = client.batch_execute(&format!("SET ROLE {role}")).await.unwrap_err();
        let said = refusal.as_db_error().unwrap().message().to_owned();
        assert!(
            said.contains("permission denied to set role") || said.contains("does not exist"),
            "{said}"
        );
    }
    let refusal =
        client.batch_execute("CREATE TEMPORARY TABLE requests (id uuid)").await.unwrap_err();
    assert_eq!(
        refusal.code().unwrap().code(),
        "42501",
        "a table of that name would stand before the real one"
    );
}

/// A place in the stream is seen with its event, so what keeps the trail's tenants apart keeps the stream's. This is the
/// second guard, without the first.
#[tokio::test]
async fn the_stream_keeps_tenants_apart_even_where_the_trail_doesn_t() {
    let trail_is_open =
        "ALTER POLICY tenant ON events USING (true); ALTER POLICY nation ON events USING (true)";
    let database = super::with_fixture();
    let desk = Desk::pretending(&database, trail_is_open).await;
    for (who, its_own) in [(manager(), "a"), (mayor(), "a"), (standing("nation"), "c")] {
        let foreign = |table| format!("SELECT FROM {table} WHERE tenant_id <> '{}'", uuid(its_own));
        assert_eq!(desk.answer(&who, &foreign("stream")).await, "0", "{}", who.role);
    }
    assert_ne!(
        desk.answer(&manager(), &with_ids("SELECT FROM events WHERE tenant_id = #b")).await,
        "0"
    );
}

/// Every promise.
pub(super) fn all() -> Vec<Proof> {
    let mut proofs = written();
    proofs.extend(by_table());
    proofs
}

/// Those of `proofs.txt`: three lines each, after the introduction and the headings.
fn written() -> Vec<Proof> {
    let text = include_str!("proofs.txt");
    let (_, sections) = text.split_once("\n## ").expect("an introduction, then sections");
    let (mut section, mut proofs) = ("", Vec::new());
    for paragraph in sections.split("\n\n") {
        let lines: Vec<&str> = paragraph.trim().lines().collect();
        let [sentence, to_whom, sql] = lines[..] else {
            assert_eq!(lines.len(), 1, "three lines make a proof, one a heading: {paragraph}");
            section = lines[0].trim_start_matches("## ");
            continue;
        };
        let (who, answer) = to_whom.split_once("->").expect("who -> answer");
        proofs.push(Proof {
            sentence: format!("{section}: {sentence}"),
            standing: standing(who.trim()),
            sql: with_ids(sql.trim()),
            answer: answer.trim().to_owned(),
        });
    }
    proofs
}

/// A person of the fixture, and the settings that are added or replaced.
fn standing(who: &str) -> Standing {
    let mut words = who.split_whitespace();
    let mut standing = match words.next().unwrap_or_default() {
        "manager" => manager(),
        "clerk" => clerk(),
        "dpo" => clerk().set("clearances", "{OPEN,DPO}"),
        "mayor" => mayor(),
        "nation" => nation(),
        "territorial" => nation().set("region_codes", "{CZ080}"),
        "relay" => Standing::of("relay").in_tenant("a"),
        "tally" => Standing::of("tally"),
        "intake" => Standing::of("intake").in_tenant("a"),
        "role:tenant" => Standing::of("tenant"),
        "role:member" => Standing::of("member"),
        "role:nation" => Standing::of("nation"),
        "role:platform" => Standing::of("platform"),
        "role:relay" => Standing::of("relay"),
        "role:owner" => Standing::of("owner"),
        stranger => panic!("proofs.txt doesn't say who {stranger} is"),
    };
    for word in words {
        let (name, value) = word.split_once('=').expect("setting=value");
        standing = standing.set(name, with_ids(value).replace('\'', ""));
    }
    standing
}

fn nation() -> Standing {
    Standing::of("nation").in_tenant("c").set("clearances", "{OPEN}").set("region_codes", "{*}")
}

fn manager() -> Standing {
    Standing::of("tenant")
        .in_tenant("a")
        .set("clearances", "{OPEN,CONFIDENTIAL}")
        .set("actor_id", uuid("ad2"))
}

fn clerk() -> Standing {
    manager().set("clearances", "{OPEN}")
}

fn mayor() -> Standing {
    let of_a1 = format!("{{{}}}", uuid("a1"));
    Standing::of("member")
        .in_tenant("a")
        .set("clearances", "{OPEN}")
        .set("actor_id", uuid("ad2"))
        .set("member_ids", of_a1)
}

/// Of the tenants' tables those in which no tenant but the nation has rows, nor any right.
const OF_THE_NATION: [&str; 3] = ["centre_model_drafts", "rollout_waves", "rollouts"];

/// Of a plan's lines the nation writes each, strangers what they hand in, the worker what people are told; the tenant has no right to.
const WRITTEN_BY_OTHERS: &[&str] =
    &["rollout_tenants", "intake_submissions", "request_notifications"];

/// What must be so for every table of a kind, the later ones too.
fn by_table() -> Vec<Proof> {
    let mut proofs = Vec::new();
    let of_the_nation = |table: &str| OF_THE_NATION.contains(&table);
    for (table, kind) in TABLE_KINDS.iter().filter(|(table, _)| !of_the_nation(table)) {
        let mut prove = |sentence: &str, standing: Standing, sql: String, answer: &str| {
            let (sentence, answer) = (format!("{table}: {sentence}"), answer.to_owned());
            proofs.push(Proof { sentence, standing, sql, answer });
        };
        let read = format!("SELECT FROM {table}");
        let sample = SAMPLES.iter().find(|sample| sample.table == *table);
        let insert = |tenant| sample.map(|sample| sample.insert(tenant)).unwrap_or_default();
        prove(
            "the bare login reads nothing",
            Standing::of("centrum").in_tenant("a"),
            read.clone(),
            "-",
        );
        prove(
            "the bare login writes nothing",
            Standing::of("centrum").in_tenant("a"),
            insert("a"),
            "-",
        );
        prove("the intake reads nothing", Standing::of("intake").in_tenant("a"), read.clone(), "-");
        let is_tenant_s = match kind {
            TableKind::Tenant | TableKind::Member | TableKind::Rollup => true,
            TableKind::Shared => false,
            TableKind::Platform | TableKind::Queue | TableKind::Tally => {
                prove("staff may not even ask", Standing::of("tenant"), read.clone(), "-");
                prove("a mayor may not even ask", mayor(), read.clone(), "-");
                false
            }
        };
        if is_tenant_s {
            let foreign = format!("{read} WHERE tenant_id <> {}", with_ids("#a"));
            // Of these two the matrix says it, on a connection that was shown no link: after one that was, the link's setting is
            // empty and no more unset, and whether that or the tenant's lack is seen first is the planner's to choose.
            if !REACHED_BY_LINK.contains(table) {
                let nowhere = Standing::of("tenant");
                prove("staff without a tenant get an error", nowhere, read.clone(), "unset");
            }
            prove("staff see no other tenant's row", manager(), foreign.clone(), "0");
            prove("the owner is told", Standing::of("owner"), read.clone(), "told");
        }
        if is_tenant_s && *kind != TableKind::Rollup && *table != "stream" {
            let answer = if WRITTEN_BY_OTHERS.contains(table) { "-" } else { "!" };
            prove("staff write no row of another tenant", manager(), insert("b"), answer);
        }
        if *kind == TableKind::Member {
            prove(
                "a mayor without members sees nothing",
                mayor().set("member_ids", "{}"),
                read.clone(),
                // A citizen's link is none of a mayor's.
                if *table == "intake_tickets" { "-" } else { "0" },
            );
            prove(
                "the platform may not even ask",
                Standing::of("platform").set("person_ids", format!("{{{}}}", uuid("d1"))),
                read,
                "-",
            );
        }
    }
    proofs.extend(of_the_register());
    proofs.extend(of_the_nation_alone());
    proofs
}

/// What no tenant reaches of tables in which the nation alone has rows.
fn of_the_nation_alone() -> Vec<Proof> {
    let mut proofs = Vec::new();
    for sample in SAMPLES.iter().filter(|sample| OF_THE_NATION.contains(&sample.table)) {
        let read = format!("SELECT FROM {}", sample.table);
        let mut prove = |what: &str, standing: Standing, sql: String, answer: &str| {
            let sentence = format!("{}: {what}", sample.table);
            proofs.push(Proof { sentence, standing, sql, answer: answer.to_owned() });
        };
        prove("staff may not even ask", manager(), read.clone(), "-");
        prove("staff write no row", manager(), sample.insert("a"), "-");
        prove("a mayor may not even ask", mayor(), read.clone(), "-");
        prove(
            "with a tenant's id nobody sees the nation's",
            nation().in_tenant("a"),
            read.clone(),
            "0",
        );
        prove(
            "the bare login reads nothing",
            Standing::of("centrum").in_tenant("a"),
            read.clone(),
            "-",
        );
        prove("the intake reads nothing", Standing::of("intake").in_tenant("a"), read.clone(), "-");
        prove("the owner is told", Standing::of("owner"), read, "told");
    }
    proofs
}

/// What a region's coordinator doesn't do with the register. Of some tables a part lies in a region: proofs.txt says which.
fn of_the_register() -> Vec<Proof> {
    const OF_REGIONS: [&str; 3] = ["associations", "association_memberships", "tenants"];
    let is_shared = |table: &str| {
        let kind = TABLE_KINDS.iter().find(|(name, _)| *name == table);
        kind.is_some_and(|(_, kind)| *kind == TableKind::Shared) && !OF_REGIONS.contains(&table)
    };
    let mut proofs = Vec::new();
    for sample in SAMPLES.iter().filter(|sample| is_shared(sample.table)) {
        let mut prove = |what: &str, sql: String, answer: &str| {
            let sentence = format!("{}: a region's coordinator {what}", sample.table);
            let standing = nation().set("actor_id", uuid("cd2")).set("region_codes", "{CZ080}");
            proofs.push(Proof { sentence, standing, sql, answer: answer.to_owned() });
        };
        prove("changes no row of the register", sample.update(), "0");
        prove("writes none", sample.insert("c"), "!");
    }
    proofs
}

/// The tables found by their columns and not by a list: so a new one is tried too.
#[tokio::test]
async fn a_mayor_sees_no_row_of_another_member_in_any_table() {
    let rows = fixture()
        .superuser()
        .await
        .query(
            "SELECT table_name::text, has_table_privilege('centrum_member', table_name::text, 'INSERT'),
               has_any_column_privilege('centrum_member', table_name::text, 'SELECT') FROM information_schema.columns
             WHERE table_schema = 'public' AND column_name = 'member_id' ORDER BY 1",
            &[],
        )
        .await
        .unwrap();
    assert!(rows.len() >= 4, "the labelled tables are found");
    let desk = Desk::real(fixture()).await;
    for row in rows {
        let (table, may_insert): (String, bool) = (row.get(0), row.get(1));
        if !row.get::<_, bool>(2) {
            assert_eq!(
                desk.answer(&mayor(), &format!("SELECT FROM {table}")).await,
                "-",
                "{table}"
            );
            continue;
        }
        let mine = uuid("a1");
        let others = format!("SELECT FROM {table} WHERE member_id IS DISTINCT FROM '{mine}'");
        assert_eq!(desk.answer(&mayor(), &others).await, "0", "{table}");
        let own = format!("SELECT FROM {table} WHERE member_id = '{mine}'");
        assert_ne!(
            desk.answer(&mayor(), &own).await,
            "0",
            "{table}: the fixture has rows for the mayor"
        );
        if may_insert {
            let sample = SAMPLES.iter().find(|sample| sample.table == table).expect("a sample");
            assert_eq!(desk.answer(&mayor(), &sample.insert_for("a", "a2")).await, "!", "{table}");
        }
    }
}
