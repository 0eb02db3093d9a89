//! domain/src/tables.rs is what the catalog says.

use crate::house::committed::is_committed;
use crate::house::database::shared;
use std::fmt::Write as _;

const HEADING: &str = "//! The tables as the migrations make them, in diesel's words. \
                       Printed from the catalog by `make fix`; a test compares.\n";

const COLUMNS: &str = r#"
  SELECT c.relname::text AS table, a.attname::text AS name, format_type(a.atttypid, NULL) AS type, a.attnotnull AS is_required,
    array_position(i.indkey::smallint[], a.attnum) IS NOT NULL AS is_key
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname !~ '^__' AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY c.relname COLLATE "C", a.attnum"#;

const KEYS: &str = r#"
  SELECT a.attname::text FROM pg_index i, unnest(i.indkey::smallint[]) WITH ORDINALITY k (number, place)
  JOIN pg_attribute a ON a.attnum = k.number
  WHERE i.indrelid = to_regclass($1) AND a.attrelid = i.indrelid AND i.indisprimary ORDER BY k.place"#;

#[tokio::test]
async fn tables_rs_is_current() {
    let client = shared().superuser().await;
    let columns = client.query(COLUMNS, &[]).await.unwrap();
    let mut text = HEADING.to_owned();
    let mut tables: Vec<String> = Vec::new();
    for column in &columns {
        let table: String = column.get("table");
        if tables.last() != Some(&table) {
            if !tables.is_empty() {
                text.push_str("    }\n}\n");
            }
            let keys = client.query(KEYS, &[&table]).await.unwrap();
            let keys: Vec<&str> = keys.iter().map(|row| row.get(0)).collect();
            let keys = keys.join(", ");
            writeln!(text, "\ndiesel::table! {{\n    {table} ({keys}) {{").unwrap();
            tables.push(table);
        }
        let kind = diesel_type(column.get("type"));
        let name: &str = column.get("name");
        if column.get("is_required") {
            writeln!(text, "        {name} -> {kind},").unwrap();
        } else {
            writeln!(text, "        {name} -> Nullable<{kind}>,").unwrap();
        }
    }
    text.push_str("    }\n}\n\ndiesel::allow_tables_to_appear_in_same_query!(\n");
    for table in &tables {
        writeln!(text, "    {table},").unwrap();
    }
    text.push_str(");\n");
    is_committed("domain/src/tables.rs", &text);
}

fn diesel_type(of_the_catalog: &str) -> &'static str {
    match of_the_catalog {
        "uuid" => "Uuid",
        "text" => "Text",
        "boolean" => "Bool",
        "integer" => "Integer",
        "bigint" => "BigInt",
        "double precision" => "Double",
        "date" => "Date",
        "timestamp with time zone" => "Timestamptz",
        "jsonb" => "Jsonb",
        "bytea" => "Bytea",
        "integer[]" => "Array<Integer>",
        "text[]" => "Array<Text>",
        "timestamp with time zone[]" => "Array<Timestamptz>",
        "uuid[]" => "Array<Uuid>",
        other => panic!(
            "a column of type {other}: say in tests/structure/tables_rs.rs what diesel calls it"
        ),
    }
}
