#!/usr/bin/env bash
# Makes the pictures of the studio: the playground while it learns, a weight under the glass, a lesson, and a table's run, photographed by Chromium.
# Usage: docs/pictures/make-studio.sh, with `downhill-studio` on the path or its place in DOWNHILL_STUDIO.
set -euo pipefail
cd "$(dirname "$0")"
studio=${DOWNHILL_STUDIO:-downhill-studio}
work=$(mktemp -d)
"$studio" --no-browser > "$work/address" &
server=$!
trap 'kill "$server"; rm -rf "$work"' EXIT
for _ in $(seq 100); do [ -s "$work/address" ] && break; sleep 0.2; done
address=$(head -n 1 "$work/address")

picture() { # PATH QUERY WIDTH,HEIGHT PNG
  chromium --headless --no-sandbox --disable-gpu --disable-background-networking --hide-scrollbars \
    --window-size="$3" --virtual-time-budget=30000 --screenshot="$4" "${address%%/\?*}/$1?${address##*\?}$2" > "$work/log" 2>&1
}

picture '' '&step=4000' 1400,860 studio.png
picture lessons/hill '' 1400,1120 lesson.png
picture lessons/wrong '' 1400,1150 wrong.png
