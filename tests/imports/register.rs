//! What one may ask of the register afterwards.

use super::{Nation, municipalities};
use chrono::NaiveDate;
use domain::access::{Caller, Clock, Db, Job, Settings, act_as_system};
use domain::directory::{
    self, AssociationFilter, MembershipRecord, Municipality, MunicipalityCode, MunicipalityFilter,
    Options, import_municipalities,
};
use domain::kernel::ico::Ico;
use domain::kernel::ids::TenantId;
use domain::kernel::page::{Page, PageArgs};
use std::time::Duration;

fn first(size: i32) -> PageArgs {
    PageArgs::new(Some(size), None, None, None).unwrap()
}

fn code(text: &str) -> MunicipalityCode {
    MunicipalityCode::parse(text).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn codes(page: &Page<Municipality>) -> Vec<String> {
    page.items.iter().map(|municipality| municipality.code.to_string()).collect()
}

#[tokio::test]
async fn names_stand_in_czech_order_and_equal_names_by_code() {
    let nation = Nation::with_register().await;
    let all = MunicipalityFilter::default();
    let page = directory::municipalities(&nation.importer, &all, &first(10), true).await.unwrap();
    // Č before H, and CH behind it.
    assert_eq!(codes(&page), ["990003", "990001", "990002", "990004"]);
    assert_eq!((page.total, page.has_next, page.has_previous), (Some(4), false, false));
}

#[tokio::test]
async fn pages_follow_each_other_forwards_and_backwards() {
    let nation = Nation::with_register().await;
    let all = MunicipalityFilter::default();
    let ask = async |page: PageArgs| {
        directory::municipalities(&nation.importer, &all, &page, false).await.unwrap()
    };
    let one = ask(first(3)).await;
    assert_eq!((codes(&one).len(), one.has_next, one.total), (3, true, None));
    let cursor = one.items.last().unwrap().cursor().print();
    let two = ask(PageArgs::new(Some(3), Some(&cursor), None, None).unwrap()).await;
    assert_eq!((codes(&two), two.has_next, two.has_previous), (vec!["990004".into()], false, true));
    let cursor = two.items[0].cursor().print();
    let back = ask(PageArgs::new(None, None, Some(2), Some(&cursor)).unwrap()).await;
    assert_eq!(codes(&back), ["990001", "990002"]);
    assert_eq!((back.has_next, back.has_previous), (true, true));
}

#[tokio::test]
async fn a_name_is_found_whatever_its_case_and_diacritics() {
    let nation = Nation::with_register().await;
    let ask = async |filter: MunicipalityFilter| {
        let page = directory::municipalities(&nation.importer, &filter, &first(10), true).await;
        codes(&page.unwrap())
    };
    let named = |name: &str| MunicipalityFilter {
        name: Some(name.into()),
        ..MunicipalityFilter::default()
    };
    assert_eq!(ask(named("cihost")).await, ["990003"]);
    assert_eq!(ask(named("ČÍHOŠŤ n")).await, ["990003"]);
    assert_eq!(ask(named("chlumek")).await, ["990002", "990004"]);
    assert!(ask(named("%")).await.is_empty());
    let south = MunicipalityFilter { district_code: Some("CZ099A".into()), ..named("chlumek") };
    assert_eq!(ask(south).await, ["990004"]);
    let region = MunicipalityFilter { region_code: Some("CZ099".into()), ..named("") };
    assert_eq!(ask(region).await.len(), 4);
    let nul = directory::municipalities(&nation.importer, &named("a\0"), &first(1), false).await;
    assert!(nul.is_err());
}

#[tokio::test]
async fn a_municipality_comes_with_its_territory() {
    let nation = Nation::with_register().await;
    let found = directory::municipality(&nation.importer, code("990004")).await.unwrap().unwrap();
    assert_eq!(found.ico, Some(Ico::try_from("10000038").unwrap()));
    assert_eq!(
        (&*found.district.name, &*found.district.region.name),
        ("Dolní - okres", "Vymyšlený kraj")
    );
    assert_eq!(
        (&*found.extended_powers_district.code, &*found.authorised_office_district.code),
        ("9902", "99021")
    );
    assert_eq!(found.position.unwrap().latitude, 49.7);
    let military = directory::municipality(&nation.importer, code("990009")).await.unwrap();
    assert_eq!(military, None);
    assert_eq!(directory::districts(&nation.importer).await.unwrap().len(), 2);
    assert_eq!(directory::regions(&nation.importer).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_a_process_remembers_it_forgets_when_it_imports() {
    let nation = Nation::with_register().await;
    let remembering = |seconds| {
        let shared_memory = Duration::from_secs(seconds);
        let settings = Settings::new(nation.database.url(), 2, Duration::from_secs(60));
        let db = Db::connect(&Settings { shared_memory, ..settings }, Clock::system()).unwrap();
        act_as_system(&db, TenantId::NATION, Job::Import)
    };
    let (here, forgetful) = (remembering(600), remembering(0));
    let name = async |by: &Caller| {
        let found = directory::municipality(by, code("990001")).await.unwrap().unwrap();
        found.name.clone()
    };
    assert_eq!((&*name(&here).await, &*name(&forgetful).await), ("Horní Ves", "Horní Ves"));
    let renamed = |name| municipalities().replace("990001,Horní Ves", &format!("990001,{name}"));
    // Another process imports: this one's memory isn't over.
    nation.municipalities(&renamed("Horní Město")).await.unwrap();
    assert_eq!((&*name(&here).await, &*name(&forgetful).await), ("Horní Ves", "Horní Město"));
    import_municipalities(&here, renamed("Horní Velkoměsto").as_bytes(), &Options::default())
        .await
        .unwrap();
    assert_eq!(name(&here).await, "Horní Velkoměsto");
}

#[tokio::test]
async fn inhabitants_are_the_latest_that_were_known_on_the_day() {
    let nation = Nation::with_register().await;
    nation
        .database
        .superuser()
        .await
        .batch_execute("INSERT INTO populations VALUES ('990001', '2022-12-31', 1300)")
        .await
        .unwrap();
    let ask = async |on: Option<&str>| {
        let codes = [code("990001"), code("990004")];
        let found = directory::populations(&nation.importer, &codes, on.map(day)).await.unwrap();
        assert_eq!(found.get(&code("990004")), None);
        found.get(&code("990001")).map(|population| population.inhabitants)
    };
    assert_eq!(ask(None).await, Some(1300));
    assert_eq!(ask(Some("2022-12-30")).await, Some(1200));
    assert_eq!(ask(Some("2020-12-30")).await, None);
}

#[tokio::test]
async fn an_association_is_found_by_its_ico_and_by_name() {
    let nation = Nation::with_register().await;
    let ico = Ico::try_from("90000021").unwrap();
    let found = directory::association(&nation.importer, &ico).await.unwrap().unwrap();
    assert_eq!((&*found.name, found.founded_on), ("Vodovod, s. o.", Some(day("2001-05-02"))));
    assert_eq!((found.dissolved_on, found.community_from), (None, None));
    let by_id = directory::associations_by_ids(&nation.importer, &[found.id]).await.unwrap();
    assert_eq!(by_id.get(&found.id), Some(&found));
    for (filter, names) in [
        (AssociationFilter::default(), vec!["Svazek obcí Horní", "Vodovod, s. o."]),
        (
            AssociationFilter { name: Some("horni".into()), ..AssociationFilter::default() },
            vec!["Svazek obcí Horní"],
        ),
        (
            AssociationFilter {
                region_code: Some("CZ099".into()),
                district_code: Some("CZ099A".into()),
                ..AssociationFilter::default()
            },
            vec!["Vodovod, s. o."],
        ),
    ] {
        let page = directory::associations(&nation.importer, &filter, &first(5), true).await;
        let page = page.unwrap();
        let found: Vec<_> = page.items.iter().map(|association| &*association.name).collect();
        assert_eq!(found, names);
        assert_eq!(page.total, Some(names.len() as i64));
    }
}

#[tokio::test]
async fn members_of_many_associations_are_read_with_a_page_for_each() {
    let nation = Nation::with_register().await;
    nation
        .database
        .superuser()
        .await
        .batch_execute(
            "UPDATE association_memberships SET joined_on = '2010-01-01', left_on = '2020-06-01' \
             WHERE municipality_code = '990003'",
        )
        .await
        .unwrap();
    let mut ids = Vec::new();
    for ico in ["90000013", "90000021"] {
        let ico = Ico::try_from(ico).unwrap();
        ids.push(directory::association(&nation.importer, &ico).await.unwrap().unwrap().id);
    }
    let asked = [ids[0], ids[1], ids[0]];
    let ask = async |on: &str, page: &PageArgs| {
        let mut pages =
            directory::members_of(&nation.importer, &asked, day(on), page, true).await.unwrap();
        assert_eq!(pages.len(), 2);
        ids.iter()
            .map(|id| {
                let page = pages.remove(id).unwrap();
                let members: Vec<_> =
                    page.items.iter().map(|member| member.municipality.code.to_string()).collect();
                (members.join(" "), page.total.unwrap(), page.has_next)
            })
            .collect::<Vec<_>>()
    };
    let both = |one: (&str, i64, bool), other: (&str, i64, bool)| {
        vec![(one.0.to_owned(), one.1, one.2), (other.0.to_owned(), other.1, other.2)]
    };
    let two = ("990002", 1, false);
    assert_eq!(ask("2020-05-31", &first(2)).await, both(("990003 990001", 3, true), two));
    assert_eq!(ask("2020-06-01", &first(2)).await, both(("990001 990002", 2, false), two));
    let backwards = PageArgs::new(None, None, Some(1), None).unwrap();
    assert_eq!(ask("2020-05-31", &backwards).await, both(("990002", 3, false), two));

    let on = day("2020-05-31");
    let codes = [code("990002"), code("990004")];
    let pages = directory::memberships_of(&nation.importer, &codes, on, &first(1), true).await;
    let pages = pages.unwrap();
    let page = &pages[&code("990002")];
    assert_eq!((&*page.items[0].association.name, page.total), ("Svazek obcí Horní", Some(2)));
    let after = page.items[0].association.cursor().print();
    let rest = PageArgs::new(Some(1), Some(&after), None, None).unwrap();
    let rest = directory::memberships_of(&nation.importer, &codes, on, &rest, false).await.unwrap();
    let page = &rest[&code("990002")];
    assert_eq!((&*page.items[0].association.name, page.has_next), ("Vodovod, s. o.", false));
    assert!(rest[&code("990004")].items.is_empty());

    let id = page.items[0].id;
    let found = directory::memberships_by_ids(&nation.importer, &[id]).await.unwrap();
    assert_eq!(found[&id], page.items[0]);
    let records = nation
        .importer
        .read(domain::access::Permission::ReadRegister, async |tx| {
            directory::membership_records_in(tx, ids[0]).await
        })
        .await
        .unwrap();
    let left: Vec<_> = records.iter().filter(|r: &&MembershipRecord| r.left_on.is_some()).collect();
    assert_eq!((records.len(), left.len()), (3, 1));
}
