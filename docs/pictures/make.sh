#!/usr/bin/env bash
# Makes the pictures of the README: a report and an explanation, as pages, photographed by Chromium.
# Usage: docs/pictures/make.sh, with `downhill` on the path or its place in DOWNHILL.
set -euo pipefail
cd "$(dirname "$0")"
downhill=${DOWNHILL:-downhill}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

picture() { # PAGE WIDTH,HEIGHT PNG
  chromium --headless --no-sandbox --disable-gpu --disable-background-networking --hide-scrollbars \
    --window-size="$2" --screenshot="$3" "$1" > "$work/log" 2>&1
}

"$downhill" train iris --epochs 40 --out "$work/iris" --threads 1 --quiet
"$downhill" report "$work/iris" --out "$work/report.html"
picture "$work/report.html" 1100,2700 report.png
"$downhill" explain ../../examples/worked/hill.json --parameter "linear1.weight[0,1]" --out "$work/explanation.html"
picture "$work/explanation.html" 1000,900 explanation.png

# The contact sheet of the guide to images: digits as pictures, made by the example.
TMPDIR=$work dotnet run ../../examples/pictures.cs > "$work/log"
(cd "$work"/downhill-*/ && "$downhill" inspect pictures --out "$work/sheet.html" > "$work/log")
picture "$work/sheet.html" 1000,1500 sheet.png
