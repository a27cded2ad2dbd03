//! Logs for operators, on stderr; stdout stays free for console mail and printed sign-ins.

use tracing_subscriber::EnvFilter;

/// Starts logging at `level` and above. `RUST_LOG` widens or narrows it; bodies, cookies and tokens are never logged at any level.
pub fn start(level: &str) {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(format!("{level},sqlx=warn,hyper=warn")));
    let _ =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).try_init();
}
