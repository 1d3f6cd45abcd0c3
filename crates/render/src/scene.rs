//! What is in the picture and what lights it.

use nalgebra::Vector3;

use crate::Object;

/// A far light.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Light {
    /// Towards the light; need not be of unit length.
    pub direction: Vector3<f32>,
    /// Linear colour and strength: π lights a white surface that faces it to 1.
    pub colour: [f32; 3],
}

/// All the light in a scene.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lighting {
    /// The light that throws shadows.
    pub key: Light,
    /// Brightens the shadows, without a shadow of its own.
    pub fill: Light,
    /// From behind, to set the cloth off from what is behind.
    pub rim: Light,
    /// Light from above, linear.
    pub sky: [f32; 3],
    /// Light from below, linear.
    pub ground: [f32; 3],
    /// Brightness of the picture.
    pub exposure: f32,
    /// Radius of the blur of shadows on the cloth (m).
    pub softness_m: f32,
    /// Strength of ambient occlusion, 0–1.
    pub occlusion: f32,
}

/// What lies behind the objects.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Backdrop {
    /// Nothing: the picture is transparent there.
    Transparent,
    /// Nothing but the shadow on the floor, for laying over a photo; 0–1.
    Shadow(f32),
    /// A sheet hung behind and drawn out under the feet: colours (sRGB) below and above.
    Studio([u8; 3], [u8; 3]),
    /// A wall 1.3 m behind and a floor of boards: their colours (sRGB) and a seed for the grain.
    Room {
        /// Colour of the wall.
        wall: [u8; 3],
        /// Colour of the floor.
        floor: [u8; 3],
        /// Which room of that sort.
        seed: u32,
    },
}

/// A picture to be drawn.
#[derive(Clone, Debug)]
pub struct Scene {
    /// What stands in it. World space (m), floor at 0.
    pub objects: Vec<Object>,
    /// What lights it.
    pub lighting: Lighting,
    /// What lies behind.
    pub backdrop: Backdrop,
}

impl Scene {
    /// Objects in a light studio.
    pub fn studio(objects: Vec<Object>) -> Self {
        Self {
            objects,
            lighting: Lighting::studio(),
            backdrop: Backdrop::Studio([226, 221, 214], [205, 201, 196]),
        }
    }
}

impl Lighting {
    /// A large soft key from the upper left, warm; a cool fill; a rim from behind.
    pub fn studio() -> Self {
        Self {
            key: Light { direction: Vector3::new(-0.55, 0.85, 0.80), colour: [2.75, 2.62, 2.45] },
            fill: Light { direction: Vector3::new(0.85, 0.25, 0.60), colour: [0.55, 0.60, 0.68] },
            rim: Light { direction: Vector3::new(0.55, 0.55, -0.85), colour: [1.10, 1.10, 1.15] },
            sky: [1.15, 1.17, 1.22],
            ground: [0.62, 0.58, 0.54],
            exposure: 1.0,
            softness_m: 0.016,
            occlusion: 0.85,
        }
    }

    /// A room by daylight: one wide window to the left, much light off the walls.
    pub fn room() -> Self {
        Self {
            key: Light { direction: Vector3::new(-0.50, 0.80, 0.75), colour: [2.0, 1.95, 1.85] },
            fill: Light { direction: Vector3::new(0.7, 0.3, 0.8), colour: [0.65, 0.65, 0.68] },
            rim: Light { direction: Vector3::new(0.3, 0.6, -0.8), colour: [0.25, 0.25, 0.25] },
            sky: [1.15, 1.15, 1.15],
            ground: [0.65, 0.60, 0.54],
            exposure: 1.3,
            softness_m: 0.020,
            occlusion: 0.75,
        }
    }
}
