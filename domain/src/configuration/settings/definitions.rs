//! What each setting takes, and what it does, in words.

use super::super::rules::ValueOrigin::{self, Membership, Model, Nation, Tenant};
use super::registry::Definition;
use super::values::{Counts, Takes};

const OF_A_TENANT: &[ValueOrigin] = &[Model, Tenant];
const OF_A_MEMBERSHIP: &[ValueOrigin] = &[Model, Tenant, Membership];

/// The methods that `benefits` computes by: it stands to the right of this slice, and a test of its own holds the two together.
const METHODS: &[&str] =
    &["AVOIDED_HOURS", "MARKET_PRICE", "JOINT_PURCHASE", "GRANT_WON", "SANCTION_AVOIDED"];

/// The endings that `attachments` knows, which stands to the right of this slice as well: a test of its own holds the two together.
const FILE_TYPES: &[&str] = &[
    "pdf", "png", "jpg", "jpeg", "gif", "webp", "tif", "tiff", "docx", "xlsx", "pptx", "odt",
    "ods", "odp", "doc", "xls", "ppt", "msg", "rtf", "txt", "csv", "xml", "eml", "zfo", "p7m",
    "zip",
];
/// An archive may hold anything, so a centre must want it.
const FILE_TYPES_TAKEN: &[&str] = &[
    "pdf", "png", "jpg", "jpeg", "gif", "webp", "tif", "tiff", "docx", "xlsx", "pptx", "odt",
    "ods", "odp", "doc", "xls", "ppt", "msg", "rtf", "txt", "csv", "xml", "eml", "zfo", "p7m",
];

const fn of_tenants(
    key: &'static str,
    takes: Takes,
    layers: &'static [ValueOrigin],
    cs: &'static str,
    en: &'static str,
) -> Definition {
    Definition { key, takes, layers, is_lockable: true, cs, en }
}

/// A number by which the nation judges centres. It is the nation's own, so nothing stands above it that could lock it.
const fn of_the_nation(
    key: &'static str,
    (counts, default, most): (Counts, i64, i64),
    cs: &'static str,
    en: &'static str,
) -> Definition {
    let takes = Takes::Number { counts, default, least: 1, most };
    Definition { key, takes, layers: &[Nation], is_lockable: false, cs, en }
}

const fn number(counts: Counts, default: i64, least: i64, most: i64) -> Takes {
    Takes::Number { counts, default, least, most }
}

pub(super) const SUPPORT_AT_ONCE: Definition = of_tenants(
    "support_access.at_once",
    Takes::Flag { default: false },
    OF_A_TENANT,
    "Zda lidé z národní úrovně dostanou podpůrný přístup hned, bez schválení správcem.",
    "Whether the nation's people get support access at once, without an administrator's approval.",
);
pub(super) const SUPPORT_LONGEST: Definition = of_tenants(
    "support_access.longest_minutes",
    number(Counts::Minutes, 60, 5, 60),
    OF_A_TENANT,
    "Nejdéle na kolik minut si lidé z národní úrovně mohou vyžádat podpůrný přístup.",
    "For how many minutes at most the nation's people may ask for support access.",
);
pub(super) const TOKEN_LONGEST: Definition = of_tenants(
    "tokens.longest_days",
    number(Counts::Days, 366, 1, 366),
    OF_A_TENANT,
    "Nejdéle na kolik dní lze vytvořit token.",
    "For how many days at most a token may be made.",
);
pub(super) const SHOWN_TO_MEMBER: Definition = of_tenants(
    "requests.shown_to_member",
    Takes::Flag { default: true },
    OF_A_MEMBERSHIP,
    "Zda obec vidí, co pro ni centrum založí, neřekne-li zakladatel jinak. Spis pověřence vidí, jen když to řekne.",
    "Whether a municipality sees what the centre files for it, unless who files it says otherwise. A file of the data \
     protection officer it sees only where they say so.",
);
pub(super) const DUE_SOON: Definition = of_tenants(
    "requests.due_soon_days",
    number(Counts::Days, 2, 0, 30),
    OF_A_TENANT,
    "Do kolika pracovních dnů končí lhůta, která končí brzy; 0: dnes.",
    "Within how many working days what is due soon is due; 0: today.",
);
// The bounds of the two don't meet, whoever sets which: so office hours are an hour at least, and no layer can contradict another.
pub(super) const OFFICE_FROM: Definition = of_tenants(
    "office_hours.from_minute",
    number(Counts::Minutes, 0, 0, 12 * 60),
    OF_A_TENANT,
    "Od které minuty pracovního dne běží lhůty, např. 480 pro 8:00. Lhůt, které už běží, se změna netýká.",
    "From which minute of a working day on terms run, e.g. 480 for 8:00. Terms that run already stay as they are.",
);
pub(super) const OFFICE_TO: Definition = of_tenants(
    "office_hours.to_minute",
    number(Counts::Minutes, 24 * 60, 13 * 60, 24 * 60),
    OF_A_TENANT,
    "Do které minuty pracovního dne lhůty běží, např. 990 pro 16:30. Lhůt, které už běží, se změna netýká.",
    "Up to which minute of a working day terms run, e.g. 990 for 16:30. Terms that run already stay as they are.",
);
pub(super) const RECORDED_BACK: Definition = of_tenants(
    "activities.recorded_back_days",
    number(Counts::Days, 366, 1, 366),
    OF_A_TENANT,
    "Kolik dní zpětně lze vykázat aktivitu.",
    "How many days back an activity may be recorded.",
);
pub(super) const BENEFIT_METHODS: Definition = of_tenants(
    "benefits.methods",
    Takes::Words { default: METHODS, words: METHODS },
    OF_A_TENANT,
    "Kterými metodami centrum počítá přínosy. Co už je spočteno, zůstává.",
    "By which methods a centre computes benefits. What was computed already stays.",
);
pub(super) const ATTACHMENT_TYPES: Definition = of_tenants(
    "attachments.types",
    Takes::Words { default: FILE_TYPES_TAKEN, words: FILE_TYPES },
    OF_A_TENANT,
    "Jaké soubory lze připojit k požadavku, podle přípony názvu. Co už je připojeno, zůstává.",
    "Which files may be attached to a request, by the ending of their name. What is attached already stays.",
);
pub(super) const ATTACHMENT_LARGEST: Definition = of_tenants(
    "attachments.largest_mebibytes",
    number(Counts::Things, 256, 1, 1_024),
    OF_A_TENANT,
    "Kolik mebibajtů smí mít soubor připojený k požadavku.",
    "How many mebibytes a file may have that is attached to a request.",
);
pub(super) const INTAKE_OPEN: Definition = of_tenants(
    "intake.open",
    Takes::Flag { default: false },
    OF_A_TENANT,
    "Zda se občané mohou ptát veřejným formulářem centra. Otevře se, až bude vyplněno i poučení (intake.notice).",
    "Whether citizens may ask by the centre's public form. It opens once there is a privacy notice as well (intake.notice).",
);
// As kept it may be twice as long: a line's end is two characters of JSON.
pub(super) const INTAKE_NOTICE: Definition = of_tenants(
    "intake.notice",
    Takes::Text { default: "", most: 4_000 },
    OF_A_TENANT,
    "Poučení o zpracování osobních údajů (čl. 13 GDPR), které občan u formuláře vidí: správce, pověřenec, účel, doba uložení, práva. \
     Jiné znění je jiná verze; s požadavkem se uloží to, které občan viděl.",
    "The privacy notice (Art. 13 GDPR) that citizens are shown at the form: controller, data protection officer, purpose, how long \
     data are kept, rights. Another text is another version; with a request is kept the one that was shown.",
);
pub(super) const HEALTH_LEAST_REQUESTS: Definition = of_the_nation(
    "health.least_requests",
    (Counts::Things, 5, 1_000),
    "Podíl z méně žádostí, než je tento počet, se u centra neposuzuje.",
    "Of fewer requests no share is judged at a centre.",
);
pub(super) const HEALTH_OVERDUE_AMBER: Definition = of_the_nation(
    "health.overdue.amber_permille",
    (Counts::Permille, 100, 1_000),
    "Od tolika promile otevřených žádostí po termínu je centrum oranžové.",
    "From so many overdue requests of a thousand open ones, a centre is amber.",
);
pub(super) const HEALTH_OVERDUE_RED: Definition = of_the_nation(
    "health.overdue.red_permille",
    (Counts::Permille, 250, 1_000),
    "Od tolika promile otevřených žádostí po termínu je centrum červené.",
    "From so many overdue requests of a thousand open ones, a centre is red.",
);
pub(super) const HEALTH_CLOSED_LATE_AMBER: Definition = of_the_nation(
    "health.closed_late.amber_permille",
    (Counts::Permille, 200, 1_000),
    "Od tolika promile žádostí uzavřených po termínu je centrum oranžové.",
    "From so many requests closed late of a thousand closed ones, a centre is amber.",
);
pub(super) const HEALTH_CLOSED_LATE_RED: Definition = of_the_nation(
    "health.closed_late.red_permille",
    (Counts::Permille, 400, 1_000),
    "Od tolika promile žádostí uzavřených po termínu je centrum červené.",
    "From so many requests closed late of a thousand closed ones, a centre is red.",
);
pub(super) const HEALTH_SILENT_AMBER: Definition = of_the_nation(
    "health.silent.amber_days",
    (Counts::Days, 14, 366),
    "Po tolika dnech bez práce zaměstnanců je centrum oranžové.",
    "After so many days on which its staff did nothing, a centre is amber.",
);
pub(super) const HEALTH_SILENT_RED: Definition = of_the_nation(
    "health.silent.red_days",
    (Counts::Days, 30, 366),
    "Po tolika dnech bez práce zaměstnanců je centrum červené.",
    "After so many days on which its staff did nothing, a centre is red.",
);
