//! A portal of one's own for each test, and the people who use it.

pub mod app;
pub mod authenticator;
pub mod browser;
pub mod database;
pub mod files;
pub mod mailbox;
pub mod page;
pub mod people;
pub mod provider;
pub mod resend;
pub mod rows;
pub mod s3;
pub mod scanner;
pub mod serving;

pub use app::TestApp;
pub use browser::Browser;
pub use page::Page;

/// Declares tests that run on both databases:
/// `on_both_databases! { async fn a_client_signs_in(app: TestApp) { … } }`
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$doc:meta])* async fn $name:ident($app:ident: TestApp) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            $(#[$doc])*
            async fn story($app: $crate::support::TestApp) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                story($crate::support::TestApp::on_sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                story($crate::support::TestApp::on_postgres().await).await;
            }
        }
    )+};
}
