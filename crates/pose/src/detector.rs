//! Photo to person: the networks in their order.

use crate::detect::{self, Detection, Letterbox};
use crate::error::PoseError;
use crate::landmark::{self, Outputs, Sighting};
use crate::network::Network;
use crate::outline;
use crate::photo::Photo;
use crate::region::{Pyramid, Region};
use crate::runtime::Runtime;
use crate::types::{Person, Ruling, Silhouette, Verdict, View};
use crate::verdict;

/// The bytes of the three ONNX files (`models/` has a card for each).
#[derive(Clone, Copy, Debug)]
pub struct Models<'a> {
    /// `pose_detection.onnx`.
    pub detection: &'a [u8],
    /// `pose_landmark_full.onnx` for photos, `pose_landmark_lite.onnx` for live pictures.
    pub landmarks: &'a [u8],
    /// `u2netp.onnx`.
    pub outline: &'a [u8],
}

/// Reads persons off photos. One detector serves one thread; make several for several.
pub struct Detector {
    detection: Network,
    landmarks: Network,
    outline: Network,
    figures: bool,
}

/// What a photo shows, whether or not it can be measured from.
#[derive(Clone, Debug)]
pub struct Look {
    /// Everyone found, best first, those who are no persons on a closer look left out.
    pub people: Vec<Sighting>,
    /// The outline of the first of them, when nothing was found before it that refuses the photo.
    pub silhouette: Option<Silhouette>,
    /// May the photo be measured from.
    pub verdict: Verdict,
}

/// The most detections that are looked at closely: a photo with more people than this is refused
/// whoever they are.
const MAX_PEOPLE: usize = 4;

impl Detector {
    /// Makes the three networks.
    ///
    /// # Errors
    ///
    /// [`PoseError::ModelMismatch`] when a file is not the network that it stands for.
    pub fn new(runtime: &Runtime, models: &Models<'_>) -> Result<Self, PoseError> {
        let (heat, mask) = (landmark::POINTS * 64 * 64, landmark::SIZE * landmark::SIZE);
        let candidates = detect::CANDIDATES;
        Ok(Self {
            detection: Network::new(
                runtime,
                "pose detection",
                models.detection,
                [1, 3, detect::SIZE, detect::SIZE],
                &[candidates * detect::NUMBERS, candidates],
                1,
            )?,
            landmarks: Network::new(
                runtime,
                "pose landmark",
                models.landmarks,
                [1, 3, landmark::SIZE, landmark::SIZE],
                &[5 * landmark::POINTS, 1, mask, heat, 3 * landmark::POINTS],
                1,
            )?,
            outline: Network::new(
                runtime,
                "outline",
                models.outline,
                [1, 3, outline::SIZE, outline::SIZE],
                &[outline::SIZE * outline::SIZE],
                outline::THREADS,
            )?,
            figures: false,
        })
    }

    /// The same detector, to which statues, mannequins and drawn figures are people: for pictures that
    /// are known to show figures, as in tests and evaluations. A shop has no use for it.
    #[must_use]
    pub fn with_figures(mut self) -> Self {
        self.figures = true;
        self
    }

    /// Reads the person off a photo that was asked to show `view`.
    ///
    /// # Errors
    ///
    /// [`PoseError::Refused`] with the verdict when the photo cannot be measured from, and
    /// [`PoseError::Network`] when ONNX Runtime fails.
    pub fn read(&mut self, photo: &Photo, view: View) -> Result<Person, PoseError> {
        let Look { people, silhouette, verdict } = self.look(photo, view)?;
        match (people.into_iter().next(), silhouette) {
            (Some(seen), Some(silhouette)) if verdict.ruling != Ruling::Refuse => {
                let (landmarks, focal_px) = (seen.landmarks, photo.focal_px());
                Ok(Person { view, landmarks, silhouette, focal_px, verdict })
            }
            _ => Err(PoseError::Refused { verdict }),
        }
    }

    /// Everything that [`Detector::read`] sees, for a refused photo too.
    ///
    /// # Errors
    ///
    /// [`PoseError::Network`] when ONNX Runtime fails.
    pub fn look(&mut self, photo: &Photo, view: View) -> Result<Look, PoseError> {
        let pyramid = Pyramid::new(photo);
        let detections = self.detect_in(photo, &pyramid)?;
        let mut people = Vec::new();
        for detection in detections.iter().take(MAX_PEOPLE) {
            people.extend(self.landmarks_in(&pyramid, &detection.region())?);
        }
        let verdict = verdict::judge_people(photo, view, &people, self.figures);
        let Some(person) = people.first().filter(|_| verdict.ruling != Ruling::Refuse) else {
            return Ok(Look { people, silhouette: None, verdict });
        };
        let silhouette = self.outline_in(photo, &pyramid, person)?;
        let verdict = verdict::judge_picture(photo, person, &silhouette, &verdict);
        Ok(Look { people, silhouette: Some(silhouette), verdict })
    }

    /// Where people are, best first.
    ///
    /// # Errors
    ///
    /// [`PoseError::Network`] when ONNX Runtime fails.
    pub fn detect(&mut self, photo: &Photo) -> Result<Vec<Detection>, PoseError> {
        self.detect_in(photo, &Pyramid::new(photo))
    }

    /// The person in `region`, or none.
    ///
    /// # Errors
    ///
    /// [`PoseError::Network`] when ONNX Runtime fails.
    pub fn landmarks(
        &mut self,
        photo: &Photo,
        region: &Region,
    ) -> Result<Option<Sighting>, PoseError> {
        self.landmarks_in(&Pyramid::new(photo), region)
    }

    /// The outline of a person that has been found.
    ///
    /// # Errors
    ///
    /// [`PoseError::Network`] when ONNX Runtime fails.
    pub fn outline(&mut self, photo: &Photo, person: &Sighting) -> Result<Silhouette, PoseError> {
        self.outline_in(photo, &Pyramid::new(photo), person)
    }

    fn detect_in(
        &mut self,
        photo: &Photo,
        pyramid: &Pyramid<'_>,
    ) -> Result<Vec<Detection>, PoseError> {
        let letterbox = Letterbox::of(photo);
        let tensor = detect::input(pyramid, letterbox);
        self.detection.run(&tensor, |out| detect::people(out[0], out[1], letterbox))
    }

    fn landmarks_in(
        &mut self,
        pyramid: &Pyramid<'_>,
        region: &Region,
    ) -> Result<Option<Sighting>, PoseError> {
        let tensor = landmark::input(pyramid, region);
        self.landmarks.run(&tensor, |out| {
            let presence = out[1][0];
            (presence >= landmark::MIN_PRESENCE).then(|| {
                let outputs = Outputs {
                    landmarks: out[0],
                    presence,
                    mask: out[2],
                    heat: out[3],
                    world: out[4],
                };
                landmark::sighting(&outputs, region)
            })
        })
    }

    fn outline_in(
        &mut self,
        photo: &Photo,
        pyramid: &Pyramid<'_>,
        person: &Sighting,
    ) -> Result<Silhouette, PoseError> {
        let rect = outline::crop(photo, person);
        let tensor = outline::input(pyramid, &rect);
        self.outline.run(&tensor, |out| outline::silhouette(photo, &rect, out[0], person))
    }
}
