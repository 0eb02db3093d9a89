//! One word for each thing that one can do.

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// One thing that one can do. Who may is [`super::Role::permissions`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Permission { $($(#[$doc])* $name),+ }

        impl Permission {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its name, as the API tells it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),+ }
            }

            /// The one of that name.
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.name() == name)
            }
        }
    };
}

permissions! {
    /// Read municipalities, associations and memberships: public, for whoever is signed in.
    ReadRegister,
    /// Read the own tenant and its members.
    ReadTenant,
    /// Read the list of all tenants.
    ReadTenants,
    /// Make a tenant of an association.
    OnboardTenant,
    /// Let a tenant go on to another state of its life.
    ChangeTenantLifecycle,
    /// Read the checklist of a tenant's onboarding.
    ReadOnboarding,
    /// Plan the steps of a tenant's onboarding, and say which of the own side's are done.
    KeepOnboarding,
    /// Read published versions of the centre model, and which one is in force in the own tenant; in the nation's context,
    /// those that are worked on as well.
    ReadCentreModels,
    /// Draft a version of the centre model, submit it, and withdraw a published one.
    DraftCentreModel,
    /// Publish a version of the centre model that somebody else submitted, or give it back.
    ApproveCentreModel,
    /// Read what a roll-out does to the own tenant; in the nation's context, how roll-outs go.
    ReadRollouts,
    /// Plan a roll-out and run it: start, pause, skip, retry, defer, roll back.
    RunRollout,
    /// Let a roll-out go past a red gate that somebody else asked to be forced.
    ForceGate,
    /// Decide what becomes of a value of the own tenant that a roll-out would keep from counting.
    ResolveConflict,
    /// Bring tenants to versions, as a roll-out says: jobs only.
    ApplyRollout,
    /// Write down that an association became a společenství obcí.
    ConvertToCommunity,
    /// Read who takes part in the own tenant.
    ReadParticipants,
    /// Make and end tokens of one's own.
    ManageOwnTokens,
    /// Read the catalogue of services in force.
    ReadServices,
    /// Turn a service on or off, or change its closing time.
    OverrideService,
    /// Read requests, as far as reach and secrecy go, and their history.
    ReadRequests,
    /// Be told of what happens to the requests that one may read.
    WatchRequests,
    /// Open a request.
    OpenRequest,
    /// Give a request to somebody of the staff.
    AssignRequest,
    /// Write a comment that the requester's municipality sees.
    CommentOnRequest,
    /// Write a comment for the staff alone.
    CommentInternally,
    /// Hang a file on a request.
    AttachFile,
    /// Take a file away from a request.
    RemoveAttachment,
    /// Begin to work on a request.
    StartRequest,
    /// Ask the requester something, and wait for it.
    AskRequester,
    /// Answer what the requester was asked, as the requester or in their name.
    AnswerRequest,
    /// Withdraw a request.
    CancelRequest,
    /// Close a request.
    CloseRequest,
    /// Open a closed request again.
    ReopenRequest,
    /// Read the figures of all centres.
    ReadNationalFigures,
    /// Write the public register and the national catalogue.
    ImportRegister,
    /// Give each membership of an onboarded association its member row.
    AdmitMembers,
    /// Write down from which day on a municipality belongs to the own association no more.
    EndMembership,
    /// Take out all that a municipality sees of its own cases.
    ExportMember,
    /// Let somebody take part and hold a role without the rules of granting: jobs only.
    AppointPeople,
    /// Begin a session by a link: jobs only.
    BeginSession,
    /// Let somebody take part, and get the link with which they sign in.
    InviteUser,
    /// Give a role to somebody who takes part.
    GrantRole,
    /// Take a role away.
    RevokeRole,
    /// Confirm a role that needs the chair's word.
    ConfirmRole,
    /// Read who holds which role, since when and by whom.
    ReadGrants,
    /// Read what one was told.
    ReadNotifications,
    /// See and end sessions of one's own, and make a link for oneself.
    ManageOwnSessions,
    /// Ask to look into a tenant, and end it again.
    OpenSupportAccess,
    /// Let the nation's people look into the own tenant, refuse it, end it.
    ApproveSupportAccess,
    /// Read who of the nation asked to look into the own tenant, and when they did.
    ReadSupportAccess,
    /// Read and change the own tenant's settings; in the nation's context, the nation's.
    ChangeSettings,
    /// Read and change which identity provider signs in to the own tenant.
    ManageIdentityProvider,
    /// Read the audit trail, as far as secrecy goes.
    ReadAuditTrail,
    /// Ask why somebody may do something, or may not.
    ExplainAccess,
    /// Keep the figures, from the events and of how the servers answer: jobs only.
    KeepFigures,
    /// Delete what was kept for a time only: jobs only.
    Forget,
    /// Give texts their terms that have none yet: jobs only.
    FillTerms,
    /// Send mails that wait to be sent: jobs only.
    SendMail,
    /// End the mails that a link leads to: jobs only.
    EndMails,
    /// Remind of terms that have come close or have passed: jobs only.
    RemindOfTerms,
    /// File a request under another service or secrecy.
    MoveRequest,
    /// Read activities, as far as shares and secrecy go.
    ReadActivities,
    /// Record work that one has done.
    RecordActivity,
    /// Correct what one has recorded.
    CorrectActivity,
    /// Correct what others have recorded.
    CorrectOthersActivity,
    /// Say for a municipality that the benefit of an activity is so.
    AttestBenefit,
    /// Read in which roles and for which part of full time one is employed.
    ReadEmployments,
    /// Read in which roles and for which part of full time others are employed.
    ReadOthersEmployments,
    /// Begin, change and end employments.
    KeepEmployments,
    /// Read what one has worked, and one's months.
    ReadWorklogs,
    /// Read what others have worked, and their months.
    ReadOthersWorklogs,
    /// Log what one has worked, correct it, and submit one's months.
    LogWork,
    /// Approve a month that somebody else submitted, or return it.
    DecideTimesheet,
    /// Read which quarters are closed, and what stands between the others and their closing.
    ReadPeriods,
    /// Close a quarter.
    ClosePeriod,
    /// Read what the own tenant's centre owes, and what of it was done.
    ReadDuties,
    /// Write down what was done of what the centre owes, correct it, and withdraw it.
    RecordDuty,
    /// Correct and withdraw what others wrote down of it.
    CorrectOthersDuty,
}
