//! Who of the staff may read a case.

use crate::kernel::text_enum::text_enum;

text_enum! {
    /// Who of the staff may read a case; what its municipality sees is another question.
    Secrecy {
        /// All staff.
        Open = "OPEN",
        /// Manager, specialists, legal adviser.
        Confidential = "CONFIDENTIAL",
        /// The data protection officer alone (Art. 38(3) and (5) GDPR).
        Dpo = "DPO",
    }
}
