#!/usr/bin/env bash
# Lays out the distribution for each architecture below target/, from the jars in target/jars. Called by the build.
#
#   stage.sh VERSION TIMESTAMP     with JAVA_HOME set
#
#   target/maskgate-VERSION-linux-ARCH.tar.gz    for any Linux with glibc; the folder in it has the dated version
#   target/ARCH/data.tar, target/ARCH/control/   what jdeb makes the .deb of
set -euo pipefail
umask 022

readonly version=$1 timestamp=$2
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
readonly here root=$here/.. target=$here/target jars=$here/target/jars
readonly jar=$JAVA_HOME/bin/jar
# In the package as well, which a person may have renamed: the model that is found first, and the small ones.
readonly small_models="lightmask-320 lightmask-448x256"

say() { printf 'stage: %s\n' "$*" >&2; }

# Native libraries as they lie in jars, by architecture: everything under these folders and nothing else.
native_folders() {
    case $1 in
        amd64) printf '%s\n' '*/linux-x86_64' 'ai/onnxruntime/native/linux-x64' 'org/sqlite/native/Linux/x86_64' ;;
        arm64) printf '%s\n' '*/linux-arm64' 'ai/onnxruntime/native/linux-aarch64' 'org/sqlite/native/Linux/aarch64' ;;
    esac
}

# The jars with native libraries: those made for one platform, which hold nothing else, and those for all of them at once.
native_jars() {
    find "$jars" '(' -name '*-linux-x86_64.jar' -o -name '*-linux-arm64.jar' \
        -o -name 'onnxruntime-*.jar' -o -name 'sqlite-jdbc-*.jar' ')' -printf '%f\n'
}

unpack() {
    local name
    rm -rf "$target/unpacked"
    for name in $(native_jars); do
        mkdir -p "$target/unpacked/${name%.jar}"
        (cd "$target/unpacked/${name%.jar}" && "$jar" xf "$jars/$name")
    done
}

# Copies the native libraries for architecture $1 to folder $2. Two of one name would hide each other.
natives() {
    local arch=$1 to=$2 pattern file base
    mkdir -p "$to"
    while IFS= read -r pattern; do
        while IFS= read -r file; do
            base=${file##*/}
            case $base in
                # FFmpeg's devices need a sound system and a display; its filters, programs and the Raspberry Pi's encoder are
                # not used.
                *avdevice* | *avfilter* | ffmpeg | ffprobe | libasound.so* | libbcm_host.so | libvchiq_arm.so | libvcos.so) continue ;;
                # Of CUDA's glue only what TensorRT's is linked against.
                libjnicu[fprs]* | libjninccl* | libjninpp* | libjninvToolsExt* | libjninvblas* | libjninvcomp* | libjninvjpeg* | libjninvml*) continue ;;
                *.so | *.so.*) ;;
                *) continue ;;
            esac
            if [[ -e $to/$base ]] && ! cmp -s "$file" "$to/$base"; then
                say "two native libraries named $base; they must not share a folder: $file"
                exit 1
            fi
            install -m 644 "$file" "$to/$base"
        done < <(find "$target/unpacked" -path "$target/unpacked/*/$pattern/*" -type f | LC_ALL=C sort)
    done < <(native_folders "$arch")
    # The search path of the machine that compiled them is nobody's business, and a hole where that folder can be made:
    # what is beside them is enough. The length stays, the rest of the name is blanked.
    find "$to" -name '*.so*' -exec perl -0777 -pi -e '
        s{(\$ORIGIN/)(:/home/[^\0]*)}{$1 . ("\0" x length $2)}ge;
        s{(?<=\0)(/build/Release|/home/runner/[^\0]*/lib:)(?=\0)}{"\$ORIGIN" . ("\0" x (length($1) - 7))}ge;
    ' {} +
}

# The jars without native libraries, for every architecture the same; takes them out of what is unpacked.
plain_jars() {
    local to=$1 each name folder
    mkdir -p "$to"
    for each in "$jars"/*.jar; do
        name=${each##*/}
        folder=$target/unpacked/${name%.jar}
        case $name in
            *-linux-x86_64.jar | *-linux-arm64.jar) continue ;;
        esac
        if [[ -d $folder/ai/onnxruntime/native || -d $folder/org/sqlite/native ]]; then
            rm -rf "$folder/ai/onnxruntime/native" "$folder/org/sqlite/native"
            "$jar" --create --no-manifest --date "$timestamp" --file "$to/$name" -C "$folder" .
        else
            install -m 644 "$each" "$to/$name"
        fi
    done
}

# The models a box needs, without what only training reads.
models() {
    local to=$1 folder name
    for folder in "$root"/models/zoo/*/; do
        name=$(basename "$folder")
        if [[ " $small_models " == *" $name "* ]] || grep -Eq '"default" *: *true' "$folder/card.json"; then
            mkdir -p "$to/$name"
            install -m 644 "$folder"/*.onnx "$folder/card.json" "$folder/README.md" "$to/$name/"
        fi
    done
}

# Holds what is packed against the lock file and licences.yaml; writes the bill of materials and the licence report.
supply_chain() {
    local arch=$1
    "$JAVA_HOME/bin/java" -cp "$jars/*" "$here/SupplyChain.java" "$target/sbom.json" "$root/.mvn/checksums/checksums.sha256" \
        "$here/licences.yaml" "$here/share/licences" "$arch" "$jars" "$target/$arch/native" "$target/models" "$target/$arch/supply"
}

# The program's folder, as it lies in the tar.gz and under /usr/lib in the .deb.
program() {
    local arch=$1 to=$2
    install -D -m 755 "$here/bin/maskgate" "$to/bin/maskgate"
    mkdir -p "$to/lib/native"
    cp "$target/$arch/native"/* "$to/lib/native/"
    cp -r "$target/lib/." "$to/lib/"
    install -m 644 "$here/jvm.options" "$to/lib/jvm.options"
    printf '%s\n' "$dated" >"$to/lib/version"
    (cd "$to/lib" && LC_ALL=C && printf '%s\n' *.jar) >"$to/lib/classpath"
    (cd "$to/lib" && sha256sum -- *.jar | sha256sum | cut -d' ' -f1) >"$to/lib/stamp"
    models "$to/models/zoo"
}

# The pages that the configuration and the README name, with what they link to, as they lie in the sources so that the links
# hold. What those of other folders link to further is of the sources alone.
pages() {
    local to=$1 each
    for each in README.md systemd/README.md hw/README.md models/README.md models/TRAINING.md tests/README.md \
        tests/benchmarks/results.md config/maskgate.yaml; do
        install -D -m 644 "$root/$each" "$to/$each"
    done
    install -D -m 644 -t "$to/daemon" "$root"/daemon/*.md
    install -D -m 644 -t "$to/daemon/pictures" "$root"/daemon/pictures/*
    install -D -m 644 -t "$to/config/schema" "$root"/config/schema/*
    install -D -m 644 -t "$to/config/prometheus" "$root"/config/prometheus/*
}

# What a person reads and what the service manager needs.
documents() {
    local arch=$1 to=$2
    install -D -m 644 "$root/config/maskgate.yaml" "$to/config/maskgate.yaml"
    install -D -m 644 -t "$to/config/schema" "$root"/config/schema/*
    install -D -m 644 -t "$to/systemd" "$here/maskgate.service" "$here/gpu.conf" "$here/maskgate.sysusers"
    install -D -m 644 "$here/share/maskgate.1" "$to/share/man/man1/maskgate.1"
    install -D -m 644 "$target/completion" "$to/share/bash-completion/completions/maskgate"
    install -m 644 "$target/$arch/supply"/* "$to/share/"
    install -D -m 644 -t "$to/share/licences" "$here"/share/licences/*
    pages "$to/doc"
    # How to install it is what is read first; it links to the other pages.
    sed 's,](\.\./,](doc/,g' "$here/README.md" >"$to/README.md"
    install -D -m 644 "$here/share/copyright" "$to/share/copyright"
}

# Ends with the time of the commit, in UTC: apt installs nothing over a package of the same version.
debian_version() {
    local at='' top
    top=$(realpath "$root")
    # Who builds as root has somebody else's checkout; and a repository around the sources knows nothing of their age.
    if [[ $(git -c safe.directory="$top" -C "$top" rev-parse --show-toplevel 2>/dev/null) == "$top" ]]; then
        at=$(TZ=UTC0 git -c safe.directory="$top" -C "$top" log -1 --date=format-local:%Y%m%d%H%M%S --format=%cd) || at=
    fi
    if [[ -z $at && -e $top/.git ]]; then
        printf 'stage: %s\n' "no commit can be read of $top; the package's version is $version alone, and older than one with a commit's time" >&2
    fi
    printf '%s\n' "$version${at:++$at}"
}

archive() {
    tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="$timestamp" --format=gnu -C "$1" -cf - "${@:2}"
}

# The .deb's own arrangement of the same files.
debian() {
    local arch=$1 tree=$2 doc=$2/usr/share/doc/maskgate name
    mkdir -p "$tree/usr/lib" "$tree/usr/bin"
    program "$arch" "$tree/usr/lib/maskgate"
    ln -s ../lib/maskgate/bin/maskgate "$tree/usr/bin/maskgate"
    install -D -m 644 "$here/maskgate.service" "$tree/usr/lib/systemd/system/maskgate.service"
    install -D -m 644 "$here/maskgate.sysusers" "$tree/usr/lib/sysusers.d/maskgate.conf"
    install -D -m 644 -t "$tree/usr/share/maskgate/schema" "$root"/config/schema/*
    # It is copied to /etc/maskgate, where an editor must find the schema still.
    sed 's,\$schema=schema/,$schema=file:///usr/share/maskgate/schema/,' "$root/config/maskgate.yaml" \
        >"$tree/usr/share/maskgate/maskgate.yaml"
    install -m 644 "$target/$arch/supply"/* "$tree/usr/share/maskgate/"
    install -D -m 644 -t "$tree/usr/share/maskgate/licences" "$here"/share/licences/*
    install -D -m 644 "$target/completion" "$tree/usr/share/bash-completion/completions/maskgate"
    mkdir -p "$tree/usr/share/man/man1"
    gzip -9n <"$here/share/maskgate.1" >"$tree/usr/share/man/man1/maskgate.1.gz"
    install -D -m 644 "$here/share/copyright" "$doc/copyright"
    sed "s/@VERSION@/$dated/" "$here/share/changelog" | gzip -9n >"$doc/changelog.gz"
    pages "$doc"
    # Images of few megabytes leave out /usr/share/doc.
    install -m 644 "$here/gpu.conf" "$tree/usr/share/maskgate/gpu.conf"
    mkdir -p "$doc/examples"
    ln -s ../../../maskgate/gpu.conf "$doc/examples/gpu.conf"
    install -D -m 644 "$here/share/lintian-overrides" "$tree/usr/share/lintian/overrides/maskgate"

    mkdir -p "$target/$arch/control"
    for name in "$here"/control/*; do
        sed -e "s/@ARCH@/$arch/" -e "s/@VERSION@/$dated/" "$name" >"$target/$arch/control/${name##*/}"
    done
}

dated=$(debian_version)
readonly dated
rm -rf "$target"/{lib,models,amd64,arm64}
unpack
models "$target/models"
for arch in amd64 arm64; do
    natives "$arch" "$target/$arch/native"
    supply_chain "$arch"
done
plain_jars "$target/lib"
"$JAVA_HOME/bin/java" -cp "$target/lib/*" io.maskgate.daemon.cli.Maskgate generate-completion >"$target/completion"
for arch in amd64 arm64; do
    # Two builds unpacked in one place must not meet.
    tree=$target/$arch/tree/maskgate-$dated
    program "$arch" "$tree"
    documents "$arch" "$tree"
    archive "$target/$arch/tree" "maskgate-$dated" | gzip -9n >"$target/maskgate-$version-linux-$arch.tar.gz"
    debian "$arch" "$target/$arch/deb"
    (cd "$target/$arch/deb" && archive . -- *) >"$target/$arch/data.tar"
    say "$arch: $(du -h "$target/maskgate-$version-linux-$arch.tar.gz" | cut -f1) packed, $(du -sh "$tree" | cut -f1) installed"
done
rm -rf "$target/unpacked"
