//! Everything that answers requests, put together: pages and server functions, plain routes, files of the site, and
//! the layers that stand around all of them.

use super::App;
use super::layouts::shell;
use super::noted;
use super::table::{self, Raw};
use crate::accounts::pace::{self, Pace};
use crate::accounts::session;
use crate::firm::{self, Firm, brand};
use crate::live::events;
use crate::server::Services;
use crate::server::http::{FormState, PageNonce, cross_origin, forms, headers, once, plain, visitor};
use crate::server::keys::hex;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use leptos::nonce::Nonce;
use leptos::prelude::*;
use leptos_axum::{LeptosRoutes, generate_route_list};
use sha2::{Digest, Sha256};
use std::path::Path;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeDir;

/// Longest name of a file that file systems know, bytes.
const LONGEST_NAME: usize = 255;

/// Renders pages again, for plain routes whose form was refused.
#[derive(Clone)]
pub struct Pages {
    /// The services.
    pub services: Services,
    router: Router,
}

impl Pages {
    /// The page at `path` once more, with the refused form, as the person of `parts` sees it.
    pub async fn again(&self, parts: Parts, path: &str, state: FormState) -> Response {
        forms::render(self.router.clone(), parts, path, state).await
    }
}

/// Addresses of what pages load; each carries the content's hash, so that browsers may keep it for a year.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    /// Stylesheet.
    pub style: String,
    /// The firm's colours.
    pub brand: String,
    /// The small script of every page.
    pub portal: String,
    /// What starts islands.
    pub islands: String,
    /// Dragging on the board of matters.
    pub board: String,
    /// The keys of the review page.
    pub review: String,
    /// What asks the browser for passkeys.
    pub passkeys: String,
    /// The islands' glue.
    pub script: String,
    /// The islands' WebAssembly.
    pub wasm: String,
}

/// The whole portal as one service.
pub fn router(services: Services, options: LeptosOptions) -> Router {
    let site = Path::new(options.site_root.as_ref()).to_owned();
    let assets = Assets::of(&site);
    let pages = pages(&services, options, assets);
    let rendering = Pages { services: services.clone(), router: pages.clone() };
    let carrying = table::raw_routes().into_iter().fold(Router::new(), |router, raw| match raw {
        Raw::Plain { path, handler, .. } => router.route(path, handler(&services)),
        Raw::Rendering { path, handler, .. } => router.route(path, handler(&rendering)),
    });
    let answering = Router::new()
        .merge(carrying.layer(DefaultBodyLimit::disable()))
        .merge(pages.clone().layer(from_fn_with_state(pages, forms::layer)).layer(CompressionLayer::new()))
        .layer(from_fn_with_state(services.clone(), events::layer))
        .layer(from_fn_with_state(Pace::new(&services), pace::layer))
        .layer(from_fn(noted::refused))
        .layer(from_fn_with_state(services.clone(), session::layer))
        .layer(from_fn_with_state(services.clone(), visitor::layer))
        .merge(site_files(&services, &site));
    around(answering, services)
}

/// The layers that stand around every request, whatever answers it: pages, files, what does not exist.
pub fn around(answering: Router, services: Services) -> Router {
    answering
        .layer(from_fn(once::layer))
        .layer(CatchPanicLayer::custom(plain::panicked))
        .layer(from_fn_with_state(services.clone(), cross_origin::layer))
        .layer(from_fn(plain::wrong_method))
        .layer(from_fn_with_state(services, headers::layer))
        .layer(from_fn(noted::failed))
}

fn pages(services: &Services, options: LeptosOptions, assets: Assets) -> Router {
    let routes = generate_route_list(App);
    let context = {
        let services = services.clone();
        move || {
            provide_context(services.clone());
            provide_context(assets.clone());
            if let Some(nonce) = crate::server::leptos::extension::<PageNonce>() {
                provide_context(Nonce::from_value(nonce.0));
            }
        }
    };
    let shell_options = options.clone();
    let not_found = {
        let (context, options) = (context.clone(), options.clone());
        move |request: Request| {
            let (context, options) = (context.clone(), options.clone());
            let render = leptos_axum::render_app_async_with_context(context, move || shell(options.clone()));
            async move { render(request).await }
        }
    };
    Router::new()
        .leptos_routes_with_context(&options, routes, context, move || shell(shell_options.clone()))
        .fallback(not_found)
        .with_state(options)
}

/// Files of the site: names with a hash in the query are kept for a year, the rest for a day.
fn site_files(services: &Services, site: &Path) -> Router {
    let serve = |folder: &str| ServeDir::new(site.join(folder)).precompressed_br().precompressed_gzip();
    let single = |file: &'static str| {
        tower_http::services::ServeFile::new(site.join(file)).precompressed_br().precompressed_gzip()
    };
    let mut router = Router::new()
        .nest_service("/pkg", serve("pkg"))
        .nest_service("/fonts", serve("fonts"))
        .route("/brand.css", axum::routing::get(brand_css).with_state(services.clone()));
    for (path, file) in table::SITE_FILES {
        router = router.route_service(path, single(file));
    }
    router.layer(from_fn(kept_by_browsers))
}

async fn brand_css(State(services): State<Services>) -> Response {
    let firm = async {
        let mut tx = services.db.read().await?;
        firm::store::current(&mut tx).await
    };
    let firm = firm.await.ok().flatten().unwrap_or_else(|| Firm::unnamed("UTC"));
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], brand::stylesheet(&firm)).into_response()
}

async fn kept_by_browsers(request: Request, next: axum::middleware::Next) -> Response {
    if request.uri().path().split('/').any(|name| name.len() > LONGEST_NAME) {
        return StatusCode::NOT_FOUND.into_response(); // The file system would call it a fault.
    }
    let hashed = request.uri().query().is_some_and(|query| query.starts_with("v="));
    let brand = request.uri().path() == "/brand.css";
    let mut response = next.run(request).await;
    if response.status() == StatusCode::OK || response.status() == StatusCode::NOT_MODIFIED {
        let rule = match (brand, hashed) {
            (true, _) => "public, max-age=60",
            (false, true) => "public, max-age=31536000, immutable",
            (false, false) => "public, max-age=86400",
        };
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(rule));
    }
    say_charset(&mut response);
    response
}

/// Our texts are UTF-8; the file's ending says only what kind it is.
fn say_charset(response: &mut Response) {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let full = kind.filter(|kind| kind.starts_with("text/") && !kind.contains("charset"));
    if let Some(Ok(full)) = full.map(|kind| HeaderValue::from_str(&format!("{kind}; charset=utf-8"))) {
        response.headers_mut().insert(header::CONTENT_TYPE, full);
    }
}

impl Assets {
    fn of(site: &Path) -> Self {
        let hashed = |path: &str| {
            let bytes = std::fs::read(site.join(path.trim_start_matches('/'))).unwrap_or_default();
            format!("{path}?v={}", &hex(&Sha256::digest(&bytes))[..12])
        };
        let wasm =
            ["/pkg/gk-nexus_bg.wasm", "/pkg/gk-nexus.wasm"].into_iter().find(|path| site.join(&path[1..]).exists());
        Assets {
            style: hashed("/pkg/gk-nexus.css"),
            brand: "/brand.css".to_owned(),
            portal: hashed("/portal.js"),
            islands: hashed("/islands.js"),
            board: hashed("/board.js"),
            review: hashed("/review.js"),
            passkeys: hashed("/passkeys.js"),
            script: hashed("/pkg/gk-nexus.js"),
            wasm: hashed(wasm.unwrap_or("/pkg/gk-nexus.wasm")),
        }
    }
}
