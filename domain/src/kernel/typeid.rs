//! `TypeID`: how an id looks on the wire, `request_01h455vb4pex5vsknk084sn02q`.
//!
//! The kind, an underscore, and the UUID in Crockford's base32, lower case, 26 characters
//! (<https://github.com/jetify-com/typeid>, version 0.3). Which kinds there are is said by the
//! typed ids, not here.

use uuid::Uuid;

/// Crockford's alphabet: no `i`, `l`, `o`, `u`.
const ALPHABET: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'j',
    'k', 'm', 'n', 'p', 'q', 'r', 's', 't', 'v', 'w', 'x', 'y', 'z',
];

/// 26 characters of five bits are 130, two more than a UUID has.
const SUFFIX_LENGTH: usize = 26;

/// The id of kind `prefix` as clients see it.
pub fn encode(prefix: &str, id: Uuid) -> String {
    let bits = id.as_u128();
    let suffix = (0..SUFFIX_LENGTH)
        .rev()
        .filter_map(|place| usize::try_from((bits >> (5 * place)) & 31).ok())
        .filter_map(|digit| ALPHABET.get(digit));
    let mut text = String::with_capacity(prefix.len() + 1 + SUFFIX_LENGTH);
    text.push_str(prefix);
    text.push('_');
    text.extend(suffix);
    text
}

/// The UUID inside `text`, or `None` if it isn't exactly what [`encode`] writes for `prefix`.
pub fn decode(prefix: &str, text: &str) -> Option<Uuid> {
    let suffix = text.strip_prefix(prefix)?.strip_prefix('_')?;
    // A byte length, so that nobody makes us walk a long text.
    if suffix.len() != SUFFIX_LENGTH {
        return None;
    }
    let mut bits: u128 = 0;
    for character in suffix.chars() {
        let digit = ALPHABET.iter().position(|known| *known == character)?;
        // Overflows when the first character is above 7: such a text is no 128 bits.
        bits = bits.checked_mul(32)?.checked_add(u128::try_from(digit).ok()?)?;
    }
    Some(Uuid::from_u128(bits))
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};
    use uuid::Uuid;

    #[test]
    fn the_vectors_of_the_specification_hold() {
        for (id, suffix) in [
            ("00000000-0000-0000-0000-000000000000", "00000000000000000000000000"),
            ("00000000-0000-0000-0000-000000000001", "00000000000000000000000001"),
            ("00000000-0000-0000-0000-00000000000a", "0000000000000000000000000a"),
            ("00000000-0000-0000-0000-000000000010", "0000000000000000000000000g"),
            ("00000000-0000-0000-0000-000000000020", "00000000000000000000000010"),
            ("ffffffff-ffff-ffff-ffff-ffffffffffff", "7zzzzzzzzzzzzzzzzzzzzzzzzz"),
            ("0110c853-1d09-52d8-d73e-1194e95b5f19", "0123456789abcdefghjkmnpqrs"),
            ("01890a5d-ac96-774b-bcce-b302099a8057", "01h455vb4pex5vsknk084sn02q"),
        ] {
            let id: Uuid = id.parse().unwrap();
            let text = format!("request_{suffix}");
            assert_eq!(encode("request", id), text);
            assert_eq!(decode("request", &text), Some(id));
        }
    }

    #[test]
    fn any_id_comes_back() {
        let mut bits: u128 = 1;
        for _ in 0..1_000 {
            bits = bits.wrapping_mul(0x2360_ED05_1FC6_5DA4_4385_DF64_9FCC_F645).wrapping_add(1);
            let id = Uuid::from_u128(bits);
            assert_eq!(decode("api_token", &encode("api_token", id)), Some(id));
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            "request",
            "request_",
            "request01h455vb4pex5vsknk084sn02q",
            "comment_01h455vb4pex5vsknk084sn02q",
            "requests_01h455vb4pex5vsknk084sn02q",
            "Request_01h455vb4pex5vsknk084sn02q",
            "request_01H455VB4PEX5VSKNK084SN02Q",
            "request_01h455vb4pex5vsknk084sn02",
            "request_01h455vb4pex5vsknk084sn02qq",
            "request_81h455vb4pex5vsknk084sn02q",
            "request_8zzzzzzzzzzzzzzzzzzzzzzzzz",
            "request_01h455vb4pex5vsknk084sn02u",
            "request_01h455vb4pex5vsknk084sn02-",
            "request_01h455vb4pex5vsknk084sn0é",
            "request__01h455vb4pex5vsknk084sn02q",
            " request_01h455vb4pex5vsknk084sn02q",
            "request_01h455vb4pex5vsknk084sn02q ",
            "_01h455vb4pex5vsknk084sn02q",
        ] {
            assert_eq!(decode("request", text), None, "{text}");
        }
    }
}
