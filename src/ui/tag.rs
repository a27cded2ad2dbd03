//! A state as icon and word.

use leptos::prelude::*;

use super::Icon;

/// What a state means to the reader. Done is quiet; what is open stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// A fact without urgency, on a ground.
    #[default]
    Plain,
    /// Finished, and well.
    Done,
    /// At rest: nothing to do, nothing achieved.
    Rest,
    /// Under way.
    Live,
    /// Somebody has to act.
    Wait,
    /// Late, locked or refused.
    Bad,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Tone::Plain => "tag",
            Tone::Done => "tag done",
            Tone::Rest => "tag rest",
            Tone::Live => "tag live",
            Tone::Wait => "tag wait",
            Tone::Bad => "tag bad",
        }
    }
}

/// A state: an icon and a word, never colour alone.
#[component]
pub fn Tag(
    /// What the state means.
    tone: Tone,
    /// The sign beside the word.
    icon: &'static str,
    /// The word.
    children: Children,
) -> impl IntoView {
    view! {
        <span class=tone.class()>
            <Icon name=icon />
            " "
            {children()}
        </span>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_a_sign_and_a_word() {
        let html = crate::ui::html(view! { <Tag tone=Tone::Wait icon="expired">"Expired"</Tag> });
        assert!(html.starts_with(r#"<span class="tag wait"><svg"#), "{html}");
        assert!(html.ends_with("</svg> Expired</span>"), "{html}");
    }
}
