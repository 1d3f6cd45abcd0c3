//! The dimensions.

use serde::{Deserialize, Serialize};

/// A body dimension of ISO 8559-1:2017 and GB/T 16160.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Dimension {
    /// Vertical distance from the crown of the head to the floor.
    Stature,
    /// Height of the back neck point (seventh cervical vertebra) above the floor.
    CervicalHeight,
    /// Height of the front neck point, the hollow between the collar bones, above the floor.
    FrontNeckHeight,
    /// Height of the shoulder point (acromion) above the floor.
    ShoulderHeight,
    /// Height of the bust points above the floor.
    BustHeight,
    /// Height of the waist level above the floor.
    WaistHeight,
    /// Height of the fullest hips above the floor.
    HipHeight,
    /// Height of the middle of the knee above the floor.
    KneeHeight,
    /// Height of the crotch above the floor: the inside leg.
    InsideLeg,
    /// From the waist level straight down to the crotch.
    BodyRise,
    /// Horizontal girth of the trunk at the armpits, under the arms.
    UpperChestGirth,
    /// Horizontal girth at the level of the bust points.
    BustGirth,
    /// Horizontal girth just under the breasts.
    UnderBustGirth,
    /// Horizontal girth midway between the lowest rib and the hip bone.
    WaistGirth,
    /// Horizontal girth at the level of the navel, which many surveys call the waist.
    NavelGirth,
    /// Horizontal girth midway between waist and hips.
    TopHipGirth,
    /// Largest horizontal girth over the buttocks.
    HipGirth,
    /// Largest girth of the head above the ears.
    HeadGirth,
    /// Girth of the neck at its middle, square to the neck.
    NeckGirth,
    /// Round the base of the neck over the back, side and front neck points, along the skin.
    NeckBaseGirth,
    /// From the middle of the shoulder down the front, through the crotch and up the back.
    TorsoGirth,
    /// Round the arm's root over the shoulder point and through the armpit.
    ArmholeGirth,
    /// Girth of the upper arm, square to it.
    UpperArmGirth,
    /// Girth of the elbow.
    ElbowGirth,
    /// Largest girth of the forearm, square to it.
    ForearmGirth,
    /// Girth of the wrist.
    WristGirth,
    /// Horizontal girth of the thigh, 2 cm below the crotch.
    ThighGirth,
    /// Girth of the knee at its middle.
    KneeGirth,
    /// Largest girth of the calf, square to the shin.
    CalfGirth,
    /// Smallest girth of the shin above the ankle bones.
    AnkleGirth,
    /// From shoulder point to shoulder point over the back neck point.
    ShoulderWidth,
    /// Straight from shoulder point to shoulder point.
    ShoulderBreadth,
    /// From the side neck point to the shoulder point, along the skin.
    ShoulderLength,
    /// Level across the back from arm to arm, midway between shoulder point and armpit.
    AcrossBack,
    /// Level across the chest from arm to arm, midway between shoulder point and armpit.
    AcrossFront,
    /// Straight from bust point to bust point.
    BustPointWidth,
    /// From the side neck point to the bust point.
    NeckToBust,
    /// From the shoulder point over the bent elbow to the wrist.
    ArmLength,
    /// From the shoulder point to the elbow.
    UpperArmLength,
    /// From the back neck point over the shoulder point and elbow to the wrist.
    NeckToWrist,
    /// From fingertip to fingertip, the arms straight out to the sides.
    ArmSpan,
    /// From the back neck point down the spine to the waist level.
    BackWaistLength,
    /// From the side neck point over the bust point to the waist level.
    FrontWaistLength,
    /// From the front neck point down the middle of the front to the waist level.
    FrontNeckToWaist,
    /// From the front of the waist through the crotch to the back of the waist.
    CrotchLength,
    /// Breadth of the trunk at the level of the bust points, the arms left out.
    BustBreadth,
    /// Depth of the trunk at the level of the bust points.
    BustDepth,
    /// Breadth of the trunk at the waist level.
    WaistBreadth,
    /// Depth of the trunk at the waist level.
    WaistDepth,
    /// Breadth of the body at the level of the fullest hips.
    HipBreadth,
    /// Depth of the body at the level of the fullest hips.
    HipDepth,
    /// From the heel to the tip of the longest toe.
    FootLength,
}

/// What is the same of a dimension for everybody.
struct Row {
    dimension: Dimension,
    key: &'static str,
    /// Plausible range for an adult (mm).
    range_mm: (f64, f64),
    /// Term of ISO 8559-1, empty where that standard has none.
    iso: &'static str,
    /// Term of GB/T 16160, or the trade's where that standard has none.
    gbt: &'static str,
}

const fn row(
    dimension: Dimension,
    key: &'static str,
    low: f64,
    high: f64,
    iso: &'static str,
    gbt: &'static str,
) -> Row {
    Row { dimension, key, range_mm: (low, high), iso, gbt }
}

/// In the order of [`Dimension`]; a test holds that.
#[rustfmt::skip]
const TABLE: [Row; 52] = [
    row(Dimension::Stature, "stature", 1200.0, 2300.0, "stature", "身高"),
    row(Dimension::CervicalHeight, "cervical_height", 950.0, 2050.0, "back neck height", "颈椎点高"),
    row(Dimension::FrontNeckHeight, "front_neck_height", 900.0, 1950.0, "front neck height", "颈窝点高"),
    row(Dimension::ShoulderHeight, "shoulder_height", 900.0, 1950.0, "shoulder height", "肩高"),
    row(Dimension::BustHeight, "bust_height", 800.0, 1750.0, "bust height", "胸高"),
    row(Dimension::WaistHeight, "waist_height", 650.0, 1500.0, "waist height", "腰高"),
    row(Dimension::HipHeight, "hip_height", 500.0, 1300.0, "hip height", "臀高"),
    row(Dimension::KneeHeight, "knee_height", 280.0, 750.0, "knee height", "膝高"),
    row(Dimension::InsideLeg, "inside_leg", 450.0, 1200.0, "inside leg height", "会阴高"),
    row(Dimension::BodyRise, "body_rise", 120.0, 480.0, "body rise", "上裆长"),
    row(Dimension::UpperChestGirth, "upper_chest_girth", 600.0, 1750.0, "upper chest girth", "腋下胸围"),
    row(Dimension::BustGirth, "bust_girth", 600.0, 1800.0, "bust girth", "胸围"),
    row(Dimension::UnderBustGirth, "under_bust_girth", 550.0, 1700.0, "under-bust girth", "下胸围"),
    row(Dimension::WaistGirth, "waist_girth", 450.0, 1800.0, "waist girth", "腰围"),
    row(Dimension::NavelGirth, "navel_girth", 480.0, 1850.0, "", "脐围"),
    row(Dimension::TopHipGirth, "top_hip_girth", 520.0, 1850.0, "top hip girth", "腹围"),
    row(Dimension::HipGirth, "hip_girth", 600.0, 1900.0, "hip girth", "臀围"),
    row(Dimension::HeadGirth, "head_girth", 470.0, 680.0, "head girth", "头围"),
    row(Dimension::NeckGirth, "neck_girth", 240.0, 650.0, "neck girth", "颈围"),
    row(Dimension::NeckBaseGirth, "neck_base_girth", 290.0, 700.0, "neck base girth", "颈根围"),
    row(Dimension::TorsoGirth, "torso_girth", 1100.0, 2400.0, "torso girth", "躯干围"),
    row(Dimension::ArmholeGirth, "armhole_girth", 280.0, 800.0, "armscye girth", "臂根围"),
    row(Dimension::UpperArmGirth, "upper_arm_girth", 160.0, 650.0, "upper-arm girth", "上臂围"),
    row(Dimension::ElbowGirth, "elbow_girth", 160.0, 480.0, "elbow girth", "肘围"),
    row(Dimension::ForearmGirth, "forearm_girth", 150.0, 480.0, "forearm girth", "前臂围"),
    row(Dimension::WristGirth, "wrist_girth", 110.0, 280.0, "wrist girth", "腕围"),
    row(Dimension::ThighGirth, "thigh_girth", 350.0, 1100.0, "thigh girth", "大腿围"),
    row(Dimension::KneeGirth, "knee_girth", 250.0, 750.0, "knee girth", "膝围"),
    row(Dimension::CalfGirth, "calf_girth", 230.0, 700.0, "calf girth", "腿肚围"),
    row(Dimension::AnkleGirth, "ankle_girth", 150.0, 420.0, "ankle girth", "踝围"),
    row(Dimension::ShoulderWidth, "shoulder_width", 280.0, 650.0, "across back shoulder width through back neck point", "总肩宽"),
    row(Dimension::ShoulderBreadth, "shoulder_breadth", 260.0, 560.0, "shoulder width", "肩宽"),
    row(Dimension::ShoulderLength, "shoulder_length", 80.0, 220.0, "shoulder length", "小肩宽"),
    row(Dimension::AcrossBack, "across_back", 240.0, 700.0, "across back width", "背宽"),
    row(Dimension::AcrossFront, "across_front", 220.0, 700.0, "across front width", "胸宽"),
    row(Dimension::BustPointWidth, "bust_point_width", 120.0, 420.0, "bust point width", "乳间距"),
    row(Dimension::NeckToBust, "neck_to_bust", 170.0, 520.0, "side neck point to bust point", "颈侧点至乳点长"),
    row(Dimension::ArmLength, "arm_length", 380.0, 850.0, "outer arm length", "臂长"),
    row(Dimension::UpperArmLength, "upper_arm_length", 200.0, 480.0, "upper-arm length", "上臂长"),
    row(Dimension::NeckToWrist, "neck_to_wrist", 550.0, 1150.0, "back neck point to wrist length", "颈椎点至腕长"),
    row(Dimension::ArmSpan, "arm_span", 1150.0, 2450.0, "arm span", "两臂展开宽"),
    row(Dimension::BackWaistLength, "back_waist_length", 280.0, 650.0, "back waist length", "背长"),
    row(Dimension::FrontWaistLength, "front_waist_length", 290.0, 750.0, "front waist length", "前腰节长"),
    row(Dimension::FrontNeckToWaist, "front_neck_to_waist", 230.0, 620.0, "front neck point to waist length", "颈窝至腰长"),
    row(Dimension::CrotchLength, "crotch_length", 420.0, 1300.0, "total crotch length", "总裆长"),
    row(Dimension::BustBreadth, "bust_breadth", 200.0, 620.0, "bust breadth", "胸部宽"),
    row(Dimension::BustDepth, "bust_depth", 140.0, 560.0, "bust depth", "胸部厚"),
    row(Dimension::WaistBreadth, "waist_breadth", 160.0, 640.0, "waist breadth", "腰部宽"),
    row(Dimension::WaistDepth, "waist_depth", 120.0, 600.0, "waist depth", "腰部厚"),
    row(Dimension::HipBreadth, "hip_breadth", 230.0, 660.0, "hip breadth", "臀部宽"),
    row(Dimension::HipDepth, "hip_depth", 150.0, 620.0, "hip depth", "臀部厚"),
    row(Dimension::FootLength, "foot_length", 180.0, 350.0, "foot length", "足长"),
];

impl Dimension {
    /// How many there are.
    pub const COUNT: usize = TABLE.len();

    /// Every dimension, in the order they are listed.
    pub const ALL: [Self; Self::COUNT] = {
        let mut all = [Self::Stature; Self::COUNT];
        let mut i = 0;
        while i < Self::COUNT {
            all[i] = TABLE[i].dimension;
            i += 1;
        }
        all
    };

    /// Those that a dressmaker takes of everybody, in the order they are printed. Papers and pages
    /// show these and what the garment at hand asks for besides.
    pub const COMMON: [Self; 15] = [
        Self::Stature,
        Self::CervicalHeight,
        Self::WaistHeight,
        Self::KneeHeight,
        Self::InsideLeg,
        Self::BustGirth,
        Self::WaistGirth,
        Self::HipGirth,
        Self::NeckGirth,
        Self::UpperArmGirth,
        Self::WristGirth,
        Self::ShoulderWidth,
        Self::ArmLength,
        Self::NeckToWrist,
        Self::BackWaistLength,
    ];

    fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// The name in snake case: key in files, in templates and on the command line.
    pub fn key(self) -> &'static str {
        self.row().key
    }

    /// The dimension of that [`key`](Self::key).
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|d| d.key() == key)
    }

    /// Its term in ISO 8559-1:2017; `None` where that standard has none.
    ///
    /// The terms are those of published tables that cite the standard; clause numbers, in which
    /// these disagree, are left out.
    pub fn iso_8559_1(self) -> Option<&'static str> {
        Some(self.row().iso).filter(|term| !term.is_empty())
    }

    /// Its term in GB/T 16160, or the trade's where that standard has none.
    pub fn gbt_16160(self) -> &'static str {
        self.row().gbt
    }

    /// Whether it is one of [`COMMON`](Self::COMMON).
    pub fn is_common(self) -> bool {
        Self::COMMON.contains(&self)
    }

    /// The plausible range for an adult (mm); ends included.
    pub fn range_mm(self) -> (f64, f64) {
        self.row().range_mm
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_the_dimensions() {
        for (i, row) in TABLE.iter().enumerate() {
            assert_eq!(row.dimension as usize, i, "{}", row.key);
            assert_eq!(Dimension::from_key(row.key), Some(row.dimension));
            assert!(row.range_mm.0 < row.range_mm.1, "{}", row.key);
            let written = serde_json::to_string(&row.dimension).unwrap();
            assert_eq!(written, format!("\"{}\"", row.key));
        }
        assert!(Dimension::ALL.is_sorted());
        assert!(Dimension::COMMON.is_sorted());
    }

    #[test]
    fn no_two_dimensions_share_a_name() {
        for terms in [
            TABLE.iter().map(|r| r.key).collect::<Vec<_>>(),
            TABLE.iter().map(|r| r.iso).filter(|t| !t.is_empty()).collect(),
            TABLE.iter().map(|r| r.gbt).collect(),
        ] {
            let mut once = terms.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), terms.len());
        }
        assert!(TABLE.len() >= 45);
    }
}
