//! Pieces of the document pages: one document as a line of a ledger, its size and kind in words, the way to its bytes.

mod drop_zone;

pub use drop_zone::{DropZone, ItemZone};

use super::model::{DocumentId, Scan};
use super::scans::Bar;
use super::store::{Receipt, Row};
use crate::firm::Times;
use crate::kernel::Instant;
use crate::ui::{ButtonLink, Look, Moment, Shown, Tag, Tone, file_size};
use leptos::prelude::*;

/// The page that tells what became of a go of files: the client's receipt, or the client's documents for staff.
pub fn after(receipt: &Receipt) -> String {
    match receipt.account_kind.as_str() {
        "client" => format!("/portal/receipts/{}", receipt.id),
        _ => format!("/clients/{}/documents?added={}", receipt.client_id, receipt.id),
    }
}

/// That these came: `a.pdf was received.`, `a.pdf and b.pdf were received.`
pub fn arrived<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => format!("{only} was received."),
        [first @ .., last] => format!("{} and {last} were received.", first.join(", ")),
    }
}

/// One document in a ledger: when, its name with further lines (the children), its state, the way to its bytes.
#[component]
pub fn DocumentLine(
    /// The document.
    row: Row,
    /// When it came, or was shared.
    at: Shown,
    /// Its state, where that says something.
    #[prop(optional_no_strip)]
    tag: Option<AnyView>,
    /// Whether the download is one among other things on the page.
    #[prop(optional)]
    quiet: bool,
    /// Lines below the name.
    children: Children,
) -> impl IntoView {
    view! {
        <li>
            <span class="margin">
                <Moment at />
            </span>
            <div class="what">
                <b>{row.name.clone()}</b>
                {children()}
            </div>
            <span class="aside">{tag} <Download id=row.id name=row.name scan=row.scan quiet /></span>
        </li>
    }
}

/// The way to a document's bytes, or the words why there is none.
#[component]
pub fn Download(
    /// Which document.
    id: DocumentId,
    /// Its name, for those who don't see the row.
    name: String,
    /// What the virus check knows of it.
    scan: Scan,
    /// Whether it stays in the background.
    #[prop(optional)]
    quiet: bool,
) -> impl IntoView {
    if let Some(bar) = Bar::here(scan) {
        return barred(bar);
    }
    let look = if quiet { Look::Quiet } else { Look::Plain };
    view! { <ButtonLink href=format!("/documents/{id}/download") label="Download" look icon="download" class="above" more=name /> }
        .into_any()
}

/// That a file can't be opened, as a tag.
pub fn barred(bar: Bar) -> AnyView {
    let (tone, icon) = match bar {
        Bar::Unchecked => (Tone::Rest, "state-pending"),
        Bar::Infected => (Tone::Bad, "state-no"),
    };
    view! { <Tag tone icon>{bar.label()}</Tag> }.into_any()
}

/// Staff's own words on a file that can't be opened: what was found, or why it is not checked yet.
pub fn barred_because(row: &Row) -> Option<AnyView> {
    let words = Some(row.scan_words.clone()).filter(|words| !words.is_empty())?;
    let words = match Bar::here(row.scan)? {
        Bar::Infected => format!("Found in it: {words}"),
        Bar::Unchecked => format!("Not checked yet: {words}. It is tried again by itself."),
    };
    Some(view! { <small>{words}</small> }.into_any())
}

/// The way to several documents as one file, at a heading; `of` is for those who don’t see what stands around it.
pub fn download_all(href: String, of: &'static str, class: &'static str) -> AnyView {
    let class = (!class.is_empty()).then_some(class);
    view! { <a class=class href=href>"Download all"<span class="visually-hidden">{of}</span></a> }.into_any()
}

/// The way to a document's certificate, for staff.
pub fn certificate_link(id: &DocumentId, name: &str) -> AnyView {
    let more = format!(" of {name}");
    view! { <a class="above" href=format!("/documents/{id}/certificate")>"Certificate"<span class="visually-hidden">{more}</span></a> }
        .into_any()
}

/// The sign of a document that its reader has not opened yet.
pub fn new_tag(row: &Row) -> Option<AnyView> {
    row.first_opened_at.is_none().then(|| view! { <Tag tone=Tone::Live icon="state-new">"New"</Tag> }.into_any())
}

/// `PDF, 418 kB`.
pub fn kind_and_size(row: &Row) -> String {
    facts_of(&row.media_type, row.size)
}

/// `PDF, 418 kB`, of a media type and bytes.
pub fn facts_of(media_type: &str, size: i64) -> String {
    format!("{}, {}", kind(media_type), file_size(u64::try_from(size).unwrap_or_default()))
}

/// A document's bytes.
pub fn bytes(row: &Row) -> u64 {
    u64::try_from(row.size).unwrap_or_default()
}

/// `7.9 MB (7,912,004 bytes)`.
pub fn exact_size(bytes: u64) -> String {
    let digits = bytes.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    if bytes < 1_000 { file_size(bytes) } else { format!("{} ({} bytes)", file_size(bytes), groups.join(",")) }
}

/// A long number in groups of four, so that one can compare it.
pub fn fours(digits: &str) -> String {
    let groups = digits.as_bytes().chunks(4).filter_map(|group| std::str::from_utf8(group).ok());
    groups.collect::<Vec<_>>().join(" ")
}

/// What people call a media type.
pub fn kind(media_type: &str) -> &'static str {
    match media_type {
        "application/pdf" => "PDF",
        "image/jpeg" => "JPG",
        "image/png" => "PNG",
        "image/heif" | "image/heic" => "HEIC",
        "image/tiff" => "TIFF",
        "image/webp" => "WebP",
        "image/gif" => "GIF",
        "image/bmp" => "BMP",
        "application/zip" => "ZIP",
        "application/rtf" => "RTF",
        "text/plain" => "Text",
        kind if kind.contains("wordprocessingml") || kind == "application/msword" => "Word",
        kind if kind.contains("spreadsheetml") || kind == "application/vnd.ms-excel" => "Excel",
        kind if kind.contains("presentationml") || kind == "application/vnd.ms-powerpoint" => "PowerPoint",
        kind if kind.contains("opendocument") => "OpenDocument",
        kind if kind.contains("ole-storage") => "Office file",
        _ => "File",
    }
}

/// An instant inside a sentence: `on Fri 20 Nov, 16:40`, `today, 14:22`.
pub fn on(times: &Times, at: Instant) -> AnyView {
    let shown = times.short(at);
    match shown.words.strip_prefix("Today") {
        Some(rest) => {
            view! { <Moment at=Shown { words: format!("today{rest}"), iso: shown.iso.clone() } /> }.into_any()
        }
        None => view! { "on " <Moment at=shown /> }.into_any(),
    }
}

/// `one`, `two` … `ten`, `11`.
pub fn in_words(count: usize) -> String {
    const WORDS: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    WORDS.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(media_type: &str, size: i64) -> Row {
        let id = || "0190a1b2c3d4e5f60718293a4b5c6d7e".to_owned();
        Row {
            id: DocumentId::try_from(id()).unwrap_or_else(|_| unreachable!()),
            client_id: crate::clients::ClientId::try_from(id()).unwrap_or_else(|_| unreachable!()),
            client_name: "Rahman Textiles".into(),
            name: "tax \"2025\" & more.pdf".into(),
            origin: "client".into(),
            supplied_by_name: "Mariam Rahman".into(),
            size,
            sha256: String::new(),
            media_type: media_type.into(),
            scan: Scan::Clean,
            created_at: Instant(0),
            first_opened_at: None,
            filed_as: None,
            scan_words: String::new(),
        }
    }

    #[test]
    fn kinds_are_what_people_call_them() {
        let sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        for (media_type, words) in
            [("application/pdf", "PDF, 418 kB"), (sheet, "Excel, 418 kB"), ("text/plain", "Text, 418 kB")]
        {
            assert_eq!(kind_and_size(&row(media_type, 418_000)), words);
        }
        assert_eq!(kind("application/x-unheard-of"), "File");
    }

    #[test]
    fn the_download_is_named_after_its_file() {
        let row = row("application/pdf", 1);
        let html = crate::ui::html(view! { <Download id=row.id name=row.name scan=row.scan /> });
        assert!(html.contains(r#"<a href="/documents/0190a1b2c3d4e5f60718293a4b5c6d7e/download""#), "{html}");
        assert!(
            html.contains(r#"Download<span class="visually-hidden"> tax "2025" &amp; more.pdf</span></a>"#),
            "{html}"
        );
    }

    #[test]
    fn a_receipt_is_exact() {
        assert_eq!(exact_size(12), "12 bytes");
        assert_eq!(exact_size(8_281_644), "8.3 MB (8,281,644 bytes)");
        assert_eq!(fours("9f2c61d04b7e"), "9f2c 61d0 4b7e");
    }

    #[test]
    fn small_numbers_are_words() {
        assert_eq!([1, 2, 10, 11].map(in_words), ["one", "two", "ten", "11"]);
    }
}
