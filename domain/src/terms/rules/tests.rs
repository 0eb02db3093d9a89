//! Words of an office, in the forms in which people write them.

use super::*;

fn term_of(word: &str) -> String {
    let found: Vec<Word> = words(word).collect();
    assert_eq!(found.len(), 1, "{word} is one word");
    found[0].term()
}

#[test]
fn forms_of_a_word_have_one_term() {
    for forms in [
        "kanalizace kanalizaci kanalizací KANALIZACE",
        "Kobeřice Kobeřic Kobeřicích koberice kobericich kobericim",
        "obec obce obci obcí obcím obcích obcemi obcim obcich",
        "pozemek pozemku pozemky pozemků pozemkům pozemcich_ pozemkum",
        "starosta starosty starostu starostovi starostou starostové starostum",
        "úřad úřadu úřadě úřady úřadů úřadům úřadech uradum",
        "nový nová nové nového novému novým nových novými nove noveho",
        "smlouva smlouvy smlouvě smlouvu smlouvou smlouvách smlouvami smlouvam",
        "Kolín Kolína Kolínu Kolíně kolin koline",
        "hodina hodiny hodinu hodin hodinám hodinách",
        "děti dětem dětech dětmi detem",
        "obecní obecního obecnímu obecním obecních obecními obecnim",
    ] {
        let mut forms = forms.split(' ').filter(|form| !form.ends_with('_'));
        let first = term_of(forms.next().unwrap());
        for form in forms {
            assert_eq!(term_of(form), first, "{form}");
        }
    }
}

#[test]
fn other_words_have_other_terms() {
    for (one, other) in [
        ("starosta", "starý"),
        ("Kolín", "kolo"),
        ("hodina", "hodit"),
        ("nový", "den"),
        ("obec", "obecní"),
        ("Krnov", "Kobeřice"),
        ("voda", "vodovod"),
    ] {
        assert_ne!(term_of(one), term_of(other), "{one}, {other}");
    }
}

#[test]
fn a_stem_is_never_next_to_nothing() {
    for word in ["noví", "ona", "psi", "dne", "os", "ech", "ami", "ova", "aaaa", "ú", "in", "ein"]
    {
        assert!(!term_of(word).is_empty(), "{word}");
    }
    assert_eq!(term_of("psi"), term_of("psů"));
}

#[test]
fn numbers_and_codes_stay_as_they_are() {
    for (word, term) in [("2026", "2026"), ("č", "c"), ("A4", "a4"), ("Straße", "straße")] {
        assert_eq!(term_of(word), term);
    }
}

#[test]
fn words_stand_where_they_stand() {
    let text = "Žádost: č. j. 12/2026, „Kober\u{30c}ice“ – e-mail.";
    let found: Vec<(&str, String)> =
        words(text).map(|word| (&text[word.place.clone()], word.folded.clone())).collect();
    let expected = [
        ("Žádost", "zadost"),
        ("č", "c"),
        ("j", "j"),
        ("12", "12"),
        ("2026", "2026"),
        ("Kober\u{30c}ice", "koberice"),
        ("e", "e"),
        ("mail", "mail"),
    ];
    assert_eq!(found, expected.map(|(word, folded)| (word, folded.to_owned())));
}

#[test]
fn common_words_have_no_term_and_a_title_s_are_marked() {
    let found =
        of_title_and_text("Oprava a kanalizace", "Kanalizace, která se opravuje, je v obci.");
    let found: Vec<(&str, bool)> =
        found.iter().map(|(term, in_title)| (term.as_str(), *in_title)).collect();
    assert_eq!(found, [("kanalizac", true), ("obc", false), ("oprav", true), ("opravuj", false)]);
    assert!(of_text("a, nebo, který!").is_empty());
    assert!(of_text(" \u{301} … ").is_empty());
}

#[test]
fn a_word_without_end_is_cut() {
    let long = "ř".repeat(10_000);
    assert_eq!(of_text(&long).first().unwrap().chars().count(), LONGEST);
}
