"""Landmarks and mask of each frame of a video, ours and MediaPipe's side by side.

    python3.11 -m venv VENV && VENV/bin/pip install -r video.requirements.txt
    npm pack @mediapipe/pose@0.5.1675469404 && tar xzf mediapipe-pose-*.tgz   # the lite network
    VENV/bin/python video.py --lite package/pose_landmark_lite.tflite --runtime LIBONNXRUNTIME VIDEO...

Both are given the same RGB frames in memory, follow the person with smoothing on, and hand out 33
landmarks and a full-size float mask for each frame. MediaPipe has both cores, ours runs on one
thread. They take turns, five times each; the best and the median of the rounds are printed, with the
time on a core for each frame and how far landmarks and masks of the last frame lie apart.
Needs the example `follow`: `cargo build --locked --example follow -p namza-pose`.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("GLOG_minloglevel", "3")
import cv2
import mediapipe
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
VARIANTS = ("lite", "full")


def frames_of(video):
    capture, frames = cv2.VideoCapture(str(video)), []
    while True:
        there, frame = capture.read()
        if not there:
            return frames
        frames.append(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB))


def cpu_s():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class MediaPipe:
    name = "MediaPipe 0.10.21"

    def __init__(self, variant, frames):
        self.variant, self.frames = VARIANTS.index(variant), frames

    def round(self):
        with mediapipe.solutions.pose.Pose(
            model_complexity=self.variant, enable_segmentation=True, smooth_segmentation=True
        ) as pose:
            # The detector looks at the first frame alone.
            pose.process(self.frames[0])
            cpu, start, found = cpu_s(), time.perf_counter(), 0
            for frame in self.frames:
                seen = pose.process(frame)
                found += seen.pose_landmarks is not None and seen.segmentation_mask is not None
            wall, cpu = time.perf_counter() - start, cpu_s() - cpu
        height, width = self.frames[0].shape[:2]
        points = [(p.x * width, p.y * height) for p in seen.pose_landmarks.landmark]
        return found, wall, cpu, np.array(points), np.array(seen.segmentation_mask)


class Ours:
    name = "ours, one thread"

    def __init__(self, variant, frames, folder, runtime, program):
        self.size = frames[0].shape[:2]
        self.path = Path(folder) / f"{variant}.rgb"
        with open(self.path, "wb") as out:
            for frame in frames:
                out.write(frame.tobytes())
        height, width = self.size
        command = [program, runtime, ROOT / "models", variant, width, height, self.path]
        self.process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def round(self):
        print(file=self.process.stdin, flush=True)
        said = json.loads(self.process.stdout.readline())
        mask = np.fromfile(f"{self.path}.mask", np.float32).reshape(self.size)
        return said["found"], said["wall_s"], said["cpu_s"], np.array(said["landmarks"]), mask

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("videos", nargs="+", type=Path)
    asked.add_argument("--lite", type=Path, required=True)
    asked.add_argument("--runtime", type=Path, required=True)
    asked.add_argument("--program", type=Path, default=ROOT / "target/debug/examples/follow")
    asked.add_argument("--rounds", type=int, default=5)
    asked = asked.parse_args()
    # MediaPipe's package holds the full network and fetches the others from elsewhere.
    modules = Path(mediapipe.__file__).parent / "modules/pose_landmark"
    shutil.copyfile(asked.lite, modules / "pose_landmark_lite.tflite")
    load = [os.getloadavg()[0]]
    for video in asked.videos:
        frames = frames_of(video)
        height, width = frames[0].shape[:2]
        print(f"{video.name}: {len(frames)} frames of {width} x {height}")
        for variant in VARIANTS:
            with tempfile.TemporaryDirectory() as folder:
                ours = Ours(variant, frames, folder, asked.runtime, asked.program)
                sides = (MediaPipe(variant, frames), ours)
                rounds = [[side.round() for side in sides] for _ in range(asked.rounds)]
                ours.close()
            fps = []
            for side, results in zip(sides, zip(*rounds)):
                n = len(frames)
                rates = [n / wall for _, wall, *_ in results]
                cpu_ms = min(1e3 * cpu / n for _, _, cpu, *_ in results)
                cores = statistics.median(cpu / wall for _, wall, cpu, *_ in results)
                fps.append((max(rates), statistics.median(rates)))
                print(
                    f"  {variant} {side.name:18}: {max(rates):5.1f} fps best, "
                    f"{statistics.median(rates):5.1f} median, {cpu_ms:5.1f} CPU ms a frame, "
                    f"{cores:.2f} cores, {min(r[0] for r in results)} of {n} found"
                )
            (best, median), (our_best, our_median) = fps
            theirs, mine = rounds[-1]
            off = np.linalg.norm(theirs[3] - mine[3], axis=1).mean()
            inside = [side[4] > 0.5 for side in (theirs, mine)]
            overlap = np.logical_and(*inside).sum() / np.logical_or(*inside).sum()
            print(
                f"  {variant} ratio: {our_best / best:.2f} best, {our_median / median:.2f} median; "
                f"last frame: landmarks {off:.1f} px apart, masks overlap {overlap:.3f}"
            )
        load.append(os.getloadavg()[0])
    print(f"load {load[0]:.1f} before, {load[-1]:.1f} after; {os.cpu_count()} cores", file=sys.stderr)


if __name__ == "__main__":
    main()
