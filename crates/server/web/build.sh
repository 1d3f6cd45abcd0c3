#!/bin/sh
# Makes dist/ out of src/: checks the types, then bundles. Needs node and npm; dist/ is committed,
# so that building the server needs neither.
set -eu
cd "$(dirname "$0")"
[ -d node_modules ] || npm install --no-audit --no-fund --silent
npx tsc --noEmit
npx esbuild src/main.ts --bundle --format=iife --target=es2022 --charset=utf8 \
    --outfile=dist/app.js --log-level=warning
cp src/index.html src/style.css dist/
