//! The activities of a quarter for a spreadsheet: a line for each member's share.

use super::names::Names;
use crate::http::spreadsheet::{BYTE_ORDER_MARK, END, crowns, quoted};
use domain::access::Caller;
use domain::activities::{
    Activity, ActivityFilter, ActivityOrder, Found, OrderField, Share, Wanted, queries,
};
use domain::kernel::error::Result;
use domain::kernel::ids::MemberId;
use domain::kernel::money::Money;
use domain::kernel::page::PageArgs;
use domain::kernel::working_days::day_in_prague;
use domain::periods::Quarter;
use schema::Language;

const AT_ONCE: i32 = 100;

const COLUMNS: [(&str, &str); 14] = [
    ("Aktivita", "Activity"),
    ("Den", "Day"),
    ("Služba", "Service"),
    ("Působnost", "Competence"),
    ("Provedl(a)", "Performed by"),
    ("Výstup", "Output"),
    ("Opravuje", "Corrects"),
    ("Důvod opravy", "Reason"),
    ("Obec", "Municipality"),
    ("Váha", "Weight"),
    ("Minut", "Minutes"),
    ("Uspořeno (Kč)", "Saved (CZK)"),
    ("Získáno (Kč)", "Brought in (CZK)"),
    ("Potvrzeno", "Attested"),
];

/// All of a quarter that the caller may read, in the order of the days.
pub(super) async fn written(
    caller: &Caller,
    quarter: Quarter,
    language: Language,
) -> Result<String> {
    let head = COLUMNS.map(|(cs, en)| match language {
        Language::Cs => quoted(cs),
        Language::En => quoted(en),
    });
    let mut text = format!("{BYTE_ORDER_MARK}{}{END}", head.join(";"));
    let filter = ActivityFilter {
        from: Some(quarter.starts_on()),
        to: Some(quarter.ends_on()),
        ..ActivityFilter::default()
    };
    let order = ActivityOrder { field: OrderField::PerformedOn, is_descending: false };
    let wanted = Wanted { shares: true, members: true, people: true, ..Wanted::default() };
    let mut args = PageArgs::new(Some(AT_ONCE), None, None, None)?;
    loop {
        let found = queries::page(caller, &filter, order, &args, false, &wanted).await?;
        text += &rows(caller, &found).await?;
        match found.cursors.last().filter(|_| found.page.has_next) {
            Some(last) => args.after = Some(last.clone()),
            None => return Ok(text),
        }
    }
}

async fn rows(caller: &Caller, found: &Found) -> Result<String> {
    let members: Vec<MemberId> = found.children.members().map(|member| member.id).collect();
    let names = Names::read(caller, &members, &[]).await?;
    let mut text = String::new();
    for activity in &found.page.items {
        let by = found.children.person(activity.performed_by);
        let by = by.map_or("", |person| person.display_name.as_str());
        for share in found.children.shares(activity.id) {
            text += &row(activity, share, by, &names);
        }
    }
    Ok(text)
}

fn row(activity: &Activity, share: &Share, by: &str, names: &Names) -> String {
    let corrects = activity.corrects.as_ref();
    let amount =
        |money: Option<Money>| money.map(|money| crowns(money.haler())).unwrap_or_default();
    let cells = [
        quoted(&activity.printed_number()),
        activity.performed_on.to_string(),
        quoted(&activity.service_code),
        quoted(activity.competence.as_str()),
        quoted(by),
        quoted(&activity.output),
        quoted(&corrects.map(|of| of.activity.to_string()).unwrap_or_default()),
        quoted(corrects.map_or("", |of| of.reason.as_str())),
        quoted(names.member(share.member).unwrap_or_default()),
        share.weight.to_string(),
        share.minutes.to_string(),
        amount(share.saved),
        amount(share.brought_in),
        share.attested.map(|attested| day_in_prague(attested.at).to_string()).unwrap_or_default(),
    ];
    format!("{}{END}", cells.join(";"))
}
