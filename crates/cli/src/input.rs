//! From arguments to requests.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use fitting::View;
use fitting::{Order, PhotoInput, RequestError, Subject};
use measure::{Dimension, Sex};

use crate::args::{OrderArgs, SexArg, SubjectArgs};

/// The person that the arguments name, photos read.
pub(crate) fn subject(args: &SubjectArgs) -> Result<Subject> {
    let mut photos = vec![photo(View::Front, &args.front)?];
    if let Some(side) = &args.side {
        photos.push(photo(View::Side, side)?);
    }
    let mut tape = Vec::new();
    for (key, mm) in pairs(&args.tape)? {
        let dimension = Dimension::from_key(&key).with_context(|| {
            let known: Vec<_> = Dimension::ALL.iter().map(|d| d.key()).collect();
            format!("there is no dimension {key:?}; known are {}", known.join(", "))
        })?;
        tape.push((dimension, mm));
    }
    let sex = args.sex.map(|sex| match sex {
        SexArg::Female => Sex::Female,
        SexArg::Male => Sex::Male,
    });
    Subject::new(photos, args.stature_mm, args.mass_kg, sex, &tape)
        .map_err(|error: RequestError| fitting::FittingError::from(error).into())
}

/// The garment that the arguments name.
pub(crate) fn order(args: &OrderArgs) -> Result<Order> {
    Ok(Order {
        garment: args.garment.clone(),
        options: pairs(&args.options)?.into_iter().collect::<BTreeMap<_, _>>(),
        colourway: args.colourway.clone(),
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
