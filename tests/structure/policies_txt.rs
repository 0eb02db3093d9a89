//! domain/src/access/doctor/policies.txt is what the catalog says.

use crate::house::committed::is_committed;
use crate::house::database::shared;

#[tokio::test]
async fn policies_txt_is_current() {
    let client = shared().superuser().await;
    let rows = client
        .query(
            "SELECT concat_ws(' ', tablename, policyname, lower(permissive), lower(cmd), array_to_string(roles, ','))
             FROM pg_policies WHERE schemaname = 'public' AND tablename !~ '^__'",
            &[],
        )
        .await
        .unwrap();
    let mut lines: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    lines.sort_unstable();
    is_committed("domain/src/access/doctor/policies.txt", &(lines.join("\n") + "\n"));
}
