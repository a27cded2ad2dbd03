//! `/second-factor/codes`: new recovery codes, shown once.

use crate::accounts::factors::actions::NewRecoveryCodes;
use crate::accounts::factors::recovery;
use crate::accounts::session::{Kind, signed_in_or_owing};
use crate::accounts::{Content, Door, SignedIn};
use crate::kernel::{AppError, Result};
use crate::ui::{Button, ButtonLink, Look, Notice, NoticeTone, PostForm, PrintButton};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Your recovery codes.
///
/// # Errors
/// `NotSignedIn`.
pub async fn codes(door: Door) -> Result<Content> {
    let who = signed_in_or_owing().ok_or(AppError::NotSignedIn)?;
    let Some(codes) = recovery::carried(&door.services, &who.id) else { return Ok(shown_before(&who)) };
    let firm = door.firm.name.clone();
    let lines = codes.iter().map(|code| view! { <li><code>{recovery::in_groups(code)}</code></li> }).collect_view();
    Ok(Content::plain(
        "Your recovery codes",
        view! {
            <div>
                <h1>"Your recovery codes"</h1>
                <p class="soft">
                    "Each of them lets you in once, after your password, when your telephone or passkey is lost."
                </p>
            </div>
            <Notice tone=NoticeTone::Wait>
                <p>"You see them only now. Print them, or keep them in your password manager."</p>
            </Notice>
            <section class="sheet" aria-label="Recovery codes">
                <p>{firm} " · " {who.email.clone()}</p>
                <ol class="codes">{lines}</ol>
            </section>
            <div class="actions">
                <ButtonLink href=home(&who) label="I have kept them, go on" look=Look::Primary />
                <PrintButton label="Print codes" />
            </div>
        },
    ))
}

fn shown_before(who: &SignedIn) -> Content {
    Content::plain(
        "Recovery codes",
        view! {
            <div>
                <h1>"Recovery codes are shown once"</h1>
                <p class="soft">
                    "Yours were shown when they were made, and nobody can read them again. If you don’t have them, make new ones; the old ones then no longer work."
                </p>
            </div>
            <div class="actions">
                <PostForm action=NewRecoveryCodes::url() page="/second-factor/codes">
                    <Button label="Make new codes" />
                </PostForm>
                <ButtonLink href=home(who) label="Go on" look=Look::Quiet />
            </div>
        },
    )
}

fn home(who: &SignedIn) -> &'static str {
    match who.kind {
        Kind::Staff(_) => "/dashboard",
        Kind::Client => "/portal",
    }
}
