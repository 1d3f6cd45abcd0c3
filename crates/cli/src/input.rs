//! From arguments to requests.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use fitting::View;
use fitting::{Order, PhotoInput, Request, RequestError, Subject, TAPE_SIGMA_MM};
use measure::{Dimension, Measurement, Measurements, Origin, Sex, Size};

use crate::args::{OrderArgs, SexArg, SubjectArgs};

/// The person that the arguments name, photos read.
pub(crate) fn subject(args: &SubjectArgs) -> Result<Subject> {
    let mut photos = Vec::new();
    for (view, files) in [(View::Front, &args.front), (View::Side, &args.side)] {
        for file in files {
            photos.push(photo(view, file)?);
        }
    }
    let sex = args.sex.map(sex_of);
    let mut known = Measurements::default();
    if let (Some(code), Some(sex)) = (&args.size, sex) {
        let size = Size::parse(sex, code)
            .with_context(|| format!("GB/T 1335 has no size {code:?} for that sex"))?;
        known = size.measurements();
    }
    let tape = args.tape.iter().map(|argument| taped(argument)).collect::<Result<Vec<_>>>()?;
    let stature = args.stature_mm.map(|mm| (Dimension::Stature, mm, TAPE_SIGMA_MM));
    for (dimension, mm, sigma_mm) in stature.into_iter().chain(tape) {
        known
            .set(dimension, Measurement { mm, sigma_mm, origin: Origin::Tape })
            .map_err(|e| fitting::FittingError::from(RequestError::Measurement(e)))?;
    }
    let subject =
        Subject::known(photos, args.mass_kg, sex, known).map_err(fitting::FittingError::from)?;
    Ok(match args.age {
        Some(years) => subject.aged(f64::from(years)),
        None => subject,
    })
}

fn sex_of(sex: SexArg) -> Sex {
    match sex {
        SexArg::Female => Sex::Female,
        SexArg::Male => Sex::Male,
    }
}

/// The size that the standard writes so: for that sex, or for the only one that has it.
fn ready_made(code: &str, sex: Option<SexArg>) -> Result<Size> {
    let sexes = sex.map_or(vec![Sex::Female, Sex::Male], |sex| vec![sex_of(sex)]);
    let sizes: Vec<Size> = sexes.into_iter().filter_map(|sex| Size::parse(sex, code)).collect();
    match sizes[..] {
        [size] => Ok(size),
        [] => bail!("GB/T 1335 has no size {code:?} for that sex"),
        _ => bail!("women and men have a size {code:?}: say which with --sex"),
    }
}

/// One `KEY=MM` or `KEY=MM±S`.
fn taped(argument: &str) -> Result<(Dimension, f64, f64)> {
    let (key, value) =
        argument.split_once('=').with_context(|| format!("{argument:?} is not KEY=MM"))?;
    let dimension = Dimension::from_key(key).with_context(|| {
        let known: Vec<_> = Dimension::ALL.iter().map(|d| d.key()).collect();
        format!("there is no dimension {key:?}; known are {}", known.join(", "))
    })?;
    let (mm, sigma) = match value.split_once('±').or_else(|| value.split_once("+-")) {
        Some((mm, sigma)) => (mm, Some(sigma)),
        None => (value, None),
    };
    let number = |text: &str| -> Result<f64> {
        text.trim().parse().with_context(|| format!("{text:?} in {argument:?} is no number"))
    };
    let sigma = sigma.map_or(Ok(TAPE_SIGMA_MM), number)?;
    if !(sigma.is_finite() && sigma > 0.0) {
        bail!("the ± of {argument:?} is not more than 0");
    }
    Ok((dimension, number(mm)?, sigma))
}

/// A fitting of what is ordered on who is described.
pub(crate) fn request(subject_args: &SubjectArgs, order_args: &OrderArgs) -> Result<Request> {
    Ok(Request { subject: subject(subject_args)?, order: order(order_args, subject_args.sex)? })
}

/// The garment that the arguments name, ready-made in a size for that sex where one is named.
pub(crate) fn order(args: &OrderArgs, sex: Option<SexArg>) -> Result<Order> {
    let ready_made = args.ready_made.as_deref().map(|code| ready_made(code, sex)).transpose()?;
    Ok(Order {
        garment: args.garment.clone(),
        options: pairs(&args.options)?.into_iter().collect::<BTreeMap<_, _>>(),
        colourway: args.colourway.clone(),
        cloth: args.cloth.clone(),
        style: args.style.clone(),
        with: args.with.clone(),
        ready_made,
        find_size: args.find_size,
        reference: args.order.clone(),
        date: args.date.clone(),
    })
}

fn photo(view: View, path: &Path) -> Result<PhotoInput> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(PhotoInput { view, bytes })
}

/// `KEY=NUMBER` arguments as pairs.
fn pairs(arguments: &[String]) -> Result<Vec<(String, f64)>> {
    arguments
        .iter()
        .map(|argument| {
            let (key, value) = argument
                .split_once('=')
                .with_context(|| format!("{argument:?} is not KEY=VALUE"))?;
            let value: f64 =
                value.parse().with_context(|| format!("{value:?} in {argument:?} is no number"))?;
            Ok((key.to_owned(), value))
        })
        .collect()
}
