//! Try-on picture, turntable and 3-D file.

use std::collections::BTreeMap;

use body::Part;
use mesh::{Glb, GlbMaterial, GlbMesh};
use render::{
    Camera, Material, Object, Picture, Renderer, Scene, TryOn, Turntable, Zone, composite,
    turntable,
};
use serde_json::json;

use crate::dress::Worn;
use crate::person::Seen;
use crate::scene::{self, Named};
use crate::stamp::{self, NOTICE};
use crate::{Artefact, Early, FittingError, Measured};

/// Size of a studio picture (px).
const STUDIO_PX: [u32; 2] = [960, 1280];

/// … and of the picture that is shown while the cloth still settles (px).
const PREVIEW_PX: [u32; 2] = [420, 560];

/// Draws everything that is looked at; each file carries the content hash.
pub(crate) fn pictures(
    renderer: &Renderer,
    measured: &Measured,
    seen: &[Seen],
    worn: &Worn,
    hash: &str,
    told: &mut dyn FnMut(f32, Option<Early>) -> Result<(), FittingError>,
) -> Result<BTreeMap<Artefact, Vec<u8>>, FittingError> {
    let garment = scene::outfit(worn)?;
    let mut files = BTreeMap::new();
    files.insert(Artefact::Glb, glb(&garment, worn, hash)?);
    told(0.1, None)?;
    let cloth: Vec<Object> = garment.into_iter().map(|n| n.object).collect();
    let studio = studio(&cloth, worn);

    let front = measured.worn_view().and_then(|(i, view)| Some((seen.get(i)?, view)));
    let tryon = if let Some((seen, view)) = front {
        dressed(renderer, seen, &view.camera, worn, &cloth)?
    } else {
        from_the_front(renderer, &studio, STUDIO_PX)?
    };
    let tryon = stamp::png(tryon.to_png()?, hash);
    let early = Early { name: Artefact::TryOn.file_name(), png: tryon.as_slice().into() };
    files.insert(Artefact::TryOn, tryon);
    told(0.5, Some(early))?;
    let table = turntable(renderer, &studio, &Turntable::default())?;
    files.insert(Artefact::Turntable, stamp::png(table.to_png()?, hash));
    told(1.0, None)?;
    Ok(files)
}

/// What is put on, on a mannequin of the person's shape, small and from the front.
pub(crate) fn preview(renderer: &Renderer, worn: &Worn) -> Result<Picture, FittingError> {
    let cloth: Vec<Object> = scene::outfit(worn)?.into_iter().map(|n| n.object).collect();
    from_the_front(renderer, &studio(&cloth, worn), PREVIEW_PX)
}

fn from_the_front(
    renderer: &Renderer,
    studio: &Scene,
    size_px: [u32; 2],
) -> Result<Picture, FittingError> {
    let reach = studio.objects.iter().map(Object::reach).fold(0.0, f32::max);
    let camera = Camera::orbit(studio.objects[0].height(), reach, 0.0, 0.05, size_px);
    Ok(renderer.render(studio, &camera)?.picture)
}

/// The garment on a mannequin of the person's shape.
fn studio(cloth: &[Object], worn: &Worn) -> Scene {
    let mut objects = vec![Object::smooth(&worn.body, Material::clay())];
    objects.extend_from_slice(cloth);
    Scene::studio(objects)
}

/// The garment over the photo.
fn dressed(
    renderer: &Renderer,
    seen: &Seen,
    camera: &body::Camera,
    worn: &Worn,
    cloth: &[Object],
) -> Result<Picture, FittingError> {
    let photo = &seen.photo;
    let picture = Picture::from_rgb(photo.width(), photo.height(), photo.rgb())?;
    let job = TryOn {
        photo: &picture,
        camera: &Camera {
            focal_px: camera.focal_px as f32,
            center_px: camera.center_px.cast(),
            size_px: camera.size_px,
            camera_from_world: camera.camera_from_world.cast(),
        },
        person: &seen.person.silhouette.alpha,
        body: &worn.body,
        zones: &worn.zones,
        cloth,
        lighting: None,
    };
    Ok(composite(renderer, &job)?)
}

/// The part of the body as pictures tell them apart.
pub(crate) fn zone_of(part: Part) -> Zone {
    match part {
        Part::Head => Zone::Head,
        Part::Torso => Zone::Torso,
        Part::ArmLeft => Zone::ArmLeft,
        Part::ArmRight => Zone::ArmRight,
        Part::LegLeft => Zone::LegLeft,
        Part::LegRight => Zone::LegRight,
    }
}

/// The mannequin and what it wears as a GLB file, a mesh for each material.
fn glb(garment: &[Named], worn: &Worn, hash: &str) -> Result<Vec<u8>, FittingError> {
    let mut file = Glb::default();
    let body = Named {
        name: "mannequin".to_owned(),
        object: Object::smooth(&worn.body, Material::clay()),
    };
    for Named { name, object } in std::iter::once(&body).chain(garment) {
        for (slot, material) in object.materials.iter().enumerate() {
            let name =
                if object.materials.len() > 1 { format!("{name}-{slot}") } else { name.clone() };
            if let Some(mesh) = part(&name, object, slot, file.materials.len()) {
                file.meshes.push(mesh);
                file.materials.push(surface(&name, material));
            }
        }
    }
    file.extras.insert("hash".to_owned(), json!(hash));
    file.extras.insert("notice".to_owned(), json!(NOTICE));
    Ok(file.to_bytes()?)
}

/// The triangles of one material; `None` where it has none.
fn part(name: &str, object: &Object, slot: usize, material: usize) -> Option<GlbMesh> {
    let has = |k: usize| usize::from(object.slots.get(k).copied().unwrap_or(0)) == slot;
    let mut mesh = GlbMesh { name: name.to_owned(), material, ..GlbMesh::default() };
    let mut index = BTreeMap::new();
    for (_, t) in object.triangles.iter().enumerate().filter(|(k, _)| has(*k)) {
        mesh.triangles.push(t.map(|i| {
            *index.entry(i).or_insert_with(|| {
                let v = &object.vertices[i as usize];
                mesh.positions.push(v.position);
                mesh.normals.push(v.normal);
                mesh.uvs.push(v.uv);
                mesh.positions.len() as u32 - 1
            })
        }));
    }
    (!mesh.triangles.is_empty()).then_some(mesh)
}

fn surface(name: &str, material: &Material) -> GlbMaterial {
    let look = &material.look;
    GlbMaterial {
        name: name.to_owned(),
        base_colour: render::linear_rgb(look.base),
        base_texture: None,
        metallic: 0.0,
        roughness: look.roughness,
        sheen: Some((render::linear_rgb(look.sheen), look.sheen_roughness)),
        double_sided: true,
    }
}
