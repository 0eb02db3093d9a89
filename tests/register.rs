//! The public register, as whoever is signed in sees it.

use crate::house::House;
use crate::house::register::ico;
use domain::access::{Job, act_as_system};
use domain::directory::{Options, import_labels};
use domain::kernel::ids::TenantId;
use serde_json::{Value, json};

#[tokio::test]
async fn a_municipality_is_found_by_its_code() {
    let tenant = House::shared().await.tenant("obec").await;
    let query =
        "{ municipality(code: \"599001\") { id name status ico district { id name region { code } }
        extendedPowersDistrict { code } authorisedOfficeDistrict { name } population { count asOf }
        before: population(onDate: \"2020-12-30\") { count } location { latitude longitude }
        memberships { nodes { association { name } joinedOn leftOn } } }
        unknown: municipality(code: \"599999\") { name } }";
    let found = tenant.mayor_of(0).await.done(query, json!({})).await;
    insta::assert_snapshot!(found.shown_at("/data"), @r#"
    {
      "municipality": {
        "authorisedOfficeDistrict": {"name":"Horní Ves"},
        "before": null,
        "district": {"id":"district_CZ0990","name":"Horní okres","region":{"code":"CZ099"}},
        "extendedPowersDistrict": {"code":"9901"},
        "ico": "41000013",
        "id": "municipality_599001",
        "location": {"latitude":49.5,"longitude":15.25},
        "memberships": {
          "nodes": [
            {"association":{"name":"Svazek Lhot"},"joinedOn":null,"leftOn":null},
            {"association":{"name":"Zaniklý svazek"},"joinedOn":null,"leftOn":null}
          ]
        },
        "name": "Lhota",
        "population": {"asOf":"2020-12-31","count":120},
        "status": "MUNICIPALITY"
      },
      "unknown": null
    }
    "#);
    for code in ["1", "abcdef", "5990011", "599001 "] {
        let query = "query($code: MunicipalityCode!) { municipality(code: $code) { name } }";
        let refused = tenant.clerk().await.ask_with(query, json!({ "code": code })).await;
        assert_eq!(refused.code(), "BAD_USER_INPUT", "{code}");
    }
}

#[tokio::test]
async fn names_that_repeat_are_all_answered() {
    let clerk = House::shared().await.tenant("names").await.clerk().await;
    let query = "query($name: String!) { municipalities(filter: { name: $name }) { totalCount nodes { code name
        district { code } region { name } } } }";
    for (name, codes) in [
        ("lhota", vec!["599001", "599002"]),
        ("LHOT", vec!["599001", "599002", "599003"]),
        ("Lhotká", vec!["599003"]),
        ("nikde takhle", vec![]),
    ] {
        let found = clerk.done(query, json!({ "name": name })).await;
        assert_eq!(found.each("/municipalities/nodes", "code"), codes, "{name}");
        assert_eq!(found.number("/municipalities/totalCount"), i64::try_from(codes.len()).unwrap());
        let nodes = found.list("/municipalities/nodes");
        let is_placed = |node: &Value| {
            node["district"]["code"] == "CZ0990" && node["region"]["name"] == "Vymyšlený kraj"
        };
        assert!(nodes.iter().all(is_placed), "{found}");
    }
}

#[tokio::test]
async fn an_association_is_found_by_its_ico_and_a_mistyped_one_is_refused() {
    let clerk = House::shared().await.tenant("svazek").await.clerk().await;
    let query = "query($ico: Ico!) { association(ico: $ico) { name kind foundedOn dissolvedOn district { code }
        members { totalCount nodes { municipality { code } } } } }";
    let found = clerk.done(query, json!({ "ico": ico(4_000_001) })).await;
    insta::assert_snapshot!(found.shown_at("/data/association"), @r#"
    {
      "dissolvedOn": null,
      "district": {"code":"CZ0990"},
      "foundedOn": "2001-05-02",
      "kind": "ORDINARY",
      "members": {
        "nodes": [
          {"municipality":{"code":"599001"}},
          {"municipality":{"code":"599002"}},
          {"municipality":{"code":"599003"}}
        ],
        "totalCount": 3
      },
      "name": "Svazek Lhot"
    }
    "#);
    let ended = clerk.done(query, json!({ "ico": ico(4_000_002) })).await;
    assert_eq!(ended.text("/association/dissolvedOn"), "2015-12-31");
    let unknown = clerk.done(query, json!({ "ico": ico(9_999_998) })).await;
    assert_eq!(*unknown.data("/association"), Value::Null);
    for mistyped in ["40000019", "4000001", "abcdefgh"] {
        assert_eq!(
            clerk.ask_with(query, json!({ "ico": mistyped })).await.code(),
            "BAD_USER_INPUT"
        );
    }
}

#[tokio::test]
async fn who_belongs_is_asked_of_a_day() {
    let house = House::shared().await;
    let tenant = house.tenant("days").await;
    let [first, second, _] = &tenant.association.municipalities[..] else { panic!("three") };
    let dated = format!(
        "UPDATE association_memberships SET joined_on = '2021-05-01', left_on = '2023-07-01' WHERE municipality_code = '{first}';
         UPDATE association_memberships SET joined_on = '2026-03-01' WHERE municipality_code = '{second}'"
    );
    house.database().superuser().await.batch_execute(&dated).await.unwrap();
    let clerk = tenant.clerk().await;
    let query = "query($ico: Ico!, $day: Date) { association(ico: $ico) { members(onDate: $day) { totalCount } } }";
    for (day, count) in [
        (json!("2021-04-30"), 1),
        (json!("2021-05-01"), 2),
        (json!("2023-06-30"), 2),
        // The day of leaving is the first on which it doesn't belong.
        (json!("2023-07-01"), 1),
        (json!("2026-03-01"), 2),
        (Value::Null, 2),
    ] {
        let variables = json!({ "ico": tenant.association.ico, "day": day });
        let found = clerk.done(query, variables).await;
        assert_eq!(found.number("/association/members/totalCount"), count, "{day}");
    }
    let query = "query($code: MunicipalityCode!) { municipality(code: $code) {
        then: memberships(onDate: \"2022-01-01\") { nodes { joinedOn leftOn } } now: memberships { totalCount } } }";
    let found = clerk.done(query, json!({ "code": first })).await;
    assert_eq!(
        *found.data("/municipality/then/nodes"),
        json!([{ "joinedOn": "2021-05-01", "leftOn": "2023-07-01" }])
    );
    assert_eq!(found.number("/municipality/now/totalCount"), 0);
}

#[tokio::test]
async fn pages_of_the_register_hold_each_item_once_both_ways() {
    let house = House::fresh().await;
    house.associations(&["a", "b", "c"]).await;
    let coordinator = house.coordinator().await;
    for (list, key, count) in [("municipalities", "code", 12), ("associations", "ico", 6)] {
        let mut walked = Vec::new();
        for (size, place, more, end) in [
            ("first", "after", "hasNextPage", "endCursor"),
            ("last", "before", "hasPreviousPage", "startCursor"),
        ] {
            let (mut pages, mut cursor) = (Vec::new(), Value::Null);
            loop {
                let query = format!(
                    "query($at: String) {{ list: {list}({size}: 4, {place}: $at) {{
                    totalCount pageInfo {{ {more} {end} }} nodes {{ {key} }} }} }}"
                );
                let page = coordinator.done(&query, json!({ "at": cursor })).await;
                assert_eq!(page.number("/list/totalCount"), count);
                pages.push(
                    page.each("/list/nodes", key)
                        .into_iter()
                        .map(str::to_owned)
                        .collect::<Vec<_>>(),
                );
                if page.data("/list/pageInfo")[more] == false {
                    break;
                }
                cursor = page.data("/list/pageInfo")[end].clone();
            }
            if size == "last" {
                pages.reverse();
            }
            walked.push(pages.concat());
        }
        assert_eq!(walked[0], walked[1], "{list}");
        let mut once = walked[0].clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(i64::try_from(once.len()).unwrap(), count, "{list}");
    }
}

#[tokio::test]
async fn what_is_dated_is_asked_of_a_day() {
    let house = House::fresh().await;
    house
        .database()
        .superuser()
        .await
        .batch_execute(
            "UPDATE municipalities SET valid_from = '2009-01-01' WHERE code = '599001'; \
             UPDATE municipalities SET valid_until = '2016-01-01' WHERE code = '599002'; \
             INSERT INTO extended_powers_districts VALUES ('9909', 'Dřívější'); \
             UPDATE municipality_extended_powers SET valid_from = '2021-01-01' WHERE municipality_code = '599001'; \
             INSERT INTO municipality_extended_powers VALUES ('599001', '-infinity', '2021-01-01', '9909', '2020-12-31')",
        )
        .await
        .unwrap();
    let coordinator = house.coordinator().await;
    let query = "{ today: municipalities(filter: { name: \"lhota\" }) { nodes { code } }
        in2008: municipalities(filter: { name: \"lhota\" }, onDate: \"2008-12-31\") { nodes { code } }
        municipality(code: \"599001\") { validFrom validUntil now: extendedPowersDistrict { name }
          before: extendedPowersDistrict(onDate: \"2020-12-31\") { name }
          since: extendedPowersDistrict(onDate: \"2021-01-01\") { name } }
        ended: municipality(code: \"599002\") { validFrom validUntil } }";
    let found = coordinator.done(query, json!({})).await;
    insta::assert_snapshot!(found.shown_at("/data"), @r#"
    {
      "ended": {"validFrom":null,"validUntil":"2016-01-01"},
      "in2008": {"nodes":[{"code":"599002"}]},
      "municipality": {
        "before": {"name":"Dřívější"},
        "now": {"name":"Horní Ves"},
        "since": {"name":"Horní Ves"},
        "validFrom": "2009-01-01",
        "validUntil": null
      },
      "today": {"nodes":[{"code":"599001"}]}
    }
    "#);
}

#[tokio::test]
async fn an_association_shows_its_labels_and_is_found_by_them() {
    let house = House::fresh().await;
    let importer = act_as_system(house.db(), TenantId::NATION, Job::Import);
    let file = format!("ico;stitek\n{};CSS 2016–2020\n", ico(4_000_001));
    import_labels(&importer, file.as_bytes(), &Options::default()).await.unwrap();
    let coordinator = house.coordinator().await;
    let query = "query($label: String!) { associations(filter: { label: $label }) { totalCount nodes { name labels } }
        all: associations { nodes { labels } } }";
    let found = coordinator.done(query, json!({ "label": "CSS 2016–2020" })).await;
    insta::assert_snapshot!(found.shown_at("/data/associations"), @r#"{"nodes":[{"labels":["CSS 2016–2020"],"name":"Svazek Lhot"}],"totalCount":1}"#);
    let is_bare = |node: &&Value| node["labels"] == json!([]);
    assert_eq!(found.list("/all/nodes").iter().filter(is_bare).count(), 2);
    let long = coordinator.ask_with(query, json!({ "label": "x".repeat(61) })).await;
    assert_eq!(long.code(), "BAD_USER_INPUT");
}
