//! One person from frame to frame.

use crate::detector::Detector;
use crate::error::PoseError;
use crate::landmark::Sighting;
use crate::photo::Photo;
use crate::region::Region;
use crate::smooth::Smoother;

/// Follows the best visible person through a run of frames.
///
/// The detector runs on the first frame and after the person was lost; between, the landmark
/// network looks where its own last answer said (BlazePose's scheme), which halves the work.
#[derive(Clone, Debug, Default)]
pub struct Tracker {
    next: Option<Region>,
    smoother: Smoother,
}

impl Tracker {
    /// A tracker that has seen nobody yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets the person, as between two customers.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// The person in `frame`, smoothed, or none; `dt_s` is the time since the frame before.
    ///
    /// # Errors
    ///
    /// [`PoseError::Network`] when ONNX Runtime fails.
    pub fn follow(
        &mut self,
        detector: &mut Detector,
        frame: &Photo,
        dt_s: f32,
    ) -> Result<Option<Sighting>, PoseError> {
        let expected = match self.next.take() {
            Some(region) => detector.landmarks(frame, &region)?,
            None => None,
        };
        let found = if expected.is_some() {
            expected
        } else {
            self.smoother.reset();
            match detector.detect(frame)?.first() {
                Some(person) => detector.landmarks(frame, &person.region())?,
                None => None,
            }
        };
        let Some(mut sighting) = found else { return Ok(None) };
        self.smoother.smooth(&mut sighting, dt_s);
        let (hips, rim) = sighting.next;
        self.next = Some(Region::around(hips, rim));
        Ok(Some(sighting))
    }
}
