//! Borders for maps: read in, made simpler, and handed out to who is signed in.

use super::{Nation, What, complete, rehearsed, told};
use crate::house::House;
use domain::access::{Job, act_as_system};
use domain::directory::{Options, import_boundaries};
use domain::kernel::ids::TenantId;
use serde_json::{Value, json};

/// Districts side by side, as rectangles with a point too many on each side.
fn districts(codes: &[&str]) -> String {
    let feature = |(place, code): (usize, &&str)| {
        let west = 14.0 + f64::from(u32::try_from(place).unwrap());
        let ring = json!([
            [west, 49.0],
            [west + 0.5, 49.000_01],
            [west + 1.0, 49.0],
            [west + 1.0, 50.0],
            [west, 50.0],
            [west, 49.0]
        ]);
        let geometry = json!({ "type": "Polygon", "coordinates": [ring] });
        json!({ "type": "Feature", "properties": { "lau1": code, "nuts3": "CZ099" }, "geometry": geometry })
    };
    let features: Vec<Value> = codes.iter().enumerate().map(feature).collect();
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

#[tokio::test]
async fn borders_are_read_by_code_made_simpler_and_read_again_without_a_change() {
    let nation = Nation::with_register().await;
    let file = districts(&["CZ0990", "CZ099A", "CZ0777"]);
    let would = nation
        .read(What::Boundaries, file.as_bytes(), &rehearsed(Options::default()))
        .await
        .unwrap();
    assert_eq!(nation.count("SELECT count(*) FROM boundaries").await, 0);
    let read = async |file: &str| {
        nation.read(What::Boundaries, file.as_bytes(), &Options::default()).await.unwrap()
    };
    let did = read(&file).await;
    insta::assert_snapshot!(did, @"boundaries of districts: 2 new, 0 changed, 0 closed, 0 unchanged, 1 that the register doesn't know skipped");
    assert_eq!(would, did);
    let points = "SELECT jsonb_array_length(geometry #> '{coordinates,0,0}')::bigint FROM boundaries WHERE code = 'CZ0990'";
    assert_eq!(nation.count(points).await, 5, "a rectangle, closed");
    let trail = nation.trail().await;
    insta::assert_snapshot!(read(&file).await, @"boundaries of districts: 0 new, 0 changed, 0 closed, 2 unchanged, 1 that the register doesn't know skipped");
    assert_eq!(nation.trail().await, trail);
    // A part of the country leaves the rest as it is.
    let moved = districts(&["CZ099A"]);
    assert_eq!(read(&moved).await.counts.changed, 1);
    assert_eq!(nation.count("SELECT count(*) FROM boundaries").await, 2);
}

#[tokio::test]
async fn what_isnt_a_map_of_the_country_is_refused_whole() {
    let nation = Nation::with_register().await;
    let fine = districts(&["CZ0990", "CZ099A"]);
    let mut answers = Vec::new();
    for file in [
        "ico,nazev\n".to_owned(),
        "{\"features\":[{\"properties\":{},\n\"geometry\":{\"type\":\"Point\",\"coordinates\":[15,49]}}]}".to_owned(),
        fine.replace("lau1", "okres").replace("nuts3", "kraj"),
        fine.replace("CZ099A", "CZ0990"),
        // North before east, or metres.
        fine.replace("[15.0,49.0]", "[49.0,15.0]"),
        fine.replace("[16.0,50.0]", "[-500000.0,-1100000.0]"),
        // A ring that is open, and one of two points.
        fine.replacen("[14.0,49.0]]", "[14.0,49.5]]", 1),
        json!({ "features": [{ "properties": { "lau1": "CZ0990" }, "geometry":
            { "type": "Polygon", "coordinates": [[[15, 49], [16, 49], [15, 49]]] } }] })
        .to_string(),
        json!({ "features": [{ "properties": { "lau1": "CZ0990" }, "geometry":
            { "type": "Polygon", "coordinates": [] } }] })
        .to_string(),
    ] {
        answers.extend(told(nation.read(What::Boundaries, file.as_bytes(), &Options::default()).await));
    }
    answers.extend(told(
        nation.read(What::Boundaries, fine.as_bytes(), &complete("2026-11-01")).await,
    ));
    insta::assert_snapshot!(answers.join("\n"), @r"
    nothing was imported: GEOJSON_WRONG: line 1: expected value at line 1 column 1
    nothing was imported: GEOJSON_WRONG: line 2: unknown variant `Point`, expected `Polygon` or `MultiPolygon` at line 2 column 26
    nothing was imported: FEATURE_WRONG: feature 1 has no property kod_obce, lau1 or nuts3
    nothing was imported: FEATURE_REPEATED: feature 2 is CZ0990 once more
    nothing was imported: FEATURE_WRONG: feature 1 isn't closed rings of degrees east and north (WGS 84) in the country
    nothing was imported: FEATURE_WRONG: feature 2 isn't closed rings of degrees east and north (WGS 84) in the country
    nothing was imported: FEATURE_WRONG: feature 1 isn't closed rings of degrees east and north (WGS 84) in the country
    nothing was imported: FEATURE_WRONG: feature 1 isn't closed rings of degrees east and north (WGS 84) in the country
    nothing was imported: FEATURE_WRONG: feature 1 isn't closed rings of degrees east and north (WGS 84) in the country
    nothing was imported: NEVER_COMPLETE: by a list of boundaries nothing ends
    ");
    assert_eq!(nation.count("SELECT count(*) FROM boundaries").await, 0);
}

#[tokio::test]
async fn a_map_is_handed_out_once_and_then_known_by_its_mark() {
    let house = House::fresh().await;
    let coordinator = house.coordinator().await;
    let look = async |mark: Option<&str>| {
        let request = house.app().addresses().get("/boundaries/districts.geojson");
        let request = request.header("authorization", format!("Bearer {}", coordinator.token()));
        match mark {
            Some(mark) => request.header("if-none-match", mark).send().await.0,
            None => request.send().await.0,
        }
    };
    let empty = look(None).await;
    let mark_of = |response: &poem::Response| response.header("etag").unwrap().to_owned();
    let nothing = mark_of(&empty);
    assert_eq!(
        empty.into_body().into_string().await.unwrap(),
        r#"{"features":[],"type":"FeatureCollection"}"#
    );

    let importer = act_as_system(house.db(), TenantId::NATION, Job::Import);
    let file = districts(&["CZ0990"]);
    import_boundaries(&importer, file.as_bytes(), &Options::default()).await.unwrap();
    let map = look(Some(&nothing)).await;
    assert_eq!(
        (map.status().as_u16(), map.header("cache-control")),
        (200, Some("private, max-age=3600"))
    );
    assert_eq!(map.header("vary"), Some("Authorization, Cookie"));
    let mark = mark_of(&map);
    let map: Value = serde_json::from_str(&map.into_body().into_string().await.unwrap()).unwrap();
    insta::assert_snapshot!(map["features"][0], @r#"{"geometry":{"coordinates":[[[[14.0,49.0],[15.0,49.0],[15.0,50.0],[14.0,50.0],[14.0,49.0]]]],"type":"MultiPolygon"},"id":"CZ0990","properties":{"code":"CZ0990","name":"Horní okres"},"type":"Feature"}"#);
    for known in [mark.clone(), format!("W/{mark}"), format!("\"other\", {mark}")] {
        let answer = look(Some(&known)).await;
        assert_eq!((answer.status().as_u16(), mark_of(&answer)), (304, mark.clone()), "{known}");
        assert!(answer.into_body().into_string().await.unwrap().is_empty());
    }
    // A mayor sees the country too.
    let tenant = house.tenant("mapa").await;
    let mayor = tenant.mayor_of(0).await;
    let request = house.app().addresses().get("/boundaries/districts.geojson");
    let request = request.header("authorization", format!("Bearer {}", mayor.token()));
    assert_eq!(request.send().await.0.status().as_u16(), 200);
}
