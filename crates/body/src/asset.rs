//! Reading `body.bin`; the format is written down in `models/body/builder/asset.py`.

use nalgebra::{DMatrix, DVector, Point3, Vector3};

use crate::model::{BodyModel, Bone, ComponentStore, Part, Points, ShapePrior};

const MAGIC: &[u8; 8] = b"NZBODY\0\x01";

/// Why bytes are not a body asset.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AssetError {
    /// The first eight bytes are not those of a body asset of version 1.
    #[error("not a body asset of version 1: it begins with {found:02x?}")]
    Magic {
        /// The bytes found.
        found: Vec<u8>,
    },
    /// The bytes end too early.
    #[error("the body asset ends at byte {at}, {wanted} more are needed for {what}")]
    Truncated {
        /// What was being read.
        what: &'static str,
        /// Where the bytes end.
        at: usize,
        /// How many more bytes are needed.
        wanted: usize,
    },
    /// Bytes are left over.
    #[error("{extra} bytes are left over after the body asset")]
    TrailingBytes {
        /// How many.
        extra: usize,
    },
    /// A value is impossible.
    #[error("{what} {index} of the body asset has the impossible value {value}")]
    Invalid {
        /// What the value is of.
        what: &'static str,
        /// Which one.
        index: usize,
        /// The value, as text.
        value: String,
    },
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, len: usize, what: &'static str) -> Result<&'a [u8], AssetError> {
        let left = self.bytes.len() - self.at;
        if left < len {
            return Err(AssetError::Truncated { what, at: self.bytes.len(), wanted: len - left });
        }
        let out = &self.bytes[self.at..self.at + len];
        self.at += len;
        Ok(out)
    }

    fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], AssetError> {
        let mut out = [0; N];
        out.copy_from_slice(self.take(N, what)?);
        Ok(out)
    }

    fn u8(&mut self, what: &'static str) -> Result<u8, AssetError> {
        Ok(self.array::<1>(what)?[0])
    }

    fn u32(&mut self, what: &'static str) -> Result<u32, AssetError> {
        Ok(u32::from_le_bytes(self.array(what)?))
    }

    fn f32(&mut self, what: &'static str) -> Result<f32, AssetError> {
        Ok(f32::from_le_bytes(self.array(what)?))
    }

    /// `len` finite numbers.
    fn floats(&mut self, len: usize, what: &'static str) -> Result<Vec<f64>, AssetError> {
        let raw = self.take(len * 4, what)?;
        let mut out = Vec::with_capacity(len);
        for (index, b) in raw.chunks_exact(4).enumerate() {
            let value = f32::from_le_bytes([b[0], b[1], b[2], b[3]]);
            if !value.is_finite() {
                return Err(invalid(what, index, value));
            }
            out.push(f64::from(value));
        }
        Ok(out)
    }

    fn points3(&mut self, len: usize, what: &'static str) -> Result<Vec<Point3<f64>>, AssetError> {
        let raw = self.floats(len * 3, what)?;
        Ok(raw.chunks_exact(3).map(|c| Point3::new(c[0], c[1], c[2])).collect())
    }

    fn name(&mut self, what: &'static str, index: usize) -> Result<String, AssetError> {
        let len = usize::from(self.u8(what)?);
        let raw = self.take(len, what)?;
        String::from_utf8(raw.to_vec()).map_err(|_| AssetError::Invalid {
            what,
            index,
            value: format!("{raw:02x?}"),
        })
    }

    fn named_points(
        &mut self,
        count: usize,
        vertices: usize,
        what: &'static str,
    ) -> Result<Vec<(String, Points)>, AssetError> {
        let mut out = Vec::with_capacity(count);
        for index in 0..count {
            let name = self.name(what, index)?;
            let len = usize::from(self.u8(what)?);
            let mut points = Vec::with_capacity(len);
            for _ in 0..len {
                let vertex = usize::from(u16::from_le_bytes(self.array(what)?));
                let weight = f64::from(self.f32(what)?);
                if vertex >= vertices || !weight.is_finite() {
                    return Err(invalid(what, index, format!("{vertex} × {weight}")));
                }
                points.push((vertex, weight));
            }
            out.push((name, Points(points)));
        }
        Ok(out)
    }
}

fn invalid(what: &'static str, index: usize, value: impl std::fmt::Display) -> AssetError {
    AssetError::Invalid { what, index, value: value.to_string() }
}

pub(crate) fn parse(bytes: &[u8]) -> Result<BodyModel, AssetError> {
    let mut r = Reader { bytes, at: 0 };
    let magic = r.take(8, "the magic number")?;
    if magic != MAGIC {
        return Err(AssetError::Magic { found: magic.to_vec() });
    }
    let source_sha256 = r.array("the source hash")?;
    let mut counts = [0usize; 6];
    for (index, count) in counts.iter_mut().enumerate() {
        let value = r.u32("counts")?;
        // Far above any body and small enough that no length computed below overflows.
        if value == 0 || value > 65_535 {
            return Err(invalid("count", index, value));
        }
        *count = value as usize;
    }
    let [v, t, b, k, landmark_count, keypoint_count] = counts;
    // Compared before anything is set aside, so that a lying header costs nothing.
    let least = 12 * v + 6 * t + 9 * v + k * (4 + 6 * v) + 8 * k * (k + 1);
    if bytes.len() < least {
        return Err(AssetError::Truncated {
            what: "the counts stated",
            at: bytes.len(),
            wanted: least - bytes.len(),
        });
    }

    let template = r.points3(v, "template vertex")?;
    let mut triangles = Vec::with_capacity(t);
    for (index, raw) in r.take(6 * t, "triangles")?.chunks_exact(6).enumerate() {
        let corner = |i: usize| u32::from(u16::from_le_bytes([raw[2 * i], raw[2 * i + 1]]));
        let triangle = [corner(0), corner(1), corner(2)];
        if triangle.iter().any(|&c| c as usize >= v) {
            return Err(invalid("triangle", index, format!("{triangle:?}")));
        }
        triangles.push(triangle);
    }
    let mut bones = Vec::with_capacity(b);
    for index in 0..b {
        let parent = i8::from_le_bytes(r.array("bone")?);
        let parent = match usize::try_from(parent) {
            Ok(p) if p < index => Some(p),
            Err(_) if parent == -1 && index == 0 => None,
            _ => return Err(invalid("parent of bone", index, parent)),
        };
        bones.push(Bone { name: r.name("bone", index)?, parent });
    }
    let joints = r.points3(b, "joint")?;
    let bone_bytes = r.take(4 * v, "skin bones")?;
    let weight_bytes = r.take(4 * v, "skin weights")?;
    let mut skin = Vec::with_capacity(v);
    for (index, (i, w)) in bone_bytes.chunks_exact(4).zip(weight_bytes.chunks_exact(4)).enumerate()
    {
        if w.iter().map(|&w| u32::from(w)).sum::<u32>() != 255 {
            return Err(invalid("skin weights of vertex", index, format!("{w:?}")));
        }
        if i.iter().any(|&i| usize::from(i) >= b) {
            return Err(invalid("skin bones of vertex", index, format!("{i:?}")));
        }
        skin.push(std::array::from_fn(|n| (usize::from(i[n]), f64::from(w[n]) / 255.0)));
    }
    let mut parts = Vec::with_capacity(v);
    for (index, &byte) in r.take(v, "parts")?.iter().enumerate() {
        parts.push(Part::from_byte(byte).ok_or_else(|| invalid("part of vertex", index, byte))?);
    }
    let mut components = Vec::with_capacity(k);
    for index in 0..k {
        let scale = r.f32("component")?;
        if !scale.is_finite() {
            return Err(invalid("scale of component", index, scale));
        }
        let raw = r.take(6 * v, "component")?;
        let planar = raw
            .chunks_exact(2)
            .map(|c| f32::from(i16::from_le_bytes([c[0], c[1]])) * scale)
            .collect();
        components.push(ComponentStore { planar, joints: Vec::new() });
    }
    for component in &mut components {
        let raw = r.floats(3 * b, "joint component")?;
        component.joints = raw.chunks_exact(3).map(|c| Vector3::new(c[0], c[1], c[2])).collect();
    }
    let mut prior = || -> Result<ShapePrior, AssetError> {
        Ok(ShapePrior {
            mean: DVector::from_vec(r.floats(k, "prior mean")?),
            precision: DMatrix::from_row_slice(k, k, &r.floats(k * k, "prior precision")?),
        })
    };
    let priors = [prior()?, prior()?];
    let landmarks = r.named_points(landmark_count, v, "landmark")?;
    let keypoints = r.named_points(keypoint_count, v, "keypoint")?;
    if r.at != bytes.len() {
        return Err(AssetError::TrailingBytes { extra: bytes.len() - r.at });
    }
    Ok(BodyModel {
        source_sha256,
        template,
        triangles,
        bones,
        joints,
        skin,
        parts,
        components,
        priors,
        landmarks,
        keypoints,
        stand: std::sync::OnceLock::new(),
        layout: std::sync::OnceLock::new(),
        moves: std::sync::OnceLock::new(),
    })
}
