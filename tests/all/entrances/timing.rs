//! How long the six entrances take, for every state of an account: whoever looks at the clock must do no better than whoever
//! throws a coin. Minutes long, so it is run by `make audit`.

use super::{STATES, come, entrances, stranger, town};
use crate::support::TestApp;
use crate::support::people::PASSWORD;
use argon2::PasswordHasher;
use std::time::Instant;

/// Answers timed for each entrance and state; the standard error of the classifier is then 0.015.
const SAMPLES: usize = 800;
/// What a coin comes to, give or take (SAFETY).
const COIN: std::ops::RangeInclusive<f64> = 0.45..=0.55;
/// What one must come to who can tell (SAFETY): shows that the classifier works.
const CERTAIN: f64 = 0.95;

/// The chance that one of `these` took longer than one of `those`: 0.5 is a coin (area under the ROC curve).
fn auc(these: &[f64], those: &[f64]) -> f64 {
    let mut all: Vec<(f64, bool)> =
        these.iter().map(|at| (*at, true)).chain(those.iter().map(|at| (*at, false))).collect();
    all.sort_by(|one, other| one.0.total_cmp(&other.0));
    let ranks = all.iter().enumerate().filter(|(_, (_, is))| *is).map(|(rank, _)| rank as f64 + 1.0).sum::<f64>();
    let (n, m) = (these.len() as f64, those.len() as f64);
    (ranks - n * (n + 1.0) / 2.0) / (n * m)
}

async fn classify(app: TestApp, samples: usize) {
    let town = town(app).await;
    let (http, app) = (stranger(), &town.app);
    // As the program keeps them: what tests keep costs little, and the decoy doesn't.
    let dear = argon2::Argon2::new(Default::default(), Default::default(), gk_nexus::server::password_cost());
    let kept = dear.hash_password(PASSWORD.as_bytes()).unwrap().to_string();
    app.run(&format!("UPDATE accounts SET password_hash = '{kept}' WHERE password_hash IS NOT NULL")).await.unwrap();
    let kinds: Vec<_> = (0..STATES.len()).map(|state| entrances(&town, state)).collect();
    let mut wrong = Vec::new();
    let fresh = async || {
        app.run("DELETE FROM sign_in_failures").await.unwrap();
        app.run("DELETE FROM sign_in_locks").await.unwrap();
        app.run("DELETE FROM reset_asks").await.unwrap();
        app.services.doors.give_back(&"127.0.0.1".parse().unwrap());
    };
    #[allow(clippy::needless_range_loop, reason = "one entrance of each state in turn")]
    for entrance in 0..kinds[0].len() {
        let mut took = vec![Vec::new(); STATES.len()];
        for round in 0..samples {
            for turn in 0..STATES.len() {
                let state = (turn + round) % STATES.len();
                fresh().await;
                let began = Instant::now();
                come(&http, &app.base, &kinds[state][entrance]).await;
                took[state].push(began.elapsed().as_secs_f64());
            }
        }
        for state in 1..STATES.len() {
            let auc = auc(&took[state], &took[0]);
            let name = format!("{}: {} against unknown", kinds[0][entrance].name, STATES[state].0);
            eprintln!("{name}: {auc:.3}");
            if !COIN.contains(&auc) {
                wrong.push(format!("{name}: {auc:.3}"));
            }
        }
    }
    // The control: where no password is looked at, as behind a lock, the clock tells at once.
    let (mut locked, mut open) = (Vec::new(), Vec::new());
    for _ in 0..samples / 8 {
        fresh().await;
        let began = Instant::now();
        come(&http, &app.base, &kinds[0][0]).await;
        open.push(began.elapsed().as_secs_f64());
        app.run("UPDATE sign_in_locks SET failed_in_a_row = 100").await.unwrap();
        let began = Instant::now();
        come(&http, &app.base, &kinds[0][0]).await;
        locked.push(began.elapsed().as_secs_f64());
        app.services.doors.give_back(&"127.0.0.1".parse().unwrap());
    }
    let control = auc(&open, &locked);
    eprintln!("control, no hash against one: {control:.3}");
    assert!(control >= CERTAIN, "the classifier sees nothing: {control:.3}");
    assert!(wrong.is_empty(), "the clock tells:\n{}", wrong.join("\n"));
}

#[tokio::test]
#[ignore = "takes minutes: `make audit`"]
async fn the_clock_tells_nobody_who_has_an_account_on_sqlite() {
    classify(TestApp::on_sqlite().await, SAMPLES).await;
}

#[tokio::test]
#[ignore = "takes minutes: `make audit`"]
async fn the_clock_tells_nobody_who_has_an_account_on_postgres() {
    classify(TestApp::on_postgres().await, SAMPLES).await;
}

#[test]
fn a_coin_is_a_half_and_certainty_is_one() {
    assert!((auc(&[1.0, 3.0], &[2.0, 2.5]) - 0.5).abs() < 1e-9);
    assert!((auc(&[5.0, 6.0], &[1.0, 2.0]) - 1.0).abs() < 1e-9);
    assert!(auc(&[1.0, 2.0], &[5.0, 6.0]).abs() < 1e-9);
}
