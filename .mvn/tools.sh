# Finding the JDK and the distribution's packages, and what sources are like. Sourced by maskgate and mvnw; bash.

readonly JDK_LEAST=25
readonly JDK_PACKAGE=openjdk-25-jdk-headless

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# The JDK's folder when $1 is a JDK for this machine's processor and new enough; else fails. Reads the release file,
# since starting javac costs a quarter of a second on every launch.
jdk_at() {
    local home=$1 version='' arch='' line
    [[ -x $home/bin/javac && -x $home/bin/java ]] || return 1
    if [[ -r $home/release ]]; then
        while IFS= read -r line; do
            case $line in
                JAVA_VERSION=*) version=${line#*=} ;;
                OS_ARCH=*) arch=${line#*=} ;;
            esac
        done <"$home/release"
    else
        version=$("$home/bin/javac" -version 2>&1) || return 1
        version=${version#javac }
    fi
    version=${version//\"/}
    version=${version%%[!0-9]*}
    arch=${arch//\"/}
    [[ $arch == amd64 ]] && arch=x86_64
    [[ -z $arch || $arch == "$(uname -m)" ]] || return 1
    [[ -n $version && $version -ge $JDK_LEAST ]] || return 1
    printf '%s\n' "$home"
}

# Prints the folder of the first JDK that will do: JAVA_HOME, PATH, the usual folders, then whatever java in PATH starts.
find_jdk() {
    local roots root home found
    if [[ -n ${JAVA_HOME:-} ]] && jdk_at "$JAVA_HOME"; then
        return 0
    fi
    if found=$(type -P javac); then
        found=$(readlink -f "$found")
        jdk_at "${found%/bin/javac}" && return 0
    fi
    IFS=: read -ra roots <<<"${MASKGATE_JDK_ROOTS:-/usr/lib/jvm:/usr/lib64/jvm:/opt:/opt/java:/usr/java:/usr/local:${HOME:-/root}/.sdkman/candidates/java:${HOME:-/root}/.jdks}"
    for root in "${roots[@]}"; do
        for home in "$root"/*; do
            jdk_at "$home" && return 0
        done
    done
    # It may be a program that chooses one, as of openSUSE's libalternatives, asdf, mise or jenv.
    if found=$(type -P java); then
        found=$("$found" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p') || true
        jdk_at "$found" && return 0
    fi
    return 1
}

# Prints the JDK's folder; installs the distribution's where it may, else says what to type.
require_jdk() {
    find_jdk && return 0
    if may_install; then
        say "no JDK $JDK_LEAST or newer found; installing $JDK_PACKAGE with apt"
        apt_install "$JDK_PACKAGE" && find_jdk && return 0
    fi
    local none="no JDK $JDK_LEAST or newer found in JAVA_HOME, PATH or the usual folders"
    local unpack="one, such as Eclipse Temurin's (https://adoptium.net), in /opt or ~/.jdks, or set JAVA_HOME to the folder of one"
    if apt_has "$JDK_PACKAGE"; then
        say "$none. Install one:"
        printf '    sudo apt-get install -y %s\n' "$JDK_PACKAGE" >&2
        say "or unpack $unpack"
    else
        say "$none. Unpack $unpack"
    fi
    return 1
}

# Names, sizes and times of the files in $@, files or folders, to which words for find may be added: any change shows.
state_of() { find "$@" -type f -printf '%P %p %s %T@\n' | LC_ALL=C sort; }

# Whether packages can be installed without asking for a password. MASKGATE_NO_INSTALL=1 forbids it.
may_install() {
    [[ -z ${MASKGATE_NO_INSTALL:-} ]] || return 1
    type -P apt-get >/dev/null || return 1
    [[ $EUID -eq 0 ]] || sudo -n true 2>/dev/null
}

# Whether apt is there, and knows package $1.
apt_has() { [[ $(LC_ALL=C apt-cache policy "$1" 2>/dev/null) == *'Candidate: '[0-9]* ]]; }

# Installs packages with apt; what apt says goes to standard error only when it fails.
apt_install() {
    local log as_root=()
    log=$(mktemp)
    [[ $EUID -eq 0 ]] || as_root=(sudo -n)
    if {
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
    } >"$log" 2>&1 </dev/null; then
        rm -f "$log"
        return 0
    fi
    say "apt could not install $*; its last lines:"
    tail -n 5 "$log" >&2
    rm -f "$log"
    return 1
}
