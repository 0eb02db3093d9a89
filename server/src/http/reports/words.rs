//! What the lists of a quarter call things.

use crate::http::page::Tongue;
use domain::access::Role;
use domain::activities::ActivityCompetence;
use domain::benefits::Method;
use domain::requests::{Channel, Priority, RequestState, RequesterKind};
use domain::worktime::timesheets::TimesheetState;

pub(super) fn competence(competence: ActivityCompetence, tongue: Tongue) -> &'static str {
    match competence {
        ActivityCompetence::Own => tongue.say("samostatná", "own"),
        ActivityCompetence::Delegated => tongue.say("přenesená", "delegated"),
    }
}

pub(super) fn method(method: Method, tongue: Tongue) -> &'static str {
    match method {
        Method::AvoidedHours => tongue.say("Ušetřené hodiny", "Hours avoided"),
        Method::MarketPrice => tongue.say("Cena na trhu", "Market price"),
        Method::JointPurchase => tongue.say("Společný nákup", "Joint purchase"),
        Method::GrantWon => tongue.say("Získaná dotace", "Grant won"),
        Method::SanctionAvoided => tongue.say("Odvrácená sankce", "Sanction avoided"),
    }
}

pub(super) fn state(state: RequestState, tongue: Tongue) -> &'static str {
    match state {
        RequestState::New => tongue.say("nový", "new"),
        RequestState::Assigned => tongue.say("přidělený", "assigned"),
        RequestState::InProgress => tongue.say("řeší se", "in progress"),
        RequestState::WaitingForRequester => {
            tongue.say("čeká na žadatele", "waiting for the requester")
        }
        RequestState::Closed => tongue.say("uzavřený", "closed"),
        RequestState::Cancelled => tongue.say("stažený", "cancelled"),
    }
}

pub(super) fn priority(priority: Priority, tongue: Tongue) -> &'static str {
    match priority {
        Priority::Low => tongue.say("nízká", "low"),
        Priority::Normal => tongue.say("běžná", "normal"),
        Priority::High => tongue.say("vysoká", "high"),
        Priority::Urgent => tongue.say("naléhavá", "urgent"),
    }
}

pub(super) fn channel(channel: Channel, tongue: Tongue) -> &'static str {
    match channel {
        Channel::Personal => tongue.say("osobně", "in person"),
        Channel::Telephone => tongue.say("telefonem", "by telephone"),
        Channel::Email => tongue.say("e-mailem", "by e-mail"),
        Channel::DataBox => tongue.say("datovou schránkou", "by data box"),
        Channel::Web => tongue.say("přes web", "by web"),
    }
}

pub(super) fn requester(kind: RequesterKind, tongue: Tongue) -> &'static str {
    match kind {
        RequesterKind::Municipality => tongue.say("obec", "municipality"),
        RequesterKind::Organisation => tongue.say("organizace obce", "its organisation"),
        RequesterKind::Citizen => tongue.say("občan", "citizen"),
    }
}

pub(super) fn month_state(state: TimesheetState, tongue: Tongue) -> &'static str {
    match state {
        TimesheetState::Open => tongue.say("rozepsaný", "open"),
        TimesheetState::Submitted => tongue.say("předložený", "submitted"),
        TimesheetState::Returned => tongue.say("vrácený", "returned"),
        TimesheetState::Approved => tongue.say("schválený", "approved"),
    }
}

/// Those that somebody of a centre is employed in have names; the others are called as in the contract.
pub(super) fn role(role: Role, tongue: Tongue) -> &'static str {
    match role {
        Role::CentreManager => tongue.say("Manažer CSS", "Centre manager"),
        Role::DevelopmentSpecialist => {
            tongue.say("Specialista pro rozvoj mikroregionu", "Development specialist")
        }
        Role::ProcurementSpecialist => {
            tongue.say("Specialista na veřejné zakázky", "Procurement specialist")
        }
        Role::LegalAdviser => tongue.say("Právní poradce", "Legal adviser"),
        Role::Clerk => tongue.say("Referent centra", "Clerk"),
        Role::DataProtectionOfficer => {
            tongue.say("Pověřenec pro ochranu osobních údajů", "Data protection officer")
        }
        other => other.as_str(),
    }
}
