//! What a map consists of.

use super::simplify::Area;
use crate::kernel::text_enum::text_enum;

text_enum! {
    /// What a map shows the borders of.
    Level {
        /// Kraje.
        Region = "REGION",
        /// Okresy.
        District = "DISTRICT",
        /// Obce.
        Municipality = "MUNICIPALITY",
    }
}

impl Level {
    /// The property of a file's features that has their code. A district's file tells the region too, so that the finest
    /// is asked for first.
    pub(super) const BY_KEY: [(Self, &'static str); 3] =
        [(Self::Municipality, "kod_obce"), (Self::District, "lau1"), (Self::Region, "nuts3")];

    /// How far from the truth a map's border may be, in degrees of latitude: 900 m, 550 m, 280 m. On a screen a thousand
    /// points wide the whole country has a point each 500 m.
    pub(super) fn tolerance(self) -> f64 {
        match self {
            Self::Region => 0.008,
            Self::District => 0.005,
            Self::Municipality => 0.0025,
        }
    }
}

/// The border of one thing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Boundary {
    /// Of the region, district or municipality.
    pub(super) code: String,
    /// Its name.
    pub(super) name: String,
    /// A GeoJSON geometry: a `MultiPolygon` in degrees of WGS 84.
    pub(super) geometry: serde_json::Value,
}

/// What a file has of one thing.
#[derive(Debug)]
pub(super) struct Feature {
    /// Its place in the file, from 1 on.
    pub(super) number: usize,
    pub(super) code: String,
    pub(super) area: Area,
}
