//! The sprite's signs.

use leptos::prelude::*;

/// A sign from `public/icons.svg`. It is hidden from screen readers: words stand beside it, or the control has a name.
#[component]
pub fn Icon(
    /// The symbol's id in the sprite, such as `state-done`.
    name: &'static str,
) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true">
            <use href=format!("/icons.svg#{name}")></use>
        </svg>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_sign_comes_from_the_sprite_and_says_nothing() {
        assert_eq!(
            crate::ui::html(view! { <Icon name="phone" /> }),
            r##"<svg aria-hidden="true" class="icon"><use href="/icons.svg#phone"></use></svg>"##
        );
    }
}
