//! What the file of municipalities says of regions and districts: each line says it again, and all must say the same.

use crate::directory::import::refusal::{BadRows, Why};
use crate::directory::import::report::Counts;
use crate::directory::import::sheet::Cell;
use crate::directory::import::values;
use std::collections::HashMap;

/// A district's name, and its region's code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InRegion {
    pub(crate) name: String,
    pub(crate) region_code: String,
    /// RÚIAN's number; `None`: unknown.
    pub(crate) ruian_code: Option<i32>,
}

/// An authorised office's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Office {
    pub(crate) name: String,
    /// RÚIAN's number; `None`: unknown.
    pub(crate) ruian_code: Option<i32>,
}

/// Regions and districts, names by code.
#[derive(Debug, Default)]
pub(crate) struct Territory {
    pub(crate) regions: HashMap<String, String>,
    pub(crate) districts: HashMap<String, InRegion>,
    pub(crate) extended_powers: HashMap<String, String>,
    pub(crate) authorised_offices: HashMap<String, Office>,
}

/// What must be written, in the order of foreign keys.
#[derive(Debug)]
pub(crate) struct TerritoryPlan {
    pub(crate) regions: Vec<(String, String)>,
    pub(crate) districts: Vec<(String, InRegion)>,
    pub(crate) extended_powers: Vec<(String, String)>,
    pub(crate) authorised_offices: Vec<(String, Office)>,
}

impl TerritoryPlan {
    /// How many rows of the register are another afterwards.
    pub(crate) fn rows(&self) -> usize {
        let (named, offices) =
            (self.regions.len() + self.extended_powers.len(), &self.authorised_offices);
        named + self.districts.len() + offices.len()
    }
}

/// What the file says so far.
#[derive(Default)]
pub(super) struct Told {
    regions: Says,
    districts: Says,
    regions_of_districts: Says,
    extended_powers: Says,
    authorised_offices: Says,
    numbers_of_districts: Says,
    numbers_of_offices: Says,
}

/// The cells of a line that tell of one piece of territory.
pub(super) struct Piece<'c> {
    pub(super) code: &'c Cell,
    pub(super) name: &'c Cell,
}

/// Where a line says that its municipality lies, by code.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) district: String,
    pub(super) extended_powers: String,
    pub(super) authorised_office: String,
}

impl Territory {
    /// The district that RÚIAN has under a number.
    pub(super) fn district_of_ruian(&self, number: i32) -> Option<&str> {
        let mut districts = self.districts.iter();
        let found = districts.find(|(_, district)| district.ruian_code == Some(number));
        found.map(|(code, _)| code.as_str())
    }

    /// The office that RÚIAN has under a number, and its district of extended powers: the Statistical Office's number of
    /// an office begins with that of its district.
    pub(super) fn office_of_ruian(&self, number: i32) -> Option<(&str, &str)> {
        let mut offices = self.authorised_offices.iter();
        let (code, _) = offices.find(|(_, office)| office.ruian_code == Some(number))?;
        let extended =
            code.get(..4).filter(|extended| self.extended_powers.contains_key(*extended))?;
        Some((code, extended))
    }
}

impl Told {
    /// Takes in a line; `None`: a cell of it is bad.
    pub(super) fn place(
        &mut self,
        bad: &mut BadRows,
        [region, district, extended_powers, office]: [&Piece<'_>; 4],
    ) -> Option<Place> {
        let region_code = self.regions.take_in(bad, region, values::region_code);
        let district_code = self.districts.take_in(bad, district, values::district_code);
        if let (Some(district_code), Some(region_code)) = (&district_code, &region_code) {
            self.regions_of_districts.tell(bad, district_code, region.code, region_code);
        }
        let extended_powers_code =
            self.extended_powers.take_in(bad, extended_powers, values::extended_powers_code);
        let authorised_office_code =
            self.authorised_offices.take_in(bad, office, values::authorised_office_code);
        region_code?;
        Some(Place {
            district: district_code?,
            extended_powers: extended_powers_code?,
            authorised_office: authorised_office_code?,
        })
    }

    /// Takes in the numbers that RÚIAN uses for a line's district and office, where the line has them.
    pub(super) fn numbers(
        &mut self,
        bad: &mut BadRows,
        place: &Place,
        [district, office]: [&Cell; 2],
    ) {
        for (cell, says, code) in [
            (district, &mut self.numbers_of_districts, &place.district),
            (office, &mut self.numbers_of_offices, &place.authorised_office),
        ] {
            let number = cell.read(bad, |text| values::optional(text, values::ruian_code));
            if let Some(Some(number)) = number {
                says.tell(bad, code, cell, &number.to_string());
            }
        }
    }

    /// What must be written so that the register says what the file says.
    pub(super) fn plan(self, known: &Territory, counts: &mut Counts) -> TerritoryPlan {
        let regions_of_districts = self.regions_of_districts.into_names();
        let numbers = self.numbers_of_districts.into_numbers();
        let in_region = |(code, name): (String, String)| {
            let region_code = regions_of_districts.get(&code)?.clone();
            let old = known.districts.get(&code).and_then(|old| old.ruian_code);
            let ruian_code = numbers.get(&code).copied().or(old);
            Some((code, InRegion { name, region_code, ruian_code }))
        };
        let districts = self.districts.into_names().into_iter().filter_map(in_region).collect();
        let numbers = self.numbers_of_offices.into_numbers();
        let office = |(code, name): (String, String)| {
            let old = known.authorised_offices.get(&code).and_then(|old| old.ruian_code);
            let ruian_code = numbers.get(&code).copied().or(old);
            (code, Office { name, ruian_code })
        };
        let offices = self.authorised_offices.into_names().into_iter().map(office).collect();
        TerritoryPlan {
            regions: difference(self.regions.into_names(), &known.regions, counts),
            districts: difference(districts, &known.districts, counts),
            extended_powers: difference(
                self.extended_powers.into_names(),
                &known.extended_powers,
                counts,
            ),
            authorised_offices: difference(offices, &known.authorised_offices, counts),
        }
    }
}

/// What is said of a code, and on which line first.
#[derive(Default)]
struct Says(HashMap<String, (String, u64)>);

impl Says {
    fn take_in(
        &mut self,
        bad: &mut BadRows,
        piece: &Piece<'_>,
        shape: impl FnOnce(&str) -> Result<String, Why>,
    ) -> Option<String> {
        let code = piece.code.read(bad, shape);
        let name = piece.name.read(bad, values::name);
        let code = code?;
        self.tell(bad, &code, piece.name, &name?);
        Some(code)
    }

    fn tell(&mut self, bad: &mut BadRows, code: &str, cell: &Cell, says: &str) {
        match self.0.get(code) {
            None => {
                self.0.insert(code.to_owned(), (says.to_owned(), cell.line));
            }
            Some((said, line)) if said != says => {
                cell.refuse(bad, Why::Contradicts { line: *line, other: said.clone() });
            }
            Some(_) => {}
        }
    }

    fn into_names(self) -> HashMap<String, String> {
        self.0.into_iter().map(|(code, (said, _))| (code, said)).collect()
    }

    fn into_numbers(self) -> HashMap<String, i32> {
        let number = |(code, said): (String, String)| Some((code, said.parse().ok()?));
        self.into_names().into_iter().filter_map(number).collect()
    }
}

/// What `told` adds to or changes of `known`, by code.
fn difference<V: PartialEq>(
    told: HashMap<String, V>,
    known: &HashMap<String, V>,
    counts: &mut Counts,
) -> Vec<(String, V)> {
    let mut different = Vec::new();
    for (code, value) in told {
        match known.get(&code) {
            Some(same) if *same == value => {
                counts.unchanged += 1;
                continue;
            }
            Some(_) => counts.changed += 1,
            None => counts.new += 1,
        }
        different.push((code, value));
    }
    different.sort_by(|(one, _), (other, _)| one.cmp(other));
    different
}
