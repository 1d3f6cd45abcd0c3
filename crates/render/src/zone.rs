//! Which part of a body a vertex belongs to.

/// A part of the body, as pictures tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Zone {
    Head,
    Torso,
    ArmLeft,
    ArmRight,
    LegLeft,
    LegRight,
}

impl Zone {
    /// Whether it is an arm.
    pub fn is_arm(self) -> bool {
        matches!(self, Self::ArmLeft | Self::ArmRight)
    }

    /// Whether it is a leg.
    pub fn is_leg(self) -> bool {
        matches!(self, Self::LegLeft | Self::LegRight)
    }
}
