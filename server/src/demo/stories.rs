//! The demo's invented requests: what was asked, when, and how far it has come.

/// Who asks.
#[derive(Clone, Copy)]
pub(super) enum Asks {
    /// A municipality, by its code.
    Municipality(&'static str),
    /// An organisation of a municipality.
    Organisation(&'static str, &'static str),
    /// A citizen of a municipality.
    Citizen(&'static str, &'static str),
}

/// How far it has come.
#[derive(Clone, Copy)]
pub(super) enum Stands {
    New,
    /// With this person of the centre.
    With(&'static str),
    /// Closed by this person so many days after it came, with this outcome.
    Closed(&'static str, i64, &'static str),
}

/// One request of a story.
pub(super) struct Told {
    pub(super) days_ago: i64,
    pub(super) by: &'static str,
    pub(super) service: &'static str,
    pub(super) title: &'static str,
    pub(super) description: &'static str,
    pub(super) asks: Asks,
    pub(super) stands: Stands,
    /// A comment that the municipality sees, and one for the staff.
    pub(super) comments: (Option<&'static str>, Option<&'static str>),
}

const BOLATICE: Asks = Asks::Municipality("506214");
const TREBOM: Asks = Asks::Municipality("569101");
const KRAVARE: Asks = Asks::Municipality("507580");

macro_rules! told {
    ($ago:literal, $by:literal, $service:literal, $title:literal, $description:literal, $asks:expr, $stands:expr) => {
        told!($ago, $by, $service, $title, $description, $asks, $stands, (None, None))
    };
    ($ago:literal, $by:literal, $service:literal, $title:literal, $description:literal, $asks:expr, $stands:expr, $comments:expr) => {
        Told {
            days_ago: $ago,
            by: $by,
            service: $service,
            title: $title,
            description: $description,
            asks: $asks,
            stands: $stands,
            comments: $comments,
        }
    };
}

pub(super) const HLUCINSKO_ZAPAD: &[Told] = &[
    told!(
        55,
        "mayor-bolatice",
        "GRANT-APPLICATION",
        "Žádost o dotaci na obnovu chodníků v ulici Hlučínská",
        "Prosíme o přípravu žádosti, rozpočet a projekt máme.",
        BOLATICE,
        Stands::Closed(
            "specialist",
            20,
            "Žádost podána v řádném termínu, potvrzení je v příloze dopisu."
        ),
        (
            Some("Rozpočet jsme převzali, ozveme se do pátku."),
            Some("Zkontrolovat způsobilost výdajů za veřejné osvětlení.")
        )
    ),
    told!(
        52,
        "clerk",
        "LEGAL-ORDINANCE",
        "Vyhláška o nočním klidu při obecních slavnostech",
        "Obec chce pro dva víkendy v roce zkrátit dobu nočního klidu.",
        BOLATICE,
        Stands::Closed("lawyer", 12, "Návrh vyhlášky a podklady pro zastupitelstvo odeslány.")
    ),
    told!(
        48,
        "mayor-bolatice",
        "LEGAL-CONTRACT",
        "Kontrola nájemní smlouvy na prodejnu potravin",
        "Nájemce navrhuje prodloužení o deset let.",
        BOLATICE,
        Stands::Closed("lawyer", 5, "Smlouva připomínkována, doporučeno doplnit inflační doložku."),
        (None, Some("Pozor na záměr podle § 39 zákona o obcích."))
    ),
    told!(
        45,
        "mayor-trebom",
        "FIN-BUDGET",
        "Rozpočtové opatření po přijetí průtokové dotace",
        "Přišla dotace na školku, nevíme, jak ji zapojit do rozpočtu.",
        TREBOM,
        Stands::Closed("manager", 6, "Rozpočtové opatření připraveno, vzor usnesení přiložen."),
        (Some("Posíláme vzor usnesení."), None)
    ),
    told!(
        41,
        "clerk",
        "CIT-CONTACT",
        "Dotaz na termín svozu bioodpadu",
        "Paní se ptá, zda se svoz mění po svátku.",
        Asks::Citizen("Anežka Vymyšlená", "569101"),
        Stands::Closed("clerk", 1, "Zodpovězeno po telefonu: svoz je o den později.")
    ),
    told!(
        40,
        "dpo",
        "DPO-INCIDENT",
        "Ztráta služebního telefonu na úřadě",
        "Telefon bez zámku obsahoval kontakty občanů.",
        BOLATICE,
        Stands::Closed(
            "dpo",
            2,
            "Incident zapsán, ohlášen Úřadu pro ochranu osobních údajů v zákonné lhůtě."
        ),
        (None, Some("Podrobnosti jen ve spisu pověřence."))
    ),
    told!(
        36,
        "clerk",
        "PROC-SMALL",
        "Výběr dodavatele sekačky na veřejnou zeleň",
        "Předpokládaná hodnota 380 000 Kč bez DPH.",
        KRAVARE,
        Stands::Closed(
            "specialist",
            25,
            "Osloveni čtyři dodavatelé, vybrána nejvýhodnější nabídka."
        )
    ),
    told!(
        33,
        "mayor-bolatice",
        "DEV-PASSPORT",
        "Pasport veřejného osvětlení",
        "Starý pasport je z roku 2009, chceme nový v digitální podobě.",
        BOLATICE,
        Stands::With("specialist"),
        (Some("Pasportizaci zahájíme po dohodě s technickou četou."), None)
    ),
    told!(
        30,
        "clerk",
        "ADM-FEES",
        "Vymáhání poplatku za odpad u odstěhované rodiny",
        "Dluh za tři roky, adresa neznámá.",
        Asks::Municipality("507504"),
        Stands::With("clerk")
    ),
    told!(
        28,
        "clerk",
        "GRANT-CONSULTATION",
        "Záměr: komunitní centrum ve staré hasičárně",
        "Jaké výzvy by připadaly v úvahu?",
        Asks::Municipality("568376"),
        Stands::Closed("specialist", 9, "Doporučena výzva místní akční skupiny, podmínky zaslány.")
    ),
    told!(
        26,
        "dpo",
        "DPO-SUBJECT",
        "Žádost o výmaz údajů z kroniky obce",
        "Žadatelka chce vymazat jméno z elektronické kroniky.",
        TREBOM,
        Stands::With("dpo"),
        (None, Some("Kronika má vlastní právní základ, připravit zamítnutí s odůvodněním."))
    ),
    told!(
        24,
        "clerk",
        "CIT-SUBMISSION",
        "Pomoc s vyplněním žádosti o příspěvek na péči",
        "Pán potřebuje pomoc s formulářem i s doručením.",
        Asks::Citizen("Bohumil Smyšlený", "506214"),
        Stands::Closed("manager", 2, "Formulář vyplněn společně v kontaktním centru.")
    ),
    told!(
        21,
        "mayor-trebom",
        "INF-WEB",
        "Prohlášení o přístupnosti obecního webu",
        "Kontrola upozornila, že prohlášení chybí.",
        TREBOM,
        Stands::Closed("clerk", 4, "Prohlášení doplněno, web splňuje základní kritéria.")
    ),
    told!(
        19,
        "clerk",
        "IT-RECORDS",
        "Zavedení elektronické spisové služby",
        "Obec přechází z papírového podacího deníku.",
        Asks::Municipality("512869"),
        Stands::With("clerk"),
        (
            Some("Návrh spisového řádu posíláme k připomínkám."),
            Some("Ověřit, zda mají archivní dohled.")
        )
    ),
    told!(
        17,
        "mayor-bolatice",
        "LEGAL-ADVICE",
        "Spor o přístupovou cestu k bytovému domu",
        "Soused přehradil cestu, která vede přes jeho pozemek.",
        BOLATICE,
        Stands::With("lawyer"),
        (None, Some("Zjistit, zda jde o veřejně přístupnou účelovou komunikaci."))
    ),
    told!(
        15,
        "clerk",
        "PROC-JOINT",
        "Společný nákup elektřiny na příští rok",
        "Zájem má zatím devět obcí.",
        Asks::Municipality("510483"),
        Stands::With("specialist")
    ),
    told!(
        13,
        "clerk",
        "TRN-COURSE",
        "Školení zastupitelů po doplňovacích volbách",
        "Dva noví zastupitelé, stačí půldenní kurz.",
        Asks::Municipality("510378"),
        Stands::Closed(
            "manager",
            8,
            "Kurz proběhl v Kravařích, zúčastnilo se jedenáct zastupitelů."
        )
    ),
    told!(
        11,
        "clerk",
        "FIN-ACCOUNTING",
        "Účtování o opravě školní kuchyně",
        "Základní škola se ptá, zda jde o opravu, nebo o technické zhodnocení.",
        Asks::Organisation("Základní škola Kobeřice (demo)", "507504"),
        Stands::With("manager")
    ),
    told!(
        9,
        "mayor-trebom",
        "SAF-CRISIS",
        "Aktualizace povodňového plánu",
        "Změnily se kontakty členů povodňové komise.",
        TREBOM,
        Stands::With("specialist")
    ),
    told!(
        7,
        "clerk",
        "CIT-CONTACT",
        "Stížnost na hluk z provozovny",
        "Občan si stěžuje na noční provoz a na to, že obec nekoná.",
        Asks::Citizen("Cyril Neskutečný", "506214"),
        Stands::With("clerk"),
        (None, Some("Obec zatím neoslovovat, občan si to nepřeje."))
    ),
    told!(
        5,
        "mayor-bolatice",
        "GRANT-WATCH",
        "Výzvy na energetické úspory budov",
        "Zajímá nás škola a kulturní dům.",
        BOLATICE,
        Stands::New
    ),
    told!(
        4,
        "clerk",
        "ADM-OFFENCES",
        "Přestupek proti občanskému soužití",
        "Komise nemá zkušenost s mladistvým.",
        Asks::Municipality("507334"),
        Stands::New
    ),
    told!(
        2,
        "mayor-trebom",
        "LEGAL-COUNCIL",
        "Podklady pro jednání zastupitelstva",
        "Prodej pozemku a změna jednacího řádu.",
        TREBOM,
        Stands::New
    ),
    told!(
        1,
        "clerk",
        "CIT-CZECHPOINT",
        "Zřízení datové schránky pro podnikatele",
        "Zájemce přijde osobně ve středu.",
        Asks::Citizen("Dana Fiktivní", "507580"),
        Stands::New
    ),
];

pub(super) const HLUCINSKA: &[Told] = &[
    told!(
        30,
        "clerk-hlucinska",
        "DEV-TRANSPORT",
        "Cyklostezka Hlučín – Darkovičky",
        "Majetkoprávní příprava prvního úseku.",
        Asks::Municipality("507016"),
        Stands::With("clerk-hlucinska")
    ),
    told!(
        14,
        "mayor-kravare",
        "INF-NEWSLETTER",
        "Příspěvek do společného zpravodaje",
        "Pozvánka na obecní slavnosti.",
        KRAVARE,
        Stands::Closed("clerk-hlucinska", 3, "Příspěvek zařazen do čísla na říjen.")
    ),
    told!(
        6,
        "clerk-hlucinska",
        "CIT-SENIOR",
        "Poradna pro seniory: dluhová past",
        "Paní dostala exekuční příkaz.",
        Asks::Citizen("Ema Pomyslná", "506214"),
        Stands::New
    ),
];

pub(super) const KOSIRSKO: &[Told] = &[
    told!(
        25,
        "clerk-kosirsko",
        "DEV-WASTE",
        "Door-to-door sběr tříděného odpadu",
        "Srovnání tří nabídek svozových firem.",
        Asks::Citizen("Filip Nepravý", ""),
        Stands::With("clerk-kosirsko")
    ),
    told!(
        3,
        "clerk-kosirsko",
        "INF-BOARD",
        "Vyvěšení závěrečného účtu svazku",
        "Zveřejnit i na webech všech členů.",
        Asks::Citizen("Gita Domnělá", ""),
        Stands::New
    ),
];

pub(super) const ODERSKO: &[Told] = &[told!(
    22,
    "clerk-odersko",
    "TRN-MEETING",
    "Podzimní setkání starostů",
    "Program a prezenční listina.",
    Asks::Citizen("Hugo Vybájený", ""),
    Stands::Closed("clerk-odersko", 10, "Setkání proběhlo v Odrách, zápis rozeslán.")
)];
