//! Reading back what we write.

use serde_json::Value;

use super::{CHUNK_BIN, CHUNK_JSON, FLOAT, Glb, GlbError, GlbMaterial, GlbMesh, MAGIC, UNSIGNED};

impl Glb {
    /// Reads a GLB file: one primitive a mesh, tightly packed floats and 32-bit indices, no node
    /// transforms, as [`Glb::to_bytes`] writes them.
    ///
    /// # Errors
    ///
    /// [`GlbError::Unreadable`] for anything else; never panics, whatever the bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, GlbError> {
        let (root, binary) = chunks(bytes)?;
        let file = File { root: &root, binary };
        Ok(Self {
            meshes: file.list("meshes").iter().map(|m| file.mesh(m)).collect::<Result<_, _>>()?,
            materials: file.list("materials").iter().map(material).collect::<Result<_, _>>()?,
            textures: file
                .list("images")
                .iter()
                .map(|i| file.view(&i["bufferView"]).map(<[u8]>::to_vec))
                .collect::<Result<_, _>>()?,
            extras: root["asset"]["extras"]
                .as_object()
                .map(|m| m.iter().map(|(k, v)| (k.clone(), v.clone())).collect())
                .unwrap_or_default(),
        })
    }
}

fn unreadable(problem: impl Into<String>) -> GlbError {
    GlbError::Unreadable { problem: problem.into() }
}

fn word(bytes: &[u8], at: usize) -> Result<u32, GlbError> {
    bytes
        .get(at..at + 4)
        .and_then(|b| b.try_into().ok())
        .map(u32::from_le_bytes)
        .ok_or_else(|| unreadable("it ends too early"))
}

/// The JSON and the binary chunk.
fn chunks(bytes: &[u8]) -> Result<(Value, &[u8]), GlbError> {
    if word(bytes, 0)? != MAGIC || word(bytes, 4)? != 2 {
        return Err(unreadable("it does not begin as glTF 2"));
    }
    if word(bytes, 8)? as usize != bytes.len() {
        return Err(unreadable("its length is not what it says"));
    }
    let (mut json, mut binary): (Option<Value>, &[u8]) = (None, &[]);
    let mut at = 12;
    while at < bytes.len() {
        let (length, kind) = (word(bytes, at)? as usize, word(bytes, at + 4)?);
        let chunk = bytes
            .get(at + 8..(at + 8).saturating_add(length))
            .ok_or_else(|| unreadable("a chunk is cut off"))?;
        match kind {
            CHUNK_JSON => {
                json = Some(serde_json::from_slice(chunk).map_err(|e| unreadable(e.to_string()))?);
            }
            CHUNK_BIN => binary = chunk,
            _ => {}
        }
        at += 8 + length;
    }
    Ok((json.ok_or_else(|| unreadable("it has no JSON"))?, binary))
}

struct File<'a> {
    root: &'a Value,
    binary: &'a [u8],
}

impl<'a> File<'a> {
    fn list(&self, name: &str) -> &'a [Value] {
        self.root[name].as_array().map_or(&[], Vec::as_slice)
    }

    fn item(&self, name: &str, index: &Value) -> Result<&'a Value, GlbError> {
        index
            .as_u64()
            .and_then(|i| self.list(name).get(i as usize))
            .ok_or_else(|| unreadable(format!("there is no {name} {index}")))
    }

    fn view(&self, index: &Value) -> Result<&'a [u8], GlbError> {
        let view = self.item("bufferViews", index)?;
        let offset = view["byteOffset"].as_u64().unwrap_or(0) as usize;
        let length = view["byteLength"].as_u64().unwrap_or(0) as usize;
        self.binary
            .get(offset..offset.saturating_add(length))
            .ok_or_else(|| unreadable(format!("buffer view {index} is cut off")))
    }

    /// The elements of an accessor, `N` components each.
    fn elements<T: bytemuck::Pod, const N: usize>(
        &self,
        index: &Value,
        component: u64,
    ) -> Result<Vec<[T; N]>, GlbError> {
        let accessor = self.item("accessors", index)?;
        let kind = if N == 1 { "SCALAR".to_owned() } else { format!("VEC{N}") };
        if accessor["componentType"] != component || accessor["type"] != kind.as_str() {
            return Err(unreadable(format!("accessor {index} is no {kind} of {component}")));
        }
        let count = accessor["count"].as_u64().unwrap_or(0) as usize;
        let bytes = self.view(&accessor["bufferView"])?;
        let whole = count.checked_mul(N * size_of::<T>()).and_then(|size| bytes.get(..size));
        let whole = whole.ok_or_else(|| unreadable(format!("accessor {index} is cut off")))?;
        let element = |b: &[u8]| -> [T; N] {
            let part = |k: usize| &b[k * size_of::<T>()..(k + 1) * size_of::<T>()];
            std::array::from_fn(|k| bytemuck::pod_read_unaligned(part(k)))
        };
        Ok(whole.chunks_exact(N * size_of::<T>()).map(element).collect())
    }

    fn mesh(&self, mesh: &Value) -> Result<GlbMesh, GlbError> {
        let primitive = &mesh["primitives"][0];
        let attributes = &primitive["attributes"];
        let optional = |name: &str| attributes.get(name);
        let positions = self.elements(&attributes["POSITION"], FLOAT)?;
        let index = self.elements::<u32, 1>(&primitive["indices"], UNSIGNED)?;
        let count = positions.len();
        let triangles: Vec<[u32; 3]> =
            index.as_chunks::<3>().0.iter().map(|[[a], [b], [c]]| [*a, *b, *c]).collect();
        if triangles.iter().flatten().any(|&i| i as usize >= count) {
            return Err(unreadable("a triangle names a vertex that is not there"));
        }
        Ok(GlbMesh {
            name: mesh["name"].as_str().unwrap_or_default().to_owned(),
            normals: match optional("NORMAL") {
                Some(a) => self.elements(a, FLOAT)?,
                None => Vec::new(),
            },
            uvs: match optional("TEXCOORD_0") {
                Some(a) => self.elements(a, FLOAT)?,
                None => Vec::new(),
            },
            colours: match optional("COLOR_0") {
                Some(a) => self.elements(a, FLOAT)?,
                None => Vec::new(),
            },
            positions,
            triangles,
            material: primitive["material"].as_u64().unwrap_or(0) as usize,
        })
    }
}

fn number(value: &Value) -> Option<f32> {
    value.as_f64().map(|v| v as f32)
}

fn colour(value: &Value) -> Option<[f32; 3]> {
    Some([number(&value[0])?, number(&value[1])?, number(&value[2])?])
}

fn material(material: &Value) -> Result<GlbMaterial, GlbError> {
    let pbr = &material["pbrMetallicRoughness"];
    let sheen = &material["extensions"]["KHR_materials_sheen"];
    Ok(GlbMaterial {
        name: material["name"].as_str().unwrap_or_default().to_owned(),
        base_colour: colour(&pbr["baseColorFactor"])
            .ok_or_else(|| unreadable("a material has no colour"))?,
        base_texture: pbr["baseColorTexture"]["index"].as_u64().map(|i| i as usize),
        metallic: number(&pbr["metallicFactor"]).unwrap_or(1.0),
        roughness: number(&pbr["roughnessFactor"]).unwrap_or(1.0),
        sheen: colour(&sheen["sheenColorFactor"])
            .map(|c| (c, number(&sheen["sheenRoughnessFactor"]).unwrap_or(0.0))),
        double_sided: material["doubleSided"].as_bool().unwrap_or(false),
    })
}
