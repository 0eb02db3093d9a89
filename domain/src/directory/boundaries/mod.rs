//! Borders of regions, districts and municipalities, for maps: read in from GeoJSON, made simpler, and handed out as GeoJSON.
//!
//! Owns: what a border file must be, and how it is made simpler. Doesn't own: what there is in the register; a border of
//! something else is left out.

mod commands;
mod geojson;
mod queries;
mod rules;
mod simplify;
mod store;

pub use commands::import_boundaries;
pub use queries::boundaries_geojson;
pub use rules::Level as BoundaryLevel;
