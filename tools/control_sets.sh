#!/usr/bin/env bash
# Train the sets of discriminators that tell chance apart: for each task three seeds on the photograph of the set that ships,
# and seed 0 on two other photographs. Ranges and tail shares are those of the shipped sets. 15 sets, 5 to 13 minutes each on two
# idle cores; a set that is there is not trained again. Then: mdf_fit --runs data/sweeps/round2.json --out data/results/tune
# The sets of that ledger were trained by this recipe on a GPU (--device cuda). Sets from a CPU are other draws of the same kind.
set -eu
cd "$(dirname "$0")/.."
only=${1:-} device=${DEVICE-cpu}   # one file, such as sets/coffee_jpeg_s0.safetensors (default: all); DEVICE= takes a GPU if there is one

made=0
train() {   # photograph, task in the file's name, seed, and the options of mdf_train
  local out="sets/$1_$2_s$3.safetensors" photo="data/photos/$1.png" seed="$3"; shift 3
  [ -z "$only" ] || [ "$only" = "$out" ] || return 0
  made=1
  [ -e "$out" ] || mdf_train "$photo" --preset fast1 ${device:+--device "$device"} --seed "$seed" --out "$out" "$@"
}
sr() { train "$1" super_resolution "$2" --task super_resolution:factor=4 --tail-share 0.5; }
denoising() { train "$1" denoising "$2" --task denoising:sigma=0.0392156862745098-0.19607843137254902; }
jpeg() { train "$1" jpeg "$2" --task jpeg:quality=10-40 --tail-share 0.3; }

mkdir -p sets
for seed in 0 1 2; do sr astronaut "$seed"; denoising coffee "$seed"; jpeg coffee "$seed"; done
for photo in coffee motorcycle_left; do sr "$photo" 0; done
for photo in astronaut motorcycle_left; do denoising "$photo" 0; jpeg "$photo" 0; done
[ "$made" = 1 ] || { echo "control_sets: error: no recipe for $only here; tools/knob_sets.py has others" >&2; exit 2; }
