//! Letterhead, navigation and foot around a page's content.

use super::shell::Hydration;
use crate::accounts::actions::{SignOut, StaySignedIn};
use crate::accounts::pages::titled;
use crate::accounts::{Act, Content, Desk, Door};
use crate::firm::Firm;
use crate::kernel::Result;
use crate::portal_access::Place;
use crate::portal_access::actions::StopLooking;
use crate::portal_access::looking::Looking;
use crate::removals;
use crate::server::leptos::said;
use crate::ui::{Button, ErrorSummary, Icon, Look, Notice, NoticeTone, PostForm, SessionDialog, Trust};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::{Body, Title};

/// Where in the navigation a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each name is the word in the navigation")]
pub enum Section {
    Home,
    Documents,
    Account,
    Dashboard,
    Clients,
    Matters,
    Review,
    Appointments,
    Activity,
    Settings,
}

/// One thing on the page: sign in, activate, reset.
pub struct Plain {
    firm: Firm,
}

impl Plain {
    /// For the firm behind this door.
    pub fn of(door: &Door) -> Self {
        Plain { firm: door.firm.clone() }
    }

    /// The page.
    pub fn around(self, content: Content) -> AnyView {
        let firm = self.firm;
        let trust = format!("A private portal for clients of {}.", firm.name);
        view! {
            <Title text=title(&content, &firm)/>
            <Body {..} class="plain"/>
            {letterhead(&firm, "/", None)}
            <main id="main">{notice("")}{content.body}</main>
            <footer class="foot"><Trust icon="lock">{trust}</Trust>" "<span>{one_line(&firm.address)}</span></footer>
        }
        .into_any()
    }
}

/// Clients: larger, one column, a bar at the lower edge on phones.
pub struct Client {
    firm: Firm,
    section: Section,
    here: String,
    who: String,
    looking: Option<Looking>,
}

impl Client {
    /// For this person.
    pub fn of(place: &Place, section: Section) -> Self {
        let looking = place.looking.clone();
        let who = looking.as_ref().map_or(&place.person.account().id, |looking| &looking.staff).to_string();
        Client { firm: place.firm.clone(), section, here: place.here.clone(), who, looking }
    }

    /// The page.
    pub fn around(self, content: Content) -> AnyView {
        let Client { firm, section, here, who, looking } = self;
        let banner = looking.map(|looking| looked_at(&looking.name, &here));
        // What is asked of several, and what is shown to several, other contacts see too.
        let trust = format!("Only {} and people it has invited can see this.", firm.name);
        let mail = (!firm.email.is_empty())
            .then(|| view! { " · "<a href=format!("mailto:{}", firm.email)>{firm.email.clone()}</a> });
        let links = [
            ("/portal", "home", "Home", Section::Home),
            ("/portal/documents", "document", "Documents", Section::Documents),
            ("/portal/appointments", "calendar", "Appointments", Section::Appointments),
            ("/portal/account", "person", "Account", Section::Account),
        ];
        view! {
            <Title text=title(&content, &firm)/>
            <Body {..} class="client"/>
            <a class="skip" href="#main">"Skip to content"</a>
            {letterhead(&firm, "/portal", Some(sign_out(&here)))}
            <nav aria-label="Portal">
                {links.into_iter().map(|(href, icon, words, at)| view! {
                    <a href=href aria-current=(at == section).then_some("page")><Icon name=icon/>" "{words}</a>
                }).collect_view()}
            </nav>
            <main id="main">{banner}{notice("")}{content.body}</main>
            <footer class="foot"><Trust icon="lock">{trust}</Trust>" "<span>{foot(&firm)}{mail}</span></footer>
            <SessionDialog stay_action=StaySignedIn::url() signout_action=SignOut::url() page=here who=who/>
            {content.island.then(|| view! { <Hydration/> })}
        }
        .into_any()
    }
}

/// Staff: navigation at the side, width for tables.
pub struct Staff {
    firm: Firm,
    section: Section,
    here: String,
    who: String,
    name: String,
    role: &'static str,
    may_see_activity: bool,
    to_review: Option<i64>,
    console_mail: bool,
}

impl Staff {
    /// For this member of staff, with the numbers that the navigation shows.
    pub async fn of(desk: &mut Desk, section: Section) -> Result<Self> {
        let sees_documents = desk.staff.can(Act::SeeDocuments);
        let to_review = if sees_documents {
            Some(crate::reviews::store::waiting_count(&mut desk.tx, &desk.staff.wall()).await?.0)
        } else {
            None
        };
        Ok(Staff {
            firm: desk.firm.clone(),
            section,
            here: desk.here.clone(),
            who: desk.staff.id().to_string(),
            name: desk.staff.name().to_owned(),
            role: desk.staff.role().word(),
            may_see_activity: desk.staff.can(Act::SeeActivity),
            to_review,
            console_mail: desk.services.config.production && !desk.services.carrier.delivers(),
        })
    }

    /// The page.
    pub fn around(self, content: Content) -> AnyView {
        let undo = removals::parts::refused();
        let title = titled(&undo, &title(&content, &self.firm));
        let notice = notice(&self.here);
        let banner = self.console_mail.then(|| view! {
            <Notice tone=NoticeTone::Bad alert=true>
                <p><b>"No mail leaves this server."</b>" Neither RESEND_API_KEY nor SMTP_URL is set: mail is only written to the console."</p>
            </Notice>
        });
        view! {
            <Title text=title/>
            <Body {..} class="staff"/>
            <a class="skip" href="#main">"Skip to content"</a>
            <aside aria-label="Portal">
                <a class="firm" href="/dashboard">{self.firm.name.clone()}</a>
                <nav aria-label="Main" data-live="navigation"><ul>{self.links()}</ul></nav>
                <div class="me">
                    <span><a href="/account">{self.name.clone()}</a><br/><span class="soft">{capital(self.role)}</span></span>
                    {sign_out(&self.here)}
                </div>
            </aside>
            <main id="main">{banner}<ErrorSummary form=&undo/>{notice}{content.body}</main>
            <SessionDialog stay_action=StaySignedIn::url() signout_action=SignOut::url() page=self.here who=self.who/>
            {content.island.then(|| view! { <Hydration/> })}
        }
        .into_any()
    }

    fn links(&self) -> AnyView {
        let count = self.to_review.filter(|count| *count > 0);
        let links = [
            Some(("/dashboard", "dashboard", "Dashboard", Section::Dashboard)),
            Some(("/clients", "people", "Clients", Section::Clients)),
            Some(("/matters", "matter", "Matters", Section::Matters)),
            self.to_review.map(|_| ("/review", "review", "Review", Section::Review)),
            Some(("/appointments", "calendar", "Appointments", Section::Appointments)),
            self.may_see_activity.then_some(("/activity", "activity", "Activity", Section::Activity)),
            Some(("/settings", "settings", "Settings", Section::Settings)),
        ];
        let current = self.section;
        links
            .into_iter()
            .flatten()
            .map(|(href, icon, words, at)| {
                let count = count.filter(|_| at == Section::Review).map(|count| view! {
                    " "<span class="count">{count}<span class="visually-hidden">" documents to review"</span></span>
                });
                view! { <li><a href=href aria-current=(at == current).then_some("page")><Icon name=icon/>" "{words}{count}</a></li> }
            })
            .collect_view()
            .into_any()
    }
}

fn letterhead(firm: &Firm, home: &'static str, end: Option<AnyView>) -> AnyView {
    let hours = (!firm.hours.is_empty()).then(|| view! { <span class="wide">{firm.hours.clone()}</span>" " });
    let phone = (!firm.phone.is_empty())
        .then(|| view! { <a href=tel(&firm.phone)><Icon name="phone"/>" "{firm.phone.clone()}</a> });
    view! {
        <header class="letterhead">
            <a class="firm" href=home>{firm.name.clone()}</a>
            <div class="reach">{hours}{phone}{end}</div>
        </header>
    }
    .into_any()
}

/// Above every page of a portal that staff look at.
fn looked_at(name: &str, here: &str) -> AnyView {
    let words = format!("You see the portal as {name} sees it. Nothing can be changed here.");
    view! {
        <div class="notice wait looking">
            <Icon name="eye"/>
            <div class="actions">
                <p>{words}</p>
                <PostForm action=StopLooking::url() page=here.to_owned()><Button label="Stop looking"/></PostForm>
            </div>
        </div>
    }
    .into_any()
}

fn sign_out(here: &str) -> AnyView {
    view! {
        <PostForm action=SignOut::url() page=here.to_owned()><Button label="Sign out" look=Look::Quiet icon="signout"/></PostForm>
    }
    .into_any()
}

/// What was done before this page; on a page of staff, `here`, with the way back where there is one.
fn notice(here: &str) -> Option<AnyView> {
    let said = said()?;
    let undo = said.undo.filter(|_| !here.is_empty()).map(|removal| removals::parts::undo(&removal, here));
    Some(view! { <Notice tone=NoticeTone::Good><p>{said.words}</p>{undo}</Notice> }.into_any())
}

/// The document's title. Leptos 0.8 writes it into the page as it is, so it is escaped here: names of clients stand in it.
fn title(content: &Content, firm: &Firm) -> String {
    let text = format!("{} – {}", content.title, firm.name);
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn foot(firm: &Firm) -> String {
    [firm.name.clone(), one_line(&firm.address)]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

fn one_line(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ")
}

fn tel(phone: &str) -> String {
    format!("tel:{}", phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>())
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
