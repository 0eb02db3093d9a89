//! Several are looked up in one look-up as each is alone.

use super::browser::{Browser, invited};
use super::provider::Provider;
use super::{BY_THE_NATION, linking};
use crate::house::House;
use crate::house::wire::Wire;
use domain::access::{Credential, Role, SignInError, SignedIn, sign_in_all_anew};

/// What somebody got: where they act, and in which tenant they are now; or why nothing.
fn got(answer: &Result<SignedIn, SignInError>) -> String {
    match answer {
        Ok(signed_in) => {
            let tenant = signed_in.caller().map(|caller| caller.tenant());
            format!("{} in {tenant:?}: {:?}", signed_in.person(), signed_in.standings())
        }
        Err(error) => error.word().to_owned(),
    }
}

/// Where somebody may act, or why nowhere.
fn places(answer: &Result<SignedIn, SignInError>) -> Vec<&str> {
    match answer {
        Ok(signed_in) => signed_in.standings().iter().map(|place| place.slug.as_str()).collect(),
        Err(error) => vec![error.word()],
    }
}

#[tokio::test]
async fn many_are_looked_up_together_as_each_is_alone() {
    let provider = Provider::shared().await;
    let house = House::shared().await.vouched_for(provider.of_the_nation());
    let (one, two) = (house.tenant("together-one").await, house.tenant("together-two").await);
    // Two people, each of whom acts in both, have accepted the nation's word in one of them.
    let mut cookies = Vec::new();
    for (own, other) in [(&one, &two), (&two, &one)] {
        let mut browser = invited(&house, own, "lawyer", "LEGAL_ADVISER").await;
        let email = format!("lawyer@{}.invalid", own.slug());
        other.appoint(&email, "lawyer", Role::LegalAdviser, None).await;
        let accepted = browser.signs_in(&linking("nation", own.slug()), own.slug()).await;
        assert_eq!(accepted.status, 303);
        let mut later = Browser::new(&house);
        assert_eq!(later.signs_in(BY_THE_NATION, own.slug()).await.status, 303);
        let client = later.client();
        cookies.push(client.cookie().split_once('=').expect("name=value").1.to_owned());
    }
    let (clerk, mayor) = (one.clerk().await, two.mayor_of(0).await);
    let admin = two.admin().await;
    let coordinator = house.another_coordinator("together").await;
    let asked = [
        (Credential::Token(clerk.token()), Some(one.slug())),
        (Credential::Session(&cookies[0]), None),
        (Credential::Token("cst_nobody_s"), None),
        (Credential::Token(mayor.token()), None),
        (Credential::Session(&cookies[1]), Some(two.slug())),
        (Credential::Token(clerk.token()), Some(two.slug())),
        (Credential::Token(&cookies[0]), None),
        (Credential::Token(coordinator.token()), None),
        (Credential::Token(admin.token()), None),
        (Credential::Session(&cookies[1]), Some(one.slug())),
        (Credential::Token(clerk.token()), Some(one.slug())),
    ];
    let reached = house.reached_by(&house.database().url(), 2);
    let together = sign_in_all_anew(reached.db(), &asked).await.unwrap();
    let there: Vec<_> = together.iter().map(places).collect();
    assert_eq!(
        there,
        [
            vec![one.slug()],
            vec![one.slug()],
            vec!["UNAUTHENTICATED"],
            vec![two.slug()],
            vec![two.slug()],
            vec!["TENANT_NOT_FOUND"],
            vec!["UNAUTHENTICATED"],
            vec!["nation"],
            vec![two.slug()],
            vec!["TENANT_NOT_FOUND"],
            vec![one.slug()],
        ]
    );
    for (one, answer) in asked.iter().zip(&together) {
        let alone = sign_in_all_anew(reached.db(), &[*one]).await.unwrap();
        assert_eq!(alone.iter().map(got).collect::<Vec<_>>(), [got(answer)]);
    }
}

#[tokio::test]
async fn a_look_up_of_many_takes_the_trips_of_one() {
    let house = House::shared().await;
    let tenant = house.tenant("together-at-once").await;
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    let (admin, mayor) = (tenant.admin().await, tenant.mayor_of(0).await);
    let tokens = [clerk.token(), manager.token(), admin.token(), mayor.token(), clerk.token()];
    let all = tokens.map(|token| (Credential::Token(token), None));
    let wire = Wire::in_front_of(house.database());
    let reached = house.reached_by(wire.url(), 1);
    // The first time statements are prepared, and it is noted that the tokens were used.
    for _ in 0..2 {
        sign_in_all_anew(reached.db(), &all).await.unwrap();
    }
    wire.take();
    let mut counted = Vec::new();
    for some in [&all[..1], &all[..]] {
        assert_eq!(sign_in_all_anew(reached.db(), some).await.unwrap().len(), some.len());
        let went = wire.take();
        counted.push((went.statements.len(), went.round_trips));
    }
    assert_eq!(counted[0], counted[1]);
    assert_eq!(counted[0].1, 2);
}

#[tokio::test]
async fn a_fault_that_one_meets_is_nobody_else_s() {
    let house = House::fresh().await;
    let tenant = house.tenant("together-with-a-fault").await;
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    // As if a later version had given the clerk a role that this one doesn't know.
    let break_it = "ALTER TABLE grants DROP CONSTRAINT grants_role_check;
        UPDATE grants SET role = 'NO_ROLE' WHERE role = 'CLERK'";
    house.database().superuser().await.batch_execute(break_it).await.unwrap();
    let reached = house.reached_by(&house.database().url(), 1);
    let asked = [
        (Credential::Token(clerk.token()), None),
        (Credential::Token(manager.token()), None),
        (Credential::Token("cst_nobody_s"), None),
    ];
    let answers = sign_in_all_anew(reached.db(), &asked).await.unwrap();
    let there: Vec<_> = answers.iter().map(places).collect();
    assert_eq!(there, [vec!["INTERNAL"], vec![tenant.slug()], vec!["UNAUTHENTICATED"]]);
}
