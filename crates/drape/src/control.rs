//! What the dresser moves while the cloth reacts.

/// The hand on the cloth: everything that may change between two steps.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a hand of its own")]
pub struct Control {
    /// Part of full gravity (9.81 m/s² downwards), 0–1.
    pub gravity: f32,
    /// The stitches' rest length as a part of their initial length, 1 (loose) – 0 (sewn).
    pub stitch_scale: f32,
    /// The body's posture: 0 dressing – 1 worn, along [`crate::Mannequin::motion`].
    pub body_time: f32,
    /// Factor on every attachment's stiffness; 0 lets go.
    pub attachments: f32,
    /// Girth (m) to which each of [`crate::Cloth::belts`] is pulled now; infinite is untied.
    /// Missing entries are untied.
    pub belt_girths: Vec<f32>,
    /// Is there a floor at height 0, on which cloth that is too long comes to lie?
    pub floor: bool,
    /// Are layers and folds of the cloth kept apart?
    pub layers_collide: bool,
    /// Is cloth that went through cloth drawn out again? Where much is pressed together, as under a
    /// tight belt, it then trembles longer.
    pub untangles: bool,
    /// Is cloth held back in each step where it would go through cloth?
    pub guarded: bool,
    /// Where it is guarded: does a body that stands still put out of it what is deep below its skin,
    /// through whatever cloth is in the way?
    pub skin_pierces: bool,
    /// Part of the velocity that is lost in each step, 0–1.
    pub damping: f32,
    /// Factor on friction, against the body and between layers; 0 while pulling things on.
    pub friction: f32,
}

impl Default for Control {
    /// Worn: full gravity, sewn, in the worn posture, nothing held, no belt, strongly damped.
    fn default() -> Self {
        Self {
            gravity: 1.0,
            stitch_scale: 0.0,
            body_time: 1.0,
            attachments: 0.0,
            belt_girths: Vec::new(),
            floor: false,
            layers_collide: true,
            untangles: false,
            guarded: false,
            skin_pierces: true,
            damping: 0.1,
            friction: 1.0,
        }
    }
}
