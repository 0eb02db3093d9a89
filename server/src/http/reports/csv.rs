//! The activities of a quarter for a spreadsheet: a line for each member's share.

use super::names::Names;
use crate::http::spreadsheet::{BYTE_ORDER_MARK, END, crowns, quoted};
use domain::access::Caller;
use domain::activities::{
    Activity, ActivityCompetence, ActivityFilter, ActivityOrder, Found, OrderField, Share, Wanted,
    queries,
};
use domain::kernel::error::Result;
use domain::kernel::ids::{ActivityId, MemberId};
use domain::kernel::money::Money;
use domain::kernel::page::PageArgs;
use domain::kernel::working_days::day_in_prague;
use domain::periods::Quarter;
use schema::Language;
use std::collections::HashMap;

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
        text += &rows(caller, &found, language).await?;
        match found.cursors.last().filter(|_| found.page.has_next) {
            Some(last) => args.after = Some(last.clone()),
            None => return Ok(text),
        }
    }
}

async fn rows(caller: &Caller, found: &Found, language: Language) -> Result<String> {
    let members: Vec<MemberId> = found.children.members().map(|member| member.id).collect();
    let names = Names::read(caller, &members, &[]).await?;
    let numbers = corrected(caller, found).await?;
    let mut text = String::new();
    for activity in &found.page.items {
        let by = found.children.person(activity.performed_by);
        let by = by.map_or("", |person| person.display_name.as_str());
        for share in found.children.shares(activity.id) {
            text += &row(activity, share, by, (&names, &numbers), language);
        }
    }
    Ok(text)
}

/// The numbers of the activities that some correct, for those are in another quarter.
async fn corrected(caller: &Caller, found: &Found) -> Result<HashMap<ActivityId, String>> {
    let corrects = found.page.items.iter().filter_map(|one| one.corrects.as_ref());
    let ids: Vec<ActivityId> = corrects.map(|corrects| corrects.activity).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let read = queries::by_ids(caller, &ids, &Wanted::default()).await?;
    Ok(read.page.items.iter().map(|one| (one.id, one.printed_number())).collect())
}

fn row(
    activity: &Activity,
    share: &Share,
    by: &str,
    (names, numbers): (&Names, &HashMap<ActivityId, String>),
    language: Language,
) -> String {
    let corrects = activity.corrects.as_ref();
    let amount =
        |money: Option<Money>| money.map(|money| crowns(money.haler())).unwrap_or_default();
    let cells = [
        quoted(&activity.printed_number()),
        activity.performed_on.to_string(),
        quoted(&activity.service_code),
        quoted(competence(activity.competence, language)),
        quoted(by),
        quoted(&activity.output),
        quoted(corrects.and_then(|of| numbers.get(&of.activity)).map_or("", String::as_str)),
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

fn competence(competence: ActivityCompetence, language: Language) -> &'static str {
    match (competence, language) {
        (ActivityCompetence::Own, Language::Cs) => "samostatná",
        (ActivityCompetence::Own, Language::En) => "own",
        (ActivityCompetence::Delegated, Language::Cs) => "přenesená",
        (ActivityCompetence::Delegated, Language::En) => "delegated",
    }
}
