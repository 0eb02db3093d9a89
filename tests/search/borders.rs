//! What nobody finds: another tenant's, another municipality's, what is confidential, what is the staff's own. By no term, no
//! count and no snippet.

use super::{SEARCH, comment, found, open, record};
use crate::house::{Client, House, Tenant};
use serde_json::json;

/// A word that stands in all that was written here, beginning with it and in another form of it.
const WORDS: [&str; 3] = ["Zlatohlávek", "zlatoh", "zlatohlavkem"];

/// Nothing is found by any of the words, and nothing is counted.
async fn finds_nothing(who: &Client) {
    for word in WORDS {
        for filter in [json!(null), json!({ "kind": "REQUEST" }), json!({ "kind": "ACTIVITY" })] {
            let seen = who.done(SEARCH, json!({ "query": word, "filter": filter })).await;
            assert_eq!(seen.number("/search/totalCount"), 0, "{word} {filter}: {seen}");
            assert_eq!(seen.list("/search/nodes").len(), 0, "{word} {filter}: {seen}");
            assert!(!seen.body.to_string().contains("Zlatohlávek"), "{seen}");
        }
    }
}

async fn finds(who: &Client, expected: &[&str]) {
    for word in WORDS {
        assert_eq!(found(who, word).await, expected, "{word}");
    }
}

/// A case of each secrecy, with a comment of each kind.
async fn cases_of_each_secrecy(tenant: &Tenant) {
    let (specialist, dpo) = (tenant.specialist().await, tenant.dpo().await);
    let member = tenant.members[0].as_str();
    for (who, service, title) in [
        (&specialist, "DEV-WASTE", "Otevřený"),
        (&specialist, "LEGAL-ADVICE", "Důvěrný"),
        (&dpo, "DPO-INCIDENT", "Pověřenec"),
    ] {
        let id = open(who, member, service, &format!("{title} Zlatohlávek"), "Zlatohlávek").await;
        comment(who, &id, "Zlatohlávek", false).await;
        comment(who, &id, "Zlatohlávek", true).await;
        record(who, service, &[member], &format!("{title}: práce, Zlatohlávek")).await;
    }
}

#[tokio::test]
async fn a_stranger_finds_nothing_of_a_tenant() {
    let house = House::shared().await;
    let owner = house.tenant("owner-of-words").await;
    cases_of_each_secrecy(&owner).await;
    let other = house.tenant("stranger-to-words").await;
    for stranger in [other.clerk().await, other.manager().await, other.specialist().await] {
        finds_nothing(&stranger).await;
    }
    finds_nothing(&other.dpo().await.client).await;
    finds_nothing(&other.mayor_of(0).await.client).await;
    // Nor by a member's id that is the owner's.
    let by_member = json!({ "query": WORDS[0], "filter": { "memberId": owner.members[0] } });
    let seen = other.manager().await.done(SEARCH, by_member).await;
    assert_eq!(seen.number("/search/totalCount"), 0);
}

#[tokio::test]
async fn staff_find_what_they_are_cleared_for() {
    let tenant = House::shared().await.tenant("cleared-words").await;
    cases_of_each_secrecy(&tenant).await;
    finds(&tenant.clerk().await.client, &["Otevřený Zlatohlávek", "Otevřený: práce, Zlatohlávek"])
        .await;
    let cleared = [
        "Důvěrný Zlatohlávek",
        "Otevřený Zlatohlávek",
        "Důvěrný: práce, Zlatohlávek",
        "Otevřený: práce, Zlatohlávek",
    ];
    finds(&tenant.specialist().await.client, &cleared).await;
    finds(&tenant.manager().await.client, &cleared).await;
    let files = found(&tenant.dpo().await.client, WORDS[0]).await;
    assert!(files.contains(&"Pověřenec Zlatohlávek".to_owned()), "{files:?}");
    assert!(files.contains(&"Pověřenec: práce, Zlatohlávek".to_owned()), "{files:?}");
    assert!(!files.iter().any(|name| name.starts_with("Důvěrný")), "{files:?}");
}

#[tokio::test]
async fn a_mayor_finds_the_own_municipality_s_that_are_shown_and_the_own_shares() {
    let tenant = House::shared().await.tenant("mayor-s-words").await;
    let specialist = tenant.specialist().await;
    let (own, other) = (tenant.members[0].as_str(), tenant.members[1].as_str());
    // Its own, also where it is confidential; a neighbour's; one that it isn't shown; a citizen's.
    open(&specialist, own, "DEV-WASTE", "Vlastní Zlatohlávek", "").await;
    open(&specialist, own, "LEGAL-ADVICE", "Vlastní důvěrný Zlatohlávek", "").await;
    open(&specialist, other, "DEV-WASTE", "Sousedův Zlatohlávek", "").await;
    let hidden = json!({ "serviceCode": "DEV-WASTE", "title": "Skrytý Zlatohlávek", "memberId": own, "shownToMember": false });
    specialist.done(super::OPEN, json!({ "input": hidden })).await;
    tenant.open_for_citizen(&specialist, "DEV-WASTE", "Občanův Zlatohlávek").await;
    record(&specialist, "DEV-WASTE", &[own, other], "Společná práce, Zlatohlávek").await;
    record(&specialist, "DEV-WASTE", &[other], "Sousedova práce, Zlatohlávek").await;
    record(&specialist, "LEGAL-ADVICE", &[own], "Důvěrná práce, Zlatohlávek").await;
    let mayor = tenant.mayor_of(0).await;
    let expected =
        ["Vlastní důvěrný Zlatohlávek", "Vlastní Zlatohlávek", "Společná práce, Zlatohlávek"];
    finds(&mayor, &expected).await;
    let of_the_neighbour = json!({ "query": WORDS[0], "filter": { "memberId": other } });
    let seen = mayor.done(SEARCH, of_the_neighbour).await;
    // The share of both is an own one too, and says nothing of the neighbour that the activity doesn't.
    assert_eq!(seen.number("/search/totalCount"), 0, "{seen}");
}

#[tokio::test]
async fn internal_comments_are_found_by_staff_alone() {
    let tenant = House::shared().await.tenant("internal-words").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let id = open(&mayor, &tenant.members[0], "DEV-WASTE", "Lavička", "U kostela.").await;
    comment(&clerk, &id, "Starosta je Zlatohlávek.", true).await;
    finds(&clerk, &["Lavička"]).await;
    finds_nothing(&mayor).await;
    // Not beside words that they may find, either: each of the words must stand in what they read.
    assert_eq!(found(&mayor, "lavička kostel").await, ["Lavička"]);
    assert_eq!(found(&mayor, "lavička zlatohlavek").await, [""; 0]);
    assert_eq!(found(&clerk, "lavička zlatohlavek").await, ["Lavička"]);
    // What is said for them too they find, and the snippet is of that and not of the other.
    comment(&clerk, &id, "Prý Zlatohlávek.", false).await;
    let seen = super::search(&mayor, "zlatohlavek").await;
    assert_eq!(super::snippet(&seen), "Prý [Zlatohlávek].");
}

#[tokio::test]
async fn what_is_filed_beyond_one_s_clearance_isn_t_found_by_who_filed_it() {
    let tenant = House::shared().await.tenant("filed-words").await;
    let clerk = tenant.clerk().await;
    open(&clerk, &tenant.members[0], "LEGAL-ADVICE", "Zlatohlávek", "").await;
    open(&clerk, &tenant.members[0], "DPO-INCIDENT", "Zlatohlávek", "").await;
    finds_nothing(&clerk).await;
    finds(&tenant.manager().await.client, &["Zlatohlávek"]).await;
    assert!(!found(&tenant.dpo().await.client, "zlatohlavek").await.is_empty());
}
