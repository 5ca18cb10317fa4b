#!/usr/bin/env bash
# Runs the ablation in runs/ablation and prints its table: every recipe here with every seed, two runs beside each other, after
# the start they have in common.
#
#   models/recipes/ablation/run.sh DATA [SEED...]     seeds 1 2 3 unless others are named
#
# Runs that are over are not repeated, one that was broken off goes on: start it again after a kill. What each says goes to
# a file beside it. Only the table of what is there: run.sh --table
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$(cd "$here/../../.." && pwd)
variants=(alone soft soft-box feature attention relation all)

# Best mAP50 of each run on val; mean, standard deviation over the seeds, and the difference from learning alone.
table() {
    local out=$1 variant curve
    for variant in "${variants[@]}"; do
        for curve in "$out/$variant"-[0-9]*/curve.csv; do
            [[ -e $curve ]] || continue
            awk -F, -v variant="$variant" '
                NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
                NR > 1 && $column["map50"] != "" && (best == "" || $column["map50"] > best) { best = $column["map50"] }
                END { if (best != "") print variant, best }' "$curve"
        done
    done | awk '
        !($1 in count) { order[++variants] = $1 }
        { count[$1]++; sum[$1] += $2; square[$1] += $2 * $2 }
        END {
            print "| learnt from | runs | best mAP50, mean | deviation | against alone | helps |"
            print "|---|---:|---:|---:|---:|---|"
            for (i = 1; i <= variants; i++) {
                v = order[i]
                n = count[v]
                mean = sum[v] / n
                spread = n > 1 ? sqrt((square[v] - n * mean * mean) / (n - 1) + 1e-15) : 0
                if (v == "alone") { base = mean; known = 1 }
                gain = known && v != "alone" ? sprintf("%+.4f", mean - base) : ""
                helps = gain == "" ? "" : n < 2 ? "one run" : mean - base > spread ? "yes" : mean > base ? "not beyond the spread" : "no"
                printf "| %s | %d | %.4f | %.4f | %s | %s |\n", v, n, mean, spread, gain, helps
            }
        }'
}

out=$root/runs/ablation
if [[ ${1:-} == --table && $# -eq 1 ]]; then
    table "$out"
    exit 0
fi
if [[ $# -lt 1 ]]; then
    sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
fi
data=$(readlink -f "$1")
shift
seeds=("$@")
[[ ${#seeds[@]} -gt 0 ]] || seeds=(1 2 3)

# Paths in recipes are those of the project's folder.
cd "$root"
mkdir -p "$out"
one() {
    local variant=$1 seed=$2 run=$out/$1-$2 command=distill
    # The recipe is put there once a run is over.
    [[ -e $run/recipe.yaml ]] && return
    [[ $variant == alone || $variant == start ]] && command=train
    ./maskgate "$command" --data "$data" --recipe "$here/$variant.yaml" --out "$run" --seed "$seed" --resume >>"$run.log" 2>&1 ||
        { echo "$variant-$seed failed, see $run.log" >&2; return 1; }
}
export -f one
export here data out
# The camera model of the table's commit: the zoo's goes on to better ones.
if [[ ! -e $out/teacher.safetensors ]]; then
    git show 8bccd17:models/zoo/lightmask-640x384/weights.safetensors >"$out/teacher.safetensors.part"
    mv "$out/teacher.safetensors.part" "$out/teacher.safetensors"
fi
one start 0
[[ -e $out/start ]] || ln -s start-0 "$out/start"
for seed in "${seeds[@]}"; do
    printf '%s\n' "${variants[@]/%/ $seed}"
done | xargs -P 2 -L 1 bash -c 'one "$@"' one
table "$out"
