//! What the worker deletes: objects of nobody, and announcements that nothing came of. And what it leaves.

use super::desk::{Desk, PDF, REMOVE, until};
use crate::house::{House, on_the_house};
use chrono::Duration;
use domain::kernel::ids::{AttachmentId, TypedId as _};
use serde_json::json;

#[tokio::test]
async fn objects_of_nobody_go_and_all_others_stay() {
    let house = House::fresh().await;
    let (tenant, desk) = (house.tenant("swept").await, Desk::of(&house));
    let clerk = tenant.clerk().await;
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "Odpady").await;
    let kept = desk.attach(&clerk, &request, "kept.pdf", PDF).await;
    let removed = desk.attach(&clerk, &request, "removed.pdf", PDF).await;
    clerk.done(REMOVE, json!({ "id": removed })).await;
    // As after a server that was killed between the object and its row, and in the middle of writing one.
    let (files, of) = (desk.files.clone(), tenant.id);
    let unfinished = on_the_house(async move {
        let lost = AttachmentId::from(uuid::Uuid::from_u128(1));
        let mut incoming = files.begin(of, lost).unwrap();
        incoming.write(PDF).await.unwrap();
        incoming.finish().await.unwrap();
        let mut unfinished = files.begin(of, AttachmentId::from(uuid::Uuid::from_u128(2))).unwrap();
        unfinished.write(&vec![0; 6 * 1024 * 1024]).await.unwrap();
        unfinished
    })
    .await;
    // Whoever writes is gone; nobody drops what they held.
    std::mem::forget(unfinished);
    // Somebody is just sending: announced, begun, and half of it written.
    let sending = desk.prepare(&clerk, &request, "sending.pdf", PDF).await;
    let (files, id) = (desk.files.clone(), AttachmentId::read(&sending).unwrap());
    let half = on_the_house(async move {
        let mut half = files.begin(of, id).unwrap();
        half.write(&vec![0; 6 * 1024 * 1024]).await.unwrap();
        half
    })
    .await;
    assert_eq!(desk.kept(), 5);

    let worker = desk.worker();
    until("what is nobody's is gone", async || desk.kept() == 2).await;
    assert_eq!(desk.get(&clerk, &kept, &[]).await.body, PDF);
    assert_eq!(desk.rows("uploads", &request).await, 1);
    drop(worker);

    // An hour after its end nobody can go on sending to an address any more.
    std::mem::forget(half);
    house.tick(Duration::minutes(71));
    let _worker = desk.worker();
    until("what was announced is forgotten", async || {
        desk.kept() == 1 && desk.rows("uploads", &request).await == 0
    })
    .await;
    let clerk = clerk.again(&house).await;
    assert_eq!(desk.get(&clerk, &kept, &[]).await.body, PDF);
}

#[tokio::test]
async fn a_tenant_s_sweep_knows_nothing_of_another_s_objects() {
    let house = House::fresh().await;
    let (one, two) = (house.tenant("swept-one").await, house.tenant("swept-two").await);
    let desk = Desk::of(&house);
    for tenant in [&one, &two] {
        let clerk = tenant.clerk().await;
        let request = tenant.open(&clerk, "DEV-WASTE", 0, "Odpady").await;
        desk.attach(&clerk, &request, "a.pdf", PDF).await;
    }
    let (files, of) = (desk.files.clone(), one.id);
    let theirs = on_the_house(async move { files.all_of(of).await.unwrap() }).await;
    assert_eq!(theirs.len(), 1);
    let (db, of) = (house.db().clone(), two.id);
    // Asked in another tenant, an object is nobody's: that is why each tenant has a folder of its own.
    let found = on_the_house(async move {
        domain::attachments::commands::of_nobody(&db, of, &theirs).await.unwrap().len()
    })
    .await;
    assert_eq!(found, 1);
    // An object of nobody in each: when both are gone, both tenants were looked at.
    let (files, both) = (desk.files.clone(), [one.id, two.id]);
    on_the_house(async move {
        for tenant in both {
            let lost = AttachmentId::from(uuid::Uuid::from_u128(1));
            files.begin(tenant, lost).unwrap().finish().await.unwrap();
        }
    })
    .await;
    assert_eq!(desk.kept(), 4);
    let worker = desk.worker();
    until("both are swept", async || desk.kept() == 2).await;
    drop(worker);
    assert_eq!(desk.kept(), 2);
}
