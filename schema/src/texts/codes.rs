//! The table of codes. One line, one sentence: what is so, and what to do next.

macro_rules! error_codes {
    ($($name:ident = $code:literal, $cs:literal, $en:literal;)+) => {
        /// Why something was not done (kód chyby).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, async_graphql::Enum)]
        pub enum ErrorCode {
            $(#[doc = $en] #[graphql(name = $code)] $name,)+
        }

        impl ErrorCode {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// As it stands in answers.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            pub(super) const fn texts(self) -> (&'static str, &'static str) {
                match self { $(Self::$name => ($cs, $en)),+ }
            }
        }
    };
}

error_codes! {
    NotFound = "NOT_FOUND", "Nenalezeno.", "Not found.";
    Stale = "STALE", "Mezitím to změnil někdo jiný. Načtěte údaje znovu a změnu zopakujte.", "Somebody else changed it meanwhile. Read it again and repeat your change.";
    Required = "REQUIRED", "Údaj chybí.", "A value is needed.";
    TooLong = "TOO_LONG", "Text je příliš dlouhý.", "The text is too long.";
    OutOfRange = "OUT_OF_RANGE", "Hodnota je mimo povolené meze.", "The value is out of bounds.";
    Malformed = "MALFORMED", "Údaj nemá správný tvar.", "The value isn't well-formed.";
    AlreadyOnboarded = "ALREADY_ONBOARDED", "Svazek už v systému je, nebo je adresa obsazená.", "The association is a tenant already, or the slug is taken.";
    AlreadyCommunity = "ALREADY_COMMUNITY", "Svazek už společenstvím obcí je, nebo bude.", "The association is a community of municipalities already, or will be.";
    NameOfNoCommunity = "NAME_OF_NO_COMMUNITY", "Název společenství obcí musí obsahovat slova „společenství obcí“ nebo zkratku „s. o.“ (§ 53c).", "A community's name says \"společenství obcí\" or \"s. o.\" (§ 53c).";
    CommunityDoesNotExist = "COMMUNITY_DOES_NOT_EXIST", "V ten den svazek neexistuje (§ 53a). Zvolte jiný den.", "On that day there is no such association (§ 53a). Choose another day.";
    CommunityTooSmall = "COMMUNITY_TOO_SMALL", "V ten den nemá 15 členů ani tři pětiny obcí obvodu, který má méně než 25 obcí (§ 53b odst. 1).", "On that day it has neither 15 members nor 3/5 of a district of fewer than 25 municipalities (§ 53b(1)).";
    CommunityInSeveralDistricts = "COMMUNITY_IN_SEVERAL_DISTRICTS", "V ten den členové neleží v jednom správním obvodu ORP (§ 53b odst. 2).", "On that day its members don't lie in one district of extended powers (§ 53b(2)).";
    CommunityMemberElsewhere = "COMMUNITY_MEMBER_ELSEWHERE", "Některý člen v ten den je, nebo později bude v jiném společenství obcí (§ 53b odst. 3).", "A member is on that day, or will be later, in another community (§ 53b(3)).";
    CommunityDistrictFull = "COMMUNITY_DISTRICT_FULL", "V obvodu už je tolik společenství obcí, kolik jich podle počtu svých obcí smí mít (§ 53b odst. 4).", "The district has as many communities as its number of municipalities allows (§ 53b(4)).";
    AssociationDissolved = "ASSOCIATION_DISSOLVED", "Svazek už zanikl.", "The association has been dissolved.";
    OutsideOwnRegion = "OUTSIDE_OWN_REGION", "Svazek má sídlo v jiném kraji, než za který jednáte. Obraťte se na jeho koordinátora.", "The association has its seat in another region than yours. Ask that region's coordinator.";
    TenantTakesNoNewWork = "TENANT_TAKES_NO_NEW_WORK", "Činnost svazku je pozastavena, nebo skončila: toto se v něm teď nedělá.", "The tenant is suspended, or has ended: nobody does this in it now.";
    TenantIsOnboarding = "TENANT_IS_ONBOARDING", "Svazek se zavádí (`ONBOARDING`). Odtud lze přejít do `ACTIVE`, `WOUND_UP`.", "The tenant is being set up (`ONBOARDING`). From there it goes to `ACTIVE`, `WOUND_UP`.";
    TenantIsActive = "TENANT_IS_ACTIVE", "Svazek je v provozu (`ACTIVE`). Odtud lze přejít do `SUSTAINABILITY`, `SUSPENDED`, `WOUND_UP`.", "The tenant is at work (`ACTIVE`). From there it goes to `SUSTAINABILITY`, `SUSPENDED`, `WOUND_UP`.";
    TenantIsInSustainability = "TENANT_IS_IN_SUSTAINABILITY", "Svazek je v udržitelnosti (`SUSTAINABILITY`). Odtud lze přejít do `ACTIVE`, `SUSPENDED`, `WOUND_UP`.", "The tenant owes its results (`SUSTAINABILITY`). From there it goes to `ACTIVE`, `SUSPENDED`, `WOUND_UP`.";
    TenantIsSuspended = "TENANT_IS_SUSPENDED", "Činnost svazku je pozastavena (`SUSPENDED`). Odtud lze přejít do `ACTIVE`, `SUSTAINABILITY`, `WOUND_UP`.", "The tenant is suspended (`SUSPENDED`). From there it goes to `ACTIVE`, `SUSTAINABILITY`, `WOUND_UP`.";
    TenantIsWoundUp = "TENANT_IS_WOUND_UP", "Činnost svazku skončila (`WOUND_UP`). Odtud se nikam nepřechází.", "The tenant has ended (`WOUND_UP`). From there it goes nowhere.";
    NationalGrantHolder = "NATIONAL_GRANT_HOLDER", "Kdo má národní oprávnění, nemůže být prvním správcem svazku.", "Who holds a national grant can't be a tenant's first administrator.";
    NotAPerson = "NOT_A_PERSON", "Token může mít jen člověk.", "Only a person has tokens.";
    PermissionNotHeld = "PERMISSION_NOT_HELD", "Token nemůže mít oprávnění, které sami nemáte.", "A token can't have a permission that you lack yourself.";
    NobodyGrantsThemselves = "NOBODY_GRANTS_THEMSELVES", "Roli si nikdo neuděluje sám. Požádejte jiného správce.", "Nobody gives a role to themselves. Ask another administrator.";
    RoleOfAnotherKind = "ROLE_OF_ANOTHER_KIND", "Tuto roli zde nelze udělit: národní role uděluje národní koordinátor, role svazku správce svazku.", "This role can't be given here: the nation's are given by its coordinator, a tenant's by its administrator.";
    RoleAlreadyHeld = "ROLE_ALREADY_HELD", "Tuto roli už má.", "They hold this role already.";
    GrantEnded = "GRANT_ENDED", "Oprávnění už skončilo, nebo má určený konec. Udělte nové.", "The grant has ended, or its end is set. Grant it anew.";
    NothingToConfirm = "NOTHING_TO_CONFIRM", "Toto oprávnění platí i bez potvrzení předsedy.", "This grant counts without the chair's confirmation.";
    AlreadyConfirmed = "ALREADY_CONFIRMED", "Oprávnění už je potvrzené.", "The grant is confirmed already.";
    NobodyConfirmsThemselves = "NOBODY_CONFIRMS_THEMSELVES", "Vlastní roli si předseda nepotvrzuje.", "The chair doesn't confirm a role of their own.";
    LastAdmin = "LAST_ADMIN", "Posledního správce nelze odebrat. Nejdřív udělte roli správce někomu dalšímu, bez časového omezení.", "The last administrator can't be taken away. First make somebody else one, without an end.";
    LinkRefused = "LINK_REFUSED", "Kdo dohlíží na ostatní, přihlašuje se jen svým odkazem; nový by byl klíčem v cizích rukou. Odeberte roli a udělte ji znovu.", "Who watches others signs in by their own link only; a new one would be a key in other hands. Take the role away and give it anew.";
    NotABrowser = "NOT_A_BROWSER", "Účet lze propojit jen v prohlížeči, ve kterém jste přihlášeni.", "An account is linked in a browser that is signed in, by nothing else.";
    IdentityTaken = "IDENTITY_TAKEN", "Tento účet je už propojen s někým jiným.", "This account is linked to somebody else already.";
    SupportAccessAlreadyApproved = "SUPPORT_ACCESS_ALREADY_APPROVED", "Přístup podpory už je schválen.", "The support access is approved already.";
    SupportAccessEnded = "SUPPORT_ACCESS_ENDED", "Přístup podpory už skončil. Požádejte o nový.", "The support access has ended. Ask for a new one.";
    SupportAccessAlreadyAsked = "SUPPORT_ACCESS_ALREADY_ASKED", "O přístup už jste požádali. Vyčkejte schválení, nebo ho ukončete.", "You have asked already. Wait for the approval, or end it.";
    NothingToOverride = "NOTHING_TO_OVERRIDE", "Uveďte, co se má změnit: nabídku, nebo lhůtu.", "Say what is to change: the offer or the closing time.";
    RequestAlreadyClosed = "REQUEST_ALREADY_CLOSED", "Požadavek už je uzavřen. Můžete ho znovu otevřít.", "The request is closed already. You can open it again.";
    RequestCancelled = "REQUEST_CANCELLED", "Požadavek byl zrušen. Založte nový.", "The request was cancelled. Open a new one.";
    RequestNotClosed = "REQUEST_NOT_CLOSED", "Znovu otevřít lze jen uzavřený požadavek.", "Only a closed request can be opened again.";
    ServiceNotOffered = "SERVICE_NOT_OFFERED", "Vaše centrum tuto službu nenabízí.", "Your centre doesn't offer this service.";
    MembershipEnded = "MEMBERSHIP_ENDED", "Obec už ze svazku vystoupila. Den vystoupení, který minul, se nemění.", "The municipality has left already. A day of leaving that has come isn't changed.";
    MembershipsOverlap = "MEMBERSHIPS_OVERLAP", "Do toho dne je obec členem znovu, nebo je členem jiného společenství. Zvolte dřívější den.", "By that day the municipality belongs again, or to another community. Choose an earlier day.";
    MemberStillBelongs = "MEMBER_STILL_BELONGS", "Dokud je obec členem, bere si své případy sama. Svazek je předá, až vystoupí.", "As long as the municipality belongs, its own people take its cases out. The association hands them over once it has left.";
    MemberHasLeft = "MEMBER_HAS_LEFT", "Obec už není členem svazku.", "The municipality is no longer a member.";
    CitizensAskTheCentre = "CITIZENS_ASK_THE_CENTRE", "Dotaz občana přijímá centrum, ne obec.", "A citizen's question is taken by the centre, not by a municipality.";
    AssigneeIsNotStaff = "ASSIGNEE_IS_NOT_STAFF", "Požadavek lze přidělit jen pracovníkovi centra.", "A request can be given to the centre's staff only.";
    AssigneeMayNotRead = "ASSIGNEE_MAY_NOT_READ", "Tento pracovník nesmí požadavek s takovým utajením číst.", "This person may not read a request of such secrecy.";
    CompetenceNotOfService = "COMPETENCE_NOT_OF_SERVICE", "Služba do této působnosti nepatří. Zvolte druhou působnost, nebo jinou službu.", "The service isn't of this competence. Choose the other one, or another service.";
    MemberDidNotBelong = "MEMBER_DID_NOT_BELONG", "Obec v den provedení nebyla členem svazku.", "The municipality wasn't a member on the day of the work.";
    ActivityBeyondClearance = "ACTIVITY_BEYOND_CLEARANCE", "Aktivitu s takovým utajením nesmíte číst, a proto ani zapsat. Požádejte toho, kdo smí.", "You may not read an activity of such secrecy, so you can't record it either. Ask somebody who may.";
    NothingToAttest = "NOTHING_TO_ATTEST", "Aktivita neuvádí žádný přínos, není co potvrdit.", "The activity claims no benefit, so there is nothing to attest.";
    BenefitAlreadyAttested = "BENEFIT_ALREADY_ATTESTED", "Přínos už je za vaši obec potvrzen.", "The benefit is attested for your municipality already.";
    IdempotencyKeyReused = "IDEMPOTENCY_KEY_REUSED", "S tímto klíčem Idempotency-Key jste už poslali něco jiného. Zvolte nový.", "You have sent something else under this Idempotency-Key. Choose a new one.";
    Unauthenticated = "UNAUTHENTICATED", "Přihlaste se: token chybí, není platný, nebo skončil.", "Sign in: the token is missing, unknown, or has ended.";
    TenantRequired = "TENANT_REQUIRED", "Působíte ve více svazcích. Uveďte svazek v hlavičce Centrum-Tenant.", "You act in several tenants. Name one in the header Centrum-Tenant.";
    OneRootFieldRequired = "ONE_ROOT_FIELD_REQUIRED", "S hlavičkou Idempotency-Key pošlete právě jedno kořenové pole.", "With the header Idempotency-Key send exactly one root field.";
    TenantNotFound = "TENANT_NOT_FOUND", "Takový svazek nebyl nalezen.", "No such tenant was found.";
    Forbidden = "FORBIDDEN", "K tomu nemáte oprávnění.", "You lack the permission for that.";
    BadUserInput = "BAD_USER_INPUT", "Dotaz nebo jeho hodnoty nejsou platné.", "The operation or its values aren't valid.";
    QueryTooDeep = "QUERY_TOO_DEEP", "Dotaz je příliš hluboký.", "The operation is too deep.";
    TooManyTokens = "TOO_MANY_TOKENS", "Dotaz je příliš dlouhý.", "The operation has too many tokens.";
    TooManyAliases = "TOO_MANY_ALIASES", "Dotaz má příliš mnoho aliasů.", "The operation has too many aliases.";
    TooManyRootFields = "TOO_MANY_ROOT_FIELDS", "Dotaz má příliš mnoho kořenových polí.", "The operation has too many root fields.";
    TooManyDirectives = "TOO_MANY_DIRECTIVES", "Dotaz má příliš mnoho direktiv.", "The operation has too many directives.";
    TooManyNodes = "TOO_MANY_NODES", "Dotaz žádá příliš mnoho záznamů najednou.", "The operation asks for too many nodes at once.";
    CostExceeded = "COST_EXCEEDED", "Dotaz je příliš náročný.", "The operation costs too much.";
    RateLimited = "RATE_LIMITED", "Příliš mnoho dotazů. Zkuste to později.", "Too many requests. Try again later.";
    TooManyOperations = "TOO_MANY_OPERATIONS", "Máte otevřeno příliš mnoho odběrů najednou. Některý ukončete.", "You have too many operations or connections going on at once. End some of them.";
    Unavailable = "UNAVAILABLE", "Databáze teď neodpovídá. Zkuste to za chvíli.", "The database doesn't answer now. Try again in a moment.";
    Timeout = "TIMEOUT", "Dotaz trval příliš dlouho. Zužte ho.", "The operation took too long. Ask for less.";
    Internal = "INTERNAL", "Chyba na naší straně. Sdělte nám prosím označení traceId.", "A fault of ours. Please tell us the traceId.";
}
