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
use domain::tenancy::Exporting;
use futures_util::future::FutureExt as _;
use futures_util::stream::{self, Stream, TryStreamExt as _};
use std::collections::VecDeque;
use std::io;
use std::sync::Arc;

/// How many requests or activities are read, and held, at once.
const AT_ONCE: i32 = 50;
/// So much of a file is in one line, before it is written in base64. Three bytes are four letters there, so lines of one file may
/// also be joined first and read then.
const OF_A_FILE: u64 = 3 * 256 * 1024;

/// An export on its way.
pub(super) struct Export {
    graphql: Arc<Graphql>,
    files: Files,
    asker: Asker,
    /// As they were when it began.
    signed_in: SignedIn,
    reader: Caller,
    trace: String,
    /// The first line.
    head: Option<String>,
    next: Next,
    /// The files of the requests that were told last, the first of them perhaps begun.
    waiting: VecDeque<Sending>,
    told: Told,
}

/// What comes next, behind the files that wait.
enum Next {
    Requests(Option<Cursor>),
    Activities(Option<Cursor>),
    End,
    Nothing,
}

/// A file of which bytes are still to be told.
struct Sending {
    file: Attachment,
    /// How many were.
    from: u64,
}

/// What was told, so that who reads it knows that they have it all.
#[derive(Default)]
pub(super) struct Told {
    pub(super) requests: usize,
    pub(super) activities: usize,
    /// Those whose bytes were told whole.
    pub(super) attachments: usize,
}

impl Export {
    /// Of what was begun to be taken out, by who asks.
    pub(super) fn of(
        exporting: Exporting,
        (asker, signed_in): (Asker, SignedIn),
        trace: &str,
        graphql: Arc<Graphql>,
        files: Files,
    ) -> Self {
        let Exporting { reader, member } = exporting;
        let head = lines::head(&member, reader.clock().now());
        Self {
            graphql,
            files,
            asker,
            signed_in,
            reader,
            trace: trace.to_owned(),
            head: Some(head),
            next: Next::Requests(None),
            waiting: VecDeque::new(),
            told: Told::default(),
        }
    }

    /// Its lines, some at once.
    pub(super) fn lines(self) -> impl Stream<Item = io::Result<String>> + Send + 'static {
        stream::try_unfold(self, |mut export| {
            async move { Ok(export.part().await?.map(|text| (text, export))) }.boxed()
        })
    }

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
        let files = attachments::all_files(&self.reader, &ids).await?;
        let mut text = String::new();
        for whole in &found.items {
            text += &lines::request(whole, &found.people, &files);
            let of_it = files.of(whole.request.id).iter().cloned();
            self.waiting.extend(of_it.map(|file| Sending { file, from: 0 }));
        }
        self.told.requests += found.items.len();
        Ok(text)
    }

    /// The next bytes of a file. If it was taken away meanwhile, that is told: its bytes stay in the store until they are swept.
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
            self.told.attachments += 1;
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
