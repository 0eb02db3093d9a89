//! What the nation does with publishers' files: it reads them into the register, or is told why not, line by line.

mod boundaries;
mod complete;
mod dated;
mod labels;
mod national;
mod program;
mod publishers;
mod refused;
mod register;
mod taken_in;

use crate::house::database::{TestDatabase, fresh};
use domain::access::{Caller, Clock, Db, Job, Settings, act_as_system};
use domain::directory::{
    Extent, ImportError, Mode, Options, Report, import_associations, import_boundaries,
    import_extended_powers, import_labels, import_memberships, import_municipalities,
    import_populations,
};
use domain::kernel::ids::TenantId;
use std::time::Duration;

/// A nation whose register is empty.
struct Nation {
    database: TestDatabase,
    importer: Caller,
}

impl Nation {
    fn new() -> Self {
        let database = fresh();
        let settings = Settings::new(database.url(), 4, Duration::from_secs(10));
        let db = Db::connect(&settings, Clock::system()).unwrap();
        Self { database, importer: act_as_system(&db, TenantId::NATION, Job::Import) }
    }

    /// A nation with the municipalities, associations and memberships of the small files below.
    async fn with_register() -> Self {
        let nation = Self::new();
        nation.municipalities(&municipalities()).await.unwrap();
        nation.associations(&associations()).await.unwrap();
        nation.memberships(&memberships()).await.unwrap();
        nation
    }

    async fn municipalities(&self, file: &str) -> Result<Report, ImportError> {
        import_municipalities(&self.importer, file.as_bytes(), &Options::default()).await
    }

    async fn associations(&self, file: &str) -> Result<Report, ImportError> {
        import_associations(&self.importer, file.as_bytes(), &Options::default()).await
    }

    async fn memberships(&self, file: &str) -> Result<Report, ImportError> {
        import_memberships(&self.importer, file.as_bytes(), &Options::default()).await
    }

    /// A file of any kind, with what is said of it.
    async fn read(
        &self,
        what: What,
        file: &[u8],
        options: &Options<'_>,
    ) -> Result<Report, ImportError> {
        let importer = &self.importer;
        match what {
            What::Municipalities => import_municipalities(importer, file, options).await,
            What::ExtendedPowers => import_extended_powers(importer, file, options).await,
            What::Populations => import_populations(importer, file, options).await,
            What::Associations => import_associations(importer, file, options).await,
            What::Memberships => import_memberships(importer, file, options).await,
            What::Labels => import_labels(importer, file, options).await,
            What::Boundaries => import_boundaries(importer, file, options).await,
        }
    }

    /// One value, past all borders.
    async fn count(&self, sql: &str) -> i64 {
        self.database.superuser().await.query_one(sql, &[]).await.unwrap().get(0)
    }

    async fn text(&self, sql: &str) -> Option<String> {
        self.database.superuser().await.query_one(sql, &[]).await.unwrap().get(0)
    }

    /// What the trail says of imports, in order, but for the day of each file.
    async fn trail(&self) -> Vec<String> {
        let sql = "SELECT concat_ws(' ', kind, subject, actor, payload - 'as_of') FROM events ORDER BY id";
        let rows = self.database.superuser().await.query(sql, &[]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }
}

/// What a file is a list of.
#[derive(Clone, Copy)]
enum What {
    Municipalities,
    ExtendedPowers,
    Populations,
    Associations,
    Memberships,
    Labels,
    Boundaries,
}

/// A file that says of itself that it is complete, and of which day it is.
fn complete(as_of: &str) -> Options<'static> {
    Options { extent: Extent::Complete, ..of_day(as_of) }
}

fn of_day(as_of: &str) -> Options<'static> {
    Options { as_of: Some(as_of.parse().unwrap()), ..Options::default() }
}

fn rehearsed(options: Options<'_>) -> Options<'_> {
    Options { mode: Mode::Rehearse, ..options }
}

/// As the Statistical Office writes it.
fn in_windows_1250(text: &str) -> Vec<u8> {
    const CZECH: &[(char, u8)] = &[
        ('ď', 0xef),
        ('á', 0xe1),
        ('č', 0xe8),
        ('í', 0xed),
        ('ř', 0xf8),
        ('š', 0x9a),
        ('ť', 0x9d),
        ('Č', 0xc8),
        ('é', 0xe9),
        ('Ž', 0x8e),
        ('ý', 0xfd),
        ('ě', 0xec),
        ('ů', 0xf9),
        ('Ř', 0xd8),
        ('ž', 0x9e),
    ];
    let byte = |letter: char| match u8::try_from(letter) {
        Ok(byte) if byte.is_ascii() => byte,
        _ => CZECH.iter().find(|(known, _)| *known == letter).expect("a letter of the fixtures").1,
    };
    text.chars().map(byte).collect()
}

/// What an error says to who ran the import.
fn told(answer: Result<Report, ImportError>) -> Vec<String> {
    let error = answer.expect_err("the file should have been refused");
    error.to_string().lines().map(str::to_owned).collect()
}

const MUNICIPALITY_COLUMNS: &str = "kod_obce,nazev,status_kod,status,ico,okres_lau,okres,kraj_nuts3,kraj,\
     pou_kod_csu,pou,orp_kod_csu,orp,obyvatel_2018,obyvatel_2020,psc,lat,lon";
/// The end of a line of an invented place: where it lies.
const NORTH: &str = "CZ0990,Horní okres,CZ099,Vymyšlený kraj,99011,Horní Ves,9901,Horní Ves";
const SOUTH: &str = "CZ099A,Dolní - okres,CZ099,Vymyšlený kraj,99021,Dolní Ves,9902,Dolní Ves";

/// Four invented municipalities, two of one name, and a military district.
fn municipalities() -> String {
    [
        MUNICIPALITY_COLUMNS.to_owned(),
        format!("990001,Horní Ves,3,mesto,10000011,{NORTH},,1200,99001,49.5,15.25"),
        format!("990002,Chlumek,2,obec,10000020,{NORTH},90,100,99002,49.6,15.3"),
        format!("990003,Číhošť Nová,6,mestys,,{SOUTH},,300,,,"),
        format!("990004,Chlumek,2,obec,10000038,{SOUTH},,,99004,49.7,15.4"),
        format!("990009,Střelnice,1,vojensky_ujezd,,{SOUTH},,0,99009,49.8,15.5"),
    ]
    .join("\n")
}

/// Two invented associations.
fn associations() -> String {
    [
        "ico,nazev,okres_lau,okres,kraj_nuts3,kraj,platnost_od_zaznamu,platnost_do",
        "90000013,Svazek obcí Horní,CZ0990,Horní okres,CZ099,Vymyšlený kraj,1900-01-01,9999-12-31",
        "90000021,\"Vodovod, s. o.\",CZ099A,Dolní - okres,CZ099,Vymyšlený kraj,2001-05-02,9999-12-31",
    ]
    .join("\n")
}

/// Three municipalities of the first association, one of them also of the second.
fn memberships() -> String {
    [
        "dso_ico,dso_nazev,obec_nazev,kod_obce,as_of",
        "90000013,Svazek obcí Horní,Horní Ves,990001,2020",
        "90000013,Svazek obcí Horní,Chlumek,990002,2020",
        "90000013,Svazek obcí Horní,Číhošť Nová,990003,2020",
        "90000021,\"Vodovod, s. o.\",Chlumek,990002,2020",
    ]
    .join("\n")
}
