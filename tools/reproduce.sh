#!/usr/bin/env bash
# From the data sets in $MDF_DATA to the tables of the tuned round, or a check of its rows: `tools/reproduce.sh --help`.
set -euo pipefail
from=$PWD
cd "$(dirname "$0")/.."   # a run names its set of discriminators as sets/...

runs=("$PWD/data/sweeps/round2.json")   # the lists of runs of the round
jobs=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN) out='' only='' seed='' device='' check=''
export OMP_NUM_THREADS=1   # a row is one thread's work

usage() {
  cat <<'TEXT'
usage: tools/reproduce.sh [--jobs N] [--only TASK] [--seed N] [--runs FILE] [--out DIR] [--device cpu|cuda]
       tools/reproduce.sh --check [N] [--seed N] [--out DIR] [--device cpu|cuda]

Do all runs of the tuned round again, from nothing but the data sets in $MDF_DATA, and print its tables. First the sets of
discriminators that are not in sets/, then the networks that all start from, then the rest. Call it again to go on.

  --jobs N      processes, of one thread each (default: one for each core)
  --only TASK   super_resolution, denoising or jpeg
  --seed N      only runs of this seed
  --runs FILE   another list of runs (default: data/sweeps/round2.json)
  --out DIR     the ledger (default: runs/round; with --check: data/results/tune)
  --device D    cpu or cuda (default: a GPU if there is one)

With --check, repeat N rows of a ledger (default: 16) that --seed draws (default: 0), say for each whether it comes out equal to the
last digit, and write that to DIR/repeats. A row can be repeated only where the network that it started from lies in DIR/networks.
Rows come out equal on the same device, with the same instruction set and version of PyTorch; elsewhere it says how far they are off.

TEXT
  python tools/reproduce_runs.py hours --runs "${runs[@]}"
  echo "Before that, each set of discriminators takes 5 to 13 minutes on two idle cores (tools/control_sets.sh)."
}

fail() { echo "reproduce: error: $1; see tools/reproduce.sh --help" >&2; exit 2; }
whole() { [[ "${2:-}" =~ ^[0-9]{1,9}$ ]] || fail "$1: expected a whole number, got '${2:-}'"; }
value() { [ -n "${2:-}" ] || fail "$1: expected a value"; }
path() { case $1 in /*) echo "$1" ;; *) echo "$from/$1" ;; esac; }

while [ $# -gt 0 ]; do
  case $1 in
    --help|-h) usage; exit ;;
    --jobs) whole "$@"; jobs=$2; shift 2 ;;
    --seed) whole "$@"; seed=$2; shift 2 ;;
    --only) value "$@"; only=$2; shift 2 ;;
    --runs) value "$@"; runs=("$(path "$2")"); shift 2 ;;
    --out) value "$@"; out=$(path "$2"); shift 2 ;;
    --device) value "$@"; device=$2; shift 2 ;;
    --check) check=16; shift; if [[ "${1:-}" =~ ^[0-9]+$ ]]; then check=$1; shift; fi ;;
    *) fail "unknown argument '$1'" ;;
  esac
done
[ "$jobs" -gt 0 ] || fail "--jobs: expected 1 or more"
command -v mdf_fit >/dev/null || fail "mdf_fit is not installed; pip install -e ."

if [ -n "$check" ]; then
  exec mdf_fit --check "$check" --seed "${seed:-0}" --out "${out:-data/results/tune}" ${device:+--device "$device"}
fi

out=${out:-runs/round}
lists=$(mktemp -d)
trap 'rm -rf "$lists"' EXIT
about=(--runs "${runs[@]}" --out "$out" ${only:+--only "$only"} ${seed:+--seed "$seed"})

each_of() {   # the runs of a list, each in a process of its own, N at a time; what one says of its progress goes to the log
  [ -e "$lists/$1.json" ] || return 0
  local n
  n=$(grep -c '"task":' "$lists/$1.json")
  seq 0 $((n - 1)) | xargs -P "$jobs" -I{} mdf_fit --runs "$lists/$1.json" --shard "{}/$n" --out "$out" ${device:+--device "$device"} \
    2>>"$out/reproduce.log" || true   # what failed is said at the end
}

python tools/reproduce_runs.py plan "${about[@]}" --work "$lists"
mkdir -p "$out"
if [ -s "$lists/sets" ]; then DEVICE=$device xargs -P "$jobs" -n 1 tools/control_sets.sh <"$lists/sets"; fi
each_of bases
each_of rest
python tools/reproduce_runs.py tables "${about[@]}"
