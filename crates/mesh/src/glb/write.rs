//! Writing.

use serde_json::{Map, Value, json};

use super::{CHUNK_BIN, CHUNK_JSON, FLOAT, Glb, GlbError, GlbMaterial, GlbMesh, MAGIC, UNSIGNED};

/// What the buffer holds, and how it is described.
#[derive(Default)]
struct Binary {
    bytes: Vec<u8>,
    views: Vec<Value>,
    accessors: Vec<Value>,
}

impl Binary {
    /// Appends bytes as a buffer view, at a multiple of four; gives its index.
    fn view(&mut self, bytes: &[u8], target: Option<u32>) -> usize {
        let mut view = json!({
            "buffer": 0, "byteOffset": self.bytes.len(), "byteLength": bytes.len(),
        });
        if let Some(target) = target {
            view["target"] = json!(target);
        }
        self.views.push(view);
        self.bytes.extend_from_slice(bytes);
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
        self.views.len() - 1
    }

    /// Appends vertex data; gives the accessor's index.
    fn vertices<const N: usize>(&mut self, values: &[[f32; N]], bounds: bool) -> usize {
        let view = self.view(bytemuck::cast_slice(values.as_flattened()), Some(34_962));
        let mut accessor = json!({
            "bufferView": view, "componentType": FLOAT, "count": values.len(),
            "type": format!("VEC{N}"),
        });
        if bounds {
            let fold = |pick: fn(f32, f32) -> f32, start: f32| -> Vec<f32> {
                (0..N).map(|k| values.iter().map(|v| v[k]).fold(start, pick)).collect()
            };
            accessor["min"] = json!(fold(f32::min, f32::INFINITY));
            accessor["max"] = json!(fold(f32::max, f32::NEG_INFINITY));
        }
        self.accessors.push(accessor);
        self.accessors.len() - 1
    }

    fn indices(&mut self, triangles: &[[u32; 3]]) -> usize {
        let view = self.view(bytemuck::cast_slice(triangles.as_flattened()), Some(34_963));
        self.accessors.push(json!({
            "bufferView": view, "componentType": UNSIGNED, "count": triangles.len() * 3,
            "type": "SCALAR",
        }));
        self.accessors.len() - 1
    }
}

impl Glb {
    /// The file.
    ///
    /// Equal values give equal bytes. Normals are made unit length, and one without a direction
    /// points up.
    ///
    /// # Errors
    ///
    /// [`GlbError::Length`], [`GlbError::Empty`], [`GlbError::Index`] and [`GlbError::NotFinite`]
    /// for meshes that no viewer would read, [`GlbError::TooLarge`] beyond 4 GiB.
    pub fn to_bytes(&self) -> Result<Vec<u8>, GlbError> {
        for mesh in &self.meshes {
            self.check(mesh)?;
        }
        for material in &self.materials {
            let (index, count) = (material.base_texture.unwrap_or(0), self.textures.len());
            if material.base_texture.is_some() && index >= count {
                let mesh = material.name.clone();
                return Err(GlbError::Index { mesh, what: "texture", index, count });
            }
        }
        let mut binary = Binary::default();
        let meshes: Vec<_> = self.meshes.iter().map(|m| mesh_json(m, &mut binary)).collect();
        let images: Vec<_> = self
            .textures
            .iter()
            .map(|png| json!({ "bufferView": binary.view(png, None), "mimeType": "image/png" }))
            .collect();
        let mut root = Map::new();
        let mut asset = json!({ "version": "2.0", "generator": "Namza" });
        if !self.extras.is_empty() {
            asset["extras"] = json!(self.extras);
        }
        root.insert("asset".into(), asset);
        root.insert("scene".into(), json!(0));
        let nodes: Vec<_> = (0..self.meshes.len()).collect();
        // glTF forbids empty lists, so each appears only where it has an entry.
        let scene = if nodes.is_empty() { json!({}) } else { json!({ "nodes": nodes }) };
        root.insert("scenes".into(), json!([scene]));
        let mut list = |name: &str, values: Vec<Value>| {
            if !values.is_empty() {
                root.insert(name.into(), Value::Array(values));
            }
        };
        let node = |(i, m): (usize, &GlbMesh)| json!({ "name": m.name, "mesh": i });
        list("nodes", self.meshes.iter().enumerate().map(node).collect());
        list("meshes", meshes);
        list("materials", self.materials.iter().map(material_json).collect());
        let texture = |i: usize| json!({ "source": i, "sampler": 0 });
        list("textures", (0..images.len()).map(texture).collect());
        if !images.is_empty() {
            // Linear with mip maps, repeating.
            let sampler = json!({
                "magFilter": 9729, "minFilter": 9987, "wrapS": 10_497, "wrapT": 10_497,
            });
            list("samplers", vec![sampler]);
        }
        list("images", images);
        list("accessors", binary.accessors);
        list("bufferViews", binary.views);
        if !binary.bytes.is_empty() {
            list("buffers", vec![json!({ "byteLength": binary.bytes.len() })]);
        }
        if self.materials.iter().any(|m| m.sheen.is_some()) {
            list("extensionsUsed", vec![json!("KHR_materials_sheen")]);
        }
        assemble(Value::Object(root).to_string().into_bytes(), &binary.bytes)
    }

    fn check(&self, mesh: &GlbMesh) -> Result<(), GlbError> {
        let want = mesh.positions.len();
        for (list, got) in [
            ("normals", mesh.normals.len()),
            ("uvs", mesh.uvs.len()),
            ("colours", mesh.colours.len()),
        ] {
            if got != 0 && got != want {
                return Err(GlbError::Length { mesh: mesh.name.clone(), list, got, want });
            }
        }
        if mesh.triangles.is_empty() {
            return Err(GlbError::Empty { mesh: mesh.name.clone() });
        }
        let index_error = |what, index, count| {
            Err(GlbError::Index { mesh: mesh.name.clone(), what, index, count })
        };
        if let Some(&i) = mesh.triangles.iter().flatten().find(|&&i| i as usize >= want) {
            return index_error("vertex", i as usize, want);
        }
        if mesh.material >= self.materials.len() {
            return index_error("material", mesh.material, self.materials.len());
        }
        for (list, found) in [
            ("position", bad(&mesh.positions)),
            ("normal", bad(&mesh.normals)),
            ("uv", bad(&mesh.uvs)),
            ("colour", bad(&mesh.colours)),
        ] {
            if let Some(index) = found {
                return Err(GlbError::NotFinite { mesh: mesh.name.clone(), list, index });
            }
        }
        Ok(())
    }
}

/// The first element with a component that is not finite.
fn bad<const N: usize>(values: &[[f32; N]]) -> Option<usize> {
    values.iter().position(|v| v.iter().any(|c| !c.is_finite()))
}

fn mesh_json(mesh: &GlbMesh, binary: &mut Binary) -> Value {
    let mut attributes = Map::new();
    attributes.insert("POSITION".into(), json!(binary.vertices(&mesh.positions, true)));
    if !mesh.normals.is_empty() {
        let normals: Vec<_> = mesh.normals.iter().map(unit).collect();
        attributes.insert("NORMAL".into(), json!(binary.vertices(&normals, false)));
    }
    if !mesh.uvs.is_empty() {
        attributes.insert("TEXCOORD_0".into(), json!(binary.vertices(&mesh.uvs, false)));
    }
    if !mesh.colours.is_empty() {
        attributes.insert("COLOR_0".into(), json!(binary.vertices(&mesh.colours, false)));
    }
    let indices = binary.indices(&mesh.triangles);
    json!({
        "name": mesh.name,
        "primitives": [{
            "attributes": attributes, "indices": indices, "material": mesh.material, "mode": 4,
        }],
    })
}

fn unit(v: &[f32; 3]) -> [f32; 3] {
    let length = libm::sqrtf(v.iter().map(|c| c * c).sum());
    if length > 1e-12 { v.map(|c| c / length) } else { [0.0, 1.0, 0.0] }
}

fn material_json(material: &GlbMaterial) -> Value {
    let [r, g, b] = material.base_colour;
    let mut pbr = json!({
        "baseColorFactor": [r, g, b, 1.0],
        "metallicFactor": material.metallic,
        "roughnessFactor": material.roughness,
    });
    if let Some(index) = material.base_texture {
        pbr["baseColorTexture"] = json!({ "index": index });
    }
    let mut out = json!({
        "name": material.name,
        "pbrMetallicRoughness": pbr,
        "doubleSided": material.double_sided,
    });
    if let Some((colour, roughness)) = material.sheen {
        out["extensions"] = json!({
            "KHR_materials_sheen": {
                "sheenColorFactor": colour, "sheenRoughnessFactor": roughness,
            },
        });
    }
    out
}

/// Header and the two chunks, each padded to four bytes.
fn assemble(mut json: Vec<u8>, binary: &[u8]) -> Result<Vec<u8>, GlbError> {
    json.resize(json.len().next_multiple_of(4), b' ');
    let chunk = if binary.is_empty() { 0 } else { 8 + binary.len() };
    let bytes = 12 + 8 + json.len() + chunk;
    let total = u32::try_from(bytes).map_err(|_| GlbError::TooLarge { bytes })?;
    let mut out = Vec::with_capacity(bytes);
    for word in [MAGIC, 2, total, json.len() as u32, CHUNK_JSON] {
        out.extend_from_slice(&word.to_le_bytes());
    }
    out.extend_from_slice(&json);
    if !binary.is_empty() {
        for word in [binary.len() as u32, CHUNK_BIN] {
            out.extend_from_slice(&word.to_le_bytes());
        }
        out.extend_from_slice(binary);
    }
    Ok(out)
}
