#!/usr/bin/env bash
# Trains the students that `models compare` measures, each alone and from nothing, in runs/students, two beside each other, and prints
# what each says of val at the end.
#
#   models/recipes/students/run.sh DATA
#
# Runs that are over are not repeated, one that was broken off goes on: start it again after a kill. Only the table of what is
# there: run.sh --table
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$(cd "$here/../../.." && pwd)
# The slow ones first, so that both cores are busy to the end.
students=(yolov4-tiny-n64 shufflenetv2-n64 lightmask-fine-n64 lightmask-n64 mobilenetv3-small-n64)
out=$root/runs/students

table() {
    local student curve
    echo "| network | epochs | mAP50 | mAP50:95 | faces found | label right |"
    echo "|---|---:|---:|---:|---:|---:|"
    for student in "${students[@]}"; do
        curve=$out/$student/curve.csv
        [[ -e $curve ]] || continue
        awk -F, -v student="$student" '
            NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
            NR > 1 && $column["map50"] != "" { last = NR; split($0, value) }
            END {
                if (last) printf "| %s | %s | %s | %s | %s | %s |\n", student, value[column["epoch"]], value[column["map50"]],
                    value[column["map5095"]], value[column["face_recall"]], value[column["face_accuracy"]]
            }' "$curve"
    done
}

if [[ $# -ne 1 ]]; then
    sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
fi
if [[ $1 == --table ]]; then
    table
    exit 0
fi
data=$(readlink -f "$1")
mkdir -p "$out"
one() {
    # The recipe is put there once a run is over.
    [[ -e $out/$1/recipe.yaml ]] && return
    "$root/maskgate" train --data "$data" --recipe "$here/$1.yaml" --out "$out/$1" --resume >>"$out/$1.log" 2>&1 ||
        { echo "$1 failed, see $out/$1.log" >&2; return 1; }
}
export -f one
export root here data out
printf '%s\n' "${students[@]}" | xargs -P 2 -L 1 bash -c 'one "$@"' one
table
