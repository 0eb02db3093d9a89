//! Filling an empty database at once: what no person does, and no server. One transaction of an administrator, who becomes
//! `centrum_owner` to set keys and indexes aside and to put them back, and `centrum_maintenance` to copy the rows in.
//!
//! Doesn't own: what the rows are. Policies are passed by, so whoever makes the rows answers for their labels; constraints
//! are checked as ever, those of a row on the way in and foreign keys when they are put back.

use super::event::Event;
use super::sheet::{Cell, Id, Sheet};
use super::{Actor, TABLE_KINDS};
use crate::kernel::ids::{EventId, TenantId};
use chrono::{DateTime, Utc};
use futures_util::{SinkExt as _, StreamExt as _, pin_mut};
use std::collections::BTreeSet;
use std::io::Cursor;
use tokio_postgres::{Client, Config, NoTls, SimpleQueryMessage};

/// The tables that grow with the work: their keys and indexes are set aside.
const LARGE: &[&str] = &[
    "requests",
    "request_comments",
    "activities",
    "activity_shares",
    "events",
    "stream",
    "request_terms",
    "comment_terms",
    "activity_terms",
];
/// What is in a database that nobody has used yet, beside the nation.
const PUBLISHED: &[&str] = &["services", "benefit_rates"];
/// What a published catalogue leaves behind: the nation's own.
const OF_THE_NATION: &[&str] = &["events", "stream", "outbox", "rollup_positions"];

/// Why a database wasn't filled. Then nothing of it has changed.
#[derive(Debug, thiserror::Error)]
pub enum BulkError {
    /// What stands in the address isn't told: a password may.
    #[error("the administrator's address of the database can't be read")]
    Address,
    /// A statement failed, or the server can't be reached.
    #[error(
        "the database can't be filled: is the login of the admin URL a superuser, and does nobody else use it?"
    )]
    Statement(#[from] tokio_postgres::Error),
    /// Somebody's rows are there.
    #[error(
        "this database isn't empty: there are rows in {0}. Made-up rows don't belong beside somebody's: use a new database, made without a demo"
    )]
    InUse(String),
    /// Keys or indexes aren't what they were.
    #[error("keys, indexes or borders are not as they were: {0}")]
    NotAsBefore(String),
}

type Done<T = ()> = Result<T, BulkError>;

/// The transaction that fills a database.
pub(crate) struct Bulk {
    client: Client,
    /// What is put back, in this order.
    put_back: Vec<String>,
    /// Keys, indexes and borders as they were.
    before: BTreeSet<String>,
}

/// An event with its place in its tenant's order.
pub(crate) struct PlacedEvent {
    pub(crate) tenant: TenantId,
    pub(crate) id: EventId,
    pub(crate) at: DateTime<Utc>,
    pub(crate) actor: Actor,
    pub(crate) trace: Option<String>,
    pub(crate) event: Event,
}

impl Bulk {
    /// Begins, and sees that nobody has used this database yet.
    pub(crate) async fn begin(admin_url: &str) -> Done<Self> {
        let config: Config = admin_url.parse().map_err(|_| BulkError::Address)?;
        let (client, connection) = config.connect(NoTls).await?;
        #[expect(
            clippy::disallowed_methods,
            reason = "`domain` has no telemetry, and the connection ends with the command"
        )]
        tokio::spawn(connection);
        let bulk = Self { client, put_back: Vec::new(), before: BTreeSet::new() };
        let all: Vec<&str> = TABLE_KINDS.iter().map(|(table, _)| *table).collect();
        bulk.run(&format!(
            "BEGIN; SET LOCAL search_path = public; SET LOCAL lock_timeout = '5s'; SET LOCAL maintenance_work_mem = '256MB';
             SET LOCAL ROLE centrum_owner; LOCK TABLE {} IN ACCESS EXCLUSIVE MODE; SET LOCAL ROLE centrum_maintenance",
            all.join(", ")
        ))
        .await?;
        let questions: Vec<String> = all.iter().filter_map(|table| is_used(table)).collect();
        let used = bulk.texts(&questions.join(" UNION ALL ")).await?;
        if used.is_empty() { Ok(bulk) } else { Err(BulkError::InUse(used.join(", "))) }
    }

    /// Takes keys and indexes off the large tables, and empties them of what the nation has there, to put it in again: then
    /// what is copied needs no vacuum afterwards.
    pub(crate) async fn set_keys_aside(&mut self) -> Done {
        self.before = self.borders().await?;
        let own = self.own_rows().await?;
        let (mut drop, mut put_back) = (Vec::new(), Vec::new());
        for pair in self.texts(&keys_and_indexes()).await? {
            let (gone, again) = pair.split_once('\n').unwrap_or((&pair, ""));
            drop.push(gone.to_owned());
            put_back.push(again.to_owned());
        }
        // Foreign keys come first, and are put back last.
        put_back.reverse();
        self.put_back = put_back;
        let truncate = format!("TRUNCATE {}", LARGE.join(", "));
        self.run(&format!(
            "SET LOCAL ROLE centrum_owner; {}; SET LOCAL ROLE centrum_maintenance; {truncate}",
            drop.join("; ")
        ))
        .await?;
        for (table, rows) in own {
            self.copy_text(&format!("COPY {table} ({}) FROM STDIN", rows.columns), rows.text)
                .await?;
        }
        Ok(())
    }

    /// Copies rows in, as `centrum_maintenance`.
    pub(crate) async fn copy(&self, sheet: Sheet) -> Done {
        if sheet.rows == 0 {
            return Ok(());
        }
        // Frozen, for nobody could have seen these tables otherwise since they were emptied.
        let how = if LARGE.contains(&sheet.table) { " (FREEZE)" } else { "" };
        let columns = sheet.columns.join(", ");
        let written = self
            .copy_text(&format!("COPY {} ({columns}) FROM STDIN{how}", sheet.table), sheet.text)
            .await?;
        assert_eq!(written, sheet.rows, "each row is a row of {}", sheet.table);
        Ok(())
    }

    /// Puts keys and indexes back, as the owner, looks that all is as it was, and commits.
    pub(crate) async fn finish(self) -> Done {
        let tables: Vec<&str> = TABLE_KINDS.iter().map(|(table, _)| *table).collect();
        let each = |what: &str| {
            let say = |table: &&str| format!("ALTER TABLE {table} {what} ROW LEVEL SECURITY");
            tables.iter().map(say).collect::<Vec<_>>().join("; ")
        };
        // A foreign key is checked by reading, which the owner may only where policies don't bind it.
        self.run(&format!("SET LOCAL ROLE centrum_owner; {}", each("NO FORCE"))).await?;
        let (keys, foreign): (Vec<&String>, Vec<&String>) =
            self.put_back.iter().partition(|statement| !statement.contains(" FOREIGN KEY "));
        for statement in keys {
            self.run(statement).await?;
        }
        self.run("ANALYZE").await?;
        for statement in foreign {
            self.run(statement).await?;
        }
        self.run(&each("FORCE")).await?;
        let after = self.borders().await?;
        let differs: Vec<String> = self.before.symmetric_difference(&after).cloned().collect();
        if !differs.is_empty() {
            return Err(BulkError::NotAsBefore(differs.join(", ")));
        }
        self.run("COMMIT").await
    }

    /// What must be afterwards as it was before.
    async fn borders(&self) -> Done<BTreeSet<String>> {
        let found = self.texts(
            "SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated, obj_description(oid))
               FROM pg_constraint WHERE connamespace = 'public'::regnamespace
             UNION ALL SELECT concat_ws(' ', pg_get_indexdef(indexrelid), indisvalid, obj_description(indexrelid))
               FROM pg_index JOIN pg_class c ON c.oid = indrelid WHERE relnamespace = 'public'::regnamespace
             UNION ALL SELECT concat_ws(' ', relname, relrowsecurity, relforcerowsecurity, relowner::regrole)
               FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
        );
        Ok(found.await?.into_iter().collect())
    }

    /// The nation's rows of the large tables, as text: an event or two.
    async fn own_rows(&self) -> Done<Vec<(&'static str, OwnRows)>> {
        let mut own = Vec::new();
        for table in LARGE.iter().filter(|table| OF_THE_NATION.contains(table)) {
            let columns = self
                .texts(&format!(
                    "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
                     WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
                ))
                .await?
                .join("");
            let rows = self.client.copy_out(&format!("COPY {table} ({columns}) TO STDOUT")).await?;
            pin_mut!(rows);
            let mut text = Vec::new();
            while let Some(chunk) = rows.next().await {
                text.extend_from_slice(&chunk?);
            }
            own.push((*table, OwnRows { columns, text }));
        }
        Ok(own)
    }

    async fn copy_text(&self, statement: &str, text: Vec<u8>) -> Done<u64> {
        let sink = self.client.copy_in::<_, Cursor<Vec<u8>>>(statement).await?;
        pin_mut!(sink);
        sink.send(Cursor::new(text)).await?;
        Ok(sink.finish().await?)
    }

    async fn run(&self, sql: &str) -> Done {
        Ok(self.client.batch_execute(sql).await?)
    }

    /// The first column of each row.
    async fn texts(&self, sql: &str) -> Done<Vec<String>> {
        let messages = self.client.simple_query(sql).await?;
        let text = |message: &SimpleQueryMessage| match message {
            SimpleQueryMessage::Row(row) => row.get(0).map(ToOwned::to_owned),
            _ => None,
        };
        Ok(messages.iter().filter_map(text).collect())
    }
}

struct OwnRows {
    columns: String,
    text: Vec<u8>,
}

/// The question whether somebody has used a table; `None`: it is published with the program.
fn is_used(table: &str) -> Option<String> {
    let whose = match table {
        table if PUBLISHED.contains(&table) => return None,
        "tenants" => "WHERE id <> nation_id()",
        table if OF_THE_NATION.contains(&table) => "WHERE tenant_id <> nation_id()",
        _ => "",
    };
    Some(format!("SELECT '{table}' WHERE EXISTS (SELECT FROM {table} {whose})"))
}

/// For each key and index of the large tables, and each foreign key from and to them: how it goes, and how it comes again.
fn keys_and_indexes() -> String {
    let large = format!("ARRAY['{}']::regclass[]", LARGE.join("', '"));
    format!(
        "SELECT gone || E'\\n' || again FROM (
           SELECT CASE contype WHEN 'f' THEN 1 ELSE 2 END AS turn, conname::text AS name,
             format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS gone,
             format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS again
           FROM pg_constraint WHERE (contype = 'f' AND (conrelid = ANY ({large}) OR confrelid = ANY ({large})))
             OR (contype IN ('p', 'u', 'x') AND conrelid = ANY ({large}))
           UNION ALL
           SELECT 3, indexrelid::regclass::text, format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
           FROM pg_index i WHERE indrelid = ANY ({large}) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
         ) AS each ORDER BY turn, name"
    )
}

/// Events, as the door writes them.
pub(crate) fn sheet_of_events(events: &[PlacedEvent]) -> Sheet {
    let mut sheet = Sheet::of(
        "events",
        &[
            "tenant_id",
            "id",
            "request_id",
            "member_id",
            "secrecy",
            "shown_to_member",
            "is_internal",
            "at",
            "actor",
            "kind",
            "subject",
            "payload",
            "trace",
        ],
    );
    for placed in events {
        let event = &placed.event;
        let (request, member, secrecy, is_shown) = event.whose.columns(None);
        let cells: [&dyn Cell; 13] = [
            &Id(placed.tenant),
            &Id(placed.id),
            &request.map(Id),
            &member.map(Id),
            &secrecy.as_str(),
            &is_shown,
            &event.is_internal,
            &placed.at,
            &placed.actor.to_string(),
            &event.kind,
            &event.subject.as_str(),
            &event.payload(),
            &placed.trace,
        ];
        sheet.row(&cells);
    }
    sheet
}

/// Their positions, dense from 1, in the order in which they come.
pub(crate) fn sheet_of_positions(events: &[PlacedEvent]) -> Sheet {
    let mut sheet = Sheet::of("stream", &["tenant_id", "position", "event_id"]);
    for (position, placed) in (1_i64..).zip(events) {
        sheet.row(&[&Id(placed.tenant), &position, &Id(placed.id)]);
    }
    sheet
}

/// For the worker, which gives them their positions.
pub(crate) fn sheet_of_news(events: &[PlacedEvent]) -> Sheet {
    let mut sheet = Sheet::of("outbox", &["tenant_id", "event_id"]);
    for placed in events {
        sheet.row(&[&Id(placed.tenant), &Id(placed.id)]);
    }
    sheet
}
