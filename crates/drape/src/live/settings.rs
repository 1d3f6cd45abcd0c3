//! How live cloth is stepped.

/// How live cloth is stepped, fixed for its life.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LiveSettings {
    /// Substeps a frame.
    pub substeps: usize,
    /// How often in a frame each vertex's nearest skin is looked up at most: once for every 2 cm that
    /// the body moves.
    pub looks: usize,
    /// Distance that cloth keeps from the skin (m); `None` for that of the settled drape.
    pub skin_gap: Option<f32>,
    /// Distance that layers keep from each other (m).
    pub layer_gap: f32,
    /// Pairs of layers nearer than this are watched during a frame (m).
    pub layer_reach: f32,
    /// Layers are kept apart that lie nearer than this in the drape (m): what comes upon other cloth by
    /// chance, as a skirt that a squat pushes up, would hook into it and not come down again.
    pub layered: f32,
    /// Speed at which cloth that is too deep in skin or cloth comes out (m/s).
    pub push: f32,
    /// No vertex is faster (m/s).
    pub fastest: f32,
    /// Part of the velocity that the air takes in a second (1/s).
    pub drag: f32,
    /// Stiffness with which the belt holds the cloth under it (N/m a vertex).
    pub belt_hold: f32,
    /// Stiffness with which the neckline is held to the collar band's place (N/m a vertex).
    pub collar_hold: f32,
    /// How firmly all cloth is drawn to where its drape would be (1/s, as the swing that this alone would
    /// make): what a squat pushed up comes down again, as its wearer would smooth it.
    pub homing: f32,
    /// What the body moves faster than this (m/s) takes its cloth along, so that a fast arm does not
    /// leave its sleeve.
    pub carried_from: f32,
    /// A trunk that comes this far between two frames (m) has not walked: tracking was lost or
    /// another person stands there, and the cloth starts again from its drape.
    pub leap: f32,
    /// Height of the floor (m); negative infinity for none.
    pub floor: f32,
}

impl Default for LiveSettings {
    fn default() -> Self {
        Self {
            substeps: 20,
            looks: 2,
            skin_gap: None,
            layer_gap: 0.004,
            layer_reach: 0.009,
            layered: 0.03,
            push: 0.6,
            fastest: 12.0,
            drag: 1.0,
            belt_hold: 150.0,
            collar_hold: 60.0,
            homing: 5.0,
            carried_from: 3.0,
            leap: 0.4,
            floor: 0.0,
        }
    }
}
