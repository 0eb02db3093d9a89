//! Territory, municipalities, associations and memberships.

use super::or_never;
use crate::access::{Cell, Id, Sheet};
use crate::kernel::ico::Ico;
use crate::simulation::rules::{Association, Membership, Municipality, Register};
use std::collections::BTreeMap;

/// In the order of their foreign keys.
pub(in crate::simulation) fn register(register: &Register) -> Vec<Sheet> {
    let municipalities = &register.municipalities;
    let codes = |named: fn(&Municipality) -> &(String, String)| {
        let mut by_code = BTreeMap::new();
        for (code, name) in municipalities.iter().map(named) {
            by_code.entry(code.as_str()).or_insert(name.as_str());
        }
        by_code
    };
    let named = |table, by_code: BTreeMap<&str, &str>| {
        let mut sheet = Sheet::of(table, &["code", "name"]);
        for (code, name) in by_code {
            sheet.row(&[&code, &name]);
        }
        sheet
    };
    let mut districts = Sheet::of("districts", &["code", "name", "region_code"]);
    let mut regions = BTreeMap::new();
    for municipality in municipalities {
        regions.entry(municipality.district.0.as_str()).or_insert(municipality.region.0.as_str());
    }
    for ((code, name), region) in codes(|m| &m.district).iter().zip(regions.values()) {
        districts.row(&[code, name, region]);
    }
    vec![
        named("regions", codes(|m| &m.region)),
        districts,
        named("extended_powers_districts", codes(|m| &m.extended_powers)),
        named("authorised_office_districts", codes(|m| &m.authorised_office)),
        municipalities_of(municipalities),
        populations(municipalities),
        associations(&register.associations),
        memberships(register),
    ]
}

fn municipalities_of(municipalities: &[Municipality]) -> Sheet {
    let mut sheet = Sheet::of(
        "municipalities",
        &[
            "code",
            "name",
            "status",
            "ico",
            "district_code",
            "extended_powers_code",
            "authorised_office_code",
            "postcode",
            "latitude",
            "longitude",
        ],
    );
    for municipality in municipalities {
        let ico = municipality.ico.as_ref().map(Ico::as_str);
        let cells: [&dyn Cell; 10] = [
            &municipality.code,
            &municipality.name,
            &municipality.status.as_str(),
            &ico,
            &municipality.district.0,
            &municipality.extended_powers.0,
            &municipality.authorised_office.0,
            &municipality.postcode,
            &municipality.latitude,
            &municipality.longitude,
        ];
        sheet.row(&cells);
    }
    sheet
}

fn populations(municipalities: &[Municipality]) -> Sheet {
    let mut sheet = Sheet::of("populations", &["municipality_code", "as_of", "inhabitants"]);
    for municipality in municipalities {
        for (as_of, inhabitants) in &municipality.inhabitants {
            sheet.row(&[&municipality.code, as_of, inhabitants]);
        }
    }
    sheet
}

fn associations(associations: &[Association]) -> Sheet {
    let columns = &["id", "ico", "name", "district_code", "founded_on", "community_from"];
    let mut sheet = Sheet::of("associations", columns);
    for association in associations {
        let ico = association.ico.as_ref().map(Ico::as_str);
        sheet.row(&[
            &Id(association.id),
            &ico,
            &association.name,
            &association.district,
            &association.founded_on,
            &or_never(association.community_from),
        ]);
    }
    sheet
}

fn memberships(register: &Register) -> Sheet {
    let columns =
        &["id", "association_id", "municipality_code", "joined_on", "left_on", "community_from"];
    let mut sheet = Sheet::of("association_memberships", columns);
    for association in &register.associations {
        for Membership { id, municipality, joined_on, left_on } in &association.memberships {
            let code = register.municipalities.get(*municipality).map(|m| m.code.as_str());
            sheet.row(&[
                &Id(*id),
                &Id(association.id),
                &code,
                joined_on,
                left_on,
                &or_never(association.community_from),
            ]);
        }
    }
    sheet
}
