//! Requests that are linked, and merged.

use super::Twice;
use crate::house::Tenant;
use serde_json::{Value, json};

/// With a request and another one of the same municipality.
pub(super) async fn linking(twice: &mut Twice, tenant: &Tenant, id: &Value, other: &Value) {
    let clerk = tenant.clerk().await;
    let pair = json!({ "requestId": id, "otherId": other });
    let linked = "request { linked { totalCount nodes { kind request { id } } } }";
    twice.ask(&clerk, "linkRequests", linked, pair.clone()).await;
    twice.ask(&clerk, "unlinkRequests", linked, pair).await;
    let duplicate = tenant.open(&clerk, "DEV-WASTE", 0, "Znovu").await;
    let version = "query($id: ID!) { request(id: $id) { version } }";
    let version = clerk.done(version, json!({ "id": id })).await;
    let merge = json!({
        "duplicateId": duplicate, "intoId": id, "outcome": "x", "expectedVersion": 1,
        "expectedIntoVersion": version.data("/request/version"),
    });
    let merged = "duplicate { state mergedInto { id } } into { id }";
    twice.ask(&clerk, "mergeRequests", merged, merge).await;
}
