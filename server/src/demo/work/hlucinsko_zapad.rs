//! What the people of Hlučínsko – západ did.

use super::{ALL_BY_INHABITANTS, BOLATICE, Done, Good, ITSELF, KRAVARE, TREBOM};
use domain::activities::ActivityCompetence::{Delegated, Own};

pub(in crate::demo) const HLUCINSKO_ZAPAD: &[Done] = &[
    done!(
        54,
        "specialist",
        "GRANT-APPLICATION",
        Own,
        240,
        "Projektový záměr a rozpočet chodníků v ulici Hlučínská",
        Some("Žádost o dotaci na obnovu chodníků v ulici Hlučínská"),
        &[],
        Good::Untold
    ),
    done!(
        36,
        "specialist",
        "GRANT-APPLICATION",
        Own,
        960,
        "Žádost o dotaci podána, později schválena",
        Some("Žádost o dotaci na obnovu chodníků v ulici Hlučínská"),
        &[],
        Good::Granted(4_850_000),
        &["mayor-bolatice"]
    ),
    done!(
        50,
        "lawyer",
        "LEGAL-ORDINANCE",
        Own,
        180,
        "Návrh vyhlášky o nočním klidu",
        Some("Vyhláška o nočním klidu při obecních slavnostech"),
        &[],
        Good::AvoidedMinutes(600),
        &["mayor-bolatice"]
    ),
    done!(
        44,
        "lawyer",
        "LEGAL-CONTRACT",
        Own,
        120,
        "Nájemní smlouva připomínkována",
        Some("Kontrola nájemní smlouvy na prodejnu potravin"),
        &[],
        Good::MarketPrice(6_000)
    ),
    done!(
        42,
        "manager",
        "FIN-BUDGET",
        Own,
        90,
        "Rozpočtové opatření a vzor usnesení",
        Some("Rozpočtové opatření po přijetí průtokové dotace"),
        &[],
        Good::AvoidedMinutes(300),
        &["mayor-trebom"]
    ),
    done!(
        41,
        "clerk",
        "CIT-CONTACT",
        Delegated,
        10,
        "Dotaz na svoz zodpovězen",
        Some("Dotaz na termín svozu bioodpadu"),
        &[],
        Good::Untold
    ),
    done!(
        39,
        "dpo",
        "DPO-INCIDENT",
        Own,
        210,
        "Incident posouzen, zapsán a ohlášen",
        Some("Ztráta služebního telefonu na úřadě"),
        &[],
        Good::NoSanction(50_000)
    ),
    done!(
        38,
        "dpo",
        "DPO-AGENDA",
        Own,
        480,
        "Kontrola záznamů o činnostech zpracování",
        None,
        ALL_BY_INHABITANTS,
        Good::Untold
    ),
    done!(
        34,
        "specialist",
        "PROC-SMALL",
        Own,
        420,
        "Zadávací podmínky a výzva na sekačku",
        Some("Výběr dodavatele sekačky na veřejnou zeleň"),
        &[],
        Good::Untold
    ),
    done!(
        14,
        "specialist",
        "PROC-SMALL",
        Own,
        180,
        "Hodnocení nabídek na sekačku",
        Some("Výběr dodavatele sekačky na veřejnou zeleň"),
        &[],
        Good::MarketPrice(18_000)
    ),
    done!(
        31,
        "specialist",
        "DEV-PASSPORT",
        Own,
        600,
        "Obhlídka a zaměření světelných míst",
        Some("Pasport veřejného osvětlení"),
        &[],
        Good::MarketPrice(45_000),
        &["mayor-bolatice"]
    ),
    done!(
        29,
        "clerk",
        "ADM-FEES",
        Delegated,
        60,
        "Výzva dlužníkovi a dotaz do evidence obyvatel",
        Some("Vymáhání poplatku za odpad u odstěhované rodiny"),
        &[],
        Good::AvoidedMinutes(150)
    ),
    done!(
        27,
        "specialist",
        "GRANT-CONSULTATION",
        Own,
        150,
        "Přehled výzev pro komunitní centrum",
        Some("Záměr: komunitní centrum ve staré hasičárně"),
        &[],
        Good::AvoidedMinutes(480)
    ),
    done!(
        25,
        "dpo",
        "DPO-SUBJECT",
        Own,
        90,
        "Rozbor právního základu kroniky",
        Some("Žádost o výmaz údajů z kroniky obce"),
        &[],
        Good::Untold
    ),
    done!(
        24,
        "manager",
        "CIT-SUBMISSION",
        Delegated,
        45,
        "Formulář žádosti o příspěvek vyplněn",
        Some("Pomoc s vyplněním žádosti o příspěvek na péči"),
        &[],
        Good::Untold
    ),
    done!(
        20,
        "clerk",
        "INF-WEB",
        Own,
        120,
        "Prohlášení o přístupnosti",
        Some("Prohlášení o přístupnosti obecního webu"),
        &[],
        Good::NoSanction(10_000),
        &["mayor-trebom"]
    ),
    done!(
        18,
        "clerk",
        "IT-RECORDS",
        Own,
        300,
        "Návrh spisového řádu",
        Some("Zavedení elektronické spisové služby"),
        &[],
        Good::MarketPrice(12_000)
    ),
    done!(
        16,
        "lawyer",
        "LEGAL-ADVICE",
        Own,
        150,
        "Stanovisko k účelové komunikaci",
        Some("Spor o přístupovou cestu k bytovému domu"),
        &[],
        Good::MarketPrice(9_000)
    ),
    done!(
        13,
        "specialist",
        "PROC-JOINT",
        Own,
        720,
        "Společná poptávka elektřiny pro devět obcí",
        Some("Společný nákup elektřiny na příští rok"),
        &[
            ("506214", 620),
            ("507334", 180),
            ("507504", 510),
            ("507580", 940),
            ("510483", 430),
            ("512869", 120),
            ("510378", 95),
            ("569101", 40),
            ("568376", 65)
        ],
        Good::JointPrice(
            &[
                1_860_000, 540_000, 1_530_000, 2_820_000, 1_290_000, 360_000, 285_000, 120_000,
                195_000
            ],
            7_650_000
        ),
        &["mayor-bolatice", "mayor-trebom", "mayor-kravare"]
    ),
    done!(
        12,
        "manager",
        "TRN-COURSE",
        Own,
        360,
        "Školení zastupitelů v Kravařích",
        Some("Školení zastupitelů po doplňovacích volbách"),
        &[("510378", 2), ("507580", 5), ("506214", 4)],
        Good::MarketPrice(22_000),
        &["mayor-kravare"]
    ),
    done!(
        10,
        "manager",
        "FIN-ACCOUNTING",
        Own,
        60,
        "Rozlišení opravy a technického zhodnocení",
        Some("Účtování o opravě školní kuchyně"),
        &[],
        Good::AvoidedMinutes(20)
    ),
    done!(
        8,
        "specialist",
        "SAF-CRISIS",
        Delegated,
        120,
        "Povodňový plán: nové kontakty",
        Some("Aktualizace povodňového plánu"),
        &[],
        Good::Untold
    ),
    done!(
        6,
        "clerk",
        "CIT-CONTACT",
        Delegated,
        25,
        "Stížnost na hluk zaevidována a vysvětlena",
        Some("Stížnost na hluk z provozovny"),
        &[],
        Good::Untold
    ),
    done!(
        47,
        "manager",
        "TRN-MEETING",
        Own,
        300,
        "Jarní setkání starostů: program, zápis, prezence",
        None,
        ALL_BY_INHABITANTS,
        Good::Untold
    ),
    done!(
        35,
        "clerk",
        "INF-NEWSLETTER",
        Own,
        540,
        "Zpravodaj mikroregionu, první číslo",
        None,
        ALL_BY_INHABITANTS,
        Good::MarketPrice(28_000),
        &["mayor-bolatice", "mayor-trebom"]
    ),
    done!(
        22,
        "specialist",
        "GRANT-WATCH",
        Own,
        90,
        "Přehled výzev za měsíc",
        None,
        ITSELF,
        Good::Untold
    ),
    done!(
        21,
        "specialist",
        "DEV-STRATEGY",
        Own,
        480,
        "Aktualizace strategie svazku: analytická část",
        None,
        ITSELF,
        Good::MarketPrice(60_000)
    ),
    done!(
        17,
        "clerk",
        "INF-BOARD",
        Delegated,
        30,
        "Zveřejnění rozpočtů na úředních deskách",
        None,
        &[BOLATICE, TREBOM, KRAVARE],
        Good::AvoidedMinutes(90)
    ),
    done!(
        11,
        "lawyer",
        "LEGAL-CHANGES",
        Own,
        120,
        "Upozornění na novelu zákona o obcích",
        None,
        ALL_BY_INHABITANTS,
        Good::AvoidedMinutes(840)
    ),
    done!(
        4,
        "specialist",
        "GRANT-SETTLEMENT",
        Own,
        240,
        "Závěrečné vyúčtování dotace na hřiště",
        None,
        &[KRAVARE],
        Good::NoSanction(120_000)
    ),
    done!(
        1,
        "clerk",
        "CIT-CZECHPOINT",
        Delegated,
        35,
        "Datová schránka zřízena",
        Some("Zřízení datové schránky pro podnikatele"),
        &[],
        Good::AvoidedMinutes(5)
    ),
];
