//! `gk-nexus serve`: opens what is configured, starts the workers, listens, and ends cleanly.

use super::open::open;
use super::operate::storage;
use super::router;
use crate::accounts::{lockout, resets, setup};
use crate::documents::{arriving, examples, receipts, scans};
use crate::mail;
use crate::reminders::chase;
use crate::removals;
use crate::reviews::news;
use crate::server::clamd::LOOKED_INTO;
use crate::server::jobs::turn;
use crate::server::listen::{self, Patience};
use crate::server::running::Running;
use crate::server::{Config, Services};
use leptos::config::{Env, LeptosOptions, get_config_from_str, get_configuration};
use std::io::Write;
use std::path::Path;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How long running requests may take to end after a stop.
const FAREWELL: Duration = Duration::from_secs(8);
/// And how long while files are still coming in: one that came by a plain form would have to be sent again from its start.
const FAREWELL_TO_FILES: Duration = Duration::from_secs(30);
/// How often it is looked then whether they are all here.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// How often forgotten goes of files are looked for.
const TIDY_EVERY: Duration = Duration::from_secs(60);
/// After how many such turns files that were cut off are swept up.
const SWEEP_EVERY: u64 = 60;

/// Serves until Ctrl-C or SIGTERM.
///
/// # Errors
/// One sentence for the operator.
pub async fn serve(config: Config) -> Result<(), String> {
    let _running = Running::beside_others(&config.data_dir)?;
    let services = open(config).await?;
    storage::look(&services).await?;
    let bind = services.config.bind;
    let listener = TcpListener::bind(bind).await.map_err(|error| format!("{bind} can’t be listened on: {error}"))?;
    warn_about_mail(&services);
    warn_about_viruses(&services);
    let options = options();
    warn_about_looks(&options);
    let asked = asked_to_stop().map_err(|error| format!("signals can’t be heard: {error}"))?;
    announce(&services).await?;
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        asked.await;
        let _ = stop.send(true);
    });
    run(services, listener, options, stopped).await
}

/// Answers requests on `listener` until `stopped` says so; workers run beside. Also how tests serve.
///
/// # Errors
/// One sentence for the operator.
pub async fn run(
    services: Services,
    listener: TcpListener,
    options: LeptosOptions,
    stopped: watch::Receiver<bool>,
) -> Result<(), String> {
    services.files.sweep().await.map_err(|error| error.to_string())?;
    let workers = [
        tokio::spawn(mail::worker::run(services.clone())),
        tokio::spawn(resets::run(services.clone())),
        tokio::spawn(tidy(services.clone())),
        // Two, so that one long file keeps nobody waiting.
        tokio::spawn(scans::worker::run(services.clone())),
        tokio::spawn(scans::worker::run(services.clone())),
    ];
    let listening = services.pulse.clone();
    let ending = stopped.clone();
    tokio::spawn(async move {
        until(ending).await;
        listening.stop(); // Open pages would keep a stopping server waiting.
    });
    let router = router(services.clone(), options);
    tokio::select! {
        () = listen::answer(listener, router, Patience::default(), until(stopped.clone())) => {}
        () = farewell(stopped) => {}
    }
    for worker in workers {
        worker.abort();
    }
    services.db.close().await;
    Ok(())
}

/// What Leptos needs to know: `Leptos.toml` beside the server, or the one that it was built with. `LEPTOS_SITE_ROOT`
/// outweighs either.
pub fn options() -> LeptosOptions {
    let read = match Path::new("Leptos.toml").exists() {
        true => get_configuration(Some("Leptos.toml")).map(|config| config.leptos_options),
        false => get_config_from_str(include_str!("../../Leptos.toml")),
    };
    match read {
        Ok(options) => options,
        Err(_) => LeptosOptions::builder()
            .output_name("gk-nexus")
            .site_root("target/site")
            .site_pkg_dir("pkg")
            .env(Env::PROD)
            .build(),
    }
}

async fn until(mut stopped: watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

async fn farewell(stopped: watch::Receiver<bool>) {
    until(stopped).await;
    let begun = tokio::time::Instant::now();
    let mut looks = tokio::time::interval(LOOK_EVERY);
    loop {
        looks.tick().await;
        let patience = if arriving::coming() > 0 { FAREWELL_TO_FILES } else { FAREWELL };
        if begun.elapsed() >= patience {
            return;
        }
    }
}

async fn tidy(services: Services) {
    let mut ticks = tokio::time::interval(TIDY_EVERY);
    for number in 1_u64.. {
        ticks.tick().await;
        turn("goes of files could not be tidied", receipts::tidy(&services)).await;
        turn("nobody could be reminded", chase::run(&services)).await;
        turn("decisions could not be told", news::tell(&services)).await;
        turn("what the virus check found could not be told", scans::news::tell(&services)).await;
        if let Ok(log) = services.db.log() {
            log.anchor.sync().await;
        }
        if number % SWEEP_EVERY == 0 {
            turn("cut-off files could not be swept up", services.files.sweep()).await;
            turn("unsaved examples could not be swept up", examples::tidy(&services)).await;
            turn("old failures could not be forgotten", lockout::tidy(&services)).await;
            turn("old removals could not be forgotten", removals::changes::tidy(&services)).await;
        }
    }
}

async fn announce(services: &Services) -> Result<(), String> {
    say(&format!("The portal is at {}", services.config.base_url));
    let link = setup::link(services).await.map_err(|error| error.to_string())?;
    if let Some(link) = link {
        say(&format!(
            "There is no account yet. Open this link within 60 minutes to set up the firm; it works once:\n{link}"
        ));
    }
    Ok(())
}

fn warn_about_mail(services: &Services) {
    if !services.carrier.delivers() {
        let words =
            "no mail leaves this server: RESEND_API_KEY and SMTP_URL are not set, mail is written to the console";
        if services.config.production { tracing::warn!("{words}") } else { tracing::info!("{words}") }
    }
}

fn warn_about_viruses(services: &Services) {
    if services.config.clamd_addr.is_none() && services.config.production {
        tracing::warn!("files are not checked for viruses: CLAMD_ADDR is not set, so they can be opened as they come");
    }
    if services.clamd.is_some() && services.config.max_upload_bytes > LOOKED_INTO {
        tracing::warn!(
            "MAX_UPLOAD_BYTES lets files in that the virus scanner looks into at no setting, so that nobody could open them: \
             set it to {LOOKED_INTO} or less"
        );
    }
}

/// Without its site the portal answers all the same, in bare type.
fn warn_about_looks(options: &LeptosOptions) {
    let file = options.css_file_path();
    if !file.exists() {
        let folder = Path::new(&*options.site_root);
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        tracing::warn!(
            "pages go out without their styles: there is no {}. The built site was looked for in {}: start the server \
             where Leptos.toml and target/site are, or set LEPTOS_SITE_ROOT",
            file.display(),
            folder.display()
        );
    }
}

/// Words for whoever started the server, on stdout.
pub fn say(words: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{words}");
    let _ = out.flush();
}

/// Ends when somebody asks the portal to stop. It hears from the call on, not only once it is waited for: who is told that
/// the portal is there may ask at once.
#[cfg(unix)]
fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
    })
}

#[cfg(not(unix))]
fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
