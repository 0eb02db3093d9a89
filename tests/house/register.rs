//! An invented piece of the public register, read in as publishers' files are.

use domain::access::{Db, Job, act_as_system};
use domain::directory::{Options, import_associations, import_memberships, import_municipalities};
use domain::kernel::ids::TenantId;
use std::sync::atomic::{AtomicU32, Ordering};

const MUNICIPALITIES: &str = "kod_obce,nazev,status_kod,ico,okres_lau,okres,kraj_nuts3,kraj,\
     pou_kod_csu,pou,orp_kod_csu,orp,obyvatel_2020,psc,lat,lon";
const ASSOCIATIONS: &str =
    "ico,nazev,okres_lau,okres,kraj_nuts3,kraj,platnost_od_zaznamu,platnost_do";
const MEMBERSHIPS: &str = "dso_ico,kod_obce";
/// Where all invented places lie.
const PLACE: &str = "CZ0990,Horní okres,CZ099,Vymyšlený kraj,99011,Horní Ves,9901,Horní Ves";
const SEAT: &str = "CZ0990,Horní okres,CZ099,Vymyšlený kraj";

/// The region in which all invented places lie, but those that are read in elsewhere.
pub const REGION: &str = "CZ099";

/// How many municipalities an invented association has.
pub const MEMBERS: u32 = 3;

/// An invented association and its municipalities.
#[derive(Debug, Clone)]
pub struct Association {
    pub name: String,
    pub ico: String,
    /// A slug that nobody has.
    pub slug: String,
    /// Codes of its municipalities.
    pub municipalities: Vec<String>,
}

impl Association {
    /// With numbers that no other has in this run.
    pub fn invented(name: &str) -> Self {
        static INVENTED: AtomicU32 = AtomicU32::new(0);
        let number = INVENTED.fetch_add(1, Ordering::Relaxed);
        let first = 600_000 + number * MEMBERS;
        Self {
            name: format!("Svazek {name} {number}"),
            ico: ico(5_000_000 + number),
            slug: format!("{name}-{number}"),
            municipalities: (first..first + MEMBERS).map(|code| code.to_string()).collect(),
        }
    }
}

/// Seven digits and the eighth, which follows from them (weights 8 to 2, modulo 11).
pub fn ico(number: u32) -> String {
    let body = format!("{number:07}");
    let digits = body.bytes().map(|digit| u32::from(digit - b'0'));
    let sum: u32 = digits.zip((2..=8).rev()).map(|(digit, weight)| digit * weight).sum();
    format!("{body}{}", (11 - sum % 11) % 10)
}

/// Reads associations in, with their municipalities and who belongs where.
pub async fn read_in(db: &Db, associations: &[Association]) {
    let mut files = [MUNICIPALITIES, ASSOCIATIONS, MEMBERSHIPS].map(str::to_owned);
    for Association { name, ico, municipalities, .. } in associations {
        for code in municipalities {
            files[0] += &format!("\n{code},Obec {code},2,,{PLACE},100,,,");
            files[2] += &format!("\n{ico},{code}");
        }
        files[1] += &format!("\n{ico},{name},{SEAT},1900-01-01,9999-12-31");
    }
    read_files(db, &files).await;
}

/// Reads an association in, with its municipalities and its seat in a region of its own; the region's code.
pub async fn read_in_elsewhere(db: &Db, association: &Association) -> String {
    static REGIONS: AtomicU32 = AtomicU32::new(10);
    let region = format!("CZ0{}", REGIONS.fetch_add(1, Ordering::Relaxed));
    let place = PLACE.replace("CZ0990", &format!("{region}0")).replace("CZ099", &region);
    let seat = SEAT.replace("CZ0990", &format!("{region}0")).replace("CZ099", &region);
    let mut files = [MUNICIPALITIES, ASSOCIATIONS, MEMBERSHIPS].map(str::to_owned);
    let Association { name, ico, municipalities, .. } = association;
    for code in municipalities {
        files[0] += &format!("\n{code},Obec {code},2,,{place},100,,,");
        files[2] += &format!("\n{ico},{code}");
    }
    files[1] += &format!("\n{ico},{name},{seat},1900-01-01,9999-12-31");
    read_files(db, &files).await;
    region
}

/// A district of extended powers that no other test has, by its code.
pub fn extended_powers() -> String {
    static MADE: AtomicU32 = AtomicU32::new(7_000);
    MADE.fetch_add(1, Ordering::Relaxed).to_string()
}

/// So many municipalities of a district of extended powers, read in; their codes, which no others have.
pub async fn settle(db: &Db, extended_powers: &str, count: u32) -> Vec<String> {
    static SETTLED: AtomicU32 = AtomicU32::new(800_000);
    let first = SETTLED.fetch_add(count, Ordering::Relaxed);
    let codes: Vec<String> = (first..first + count).map(|code| code.to_string()).collect();
    let mut municipalities = MUNICIPALITIES.to_owned();
    for code in &codes {
        let place =
            PLACE.replace(",9901,Horní Ves", &format!(",{extended_powers},ORP {extended_powers}"));
        municipalities += &format!("\n{code},Obec {code},2,,{place},100,,,");
    }
    read_files(db, &[municipalities, ASSOCIATIONS.to_owned(), MEMBERSHIPS.to_owned()]).await;
    codes
}

/// An association of municipalities that were settled.
pub async fn associate(db: &Db, name: &str, municipalities: &[String]) -> Association {
    let municipalities = municipalities.to_vec();
    let association = Association { municipalities, ..Association::invented(name) };
    let Association { name, ico, municipalities, .. } = &association;
    let mut memberships = MEMBERSHIPS.to_owned();
    for code in municipalities {
        memberships += &format!("\n{ico},{code}");
    }
    let associations = format!("{ASSOCIATIONS}\n{ico},{name},{SEAT},1900-01-01,9999-12-31");
    read_files(db, &[MUNICIPALITIES.to_owned(), associations, memberships]).await;
    association
}

/// The few that are the same in every house: two municipalities of one name, an association of them, one that ended, and one
/// that will end.
pub async fn read_in_fixed(db: &Db) {
    let (lhoty, ended, ending) = (ico(4_000_001), ico(4_000_002), ico(4_000_003));
    let files = [
        format!(
            "{MUNICIPALITIES}\n599001,Lhota,2,{},{PLACE},120,99001,49.5,15.25\n599002,Lhota,4,,{PLACE},,,,\
             \n599003,Lhotka,3,,{PLACE},3000,,,",
            ico(4_100_001)
        ),
        format!(
            "{ASSOCIATIONS}\n{lhoty},Svazek Lhot,{SEAT},2001-05-02,9999-12-31\
             \n{ended},Zaniklý svazek,{SEAT},1999-01-01,2015-12-31\
             \n{ending},Končící svazek,{SEAT},1999-01-01,2026-12-31"
        ),
        format!("{MEMBERSHIPS}\n{lhoty},599001\n{lhoty},599002\n{lhoty},599003\n{ended},599001"),
    ];
    read_files(db, &files).await;
}

/// Reads publishers' files of municipalities, associations and memberships in.
pub async fn read_files(db: &Db, [municipalities, associations, memberships]: &[String; 3]) {
    let importer = act_as_system(db, TenantId::NATION, Job::Import);
    let options = Options::default();
    import_municipalities(&importer, municipalities.as_bytes(), &options).await.unwrap();
    import_associations(&importer, associations.as_bytes(), &options).await.unwrap();
    import_memberships(&importer, memberships.as_bytes(), &options).await.unwrap();
}
