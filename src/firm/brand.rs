//! The firm's colours as a served stylesheet: the three brand properties and nothing else (CSP forbids inline styles).

use super::Firm;

/// The text of `/brand.css`.
pub fn stylesheet(firm: &Firm) -> String {
    format!(
        ":root {{ --brand-accent: {}; --brand-accent-contrast: {}; --brand-name: {}; }}\n",
        firm.accent.colour,
        firm.accent.words,
        css_string(&firm.name)
    )
}

/// A CSS string: everything but letters, digits and spaces is escaped by its code point (CSS Syntax 3, 4.3.7).
fn css_string(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| if c.is_alphanumeric() || c == ' ' { c.to_string() } else { format!("\\{:x} ", u32::from(c)) })
        .collect();
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_string() {
        let firm = Firm { name: "A\"; } body { display: none } /*".into(), ..Firm::unnamed("UTC") };
        let text = stylesheet(&firm);
        assert_eq!(text.matches('"').count(), 2);
        assert!(!text.contains("} body"));
    }
}
