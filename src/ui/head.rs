//! Headings: of the page, and of its parts on the ink line.

use leptos::prelude::*;

/// A heading on the ink line, with one link or figure at its end. The line's heavy start says that something in the
/// part is open.
#[component]
pub fn Head(
    /// The heading's id, for the part's `aria-labelledby`.
    id: &'static str,
    /// The heading.
    #[prop(into)]
    title: String,
    /// Whether something in the part waits for the reader.
    #[prop(optional)]
    open: bool,
    /// The heading's level: 2, 3 or 4.
    #[prop(default = 2)]
    level: u8,
    /// The link or figure at the line's end.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let heading = match level {
        3 => view! { <h3 id=id>{title}</h3> }.into_any(),
        4 => view! { <h4 id=id>{title}</h4> }.into_any(),
        _ => view! { <h2 id=id>{title}</h2> }.into_any(),
    };
    view! { <div class=if open { "head open" } else { "head" }>{heading} {children.map(|end| end())}</div> }
}

/// The page's title, what it is about, and what can be done with it.
#[component]
pub fn PageHead(
    /// The title, the page's only `h1`.
    #[prop(into)]
    title: String,
    /// One sentence below it.
    #[prop(optional, into)]
    lead: String,
    /// Whether the sentence is the page's news, read before all else (the client's home).
    #[prop(optional)]
    news: bool,
    /// Buttons and links; one of them may be primary.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let lead = (!lead.is_empty()).then(|| view! { <p class=if news { "lead" } else { "soft" }>{lead}</p> });
    view! {
        <header class="page-head">
            <div>
                <h1>{title}</h1>
                {lead}
            </div>
            {children.map(|actions| view! { <div class="actions">{actions()}</div> })}
        </header>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_head_names_its_part() {
        let html = crate::ui::html(view! { <Head id="dates" title="Dates" open=true><a href="/all">"All"</a></Head> });
        assert_eq!(html, r#"<div class="head open"><h2 id="dates">Dates</h2><a href="/all">All</a></div>"#);
        let html = crate::ui::html(view! { <Head id="x" title="X" level=3 /> });
        assert_eq!(html, r#"<div class="head"><h3 id="x">X</h3></div>"#);
    }

    #[test]
    fn a_page_has_one_title() {
        let html = crate::ui::html(view! { <PageHead title="Clients" lead="12 match">"…"</PageHead> });
        assert_eq!(
            html,
            concat!(
                r#"<header class="page-head"><div><h1>Clients</h1><p class="soft">12 match</p></div>"#,
                r#"<div class="actions">…</div></header>"#
            )
        );
        let html = crate::ui::html(view! { <PageHead title="Clients" /> });
        assert_eq!(html, r#"<header class="page-head"><div><h1>Clients</h1></div></header>"#);
    }
}
