//! Companies and permits: company formation, work permit.

use super::content::{Template, Type, internal, item, phase, shown};

/// A new company.
pub const FORMATION: Type = Type {
    name: "Company formation",
    phases: &[
        phase("Intake", "Getting started", "We talk about what you plan and which form fits it.", 5),
        phase("Name", "Name", "We ask the registry whether the name is free and reserve it.", 7),
        phase("Articles", "Articles", "We write the articles and you read the draft.", 10),
        phase("Signing", "Signing", "The founders sign, in our office or before a notary where they are.", 7),
        phase("Registry", "With the registry", "We wait for the registry, usually two to three weeks.", 21),
        phase("Tax number", "Tax number", "We register the company for taxes.", 14),
        phase("Handover", "Handover", "You get the certificate, the company book and what to do in the first year.", 3),
    ],
    tasks: &[
        "Founders and owners identified",
        "Source of the capital recorded",
        "Name search done",
        "Articles agreed with all founders",
        "Registered office confirmed in writing",
        "Filing fee paid",
        "Owners entered in the register of beneficial owners",
        "Company book handed over",
        "Dates of the first year explained",
    ],
    deadlines: &[
        shown("Documents of the founders from you", 10),
        shown("Signing of the articles", 25),
        internal("Ask the registry if nothing has come", 50),
        internal("Register of beneficial owners", 60),
    ],
    template: Template {
        name: "Company formation",
        message: "To found the company we must know who stands behind it; the law asks us to. Please send the documents \
                  below for every founder and every director.",
        due_days: 10,
        items: &[
            item(
                "Founders and directors",
                "Passport or identity card of each",
                "Both sides, still valid, one file a person.",
            )
            .files(4)
            .kinds("pdf images")
            .check("Everybody is there\nNot expired\nName as in the articles"),
            item(
                "Founders and directors",
                "Proof of address of each",
                "A bill or bank letter of the last three months.",
            )
            .files(4)
            .check("Not older than three months\nName and address readable"),
            item("Founders and directors", "Who owns how much", "A list with name, share and what each pays in.")
                .check("Adds up to 100 %\nEveryone above the legal limit is named"),
            item(
                "Founders and directors",
                "Papers of the company that is a founder",
                "Register extract, not older than three months, and who signs for it.",
            )
            .only("if a founder is itself a company")
            .files(3),
            item(
                "The company",
                "Three names, the one you like best first",
                "In a text or on paper. We check which are free.",
            ),
            item("The company", "What the company will do", "Two or three sentences are enough."),
            item("The company", "Lease or consent for the registered office", "Signed by the owner of the rooms.")
                .check("Address as in the articles\nSigned by the owner"),
            item("Money", "Where the capital comes from", "A bank statement that shows it, or the loan agreement.")
                .files(2)
                .check("Name of the founder\nSum covers the capital"),
            item("Money", "Licence for the trade", "What you have, or the letter in which you applied.")
                .only("if the trade needs a licence"),
        ],
    },
};

/// A permit to work.
pub const PERMIT: Type = Type {
    name: "Work permit",
    phases: &[
        phase("Assessment", "First check", "We look at which permit fits and what speaks for it.", 5),
        phase("Documents", "Your documents", "We collect the papers of you and of your employer.", 21),
        phase("Application", "Application", "We fill in the application and you sign it.", 7),
        phase(
            "Filed",
            "With the authority",
            "The authority reads the application, usually for six to eight weeks.",
            50,
        ),
        phase("Biometrics", "Fingerprints and photo", "The authority asks you to come. Bring your passport.", 10),
        phase("Decision", "Decision", "We tell you what was decided and what comes next.", 5),
    ],
    tasks: &[
        "Right category chosen and written down",
        "Identity checked and recorded",
        "Employer’s papers complete",
        "Translations certified",
        "Every form read by a second person",
        "Fee paid",
        "Proof of filing saved",
        "Day of expiry in the calendar",
    ],
    deadlines: &[
        shown("Documents from you and your employer", 21),
        internal("Application ready for the second reader", 28),
        shown("Application filed", 35),
        internal("Ask the authority if nothing has come", 90),
    ],
    template: Template {
        name: "Work permit",
        message: "The authority reads every page, and sends back what is unclear. Please look that everything is sharp, \
                  complete and still valid. What is not in English needs a certified translation; ask us if you are not sure.",
        due_days: 21,
        items: &[
            item("About you", "Passport, all pages", "Empty pages too. It must be valid for at least six more months.")
                .kinds("pdf images")
                .check("Six months left\nAll pages\nPhoto page sharp"),
            item("About you", "Photo", "Passport size, light background, not older than six months.")
                .kinds("images")
                .check("Not older than six months"),
            item("About you", "Visas and permits you have had", "For this and other countries.")
                .only("if you had any")
                .files(5),
            item("About you", "Police certificate", "From each country where you lived for six months or more.")
                .files(3)
                .check("Not older than the authority allows\nEvery country is there"),
            item("About you", "Medical certificate", "From a doctor on the authority’s list.")
                .only("if the authority asks for it"),
            item("Your work", "Employment contract", "Signed by both sides.")
                .kinds("pdf images")
                .check("Signed by both\nPay and hours stated\nStart after the likely decision"),
            item("Your work", "Degrees and certificates", "With certified copies, and translations where needed.")
                .files(5)
                .check("Certified\nTranslated where needed"),
            item("Your work", "References of former employers", "They should say what you did, and from when to when.")
                .files(3),
            item("Your employer", "Certificate of registration", "Not older than three months."),
            item("Your employer", "Proof that the post was advertised", "Advertisements and what came of them.")
                .only("if the authority asks for it")
                .files(3),
            item(
                "Your family",
                "Passports and certificates of your family",
                "Marriage and birth certificates, certified.",
            )
            .only("if your family comes with you")
            .files(6),
        ],
    },
};
