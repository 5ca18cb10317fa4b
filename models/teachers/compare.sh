#!/usr/bin/env bash
# Measures the teacher and the zoo's models one after the other on this machine and prints the table of models/README.md: size of
# the file, time and memory of detecting on one thread (bench detect), label accuracy of found faces and mAP50 on val (evaluate).
#
#   models/teachers/compare.sh DATA
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$(cd "$here/../.." && pwd)
if [[ $# -ne 1 ]]; then
    sed -n '2,5s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
fi
data=$(readlink -f "$1")
cd "$root"

row() {
    local name=$1 folder=$2 precision=$3 evaluated benched
    evaluated=$(./maskgate evaluate --model "$folder" --data "$data" --precision "$precision" --threads 1 --json)
    benched=$(./maskgate bench detect --model "$folder" --precision "$precision" --threads 1 --batch 1 --for 4s --json)
    awk -v name="$name" -v precision="$precision" -v bytes="$(stat -c %s "$folder/$precision.onnx")" \
        -v ms="$(sed -n '/"picture"/,$p' <<<"$benched" | sed -nE 's/.*"p50" : ([0-9.]+).*/\1/p' | head -1)" \
        -v memory="$(sed -nE 's/.*"memory" : ([0-9]+).*/\1/p' <<<"$benched")" \
        -v accuracy="$(sed -n '/"faces" : {/,$p' <<<"$evaluated" | sed -nE 's/.*"accuracy" : ([0-9.]+).*/\1/p' | head -1)" \
        -v map="$(sed -nE 's/.*"map50" : ([0-9.]+).*/\1/p' <<<"$evaluated" | head -1)" 'BEGIN {
            printf "| %s | %s | %.2f | %.1f | %.1f | %.3f | %.0f |\n",
                name, precision, bytes / 1e6, ms, accuracy * 100, map, memory / 1e6
        }'
}

teacher=$root/runs/teachers/damoyolo-t-320
[[ -e $teacher/fp32.onnx ]] || ./maskgate export --checkpoint "$here/damoyolo-t-320/weights.safetensors" \
    --name damoyolo-t-320 --width 320 --height 320 --out "$teacher" >&2

echo "| model | file | MB | ms per frame, CPU | accuracy, % | mAP50 | memory, MB |"
echo "|---|---|---:|---:|---:|---:|---:|"
row damoyolo-t-320 "$teacher" fp32
for name in lightmask-896x512-wide lightmask-640x384 lightmask-320; do
    for precision in fp32 int8; do
        row "$name" "models/zoo/$name" "$precision"
    done
done
