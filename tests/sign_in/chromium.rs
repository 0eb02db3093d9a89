//! What a person does who signs in at a provider, in Chromium: tests/clients/sign-in.mjs does it and tells what it saw.

use super::provider::{Provider, house_now};
use crate::house::node::node;
use crate::house::serving::Serving;
use crate::killed::Client as Asking;
use serde_json::{Value, json};

/// What is typed at the provider, whose people all have the same.
const PASSWORD: &str = "heslo jen pro testy";

fn seen<'a>(told: &'a Value, pointer: &str) -> &'a str {
    told.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer}: {told:#}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_signs_in_at_the_provider_and_comes_back_as_themselves() {
    let provider = Provider::of_another_site();
    let house = house_now().await;
    let tenant = house.tenant("chromium").await;
    let server = Serving::start_with(&house.database().url(), &provider.variables());
    let url = format!("http://127.0.0.1:{}", server.port);
    provider.told_to(&format!("redirect?{url}/auth/callback")).await;

    let admin = Asking::bearing(server.port, tenant.admin().await.token());
    let invite = "mutation($input: InviteUserInput!) { inviteUser(input: $input) { link { url } userErrors { code } } }";
    let email = format!("nova@{}.invalid", tenant.slug());
    let input = json!({ "email": email, "displayName": "Nora Nová", "role": "CLERK" });
    let invited = admin.ask(invite, json!({ "input": input })).await.expect("an answer");
    let account = format!("nora-{}", tenant.slug());
    let environment = [
        ("CENTRUM_URL", url.as_str()),
        ("PROVIDER_URL", provider.issuer.as_str()),
        ("CENTRUM_LINK", seen(&invited, "/data/inviteUser/link/url")),
        ("ACCOUNT", account.as_str()),
        ("PASSWORD", PASSWORD),
    ];
    let told: Value = serde_json::from_str(&node("sign-in.mjs", &environment, &[]).await).unwrap();

    // By the link first, and the account is linked. Afterwards nothing is left to link.
    assert!(seen(&told, "/linked/text").contains("Nora Nová"), "{told:#}");
    assert!(!seen(&told, "/linked/text").contains("Propojit"), "{told:#}");
    // Then by the provider.
    assert!(seen(&told, "/signedOut/text").contains("Nejste přihlášeni"), "{told:#}");
    assert_eq!(told["signedOut"]["isStyled"], true);
    for place in ["/signedIn/text", "/back/text"] {
        let text = seen(&told, place);
        assert!(text.contains("Nora Nová") && text.contains(tenant.slug()), "{place}: {told:#}");
    }
    the_session_is_the_browser_s_alone(&told, server.port);
    // Theirs is the explorer, too.
    assert!(seen(&told, "/explorer/bar").contains("Nora Nová"), "{told:#}");
    assert!(seen(&told, "/explorer/example").contains("\"data\""), "{told:#}");
    let viewer = &told["explorer"]["viewer"]["data"]["viewer"];
    assert_eq!(viewer["participant"]["displayName"], "Nora Nová", "{told:#}");
    assert_eq!(viewer["tenants"], json!([{ "slug": tenant.slug() }]));
    assert_eq!(told["signedOutAgain"], json!([]), "no cookie of ours stays");

    who_declines_reads_a_sentence(&told);

    for what in ["console", "foreign", "violations", "failed"] {
        assert_eq!(told[what], json!([]), "{what}");
    }
    // They would have been noticed.
    assert_eq!(told["control"]["violations"], json!(["img-src"]));
    assert_eq!(told["control"]["foreign"], json!(["https://centrum.invalid/"]));
    assert_eq!(told["control"]["failed"].as_array().unwrap().len(), 1, "{told:#}");
    assert!(told["control"]["console"].to_string().contains("a fault of a page"), "{told:#}");
}

/// One cookie, which no script reads and no other site's form sends; that of the way to the provider is gone.
fn the_session_is_the_browser_s_alone(told: &Value, port: u16) {
    let cookies = told["signedIn"]["cookies"].as_array().unwrap();
    let [only] = cookies.as_slice() else { panic!("{told:#}") };
    assert_eq!(only["name"], format!("centrum-{port}"));
    assert_eq!((&only["httpOnly"], &only["sameSite"]), (&json!(true), &json!("Lax")));
    assert_eq!(told["signedIn"]["readable"], "");
}

fn who_declines_reads_a_sentence(told: &Value) {
    let text = seen(told, "/declined/text");
    assert!(text.contains("Přihlášení se nezdařilo"), "{told:#}");
    assert!(text.contains("Přihlašovací služba přihlášení odmítla."), "{told:#}");
    assert!(text.contains("The identity provider said no."), "{told:#}");
    assert!(!text.contains("access_denied"), "nothing of the provider's words is shown");
    assert_eq!(told["declined"]["cookies"], json!([]));
    assert!(seen(told, "/afterwards/text").contains("Přihlásit se národním účtem"), "{told:#}");
    // The browser itself writes the page's status down, as it does of any.
    let notes = &told["declined"]["notes"];
    for what in ["foreign", "violations", "failed"] {
        assert_eq!(notes[what], json!([]), "{what}");
    }
    let said = notes["console"].as_array().unwrap();
    assert!(said.iter().all(|text| text.as_str().unwrap().contains("status of 403")), "{told:#}");
}
