//! Every table has a kind, and its kind's borders: the list of `domain::access` against the catalog.

use super::nothing_in;
use crate::house::database::{fresh, shared};
use domain::access::{TABLE_KINDS, TableKind};
use tokio_postgres::Client;

/// What a mayor's role may ask of tenant tables: names and the own, never a contact. Read it before you add to it.
const OPEN_TO_MEMBERS: &[(&str, &str)] = &[
    ("duty_attendances", "the own: whether one was at a meeting"),
    ("duty_records", "what their centre has done of what it owes them"),
    ("grant_confirmations", "of the grants of the own members"),
    ("grants", "those of the own members"),
    ("idempotency_outcomes", "ids and codes; the code asks for the own participant's"),
    ("member_settings", "the own"),
    ("members", "the own"),
    ("notification_mails", "the own: how one wants to be written to"),
    ("participants", "display names, so that a comment has an author"),
    ("reporting_periods", "what they attest is closed too"),
    ("request_counters", "opening a request takes its number"),
    ("tenant_models", "by which version of the centre model the centre works"),
    ("tenant_service_overrides", "what the centre offers"),
    ("tenant_settings", "what binds their deeds: how long a token may last"),
];

/// What of tenant tables the nation sees of all tenants, or of its regions: what it does together with them, and no case.
const OPEN_TO_THE_NATION: &[(&str, &str)] = &[
    (
        "member_settings",
        "what a roll-out would keep from counting; it is configuration, and no case",
    ),
    ("onboarding_steps", "the checklist that both sides keep"),
    ("rollout_tenants", "what a roll-out does to a tenant, which the nation plans"),
    ("tenant_models", "on which version it is"),
    ("tenant_service_overrides", "as member_settings"),
    ("tenant_settings", "as member_settings"),
];

/// Columns of a label that may be null, and why.
const MAY_BE_NULL: &[&str] = &[
    "events.member_id: of the whole tenant, and then no member sees it; a check keeps it from an event of a case",
    "grants.member_id: a grant for the whole tenant; the table hangs on no label",
];

#[tokio::test]
async fn every_table_has_a_kind() {
    let client = shared().superuser().await;
    let tables = client
        .query(
            "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'f')
             AND relname !~ '^__' ORDER BY relname COLLATE \"C\"",
            &[],
        )
        .await
        .unwrap();
    let tables: Vec<String> = tables.iter().map(|row| row.get(0)).collect();
    let kinds: Vec<&str> = TABLE_KINDS.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        tables, kinds,
        "TABLE_KINDS in domain/src/access/table_kinds.rs names every table, in order"
    );
    for rule in RULES {
        nothing_in(&offenders(&client, rule.of, rule.sql).await, rule.to_do);
    }
}

/// A rule that finds nothing may be a rule that can't find anything.
#[tokio::test]
async fn every_rule_about_tables_notices_its_breach() {
    let database = fresh();
    let client = database.superuser().await;
    for rule in RULES {
        client.batch_execute(&format!("BEGIN; {}", rule.broken_by)).await.unwrap();
        let found = offenders(&client, rule.of, rule.sql).await;
        assert!(!found.is_empty(), "nobody notices {}: {}", rule.broken_by, rule.to_do);
        client.batch_execute("ROLLBACK").await.unwrap();
    }
}

#[tokio::test]
async fn members_reach_only_the_tenant_tables_that_are_listed() {
    let client = shared().superuser().await;
    let open = offenders(
        &client,
        OF_A_TENANT,
        "SELECT relname FROM tables JOIN pg_class ON pg_class.oid = tab WHERE has_table_privilege('centrum_member', tab, 'SELECT, INSERT, UPDATE, DELETE')
           OR has_any_column_privilege('centrum_member', tab, 'SELECT, INSERT, UPDATE')",
    )
    .await;
    let listed: Vec<&str> = OPEN_TO_MEMBERS.iter().map(|(table, _)| *table).collect();
    assert_eq!(
        open, listed,
        "OPEN_TO_MEMBERS lists what a mayor's role may ask of tenant tables; revoke it, or list it with its reason"
    );
}

/// Beside registers and rollups, what the nation's role may touch of tables that hold tenants' rows: its own alone.
#[tokio::test]
async fn the_nation_has_rights_on_registers_rollups_and_its_own_and_on_nothing_else() {
    let client = shared().superuser().await;
    let has_rights = "(has_table_privilege('centrum_nation', tab, 'SELECT, INSERT, UPDATE, DELETE')
        OR has_any_column_privilege('centrum_nation', tab, 'SELECT, INSERT, UPDATE'))";
    let touched = |of, also: &'static str| {
        let sql = format!(
            "SELECT relname FROM tables JOIN pg_class ON pg_class.oid = tab WHERE {has_rights} {also}"
        );
        let client = &client;
        async move { offenders(client, of, &sql).await }
    };
    let figures = touched(&[TableKind::Rollup], "").await;
    assert_eq!(
        figures,
        ["rollup_due", "rollup_monthly", "rollup_monthly_areas", "rollup_onboarding"],
        "nothing finer than a month, but for what is due by its day"
    );
    assert_eq!(touched(&[TableKind::Platform], "").await, [""; 0]);
    let of_cases = touched(&[TableKind::Member], "").await;
    assert_eq!(of_cases, ["events", "stream"], "its own trail");
    // No way to a row of another tenant's but where it reads figures.
    let beyond = "AND (SELECT count(*) FROM pg_policy WHERE polrelid = tab AND polpermissive AND 'centrum_nation'::regrole = ANY (polroles)
        AND concat(pg_get_expr(polqual, polrelid), ' ', pg_get_expr(polwithcheck, polrelid)) NOT LIKE '%tenant_id = nation_id()%') > 0";
    let own = &[TableKind::Tenant, TableKind::Member, TableKind::Queue];
    let listed: Vec<&str> = OPEN_TO_THE_NATION.iter().map(|(table, _)| *table).collect();
    assert_eq!(
        touched(own, beyond).await,
        listed,
        "let the nation's policy here say tenant_id = nation_id(), or list the table with its reason"
    );
    assert_eq!(touched(&[TableKind::Rollup], beyond).await, figures, "and this would be noticed");
    let writes = "AND has_table_privilege('centrum_nation', tab, 'INSERT, UPDATE, DELETE')";
    assert_eq!(touched(&[TableKind::Rollup], writes).await, [""; 0], "the nation keeps no figures");
}

#[tokio::test]
async fn no_column_of_a_label_is_null() {
    let client = shared().superuser().await;
    let nullable = offenders(
        &client,
        OWNED,
        "SELECT relname || '.' || attname FROM tables JOIN pg_class ON pg_class.oid = tab JOIN pg_attribute ON attrelid = tab
         WHERE attname IN ('member_id', 'secrecy', 'shown_to_member', 'is_internal') AND NOT attnotnull",
    )
    .await;
    let listed: Vec<&str> = MAY_BE_NULL.iter().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(
        nullable, listed,
        "a foreign key with a null isn't checked: say NOT NULL, or list the column with its reason"
    );
}

#[tokio::test]
async fn members_and_their_secrecy_are_asked_on_every_member_table() {
    let client = shared().superuser().await;
    for role in ["centrum_member", "centrum_tenant"] {
        let open = offenders(
            &client,
            &[TableKind::Member],
            &format!(
                "SELECT relname FROM tables JOIN pg_class ON pg_class.oid = tab WHERE NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = tab
                 AND NOT polpermissive AND polcmd = '*' AND '{role}'::regrole = ANY (polroles))"
            ),
        )
        .await;
        nothing_in(
            &open,
            &format!("give these tables a restrictive policy for {role}: reach, secrecy, or both"),
        );
    }
}

/// What must select nothing, from the `tables` of some kinds.
struct Rule {
    of: &'static [TableKind],
    to_do: &'static str,
    /// A change after which it selects something.
    broken_by: &'static str,
    sql: &'static str,
}

const ALL: &[TableKind] = &[
    TableKind::Shared,
    TableKind::Platform,
    TableKind::Tenant,
    TableKind::Member,
    TableKind::Queue,
    TableKind::Rollup,
    TableKind::Tally,
];
/// Whose rows belong to a tenant.
const OWNED: &[TableKind] =
    &[TableKind::Tenant, TableKind::Member, TableKind::Queue, TableKind::Rollup, TableKind::Tally];
const OF_A_TENANT: &[TableKind] = &[TableKind::Tenant, TableKind::Rollup, TableKind::Tally];
const OF_NOBODY: &[TableKind] = &[TableKind::Shared, TableKind::Platform];

const RULES: &[Rule] = &[
    Rule {
        of: ALL,
        to_do: "ENABLE and FORCE ROW LEVEL SECURITY on these tables",
        broken_by: "ALTER TABLE people NO FORCE ROW LEVEL SECURITY",
        sql: "SELECT relname FROM tables JOIN pg_class ON pg_class.oid = tab WHERE NOT (relrowsecurity AND relforcerowsecurity)",
    },
    Rule {
        of: ALL,
        to_do: "give these tables the policy owner_is_told, or a migration reads nothing and isn't told",
        broken_by: "DROP POLICY owner_is_told ON regions",
        sql: "SELECT relname FROM tables JOIN pg_class ON pg_class.oid = tab
              WHERE NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = tab AND polname = 'owner_is_told' AND polcmd = '*'
                AND polroles = ARRAY['centrum_owner'::regrole::oid] AND pg_get_expr(polqual, polrelid) LIKE '%owner_needs_no_force%')",
    },
    Rule {
        of: ALL,
        to_do: "COMMENT ON these tables, beginning with their kind",
        broken_by: "COMMENT ON TABLE events IS 'tenant: the audit trail'",
        sql: "SELECT relname FROM tables JOIN pg_class ON pg_class.oid = tab
              WHERE coalesce(obj_description(tab, 'pg_class'), '') !~ ('^' || kind || '\\M')",
    },
    Rule {
        of: ALL,
        to_do: "no trigger: it would run with rights that nobody sees in the statement",
        broken_by: "CREATE TRIGGER looks BEFORE UPDATE ON regions FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        sql: "SELECT relname || '.' || tgname FROM tables JOIN pg_class ON pg_class.oid = tab JOIN pg_trigger ON tgrelid = tab WHERE NOT tgisinternal",
    },
    Rule {
        of: ALL,
        to_do: "nobody but the owner and maintenance may TRUNCATE, make triggers or references, or grant on, and PUBLIC nothing",
        broken_by: "GRANT TRUNCATE ON events TO centrum_tenant",
        sql: "SELECT relname || ': ' || grantee::regrole || ' ' || privilege_type FROM tables JOIN pg_class ON pg_class.oid = tab, aclexplode(relacl)
              WHERE grantee <> 'centrum_owner'::regrole AND (is_grantable OR grantee = 0 OR (grantee <> 'centrum_maintenance'::regrole
                AND privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')))",
    },
    Rule {
        of: ALL,
        to_do: "these roles have rights here and not exactly one permissive policy for them: one border, in one place",
        broken_by: "CREATE POLICY second ON requests FOR SELECT TO centrum_tenant USING (true)",
        sql: "SELECT relname || ' for ' || rolname || ' ' || way FROM tables JOIN pg_class ON pg_class.oid = tab, pg_roles,
                (VALUES ('SELECT', 'r'), ('INSERT', 'a'), ('UPDATE', 'w'), ('DELETE', 'd')) ways (way, letter)
              WHERE rolname IN ('centrum_tenant', 'centrum_member', 'centrum_nation', 'centrum_platform', 'centrum_relay', 'centrum_tally', 'centrum_intake')
                AND (has_table_privilege(pg_roles.oid, pg_class.oid, way)
                  OR (letter <> 'd' AND has_any_column_privilege(pg_roles.oid, pg_class.oid, CASE letter WHEN 'd' THEN 'SELECT' ELSE way END)))
                AND 1 <> (SELECT count(*) FROM pg_policy WHERE polrelid = pg_class.oid AND polpermissive AND polcmd IN ('*', letter::\"char\")
                  AND (pg_roles.oid = ANY (polroles) OR 0 = ANY (polroles)) AND polname <> 'everybody_reads')
                AND NOT (way = 'SELECT' AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polname = 'everybody_reads'))",
    },
    Rule {
        of: ALL,
        to_do: "policies read a setting as (SELECT current_setting('…')::type): once per statement, cast inside, and loud when it is missing",
        broken_by: "CREATE POLICY slow ON requests AS RESTRICTIVE USING (tenant_id = current_setting('app.tenant_id')::uuid)",
        sql: "SELECT relname || '.' || polname FROM tables JOIN pg_class ON pg_class.oid = tab JOIN pg_policy ON polrelid = tab,
                LATERAL (SELECT concat(pg_get_expr(polqual, polrelid), ' ', pg_get_expr(polwithcheck, polrelid)) AS text) p
              WHERE (SELECT count(*) FROM regexp_matches(text, 'current_setting\\(', 'g'))
                 <> (SELECT count(*) FROM regexp_matches(text, '\\( SELECT (?:NULLIF\\()?\\(?current_setting\\(''app\\.[a-z_]+''::text\\)', 'g'))",
    },
    Rule {
        of: OWNED,
        to_do: "give these tables `tenant_id uuid NOT NULL DEFAULT current_setting('app.tenant_id')::uuid`",
        broken_by: "ALTER TABLE requests ALTER tenant_id DROP DEFAULT",
        sql: "SELECT relname FROM tables JOIN pg_class ON pg_class.oid = tab
              WHERE NOT EXISTS (SELECT FROM pg_attribute JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                WHERE attrelid = tab AND attname = 'tenant_id' AND attnotnull AND atttypid = 'uuid'::regtype
                  AND pg_get_expr(adbin, adrelid) = '(current_setting(''app.tenant_id''::text))::uuid')",
    },
    Rule {
        of: OWNED,
        to_do: "primary keys and unique indexes start with tenant_id, so that tenants can't collide and can be told apart",
        broken_by: "CREATE UNIQUE INDEX loud ON requests (id)",
        sql: "SELECT indexrelid::regclass::text FROM tables JOIN pg_index ON indrelid = tab
              JOIN pg_attribute ON attrelid = tab AND attnum = indkey[0] WHERE (indisunique OR indisprimary) AND attname <> 'tenant_id'",
    },
    Rule {
        of: OWNED,
        to_do: "give these tables a primary key",
        broken_by: "ALTER TABLE stream DROP CONSTRAINT stream_pkey CASCADE",
        sql: "SELECT relname FROM tables JOIN pg_class ON pg_class.oid = tab WHERE NOT EXISTS (SELECT FROM pg_index WHERE indrelid = tab AND indisprimary)",
    },
    Rule {
        of: OWNED,
        to_do: "foreign keys to these tables are composite and led by tenant_id on both sides: they pass policies by",
        broken_by: "ALTER TABLE requests ADD UNIQUE (id), ADD CONSTRAINT plain FOREIGN KEY (id) REFERENCES requests (id)",
        sql: "SELECT conname FROM tables JOIN pg_constraint ON confrelid = tab
              JOIN pg_attribute f ON (f.attrelid, f.attnum) = (conrelid, conkey[1]) JOIN pg_attribute k ON (k.attrelid, k.attnum) = (confrelid, confkey[1])
              WHERE contype = 'f' AND (f.attname <> 'tenant_id' OR k.attname <> 'tenant_id' OR cardinality(conkey) < 2)",
    },
    Rule {
        of: OF_NOBODY,
        to_do: "no foreign key from a shared or platform table to a tenant's: the tables could never be spread over machines",
        broken_by: "ALTER TABLE api_tokens ADD FOREIGN KEY (tenant_id, person_id) REFERENCES members (tenant_id, id)",
        sql: "SELECT conname FROM tables JOIN pg_constraint ON conrelid = tab
              WHERE contype = 'f' AND confrelid NOT IN (SELECT tab FROM tables)",
    },
    Rule {
        of: &[TableKind::Member],
        to_do: "a label is part of the key: reference it whole, ON UPDATE CASCADE",
        broken_by: "ALTER TABLE events DROP CONSTRAINT events_label",
        sql: "SELECT relname FROM tables JOIN pg_class ON pg_class.oid = tab
              WHERE EXISTS (SELECT FROM pg_attribute WHERE attrelid = tab AND attname = 'request_id') AND NOT EXISTS
                (SELECT FROM pg_constraint WHERE conrelid = tab AND contype = 'f' AND confupdtype = 'c' AND confrelid = 'requests'::regclass
                  AND pg_get_constraintdef(pg_constraint.oid) LIKE
                    '%(tenant_id, request_id, %member_id, %secrecy, %shown_to_member) REFERENCES requests(tenant_id, id, member_id, secrecy, shown_to_member)%')",
    },
    Rule {
        of: &[TableKind::Member],
        to_do: "an activity's label is part of its key: reference it whole, ON UPDATE CASCADE",
        broken_by: "ALTER TABLE activity_shares DROP CONSTRAINT activity_shares_label",
        sql: "SELECT relname FROM tables JOIN pg_class ON pg_class.oid = tab
              WHERE EXISTS (SELECT FROM pg_attribute WHERE attrelid = tab AND attname = 'activity_id') AND NOT EXISTS
                (SELECT FROM pg_constraint WHERE conrelid = tab AND contype = 'f' AND confupdtype = 'c' AND confrelid = 'activities'::regclass
                  AND pg_get_constraintdef(pg_constraint.oid) LIKE '%(tenant_id, activity_id, secrecy, shown_to_member, performed_on) REFERENCES%')",
    },
    Rule {
        of: ALL,
        to_do: "views are security_invoker, functions of ours aren't SECURITY DEFINER: else they pass policies by",
        broken_by: "CREATE VIEW everything AS SELECT * FROM requests",
        sql: "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND (relkind = 'm' OR (relkind = 'v'
                AND NOT coalesce(reloptions, '{}') @> '{security_invoker=true}'))
              UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef",
    },
    Rule {
        of: ALL,
        to_do: "ids come from the server: no sequence, whose numbers would tell how much the others do",
        broken_by: "CREATE SEQUENCE numbers",
        sql: "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'",
    },
    Rule {
        of: ALL,
        to_do: "the program has no right on the migrations' own table",
        broken_by: "GRANT SELECT ON __diesel_schema_migrations TO centrum_tenant",
        sql: "SELECT relname || ' for ' || rolname FROM pg_class, pg_roles WHERE relnamespace = 'public'::regnamespace AND relname ~ '^__'
              AND rolname ~ '^centrum' AND rolname NOT IN ('centrum_owner', 'centrum_maintenance')
              AND has_table_privilege(pg_roles.oid, pg_class.oid, 'SELECT, INSERT, UPDATE, DELETE')",
    },
];

/// What a rule finds; it may ask `tables (tab, kind)` for the tables of its kinds.
async fn offenders(client: &Client, kinds: &[TableKind], sql: &str) -> Vec<String> {
    let of_kind = TABLE_KINDS.iter().filter(|(_, kind)| kinds.contains(kind));
    let (names, words): (Vec<&str>, Vec<String>) =
        of_kind.map(|(name, kind)| (*name, format!("{kind:?}").to_lowercase())).unzip();
    let sql = format!(
        "WITH tables AS (SELECT to_regclass(name)::oid AS tab, kind FROM unnest($1::text[], $2::text[]) t (name, kind))
         SELECT found::text FROM ({sql}) f (found) ORDER BY found::text COLLATE \"C\""
    );
    let rows = client
        .query(&sql, &[&names, &words])
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    rows.iter().map(|row| row.get(0)).collect()
}
