//! The demo's people and papers. All of them are made up; the addresses end in `.example`, which nobody owns.

use super::PASSWORD;
use crate::accounts::Role;

/// Name, address, phone, role.
pub const STAFF: [(&str, &str, &str, Role); 3] = [
    ("Anjali Persaud", "anjali@persaudvale.example", "+592 555 0141", Role::Owner),
    ("Thomas Vale", "thomas@persaudvale.example", "+592 555 0143", Role::Manager),
    ("Renée Baptiste", "renee@persaudvale.example", "+592 555 0147", Role::Staff),
];

/// How far a client's first contact has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// Never invited.
    Nothing,
    /// Invited so many days ago.
    Invited(i64),
    /// Invited and taken back.
    Revoked,
    /// Activated.
    Active,
    /// Activated and disabled.
    Disabled,
}

use Reached::{Active, Disabled, Invited, Nothing, Revoked};

/// Client, contact person (empty: the client), address, phone, how far they have come.
pub const CLIENTS: [(&str, &str, &str, &str, Reached); 25] = [
    ("Mariam Rahman", "", "mariam.rahman@mail.example", "+592 555 0163", Active),
    ("Daniel Okafor", "", "daniel.okafor@mail.example", "+592 555 0171", Invited(1)),
    ("Kestrel Marine Supplies Inc.", "Grace Liang", "grace@kestrelmarine.example", "+592 555 0182", Active),
    ("Eloise Grant", "", "eloise.grant@mail.example", "", Active),
    ("Harbour Street Bakery Ltd", "Andre Pilgrim", "andre@harbourbakery.example", "+592 555 0190", Invited(12)),
    ("Dr Lena Fischer", "", "lena.fischer@clinic.example", "+49 30 5550 118", Active),
    ("Łukasz Žižek", "", "lukasz.zizek@mail.example", "", Nothing),
    ("Atlantic Rice Millers Co-operative", "Savitri Bhola", "s.bhola@atlanticrice.example", "+592 555 0133", Active),
    ("Chen Wei", "", "chen.wei@mail.example", "+86 21 5550 7714", Nothing),
    ("Thornbury Estate", "Judith Thornbury", "judith@thornbury.example", "+44 20 5550 0199", Disabled),
    ("Priya Nandakumar", "", "priya.n@mail.example", "+592 555 0104", Invited(4)),
    ("Mahaica Timber Company", "Colin Fraser", "colin@mahaicatimber.example", "+592 555 0115", Active),
    ("Ibrahim Saleh", "", "ibrahim.saleh@mail.example", "", Revoked),
    ("Ogunbanjo & Daughters", "Folake Ogunbanjo", "folake@ogunbanjo.example", "+592 555 0126", Active),
    ("Sofia Marchetti", "", "sofia.marchetti@mail.example", "+39 06 5550 442", Invited(6)),
    ("Demerara Solar Ltd", "Ryan Singh", "ryan@demerarasolar.example", "+592 555 0137", Nothing),
    ("Hannah Björnsdóttir", "", "hannah.b@mail.example", "+354 555 0188", Active),
    ("Essequibo River Tours", "Marcus Allicock", "marcus@rivertours.example", "", Invited(20)),
    ("Nguyen Thi Mai", "", "mai.nguyen@mail.example", "+84 24 5550 3321", Active),
    ("Stabroek Pharmacy", "Oslyn Campbell", "oslyn@stabroekpharmacy.example", "+592 555 0156", Nothing),
    ("Peter van der Berg", "", "p.vdberg@mail.example", "+31 20 555 0177", Disabled),
    ("Rupununi Cattle Trust", "Leroy Gomes", "leroy@rupununi.example", "+592 555 0168", Active),
    ("Amara Diallo", "", "amara.diallo@mail.example", "", Nothing),
    ("Blue Heron Architects", "Tessa Moore", "tessa@blueheron.example", "+592 555 0179", Invited(2)),
    ("Walter Quinn", "", "walter.quinn@mail.example", "+353 1 555 0144", Active),
];

/// What clients sent.
pub const SENT: [&str; 6] = [
    "passport, photo page.pdf",
    "bank statement October.pdf",
    "payslips 2025.pdf",
    "rental agreement.pdf",
    "utility bill.pdf",
    "certificate of incorporation.pdf",
];

/// What the firm shared.
pub const SHARED: [&str; 3] =
    ["Engagement letter, signed.pdf", "What we need from you.pdf", "Draft tax return 2025.pdf"];

/// The sign-ins as they are printed.
pub fn sign_ins(base_url: &str) -> String {
    let mut text =
        format!("A fictional firm is ready. Sign in at {base_url}/login, everybody with the password: {PASSWORD}\n\n");
    for (name, email, _, role) in STAFF {
        text.push_str(&format!("  {:<8} {email:<34} {name}\n", role.word()));
    }
    for (name, person, email, _, reached) in CLIENTS.iter().filter(|client| client.4 == Active).take(2) {
        let who = if person.is_empty() { (*name).to_owned() } else { format!("{person}, {name}") };
        debug_assert!(*reached == Active);
        text.push_str(&format!("  {:<8} {email:<34} {who}\n", "client"));
    }
    text
}
