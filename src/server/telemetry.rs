//! Logs for operators, on stderr; stdout stays free for console mail and printed sign-ins.

use tracing_subscriber::EnvFilter;

/// Starts logging. `RUST_LOG` widens or narrows it; bodies, cookies and tokens are never logged at any level.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,hyper=warn"));
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).try_init();
}
