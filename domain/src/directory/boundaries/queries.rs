//! Maps of the country.

use super::rules::{Boundary, Level};
use super::store;
use crate::access::{Caller, Permission};
use crate::kernel::error::Result;
use serde_json::json;

/// The borders that were read in, as a GeoJSON collection; without features where none were.
///
/// # Errors
/// Those of [`Caller::read`].
pub async fn boundaries_geojson(caller: &Caller, level: Level) -> Result<String> {
    let feature = |boundary: Boundary| {
        let Boundary { code, name, geometry } = boundary;
        json!({ "type": "Feature", "id": code, "properties": { "code": code, "name": name }, "geometry": geometry })
    };
    let read = caller
        .read(Permission::ReadRegister, async |tx| tx.closing(store::boundaries(tx, level)).await);
    let features: Vec<_> = read.await?.into_iter().map(feature).collect();
    Ok(json!({ "type": "FeatureCollection", "features": features }).to_string())
}
