//! From photos and numbers to a measured body.

use body::BodyModel;
use body::fit::{Evidence, Fit, FittedView, Grade, ViewEvidence, fit_photos};
use measure::{Dimension, Measurements};
use pose::{Detector, Person, Photo, PoseError, Reason, Ruling, Verdict, View};

use crate::{FittingError, Subject, TAPE_SIGMA_MM};

/// A photo and the person in it.
pub(crate) struct Seen {
    pub(crate) photo: Photo,
    pub(crate) person: Person,
}

/// A person, measured.
#[derive(Clone, Debug)]
pub struct Measured {
    /// The verdict on each photo.
    pub verdicts: Vec<(View, Verdict)>,
    /// Every dimension with ± and origin.
    pub measurements: Measurements,
    /// How far they may be trusted.
    pub grade: Grade,
    /// The fitted body.
    pub fit: Fit,
}

impl Measured {
    /// The gravest ruling on any photo.
    pub fn ruling(&self) -> Ruling {
        self.verdicts.iter().map(|(_, v)| v.ruling).max().unwrap_or(Ruling::Accept)
    }

    /// All reasons on all photos, each once.
    pub fn reasons(&self) -> Vec<Reason> {
        let mut reasons: Vec<_> =
            self.verdicts.iter().flat_map(|(_, v)| v.reasons.iter().copied()).collect();
        reasons.sort_unstable();
        reasons.dedup();
        reasons
    }

    /// Camera and posture of the front photo, or of the only one.
    pub fn worn_view(&self) -> Option<(usize, &FittedView)> {
        let views = || self.fit.views.iter().enumerate();
        views().find(|(_, v)| v.view == View::Front).or_else(|| views().next())
    }
}

/// Decodes all photos of a person.
pub(crate) fn decode(subject: &Subject) -> Result<Vec<(View, Photo)>, FittingError> {
    let decode = |bytes: &[u8], view| {
        Photo::decode(bytes).map_err(|source| FittingError::Photo { view, source })
    };
    subject.photos.iter().map(|p| Ok((p.view, decode(&p.bytes, p.view)?))).collect()
}

/// Reads the person off each photo; the first refusal ends it.
pub(crate) fn see(
    detector: &mut Detector,
    photos: Vec<(View, Photo)>,
    told: &mut dyn FnMut(f32) -> Result<(), FittingError>,
) -> Result<Vec<Seen>, FittingError> {
    let count = photos.len() as f32;
    let mut seen = Vec::new();
    for (i, (view, photo)) in photos.into_iter().enumerate() {
        let person = detector.read(&photo, view).map_err(|error| match error {
            PoseError::Refused { verdict } => FittingError::Refused { view, verdict },
            error => FittingError::Pose(error),
        })?;
        seen.push(Seen { photo, person });
        told((i + 1) as f32 / count)?;
    }
    Ok(seen)
}

/// Fits the body to what was seen and what is known.
pub(crate) fn fit(
    model: &BodyModel,
    subject: &Subject,
    seen: &[Seen],
) -> Result<Measured, FittingError> {
    let stature = subject.tape.get(Dimension::Stature);
    let evidence = Evidence {
        sex: subject.sex,
        stature_mm: stature.map_or(0.0, |m| m.mm),
        stature_sigma_mm: stature.map_or(TAPE_SIGMA_MM, |m| m.sigma_mm),
        mass_kg: subject.mass_kg,
        views: seen.iter().map(|s| ViewEvidence::from(&s.person)).collect(),
        tape: subject.tape.clone(),
    };
    let fit = match seen {
        [] => body::fit_numbers(model, &evidence, subject.age)?,
        _ => fit_photos(model, &evidence)?,
    };
    Ok(Measured {
        verdicts: seen.iter().map(|s| (s.person.view, s.person.verdict.clone())).collect(),
        measurements: fit.measurements.clone(),
        grade: fit.grade,
        fit,
    })
}
