//! One request of tus 1.0, and what it takes: a piece of a file, its answer, waiting for the line.

use crate::documents::model::UploadId;
use crate::kernel::AppError;
use gloo_events::EventListener;
use js_sys::{Date, Promise, Uint8Array};
use leptos::ev::Event;
use leptos::prelude::window;
use leptos::server_fn::{Bytes, error::FromServerFnError};
use sha2::{Digest, Sha256};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AddEventListenerOptions, File, ProgressEvent, XmlHttpRequest};

/// Bytes of a piece.
pub(super) const SIZE: u64 = 4 * 1024 * 1024;
/// A line that is silent for so long is broken, in milliseconds: after a sleep the browser would wait much longer.
const SILENCE: f64 = 30_000.0;
/// For so long the server may need for the end of a large file, in milliseconds.
const STORING: f64 = 180_000.0;

/// What a request came to.
pub(super) enum Asked {
    /// So many bytes are there.
    At(u64),
    /// It is not taken, whatever one tries.
    Refused(AppError),
    /// No answer, or none that says where the upload stands: it is asked for.
    Lost,
}

/// A request about an upload, not yet sent.
pub(super) fn request(method: &str, upload: &UploadId) -> Result<XmlHttpRequest, JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open_with_async(method, &["/uploads/", upload.as_str()].concat(), true)?;
    request.set_request_header("Tus-Resumable", "1.0.0")?;
    Ok(request)
}

/// Says with the last piece what the whole file comes to (RFC 9530).
pub(super) fn say_whole(request: &XmlHttpRequest, hash: &Sha256) -> Result<(), JsValue> {
    let sum = hash.clone().finalize();
    let sum = window().btoa(&sum.iter().map(|byte| char::from(*byte)).collect::<String>())?;
    request.set_request_header("Repr-Digest", &["sha-256=:", &sum, ":"].concat())
}

/// The bytes of a file from `from` to `to`.
pub(super) async fn read(file: &File, from: u64, to: u64) -> Option<Uint8Array> {
    let part = file.slice_with_f64_and_f64(from as f64, to as f64).ok()?;
    let buffer = JsFuture::from(part.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer))
}

/// Sends a request and waits for what comes of it; `heard` is told of bytes sent and milliseconds passed.
pub(super) async fn ask(
    request: &XmlHttpRequest,
    body: Option<&Uint8Array>,
    heard: impl Fn(u64, f64) + 'static,
) -> Asked {
    let ended = Promise::new(&mut |ended, _| request.set_onloadend(Some(&ended)));
    let (begun_at, line) = (Date::now(), request.clone());
    request.set_timeout(SILENCE as u32);
    let told = move |event: &Event| {
        let event = event.unchecked_ref::<ProgressEvent>();
        let passed = Date::now() - begun_at;
        // Counted from the beginning of the request.
        let patience = if event.loaded() >= event.total() { STORING } else { SILENCE };
        line.set_timeout((passed + patience) as u32);
        heard(event.loaded() as u64, passed);
    };
    let Ok(upload) = request.upload() else { return Asked::Lost };
    let bar = body.map(|_| EventListener::new(&upload, "progress", told));
    let sent = match body {
        Some(bytes) => request.send_with_opt_js_u8_array(Some(bytes)),
        None => request.send(),
    };
    if sent.is_err() {
        return Asked::Lost;
    }
    let _ = JsFuture::from(ended).await;
    drop(bar);
    answer(request)
}

fn answer(request: &XmlHttpRequest) -> Asked {
    let offset = request.get_response_header("Upload-Offset").ok().flatten().and_then(|offset| offset.parse().ok());
    match (request.status().unwrap_or_default(), offset) {
        (200 | 204, Some(offset)) => Asked::At(offset),
        (401, _) => Asked::Refused(AppError::NotSignedIn),
        (404, _) => Asked::Refused(AppError::NotFound),
        (0 | 409 | 500..507, _) => Asked::Lost,
        _ => {
            let words = request.response_text().ok().flatten().unwrap_or_default();
            Asked::Refused(AppError::de(Bytes::from(words)))
        }
    }
}

/// Waits so many milliseconds, or until the line is back.
pub(super) async fn wait(milliseconds: i32) {
    let passed = Promise::new(&mut |pass, _| {
        let once = AddEventListenerOptions::new();
        once.set_once(true);
        let _ = window().add_event_listener_with_callback_and_add_event_listener_options("online", &pass, &once);
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&pass, milliseconds);
    });
    let _ = JsFuture::from(passed).await;
}
