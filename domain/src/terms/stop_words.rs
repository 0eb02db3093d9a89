//! Words that stand everywhere, so that nobody finds anything by them. Folded, as they are compared.

/// Prepositions, conjunctions, pronouns, and forms of `být`. In the order of the alphabet.
const COMMON: &[&str] = &[
    "a", "aby", "ac", "aj", "ale", "ani", "ano", "asi", "at", "az", "bez", "bude", "budeme",
    "budete", "budou", "budu", "by", "bych", "bychom", "byl", "byla", "byli", "bylo", "byly",
    "bys", "byste", "byt", "ci", "co", "coz", "dle", "do", "ho", "i", "ja", "jak", "jako", "je",
    "jeho", "jej", "jeji", "jejich", "jemu", "jen", "jenz", "jeste", "jez", "ji", "jich", "jim",
    "jimi", "jiz", "jsem", "jsi", "jsme", "jsou", "jste", "k", "kam", "kde", "kdo", "kdy", "kdyz",
    "ke", "ktera", "ktere", "ktereho", "kterem", "kteremu", "kteri", "kterou", "ktery", "kterych",
    "kterym", "kterymi", "ku", "ma", "mate", "me", "mezi", "mi", "mit", "mne", "mnou", "moje",
    "moji", "mu", "muj", "my", "na", "nad", "nam", "nami", "nas", "nase", "nasi", "ne", "nebo",
    "nech", "nechat", "nej", "neni", "nez", "ni", "nic", "nich", "nim", "nimi", "no", "o", "od",
    "on", "ona", "oni", "ono", "ony", "pak", "po", "pod", "podle", "pokud", "prave", "pred",
    "pres", "pri", "pro", "proc", "proto", "protoze", "s", "se", "si", "sve", "svuj", "svych",
    "svym", "svymi", "ta", "tak", "take", "takze", "tam", "tato", "te", "ted", "tedy", "ten",
    "tento", "teto", "ti", "tim", "timto", "to", "tohle", "toho", "tohoto", "tom", "tomto", "tomu",
    "tomuto", "tu", "tuto", "ty", "tyto", "u", "uz", "v", "vam", "vami", "vas", "vase", "vasi",
    "ve", "vsak", "vy", "z", "za", "zda", "zde", "ze", "zpet",
];

/// Whether a folded word is one of them.
pub(super) fn is_common(folded: &str) -> bool {
    COMMON.binary_search(&folded).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order_so_that_each_is_found() {
        assert!(COMMON.is_sorted(), "a binary search finds nothing in another order");
        assert!(COMMON.iter().all(|word| is_common(word)));
        assert!(!is_common("obec"));
    }
}
