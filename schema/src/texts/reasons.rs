//! Why a centre isn't green, in words with its numbers.

use crate::asked::Language;
use domain::monitoring::{Reason, ReasonCode};

/// What a person reads.
pub fn reason(reason: &Reason, language: Language) -> String {
    let Reason { code, count, out_of, measured, threshold, .. } = reason;
    let out_of = out_of.unwrap_or_default();
    match (code, language) {
        (ReasonCode::OverdueRequests, Language::Cs) => format!(
            "Otevřené požadavky po termínu: {count} / {out_of} ({measured} ‰, mez {threshold} ‰)."
        ),
        (ReasonCode::OverdueRequests, Language::En) => format!(
            "Open requests that are overdue: {count} of {out_of} ({measured} ‰, the limit is {threshold} ‰)."
        ),
        (ReasonCode::ClosedLate, Language::Cs) => format!(
            "Požadavky uzavřené po termínu, tento měsíc a dva předchozí: {count} / {out_of} ({measured} ‰, mez {threshold} ‰)."
        ),
        (ReasonCode::ClosedLate, Language::En) => format!(
            "Requests closed late, this month and in the two before: {count} of {out_of} ({measured} ‰, the limit is {threshold} ‰)."
        ),
        (ReasonCode::Silent, Language::Cs) => {
            format!("Dnů bez záznamu o práci centra: {count} (mez {threshold}).")
        }
        (ReasonCode::Silent, Language::En) => {
            format!("Days without any work of the staff: {count} (the limit is {threshold}).")
        }
    }
}
