//! Signing in by an identity provider: against a real one (npm `oidc-provider`), and against an issuer that lies, for what a
//! real one can't be brought to say. `docs/security.md` lists which rule is kept by which test.

mod algorithms;
mod bearer;
mod browser;
mod chromium;
mod code;
mod demo;
mod lies;
mod linking;
mod provider;
mod providers;
mod replicas;
mod sessions;
mod taken_back;
mod together;

use crate::house::Client;
use serde_json::json;

const ME: &str = "{ viewer { roles tenants { slug } participant { displayName } } }";
const BY_THE_NATION: &str = "provider=nation&purpose=sign-in";

fn linking(provider: &str, slug: &str) -> String {
    format!("provider={provider}&tenant={slug}&purpose=link")
}

fn by_the_office(slug: &str) -> String {
    format!("provider=tenant&tenant={slug}&purpose=sign-in")
}

/// The tenants that somebody may act in.
async fn tenants(client: &Client) -> Vec<String> {
    let me = client.done(ME, json!({})).await;
    me.each("/viewer/tenants", "slug").into_iter().map(str::to_owned).collect()
}

const SET: &str = "mutation($input: SetIdentityProviderInput!) { setIdentityProvider(input: $input) {
    identityProvider { issuer clientId hasClientSecret audience redirectUri version } userErrors { code path currentVersion } } }";

/// Lets an office have a provider.
async fn set_provider(admin: &Client, issuer: &str, version: i32) {
    let input = json!({
        "issuer": issuer, "clientId": "centrum", "audience": provider::AUDIENCE, "expectedVersion": version
    });
    admin.done(SET, json!({ "input": input })).await;
}
