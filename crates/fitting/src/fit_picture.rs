//! `fitmap.png`: where a garment is tight and where it pulls, in colours.

use catalog::{Lang, Words};
use drape::{FitMap, FitShow};
use nalgebra::{UnitQuaternion, Vector3};
use render::{Camera, Look, Material, Object, Picture, Renderer, Scene, linear_rgb};
use sheet::{Fonts, lettering};

use crate::FittingError;
use crate::dress::Worn;

/// Size of one figure (px).
const FIGURE_PX: [u32; 2] = [460, 800];
/// Height of the legend below the figures (px).
const LEGEND_PX: u32 = 270;
/// Margin (px).
const MARGIN: u32 = 34;
/// Background of the legend, and ink.
const PAPER: [u8; 4] = [246, 243, 238, 255];
const INK: [u8; 3] = [44, 40, 38];

/// What a pair of figures shows.
struct Shown {
    show: FitShow,
    /// The message of its title.
    title: &'static str,
    /// The values that its bar names, each with its message.
    stops: &'static [(f32, &'static str)],
}

const SHOWN: [Shown; 2] = [
    Shown {
        show: FitShow::Ease,
        title: "fit-room",
        stops: &[
            (0.0, "fit-room-none"),
            (0.02, "fit-room-close"),
            (0.05, "fit-room-easy"),
            (0.12, "fit-room-wide"),
        ],
    },
    Shown {
        show: FitShow::Pull,
        title: "fit-pull",
        stops: &[(0.0, "fit-pull-none"), (75.0, "fit-pull-felt"), (300.0, "fit-pull-tight")],
    },
];

/// Draws the ordered garment from the front and from behind, first in the colours of its room, then in
/// those of its pull, with a legend in three languages.
pub(crate) fn draw(
    renderer: &Renderer,
    worn: &Worn,
    fonts: &Fonts,
    words: &Words,
) -> Result<Picture, FittingError> {
    let map = worn.fit_map();
    let [width, height] = FIGURE_PX;
    let mut picture = Picture::filled(4 * width, height + LEGEND_PX, PAPER);
    for (k, shown) in SHOWN.iter().enumerate() {
        let mut scene = Scene::studio(vec![
            Object::smooth(&worn.body, Material::clay()),
            coloured(worn, &map, shown.show),
        ]);
        let tall = scene.objects[0].height();
        let reach = scene.objects.iter().map(Object::reach).fold(0.0, f32::max);
        let left = 2 * k as u32 * width;
        for (i, turn) in [0.0, std::f32::consts::PI].into_iter().enumerate() {
            let camera = Camera::orbit(tall, reach, turn, 0.03, FIGURE_PX);
            // The light goes round with the eye: both sides are to be read alike.
            let lit = scene.lighting;
            let around = UnitQuaternion::from_axis_angle(&Vector3::y_axis(), turn);
            for light in
                [&mut scene.lighting.key, &mut scene.lighting.fill, &mut scene.lighting.rim]
            {
                light.direction = around * light.direction;
            }
            let figure = renderer.render(&scene, &camera)?.picture;
            scene.lighting = lit;
            picture.paste(&figure, left + i as u32 * width, 0);
        }
        let legend = Legend { words, fonts, left: left + MARGIN, width: 2 * width - 2 * MARGIN };
        legend.draw(&mut picture, shown)?;
    }
    Ok(picture)
}

/// The draped cloth, each vertex in the mean colour of the triangles around it.
fn coloured(worn: &Worn, map: &FitMap, show: FitShow) -> Object {
    let cloth = &worn.drape().cloth;
    let mut sums = vec![([0.0f32; 3], 0.0f32); cloth.positions.len()];
    for (t, colour) in cloth.triangles.iter().zip(map.colours(show)) {
        let colour = linear_rgb(colour);
        for &v in t {
            let (sum, count) = &mut sums[v as usize];
            *sum = [0, 1, 2].map(|c| sum[c] + colour[c]);
            *count += 1.0;
        }
    }
    let colours: Vec<[f32; 3]> =
        sums.iter().map(|(sum, count)| sum.map(|c| c / count.max(1.0))).collect();
    // Clay shows colours as they are, without the threads of cloth.
    let matt = Look { roughness: 0.9, ..Look::plain([255; 3]) };
    let material = Material { look: matt, push_m: 0.0, ..Material::clay() };
    Object::coloured(cloth, &colours, material)
}

/// The legend below a pair of figures.
struct Legend<'a> {
    words: &'a Words,
    fonts: &'a Fonts,
    /// Where it begins and how wide it is (px).
    left: u32,
    width: u32,
}

impl Legend<'_> {
    fn draw(&self, picture: &mut Picture, shown: &Shown) -> Result<(), FittingError> {
        let Shown { show, title, stops } = *shown;
        let mut y = FIGURE_PX[1] + 14;
        let titles: Vec<(Lang, String)> =
            Lang::ALL.into_iter().map(|l| (l, self.words.say(l, title, &[]))).collect();
        for (lang, text) in titles {
            y += self.text(picture, &text, lang, 19.0, true, (self.left, 0.0), y)?;
        }
        y += 6;
        // The stops stand evenly, so that their words do not run into one another.
        let last = (stops.len() - 1).max(1) as f32;
        for x in 0..self.width {
            let at = last * x as f32 / (self.width - 1) as f32;
            let i = (at as usize).min(stops.len().saturating_sub(2));
            let (from, to) = (stops[i].0, stops[(i + 1).min(stops.len() - 1)].0);
            let colour = show.colour(from + (to - from) * (at - i as f32));
            for row in 0..26 {
                dot(picture, self.left + x, y + row, colour, 255);
            }
        }
        y += 34;
        for (i, &(_, id)) in stops.iter().enumerate() {
            let part = i as f32 / last;
            let at = self.left + (part * (self.width - 1) as f32) as u32;
            let mut below = y;
            for lang in Lang::ALL {
                let text = self.words.say(lang, id, &[]);
                below += self.text(picture, &text, lang, 16.0, false, (at, part), below)?;
            }
        }
        Ok(())
    }

    /// Writes a line with the part `at.1` of it left of `at.0`; gives the height of the line (px).
    #[expect(clippy::too_many_arguments, reason = "what, how and where")]
    fn text(
        &self,
        picture: &mut Picture,
        text: &str,
        lang: Lang,
        size_px: f32,
        bold: bool,
        at: (u32, f32),
        y: u32,
    ) -> Result<u32, FittingError> {
        let line = lettering(text, lang, size_px, bold, self.fonts)?;
        let x = (at.0 as f32 - at.1 * line.width as f32).max(0.0) as u32;
        for row in 0..line.height {
            for column in 0..line.width {
                let ink = line.ink[(row * line.width + column) as usize];
                if ink > 0 {
                    dot(picture, x + column, y + row, INK, ink);
                }
            }
        }
        Ok(line.height)
    }
}

/// Lays a colour over a dot of the picture, where there is one.
fn dot(picture: &mut Picture, x: u32, y: u32, colour: [u8; 3], cover: u8) {
    if x >= picture.width || y >= picture.height {
        return;
    }
    let at = (y as usize * picture.width as usize + x as usize) * 4;
    for (below, above) in picture.rgba[at..at + 3].iter_mut().zip(colour) {
        let (b, a, c) = (u32::from(*below), u32::from(above), u32::from(cover));
        *below = ((b * (255 - c) + a * c) / 255) as u8;
    }
}
