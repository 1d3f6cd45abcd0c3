//! What is worn together, from the skin outwards.

use catalog::Catalog;
use measure::Sex;
use pattern::{Design, Layer, Sleeves};

use crate::look::{self, Colours};
use crate::{FittingError, Order};

/// The most garments that are worn with the one that is ordered.
const COMPANY: usize = 3;

/// A garment of the outfit as it is to be made, and its cloths.
pub(crate) struct Wanted {
    pub(crate) order: Order,
    pub(crate) colours: Colours,
}

/// What is put on.
pub(crate) struct Outfit {
    /// The garments from the skin outwards; never empty.
    pub(crate) worn: Vec<Wanted>,
    /// Which of them is the one that is ordered, or carries it where that is a sash.
    pub(crate) ordered: usize,
}

impl Outfit {
    /// The garment that is ordered and those worn with it.
    ///
    /// An arm that is out of its sleeve shows what is worn beneath: where no shirt is named, the one
    /// comes with it that its template names for her or him.
    ///
    /// An apron or a sash is not shown on its own: where no robe is named it goes over the first that
    /// its template names for her or him. A sash is not put on as panels but tied round the robe, so it
    /// only lends that its cloth.
    ///
    /// # Errors
    ///
    /// [`FittingError::UnknownGarment`], [`FittingError::UnknownColourway`],
    /// [`FittingError::UnknownStyle`], and [`FittingError::NotWornTogether`] for garments whose templates do not name one another.
    pub(crate) fn of(
        catalog: &Catalog,
        order: &Order,
        sex: Option<Sex>,
    ) -> Result<Self, FittingError> {
        let design = |id: &str| {
            catalog.design(id).ok_or_else(|| FittingError::UnknownGarment { id: id.to_owned() })
        };
        let ordered = design(&order.garment)?;
        let mut company = Vec::new();
        for id in &order.with {
            let known = company.iter().any(|c: &&Design| c.id() == id) || id == ordered.id();
            if known || company.len() == COMPANY {
                return Err(apart(order, id));
            }
            company.push(design(id)?);
        }
        for &one in &company {
            let others = company.iter().copied().chain([ordered]);
            if !others.into_iter().any(|other| together(one, other)) {
                return Err(apart(order, one.id()));
            }
        }
        let bare = matches!(ordered.layer(), Layer::Apron | Layer::Sash);
        if bare && !company.iter().any(|c| c.layer() == Layer::Robe) {
            company.extend(beneath(catalog, ordered, Layer::Robe, sex));
        }
        let style = order.style.as_deref();
        let sleeves = ordered.sleeves(style).ok_or_else(|| no_style(ordered, order))?;
        if sleeves != Sleeves::Both && !company.iter().any(|c| c.layer() == Layer::Shirt) {
            company.extend(beneath(catalog, ordered, Layer::Shirt, sex));
        }

        let mut garments = vec![(ordered, order.clone())];
        garments.extend(
            company.into_iter().map(|design| {
                (design, Order { garment: design.id().to_owned(), ..Order::default() })
            }),
        );
        garments.sort_by_key(|(design, _)| design.layer());
        let mut worn = Vec::new();
        for (design, order) in garments {
            let colours = look::colourway(catalog, &order)?;
            if design.layer() == Layer::Sash {
                for Wanted { colours: robe, .. } in &mut worn {
                    robe.tie(&colours);
                }
            } else {
                worn.push(Wanted { order, colours });
            }
        }
        let ordered = worn.iter().position(|w| w.order.garment == order.garment);
        let ordered = ordered.unwrap_or(worn.len().saturating_sub(1));
        Ok(Self { worn, ordered })
    }
}

fn apart(order: &Order, with: &str) -> FittingError {
    FittingError::NotWornTogether { garment: order.garment.clone(), with: with.to_owned() }
}

/// Does either name the other as worn under or over it?
fn together(a: &Design, b: &Design) -> bool {
    let names = |a: &Design, b: &Design| a.under().iter().chain(a.over()).any(|id| id == b.id());
    names(a, b) || names(b, a)
}

/// The garment is not worn in the style that is ordered.
pub(crate) fn no_style(design: &Design, order: &Order) -> FittingError {
    FittingError::UnknownStyle {
        garment: order.garment.clone(),
        id: order.style.clone().unwrap_or_default(),
        allowed: design.styles().map(|(id, _)| id.to_owned()).collect(),
    }
}

/// The first garment of that layer that a design names as worn under it, one for her or him before
/// the others.
fn beneath<'a>(
    catalog: &'a Catalog,
    design: &Design,
    layer: Layer,
    sex: Option<Sex>,
) -> Option<&'a Design> {
    let named = || design.under().iter().filter_map(|id| catalog.design(id));
    let fitting: Vec<&Design> = named().filter(|d| d.layer() == layer).collect();
    let suits = |d: &&&Design| d.record().is_some_and(|r| sex.is_some() && r.sex == sex);
    fitting.iter().find(suits).or(fitting.first()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::catalog;

    fn order(garment: &str, with: &[&str]) -> Order {
        let with = with.iter().map(|&id| id.to_owned()).collect();
        Order { garment: garment.to_owned(), with, ..Order::default() }
    }

    fn ids(outfit: &Outfit) -> Vec<&str> {
        outfit.worn.iter().map(|w| w.order.garment.as_str()).collect()
    }

    #[test]
    fn garments_are_put_on_from_the_skin_outwards() {
        let order = order("chuba-women-sleeveless", &["pangden", "wonju"]);
        let outfit = Outfit::of(&catalog(), &order, Some(Sex::Female)).unwrap();
        assert_eq!(ids(&outfit), ["wonju", "chuba-women-sleeveless", "pangden"]);
        assert_eq!(outfit.ordered, 1);
    }

    #[test]
    fn an_apron_goes_over_a_womans_robe() {
        let outfit = Outfit::of(&catalog(), &order("pangden", &[]), None).unwrap();
        assert_eq!(ids(&outfit), ["chuba-women-sleeveless", "pangden"]);
        assert_eq!(outfit.ordered, 1);
    }

    #[test]
    fn a_sash_is_tied_round_a_robe_and_lends_it_its_cloth() {
        let catalog = catalog();
        let silk = catalog.fabric("silk-red").unwrap().look.srgb;
        let sash = look::colourway(&catalog, &order("sash", &[])).unwrap();
        assert_eq!(sash.material("shell").look.base, silk);
        for (sex, robe) in [(Sex::Female, "chuba-women-long"), (Sex::Male, "chuba-men-utsang")] {
            let outfit = Outfit::of(&catalog, &order("sash", &[]), Some(sex)).unwrap();
            assert_eq!(ids(&outfit), [robe]);
            assert_eq!(outfit.worn[outfit.ordered].colours.material("sash").look.base, silk);
        }
    }

    #[test]
    fn a_robe_off_the_shoulder_brings_its_shirt() {
        let off = Order { style: Some("right_off".to_owned()), ..order("chuba-men-utsang", &[]) };
        let outfit = Outfit::of(&catalog(), &off, Some(Sex::Male)).unwrap();
        assert_eq!(ids(&outfit), ["shirt-men", "chuba-men-utsang"]);
        assert_eq!(outfit.ordered, 1);
        let on = Outfit::of(&catalog(), &order("chuba-men-utsang", &[]), Some(Sex::Male)).unwrap();
        assert_eq!(ids(&on), ["chuba-men-utsang"]);
    }

    #[test]
    fn a_way_of_wearing_that_is_not_the_garments_is_refused_with_those_that_are() {
        let off = Order { style: Some("right_off".to_owned()), ..order("wonju", &[]) };
        match Outfit::of(&catalog(), &off, None) {
            Err(FittingError::UnknownStyle { garment, id, allowed }) => {
                assert_eq!((garment.as_str(), id.as_str()), ("wonju", "right_off"));
                assert_eq!(allowed, ["turned_back", "let_down"]);
            }
            other => panic!("{:?}", other.map(|o| o.ordered)),
        }
    }

    #[test]
    fn what_is_not_worn_together_is_named() {
        let catalog = catalog();
        for (garment, with, wrong) in [
            ("chuba-men-utsang", vec!["pangden"], "pangden"),
            ("chuba-women-long", vec!["pangden", "pangden"], "pangden"),
            ("wonju", vec!["wonju"], "wonju"),
        ] {
            match Outfit::of(&catalog, &order(garment, &with), None) {
                Err(FittingError::NotWornTogether { with, .. }) => assert_eq!(with, wrong),
                other => panic!("{garment} with {with:?}: {:?}", other.map(|o| o.ordered)),
            }
        }
    }
}
