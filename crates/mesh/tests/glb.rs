//! GLB files survive a round trip and are laid out as glTF 2.0 says.

use std::collections::BTreeMap;

use mesh::{Glb, GlbError, GlbMaterial, GlbMesh};
use proptest::prelude::*;

fn sample() -> Glb {
    let cloth = GlbMaterial {
        name: "pulu".into(),
        base_colour: [0.25, 0.0, 0.03125],
        base_texture: Some(0),
        metallic: 0.0,
        roughness: 0.875,
        sheen: Some(([0.25, 0.125, 0.125], 0.5)),
        double_sided: true,
    };
    let clay = GlbMaterial {
        name: "clay".into(),
        base_texture: None,
        sheen: None,
        double_sided: false,
        ..cloth.clone()
    };
    let square = GlbMesh {
        name: "robe".into(),
        positions: vec![[0.0, 0.0, 0.0], [1.0, 0.0, 0.5], [1.0, 2.0, 0.0], [0.0, 2.0, -0.5]],
        normals: vec![[0.0, 0.0, 1.0]; 4],
        uvs: vec![[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]],
        colours: vec![[1.0, 0.5, 0.25]; 4],
        triangles: vec![[0, 1, 2], [0, 2, 3]],
        material: 0,
    };
    let plain = GlbMesh {
        name: "body".into(),
        normals: Vec::new(),
        uvs: Vec::new(),
        colours: Vec::new(),
        material: 1,
        ..square.clone()
    };
    let extras = BTreeMap::from([
        ("content_hash".to_owned(), "b3:0123".into()),
        ("generated".to_owned(), true.into()),
    ]);
    // Any bytes will do for a texture here; their odd length is padded.
    Glb {
        meshes: vec![square, plain],
        materials: vec![cloth, clay],
        textures: vec![b"\x89PNG\r\n\x1a\n!".to_vec()],
        extras,
    }
}

#[test]
fn a_file_read_back_is_what_was_written() {
    let glb = sample();
    assert_eq!(Glb::from_bytes(&glb.to_bytes().unwrap()).unwrap(), glb);
}

#[test]
fn equal_values_give_equal_bytes() {
    assert_eq!(sample().to_bytes().unwrap(), sample().to_bytes().unwrap());
}

#[test]
fn chunks_and_views_lie_at_multiples_of_four_and_bounds_hold_the_positions() {
    let bytes = sample().to_bytes().unwrap();
    let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    assert_eq!(&bytes[..4], b"glTF");
    assert_eq!((word(4), word(8)), (2, bytes.len()));
    let json_length = word(12);
    assert!(json_length.is_multiple_of(4) && &bytes[16..20] == b"JSON");
    let json: serde_json::Value = serde_json::from_slice(&bytes[20..20 + json_length]).unwrap();
    let binary = 20 + json_length;
    assert_eq!(&bytes[binary + 4..binary + 8], b"BIN\0");
    assert_eq!(json["buffers"][0]["byteLength"], word(binary));
    for view in json["bufferViews"].as_array().unwrap() {
        assert_eq!(view["byteOffset"].as_u64().unwrap() % 4, 0);
    }
    let position = json["meshes"][0]["primitives"][0]["attributes"]["POSITION"].as_u64().unwrap();
    let accessor = &json["accessors"][position as usize];
    assert_eq!(accessor["min"], serde_json::json!([0.0, 0.0, -0.5]));
    assert_eq!(accessor["max"], serde_json::json!([1.0, 2.0, 0.5]));
    assert_eq!(json["extensionsUsed"], serde_json::json!(["KHR_materials_sheen"]));
    assert_eq!(json["asset"]["extras"]["content_hash"], "b3:0123");
    assert_eq!(json["materials"][0]["doubleSided"], true);
}

#[test]
fn normals_come_out_with_unit_length() {
    let mut glb = sample();
    glb.meshes[0].normals = vec![[0.0, 3.0, 4.0], [0.0; 3], [1.0, 0.0, 0.0], [0.0, 0.0, 2.0]];
    let back = Glb::from_bytes(&glb.to_bytes().unwrap()).unwrap();
    for n in &back.meshes[0].normals {
        assert!((n.iter().map(|c| c * c).sum::<f32>() - 1.0).abs() < 1e-6, "{n:?}");
    }
}

#[test]
fn what_no_viewer_would_read_is_refused_by_name() {
    let refused = |change: fn(&mut Glb)| {
        let mut glb = sample();
        change(&mut glb);
        glb.to_bytes().unwrap_err()
    };
    let index = |what, index, count| GlbError::Index { mesh: "robe".into(), what, index, count };
    assert_eq!(refused(|g| g.meshes[0].triangles[0][1] = 9), index("vertex", 9, 4));
    assert_eq!(refused(|g| g.meshes[0].material = 7), index("material", 7, 2));
    assert_eq!(
        refused(|g| g.meshes[0].positions[2][0] = f32::NAN),
        GlbError::NotFinite { mesh: "robe".into(), list: "position", index: 2 }
    );
    assert_eq!(refused(|g| g.meshes[0].triangles.clear()), GlbError::Empty { mesh: "robe".into() });
    let short = refused(|g| g.meshes[0].uvs.truncate(3));
    assert!(matches!(short, GlbError::Length { list: "uvs", got: 3, want: 4, .. }), "{short}");
    let texture = refused(|g| g.textures.clear());
    assert!(matches!(texture, GlbError::Index { what: "texture", .. }), "{texture}");
}

proptest! {
    #[test]
    fn no_damaged_file_makes_the_reader_panic(at in 0usize..2000, with: u8, cut in 0usize..2000) {
        let mut bytes = sample().to_bytes().unwrap();
        let at = at % bytes.len();
        bytes[at] = with;
        // Either result is right; a panic is not.
        let _ = Glb::from_bytes(&bytes);
        let _ = Glb::from_bytes(&bytes[..cut.min(bytes.len())]);
    }
}
