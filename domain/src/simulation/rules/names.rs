//! Invented names and sentences. No place and no person is called so; whatever resembles one does so by chance.

use super::dice::Dice;

/// Says of a person that they are made up.
const MARK: &str = "(simulace)";

const BEGINNINGS: &[&str] = &[
    "Brumb", "Čvach", "Drmol", "Frňouk", "Glumb", "Hrubš", "Chrust", "Jumb", "Kvand", "Lomc",
    "Mrňous", "Nudl", "Plovar", "Rachot", "Řemb", "Slunk", "Šumiv", "Trmal", "Udiv", "Vrbl",
    "Zvon", "Žblunk",
];
const ENDS: &[&str] = &[
    "ov",
    "ovice",
    "ín",
    "any",
    "ice",
    "ec",
    "kov",
    "ná",
    "nov",
    "ovka",
    "iště",
    "ov nad Mlhou",
    "ín u Jezu",
];
const BEFORE: &[&str] = &["", "", "", "", "Horní ", "Dolní ", "Nový ", "Starý ", "Velký ", "Malý "];
const FIRST_NAMES: &[&str] = &[
    "Adéla",
    "Bořivoj",
    "Ctirad",
    "Drahomíra",
    "Emil",
    "Františka",
    "Gustav",
    "Hedvika",
    "Ivo",
    "Jolana",
    "Květoslav",
    "Libuše",
    "Měcislav",
    "Naděžda",
    "Oldřich",
    "Pravoslav",
    "Radka",
    "Svatopluk",
    "Tekla",
    "Vlastimil",
];
const SURNAMES: &[&str] = &[
    "Brumbal",
    "Čmelda",
    "Drobek",
    "Fňukal",
    "Hvízdal",
    "Chechtal",
    "Jezinka",
    "Kroutil",
    "Lenoch",
    "Mlsal",
    "Nožička",
    "Pecka",
    "Rampouch",
    "Smažil",
    "Šťoural",
    "Tichota",
    "Utřinos",
    "Vymyslel",
    "Zívalka",
    "Žvanil",
];
const MATTERS: &[&str] = &[
    "chodník u hřbitova",
    "oprava kapličky",
    "pronájem obecního bytu",
    "kácení lip na návsi",
    "veřejné osvětlení",
    "smlouva s dopravcem",
    "poplatek za psy",
    "hřiště u školy",
    "čistírna odpadních vod",
    "spor o příjezdovou cestu",
    "výsadba aleje",
    "rekonstrukce hasičské zbrojnice",
    "kompostéry pro domácnosti",
    "zveřejnění rozpočtu",
    "zápis do kroniky",
    "dětská skupina",
    "parkování u nádraží",
    "přístřešek na kontejnery",
    "oprava hráze rybníka",
    "místní rozhlas",
];
const SENTENCES: &[&str] = &[
    "Prosíme o radu, jak postupovat.",
    "Zastupitelstvo o věci jedná příští měsíc a potřebuje podklady.",
    "Podklady posíláme v příloze, chybějící doplníme.",
    "Věc je naléhavá, lhůta běží od minulého týdne.",
    "Sousední obec řešila totéž loni.",
    "Žádáme o kontrolu návrhu a upozornění na rizika.",
    "Dodavatel odmítá převzít odpovědnost za vady.",
    "Občané se ptají, kdy bude hotovo.",
    "Rozpočet s tím letos nepočítá.",
    "Stačí stručné stanovisko, podrobnosti probereme osobně.",
];
const OUTCOMES: &[&str] = &[
    "Vyřízeno, stanovisko odesláno.",
    "Vzor smlouvy předán, obec ji uzavře sama.",
    "Podklady zpracovány a předány zastupitelstvu.",
    "Žádost podána, o výsledku dáme vědět.",
    "Tazatel byl poučen, kam se obrátit.",
    "Návrh opraven podle připomínek.",
];
const COMMENTS: &[&str] = &[
    "Doplnili jsme chybějící přílohu.",
    "Volal jsem na úřad, ozvou se zítra.",
    "Prosím o upřesnění, o kterou parcelu jde.",
    "Děkujeme, takto to stačí.",
    "Návrh je ve společné složce.",
    "Čekáme na vyjádření druhé strany.",
];
const OUTPUTS: &[&str] = &[
    "stanovisko",
    "návrh smlouvy",
    "zadávací dokumentace",
    "žádost o dotaci",
    "školení",
    "konzultace po telefonu",
    "jednání na místě",
    "vyúčtování",
    "zápis z jednání",
    "kontrola účetnictví",
];

/// Of a municipality. Names repeat, as real ones do.
pub(super) fn municipality(dice: &mut Dice) -> String {
    let (before, beginning, end) =
        (dice.one_of(BEFORE), dice.one_of(BEGINNINGS), dice.one_of(ENDS));
    format!("{before}{beginning}{end}")
}

/// Of an association.
pub(super) fn association(dice: &mut Dice, place: usize) -> String {
    let kind = dice.one_of(&["Mikroregion", "Svazek obcí", "Sdružení obcí"]);
    format!("{kind} {}sko {}", dice.one_of(BEGINNINGS), place + 1)
}

/// Of a region or a district.
pub(super) fn territory(kind: &str, dice: &mut Dice, number: u32) -> String {
    format!("{kind} {}sko {number}", dice.one_of(BEGINNINGS))
}

/// Of somebody.
pub(super) fn person(dice: &mut Dice) -> String {
    format!("{} {} {MARK}", dice.one_of(FIRST_NAMES), dice.one_of(SURNAMES))
}

/// Of a body that a municipality set up.
pub(super) fn organisation(dice: &mut Dice) -> String {
    let kind =
        dice.one_of(&["Základní škola", "Mateřská škola", "Obecní knihovna", "Domov pro seniory"]);
    format!("{kind} {}{} {MARK}", dice.one_of(BEGINNINGS), dice.one_of(ENDS))
}

/// What a case is about, in one line.
pub(super) fn title(dice: &mut Dice, service: &str) -> String {
    format!("{service}: {}", dice.one_of(MATTERS))
}

/// The whole of it: a sentence, or a few.
pub(super) fn description(dice: &mut Dice) -> String {
    let sentences = dice.between(1, 4);
    (0..sentences).map(|_| *dice.one_of(SENTENCES)).collect::<Vec<_>>().join(" ")
}

/// What came of a case.
pub(super) fn outcome(dice: &mut Dice) -> String {
    (*dice.one_of(OUTCOMES)).to_owned()
}

/// What somebody says to a case.
pub(super) fn comment(dice: &mut Dice) -> String {
    format!("{} {}", dice.one_of(COMMENTS), dice.one_of(SENTENCES))
}

/// What came of a piece of work.
pub(super) fn output(dice: &mut Dice) -> String {
    format!("{}: {}", dice.one_of(OUTPUTS), dice.one_of(MATTERS))
}
