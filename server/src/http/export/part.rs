//! An export on its way: part after part, each read when the one before is on the wire. Behind some requests come the bytes of
//! their files, so that nothing of them is held until the end.

use super::super::graphql::{Asker, Graphql};
use super::lines;
use crate::files::{Files, StoreError};
use domain::access::{Caller, SignedIn};
use domain::activities::{self, ActivityFilter, ActivityOrder};
use domain::attachments::{self, Attachment};
use domain::kernel::error::{Error, Result};
use domain::kernel::ids::RequestId;
use domain::kernel::page::{Cursor, PageArgs};
use domain::requests::{self, Wholes};
use futures_util::TryStreamExt as _;
use futures_util::future::{BoxFuture, FutureExt as _};
use std::collections::VecDeque;
use std::io;
use std::sync::Arc;

/// How many requests or activities are read, and held, at once.
const AT_ONCE: i32 = 50;
/// All files of a request: it has no more.
const FILES: i32 = 100;
/// So much of a file is in one line, before it is written in base64. Three bytes are four letters there, so lines of one file may
/// also be joined first and read then.
const OF_A_FILE: u64 = 3 * 256 * 1024;

/// An export on its way.
pub(super) struct Export {
    pub(super) graphql: Arc<Graphql>,
    pub(super) files: Files,
    pub(super) asker: Asker,
    /// As they were when it began.
    pub(super) signed_in: SignedIn,
    pub(super) reader: Caller,
    pub(super) trace: String,
    /// The first line.
    pub(super) head: Option<String>,
    pub(super) next: Next,
    /// The files of the requests that were told last, the first of them perhaps begun.
    pub(super) waiting: VecDeque<Sending>,
    pub(super) told: Told,
}

/// What comes next, behind the files that wait.
pub(super) enum Next {
    Requests(Option<Cursor>),
    Activities(Option<Cursor>),
    End,
    Nothing,
}

/// A file of which bytes are still to be told.
pub(super) struct Sending {
    file: Attachment,
    /// How many were.
    from: u64,
}

/// What was told, so that who reads it knows that they have it all.
#[derive(Default)]
pub(super) struct Told {
    pub(super) requests: usize,
    pub(super) activities: usize,
    /// Files whose bytes were told whole.
    pub(super) files: usize,
}

/// The next lines, and how it goes on behind them.
pub(super) fn goes_on(
    mut export: Export,
) -> BoxFuture<'static, io::Result<Option<(String, Export)>>> {
    async move { Ok(export.part().await?.map(|text| (text, export))) }.boxed()
}

impl Export {
    /// The next lines; `None`: that was all. After an error the connection ends without the last line.
    async fn part(&mut self) -> io::Result<Option<String>> {
        if let Some(head) = self.head.take() {
            return Ok(Some(head));
        }
        if matches!(self.next, Next::Nothing) {
            return Ok(None);
        }
        self.may_still().await?;
        let read = match self.waiting.pop_front() {
            Some(file) => self.bytes(file).await,
            None => self.read().await.map_err(anyhow::Error::from),
        };
        read.map(Some).map_err(|error| {
            let error = format!("{error:#}");
            tracing::warn!(trace_id = self.trace, error, "an export ends in the middle");
            io::Error::other("the export ends in the middle")
        })
    }

    /// Rights may end while it goes on.
    async fn may_still(&self) -> io::Result<()> {
        let now = self.asker.sign_in(&self.graphql.db, &self.graphql.oidc).await;
        if now.is_ok_and(|now| now.has_rights_of(&self.signed_in)) {
            return Ok(());
        }
        Err(io::Error::other("the right to read on has ended"))
    }

    async fn read(&mut self) -> Result<String> {
        let mut text = String::new();
        self.next = match &self.next {
            Next::Requests(after) => {
                let found = requests::wholes(&self.reader, after.clone(), AT_ONCE).await?;
                text = self.requests(&found).await?;
                found.next.map_or(Next::Activities(None), |next| Next::Requests(Some(next)))
            }
            Next::Activities(after) => {
                let found = self.activities(after.clone()).await?;
                self.told.activities += found.page.items.len();
                for activity in &found.page.items {
                    text += &lines::activity(activity, &found.children);
                }
                let last = found.cursors.last().filter(|_| found.page.has_next);
                last.cloned().map_or(Next::End, |next| Next::Activities(Some(next)))
            }
            Next::End | Next::Nothing => {
                text += &lines::end(&self.told);
                Next::Nothing
            }
        };
        Ok(text)
    }

    /// The lines of some requests. Their files wait from now on.
    async fn requests(&mut self, found: &Wholes) -> Result<String> {
        let ids: Vec<RequestId> = found.items.iter().map(|whole| whole.request.id).collect();
        let all = PageArgs::new(Some(FILES), None, None, None)?;
        let parts = std::slice::from_ref(&all);
        let of_requests =
            attachments::queries::of_requests(&self.reader, &ids, parts, false, true).await?;
        let mut text = String::new();
        for whole in &found.items {
            let page = of_requests.page(whole.request.id, &all);
            let files = page.map_or(&[][..], |page| &page.items);
            text += &lines::request(whole, &found.people, files, &of_requests);
            self.waiting.extend(files.iter().map(|file| Sending { file: file.clone(), from: 0 }));
        }
        self.told.requests += found.items.len();
        Ok(text)
    }

    /// The next bytes of a file. If it was taken away meanwhile, or its case filed where the municipality doesn't see it, that it
    /// is missing is told.
    async fn bytes(&mut self, Sending { file, from }: Sending) -> anyhow::Result<String> {
        match attachments::queries::by_id(&self.reader, file.id).await {
            Err(Error::NotFound(_)) => return Ok(lines::missing(&file)),
            seen => drop(seen?),
        }
        let size = u64::try_from(file.size).unwrap_or(0);
        let to = size.min(from + OF_A_FILE);
        let bytes = match self.files.read(self.reader.tenant(), file.id, from..to).await {
            Err(StoreError::Missing) => return Ok(lines::missing(&file)),
            read => read?.try_collect::<Vec<_>>().await?.concat(),
        };
        let line = lines::content(&file, from, &bytes);
        if to < size {
            self.waiting.push_front(Sending { file, from: to });
        } else {
            self.told.files += 1;
        }
        Ok(line)
    }

    async fn activities(&self, after: Option<Cursor>) -> Result<activities::Found> {
        let order =
            ActivityOrder { field: activities::OrderField::RecordedAt, is_descending: false };
        let args = PageArgs { after, ..PageArgs::new(Some(AT_ONCE), None, None, None)? };
        let wanted = activities::Wanted { shares: true, people: true, ..Default::default() };
        let filter = ActivityFilter::default();
        activities::queries::page(&self.reader, &filter, order, &args, false, &wanted).await
    }
}
