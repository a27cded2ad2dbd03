//! Dialogs: native ones, and what the server draws open where there is no JavaScript.

use leptos::prelude::*;

use super::{Button, Hidden, Look, PostForm, given};

/// A dialog with its heading. With `open` the server shows it on its page, and a link leads out of it; where there is
/// JavaScript, `portal.js` makes it modal.
#[component]
pub fn Dialog(
    /// Its id; the heading's is this with `-title`.
    #[prop(into)]
    id: String,
    /// Its heading.
    #[prop(into)]
    title: String,
    /// Whether it is open when the page arrives.
    #[prop(optional)]
    open: bool,
    /// Words, form, the primary act, then the way out.
    children: Children,
) -> impl IntoView {
    let title_id = format!("{id}-title");
    view! {
        <dialog id=id aria-labelledby=title_id.clone() open=open>
            <div class="stack">
                <h2 id=title_id.clone()>{title}</h2>
                {children()}
            </div>
        </dialog>
    }
}

/// How long a session lives without activity; the server's own figure stands in `accounts`.
const IDLE_MS: u32 = 30 * 60 * 1000;

/// The warning before the session ends, once on every signed-in page. `portal.js` opens it two minutes before.
#[component]
pub fn SessionDialog(
    /// Where "Stay signed in" is sent; it answers 2xx while the session lives and 401 after it.
    #[prop(into)]
    stay_action: String,
    /// Where "Sign out" is sent.
    #[prop(into)]
    signout_action: String,
    /// This page's path: one returns to it after signing in again.
    #[prop(into)]
    page: String,
    /// Who is signed in, as an opaque word: what was typed comes back only to the same person.
    #[prop(optional, into)]
    who: String,
) -> impl IntoView {
    view! {
        <dialog
            id="still-there"
            role="alertdialog"
            aria-labelledby="still-there-title"
            aria-describedby="still-there-words"
            data-idle-ms=IDLE_MS.to_string()
            data-page=page.clone()
            data-who=given(who)
        >
            <div class="stack">
                <h2 id="still-there-title">"Are you still there?"</h2>
                <div>
                    <p id="still-there-words">
                        "You will be signed out in " <b role="timer">"2 minutes"</b> ". What you typed is kept."
                    </p>
                    <p role="status"></p>
                </div>
                <div class="actions">
                    <form method="post" action=stay_action data-stay="">
                        <Hidden name="_page" value=page.clone() />
                        <Button label="Stay signed in" look=Look::Primary />
                    </form>
                    <PostForm action=signout_action page=page.clone()>
                        <Button label="Sign out" />
                    </PostForm>
                </div>
            </div>
        </dialog>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_dialog_is_named_by_its_heading() {
        let html = crate::ui::html(view! { <Dialog id="invite" title="Invite Yusuf" open=true>"…"</Dialog> });
        assert_eq!(
            html,
            concat!(
                r#"<dialog id="invite" aria-labelledby="invite-title" open><div class="stack">"#,
                r#"<h2 id="invite-title">Invite Yusuf</h2>…</div></dialog>"#
            )
        );
        let html = crate::ui::html(view! { <Dialog id="invite" title="Invite Yusuf">"…"</Dialog> });
        assert!(!html.contains(" open"), "{html}");
    }

    #[test]
    fn the_session_warning_waits_closed_with_both_ways_out() {
        let html = crate::ui::html(view! {
            <SessionDialog stay_action="/api/stay" signout_action="/logout" page="/portal" who="a1" />
        });
        for part in [
            r#"id="still-there""#,
            r#"data-idle-ms="1800000" data-page="/portal" data-who="a1""#,
            r#"<form method="post" action="/api/stay" data-stay="">"#,
            r#"<form method="post" action="/logout" novalidate class="">"#,
            "Stay signed in</button>",
            "Sign out</button>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains(" open"), "{html}");
    }
}
