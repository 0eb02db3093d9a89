//! The benefits of a quarter with all that they were computed from: a line for each activity that has one. Who has the line
//! can compute it again.

use super::activities::parts;
use super::list::{Cell, Column, List};
use super::words::method;
use crate::http::page::Tongue;
use domain::access::Caller;
use domain::activities::{Activity, Share};
use domain::benefits::{Benefit, Claim};
use domain::kernel::error::Result;
use domain::kernel::money::Money;
use domain::periods::Quarter;

const COLUMNS: [Column; 16] = [
    ("Aktivita", "Activity"),
    ("Den", "Day"),
    ("Služba", "Service"),
    ("Metoda", "Method"),
    ("Verze metody", "Version of the method"),
    ("Minut centra", "The centre's minutes"),
    ("Hodina centra (Kč)", "A centre's hour (CZK)"),
    ("Hodina obce (Kč)", "A municipality's hour (CZK)"),
    ("Ušetřených minut", "Minutes avoided"),
    ("Ceny jednotlivě (Kč)", "Prices alone (CZK)"),
    ("Cena, dotace či sankce (Kč)", "Price, grant or sanction (CZK)"),
    ("Uspořeno (Kč)", "Saved (CZK)"),
    ("Získáno (Kč)", "Brought in (CZK)"),
    ("Podílů", "Shares"),
    ("Potvrzených podílů", "Attested shares"),
    ("Odečítá se", "Taken back"),
];

/// All of a quarter that the caller may read, in the order of the days.
pub(super) async fn read(caller: &Caller, quarter: Quarter, tongue: Tongue) -> Result<List> {
    let mut rows = Vec::new();
    for found in parts(caller, quarter).await? {
        for activity in &found.page.items {
            if let Some(benefit) = &activity.benefit {
                rows.push(line(activity, benefit, found.children.shares(activity.id), tongue)?);
            }
        }
    }
    Ok(List { columns: &COLUMNS, rows })
}

fn line(
    activity: &Activity,
    benefit: &Benefit,
    shares: &[Share],
    tongue: Tongue,
) -> Result<Vec<Cell>> {
    let hours = benefit.hours_used()?;
    let claimed = Claimed::of(Claim::of(benefit)?, tongue);
    let attested = shares.iter().filter(|share| share.attested.is_some()).count();
    let count = |number: usize| Cell::number(i64::try_from(number).unwrap_or(i64::MAX));
    let taken_back = if activity.is_reversal() { tongue.say("ano", "yes") } else { "" };
    Ok(vec![
        Cell::Text(activity.printed_number()),
        Cell::Day(activity.performed_on),
        Cell::text(activity.service_code.as_str()),
        Cell::text(method(benefit.method, tongue)),
        Cell::number(benefit.version),
        Cell::number(activity.minutes),
        Cell::some(hours.centre, Cell::Money),
        Cell::some(hours.municipal, Cell::Money),
        claimed.minutes,
        claimed.alone,
        claimed.amount,
        Cell::some(benefit.amounts.saved, Cell::Money),
        Cell::some(benefit.amounts.brought_in, Cell::Money),
        Cell::number(activity.share_count),
        count(attested),
        Cell::text(taken_back),
    ])
}

/// What was claimed, by its places in a line.
struct Claimed {
    minutes: Cell,
    alone: Cell,
    amount: Cell,
}

impl Claimed {
    fn of(claim: Claim, tongue: Tongue) -> Self {
        let nothing = Self { minutes: Cell::Nothing, alone: Cell::Nothing, amount: Cell::Nothing };
        match claim {
            Claim::AvoidedHours { avoided_minutes } => {
                Self { minutes: Cell::number(avoided_minutes), ..nothing }
            }
            Claim::JointPurchase { prices_alone, joint_price } => {
                let each = |price: &Money| tongue.exact(price.haler());
                let alone: Vec<String> = prices_alone.iter().map(each).collect();
                let alone = Cell::Text(alone.join(" + "));
                Self { alone, amount: Cell::Money(joint_price), ..nothing }
            }
            Claim::MarketPrice { market_price: amount }
            | Claim::GrantWon { amount }
            | Claim::SanctionAvoided { sanction: amount } => {
                Self { amount: Cell::Money(amount), ..nothing }
            }
        }
    }
}
