//! Papers of the demo: small PDF files that say what they are.

/// A small PDF of one page that shows `title`.
pub fn paper(title: &str) -> String {
    let title: String = title
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == ' ' || c == ',' || c == '.' { c } else { '-' })
        .collect();
    let text =
        format!("BT /F1 20 Tf 60 760 Td ({title}) Tj 0 -40 Td /F1 12 Tf (A made-up paper of the demo firm.) Tj ET");
    let parts = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        places.push(pdf.len());
        pdf.push_str(&format!("{} 0 obj\n{part}\nendobj\n", index + 1));
    }
    let start = pdf.len();
    pdf.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", parts.len() + 1));
    for place in places {
        pdf.push_str(&format!("{place:010} 00000 n \n"));
    }
    pdf.push_str(&format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", parts.len() + 1));
    pdf
}
