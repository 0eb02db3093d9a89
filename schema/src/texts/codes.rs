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
    WrongType = "WRONG_TYPE", "Hodnota je jiného typu.", "The value is of another type.";
    SettingLocked = "SETTING_LOCKED", "Nastavení je zamčeno verzí modelu centra. O změnu požádejte národního koordinátora.", "The centre model's version has locked the setting. Ask the national coordinator for a change.";
    ServiceLocked = "SERVICE_LOCKED", "Službu zamyká nebo ruší verze modelu centra. O změnu požádejte národního koordinátora.", "The centre model's version locks the service, or withdraws it. Ask the national coordinator for a change.";
    NotADraft = "NOT_A_DRAFT", "Verze už není rozpracovaná, proto se nemění. Založte novou.", "The version isn't a draft any more, so it doesn't change. Begin a new one.";
    NotSubmitted = "NOT_SUBMITTED", "Verze nečeká na schválení.", "The version doesn't wait for approval.";
    NotPublished = "NOT_PUBLISHED", "Verze není vydaná.", "The version isn't published.";
    VersionWithdrawn = "VERSION_WITHDRAWN", "Tato verze modelu je stažená.", "This version of the model is withdrawn.";
    NothingNew = "NOTHING_NEW", "Verze se neliší od té, ze které vznikla. Nejdřív v ní něco změňte.", "The version doesn't differ from the one it was drafted from. Change something first.";
    ModelHasFlaws = "MODEL_HAS_FLAWS", "Verze říká něco, co nelze dodržet. Opravte, co uvádí `flaws`.", "The version says something that nobody could be held to. Mend what `flaws` lists.";
    SecondPersonNeeded = "SECOND_PERSON_NEEDED", "Kdo se na tom podílel, nebo o to požádal, to nemůže sám schválit. Potřeba je druhý člověk.", "Who had a hand in it, or asked for it, can't approve it. A second person is needed.";
    VersionInRollout = "VERSION_IN_ROLLOUT", "Verze se právě zavádí, nebo se k ní lze vrátit. Stáhněte ji, až zavádění skončí.", "A roll-out brings tenants to the version, or may bring them back. Withdraw it when that is over.";
    TooManyEntries = "TOO_MANY_ENTRIES", "Víc položek už nelze přidat. Nejdřív některou odeberte.", "No more can be added. Take one away first.";
    NotLockable = "NOT_LOCKABLE", "Toto nastavení zamknout nelze.", "This setting can't be locked.";
    BadBounds = "BAD_BOUNDS", "Meze jsou širší, než nastavení dovoluje, jiného druhu, nebo nic nedovolují.", "The bounds are wider than the setting's own, of another kind, or leave nothing.";
    NothingInForce = "NOTHING_IN_FORCE", "Výchozí hodnota leží mimo tyto meze. Uveďte i hodnotu.", "The default lies outside these bounds. Say a value too.";
    Contradiction = "CONTRADICTION", "Údaje si odporují.", "What was said contradicts itself.";
    LayerNotAllowed = "LAYER_NOT_ALLOWED", "Na této úrovni se toto nastavení nenastavuje.", "This setting isn't set at this layer.";
    BenefitMethodNotUsed = "BENEFIT_METHOD_NOT_USED", "Centrum touto metodou přínosy nepočítá. Které používá, říká nastavení `benefits.methods`.", "The centre computes no benefits by this method. The setting `benefits.methods` says by which it does.";
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
    OnboardingStepDone = "ONBOARDING_STEP_DONE", "Tento krok už je splněn. Chcete-li ho změnit, vezměte nejdřív splnění zpět.", "This step is done already. To change it, first take that back.";
    OnboardingStepNotDone = "ONBOARDING_STEP_NOT_DONE", "Tento krok splněn není, není co vzít zpět.", "This step isn't done, so there is nothing to take back.";
    OnboardingStepOfOtherSide = "ONBOARDING_STEP_OF_OTHER_SIDE", "Splnění tohoto kroku potvrzuje druhá strana.", "That this step is done is for the other side to say.";
    OnboardingStepSeenBySystem = "ONBOARDING_STEP_SEEN_BY_SYSTEM", "Splnění tohoto kroku pozná systém sám, jakmile se tak stane.", "The system sees by itself that this step is done, once it is so.";
    ResponsibleIsTheTenants = "RESPONSIBLE_IS_THE_TENANTS", "Kdo se o krok stará, určuje sám svazek.", "Who sees to a step is for the tenant to say.";
    NothingToOverride = "NOTHING_TO_OVERRIDE", "Uveďte, co se má změnit: nabídku, nebo lhůtu.", "Say what is to change: the offer or the closing time.";
    RequestAlreadyClosed = "REQUEST_ALREADY_CLOSED", "Požadavek už je uzavřen. Můžete ho znovu otevřít.", "The request is closed already. You can open it again.";
    RequestCancelled = "REQUEST_CANCELLED", "Požadavek byl zrušen. Založte nový.", "The request was cancelled. Open a new one.";
    RequestNotClosed = "REQUEST_NOT_CLOSED", "Znovu otevřít lze jen uzavřený požadavek.", "Only a closed request can be opened again.";
    IllegalMove = "ILLEGAL_MOVE", "Odsud tento krok nevede. Které ano, říká `legalMoves`.", "That step doesn't lead on from here. `legalMoves` says which do.";
    RequesterAskedTooOften = "REQUESTER_ASKED_TOO_OFTEN", "Žadatele už jste se ptali padesátkrát. Požadavek uzavřete, a pak případně znovu otevřete.", "The requester was asked fifty times already. Close the request, and open it again if need be.";
    OnlyCommonWords = "ONLY_COMMON_WORDS", "Tato slova stojí v každém textu. Přidejte slovo, podle kterého se dá hledat.", "These words stand in every text. Add one by which something can be found.";
    TooManyWords = "TOO_MANY_WORDS", "Hledat lze nejvýš osm slov. Některá vynechte.", "At most eight words can be searched for. Leave some out.";
    ServiceNotOffered = "SERVICE_NOT_OFFERED", "Vaše centrum tuto službu nenabízí.", "Your centre doesn't offer this service.";
    MembershipEnded = "MEMBERSHIP_ENDED", "Obec už ze svazku vystoupila. Den vystoupení, který minul, se nemění.", "The municipality has left already. A day of leaving that has come isn't changed.";
    MembershipsOverlap = "MEMBERSHIPS_OVERLAP", "Do toho dne je obec členem znovu, nebo je členem jiného společenství. Zvolte dřívější den.", "By that day the municipality belongs again, or to another community. Choose an earlier day.";
    MemberStillBelongs = "MEMBER_STILL_BELONGS", "Dokud je obec členem, bere si své případy sama. Svazek je předá, až vystoupí.", "As long as the municipality belongs, its own people take its cases out. The association hands them over once it has left.";
    MemberHasLeft = "MEMBER_HAS_LEFT", "Obec už není členem svazku.", "The municipality is no longer a member.";
    CitizensAskTheCentre = "CITIZENS_ASK_THE_CENTRE", "Dotaz občana přijímá centrum, ne obec.", "A citizen's question is taken by the centre, not by a municipality.";
    AssigneeIsNotStaff = "ASSIGNEE_IS_NOT_STAFF", "Požadavek lze přidělit jen pracovníkovi centra.", "A request can be given to the centre's staff only.";
    AssigneeMayNotRead = "ASSIGNEE_MAY_NOT_READ", "Tento pracovník nesmí požadavek s takovým utajením číst.", "This person may not read a request of such secrecy.";
    FileTypeNotAllowed = "FILE_TYPE_NOT_ALLOWED", "Soubory tohoto druhu centrum nepřijímá. Uložte ho třeba jako PDF.", "The centre takes no files of this kind. Save it as PDF, say.";
    FileTooLarge = "FILE_TOO_LARGE", "Soubor je větší, než centrum přijímá. Zmenšete ho, nebo rozdělte.", "The file is larger than the centre takes. Make it smaller, or split it.";
    TooManyAttachments = "TOO_MANY_ATTACHMENTS", "K požadavku je připojeno už 100 souborů, víc jich být nemůže.", "The request has 100 files already, and can have no more.";
    TooManyUploads = "TOO_MANY_UPLOADS", "Ohlásili jste příliš mnoho souborů a neposlali je. Pošlete je, nebo počkejte deset minut.", "You have announced too many files without sending them. Send them, or wait for ten minutes.";
    UploadAlreadyBegun = "UPLOAD_ALREADY_BEGUN", "Na tuto adresu už se posílá. Ohlaste soubor znovu.", "Something is being sent to this address already. Announce the file again.";
    UploadExpired = "UPLOAD_EXPIRED", "Platnost adresy skončila. Ohlaste soubor znovu.", "The address has ended. Announce the file again.";
    RequestAlreadyThere = "REQUEST_ALREADY_THERE", "Požadavek už pod touto službou a s touto důvěrností je.", "The request is under this service and secrecy already.";
    RequestOpenerThanItsService = "REQUEST_OPENER_THAN_ITS_SERVICE", "Požadavek nemůže být otevřenější než jeho služba. Přesuňte ho pod jinou službu, nebo zvolte přísnější důvěrnost.", "A request can't be opener than its service. Move it to another service, or choose a stricter secrecy.";
    RequestMerged = "REQUEST_MERGED", "Požadavek byl sloučen s jiným a dál se řeší tam. Který to je, říká `mergedIntoId`, pokud ho smíte číst.", "The request was merged into another one and goes on there. `mergedIntoId` says which, if you may read it.";
    SameRequest = "SAME_REQUEST", "Uveďte dva různé požadavky.", "Name two different requests.";
    RequestsAlreadyLinked = "REQUESTS_ALREADY_LINKED", "Tyto požadavky už propojené jsou.", "These requests are linked already.";
    RequestsNotLinked = "REQUESTS_NOT_LINKED", "Tyto požadavky propojené nejsou.", "These requests aren't linked.";
    TooManyLinks = "TOO_MANY_LINKS", "Jeden z požadavků už je propojen s padesáti jinými. Některé propojení nejdřív zrušte.", "One of the requests is linked with fifty others already. Take a link away first.";
    RequestsOfDifferentMunicipalities = "REQUESTS_OF_DIFFERENT_MUNICIPALITIES", "Sloučit lze jen požadavky téže obce. Tyto dva můžete propojit.", "Only requests of one municipality can be merged. These two you can link.";
    RequestMovedMeanwhile = "REQUEST_MOVED_MEANWHILE", "Požadavek mezitím někdo přesunul. Načtěte ho znovu a zopakujte, co jste chtěli.", "Somebody has moved the request meanwhile. Read it again and repeat what you wanted.";
    RequestMoved = "REQUEST_MOVED", "Požadavek se mezitím přesunul. Pošlete soubor znovu.", "The request was moved meanwhile. Send the file again.";
    AttachedByAnother = "ATTACHED_BY_ANOTHER", "Soubor připojil někdo jiný. Odebrat ho může on, nebo centrum.", "Somebody else attached this file. They can take it away, or the centre.";
    CompetenceNotOfService = "COMPETENCE_NOT_OF_SERVICE", "Služba do této působnosti nepatří. Zvolte druhou působnost, nebo jinou službu.", "The service isn't of this competence. Choose the other one, or another service.";
    EmployedAlready = "EMPLOYED_ALREADY", "V té roli už je v některý z těch dnů zaměstnán. Ukončete nejdřív předchozí úvazek.", "They are employed in that role on some of those days already. End that employment first.";
    WorkOutsideEmployment = "WORK_OUTSIDE_EMPLOYMENT", "Na dny mimo úvazek už je zapsaná práce. Nejdřív ji odstraňte nebo přepište jinam.", "Work was logged on days that would be outside of the employment. Remove it first, or log it elsewhere.";
    NotEmployedThen = "NOT_EMPLOYED_THEN", "V ten den nemáte tento úvazek. Požádejte správce nebo manažera centra o jeho zápis.", "You weren't employed so on that day. Ask the administrator or the centre's manager to write the employment down.";
    SeveralEmployments = "SEVERAL_EMPLOYMENTS", "V ten den máte víc úvazků. Uveďte, ke kterému práce patří.", "You have several employments on that day. Say by which one you worked.";
    DayIsFull = "DAY_IS_FULL", "Den by měl víc než 24 hodin. Opravte nejdřív, co už je na něj zapsané.", "The day would have more than 24 hours. Correct first what was logged for it.";
    MonthHandedIn = "MONTH_HANDED_IN", "Výkaz za tento měsíc je odevzdaný nebo schválený, proto se nemění. Odevzdaný vám může vrátit, kdo ho schvaluje.", "The month was submitted or approved, so it doesn't change. A submitted one can be returned to you by who approves it.";
    MonthNotBegun = "MONTH_NOT_BEGUN", "Měsíc ještě nezačal. Odevzdejte ho, až začne.", "The month hasn't begun. Submit it when it has.";
    WorkOfSomebodyElse = "WORK_OF_SOMEBODY_ELSE", "Práci zapisuje, opravuje a odevzdává jen ten, kdo ji udělal.", "Work is logged, corrected and submitted by who did it alone.";
    OwnTimesheet = "OWN_TIMESHEET", "O vlastním výkazu nikdo nerozhoduje. Potřeba je druhý člověk.", "Nobody decides about a month of their own. A second person is needed.";
    TimesheetNotSubmitted = "TIMESHEET_NOT_SUBMITTED", "Výkaz nečeká na rozhodnutí. Podívejte se, v jakém je stavu.", "The month doesn't wait for a decision. Look where it stands.";
    PeriodClosed = "PERIOD_CLOSED", "Čtvrtletí je uzavřené a nic se v něm nemění. Chybu opravíte záznamem v otevřeném čtvrtletí.", "The quarter is closed, and nothing in it changes. A mistake is corrected by an entry in the open quarter.";
    PeriodOpen = "PERIOD_OPEN", "Čtvrtletí té aktivity je otevřené. Opravte přímo ji.", "The quarter of that activity is open. Correct the activity itself.";
    ActivityCorrectedAlready = "ACTIVITY_CORRECTED_ALREADY", "Aktivita už jednou opravena byla. Opravte záznam, který ji nahradil.", "The activity was corrected before. Correct the entry that took its place.";
    ActivityIsReversal = "ACTIVITY_IS_REVERSAL", "Záznam jen ruší jiný, a proto se neopravuje.", "The entry takes another one back, so it isn't corrected.";
    NothingCorrected = "NOTHING_CORRECTED", "Oprava nic nemění. Uveďte, co má být jinak.", "The correction changes nothing. Say what should be otherwise.";
    PeriodNotOver = "PERIOD_NOT_OVER", "Čtvrtletí ještě neskončilo. Uzavřete ho po jeho posledním dni.", "The quarter isn't over. Close it after its last day.";
    PeriodNotNext = "PERIOD_NOT_NEXT", "Čtvrtletí se uzavírají jedno po druhém. Nejdřív uzavřete to, které je před ním.", "Quarters close one after another. Close the one before it first.";
    TimesheetsNotApproved = "TIMESHEETS_NOT_APPROVED", "Některé výkazy práce v tom čtvrtletí nejsou schválené. Schvalte je, nebo je vraťte.", "Some months of work in that quarter aren't approved. Approve them, or return them.";
    ActivitiesWithoutShares = "ACTIVITIES_WITHOUT_SHARES", "Některé aktivity v tom čtvrtletí nejsou rozdělené mezi obce. Opravte je.", "Some activities in that quarter aren't shared out among members. Correct them.";
    BenefitsNotAttested = "BENEFITS_NOT_ATTESTED", "Počet nepotvrzených přínosů je jiný, než uvádíte. Načtěte čtvrtletí znovu a zkontrolujte, co zůstane nepotvrzené.", "Another number of benefits isn't attested than you say. Read the quarter again, and look at what stays unattested.";
    SeveralDuties = "SEVERAL_DUTIES", "Centrum má víc povinností toho druhu. Uveďte, které se záznam týká.", "The centre has several duties of that kind. Say which one the record is for.";
    DutyNotDueThen = "DUTY_NOT_DUE_THEN", "V ten den žádný termín té povinnosti nekončí. Termíny uvádí `duties`.", "The duty isn't due on that day. `duties` tells when it is.";
    DutyRecordedAlready = "DUTY_RECORDED_ALREADY", "To už zapsané je. Opravte ten záznam, nebo ho stáhněte.", "That was recorded before. Correct that record, or withdraw it.";
    DutyWithdrawn = "DUTY_WITHDRAWN", "Záznam je stažený, proto se nemění. Zapište nový.", "The record was withdrawn, so it doesn't change. Write a new one.";
    AttendeeDidNotBelong = "ATTENDEE_DID_NOT_BELONG", "Některá z obcí v ten den nebyla členem svazku.", "One of the municipalities wasn't a member of the association on that day.";
    MemberDidNotBelong = "MEMBER_DID_NOT_BELONG", "Obec v den provedení nebyla členem svazku.", "The municipality wasn't a member on the day of the work.";
    ActivityBeyondClearance = "ACTIVITY_BEYOND_CLEARANCE", "Aktivitu s takovým utajením nesmíte číst, a proto ani zapsat. Požádejte toho, kdo smí.", "You may not read an activity of such secrecy, so you can't record it either. Ask somebody who may.";
    NothingToAttest = "NOTHING_TO_ATTEST", "Aktivita neuvádí žádný přínos, není co potvrdit.", "The activity claims no benefit, so there is nothing to attest.";
    BenefitAlreadyAttested = "BENEFIT_ALREADY_ATTESTED", "Přínos už je za vaši obec potvrzen.", "The benefit is attested for your municipality already.";
    NobodyToBring = "NOBODY_TO_BRING", "Na tuto verzi není koho převést.", "There is nobody to bring to this version.";
    NotEligible = "NOT_ELIGIBLE", "Vlna jmenuje svazek, který toto zavedení na verzi převést nemůže: není v systému, skončil, už na ní je, nebo není na verzi výchozí.", "A wave names a tenant that this roll-out can't bring to the version: it isn't one, has ended, is on it already, or isn't on the version that it starts from.";
    RolloutActive = "ROLLOUT_ACTIVE", "Probíhá jiné zavádění modelu. Vyčkejte, až skončí.", "Another roll-out is under way. Wait until it has ended.";
    PlanDiffers = "PLAN_DIFFERS", "Tento plán má jiný otisk. Načtěte ho znovu a zkontrolujte, co spouštíte.", "This plan has another hash. Read it again, and look at what you start.";
    WrongRolloutState = "WRONG_ROLLOUT_STATE", "V tomto stavu zavádění to nelze.", "That can't be done in this state of the roll-out.";
    WrongTenantState = "WRONG_TENANT_STATE", "V tomto stavu to u svazku nelze.", "That can't be done in this state of the tenant.";
    GateNotRed = "GATE_NOT_RED", "Zavádění nepozastavila brána. Místo vynucení v něm pokračujte.", "No gate has paused the roll-out. Resume it instead of forcing.";
    NoSuchConflict = "NO_SUCH_CONFLICT", "Takový konflikt není.", "There is no such conflict.";
    NoSuchResolution = "NO_SUCH_RESOLUTION", "Tento konflikt se takto rozhodnout nedá. Možnosti uvádí `resolutions`.", "This conflict can't be decided so. Its `resolutions` say how it can.";
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
