#!/bin/sh
# Print a page of the site as a PDF with headless Chromium: `sh tools/paper_pdf.sh [PAGE] [FILE]`, by default the article of the round.
# `sh tools/build_site.sh` comes first. With Quarto, `quarto render nbs/studies/paper.ipynb --to pdf` does it as well.
set -eu
page=${1:-studies/paper}
out=${2:-$(basename "$page").pdf}
root=$(cd "$(dirname "$0")/.." && pwd)
html=$root/_docs/$page.html
if [ ! -f "$html" ]; then echo "paper_pdf: error: $html is not there; build the site first: sh tools/build_site.sh" >&2; exit 2; fi
for browser in chromium chromium-browser google-chrome chrome; do
  if command -v "$browser" >/dev/null; then break; fi
  browser=
done
if [ -z "$browser" ]; then echo "paper_pdf: error: no Chromium or Chrome is installed; install one, or print the page from a browser" >&2; exit 2; fi
"$browser" --headless --no-sandbox --disable-gpu --no-pdf-header-footer --print-to-pdf="$out.part" "file://$html" 2>/dev/null
mv "$out.part" "$out"
echo "$out"
