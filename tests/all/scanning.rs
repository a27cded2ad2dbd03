//! The virus check: nobody opens a file before the scanner has found nothing in it, what is found is sent back in plain
//! words, and a scanner that is away or says something odd keeps files shut until it has told.

mod found;
mod real_clamd;
mod shut;
mod turns;

use crate::support::files::{pdf, sha256};
use crate::support::scanner::{Scanner, eicar};
use crate::support::{Browser, TestApp};
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const DOCUMENTS: &str = "/portal/documents";
const MARIAM: &str = "mariam@example.com";
const UNCHECKED: &str = "This file is being checked for viruses. Try again in a minute.";
const INFECTED: &str = "This file is blocked: our virus check found something harmful in it. Nobody can open it.";

/// A portal with a scanner, its owner, and a client who is signed in.
struct Scene {
    app: TestApp,
    scanner: Scanner,
    anjali: Browser,
    mariam: Browser,
    /// `/clients/{id}`.
    profile: String,
}

async fn scene(app: &TestApp) -> Scene {
    let scanner = Scanner::up();
    let app = app.scanned_at(&scanner.address()).await;
    let anjali = app.owner().await;
    let (profile, mariam) = app.active_client(&anjali, "Mariam Rahman", MARIAM).await;
    Scene { app, scanner, anjali, mariam, profile }
}

impl Scene {
    /// Mariam sends a file. Gives the document's id.
    async fn send(&self, name: &str, bytes: &[u8]) -> String {
        self.mariam.upload(DOCUMENTS, &[(name, bytes)], &[]).await.must_be(200);
        document(&self.app, name).await
    }

    /// What staff read of the client's documents.
    async fn tab(&self) -> crate::support::Page {
        self.anjali.open(&format!("{}/documents", self.profile)).await
    }
}

/// The last document of this name.
async fn document(app: &TestApp, name: &str) -> String {
    app.text(&format!("SELECT id FROM documents WHERE name = '{name}' ORDER BY id DESC LIMIT 1")).await
}

/// What is known of a document.
async fn scan_of(app: &TestApp, document: &str) -> String {
    app.text(&format!("SELECT scan FROM document_versions WHERE document_id = '{document}'")).await
}

/// A PDF in which EICAR's text stands.
fn bad_pdf() -> Vec<u8> {
    [&b"%PDF-1.7\n1 0 obj\n<< /Length 68 >>\nstream\n"[..], &eicar(), b"\nendstream\nendobj\n%%EOF\n"].concat()
}

/// A ZIP, as packed as they come.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A Word file with EICAR's text in what is embedded in it.
fn bad_docx() -> Vec<u8> {
    let types =
        br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
    let text = br#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>"#;
    zip(&[("[Content_Types].xml", types), ("word/document.xml", text), ("word/embeddings/object1.bin", &eicar())])
}

/// Tries every way to the bytes of a document: each must answer 409 with these words, and tell nothing of the bytes.
async fn must_be_shut(who: &Browser, document: &str, bytes: &[u8], words: &str) {
    let tag = format!("\"{}\"", sha256(bytes));
    let way = format!("/documents/{document}/download");
    for headers in [
        &[][..],
        &[("range", "bytes=0-3")],
        &[("range", "bytes=99999999-")],
        &[("if-none-match", tag.as_str())],
        &[("range", "bytes=0-3"), ("if-range", tag.as_str())],
    ] {
        let (status, told, body) = who.download(&way, headers).await;
        let page = String::from_utf8(body).unwrap();
        assert!(status == 409 && page.contains(words), "{headers:?}: {status} {page}");
        assert!(["etag", "content-range", "content-disposition"].iter().all(|name| !told.contains_key(*name)));
    }
    let head = who.http().head(who.url(&way)).send().await.unwrap();
    assert!(head.status().as_u16() == 409 && !head.headers().contains_key("etag"));
}

/// As [`must_be_shut`], also for the frame in which staff look at documents.
async fn must_be_shut_to_staff(who: &Browser, document: &str, bytes: &[u8], words: &str) {
    must_be_shut(who, document, bytes, words).await;
    let (status, told, body) = who.download(&format!("/documents/{document}/preview"), &[]).await;
    assert!(status == 409 && String::from_utf8(body).unwrap().contains(words) && !told.contains_key("etag"));
}

/// What an archive holds, by its names.
async fn packed(who: &Browser, way: &str) -> Vec<(String, Vec<u8>)> {
    let (status, _, bytes) = who.download(way, &[]).await;
    assert_eq!(status, 200, "{way}");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.push((file.name().to_owned(), bytes));
    }
    files
}

/// That nothing of this kind is in what everybody can take as one file, and that a list says why.
async fn must_be_left_out(scene: &Scene, name: &str, why: &str) {
    for (who, way) in [
        (&scene.anjali, format!("{}/documents.zip", scene.profile)),
        (&scene.mariam, "/portal/documents.zip".to_owned()),
    ] {
        let files = packed(who, &way).await;
        assert!(files.iter().all(|(path, _)| !path.ends_with(name)), "{way}");
        let (_, list) = files.iter().find(|(path, _)| path == "Not included.txt").unwrap();
        let list = String::from_utf8(list.clone()).unwrap();
        assert!(list.contains(&format!("{name} {why}")), "{list}");
    }
}
