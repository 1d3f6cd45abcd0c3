"""The file format of `body.bin`, version 1: what `body::BodyModel::from_bytes` reads.

Little endian, no padding. World axes (+X the wearer's left, +Y up, +Z forward), metres.

    magic            8 bytes  "NZBODY\\0\\1"
    sha256           32 bytes of the concatenated sha256 of the builder's inputs
    counts           u32 x 6: vertices V, triangles T, bones B, components K, landmarks L, keypoints P
    template         f32 [V][3]
    triangles        u16 [T][3]   counter-clockwise seen from outside
    bones            B x (parent i8, name)   a parent comes before its children; -1 for the root
    joints           f32 [B][3]   mean joint centres
    skin bones       u8  [V][4]
    skin weights     u8  [V][4]   sum 255
    parts            u8  [V]      0 head 1 torso 2 arm left 3 arm right 4 leg left 5 leg right
    components       K x (scale f32, i16 x[V], i16 y[V], i16 z[V])   one prior standard deviation each
    joint components f32 [K][B][3]
    priors           2 x (mean f32 [K], precision f32 [K][K])   female, male
    landmarks        L x (name, points)   on the skin
    keypoints        P x (name, points)   BlazePose's landmarks, in its order

`name` is a u8 length and UTF-8; `points` a u8 count and (vertex u16, weight f32) each, sum 1.
"""

import struct

import numpy as np

MAGIC = b"NZBODY\0\1"


def name(text):
    raw = text.encode()
    return struct.pack("<B", len(raw)) + raw


def points(vertices, weights):
    weights = np.asarray(weights, np.float64)
    weights = weights / weights.sum()
    return struct.pack("<B", len(vertices)) + b"".join(
        struct.pack("<Hf", int(v), float(w)) for v, w in zip(vertices, weights)
    )


def skin_u8(weights):
    """Four weights per vertex as bytes that sum to 255 exactly: largest remainders get the rest."""
    w = weights / weights.sum(1, keepdims=True) * 255.0
    q = np.floor(w).astype(np.int64)
    order = np.argsort(-(w - q), axis=1, kind="stable")
    lacking = 255 - q.sum(1)
    for place in range(4):
        rows = np.flatnonzero(lacking > place)
        q[rows, order[rows, place]] += 1
    return q.astype(np.uint8)


def quantise(component):
    """A component [V][3] (m) as i16 and its scale (m): 0.009 mm at three standard deviations."""
    scale = np.float32(np.abs(component).max() / 32767.0)
    q = np.rint(component / np.float64(scale)).astype(np.int64)
    return np.clip(q, -32767, 32767).astype("<i2"), scale


def write(path, body, sha256):
    """Writes the dict `body`, whose keys are the names above; see `build.py`."""
    t = body
    v, k, b = len(t["template"]), len(t["components"]), len(t["bones"])
    assert t["faces"].max() < v < 65536 and b < 128
    out = [MAGIC, sha256]
    out.append(
        struct.pack("<6I", v, len(t["faces"]), b, k, len(t["landmarks"]), len(t["keypoints"]))
    )
    out.append(t["template"].astype("<f4").tobytes())
    out.append(t["faces"].astype("<u2").tobytes())
    for bone, parent in zip(t["bones"], t["parents"]):
        out.append(struct.pack("<b", int(parent)) + name(bone))
    out.append(t["joints"].astype("<f4").tobytes())
    out.append(t["skin_bones"].astype("u1").tobytes())
    out.append(skin_u8(t["skin_weights"]).tobytes())
    out.append(t["parts"].astype("u1").tobytes())
    for component in t["components"]:
        q, scale = quantise(component)
        out.append(struct.pack("<f", scale) + np.ascontiguousarray(q.T).tobytes())
    out.append(t["joint_components"].astype("<f4").tobytes())
    for mean, precision in t["priors"]:
        out.append(mean.astype("<f4").tobytes() + precision.astype("<f4").tobytes())
    for kind in ("landmarks", "keypoints"):
        for label, vertices, weights in t[kind]:
            out.append(name(label) + points(vertices, weights))
    data = b"".join(out)
    with open(path, "wb") as f:
        f.write(data)
    return len(data)
