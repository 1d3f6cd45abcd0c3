//! What the garment is made of, and how that hangs and looks.

use std::collections::BTreeMap;

use catalog::{Catalog, Fabric};
use render::{Look, Material, Motif, Weave};

use crate::{FittingError, Order};

/// The fabrics of a garment, chosen.
#[derive(Clone)]
pub(crate) struct Colours {
    /// Identifier of the colourway.
    pub(crate) id: String,
    /// Identifier of the shell's fabric, where it is not the colourway's.
    pub(crate) shell: Option<String>,
    /// The fabric of each slot.
    fabrics: BTreeMap<String, Fabric>,
}

/// The colourway that the order names, or the garment's first, with the shell of the fabric that it
/// names.
pub(crate) fn colourway(catalog: &Catalog, order: &Order) -> Result<Colours, FittingError> {
    let design = catalog
        .design(&order.garment)
        .ok_or_else(|| FittingError::UnknownGarment { id: order.garment.clone() })?;
    let mut ways = design.colourways().iter();
    let way = match &order.colourway {
        None => ways.next(),
        Some(id) => ways.find(|way| way.id == *id),
    };
    let way = way.ok_or_else(|| FittingError::UnknownColourway {
        garment: order.garment.clone(),
        id: order.colourway.clone().unwrap_or_default(),
    })?;
    let fabric = |id: &String| catalog.fabric(id).cloned();
    let mut fabrics: BTreeMap<String, Fabric> =
        way.fabrics.iter().filter_map(|(slot, id)| Some((slot.clone(), fabric(id)?))).collect();
    if let Some(id) = &order.cloth {
        let shell = catalog.shells(design).find(|fabric| fabric.id == *id).cloned();
        let unknown =
            || FittingError::UnknownCloth { garment: order.garment.clone(), id: id.clone() };
        fabrics.insert("shell".to_owned(), shell.ok_or_else(unknown)?);
    }
    Ok(Colours { id: way.id.clone(), shell: order.cloth.clone(), fabrics })
}

impl Colours {
    /// The cloth of each slot, as papers speak of it. Velvet has a nap, and brocade a head.
    pub(crate) fn cloths(&self) -> Vec<sheet::Cloth> {
        let cloth = |(slot, fabric): (&String, &Fabric)| sheet::Cloth {
            slot: slot.clone(),
            names: fabric.names.clone(),
            width_mm: fabric.width_mm,
            one_way: fabric.look.weave == catalog::Weave::Velvet
                || matches!(fabric.look.motif, catalog::Motif::Brocade { .. }),
            narrow_loom: fabric.narrow_loom,
        };
        self.fabrics.iter().map(cloth).collect()
    }

    /// Takes the cloth of a sash for the sash that is tied round this garment.
    pub(crate) fn tie(&mut self, sash: &Self) {
        if let Some(cloth) = sash.fabrics.get("shell") {
            self.fabrics.insert("sash".to_owned(), cloth.clone());
        }
    }

    /// How the shell hangs; wool of middling weight where the catalogue names no shell.
    pub(crate) fn shell_cloth(&self) -> drape::Fabric {
        self.cloth("shell").unwrap_or(drape::Fabric::WOOL)
    }

    /// How the cloth of a slot hangs, where it has one of its own.
    pub(crate) fn cloth(&self, slot: &str) -> Option<drape::Fabric> {
        let m = self.fabrics.get(slot)?.mechanics;
        Some(drape::Fabric {
            stretch_warp: m.stretch_warp,
            stretch_weft: m.stretch_weft,
            shear: m.shear,
            compression: m.compression,
            bend_warp: m.bend_warp,
            bend_weft: m.bend_weft,
            density: m.density,
            thickness: m.thickness,
            friction: m.friction,
        })
    }

    /// How a slot looks; the shell's look for a slot without a fabric of its own.
    pub(crate) fn material(&self, slot: &str) -> Material {
        let Some(fabric) = self.fabrics.get(slot).or_else(|| self.fabrics.get("shell")) else {
            return Material::cloth(Look::pulu([40, 36, 34]));
        };
        let material = Material::cloth(look(fabric));
        let material = if fabric.narrow_loom {
            material.strips(fabric.width_mm as f32 / 1000.0)
        } else {
            material
        };
        match self.fabrics.get("lining") {
            Some(lining) => material.lined(lining.look.srgb),
            None => material,
        }
    }

    /// How the bands along edges look, where the garment has them.
    pub(crate) fn trim(&self, slot: &str) -> Option<Look> {
        self.fabrics.get(slot).map(look)
    }
}

fn look(fabric: &Fabric) -> Look {
    let of = &fabric.look;
    let base = match of.weave {
        catalog::Weave::Satin => Look::silk(of.srgb),
        catalog::Weave::Twill => Look::pulu(of.srgb),
        catalog::Weave::Plain | catalog::Weave::Velvet => Look::plain(of.srgb),
    };
    let velvet = of.weave == catalog::Weave::Velvet;
    Look {
        roughness: of.roughness,
        accent: of.accent.unwrap_or(base.accent),
        accent_metal: if of.accent.is_some() { 0.75 } else { 0.0 },
        sheen: base.sheen.map(|c| (f32::from(c) * (0.4 + 1.2 * of.sheen)).min(255.0) as u8),
        sheen_roughness: if velvet { 0.25 } else { base.sheen_roughness },
        weave: match of.weave {
            catalog::Weave::Plain | catalog::Weave::Velvet => Weave::Plain,
            catalog::Weave::Twill => Weave::Twill,
            catalog::Weave::Satin => Weave::Satin,
        },
        pitch_m: of.pitch_mm / 1000.0,
        relief: if velvet { 0.1 } else { base.relief },
        mottling: of.mottling,
        motif: match &of.motif {
            catalog::Motif::None => Motif::Plain,
            catalog::Motif::Brocade { repeat_mm } => {
                Motif::Brocade { repeat_m: repeat_mm / 1000.0 }
            }
            catalog::Motif::Crosses { repeat_mm } => {
                Motif::Crosses { repeat_m: repeat_mm / 1000.0 }
            }
            catalog::Motif::Stripes(stripes) => Motif::Stripes(
                stripes.iter().map(|s| (s.colour.0, f32::from(s.width_mm) / 1000.0)).collect(),
            ),
        },
        ..base
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::catalog;

    fn robe_of(cloth: Option<&str>) -> Result<Colours, FittingError> {
        let garment = "chuba-men-utsang".to_owned();
        let cloth = cloth.map(str::to_owned);
        colourway(&catalog(), &Order { garment, cloth, ..Order::default() })
    }

    #[test]
    fn a_shell_is_cut_from_the_cloth_that_was_asked_for_and_nothing_else_is() {
        let own = robe_of(None).unwrap();
        let other = robe_of(Some("silk-black")).unwrap();
        assert!(own.shell_cloth().density > 1.2 * other.shell_cloth().density);
        assert_eq!(other.shell.as_deref(), Some("silk-black"));
        let slots: Vec<&String> = own.fabrics.keys().filter(|slot| *slot != "shell").collect();
        assert!(!slots.is_empty());
        for slot in slots {
            assert_eq!(own.fabrics[slot].id, other.fabrics[slot].id, "{slot}");
        }
    }

    #[test]
    fn what_a_template_does_not_allow_is_refused_by_name() {
        for id in ["cotton-white", "tweed"] {
            let refused = robe_of(Some(id)).err();
            assert!(
                matches!(&refused, Some(FittingError::UnknownCloth { id: told, .. }) if told == id),
                "{id}: {refused:?}"
            );
        }
    }
}
