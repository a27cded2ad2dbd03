//! A browser without JavaScript: keeps cookies, follows links, posts forms as browsers do.

use super::Page;
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use reqwest::multipart;

#[derive(Clone)]
pub struct Browser {
    http: reqwest::Client,
    base: String,
}

/// For portals on this machine, which speak plain HTTP. Without the system's certificates: reading these took a tenth of
/// the time of all tests.
pub fn plain_http() -> reqwest::ClientBuilder {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().tls_certs_only([])
}

/// Every request of every test says that it was sent to this host, as a forger's would. Nothing may follow it: no page
/// (`Page::read`) and no mail (`Mailbox`) names it, and whoever is sent there arrives nowhere.
pub const POISON: &str = "poisoned-host.invalid";

impl Browser {
    pub fn new(base: &str) -> Self {
        let mut headers = HeaderMap::new();
        for name in ["host", "x-forwarded-host", "x-host", "x-original-host", "x-forwarded-server"] {
            headers.insert(name, HeaderValue::from_static(POISON));
        }
        headers.insert("forwarded", HeaderValue::from_static("host=poisoned-host.invalid;proto=gopher"));
        headers.insert(ACCEPT, HeaderValue::from_static("text/html,application/xhtml+xml,*/*;q=0.8"));
        headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
        let agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
        let http = plain_http().cookie_store(true).default_headers(headers).user_agent(agent).build().unwrap();
        Browser { http, base: base.to_owned() }
    }

    /// The raw client, for requests that no page makes.
    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// The whole address of a path.
    pub fn url(&self, path: &str) -> String {
        if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) }
    }

    pub async fn open(&self, path: &str) -> Page {
        let response = self.http.get(self.url(path)).send().await.unwrap();
        Page::read(self.clone(), response).await
    }

    /// Posts pairs as a plain form does.
    pub async fn post(&self, path: &str, pairs: &[(String, String)]) -> Page {
        let body = reqwest::Url::parse_with_params("http://x/", pairs).unwrap().query().unwrap_or_default().to_owned();
        let request =
            self.http.post(self.url(path)).header("content-type", "application/x-www-form-urlencoded").body(body);
        Page::read(self.clone(), request.send().await.unwrap()).await
    }

    /// Calls a server function as an island does: status and JSON.
    pub async fn call(&self, action: &str, pairs: &[(&str, &str)]) -> (u16, serde_json::Value) {
        let body = reqwest::Url::parse_with_params("http://x/", pairs).unwrap().query().unwrap_or_default().to_owned();
        let request = self.http.post(self.url(&format!("/api/{action}")));
        let request = request
            .header(ACCEPT, "application/json")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        (status, serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default())
    }

    /// Sends files over a plain form: `(name, bytes)`, with text fields beside.
    pub async fn send_files(&self, path: &str, files: &[(&str, &[u8])], beside: &[(&str, &str)]) -> Page {
        let mut form = multipart::Form::new();
        for (name, value) in beside {
            form = form.text((*name).to_owned(), (*value).to_owned());
        }
        for (name, bytes) in files {
            form = form.part("files", multipart::Part::bytes(bytes.to_vec()).file_name((*name).to_owned()));
        }
        let response = self.http.post(self.url(path)).multipart(form).send().await.unwrap();
        Page::read(self.clone(), response).await
    }

    /// Downloads: status, headers, bytes.
    pub async fn download(&self, path: &str, headers: &[(&str, &str)]) -> (u16, HeaderMap, Vec<u8>) {
        let mut request = self.http.get(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.headers().clone(), response.bytes().await.unwrap().to_vec())
    }
}
