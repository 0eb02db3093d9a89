//! Which cryptography stands behind TLS when we are the client: one for the whole process, said once.

use rustls::crypto::ring;

/// Chooses it. Saying it again changes nothing.
pub fn choose() {
    // An error says that it was chosen before.
    let _ = ring::default_provider().install_default();
}
