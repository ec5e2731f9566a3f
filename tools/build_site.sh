#!/bin/sh
# Build the site into _docs/ from the notebooks, without Quarto and without a network. Fails on a broken link, and on an example that cannot be pasted.
set -eu
cd "$(dirname "$0")/.."
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python tools/check_examples.py nbs/howto/*.ipynb nbs/start/your_own_distortion.ipynb
python tools/stage_site.py "$tmp/site"
smalldocs render "$tmp/site" --strict  # --strict: a link smalldocs cannot resolve, or an option it ignores, is an error
python tools/check_links.py "$tmp/site/_docs"
rm -rf _docs
mv "$tmp/site/_docs" _docs
echo "site: _docs/index.html"
