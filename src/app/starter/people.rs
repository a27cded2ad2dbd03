//! People and property: will and estate, property purchase.

use super::content::{Template, Type, internal, item, phase, shown};

/// A will, or an estate.
pub const ESTATE: Type = Type {
    name: "Will and estate",
    phases: &[
        phase("First talk", "First talk", "We listen to what you want to settle and for whom.", 7),
        phase("Gathering", "Your papers", "We collect what shows your family and what you own.", 21),
        phase("Advice", "Our advice", "We tell you what the law allows and what it costs in tax.", 10),
        phase("Draft", "Draft", "We write the draft, and you take the time you need to read it.", 14),
        phase("Signing", "Signing", "You sign before witnesses.", 7),
        phase("Safekeeping", "Safekeeping", "We keep the original and tell you how your family finds it.", 2),
    ],
    tasks: &[
        "Identity checked and recorded",
        "Spoken with the client alone",
        "Capacity noted, doctor’s letter where wise",
        "Compulsory shares worked out",
        "Tax worked out",
        "Witnesses have no interest",
        "Original in the safe, place noted",
        "Letter to the client with copies",
    ],
    deadlines: &[
        shown("Papers from you", 21),
        internal("Advice sent", 35),
        shown("Signing", 60),
        internal("Ask whether anything has changed", 365),
    ],
    template: Template {
        name: "Will and estate",
        message: "Take your time with this list; send what you have and tell us what is missing. Copies are enough, we do \
                  not need originals.",
        due_days: 21,
        items: &[
            item("You and your family", "Passport or identity card", "Both sides, still valid.")
                .files(2)
                .kinds("pdf images")
                .check("Not expired\nName as in the draft"),
            item(
                "You and your family",
                "Family tree",
                "Names and dates of birth of husband or wife, children and their children. Handwritten is fine.",
            ),
            item(
                "You and your family",
                "Marriage certificate or contract",
                "And the decree, where there was a divorce.",
            )
            .only("if you are or were married")
            .files(2),
            item("You and your family", "Wills you have made before", "Wherever they are kept.")
                .only("if there is one")
                .files(2),
            item("What you own", "Land and houses", "Title deeds or the last extract of the land register.")
                .only("if you own any")
                .files(4)
                .check("Owner as stated\nMortgages shown"),
            item(
                "What you own",
                "Accounts, shares and insurance",
                "One statement of each; the sums need not be exact.",
            )
            .files(6),
            item("What you own", "Papers of your company", "Articles and the list of owners.")
                .only("if you own a company or a part of one")
                .files(3),
            item("What you owe", "Loans and guarantees", "The agreement, or the last statement.")
                .only("if there are any")
                .files(3),
            item("Your wishes", "Who is to get what", "In your own words. It is only a beginning."),
            item(
                "Your wishes",
                "Who is to carry it out",
                "Name and address of the executor, and of a guardian for young children.",
            )
            .optional(),
        ],
    },
};

/// Buying a house, a flat or land.
pub const PROPERTY: Type = Type {
    name: "Property purchase",
    phases: &[
        phase("Instruction", "Getting started", "We agree on the work with you and check who you are.", 3),
        phase("Title search", "Title search", "We look whether the seller may sell and what lies on the land.", 10),
        phase("Contract", "Contract", "We read the contract and bring your wishes into it.", 14),
        phase("Financing", "Financing", "Your bank prepares the loan and sends us its papers.", 21),
        phase("Signing", "Signing", "Both sides sign, and the deposit is paid.", 7),
        phase(
            "Transfer",
            "Transfer",
            "We file the transfer and wait for the land registry, usually four to eight weeks.",
            42,
        ),
        phase("Handover", "Handover", "You are the owner. You get the title and the keys.", 3),
    ],
    tasks: &[
        "Identity checked and recorded",
        "Source of the money recorded",
        "Title and charges searched",
        "Planning and building permits seen",
        "Rates and taxes paid by the seller",
        "Contract explained to the client",
        "Money in the client account before the signing",
        "Transfer tax filed and paid",
        "Title saved and sent",
    ],
    deadlines: &[
        shown("Documents from you", 7),
        internal("Result of the title search", 14),
        shown("Financing confirmed", 35),
        shown("Signing of the contract", 42),
        internal("Transfer filed", 50),
    ],
    template: Template {
        name: "Property purchase",
        message: "So that we can act for you in the purchase we need these documents. The law asks us to know who pays, and \
                  from what; we know that these are private papers, and nobody but us sees them.",
        due_days: 7,
        items: &[
            item("The buyers", "Passport or identity card of each", "Both sides, still valid.")
                .files(2)
                .kinds("pdf images")
                .check("Everybody who buys is there\nNot expired"),
            item("The buyers", "Proof of address of each", "A bill or bank letter of the last three months.")
                .files(2)
                .check("Not older than three months"),
            item("The buyers", "Tax numbers", "The letter of the tax office, or a card."),
            item("The purchase", "Reservation or offer", "What you have signed so far, even if it is one page.")
                .only("if you signed anything"),
            item(
                "The purchase",
                "Papers the seller gave you",
                "Plans, energy certificate, list of what stays in the house.",
            )
            .optional()
            .files(10),
            item(
                "Money",
                "Where your own money comes from",
                "Bank statements of the last six months, or the sale or gift it comes from.",
            )
            .files(6)
            .check("Six months\nLarge sums explained\nSum covers the deposit"),
            item("Money", "Loan offer of your bank", "All pages, with its conditions.")
                .only("if you borrow")
                .kinds("pdf images")
                .check("Sum and term\nConditions we must meet\nValid until the signing"),
            item("Money", "Gift letter", "Signed by whoever gives, with a statement that it is no loan.")
                .only("if part of the money is a gift"),
            item("The house", "Survey", "Of the building or the land.").optional().kinds("pdf"),
        ],
    },
};
