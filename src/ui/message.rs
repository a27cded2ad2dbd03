//! What the page says to its reader: notices, trust, emptiness.

use leptos::prelude::*;

use super::Icon;

/// What kind of news a notice brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NoticeTone {
    /// Good to know.
    #[default]
    Plain,
    /// Something worked.
    Good,
    /// Somebody has to act.
    Wait,
    /// Something failed.
    Bad,
}

impl NoticeTone {
    fn class(self) -> &'static str {
        match self {
            NoticeTone::Plain => "notice",
            NoticeTone::Good => "notice good",
            NoticeTone::Wait => "notice wait",
            NoticeTone::Bad => "notice bad",
        }
    }

    fn icon(self) -> &'static str {
        match self {
            NoticeTone::Plain => "info",
            NoticeTone::Good => "state-done",
            NoticeTone::Wait => "state-pending",
            NoticeTone::Bad => "warning",
        }
    }
}

/// News in the page, where it belongs. With `alert` a screen reader says it at once.
#[component]
pub fn Notice(
    /// What kind of news.
    tone: NoticeTone,
    /// Another sign than the tone's own.
    #[prop(optional)]
    icon: &'static str,
    /// Whether it interrupts: something failed.
    #[prop(optional)]
    alert: bool,
    /// One or two sentences.
    children: Children,
) -> impl IntoView {
    view! {
        <div class=tone.class() role=if alert { "alert" } else { "status" }>
            <Icon name=if icon.is_empty() { tone.icon() } else { icon } />
            <div>{children()}</div>
        </div>
    }
}

/// One quiet sentence on who can see this, or how it is kept safe.
#[component]
pub fn Trust(
    /// Another sign than the lock.
    #[prop(default = "lock")]
    icon: &'static str,
    /// The sentence.
    children: Children,
) -> impl IntoView {
    view! {
        <p class="trust">
            <Icon name=icon />
            " "
            <span>{children()}</span>
        </p>
    }
}

/// A list without rows: what it is, why it is empty, and (as children) the one next step.
#[component]
pub fn Empty(
    /// What is not there: "No matters yet".
    #[prop(into)]
    title: String,
    /// What it would be, and why there is none.
    #[prop(into)]
    words: String,
    /// The title's place among the page's headings.
    #[prop(default = 3)]
    level: u8,
    /// The next step.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            {match level {
                2 => view! { <h2>{title}</h2> }.into_any(),
                _ => view! { <h3>{title}</h3> }.into_any(),
            }}
            <p>{words}</p>
            {children.map(|next| next())}
        </div>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn news_is_announced_and_failure_interrupts() {
        let news = crate::ui::html(view! { <Notice tone=NoticeTone::Good>"Saved"</Notice> });
        assert!(news.starts_with(r#"<div role="status" class="notice good">"#), "{news}");
        assert!(news.contains("/icons.svg#state-done") && news.ends_with("<div>Saved</div></div>"), "{news}");
        let failure =
            crate::ui::html(view! { <Notice tone=NoticeTone::Bad icon="mail" alert=true>"Not sent"</Notice> });
        assert!(failure.contains(r#"role="alert""#) && failure.contains("/icons.svg#mail"), "{failure}");
    }

    #[test]
    fn nothing_there_names_the_next_step() {
        let html = crate::ui::html(view! { <Empty title="No matters yet" words="A matter is one piece of work." /> });
        assert_eq!(html, r#"<div class="empty"><h3>No matters yet</h3><p>A matter is one piece of work.</p></div>"#);
    }
}
