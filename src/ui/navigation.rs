//! Where one is and where one can go: the way back, tabs, pages of a list. All of them are links.

use leptos::prelude::*;

use super::Icon;

/// The way back to where this page belongs.
#[component]
pub fn Crumb(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// That page's name.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <p class="crumb">
            <a href=href>
                <Icon name="previous" />
                " "
                {label}
            </a>
        </p>
    }
}

/// One tab.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TabLink {
    /// Where it leads.
    pub href: String,
    /// Its words.
    pub label: String,
    /// How many things are there, where that is known.
    pub count: Option<i64>,
    /// Whether this is the page one is on.
    pub current: bool,
}

/// Pages that belong together, as links; the current one is heavy on the line.
#[component]
pub fn Tabs(
    /// What the tabs belong to: "Client".
    #[prop(into)]
    label: String,
    /// The tabs.
    tabs: Vec<TabLink>,
) -> impl IntoView {
    let tab = |tab: TabLink| {
        view! {
            <a href=tab.href aria-current=tab.current.then_some("page")>
                {tab.label}
                {tab.count.map(|count| view! { " "<span class="soft">{count.to_string()}</span> })}
            </a>
        }
    };
    view! {
        <nav class="tabs" aria-label=label>
            {tabs.into_iter().map(tab).collect_view()}
        </nav>
    }
}

/// The ways to the pages of a list before and after this one.
#[component]
pub fn Pages(
    /// Which list: "Client pages".
    #[prop(into)]
    label: String,
    /// Where in the list one is: "51–100 of 348".
    #[prop(into)]
    words: String,
    /// The page before, unless this is the first.
    previous: Option<String>,
    /// The page after, unless this is the last.
    next: Option<String>,
) -> impl IntoView {
    view! {
        <nav class="pages" aria-label=label>
            <small>{words}</small>
            <div class="actions">
                <Step href=previous rel="prev">
                    <Icon name="previous" />
                    " Previous"
                </Step>
                <Step href=next rel="next">
                    "Next "
                    <Icon name="next" />
                </Step>
            </div>
        </nav>
    }
}

/// One way; where there is nothing, its words stay and lead nowhere.
#[component]
fn Step(href: Option<String>, rel: &'static str, children: Children) -> impl IntoView {
    match href {
        Some(href) => view! { <a class="button small" href=href rel=rel>{children()}</a> }.into_any(),
        None => view! { <span class="button small" role="link" aria-disabled="true">{children()}</span> }.into_any(),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn the_current_tab_says_so() {
        let tabs = vec![
            TabLink { href: "/c/1".into(), label: "Overview".into(), count: None, current: true },
            TabLink { href: "/c/1/matters".into(), label: "Matters".into(), count: Some(2), current: false },
        ];
        assert_eq!(
            crate::ui::html(view! { <Tabs label="Client" tabs /> }),
            concat!(
                r#"<nav aria-label="Client" class="tabs"><a href="/c/1" aria-current="page">Overview</a>"#,
                r#"<a href="/c/1/matters">Matters <span class="soft">2</span></a></nav>"#
            )
        );
    }

    #[test]
    fn the_first_page_has_none_before() {
        let html = crate::ui::html(view! {
            <Pages label="Clients" words="1–50 of 348" previous=None next=Some("?after=x&n=1".to_owned()) />
        });
        assert!(html.contains(r#"<span role="link" aria-disabled="true" class="button small"><svg"#), "{html}");
        assert!(html.contains(r#"<a href="?after=x&amp;n=1" rel="next" class="button small">Next <svg"#), "{html}");
    }

    #[test]
    fn the_way_back_is_a_link() {
        let html = crate::ui::html(view! { <Crumb href="/clients" label="Clients" /> });
        assert!(
            html.starts_with(r#"<p class="crumb"><a href="/clients"><svg"#) && html.ends_with(" Clients</a></p>"),
            "{html}"
        );
    }
}
