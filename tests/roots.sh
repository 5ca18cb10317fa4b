# Debian roots to try the packages in: built once by debootstrap, kept outside the tree. Sourced; bash.
#
#   MASKGATE_ROOTS      folder for them (default ~/.cache/maskgate/roots)
#   MASKGATE_MIRROR     where packages come from (default: what debootstrap uses)
#   MASKGATE_PACKAGED   set: test the packages as they are, however old

readonly ROOTS=${MASKGATE_ROOTS:-${XDG_CACHE_HOME:-$HOME/.cache}/maskgate/roots}
readonly DEBIAN_SUITE=trixie
readonly DEBIAN_MIRROR=${MASKGATE_MIRROR:-}

# Runs "$@" in root $1, which sees nothing of this machine but its network and processors.
in_root() {
    local place=$1
    shift
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
        chroot "$place" "$@"
}

# Mounts what programs expect into root $1, in the mount namespace of this process.
furnish() {
    mountpoint -q "$1/proc" || mount -t proc proc "$1/proc"
    mountpoint -q "$1/sys" || mount -t sysfs -o ro sysfs "$1/sys"
    mountpoint -q "$1/dev" || mount --rbind /dev "$1/dev"
    mount --make-rslave "$1/dev"
    mountpoint -q "$1/tmp" || mount -t tmpfs -o mode=1777 tmpfs "$1/tmp"
}

# Ends what still runs in root $1.
empty_root() {
    local each
    for each in /proc/[0-9]*; do
        [[ $(readlink "$each/root" 2>/dev/null) != "$1"* ]] || kill -KILL "${each#/proc/}" 2>/dev/null || true
    done
}

# Makes root $1 of architecture $2 with packages $3…, unless it is there. Must run in a mount namespace of its own.
make_root() {
    local name=$1 arch=$2 place=$ROOTS/$1 part=$ROOTS/$1.part
    shift 2
    [[ -e $place/.complete ]] && return 0
    mkdir -p "$ROOTS"
    rm -rf --one-file-system "$part"
    say "building the $arch root $place (once; minutes, under emulation more)"
    debootstrap --arch="$arch" --variant=minbase "$DEBIAN_SUITE" "$part" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >"$ROOTS/$name.log" 2>&1 || {
        tail -n 5 "$ROOTS/$name.log" >&2
        return 1
    }
    # Packages stay configured but nothing is started while the root is only a folder.
    printf '#!/bin/sh\nexit 101\n' >"$part/usr/sbin/policy-rc.d"
    chmod 755 "$part/usr/sbin/policy-rc.d"
    furnish "$part"
    in_root "$part" apt-get install -y --no-install-recommends "$@" >>"$ROOTS/$name.log" 2>&1 || {
        tail -n 5 "$ROOTS/$name.log" >&2
        return 1
    }
    in_root "$part" apt-get clean
    rm "$part/usr/sbin/policy-rc.d"
    umount -R "$part/tmp" "$part/proc" "$part/sys" "$part/dev"
    touch "$part/.complete"
    mv "$part" "$place"
}

# Serves clips over RTSP by the arguments of server.py, until this script ends, however it does: the server ends with its
# standard input, which the script holds open. Other background processes must not hold it too (8>&-).
serve_clips() {
    mkfifo "$work/open"
    exec 8<>"$work/open"
    /usr/bin/python3 "$root/tests/src/test/resources/rtsp/server.py" "$@" <"$work/open" >"$work/rtsp.log" 2>&1 8>&- &
    children+=($!)
}

# Makes the packages anew unless file $1, one of them, is younger than everything that goes into it, its pages among that. Of
# two times the one is looked at that a file also gets when it is renamed.
fresh_packages() {
    [[ -n $1 && -n ${MASKGATE_PACKAGED:-} ]] && return 0
    local packed=("$root"/{README.md,pom.xml,.mvn/checksums,config,systemd} "$root"/hw/{README.md,pom.xml,src/main}
        "$root"/daemon/{*.md,pictures,pom.xml,src/main} "$root"/models/{README.md,TRAINING.md,zoo}
        "$root"/tests/{README.md,benchmarks/results.md})
    if [[ -z $1 || -n $(find "${packed[@]}" -newercm "$1" -type f -not -path '*/systemd/target/*' -print -quit) ]]; then
        "$root/maskgate" package
    fi
}
