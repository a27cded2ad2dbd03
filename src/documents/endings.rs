//! What a file's name says that it is, beside what it is by its content (ASVS 5.2.2). A name that promises another kind
//! leads whoever opens it astray, and one that runs is never taken, whatever is in it.

use crate::kernel::{AppError, Result};

/// Endings that go together: people and programs mix them up, and every program that opens one opens the others.
struct Family {
    /// What it is called, with its article.
    one: &'static str,
    endings: &'static [&'static str],
    types: &'static [&'static str],
}

const OLD_OFFICE: [&str; 4] =
    ["application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint", "application/x-ole-storage"];

const FAMILIES: [Family; 5] = [
    Family { one: "a PDF", endings: &["pdf"], types: &["application/pdf"] },
    Family {
        one: "a picture",
        endings: &["jpg", "jpeg", "jpe", "jfif", "png", "heic", "heif", "hif", "tif", "tiff", "webp", "gif", "bmp"],
        types: &[
            "image/jpeg",
            "image/png",
            "image/heif",
            "image/heic",
            "image/tiff",
            "image/webp",
            "image/gif",
            "image/bmp",
        ],
    },
    // Banks call tables of text .xls, and Word saves .doc as RTF.
    Family {
        one: "an Office file of before 2007",
        endings: &["doc", "dot", "rtf", "xls", "xlt", "ppt", "pps", "msg"],
        types: &[OLD_OFFICE[0], OLD_OFFICE[1], OLD_OFFICE[2], OLD_OFFICE[3], "application/rtf", "text/plain"],
    },
    Family {
        one: "an Office file",
        endings: &["docx", "xlsx", "pptx", "odt", "ods", "odp", "pages", "numbers"],
        types: &[
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            "application/vnd.oasis.opendocument.text",
            "application/vnd.oasis.opendocument.spreadsheet",
            "application/vnd.oasis.opendocument.presentation",
            "application/zip",
            // With a password they are kept in the frame of the old ones.
            "application/x-ole-storage",
        ],
    },
    Family { one: "a ZIP", endings: &["zip"], types: &["application/zip"] },
];
/// Content that these endings promise is text.
const TEXT: [&str; 5] = ["txt", "csv", "tsv", "md", "log"];

/// What a double click would run, or a browser show as a page.
const RUNS: &[&str] = &[
    "exe", "com", "bat", "cmd", "scr", "pif", "msi", "msp", "msix", "appx", "ps1", "psm1", "vbs", "vbe", "js", "jse",
    "mjs", "wsf", "wsh", "hta", "cpl", "jar", "lnk", "url", "reg", "scf", "inf", "html", "htm", "xhtml", "xht",
    "shtml", "mht", "mhtml", "svg", "svgz", "php", "phtml", "asp", "aspx", "jsp", "cgi", "pl", "py", "rb", "sh",
    "bash", "command", "app", "dmg", "iso", "img", "apk", "deb", "rpm", "dll", "sys", "ocx", "desktop", "chm", "xll",
];

/// Other endings of what is packed.
const PACKED: [&str; 11] = ["zip", "7z", "rar", "gz", "tgz", "bz2", "xz", "zst", "tar", "cab", "lzh"];

/// Refuses a name that ends like a program or a page: asked before a byte is sent, and again when all are here.
///
/// # Errors
/// `Invalid` beside field `files`.
pub fn check_name(name: &str) -> Result<()> {
    match of(name).filter(|ending| RUNS.contains(&ending.as_str())) {
        Some(ending) => Err(refused(format!(
            "Files that end in .{ending} can run by themselves, so none is taken. Send it as a PDF, a picture or an Office file"
        ))),
        None => Ok(()),
    }
}

/// Refuses a name that promises another kind than the content is. An ending that says nothing to us is only a name.
///
/// # Errors
/// `Invalid` beside field `files`.
pub fn check(name: &str, media_type: &str) -> Result<()> {
    check_name(name)?;
    let Some(ending) = of(name) else { return Ok(()) };
    let promised: Vec<&Family> = FAMILIES.iter().filter(|family| family.endings.contains(&ending.as_str())).collect();
    let text = TEXT.contains(&ending.as_str());
    let fits = (promised.is_empty() && !text)
        || (text && media_type == "text/plain")
        || promised.iter().any(|family| family.types.contains(&media_type));
    if fits {
        return Ok(());
    }
    let is = FAMILIES.iter().find(|family| family.types.contains(&media_type)).map_or("something else", |is| is.one);
    let is = if media_type == "text/plain" { "text" } else { is };
    Err(refused(format!("The selected file ends in .{ending}, but what is in it is {is}. Save it anew and send that")))
}

/// Whether what is called so runs.
pub fn runs(name: &str) -> bool {
    of(name).is_some_and(|ending| RUNS.contains(&ending.as_str()))
}

/// Whether what is called so is packed itself.
pub fn is_packed(name: &str) -> bool {
    of(name).is_some_and(|ending| PACKED.contains(&ending.as_str()))
}

/// The last ending of a name, in small letters.
fn of(name: &str) -> Option<String> {
    let (stem, ending) = name.trim_end_matches(['.', ' ']).rsplit_once('.')?;
    (!stem.is_empty() && !ending.contains(char::is_whitespace)).then(|| ending.to_lowercase())
}

fn refused(words: String) -> AppError {
    AppError::field("files", words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_called_what_it_is_is_taken_and_so_is_what_is_called_nothing() {
        for (name, kind) in [
            ("visa.pdf", "application/pdf"),
            ("VISA.PDF", "application/pdf"),
            ("visa", "application/pdf"),
            ("Contract v1.2", "application/pdf"),
            ("Minutes of 3.11. to be signed", "application/pdf"),
            ("photo.jpg", "image/heic"),
            ("photo.heic", "image/jpeg"),
            ("scan.tiff", "image/tiff"),
            ("letter.doc", "application/rtf"),
            ("bank.xls", "text/plain"),
            ("letter.docx", "application/zip"),
            ("locked.xlsx", "application/x-ole-storage"),
            ("list.csv", "text/plain"),
            ("mail.eml", "text/plain"),
            ("site.com.pdf", "application/pdf"),
            ("books.zip", "application/zip"),
        ] {
            assert_eq!(check(name, kind), Ok(()), "{name} {kind}");
        }
    }

    #[test]
    fn a_name_that_promises_something_else_is_refused() {
        for (name, kind) in [
            ("visa.pdf", "image/png"),
            ("visa.pdf", "text/plain"),
            ("photo.jpg", "application/pdf"),
            ("letter.docx", "application/pdf"),
            ("letter.doc", "application/zip"),
            ("list.csv", "application/zip"),
            ("books.zip", "application/pdf"),
            ("notes.txt", "application/pdf"),
        ] {
            assert!(check(name, kind).is_err(), "{name} {kind}");
        }
        for ending in RUNS {
            for name in [
                format!("invoice.{ending}"),
                format!("invoice.pdf.{}", ending.to_uppercase()),
                format!("x.{ending}. ."),
            ] {
                assert!(check(&name, "application/pdf").is_err() && check_name(&name).is_err(), "{name}");
            }
        }
        let words = check("visa.pdf", "image/png").map_err(|error| error.to_string());
        assert_eq!(
            words,
            Err("The selected file ends in .pdf, but what is in it is a picture. Save it anew and send that".into())
        );
    }
}
