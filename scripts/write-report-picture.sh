#!/usr/bin/env bash
# Writes docs/report.png: the top of the demo's report, 1200 pixels wide. CHROMIUM names another browser.
set -euo pipefail
cd "$(dirname "$0")/.."
npx tsx src/cli.ts demo --out out/picture > /dev/null
"${CHROMIUM:-chromium}" --headless --no-sandbox --disable-gpu --hide-scrollbars --force-color-profile=srgb --window-size=1200,"${HEIGHT:-1290}" \
  --screenshot="$PWD/docs/report.png" "file://$PWD/out/picture/report.html" 2> /dev/null
rm -r out/picture
