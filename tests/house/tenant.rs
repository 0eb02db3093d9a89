//! A test's own tenant, and its people.

use super::register::Association;
use super::{Client, House, on_the_house};
use domain::access::{Job, Role, act_as_system};
use domain::identity::commands::{Appointment, appoint};
use domain::kernel::ids::{MemberId, ParticipantId, TenantId, TypedId as _};
use serde_json::{Value, json};

/// An association that was onboarded in this test.
pub struct Tenant {
    pub house: House,
    pub id: TenantId,
    pub association: Association,
    /// Ids of its members, one for each of its municipalities, in the order of their codes.
    pub members: Vec<String>,
    /// Id of the association's own member row.
    pub itself: String,
}

/// Somebody of a tenant.
pub struct Person {
    pub client: Client,
    /// Their participant's id.
    pub id: String,
}

impl std::ops::Deref for Person {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Tenant {
    /// As the coordinator does it.
    pub async fn onboard(house: &House, association: Association) -> Self {
        let input = json!({
            "ico": association.ico, "slug": association.slug,
            "adminEmail": format!("admin@{}.invalid", association.slug), "adminName": "Alena Správná",
        });
        let onboarded = house
            .coordinator()
            .await
            .done(
                "mutation($input: OnboardTenantInput!) {
                    onboardTenant(input: $input) { tenant { id } adminLink { url } userErrors { code } } }",
                json!({ "input": input }),
            )
            .await;
        let id = onboarded.text("/onboardTenant/tenant/id");
        let email = format!("admin@{}.invalid", association.slug);
        let tenant = TenantId::read(id).unwrap();
        let admin = Client::of(house, &email, tenant, Some(&association.slug)).await;
        Self::known(house, association, &admin, id).await
    }

    /// One that was onboarded, as somebody of it sees it.
    pub async fn known(house: &House, association: Association, by: &Client, id: &str) -> Self {
        let id = TenantId::read(id).expect("a tenant's id");
        house.note(id);
        let rows = "{ members(first: 100) { nodes { id municipality { code } } } }";
        let rows = by.done(rows, json!({})).await;
        let row_of = |code: Option<&str>| {
            let is_it = |row: &&Value| row["municipality"]["code"].as_str() == code;
            let row = rows.list("/members/nodes").iter().find(is_it).expect("a member row");
            row["id"].as_str().expect("an id").to_owned()
        };
        let members = association.municipalities.iter().map(|code| row_of(Some(code))).collect();
        let itself = row_of(None);
        Self { house: house.clone(), id, association, members, itself }
    }

    /// Its name in addresses.
    pub fn slug(&self) -> &str {
        &self.association.slug
    }

    pub async fn admin(&self) -> Client {
        Client::of(
            &self.house,
            &format!("admin@{}.invalid", self.slug()),
            self.id,
            Some(self.slug()),
        )
        .await
    }

    pub async fn manager(&self) -> Person {
        self.person("manager", Role::CentreManager, None).await
    }

    pub async fn specialist(&self) -> Person {
        self.person("specialist", Role::DevelopmentSpecialist, None).await
    }

    pub async fn clerk(&self) -> Person {
        self.person("clerk", Role::Clerk, None).await
    }

    pub async fn dpo(&self) -> Person {
        self.person("dpo", Role::DataProtectionOfficer, None).await
    }

    pub async fn chair(&self) -> Person {
        self.person("chair", Role::AssociationChair, None).await
    }

    /// The mayor of its i-th municipality.
    pub async fn mayor_of(&self, member: usize) -> Person {
        let part = format!("mayor-{member}");
        self.person(&part, Role::Mayor, Some(&self.members[member])).await
    }

    /// Somebody with a role, appointed if need be, with a new token.
    pub async fn person(&self, part: &str, role: Role, member: Option<&str>) -> Person {
        self.person_called(part, part, role, member).await
    }

    /// The same, whom the tenant calls by a name of their own.
    pub async fn person_called(
        &self,
        part: &str,
        name: &str,
        role: Role,
        member: Option<&str>,
    ) -> Person {
        let email = format!("{part}@{}.invalid", self.slug());
        let id = self.appoint(&email, name, role, member).await;
        let client = Client::of(&self.house, &email, self.id, Some(self.slug())).await;
        Person { client, id: id.print() }
    }

    /// Lets somebody, also of another tenant, take part here.
    pub async fn appoint(
        &self,
        email: &str,
        name: &str,
        role: Role,
        member: Option<&str>,
    ) -> ParticipantId {
        let (db, tenant) = (self.house.db().clone(), self.id);
        let (email, name) = (email.to_owned(), name.to_owned());
        let member = member.map(|id| MemberId::read(id).expect("a member's id"));
        on_the_house(async move {
            let appointment =
                Appointment { email: &email, display_name: &name, role, member, region_code: None };
            appoint(&act_as_system(&db, tenant, Job::Demo), &appointment).await.unwrap()
        })
        .await
    }

    /// Opens a request for one of its municipalities; its id, which is all that is sure to be known.
    pub async fn open(&self, by: &Client, service: &str, member: usize, title: &str) -> String {
        let input = json!({
            "serviceCode": service, "title": title, "memberId": self.members[member],
        });
        open(by, input).await
    }

    /// Opens a citizen's request.
    pub async fn open_for_citizen(&self, by: &Client, service: &str, title: &str) -> String {
        let input = json!({
            "serviceCode": service, "title": title, "requester": "CITIZEN", "requesterName": "Cyril Neskutečný",
            "municipalityCode": self.association.municipalities[0],
        });
        open(by, input).await
    }
}

async fn open(by: &Client, input: Value) -> String {
    let query = "mutation($input: OpenRequestInput!) { openRequest(input: $input) { id userErrors { code } } }";
    by.done(query, json!({ "input": input })).await.text("/openRequest/id").to_owned()
}
