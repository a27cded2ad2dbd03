//! The settings as they are typed: environment, `.env`, flags.

use clap::Args;

/// The variables of CONTRACT as typed; every one is also a flag.
#[derive(Args, Clone, Debug, Default)]
pub struct Typed {
    /// `sqlite://…` or `postgres://…`
    #[arg(
        long,
        global = true,
        env = "DATABASE_URL",
        hide_env_values = true,
        default_value = "sqlite://data/portal.db"
    )]
    pub database_url: String,
    /// Where uploaded files and keys are kept
    #[arg(long, global = true, env = "DATA_DIR", default_value = "data")]
    pub data_dir: String,
    /// Where stored files lie: `disk` or `s3`
    #[arg(long, global = true, env = "STORAGE", default_value = "disk")]
    pub storage: String,
    /// Address of an S3-compatible store; without it AWS's own
    #[arg(long, global = true, env = "S3_ENDPOINT", default_value = "")]
    pub s3_endpoint: String,
    /// The bucket
    #[arg(long, global = true, env = "S3_BUCKET", default_value = "")]
    pub s3_bucket: String,
    /// The bucket's region
    #[arg(long, global = true, env = "S3_REGION", default_value = "")]
    pub s3_region: String,
    /// Id of the key for the bucket
    #[arg(long, global = true, env = "S3_ACCESS_KEY_ID", hide_env_values = true, default_value = "")]
    pub s3_access_key_id: String,
    /// The key for the bucket
    #[arg(long, global = true, env = "S3_SECRET_ACCESS_KEY", hide_env_values = true, default_value = "")]
    pub s3_secret_access_key: String,
    /// What the names of all objects begin with, like `portal`
    #[arg(long, global = true, env = "S3_PREFIX", default_value = "")]
    pub s3_prefix: String,
    /// `true` where the store is reached over http on a network of one's own
    #[arg(long, global = true, env = "S3_ALLOW_HTTP", default_value = "false")]
    pub s3_allow_http: String,
    /// The portal's own address: the only source of links in mail
    #[arg(long, global = true, env = "BASE_URL", default_value = "http://127.0.0.1:3000")]
    pub base_url: String,
    /// Address and port to listen on
    #[arg(long, global = true, env = "BIND", default_value = "127.0.0.1:3000")]
    pub bind: String,
    /// `development` or `production`
    #[arg(long, global = true, env = "PORTAL_ENV", default_value = "development")]
    pub portal_env: String,
    /// Key for mail through Resend
    #[arg(long, global = true, env = "RESEND_API_KEY", hide_env_values = true, default_value = "")]
    pub resend_api_key: String,
    /// Sender of all mail
    #[arg(long, global = true, env = "EMAIL_FROM", default_value = "")]
    pub email_from: String,
    /// Resend's address; another one only for tests
    #[arg(long, global = true, env = "RESEND_API_URL", default_value = "https://api.resend.com")]
    pub resend_api_url: String,
    /// What Resend signs its webhook's calls with: `whsec_…`
    #[arg(long, global = true, env = "RESEND_WEBHOOK_SECRET", hide_env_values = true, default_value = "")]
    pub resend_webhook_secret: String,
    /// `smtp(s)://user:pass@host:port`
    #[arg(long, global = true, env = "SMTP_URL", hide_env_values = true, default_value = "")]
    pub smtp_url: String,
    /// Addresses of proxies whose X-Forwarded-For counts, separated by commas
    #[arg(long, global = true, env = "TRUSTED_PROXIES", default_value = "")]
    pub trusted_proxies: String,
    /// Largest file in bytes
    #[arg(long, global = true, env = "MAX_UPLOAD_BYTES", default_value = "5368709120")]
    pub max_upload_bytes: String,
    /// Virus scanner: `host:port` or a socket's path
    #[arg(long, global = true, env = "CLAMD_ADDR", default_value = "")]
    pub clamd_addr: String,
    /// Where new passwords are looked up in lists of stolen ones, by the protocol of Pwned Passwords
    #[arg(long, global = true, env = "BREACHED_PASSWORDS_URL", default_value = "")]
    pub breached_passwords_url: String,
    /// The server's secret key; made on the first start
    #[arg(long, global = true, env = "SECRET_KEY_FILE", default_value = "")]
    pub secret_key_file: String,
    /// Time zone of a new firm, like `America/Guyana`
    #[arg(long, global = true, env = "FIRM_TIME_ZONE", default_value = "UTC")]
    pub firm_time_zone: String,
}
