//! Files that lead astray: called one thing and another by content, ZIPs that burst, pictures without end.

use super::{DOCUMENTS, FILES, at_work};
use crate::on_both_databases;
use crate::support::files::pdf;

/// A ZIP's list without what it lists: name, bytes packed, bytes unpacked of each; `size` bytes in all.
fn zip(entries: &[(&str, u32, u32)], size: usize) -> Vec<u8> {
    let mut list = Vec::new();
    for (name, packed, unpacked) in entries {
        list.extend(b"PK\x01\x02\x14\0\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0");
        list.extend(packed.to_le_bytes());
        list.extend(unpacked.to_le_bytes());
        list.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        list.extend([0; 16]);
        list.extend(name.bytes());
    }
    let mut bytes = b"PK\x03\x04\x14\0\0\0\x08\0".to_vec();
    bytes.resize(size.saturating_sub(list.len() + 22).max(30), 7);
    let count = u16::try_from(entries.len()).unwrap().to_le_bytes();
    let (length, start) = (u32::try_from(list.len()).unwrap(), u32::try_from(bytes.len()).unwrap());
    bytes.extend(list);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([count, count].concat());
    bytes.extend([length.to_le_bytes(), start.to_le_bytes()].concat());
    bytes.extend([0, 0]);
    bytes
}

/// The first bytes of a PNG of so many points.
fn png(width: u32, height: u32) -> Vec<u8> {
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &size, b"\x08\x06\0\0\0\0\0\0\0"].concat()
}

/// Name, content, and what is said; nothing is said of what is taken.
fn files() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let (astray, runs) = ("but what is in it is", "can run by themselves");
    let (bursts, holds) = ("grow to many times its size", "which can run by itself");
    let many: Vec<(String, u32, u32)> = (0..10_001).map(|number| (format!("{number}"), 0, 0)).collect();
    let many: Vec<(&str, u32, u32)> =
        many.iter().map(|(name, packed, unpacked)| (name.as_str(), *packed, *unpacked)).collect();
    let jpeg = b"\xff\xd8\xff\xe0\0\x10JFIF\0".to_vec();
    vec![
        ("visa.pdf", png(10, 10), astray),
        ("visa.png", pdf("visa"), astray),
        ("letter.docx", pdf("letter"), astray),
        ("list.csv", jpeg.clone(), astray),
        ("photo.jpg", b"Dear firm".to_vec(), astray),
        ("books.zip", b"Dear firm".to_vec(), astray),
        ("invoice.pdf.exe", pdf("invoice"), runs),
        ("invoice.JS", b"alert(1)".to_vec(), runs),
        ("page.html", b"Dear firm".to_vec(), runs),
        ("shortcut.lnk", b"Dear firm".to_vec(), runs),
        ("two.pdf", b"%PDF-1.7\n<script>alert(1)</script>".to_vec(), "must be one of"),
        ("two.jpg", b"\xff\xd8\xff\xfe\0\x20<html><body onload=alert(1)>".to_vec(), "must be one of"),
        ("broken.zip", b"PK\x03\x04\x14\0\0\0\0\0".to_vec(), "it is damaged, or not whole"),
        ("broken.docx", b"PK\x03\x04\x14\0\0\0\0\0 word/".to_vec(), "it is damaged, or not whole"),
        ("bomb.zip", zip(&[("zeros.txt", 40_000, 4_000_000_000)], 50_000), bursts),
        ("sheets.xlsx", zip(&[("xl/a.xml", 20_000, 60_000_000), ("xl/b.xml", 20_000, 60_000_000)], 50_000), bursts),
        ("overlap.zip", zip(&[("a.txt", 40_000, 50_000), ("b.txt", 40_000, 50_000)], 50_000), bursts),
        ("many.zip", zip(&many, 0), "more than 10,000 files"),
        ("nested.zip", zip(&[("lib 0.zip", 2_500, 34_900)], 42_000), "holds another one"),
        ("quine.zip", zip(&[("r/r.zip", 300, 440)], 440), "holds another one"),
        ("setup.zip", zip(&[("read me.txt", 5, 5), ("bin/setup.EXE", 400, 500)], 1_000), holds),
        ("poster.png", png(200_000, 200_000), "more points than any screen"),
        // And what people send.
        ("photo.jpeg", png(4_000, 3_000), ""),
        ("scan", pdf("scan"), ""),
        ("Minutes of 3.11. as agreed", pdf("minutes"), ""),
        ("site.com.pdf", pdf("site"), ""),
        ("broken.jpg", jpeg, ""),
        ("books.zip", zip(&[("2025/books.csv", 9_000, 90_000), ("2025/old.zip", 900, 1_000)], 12_000), ""),
        ("bank.xls", b"date\tamount\n2026-01-02\t5\n".to_vec(), ""),
        ("empty.zip", zip(&[], 0), ""),
    ]
}

on_both_databases! {
    async fn what_leads_astray_is_refused_in_words_and_what_people_send_is_taken(app: TestApp) {
        let (_, client, mariam) = at_work(&app).await;
        for (name, bytes, said) in files() {
            let page = mariam.upload(DOCUMENTS, &[(name, &bytes)], &[]).await;
            if said.is_empty() {
                page.must_be(200);
                continue;
            }
            let error = page.must_be(422).error_beside(FILES).unwrap_or_else(|| panic!("{name}: {}", page.text()));
            assert!(error.contains(name) && error.contains(said), "{name}: {error}");
        }
        let taken = i64::try_from(files().iter().filter(|(.., said)| said.is_empty()).count()).unwrap();
        assert_eq!(app.count("SELECT COUNT(*) FROM documents").await, taken);
        // What runs is refused before a byte is sent; the rest when all are here, piece by piece too.
        assert_eq!(mariam.begin(&client, "", "invoice.pdf.exe", 31).await.0, 422);
        let (_, begun) = mariam.begin(&client, "", "visa.png", pdf("visa").len()).await;
        let (status, ..) = mariam.put(begun["upload"].as_str().unwrap(), pdf("visa")).await;
        assert_eq!(status, 422);
        assert_eq!(app.count("SELECT COUNT(*) FROM documents").await, taken);
    }
}
