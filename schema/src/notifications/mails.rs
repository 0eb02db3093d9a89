//! Mails about what one is told.

use crate::asked::{self, caller};
use crate::fail::{UserError, fail, outcome};
use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject};
use domain::kernel::mailing;
use domain::notifications::{Frequency, Wish, commands, queries};

#[derive(Default)]
pub(crate) struct NotificationMailQuery;

#[derive(Default)]
pub(crate) struct NotificationMailMutation;

/// How often one is written to about what one is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
enum NotificationMailFrequency {
    /// Never (nikdy).
    Never,
    /// As soon as there is something (hned).
    AtOnce,
    /// At seven in the morning, if something has come in the meantime (denně).
    Daily,
}

/// In which language one is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::kernel::mailing::Language")]
enum MailLanguage {
    /// Czech (česky).
    Cs,
    /// English (anglicky).
    En,
}

/// How one is written to about what one is told (e-maily o oznámeních).
#[derive(SimpleObject)]
struct NotificationMails {
    /// How often.
    frequency: NotificationMailFrequency,
    /// In which language; null: one isn't written to.
    language: Option<MailLanguage>,
}

impl From<Option<Wish>> for NotificationMails {
    fn from(wish: Option<Wish>) -> Self {
        let frequency = match wish.map(|wish| wish.frequency) {
            None => NotificationMailFrequency::Never,
            Some(Frequency::AtOnce) => NotificationMailFrequency::AtOnce,
            Some(Frequency::Daily) => NotificationMailFrequency::Daily,
        };
        Self { frequency, language: wish.map(|wish| wish.language.into()) }
    }
}

/// How one wants to be written to.
#[derive(InputObject)]
struct SetNotificationMailsInput {
    /// How often.
    frequency: NotificationMailFrequency,
    /// In which language. When nothing is said: in the one of `Accept-Language`.
    language: Option<MailLanguage>,
}

/// How one is written to from now on.
#[derive(SimpleObject)]
struct SetNotificationMailsPayload {
    /// As it is now; null with `userErrors`.
    notification_mails: Option<NotificationMails>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

#[Object]
impl NotificationMailQuery {
    /// How one is written to about what one is told (e-maily o oznámeních). Who has never said anything isn't.
    async fn notification_mails(&self, ctx: &Context<'_>) -> Result<NotificationMails> {
        mails(ctx).await
    }
}

#[Object]
impl NotificationMailMutation {
    /// Says how one wants to be written to about what one is told from now on (nastavit e-maily). A mail has numbers and links, and
    /// no word of a request; it goes to the address by which one takes part, and by a link in it such mails are ended without
    /// signing in.
    async fn set_notification_mails(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How often, and in which language.")] input: SetNotificationMailsInput,
    ) -> Result<Option<SetNotificationMailsPayload>> {
        let wish = wish(ctx, &input);
        let done = commands::set_mails(caller(ctx)?, wish).await;
        Ok(Some(match outcome(ctx, done)? {
            Ok(_) => SetNotificationMailsPayload {
                notification_mails: Some(mails(ctx).await?),
                user_errors: vec![],
            },
            Err(user_errors) => {
                SetNotificationMailsPayload { notification_mails: None, user_errors }
            }
        }))
    }
}

async fn mails(ctx: &Context<'_>) -> Result<NotificationMails> {
    let wish = queries::wish(caller(ctx)?).await.map_err(|error| fail(ctx, &error))?;
    Ok(wish.into())
}

fn wish(ctx: &Context<'_>, input: &SetNotificationMailsInput) -> Option<Wish> {
    let frequency = match input.frequency {
        NotificationMailFrequency::Never => return None,
        NotificationMailFrequency::AtOnce => Frequency::AtOnce,
        NotificationMailFrequency::Daily => Frequency::Daily,
    };
    let language = input.language.map_or_else(
        || match asked::language(ctx) {
            asked::Language::Cs => mailing::Language::Cs,
            asked::Language::En => mailing::Language::En,
        },
        Into::into,
    );
    Some(Wish { frequency, language })
}
