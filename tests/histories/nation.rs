//! A nation of many small tenants with their people, put into the tables at once: to onboard each as a coordinator does would
//! take longer than their histories. From then on everything happens through the door.

use super::PATIENCE;
use super::steps::History;
use crate::figures::rows;
use crate::house::House;
use domain::access::{Clock, Credential, Db, SignedIn, sign_in};
use domain::kernel::ids::{AssociationId, MemberId, ParticipantId, TenantId};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use std::time::Duration;
use tokio_postgres::Client;
use uuid::Uuid;

/// Before the first step of any history.
const THEN: &str = "2026-01-05T08:00:00Z";

/// The tenants, by their numbers from 1 on.
pub(super) struct Nation {
    db: Db,
    admin: Client,
    tenants: u32,
}

/// A thing of a tenant: its kind, the tenant's number, its own.
fn id(kind: u16, tenant: u32, number: u16) -> Uuid {
    Uuid::from_u128(u128::from(kind) << 64 | u128::from(tenant) << 16 | u128::from(number))
}

const ASSOCIATION: u16 = 1;
const MEMBER: u16 = 2;
const PERSON: u16 = 3;

/// In SQL what [`id`] is here.
const MAKE: &str = "
CREATE FUNCTION pg_temp.id(kind integer, tenant integer, number integer) RETURNS uuid LANGUAGE sql IMMUTABLE RETURN
  (lpad(to_hex(kind::bigint), 16, '0') || lpad(to_hex(tenant::bigint), 12, '0') || lpad(to_hex(number::bigint), 4, '0'))::uuid;
CREATE TEMPORARY VIEW t AS SELECT n, pg_temp.id(1, n, 0) AS id FROM generate_series(1, {tenants}) n;
INSERT INTO associations (id, ico, name, district_code) SELECT id, lpad(n::text, 8, '0'), 'Svazek ' || n, 'CZ0990' FROM t;
INSERT INTO association_memberships (id, association_id, municipality_code)
  SELECT pg_temp.id(2, n, m), id, (599000 + m)::text FROM t, generate_series(1, 3) m;
INSERT INTO tenants (id, slug, kind, lifecycle, onboarded_at) SELECT id, 'svazek-' || n, 'ASSOCIATION', 'ACTIVE', '2026-01-01' FROM t;
INSERT INTO members (tenant_id, id, membership_id)
  SELECT id, pg_temp.id(2, n, m), CASE WHEN m > 0 THEN pg_temp.id(2, n, m) END FROM t, generate_series(0, 3) m;
INSERT INTO people (id, email) SELECT pg_temp.id(3, n, p), 'p' || p || '@svazek-' || n || '.invalid' FROM t, generate_series(1, 5) p;
INSERT INTO participants (tenant_id, id, person_id, display_name)
  SELECT id, pg_temp.id(3, n, p), pg_temp.id(3, n, p), 'Somebody' FROM t, generate_series(1, 5) p;
INSERT INTO grants (tenant_id, id, participant_id, person_id, role, scope, member_id, valid_from)
  SELECT id, pg_temp.id(4, n, g), pg_temp.id(3, n, p), pg_temp.id(3, n, p), role, CASE WHEN m IS NULL THEN 'TENANT' ELSE 'MEMBER' END,
    pg_temp.id(2, n, m), '2026-01-01'
  FROM t, (VALUES (1, 1, 'CENTRE_MANAGER', NULL), (2, 1, 'TENANT_ADMIN', NULL), (3, 2, 'DATA_PROTECTION_OFFICER', NULL),
    (4, 3, 'MAYOR', 1)) v (g, p, role, m);
INSERT INTO grant_confirmations (tenant_id, grant_id, participant_id, confirmed_at)
  SELECT id, pg_temp.id(4, n, 3), pg_temp.id(3, n, 2), '2026-01-01' FROM t;
INSERT INTO api_tokens (id, person_id, tenant_id, name, hash, made_at, expires_at)
  SELECT pg_temp.id(5, n, p), pg_temp.id(3, n, p), id, 'test', sha256(('cst_history-' || n || '-' || p)::bytea), '2026-01-01', '2100-01-01'
  FROM t, generate_series(1, 3) p;
ANALYZE";

impl Nation {
    pub(super) async fn of(house: &House, admin: &Client, tenants: u32) -> Self {
        let make = MAKE.replace("{tenants}", &tenants.to_string());
        admin.batch_execute(&make).await.unwrap();
        let own = house.database().superuser().await;
        Self { db: house.db().clone(), admin: own, tenants }
    }

    pub(super) fn tenants(&self) -> impl Iterator<Item = TenantId> {
        (1..=self.tenants).map(tenant)
    }

    /// The history of a tenant, which hasn't begun yet. The same number and seed have the same one.
    pub(super) async fn history(&self, number: u32, seed: u64) -> History {
        let clock = Clock::starting_at(THEN.parse().unwrap());
        let db = self.db.at(clock.clone());
        let members = [1, 2, 3].map(|member| MemberId::from(id(MEMBER, number, member)));
        let people = (person(&db, number, 1), person(&db, number, 2), person(&db, number, 3));
        let (manager, officer, mayor) = futures_util::join!(people.0, people.1, people.2);
        let colleagues = [4, 5].map(|person| ParticipantId::from(id(PERSON, number, person)));
        let rng = StdRng::seed_from_u64(seed << 32 | u64::from(number));
        History::new(rng, clock, members, [manager, officer, mayor], colleagues)
    }

    /// Whether an event waits for its place or its count.
    pub(super) async fn has_something_left(&self) -> bool {
        let left = "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM
            (SELECT tenant_id, max(position) AS head FROM stream GROUP BY 1) s LEFT JOIN rollup_positions p USING (tenant_id)
            WHERE p.position IS DISTINCT FROM s.head)";
        rows(&self.admin, left).await != ["0"]
    }

    /// Until none does.
    pub(super) async fn wait_until_counted(&self) {
        let wait = async {
            let mut again = tokio::time::interval(Duration::from_millis(50));
            while self.has_something_left().await {
                again.tick().await;
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.expect("the workers count what is left");
    }
}

fn tenant(number: u32) -> TenantId {
    TenantId::from(AssociationId::from(id(ASSOCIATION, number, 0)))
}

async fn person(db: &Db, tenant: u32, person: u16) -> SignedIn {
    let token = format!("cst_history-{tenant}-{person}");
    let signed_in = sign_in(db, Credential::Token(&token), None).await.unwrap();
    let participant = signed_in.caller().and_then(domain::access::Caller::participant);
    assert_eq!(participant.map(Uuid::from), Some(id(PERSON, tenant, person)));
    signed_in
}
