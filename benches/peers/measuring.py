#!/usr/bin/env python3
"""Holds the measuring of `crates/body` against clad-body and against a second way of its own.

    cargo run -p namza-body --example bodies -- BODIES 240
    python3 -m venv venv && venv/bin/pip install -r measuring.requirements.txt
    venv/bin/python measuring.py BODIES            # takes anny's first load, minutes, and 5 s a body
    venv/bin/python measuring.py BODIES --write    # the table and the golden bodies from what is there

clad-body measures bodies of Anny's mesh. Ours has the same vertices less the nipples and the inside
of the mouth, so its bodies are handed over as Anny's: by the base mesh's vertex numbers, what is
missing filled in smoothly, and the joints by name.
"""

import argparse
import json
import pathlib

import numpy as np

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
# Vertices of the base mesh that ours leaves out; see models/body/builder/source.py.
NIPPLES = {*range(1778, 1794), *range(8450, 8466)}
GROUPS = ("body", "helper-l-eye", "helper-r-eye")
# Our dimension: clad-body's, and what is different where they do not mean the same.
CLAD = {
    "stature": ("height_cm", ""),
    "bust_girth": ("bust_cm", ""),
    "under_bust_girth": ("underbust_cm", "its level is the lowest skin of the breast's bone"),
    "waist_girth": ("waist_cm", "its level is a ring of the mesh, not midway from rib to hip bone; "
                                "it follows hollows"),
    "hip_girth": ("hip_cm", "fullest within 3 cm of a ring of the mesh"),
    "neck_girth": ("neck_cm", ""),
    "upper_arm_girth": ("upperarm_cm", "fullest level cut from 72 to 80 % of stature, then square to "
                                       "the arm"),
    "wrist_girth": ("wrist_cm", "slenderest of the last 15 % of the forearm"),
    "thigh_girth": ("thigh_cm", "fullest below 43 % of stature"),
    "knee_girth": ("knee_cm", ""),
    "calf_girth": ("calf_cm", ""),
    "inside_leg": ("inseam_cm", "where a level cut parts in two legs"),
    "crotch_length": ("crotch_length_cm", "from its own waist level"),
    "back_waist_length": ("back_neck_to_waist_cm", "from its own nape to its own waist level"),
}


def hm08(package):
    """The base mesh's number of each of our vertices."""
    quads, group = [], None
    for line in (package / "data/mpfb2/3dobjs/base.obj").read_text().splitlines():
        word = line.split()
        if word[:1] == ["g"]:
            group = word[1]
        elif word[:1] == ["f"] and group in GROUPS:
            quads.append([int(x.split("/")[0]) - 1 for x in word[1:]])
    return np.array(sorted(set(np.unique(quads)) - NIPPLES))


class Clad:
    """clad-body with bodies of ours in the place of Anny's."""

    def __init__(self, triangles):
        import anny
        import scipy.sparse as sparse
        import torch

        self.torch = torch
        self.model = anny.create_fullbody_model(
            all_phenotypes=True, triangulate_faces=True, local_changes=False)
        ours = hm08(pathlib.Path(anny.__file__).parent)
        assert len(ours) == triangles.max() + 1
        theirs = self.model.base_mesh_vertex_indices.numpy()
        place = {int(b): i for i, b in enumerate(ours)}
        self.known = np.array([i for i, b in enumerate(theirs) if int(b) in place])
        self.source = np.array([place[int(theirs[i])] for i in self.known])
        # What is missing lies where its neighbours' mean is; parts of it that touch nothing known
        # (teeth, tongue, lashes) stay at the crown's level inside the head.
        faces = self.model.faces.numpy()
        n = len(theirs)
        edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
        edges = np.concatenate([edges, edges[:, ::-1]])
        ones = np.ones(len(edges))
        adjacency = sparse.coo_matrix((ones, edges.T), (n, n)).tocsr()
        adjacency.data[:] = 1
        self.missing = np.setdiff1d(np.arange(n), self.known)
        degree = np.asarray(adjacency.sum(1)).ravel()
        laplacian = sparse.diags(degree + 1e-9) - adjacency
        self.inner = laplacian[self.missing][:, self.missing].tocsc()
        self.outer = -laplacian[self.missing][:, self.known]
        self.solve = sparse.linalg.splu(self.inner).solve

    def measure(self, vertices, landmarks, joints):
        from clad_body.load.anny import load_anny_from_verts
        from clad_body.measure import measure

        torch = self.torch
        known = vertices[self.source]
        middle = np.asarray(joints["head"])
        full = np.empty((len(self.known) + len(self.missing), 3))
        full[self.known] = known
        full[self.missing] = self.solve(self.outer @ (known - middle)) + middle
        labels = list(self.model.bone_labels)
        heads = np.tile(np.asarray(joints["spine01"]), (len(labels), 1))
        tails = heads.copy()
        child = {"neck01": "neck02", "upperarm01.L": "upperarm02.L", "upperarm01.R": "upperarm02.R",
                 "upperleg01.L": "upperleg02.L", "upperleg01.R": "upperleg02.R",
                 "upperleg02.L": "lowerleg01.L", "upperleg02.R": "lowerleg01.R",
                 "lowerleg02.L": "foot.L", "lowerleg02.R": "foot.R"}
        for i, label in enumerate(labels):
            if label in joints:
                heads[i] = tails[i] = joints[label]
            if label in child:
                tails[i] = joints[child[label]]
        for side, name in (("L", "left"), ("R", "right")):
            tails[labels.index(f"breast.{side}")] = landmarks[f"bust_{name}"]
        # It maps the skeleton's height to the body's: a bone on the floor and one at the crown.
        floor, crown = vertices[:, 1].min(), vertices[:, 1].max()
        heads[labels.index("toe1-1.L"), 1] = floor
        heads[labels.index("jaw"), 1] = tails[labels.index("jaw"), 1] = crown
        # +X left, front at -Y, +Z up.
        as_theirs = lambda p: torch.tensor(p[None][..., [0, 2, 1]] * [1, -1, 1], dtype=torch.float32)
        body = load_anny_from_verts(as_theirs(full), self.model, bone_heads=as_theirs(heads),
                                    bone_tails=as_theirs(tails), source="namza")
        keys = [k for k, _ in CLAD.values()]
        found = measure(body, only=keys, device="cpu")
        return {key: 10.0 * float(found[name]) for key, (name, _) in CLAD.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bodies", type=pathlib.Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--by", choices=("clad", "oracle"), action="append")
    parser.add_argument("--only", type=int, help="the first so many bodies")
    arguments = parser.parse_args()
    if arguments.write:
        import report
        return report.write(arguments.bodies, ROOT, CLAD)
    given = json.loads((arguments.bodies / "bodies.json").read_text())
    triangles = np.array(given["triangles"])
    bodies = given["bodies"][: arguments.only]
    vertices = np.fromfile(arguments.bodies / "vertices.f32", "<f4").astype(float)
    vertices = vertices.reshape(len(given["bodies"]), -1, 3)
    import oracle

    readers = {"clad": lambda: Clad(triangles), "oracle": lambda: oracle.Reader(triangles)}
    for name in arguments.by or readers:
        reader, out = readers[name](), []
        for number, (body, v) in enumerate(zip(bodies, vertices)):
            out.append(reader.measure(v, body["landmarks"], body["joints"]))
            print(name, number, flush=True)
            (arguments.bodies / f"{name}.json").write_text(json.dumps(out))


if __name__ == "__main__":
    main()
