//! Files on their way: the upload form as people fill it in, the island's own requests, multipart bodies as browsers
//! write them, raw connections, and waiting for what the server does beside them.

use super::browser::plain_http;
use super::{Browser, Page, TestApp};
use futures::{Stream, stream};
use gk_nexus::server::keys::hex;
use sha2::{Digest, Sha256};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

/// A small PDF, told from others by `words`.
pub fn pdf(words: &str) -> Vec<u8> {
    format!("%PDF-1.7\n% {words}\n%%EOF\n").into_bytes()
}

/// A PDF of so many bytes, none like its neighbour.
pub fn long_pdf(size: usize) -> Vec<u8> {
    let mut bytes = pdf("long");
    bytes.extend((bytes.len()..size).map(|at| (at % 251) as u8));
    bytes
}

/// The kind of a body that is a piece of a file (tus 1.0).
pub const PIECE: &str = "application/offset+octet-stream";

/// SHA-256 as the portal writes it.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A part of a multipart form: field, file name if it is a file, content.
pub type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

/// Content type and body of a multipart form, file names written as browsers do (WHATWG HTML, 4.10.21.8).
pub fn multipart(parts: &[Part<'_>]) -> (String, Vec<u8>) {
    const BOUNDARY: &str = "----WebKitFormBoundaryE19zNvXGzXaLvS5C";
    let mut body = Vec::new();
    for (field, file, content) in parts {
        let file = file.map(|name| {
            let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
            format!("; filename=\"{name}\"\r\nContent-Type: application/octet-stream")
        });
        let file = file.unwrap_or_default();
        body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"{file}\r\n\r\n").bytes());
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

/// A body that is sent piece by piece, as the other end gives it; it ends when that is dropped.
pub fn piece_by_piece() -> (mpsc::Sender<Vec<u8>>, impl Stream<Item = std::io::Result<Vec<u8>>> + Send + 'static) {
    let (send, take) = mpsc::channel(1);
    let pieces = stream::unfold(take, |mut take: mpsc::Receiver<Vec<u8>>| async {
        take.recv().await.map(|piece| (Ok(piece), take))
    });
    (send, pieces)
}

impl Browser {
    /// Chooses files on the page's upload form, fills in what is `beside` them, and presses Upload.
    pub async fn upload(&self, page: &str, files: &[(&str, &[u8])], beside: &[(&str, &str)]) -> Page {
        let form = self.open(page).await.form("Upload");
        let mut parts: Vec<Part<'_>> = Vec::new();
        let own = form.values.iter().filter(|(name, _)| beside.iter().all(|(other, _)| other != name));
        parts.extend(own.map(|(name, value)| (name.as_str(), None, value.as_bytes())));
        parts.extend(beside.iter().map(|(name, value)| (*name, None, value.as_bytes())));
        parts.extend(files.iter().map(|(name, bytes)| ("files", Some(*name), *bytes)));
        let (kind, body) = multipart(&parts);
        self.send_body(&form.action, &kind, body).await
    }

    /// Posts a body as it is.
    pub async fn send_body(&self, path: &str, content_type: &str, body: impl Into<reqwest::Body>) -> Page {
        let request = self.http().post(self.url(path)).header("content-type", content_type).body(body);
        Page::read(self.clone(), request.send().await.unwrap()).await
    }

    /// Announces a file as the island does: status, and receipt and upload or the refusal.
    pub async fn begin(&self, client: &str, receipt: &str, name: &str, size: usize) -> (u16, serde_json::Value) {
        let size = size.to_string();
        let mut pairs = vec![("client", client), ("name", name), ("size", size.as_str())];
        pairs.extend((!receipt.is_empty()).then_some(("receipt", receipt)));
        self.call("begin_upload", &pairs).await
    }

    /// Where an upload stands: status, and its bytes so far.
    pub async fn stands(&self, upload: &str) -> (u16, Option<u64>) {
        let request = self.http().head(self.url(&format!("/uploads/{upload}"))).header("tus-resumable", "1.0.0");
        let response = request.send().await.unwrap();
        let offset = response.headers().get("upload-offset").map(|offset| offset.to_str().unwrap().parse().unwrap());
        (response.status().as_u16(), offset)
    }

    /// Carries the bytes of an announced file in one piece: status, and the refusal.
    pub async fn put(&self, upload: &str, bytes: impl Into<reqwest::Body>) -> (u16, serde_json::Value) {
        self.piece(upload, 0, bytes).await
    }

    /// Carries a piece of an announced file.
    pub async fn piece(&self, upload: &str, at: u64, bytes: impl Into<reqwest::Body>) -> (u16, serde_json::Value) {
        let request = self.http().patch(self.url(&format!("/uploads/{upload}"))).header("tus-resumable", "1.0.0");
        let request = request.header("upload-offset", at).header("content-type", PIECE).body(bytes);
        let response = request.send().await.unwrap();
        (response.status().as_u16(), serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default())
    }
}

impl Page {
    /// The address under the link **Download** of the document with this name.
    #[track_caller]
    pub fn download_of(&self, name: &str) -> String {
        let found = self.links(&format!("Download {name}")).into_iter().next();
        found.unwrap_or_else(|| panic!("nothing to download called {name} on {}:\n{}", self.path, self.text()))
    }

    /// What `text` says without any space in it: for labels and values that stand in elements of their own.
    pub fn dense(&self) -> String {
        self.text().split_whitespace().collect()
    }
}

impl TestApp {
    /// Fails if any document, upload or file is there.
    #[track_caller]
    pub fn must_hold_nothing(&self) -> impl Future<Output = ()> {
        let caller = std::panic::Location::caller();
        async move {
            let rows = self.count("SELECT (SELECT COUNT(*) FROM documents) + (SELECT COUNT(*) FROM document_versions) + (SELECT COUNT(*) FROM uploads)").await;
            let files = self.services.files.count().await.unwrap();
            assert_eq!((rows, files), (0, (0, 0)), "rows, files in tmp and blobs; asked at {caller}");
        }
    }

    /// Waits until something is so that the server does beside our requests; asks it, and fails after 20 seconds.
    pub async fn until(&self, what: &str, so: impl AsyncFn() -> bool) {
        let begun = Instant::now();
        let browser = self.browser();
        while !so().await {
            assert!(begun.elapsed() < Duration::from_secs(20), "it never came to this: {what}");
            browser.open("/healthz").await;
        }
    }

    /// Sends raw bytes, all of them before it listens, and reads what comes until the server closes, at most 20 seconds.
    pub async fn raw(&self, bytes: &[u8]) -> String {
        let mut line = TcpStream::connect(self.address()).await.unwrap();
        line.write_all(bytes).await.unwrap();
        let mut answer = Vec::new();
        let _ = tokio::time::timeout(Duration::from_secs(20), line.read_to_end(&mut answer)).await;
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Signs in and gives the cookie's `name=value`, for raw requests.
    pub async fn cookie(&self, email: &str, password: &str) -> String {
        let bare = bare_client();
        let body = reqwest::Url::parse_with_params("http://x/", [("email", email), ("password", password)]).unwrap();
        let request = bare.post(format!("{}/api/sign_in", self.base)).header("sec-fetch-site", "same-origin");
        let request =
            request.header("content-type", "application/x-www-form-urlencoded").body(body.query().unwrap().to_owned());
        let response = request.send().await.unwrap();
        let cookies = response.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap().to_owned());
        let cookie =
            cookies.into_iter().find(|cookie| cookie.contains("session=")).expect("the sign-in gives a cookie");
        cookie.split(';').next().unwrap().to_owned()
    }
}

/// A client that sends what it is told and nothing else, and follows nothing.
pub fn bare_client() -> reqwest::Client {
    // Without a pool it can be used from one test after another: a connection ends with the test that made it.
    plain_http().redirect(reqwest::redirect::Policy::none()).pool_max_idle_per_host(0).build().unwrap()
}
