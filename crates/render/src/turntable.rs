//! One object from all sides, in one picture.

use crate::{Camera, Picture, RenderError, Renderer, Scene};

/// How a turntable is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turntable {
    /// Number of views; the first is from the front, the next turn towards her left.
    pub views: u32,
    /// Views side by side.
    pub columns: u32,
    /// Width and height of one view (px).
    pub view_px: [u32; 2],
}

impl Default for Turntable {
    /// Eight views in two rows.
    fn default() -> Self {
        Self { views: 8, columns: 4, view_px: [450, 720] }
    }
}

/// Draws `scene` from equally spaced sides and lays the views in one picture.
///
/// The camera keeps the whole of the tallest and of the broadest object in the picture. Shadows stay where they are,
/// as if one walked round.
///
/// # Errors
///
/// As [`Renderer::render`]; [`RenderError::Size`] too when the sheet would be larger than a
/// picture may be.
pub fn turntable(
    renderer: &Renderer,
    scene: &Scene,
    layout: &Turntable,
) -> Result<Picture, RenderError> {
    let columns = layout.columns.clamp(1, layout.views.max(1));
    let rows = layout.views.max(1).div_ceil(columns);
    let [width, height] = [columns * layout.view_px[0], rows * layout.view_px[1]];
    let limit = 8192;
    if width == 0 || height == 0 || width > limit || height > limit {
        return Err(RenderError::Size { width, height, limit });
    }
    let tall = scene.objects.iter().map(crate::Object::height).fold(0.3, f32::max);
    let reach = scene.objects.iter().map(crate::Object::reach).fold(0.0, f32::max);
    let prepared = renderer.prepare(scene)?;
    let mut sheet = Picture::filled(width, height, [255; 4]);
    for view in 0..layout.views {
        let turn = std::f32::consts::TAU * view as f32 / layout.views as f32;
        let camera = Camera::orbit(tall, reach, turn, 0.05, layout.view_px);
        let frame = renderer.draw(scene, &prepared, &camera)?;
        let (x, y) = (view % columns * layout.view_px[0], view / columns * layout.view_px[1]);
        sheet.paste(&frame.picture, x, y);
    }
    Ok(sheet)
}
