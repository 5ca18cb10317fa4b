# maskgate test: installs what the tests need where it may, runs every module's tests, and sums up. Sourced by maskgate.

# Packages by what needs them: a command, or a Python import, that tells whether they are there.
have_gstreamer() {
    /usr/bin/python3 -c 'import gi; gi.require_version("GstRtspServer", "1.0"); from gi.repository import GstRtspServer' 2>/dev/null &&
        compgen -G '/usr/lib/*/gstreamer-1.0/libgstx264.so' >/dev/null &&
        compgen -G '/usr/lib/*/gstreamer-1.0/libgstvideoparsersbad.so' >/dev/null &&
        compgen -G '/usr/lib/*/gstreamer-1.0/libgstisomp4.so' >/dev/null
}
have_mosquitto() { type -P mosquitto >/dev/null || [[ -x /usr/sbin/mosquitto ]]; }
have_ffmpeg() { type -P ffmpeg >/dev/null; }
have_chromium() { type -P chromium >/dev/null; }

# Installs packages $3… unless check $1 says they are there; says that $2 is skipped where they cannot be had.
provide() {
    local check=$1 what=$2
    shift 2
    "$check" && return 0
    if may_install; then
        say "installing $* for the tests"
        apt_install "$@" && "$check" && return 0
        say "skipped: $what, since apt could not install $*"
    else
        say "skipped: $what, since this needs: sudo apt-get install -y $*"
    fi
}

# Adds up the Surefire reports of every module into the line Surefire itself would print.
sum_up() {
    local files
    mapfile -t files < <(find "$root"/*/target/surefire-reports -name 'TEST-*.xml' -newer "$build/test.started" 2>/dev/null | sort)
    if [[ ${#files[@]} -eq 0 ]]; then
        say "no test ran"
        return 1
    fi
    echo
    echo "-------------------------------------------------------"
    echo " T E S T S   of all modules"
    echo "-------------------------------------------------------"
    grep -h -o '<skipped message="[^"]*"' "${files[@]}" | sed -e 's/<skipped message="/Skipped: /' -e 's/"$//' \
        -e 's/&quot;/"/g; s/&apos;/'"'"'/g; s/&lt;/</g; s/&gt;/>/g; s/&#10;/ /g; s/&amp;/\&/g' -e 's/Assumption failed: //' | sort | uniq -c || true
    awk '
        function attribute(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0 : 0 }
        FNR == 1 { head = 1 }
        head && /tests="/ { t += attribute("tests"); f += attribute("failures"); e += attribute("errors"); s += attribute("skipped"); head = 0 }
        /<testcase / { split($0, part, "\""); name = $0; sub(/.* classname="/, "", name); sub(/".*/, "", name); test = $0; sub(/.* name="/, "", test); sub(/".*/, "", test) }
        /<failure/ { print "Failed: " name "." test }
        /<error/ { print "Error: " name "." test }
        END { printf "Tests run: %d, Failures: %d, Errors: %d, Skipped: %d\n", t, f, e, s; exit f + e > 0 }
    ' "${files[@]}"
}

run_tests() {
    local status=0
    provide have_mosquitto "tests with a real broker" mosquitto
    provide have_ffmpeg "tests with ffmpeg as publisher" ffmpeg
    provide have_gstreamer "tests with a real RTSP server" python3-gi gir1.2-gst-rtsp-server-1.0 \
        gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly
    provide have_chromium "tests of the page in a browser" chromium

    mkdir -p "$build"
    touch "$build/test.started"
    # A failed test must not keep the modules behind it from being tested; the summary below decides.
    "$root/mvnw" -B -ntp -f "$root/pom.xml" verify -Dmaven.test.failure.ignore=true "$@" || status=$?
    [[ $status -eq 0 ]] || say "the build itself failed; see above"
    sum_up || status=1
    exit "$status"
}

run_tests "$@"
