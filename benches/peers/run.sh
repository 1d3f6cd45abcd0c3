#!/bin/sh
# Runs every peer on the hanging square: run.sh PYTHON OUT [SECONDS of CPU each]. Then
# `hang compare OUT docs/validation` puts them beside this project's solver.
# PYTHON is one of a virtual environment with hang.requirements.txt. The first run compiles for minutes.
set -eu
here=$(dirname "$0")
python=$1 out=$2 seconds=${3:-60}
mkdir -p "$out"
for n in 100 200; do
    for peer in style3d vbd xpbd pypbd; do
        OMP_NUM_THREADS=1 "$python" "$here/hang.py" "$peer" "$n" "$out/$peer-$n.bin" \
            --seconds "$seconds" >"$out/$peer-$n.json"
    done
done
