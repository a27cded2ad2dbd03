//! Pages whose feature comes with a later release: they say so, and what to do meanwhile.

use crate::accounts::{Act, Content, Desk};
use crate::kernel::Result;
use crate::ui::{ButtonLink, Empty, PageHead};
use leptos::prelude::*;

/// `/appointments`.
pub async fn appointments(desk: Desk) -> Result<Content> {
    desk.may(Act::BeStaff)?;
    Ok(Content::plain(
        "Appointments",
        view! {
            <PageHead title="Appointments"/>
            <Empty title="Appointments are coming soon" words="Until then clients see your phone and email on their portal and arrange a time with you directly." level=2>
                <ButtonLink href="/clients" label="Go to clients"/>
            </Empty>
        },
    ))
}
