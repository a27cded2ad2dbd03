//! Odd words in any field of any form: the answer is 4xx in words or the words are kept, and the portal goes on.

use super::calls::is_of_clients;
use super::people::{Person, World};
use crate::on_both_databases;
use gk_nexus::app::table::TABLE;

/// As they travel: nothing, not a number, too large, not UTF-8, signs that a database or a terminal takes amiss.
const ODD: [&str; 12] = [
    "%00",
    "a%00b",
    "%ff%fe",
    "%E2%80%AEgpj.exe",
    "'%3B+DROP+TABLE+clients%3B--",
    "%zz",
    "",
    "+",
    "-1",
    "18446744073709551616",
    "%F0%9F%A7%BE",
    "%3D1%2B1%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E%7B%7B7*7%7D%7D%0D%0ABcc%3A+evil%40evil.example",
];

/// Forms of this act as they travel: every odd word in every field but the ids of what it is about, where sound words stand
/// beside it; and in all of these fields at once.
fn forms(world: &World, action: &str, long: &str) -> Vec<String> {
    let mut fields = world.absent.typed(action);
    let real = world.real.typed(action);
    for (name, value) in &mut fields {
        if let Some((_, id)) = real.iter().find(|(other, id)| other == name && is_id(id)) {
            value.clone_from(id);
        }
    }
    fields.push(("_page", world.real.page(action)));
    let odd = ODD.into_iter().chain([long]);
    let written = |strange: &dyn Fn(usize) -> bool, words: &str| {
        let pairs = fields.iter().enumerate().map(|(at, (name, value))| match strange(at) {
            true => format!("{name}={words}"),
            false => format!("{name}={}", value.replace(' ', "+")),
        });
        pairs.collect::<Vec<_>>().join("&")
    };
    let in_one = |words: &str| (0..fields.len()).map(|at| written(&|field| field == at, words)).collect::<Vec<_>>();
    let in_all = |words: &str| written(&|field| !is_id(&fields[field].1), words);
    // A text that SQLite keeps whatever it is can be too much for Postgres: there each field is looked at by itself.
    let alone: &[&str] = match world.app.services.config.database_url.starts_with("sqlite") {
        true => &["%ff%fe"],
        false => &["%00", "%ff%fe", long],
    };
    odd.clone().filter(|words| alone.contains(words)).flat_map(in_one).chain(odd.map(in_all)).collect()
}

fn is_id(value: &str) -> bool {
    value.len() == 32 && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What broke, of all forms of this act.
async fn try_all(world: &World, person: &Person, path: &str) -> Vec<String> {
    let mut broken = Vec::new();
    let long = "a".repeat(3_000);
    for (at, form) in forms(world, path.trim_start_matches("/api/"), &long).into_iter().enumerate() {
        let answer = person.post_encoded(path, form.clone(), at % 2 == 0).await;
        if answer.status >= 500 {
            broken.push(format!("{path} {form:.300}: {}\n{:.300}", answer.status, answer.body));
        }
    }
    broken
}

on_both_databases! {
    async fn odd_words_in_any_field_of_any_form_are_refused_or_kept(app: TestApp) {
        let world = World::open(app).await;
        let [staff, client] = ["owner", "client A"].map(|name| world.people.iter().find(|person| person.name == name).unwrap());
        let acts = TABLE
            .iter()
            .filter(|(method, path, _)| *method == "POST" && path.starts_with("/api/") && *path != "/api/sign_out");
        let mut broken = Vec::new();
        for (_, path, _) in acts {
            world.plant_again().await;
            broken.extend(try_all(&world, if is_of_clients(path) { client } else { staff }, path).await);
        }
        assert!(broken.is_empty(), "{}", broken.join("\n"));
        assert!(world.app.count("SELECT COUNT(*) FROM clients").await >= 1);
        world.app.browser().open("/readyz").await.must_be(200);
    }
}
