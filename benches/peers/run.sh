#!/bin/sh
# Runs every peer on the hanging square, each alone in its turn, then this project's solver, and writes
# docs/validation/peers.md: run.sh PYTHON KEPT [SECONDS of CPU each], some nine minutes. PYTHON is one of
# a virtual environment with hang.requirements.txt. The first run compiles for minutes.
set -eu
here=$(dirname "$0") root=$(dirname "$0")/../..
python=$1 kept=$2 seconds=${3:-25}
mkdir -p "$kept"
(cd "$root" && cargo build --locked --workspace --example hang)
run() { # NAME PEER N OPTIONS
    name=$1 peer=$2 n=$3
    shift 3
    "$python" "$here/hang.py" "$peer" "$n" "$kept/$name.bin" "$@" >"$kept/$name.json"
}
for n in 100 200; do
    for peer in style3d vbd xpbd pypbd warp taichi; do
        run "$peer-$n" "$peer" "$n" --seconds "$seconds"
    done
    run "heavy-$n" xpbd "$n" --seconds 5 --mass 0.1
    for peer in pypbd taichi; do
        run "$peer-$n-2" "$peer" "$n" --seconds 5 --threads 2
    done
done
"${CARGO_TARGET_DIR:-$root/target}/debug/examples/hang" compare "$kept" "$root/docs/validation" "$seconds"
