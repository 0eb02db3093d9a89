use super::*;
use proptest::prelude::*;
use serde_json::json;

fn czk(text: &str) -> Money {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn rates(municipal: &str, centre: &str) -> Rates {
    let rate = |text| Rate { per_hour: czk(text), valid_from: day("2017-01-01") };
    Rates { municipal_hour: rate(municipal), centre_hour: rate(centre) }
}

fn work(minutes: i32) -> Work {
    Work { minutes, performed_on: day("2017-06-01") }
}

fn computed(claim: &Claim, minutes: i32) -> Benefit {
    compute(claim, work(minutes), rates("186.00", "137.00")).unwrap()
}

fn saved(claim: &Claim, minutes: i32) -> String {
    let amounts = computed(claim, minutes).amounts;
    assert_eq!(amounts.brought_in, None);
    amounts.saved.unwrap().to_string()
}

/// Sdružení obcí Sedlčanska 2017: hours of a mayor at 186 CZK, without hours of the centre at 137 CZK.
#[test]
fn the_formula_of_sedlcansko_is_kept_to_the_haler() {
    let kept = json!({
        "performedOn": "2017-06-01", "centreMinutes": 250, "avoidedMinutes": 605,
        "centreHour": { "perHour": "137.00", "validFrom": "2017-01-01" },
        "municipalHour": { "perHour": "186.00", "validFrom": "2017-01-01" },
    });
    let benefit = computed(&Claim::AvoidedHours { avoided_minutes: 605 }, 250);
    assert_eq!((benefit.method, benefit.version), (Method::AvoidedHours, 1));
    assert_eq!(benefit.inputs, kept);
    // 605 × 186 / 60 = 1 875.50; 250 × 137 / 60 = 570.83.
    let amounts = recompute(Method::AvoidedHours, 1, &kept).unwrap();
    assert_eq!(amounts, Amounts { saved: Some(czk("1304.67")), brought_in: None });
    assert_eq!(amounts, benefit.amounts);
}

#[test]
fn each_method_has_its_formula() {
    let hours = |avoided_minutes| Claim::AvoidedHours { avoided_minutes };
    assert_eq!(saved(&hours(600), 240), "1312.00");
    // It cost more than it saved, and that is said.
    assert_eq!(saved(&hours(60), 240), "-362.00");
    assert_eq!(saved(&Claim::MarketPrice { market_price: czk("5000.00") }, 120), "4726.00");
    let prices_alone = vec![czk("100000.00"), czk("80000.50")];
    let joint = Claim::JointPurchase { prices_alone, joint_price: czk("150000.00") };
    assert_eq!(saved(&joint, 60), "29863.50");
    assert_eq!(saved(&Claim::SanctionAvoided { sanction: czk("20000.00") }, 30), "19931.50");
    let won = computed(&Claim::GrantWon { amount: czk("171000000.00") }, 6_000);
    let brought_in = Amounts { saved: None, brought_in: Some(czk("171000000.00")) };
    assert_eq!(won.amounts, brought_in);
    assert_eq!(
        won.inputs,
        json!({ "performedOn": "2017-06-01", "centreMinutes": 6_000, "amount": "171000000.00" })
    );
}

#[test]
fn a_cost_is_rounded_once_and_a_half_away_from_zero() {
    for (parts, whole) in [
        (0, 0),
        (29, 0),
        (30, 1),
        (31, 1),
        (89, 1),
        (90, 2),
        (-29, 0),
        (-30, -1),
        (-90, -2),
        (-91, -2),
    ] {
        assert_eq!(half_away_from_zero(parts, 60), whole, "{parts}");
    }
    // A minute at 137 CZK is 2.2833… CZK; at 30 haléře it is half a haléř.
    assert_eq!(cost(1, czk("137.00")), Some(czk("2.28")));
    assert_eq!(cost(1, czk("0.30")), Some(czk("0.01")));
    assert_eq!(cost(1, czk("0.29")), Some(Money::ZERO));
}

#[test]
fn what_can_t_be_kept_is_refused() {
    let most = Money::of_haler(1_000_000_000_000).unwrap();
    let joint = Claim::JointPurchase { prices_alone: vec![most, most], joint_price: most };
    let refused = compute(&joint, work(1), rates("186.00", "137.00"));
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    for (version, inputs) in [(2, json!({})), (1, json!({})), (1, json!({ "note": "x" }))] {
        let broken = recompute(Method::GrantWon, version, &inputs);
        assert!(matches!(broken, Err(Error::Internal(_))), "{broken:?}");
    }
}

fn claims() -> impl Strategy<Value = Claim> {
    let price = || (0..100_000_000_i64).prop_map(|haler| Money::of_haler(haler).unwrap());
    prop_oneof![
        (1..=MOST_AVOIDED_MINUTES)
            .prop_map(|avoided_minutes| Claim::AvoidedHours { avoided_minutes }),
        price().prop_map(|market_price| Claim::MarketPrice { market_price }),
        (prop::collection::vec(price(), 2..50), price()).prop_map(|(prices_alone, joint_price)| {
            Claim::JointPurchase { prices_alone, joint_price }
        }),
        price().prop_map(|amount| Claim::GrantWon { amount }),
        price().prop_map(|sanction| Claim::SanctionAvoided { sanction }),
    ]
}

proptest! {
    #[test]
    fn a_benefit_computed_again_is_the_same_and_knows_its_claim(
        claim in claims(), minutes in 1..=100_000, municipal in 1..10_000_000_i64, centre in 1..10_000_000_i64,
    ) {
        let rate = |haler| Rate { per_hour: Money::of_haler(haler).unwrap(), valid_from: day("2020-01-01") };
        let rates = Rates { municipal_hour: rate(municipal), centre_hour: rate(centre) };
        let benefit = compute(&claim, work(minutes), rates).unwrap();
        // As the database gives it back.
        let kept: Value = serde_json::from_str(&benefit.inputs.to_string()).unwrap();
        prop_assert_eq!(recompute(benefit.method, benefit.version, &kept).unwrap(), benefit.amounts);
        prop_assert_eq!(Claim::of(&Benefit { inputs: kept, ..benefit }).unwrap(), claim);
    }
}
