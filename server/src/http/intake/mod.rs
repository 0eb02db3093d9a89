//! `/intake/…`: where citizens ask a centre, without signing in. A form, a mail with a link, and a page behind the link that says
//! where it stands. Works without a script.
//!
//! Owns: the pages, and how often a stranger may come. Doesn't own: what is taken in and what becomes of it (`domain::intake`),
//! what stands around a page (`page`). Nothing that somebody writes here is logged; whether anybody is known isn't told, for it
//! isn't asked.

mod blank;
mod told;
mod words;

use super::doorstep::{deadline, let_in, slug, tenant_of};
use super::figures::{refused, within};
use super::graphql::Graphql;
use super::page::{self, NotShown, Page, Place, Tongue};
use super::problem::Problem;
use super::{form, trace_of};
use crate::mail::is_mailbox;
use domain::intake::commands::{Confirmed, confirm, submit};
use domain::intake::{self, Form, NewSubmission, Submission, queries};
use domain::kernel::error::{Error, code};
use domain::kernel::mailing::Language;
use poem::endpoint::make;
use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::{Request, Response, Route};
use serde::Deserialize;
use std::sync::Arc;
use tracing::{Span, field};

/// The longest text that is taken, in a script of which a form makes nine bytes of a character, and the rest.
const FORM_BYTES_MAX: usize = 160 * 1024;
/// A secret and its button.
const BUTTON_BYTES_MAX: usize = 4 * 1024;

/// What stands behind the pages.
struct Desk {
    graphql: Arc<Graphql>,
    /// Without mails nothing could be confirmed: then no form is open.
    sends_mail: bool,
}

/// What a form sends, by its fields' names. What isn't sent is empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Written {
    name: String,
    email: String,
    service: String,
    title: String,
    description: String,
    municipality: String,
    shown: String,
    notice: String,
    /// People don't see it, and machines that fill in all there is do.
    website: String,
}

/// What stands in the address, or in the button, of a link.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Link {
    secret: String,
}

type Shown = Result<(Page, Response), NotShown>;

/// Its addresses.
pub(super) fn with(routes: Route, graphql: &Arc<Graphql>, sends_mail: bool) -> Route {
    let desk = Arc::new(Desk { graphql: Arc::clone(graphql), sends_mail });
    let (of_form, of_link) = (Arc::clone(&desk), desk);
    routes
        .at(
            "/intake/:tenant",
            make(move |request: Request| {
                let desk = Arc::clone(&of_form);
                async move { Box::pin(desk.form(request)).await }
            }),
        )
        .at(
            "/intake/:tenant/request",
            make(move |request: Request| {
                let desk = Arc::clone(&of_link);
                async move { Box::pin(desk.link(request)).await }
            }),
        )
}

impl Desk {
    /// `GET` shows the form, `POST` hands it in.
    async fn form(&self, request: Request) -> Response {
        let (trace, tongue) = (trace_of(&request), page::tongue_of(&request));
        let shown = match *request.method() {
            Method::GET | Method::HEAD => self.blank(&request, tongue).await,
            Method::POST => self.handed_in(request, tongue).await,
            _ => Err(Problem::method_not_allowed("GET, HEAD, POST").into()),
        };
        page::as_answer(shown, Place::Intake, &trace, tongue)
    }

    /// `GET` shows where it stands, or a button that confirms; `POST` is the button. So whoever looks at a link before its owner
    /// does (a mail filter, a preview) confirms nothing.
    async fn link(&self, request: Request) -> Response {
        let (trace, tongue) = (trace_of(&request), page::tongue_of(&request));
        let shown = match *request.method() {
            Method::GET | Method::HEAD => self.behind(&request, tongue).await,
            Method::POST => self.confirmed(request, tongue).await,
            _ => Err(Problem::method_not_allowed("GET, HEAD, POST").into()),
        };
        page::as_answer(shown, Place::Intake, &trace, tongue)
    }

    async fn blank(&self, request: &Request, tongue: Tongue) -> Shown {
        let form = self.open_form(request, tongue).await?;
        let blank = blank::Blank { form: &form, slug: slug(request), tongue };
        Ok((blank.page(&NewSubmission::default(), &[], blank::Said::Nothing), Response::default()))
    }

    async fn handed_in(&self, mut request: Request, tongue: Tongue) -> Shown {
        let form = self.open_form(&request, tongue).await?;
        let gate = &self.graphql.gate;
        let origin = gate.origin_of(&request);
        gate.hands_in(&origin)
            .await
            .map_err(|verdict| too_often(Problem::too_often(verdict), tongue))?;
        let url = self.graphql.public_url();
        let written: Written = form::read(url, &mut request, FORM_BYTES_MAX).await?;
        // Nobody is told which of the two it was.
        if !written.website.is_empty() {
            return Ok(told::sent(&form.centre, tongue));
        }
        let new = written.submission();
        let blank = blank::Blank { form: &form, slug: slug(&request), tongue };
        if !form.has_shown(&new) {
            let page = blank.page(&new, &[], blank::Said::OtherNotice);
            return Ok((page, with_status(StatusCode::CONFLICT)));
        }
        let submission = match checked(&form, &new, tongue) {
            Ok(submission) => submission,
            Err(Error::Invalid(wrong)) => {
                let page = blank.page(&new, &wrong, blank::Said::Wrong);
                return Ok((page, with_status(StatusCode::UNPROCESSABLE_ENTITY)));
            }
            Err(error) => return Err(refused(&error).into()),
        };
        let to_mailbox = gate.writes_to(&submission.email).await;
        to_mailbox.map_err(|verdict| too_often(Problem::too_often(verdict), tongue))?;
        let page = self.page_of_link(&request);
        let db = &self.graphql.db;
        within(deadline(&self.graphql), submit(db, &form, &submission, &page)).await?;
        Ok(told::sent(&form.centre, tongue))
    }

    async fn behind(&self, request: &Request, tongue: Tongue) -> Shown {
        let tenant = tenant_of(&self.graphql, request, || no_such_link(tongue)).await?;
        let Link { secret } = request.params().unwrap_or_default();
        let db = &self.graphql.db;
        let found = within(deadline(&self.graphql), queries::find(db, tenant, &secret)).await?;
        match found {
            Some(intake::Found::Waiting) => Ok(told::waiting(slug(request), &secret, tongue)),
            Some(intake::Found::Opened(status)) => Ok(told::status(&status, tongue)),
            None => Err(no_such_link(tongue)),
        }
    }

    async fn confirmed(&self, mut request: Request, tongue: Tongue) -> Shown {
        let tenant = tenant_of(&self.graphql, &request, || no_such_link(tongue)).await?;
        let url = self.graphql.public_url();
        let Link { secret } = form::read(url, &mut request, BUTTON_BYTES_MAX).await?;
        let page = self.page_of_link(&request);
        let confirming = confirm(&self.graphql.db, tenant, &secret, &page);
        match within(deadline(&self.graphql), confirming).await? {
            Confirmed::Now | Confirmed::Before => {
                Ok(told::confirmed(slug(&request), &secret, tongue))
            }
            Confirmed::Never => Err(no_such_link(tongue)),
        }
    }

    /// The form of the centre in the address. Whether there is no such centre, or it takes nothing in, isn't told.
    async fn open_form(&self, request: &Request, tongue: Tongue) -> Result<Form, NotShown> {
        let_in(&self.graphql, request).await?;
        if !self.sends_mail {
            return Err(not_open(tongue));
        }
        let read = queries::form(&self.graphql.db, slug(request));
        let form = within(deadline(&self.graphql), read).await?.ok_or_else(|| not_open(tongue))?;
        Span::current().record("tenant.id", field::display(form.tenant));
        Ok(form)
    }

    /// The whole address of the page behind links, without a secret.
    fn page_of_link(&self, request: &Request) -> String {
        format!("{}/intake/{}/request", self.graphql.public_url(), slug(request))
    }
}

impl Written {
    fn submission(self) -> NewSubmission {
        NewSubmission {
            name: self.name,
            email: self.email,
            service_code: self.service,
            title: self.title,
            // As browsers send them, lines end with two characters.
            description: self.description.replace("\r\n", "\n"),
            municipality_code: self.municipality,
            shown_to_member: !self.shown.is_empty(),
            notice_version: self.notice,
        }
    }
}

/// What was written, if it can be kept, and be answered.
fn checked(form: &Form, new: &NewSubmission, tongue: Tongue) -> Result<Submission, Error> {
    let language = match tongue.language() {
        schema::Language::Cs => Language::Cs,
        schema::Language::En => Language::En,
    };
    let submission = form.check(new, language)?;
    if is_mailbox(&submission.email) {
        Ok(submission)
    } else {
        Err(Error::invalid(&["email"], code::MALFORMED))
    }
}

fn with_status(status: StatusCode) -> Response {
    Response::builder().status(status).finish()
}

/// An address that is left again, for one that can be looked at twice.
fn elsewhere(address: &str) -> Response {
    let mut response = with_status(StatusCode::SEE_OTHER);
    if let Ok(address) = HeaderValue::from_str(address) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    response
}

fn not_open(tongue: Tongue) -> NotShown {
    let why = tongue.say(
        "Tady žádný formulář otevřený není. Zkontrolujte adresu, nebo se obraťte přímo na centrum.",
        "No form is open here. Check the address, or turn to the centre itself.",
    );
    NotShown::saying(Problem::not_found(), why.to_owned())
}

/// The same whether it never was, is another centre's, or wasn't used in time.
fn no_such_link(tongue: Tongue) -> NotShown {
    let why = tongue.say(
        "Takový odkaz tu není. Odkaz, který do 48 hodin nikdo nepotvrdil, přestane platit a údaje jsou smazány; vyplňte prosím formulář znovu.",
        "There is no such link. One that nobody confirmed within 48 hours has ended, and the data are deleted; please fill in the form again.",
    );
    let detail = "There is no such link, or it has ended.";
    NotShown::saying(Problem::new(StatusCode::GONE, "LINK_ENDED", detail), why.to_owned())
}

fn too_often(problem: Problem, tongue: Tongue) -> NotShown {
    let why = tongue.say(
        "Odtud přišlo v poslední hodině příliš mnoho dotazů. Zkuste to později, nebo se obraťte přímo na centrum.",
        "Too many questions came from here within the last hour. Try again later, or turn to the centre itself.",
    );
    NotShown::saying(problem, why.to_owned())
}
