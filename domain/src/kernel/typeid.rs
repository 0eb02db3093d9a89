use uuid::Uuid;
pub fn encode(prefix: &str, id: Uuid) -> String {
    format!("{prefix}_{}", id.simple())
}
pub fn decode(prefix: &str, text: &str) -> Option<Uuid> {
    Uuid::try_parse(text.strip_prefix(prefix)?.strip_prefix('_')?).ok()
}
