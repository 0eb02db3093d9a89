//! The demo's invented requests: what was asked, when, and how far it has come.

use super::people::{caller, member_of};
use anyhow::Context as _;
use chrono::{DateTime, Duration, Utc};
use domain::access::{Caller, Clock, Db};
use domain::kernel::ids::{MemberId, ParticipantId, RequestId};
use domain::kernel::page::PageArgs;
use domain::requests::{
    self, NewRequest, OrderField, RequestFilter, RequestOrder, Requester, Wanted,
};

/// Who asks.
#[derive(Clone, Copy)]
enum Asks {
    /// A municipality, by its code.
    Municipality(&'static str),
    /// An organisation of a municipality.
    Organisation(&'static str, &'static str),
    /// A citizen of a municipality.
    Citizen(&'static str, &'static str),
}

/// How far it has come.
#[derive(Clone, Copy)]
enum Stands {
    New,
    /// With this person of the centre.
    With(&'static str),
    /// Closed by this person so many days after it came, with this outcome.
    Closed(&'static str, i64, &'static str),
}

struct Told {
    days_ago: i64,
    by: &'static str,
    service: &'static str,
    title: &'static str,
    description: &'static str,
    asks: Asks,
    stands: Stands,
    /// A comment that the municipality sees, and one for the staff.
    comments: (Option<&'static str>, Option<&'static str>),
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

const HLUCINSKO_ZAPAD: &[Told] = &[
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

const HLUCINSKA: &[Told] = &[
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
        "mayor-bolatice",
        "INF-NEWSLETTER",
        "Příspěvek do společného zpravodaje",
        "Pozvánka na obecní slavnosti.",
        BOLATICE,
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

const KOSIRSKO: &[Told] = &[
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

const ODERSKO: &[Told] = &[told!(
    22,
    "clerk-odersko",
    "TRN-MEETING",
    "Podzimní setkání starostů",
    "Program a prezenční listina.",
    Asks::Citizen("Hugo Vybájený", ""),
    Stands::Closed("clerk-odersko", 10, "Setkání proběhlo v Odrách, zápis rozeslán.")
)];

/// Tells the stories of all centres, each from where an earlier run that was killed had ended.
pub(super) async fn tell(db: &Db, now: DateTime<Utc>) -> anyhow::Result<()> {
    for (slug, story) in [
        ("hlucinsko-zapad", HLUCINSKO_ZAPAD),
        ("sdruzeni-obci-hlucinska", HLUCINSKA),
        ("mikroregion-kosirsko", KOSIRSKO),
        ("mikroregion-odersko", ODERSKO),
    ] {
        let story_teller = Teller { db, slug, now };
        for told in story {
            story_teller.tell(told).await?;
        }
    }
    Ok(())
}

struct Teller<'a> {
    db: &'a Db,
    slug: &'a str,
    now: DateTime<Utc>,
}

impl Teller<'_> {
    async fn tell(&self, told: &Told) -> anyhow::Result<()> {
        let opener = self.on(told.days_ago, told.by).await?;
        if self.is_told(&opener, told).await? {
            return Ok(());
        }
        let id = requests::commands::open(&opener, new_request(&opener, told).await?).await?.id;
        self.comment(told, id).await?;
        match told.stands {
            Stands::New => Ok(()),
            Stands::With(who) => self.assign(told, id, who).await,
            Stands::Closed(who, days, outcome) => {
                self.assign(told, id, who).await?;
                let closer = self.on(told.days_ago - days, who).await?;
                requests::commands::close(&closer, id, outcome).await?;
                Ok(())
            }
        }
    }

    /// Whether an earlier run opened it. What such a run left undone of this one request stays undone.
    async fn is_told(&self, opener: &Caller, told: &Told) -> anyhow::Result<bool> {
        let filter = RequestFilter {
            service_code: Some(told.service.to_owned()),
            ..RequestFilter::default()
        };
        let order = RequestOrder { field: OrderField::OpenedAt, is_descending: true };
        let args = PageArgs::new(Some(100), None, None, None)?;
        let found =
            requests::queries::page(opener, &filter, order, &args, false, &Wanted::default())
                .await?;
        Ok(found.page.items.iter().any(|request| request.title == told.title))
    }

    /// The next day somebody of the staff gives it to who is to have it.
    async fn assign(&self, told: &Told, id: RequestId, who: &str) -> anyhow::Result<()> {
        let to: ParticipantId =
            self.on(told.days_ago, who).await?.participant().context("a job can't work on it")?;
        let giver = self.on((told.days_ago - 1).max(0), who).await?;
        requests::commands::assign(&giver, id, to).await?;
        Ok(())
    }

    async fn comment(&self, told: &Told, id: RequestId) -> anyhow::Result<()> {
        let (Stands::With(who) | Stands::Closed(who, ..)) = told.stands else { return Ok(()) };
        let (shown, internal) = told.comments;
        for (body, is_internal) in [(shown, false), (internal, true)] {
            if let Some(body) = body {
                let author = self.on(told.days_ago, who).await?;
                requests::commands::comment(&author, id, body, is_internal).await?;
            }
        }
        Ok(())
    }

    /// Somebody, as of so many days ago.
    async fn on(&self, days_ago: i64, who: &str) -> anyhow::Result<Caller> {
        let then = self.db.at(Clock::starting_at(self.now - Duration::days(days_ago)));
        caller(&then, who, self.slug).await
    }
}

async fn new_request(opener: &Caller, told: &Told) -> anyhow::Result<NewRequest> {
    let (requester, code) = match told.asks {
        Asks::Municipality(code) => (Requester::Municipality, code),
        Asks::Organisation(name, code) => (Requester::Organisation(name.to_owned()), code),
        Asks::Citizen(name, code) => (Requester::Citizen(format!("{name} (demo)")), code),
    };
    let member: Option<MemberId> = match told.asks {
        Asks::Citizen(..) => None,
        Asks::Municipality(_) | Asks::Organisation(..) => Some(member_of(opener, code).await?),
    };
    Ok(NewRequest {
        service_code: told.service.to_owned(),
        title: told.title.to_owned(),
        description: told.description.to_owned(),
        requester,
        member,
        municipality_code: (member.is_none() && !code.is_empty()).then(|| code.to_owned()),
        shown_to_member: None,
    })
}
