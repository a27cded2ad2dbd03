//! Pieces of the settings pages.

use crate::accounts::{Act, Staff};
use crate::ui::{TabLink, Tabs};
use leptos::prelude::*;

/// The settings pages, as tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each name is its tab")]
pub enum SettingsTab {
    Firm,
    Team,
    MatterTypes,
    Templates,
    Review,
    Reminders,
    Groups,
    Mail,
    Security,
}

/// The tab, who sees it, its address and its words.
const TABS: [(SettingsTab, Act, &str, &str); 9] = [
    (SettingsTab::Firm, Act::BeStaff, "/settings", "Firm"),
    (SettingsTab::Team, Act::ManageTeam, "/settings/team", "Team"),
    (SettingsTab::MatterTypes, Act::EditMatterTypes, "/settings/matter-types", "Matter types"),
    (SettingsTab::Templates, Act::EditTemplates, "/templates", "Request templates"),
    (SettingsTab::Review, Act::ChangeFirm, "/settings/review", "Review"),
    (SettingsTab::Reminders, Act::ChangeFirm, "/settings/reminders", "Reminders"),
    (SettingsTab::Groups, Act::EditGroups, "/settings/groups", "Practice groups"),
    (SettingsTab::Mail, Act::HandleMail, "/settings/mail", "Mail"),
    (SettingsTab::Security, Act::ChangeSecurity, "/settings/security", "Security"),
];

/// The settings as tabs, those that this person may see; below the page's heading.
pub fn settings_tabs(staff: &Staff, current: SettingsTab) -> AnyView {
    let own = if staff.can(Act::ChangeFirm) { "Firm" } else { "Your details" };
    let link = |(tab, _, href, label): (SettingsTab, Act, &'static str, &'static str)| TabLink {
        href: href.to_owned(),
        label: if tab == SettingsTab::Firm { own.to_owned() } else { label.to_owned() },
        count: None,
        current: tab == current,
    };
    let tabs = TABS.into_iter().filter(|(_, act, ..)| staff.can(*act)).map(link).collect();
    view! { <Tabs label="Settings" tabs /> }.into_any()
}
