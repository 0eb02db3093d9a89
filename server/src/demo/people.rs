//! The demo's invented people: who they are, and where they act.

use super::persona::Persona;
use anyhow::Context as _;
use domain::access::{Caller, Credential, Db, Job, Role, act_as_system, sign_in};
use domain::identity::commands::{Appointment, appoint};
use domain::kernel::error::Error;
use domain::kernel::ids::{AssociationId, MemberId, TenantId};
use domain::kernel::page::PageArgs;
use domain::onboarding::{self, NewTenant};
use domain::{directory, identity, tenancy};

/// The four associations of the demo.
pub(super) struct Centre {
    pub(super) ico: &'static str,
    pub(super) slug: &'static str,
    admin: (&'static str, &'static str),
}

pub(super) const CENTRES: &[Centre] = &[
    Centre { ico: "70964611", slug: "hlucinsko-zapad", admin: ("admin", "Alena Správná (demo)") },
    Centre {
        ico: "71179216",
        slug: "sdruzeni-obci-hlucinska",
        admin: ("admin-hlucinska", "Hana Hlavní (demo)"),
    },
    Centre {
        ico: "70945012",
        slug: "mikroregion-kosirsko",
        admin: ("admin-kosirsko", "Karel Kosíř (demo)"),
    },
    Centre {
        ico: "70953201",
        slug: "mikroregion-odersko",
        admin: ("admin-odersko", "Olga Odrová (demo)"),
    },
];

/// Somebody invented: the address, the name, the role, and the municipality they act for.
struct Invented {
    name: &'static str,
    display_name: &'static str,
    role: Role,
    municipality: Option<&'static str>,
}

const fn staff(name: &'static str, display_name: &'static str, role: Role) -> Invented {
    Invented { name, display_name, role, municipality: None }
}

const fn mayor(
    name: &'static str,
    display_name: &'static str,
    municipality: &'static str,
) -> Invented {
    Invented { name, display_name, role: Role::Mayor, municipality: Some(municipality) }
}

const NATION: &[Invented] = &[
    staff("coordinator", "Nela Národní (demo)", Role::NationalCoordinator),
    staff("approver", "Vít Schvalovatel (demo)", Role::ModelApprover),
];

const HLUCINSKO_ZAPAD: &[Invented] = &[
    staff("manager", "Marie Manažerová (demo)", Role::CentreManager),
    staff("specialist", "Radek Rozvojový (demo)", Role::DevelopmentSpecialist),
    staff("lawyer", "Pavla Paragrafová (demo)", Role::LegalAdviser),
    staff("clerk", "Renata Referentová (demo)", Role::Clerk),
    staff("dpo", "Daniel Pověřený (demo)", Role::DataProtectionOfficer),
    staff("chair", "Petr Předseda (demo)", Role::AssociationChair),
    mayor("mayor-bolatice", "Božena Bolatická (demo)", "506214"),
    mayor("mayor-trebom", "Tomáš Třebomský (demo)", "569101"),
    mayor("mayor-kravare", "Kateřina Kravařová (demo)", "507580"),
];

const OTHER_CENTRES: &[(&str, &[Invented])] = &[
    (
        "sdruzeni-obci-hlucinska",
        &[
            staff("manager-hlucinska", "Hedvika Hlavatá (demo)", Role::CentreManager),
            staff("clerk-hlucinska", "Ludmila Listová (demo)", Role::Clerk),
            mayor("mayor-kravare", "Kateřina Kravařová (demo)", "507580"),
        ],
    ),
    ("mikroregion-kosirsko", &[staff("clerk-kosirsko", "Jiří Javor (demo)", Role::Clerk)]),
    ("mikroregion-odersko", &[staff("clerk-odersko", "Eva Ořechová (demo)", Role::Clerk)]),
];

/// An address that can't be anybody's.
fn email(name: &str) -> String {
    format!("{name}@demo.invalid")
}

/// Whether the database has a tenant, or more municipalities, than the demo brings.
pub(super) async fn others_live_here(db: &Db) -> anyhow::Result<bool> {
    let nation = act_as_system(db, TenantId::NATION, Job::Demo);
    let some = PageArgs::new(Some(100), None, None, None)?;
    let tenants = tenancy::queries::all(&nation, &some, false).await?;
    let everywhere = directory::MunicipalityFilter::default();
    let municipalities = directory::municipalities(&nation, &everywhere, &some, true).await?;
    let is_ours =
        |tenant: &tenancy::Tenant| CENTRES.iter().any(|centre| centre.slug == tenant.slug);
    Ok(!tenants.items.iter().all(is_ours)
        || municipalities.total > Some(super::register::MUNICIPALITY_COUNT))
}

/// Appoints the nation's people and signs the coordinator in.
pub(super) async fn coordinator(db: &Db) -> anyhow::Result<Caller> {
    let nation = act_as_system(db, TenantId::NATION, Job::Demo);
    for invented in NATION {
        appoint_one(&nation, invented, None).await?;
    }
    caller(db, "coordinator", "nation").await
}

/// Onboards the four associations.
pub(super) async fn onboard_all(db: &Db, coordinator: &Caller) -> anyhow::Result<()> {
    for centre in CENTRES {
        let new = NewTenant {
            ico: centre.ico.to_owned(),
            slug: centre.slug.to_owned(),
            admin_email: email(centre.admin.0),
            admin_name: centre.admin.1.to_owned(),
        };
        match onboarding::commands::onboard(coordinator, &new).await {
            // An earlier run that was killed had come this far.
            Ok(_) | Err(Error::Rejected(_)) => {}
            Err(error) => return Err(error.into()),
        }
        tenant(db, centre.slug).await?;
    }
    Ok(())
}

/// Appoints the people of the centres, and the mayors.
pub(super) async fn appoint_all(db: &Db) -> anyhow::Result<()> {
    let others = OTHER_CENTRES.iter().copied();
    for (slug, people) in std::iter::once(("hlucinsko-zapad", HLUCINSKO_ZAPAD)).chain(others) {
        let job = act_as_system(db, tenant(db, slug).await?, Job::Demo);
        for invented in people {
            let member = match invented.municipality {
                Some(code) => Some(member_of(&job, code).await?),
                None => None,
            };
            appoint_one(&job, invented, member).await?;
        }
    }
    Ok(())
}

/// Marks the personas, the last of them last.
pub(super) async fn mark(db: &Db) -> anyhow::Result<()> {
    for persona in Persona::ALL {
        let slug = match persona {
            Persona::Coordinator | Persona::Approver => "nation",
            Persona::AdminHlucinska => "sdruzeni-obci-hlucinska",
            Persona::Admin
            | Persona::Manager
            | Persona::Specialist
            | Persona::Clerk
            | Persona::Dpo
            | Persona::Chair
            | Persona::MayorBolatice
            | Persona::MayorTrebom => "hlucinsko-zapad",
        };
        let job = act_as_system(db, tenant(db, slug).await?, Job::Demo);
        identity::demo::mark(&job, persona.name(), &email(persona.name())).await?;
    }
    Ok(())
}

/// Signs an invented person in, in one tenant.
pub(super) async fn caller(db: &Db, name: &str, slug: &str) -> anyhow::Result<Caller> {
    let job = act_as_system(db, tenant(db, slug).await?, Job::Demo);
    let token = identity::demo::token_by_email(&job, &email(name)).await?;
    let signed_in = sign_in(db, Credential::Token(&token.secret), Some(slug)).await?;
    signed_in.caller().cloned().with_context(|| format!("{name} isn't in {slug}"))
}

/// The tenant of a centre of the demo, or the nation.
pub(super) async fn tenant(db: &Db, slug: &str) -> anyhow::Result<TenantId> {
    let Some(centre) = CENTRES.iter().find(|centre| centre.slug == slug) else {
        return Ok(TenantId::NATION);
    };
    let nation = act_as_system(db, TenantId::NATION, Job::Demo);
    let found = directory::association(&nation, &centre.ico.parse()?).await?;
    let id: AssociationId = found.with_context(|| format!("{slug} isn't in the register"))?.id;
    Ok(id.into())
}

/// The member row of a municipality; of the association itself for no code.
pub(super) async fn member_of(caller: &Caller, code: &str) -> anyhow::Result<MemberId> {
    let all = PageArgs::new(Some(100), None, None, None)?;
    let members = tenancy::queries::members(caller, &all, false).await?;
    let is_it = |member: &&tenancy::Member| match member.municipality_code.as_deref() {
        Some(own) => own == code,
        None => code.is_empty(),
    };
    let found = members.items.iter().find(is_it);
    found.map(|member| member.id).with_context(|| format!("{code} is no member"))
}

async fn appoint_one(
    job: &Caller,
    invented: &Invented,
    member: Option<MemberId>,
) -> anyhow::Result<()> {
    let email = email(invented.name);
    let appointment = Appointment {
        email: &email,
        display_name: invented.display_name,
        role: invented.role,
        member,
        region_code: None,
    };
    appoint(job, &appointment).await?;
    Ok(())
}
