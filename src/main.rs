//! The binary: serve the portal, bring the database up to date, make accounts, fill a demo.

use clap::{Parser, Subcommand};
use gk_nexus::accounts::Role;
use gk_nexus::app::{operate, serve};
use gk_nexus::demo;
use gk_nexus::server::config::{Storage, Typed};
use gk_nexus::server::{Config, telemetry};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// A client portal for law, tax, accounting and immigration firms.
#[derive(Parser)]
#[command(name = "gk-nexus", version, about)]
struct Command {
    #[command(flatten)]
    typed: Typed,
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Starts the portal.
    Serve,
    /// Brings the database's tables up to date and ends.
    Migrate,
    /// Makes accounts for the firm's staff.
    Account {
        #[command(subcommand)]
        act: AccountAct,
    },
    /// Fills an empty database with a fictional firm.
    Demo {
        /// So many clients, each with 20 documents and 100 activity rows, instead of the 25 of the demo.
        #[arg(long)]
        clients: Option<u32>,
    },
    /// Copies database and stored files into a folder, beside a portal that runs. The secret key is not copied.
    Backup {
        /// The folder; it is made, or is empty.
        dir: PathBuf,
    },
    /// Puts a backup where there is nothing yet, and checks it. Put the secret key there first, and stop the portal.
    Restore {
        /// The backup's folder.
        dir: PathBuf,
        /// Its key is lost: another is made. The log can't be verified up to here, second factors by app have to be set up
        /// again.
        #[arg(long)]
        lost: bool,
    },
    /// Checks stored files against their rows and hashes, and the activity log against its chain. Changes nothing.
    Check {
        /// Takes away what power cuts have left: files that no row names, uploads that will not go on. Stop the portal first.
        #[arg(long)]
        repair: bool,
    },
    /// Where stored files lie.
    Storage {
        #[command(subcommand)]
        act: StorageAct,
    },
    /// Makes another secret key; links, second factors and the log follow it. Stop the portal first.
    RotateKeys {
        /// The key is lost: the log can't be verified up to here, second factors by app have to be set up again.
        #[arg(long)]
        lost: bool,
    },
    /// Shows what is in force; secrets are masked.
    Config,
}

#[derive(Subcommand)]
enum StorageAct {
    /// Copies stored files from the disk to the bucket of the settings, or back, each verified by its SHA-256. Run again it
    /// goes on. The portal may run meanwhile; what comes to it then is for another run.
    Move {
        /// Where to: disk or s3.
        #[arg(long, value_parser = Storage::parse)]
        to: Storage,
        /// When all are there, reads each of them again and deletes it where it was. STORAGE must name the new place, and the
        /// portal be stopped.
        #[arg(long)]
        remove_source: bool,
    },
}

#[derive(Subcommand)]
enum AccountAct {
    /// Makes an account for somebody of the firm.
    Create {
        /// Address to sign in with.
        #[arg(long)]
        email: String,
        /// Name as clients see it.
        #[arg(long)]
        name: String,
        /// owner, manager, staff or front-desk.
        #[arg(long, value_parser = role)]
        role: Role,
        /// Reads the password from standard input; without it a link that sets one is printed.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Takes the second step of a sign-in away: for somebody who has lost telephone, passkey and recovery codes.
    ResetSecondFactor {
        /// Address of the account.
        #[arg(long)]
        email: String,
    },
    /// Prints a link that sets a new password: 60 minutes, once.
    ResetPassword {
        /// Address of the account.
        #[arg(long)]
        email: String,
    },
}

fn main() -> ExitCode {
    let _ = dotenvy::dotenv();
    let command = Command::parse();
    telemetry::start(if matches!(command.act, Act::Serve) { "info" } else { "warn" });
    let config = match Config::parse(&command.typed) {
        Ok(config) => config,
        Err(faults) => {
            for fault in faults {
                complain(&fault);
            }
            return ExitCode::from(2);
        }
    };
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&format!("the runtime could not be started: {error}")),
    };
    match runtime.block_on(run(command.act, config)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => fail(&fault),
    }
}

async fn run(act: Act, config: Config) -> Result<(), String> {
    match act {
        Act::Serve => serve::serve(config).await,
        Act::Migrate => operate::migrate(config).await,
        Act::Demo { clients } => demo::fill(config, clients).await,
        Act::Backup { dir } => operate::backup::backup(config, &dir).await,
        Act::Restore { dir, lost } => operate::backup::restore(config, &dir, lost).await,
        Act::Check { repair } => operate::check::check(config, repair).await,
        Act::RotateKeys { lost } => operate::rotate::rotate_keys(config, lost).await,
        Act::Storage { act: StorageAct::Move { to, remove_source } } => {
            operate::storage::move_to(config, to, remove_source).await
        }
        Act::Config => operate::show(&config),
        Act::Account { act: AccountAct::ResetSecondFactor { email } } => {
            operate::reset_second_factor(config, &email).await
        }
        Act::Account { act: AccountAct::ResetPassword { email } } => operate::reset_password(config, &email).await,
        Act::Account { act: AccountAct::Create { email, name, role, password_stdin } } => {
            operate::create_account(config, &email, &name, role, password_stdin).await
        }
    }
}

fn role(typed: &str) -> Result<Role, String> {
    Role::parse(typed).map_err(|error| error.to_string())
}

fn complain(fault: &str) {
    let _ = writeln!(std::io::stderr(), "gk-nexus: {fault}");
}

fn fail(fault: &str) -> ExitCode {
    complain(fault);
    ExitCode::from(1)
}
