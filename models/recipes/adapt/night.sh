#!/usr/bin/env bash
# Makes a small shifted domain of a data set's val, as a camera at night might show it: grey, dark, noisy and soft.
# Drawn by lot are 50 pictures to learn from and 150 to judge by; the other 300 stay as they are, as the old val.
#
#   models/recipes/adapt/night.sh DATA OUT      OUT/own and OUT/old, data sets; needs ffmpeg
set -euo pipefail

data=$(readlink -f "$1")
out=$2
[[ ! -e $out ]] || { echo "night.sh: expected a new folder, found $out" >&2; exit 2; }
mkdir -p "$out"/own/{train,val}/{images,labels} "$out"/old/val/{images,labels}
ln -s "$data/train" "$out/old/train"

night='scale=iw*0.6:-2,hue=s=0,eq=contrast=0.6:brightness=-0.22:gamma=0.8,noise=alls=22:allf=u:all_seed=SEED,gblur=sigma=0.6,scale=iw/0.6:-2:flags=bilinear'
mapfile -t names < <(cd "$data/val/images" && printf '%s\n' *.jpg | sed 's/\.jpg$//' | LC_ALL=C sort |
    sort -R --random-source=<(yes 7))
for i in "${!names[@]}"; do
    name=${names[i]}
    if ((i >= 200)); then
        ln -s "$data/val/images/$name.jpg" "$out/old/val/images/"
        ln -s "$data/val/labels/$name.txt" "$out/old/val/labels/"
        continue
    fi
    split=$( ((i < 50)) && echo train || echo val)
    ffmpeg -v error -nostdin -i "$data/val/images/$name.jpg" -vf "${night/SEED/$((i + 1))}" -q:v 6 "$out/own/$split/images/$name.jpg"
    cp "$data/val/labels/$name.txt" "$out/own/$split/labels/"
done
