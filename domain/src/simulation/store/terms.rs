//! The words of a centre's texts, as the product writes them beside the texts.

use crate::access::{Cell, Id, Sheet};
use crate::kernel::ids::TenantId;
use crate::simulation::rules::Work;
use crate::terms::{of_text, of_title_and_text};

/// Of so many texts the words are on one sheet: of the largest centre's on one they would be hundreds of megabytes.
const TEXTS_OF_A_SHEET: usize = 10_000;

/// A sheet after the other, made when it is asked for.
pub(in crate::simulation) fn terms(
    tenant: TenantId,
    work: &Work,
) -> impl Iterator<Item = Sheet> + use<'_> {
    let requests = work.requests.chunks(TEXTS_OF_A_SHEET).map(move |some| {
        let mut sheet = Sheet::of(
            "request_terms",
            &[
                "tenant_id",
                "term",
                "request_id",
                "member_id",
                "secrecy",
                "shown_to_member",
                "in_title",
            ],
        );
        for request in some {
            for (term, in_title) in of_title_and_text(&request.title, &request.description) {
                let cells: [&dyn Cell; 7] = [
                    &Id(tenant),
                    &term,
                    &Id(request.id),
                    &Id(request.member_id),
                    &request.secrecy.as_str(),
                    &request.shown_to_member,
                    &in_title,
                ];
                sheet.row(&cells);
            }
        }
        sheet
    });
    requests.chain(of_comments(tenant, work)).chain(of_activities(tenant, work))
}

fn of_comments(tenant: TenantId, work: &Work) -> impl Iterator<Item = Sheet> + use<'_> {
    work.comments.chunks(TEXTS_OF_A_SHEET).map(move |some| {
        let mut sheet = Sheet::of(
            "comment_terms",
            &[
                "tenant_id",
                "term",
                "request_id",
                "comment_id",
                "member_id",
                "secrecy",
                "shown_to_member",
                "is_internal",
            ],
        );
        for said in some {
            for term in of_text(&said.comment.body) {
                let cells: [&dyn Cell; 8] = [
                    &Id(tenant),
                    &term,
                    &Id(said.label.request),
                    &Id(said.comment.id),
                    &Id(said.label.member),
                    &said.label.secrecy.as_str(),
                    &said.label.shown_to_member,
                    &said.comment.is_internal,
                ];
                sheet.row(&cells);
            }
        }
        sheet
    })
}

fn of_activities(tenant: TenantId, work: &Work) -> impl Iterator<Item = Sheet> + use<'_> {
    work.activities.chunks(TEXTS_OF_A_SHEET).map(move |some| {
        let mut sheet = Sheet::of(
            "activity_terms",
            &["tenant_id", "term", "activity_id", "secrecy", "shown_to_member", "performed_on"],
        );
        for (activity, _) in some {
            for term in of_text(&activity.output) {
                let cells: [&dyn Cell; 6] = [
                    &Id(tenant),
                    &term,
                    &Id(activity.id),
                    &activity.secrecy.as_str(),
                    &activity.shown_to_member,
                    &activity.performed_on,
                ];
                sheet.row(&cells);
            }
        }
        sheet
    })
}
