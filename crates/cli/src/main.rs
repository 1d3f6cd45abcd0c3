//! The command line: one command a stage, `serve`, `demo`.
//!
//! Exit codes: 0 done, 2 bad arguments, 3 refused picture, 4 cannot (a library or an adapter is
//! missing), 1 a defect of ours.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line prints")]

mod args;
mod demo;
mod draft;
mod evaluate;
mod fit;
mod home;
mod input;
mod lint;
mod measure;
mod papers;
mod progress;
mod size;
mod table;

use std::process::ExitCode;

use clap::Parser;
use fitting::{Blame, FittingError};

use crate::args::{Cli, Command};
use crate::home::Home;

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let cli = Cli::parse();
    match run(&cli) {
        Ok(code) => code,
        Err(error) => {
            let told = Home::find(&cli).ok().and_then(|home| home.explain(&error));
            eprintln!("namza: {}", told.unwrap_or_else(|| format!("{error:#}")));
            ExitCode::from(exit_code(&error))
        }
    }
}

fn run(cli: &Cli) -> anyhow::Result<ExitCode> {
    let home = Home::find(cli)?;
    match &cli.command {
        Command::Measure { subject, all, json } => measure::run(&home, subject, *all, *json),
        Command::Evaluate(args) => evaluate::run(&home, args),
        Command::Fit { subject, order, papers, out, json } => {
            fit::run(&home, subject, order, papers, out, *json)
        }
        Command::Size { subject, order, json } => size::run(&home, subject, order, *json),
        Command::Draft { measurements, order, papers, out } => {
            draft::run(&home, measurements, order, papers, out)
        }
        Command::Lint { schema: true, .. } => {
            print!("{}", pattern::schema_text());
            Ok(ExitCode::SUCCESS)
        }
        Command::Lint { dir, bodies, seed, .. } => lint::run(&home, dir.as_deref(), *bodies, *seed),
        Command::Garments { json } => draft::garments(&home, *json),
        Command::Serve { addr } => serve(&home, *addr),
        Command::Demo { out } => demo::run(&home, out),
    }
}

fn serve(home: &Home, addr: std::net::SocketAddr) -> anyhow::Result<ExitCode> {
    let engine = home.engine()?;
    eprintln!("namza: http://{addr}/");
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(server::serve(engine, addr))?;
    Ok(ExitCode::SUCCESS)
}

/// The exit code by whose business the failure is.
fn exit_code(error: &anyhow::Error) -> u8 {
    match error.downcast_ref::<FittingError>().map(FittingError::blame) {
        Some(Blame::Photo) => 3,
        Some(Blame::Machine) => 4,
        Some(Blame::Ours) => 1,
        // What is not a fitting's failure is a file or an argument of the caller's.
        Some(Blame::Caller | Blame::Cancelled) | None => 2,
    }
}
