//! The document: head, typeface, stylesheets, the one small script. WebAssembly comes only with pages that have islands.

use crate::app::App;
use crate::app::router::Assets;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// The document around every page.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let assets = use_context::<Assets>().unwrap_or_default();
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <link rel="preload" href="/fonts/source-sans-3-latin-wght-normal.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                <link rel="stylesheet" href=assets.style/>
                <link rel="stylesheet" href=assets.brand/>
                <link rel="icon" href="/favicon.svg" r#type="image/svg+xml"/>
                <script src=assets.portal defer nonce=use_nonce()></script>
                <AutoReload options=options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// What starts the islands of a page: loads the WebAssembly, hydrates, then marks the document, for whoever waits.
/// Our own tag instead of `HydrationScripts`: that one's preload carries a wrong nonce (Leptos 0.8), and stands on every page.
#[component]
pub fn Hydration() -> impl IntoView {
    let assets = use_context::<Assets>().unwrap_or_default();
    if let Some(shared) = Owner::current_shared_context() {
        shared.set_is_hydrating(false);
    }
    view! {
        <link rel="modulepreload" href=assets.script.clone()/>
        <script r#type="module" src=assets.islands data-script=assets.script data-wasm=assets.wasm nonce=use_nonce()></script>
    }
}
