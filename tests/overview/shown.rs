//! The coordinator's page as it came, and what stands in it.

use crate::house::{Client, House, on_the_house};
use poem::http::Method;
use std::collections::BTreeMap;

/// The same from the contract.
pub(crate) const ALL: &str = "query($period: PeriodInput, $filter: CentreFilter, $order: CentreOrder) { nationalOverview(period: $period) {
    totals { requestsOverdue requestsOpen requestsOpened requestsClosed slaMetPermille closeMedian closePercentile90 activities minutes
        benefitSaved benefitBroughtIn }
    centres(filter: $filter, orderBy: $order, first: 100) { nodes { tenant { id slug } reasons { message } requestsOverdue requestsOpen
        requestsOpened requestsClosed slaMetPermille closeMedian closePercentile90 activities minutes benefitSaved benefitBroughtIn
        municipalitiesServed populationServed } } } }";

/// What came.
pub(crate) struct Shown {
    pub(crate) status: u16,
    pub(crate) html: String,
    headers: BTreeMap<String, String>,
}

impl Shown {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The figures of each centre in the table, in order.
    pub(crate) fn rows(&self) -> Vec<(String, BTreeMap<String, String>)> {
        let rows = self.html.split("<tr data-centre=\"").skip(1);
        rows.map(|row| {
            let row = row.split("</tr>").next().unwrap();
            (row.split('"').next().unwrap().to_owned(), figures(row))
        })
        .collect()
    }

    pub(crate) fn slugs(&self) -> Vec<String> {
        self.rows().into_iter().map(|(slug, _)| slug).collect()
    }

    /// The sums below the table.
    pub(crate) fn sums(&self) -> BTreeMap<String, String> {
        figures(self.html.split("<tfoot>").nth(1).expect("sums").split("</tfoot>").next().unwrap())
    }
}

pub(crate) fn figures(html: &str) -> BTreeMap<String, String> {
    let cells = html.split("data-figure=\"").skip(1);
    cells
        .map(|cell| {
            let (field, rest) = cell.split_once("\">").unwrap();
            (field.to_owned(), rest.split('<').next().unwrap().to_owned())
        })
        .collect()
}

/// Asks for a page with some headers.
pub(crate) async fn asked(house: &House, path: &str, headers: &[(&str, &str)]) -> Shown {
    asked_by(Method::GET, house, path, headers).await
}

/// The same by another method.
pub(crate) async fn asked_by(
    method: Method,
    house: &House,
    path: &str,
    headers: &[(&str, &str)],
) -> Shown {
    let (app, path) = (house.app().clone(), path.to_owned());
    let headers: Vec<_> =
        headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    on_the_house(async move {
        let mut asked = app.addresses().request(method, path);
        for (name, value) in headers {
            asked = asked.header(name, value);
        }
        let response = asked.send().await.0;
        let status = response.status().as_u16();
        let told = |(name, value): (&poem::http::HeaderName, &poem::http::HeaderValue)| {
            (name.to_string(), value.to_str().unwrap().to_owned())
        };
        let headers = response.headers().iter().map(told).collect();
        Shown { status, html: response.into_body().into_string().await.unwrap(), headers }
    })
    .await
}

pub(crate) async fn by(client: &Client, house: &House, path: &str) -> Shown {
    asked(house, path, &[("authorization", &format!("Bearer {}", client.token()))]).await
}

/// What is true of each page, whatever somebody called their association.
pub(crate) fn is_a_page_without_scripts(shown: &Shown) {
    assert_eq!(shown.header("content-type"), "text/html; charset=utf-8");
    let policy = shown.header("content-security-policy");
    for rule in
        ["default-src 'none'", "script-src 'none'", "style-src 'self'", "frame-ancestors 'none'"]
    {
        assert!(policy.contains(rule), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(
        (shown.header("cache-control"), shown.header("x-content-type-options")),
        ("no-store", "nosniff")
    );
    let html = shown.html.to_lowercase();
    // What stands in tags, outside of quotes.
    let tags = html.split('<').skip(1).filter_map(|tag| tag.split('>').next());
    for attributes in tags.flat_map(|tag| tag.split('"').step_by(2)) {
        assert!(!attributes.contains(" on"), "{attributes}: {}", shown.html);
    }
    for never in ["<script", " style=", "<style", "<img", "<iframe", "javascript:"] {
        assert!(!html.contains(never), "{never}: {}", shown.html);
    }
}
