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
have_faketime() { compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null; }
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

# Repeats what Surefire said at the end of each module: failures, and the numbers, added up in its own words. Its XML
# reports would not do for the numbers: where two engines run one class, the second report overwrites the first.
sum_up() {
    local log=$1
    echo
    echo "-------------------------------------------------------"
    echo " T E S T S   of all modules"
    echo "-------------------------------------------------------"
    # A class that is left out says why in an attribute, a test that finds something missing in the text.
    find "$root"/*/target/surefire-reports -name 'TEST-*.xml' -newer "$build/test.started" \
        -exec grep -h -o -E '<skipped message="[^"]*"|<skipped type="[^"]*"><!\[CDATA\[.*' {} + 2>/dev/null |
        sed -e 's/<skipped message="/Skipped: /' -e 's/<skipped type="[^"]*"><!\[CDATA\[/Skipped: /' \
            -e 's/org\.opentest4j\.TestAbortedException: //' -e 's/"$//' -e 's/&quot;/"/g; s/&apos;/'"'"'/g; s/&lt;/</g; s/&gt;/>/g; s/&#10;/ /g; s/&amp;/\&/g' \
            -e 's/Assumption failed: //' | sort | uniq -c || true
    awk '
        /^\[(INFO|WARNING|ERROR)\] +Building Maskgate/ { module = $4 }
        /^\[ERROR\] (Failures|Errors): *$/ { listing = 1; next }
        /^\[(INFO|WARNING|ERROR)\] Tests run: [0-9]+, Failures: [0-9]+, Errors: [0-9]+, Skipped: [0-9]+ *$/ {
            listing = 0
            gsub(/,/, "")
            tests += $4; failures += $6; errors += $8; skipped += $10
            next
        }
        /^\[INFO\] *$/ { listing = 0 }
        # A message may have thousands of lines; the log has them all.
        listing { lines = /^\[ERROR\] +/ ? 1 : lines + 1; sub(/^\[ERROR\] */, ""); if ($0 != "" && lines <= 5) print module ": " $0 }
        END {
            printf "Tests run: %d, Failures: %d, Errors: %d, Skipped: %d\n", tests, failures, errors, skipped
            exit tests == 0 || failures + errors > 0
        }
    ' "$log"
}

maven() { "$root/mvnw" -B -ntp -f "$root/pom.xml" "$@"; }

# With arguments for Maven, such as -Dtest=…, the formatting is not looked at.
run_tests() {
    local status=0
    provide have_mosquitto "tests with a real broker" mosquitto
    provide have_ffmpeg "tests with ffmpeg as publisher" ffmpeg
    provide have_gstreamer "tests with a real RTSP server" python3-gi gir1.2-gst-rtsp-server-1.0 \
        gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly
    provide have_faketime "a clock that moves" libfaketime
    provide have_chromium "tests of the page in a browser" chromium

    mkdir -p "$build"
    touch "$build/test.started"
    # Neither wrong formatting nor a failed test keeps what is behind it from being tested; the end of this decides.
    maven verify -Dspotless.check.skip=true -Dmaven.test.failure.ignore=true "$@" 2>&1 | tee "$build/test.log" || status=$?
    if [[ $# -eq 0 ]]; then
        maven spotless:check 2>&1 | tee "$build/format.log" || status=$?
    fi
    [[ $status -eq 0 ]] || say "the build failed; see above, or the logs in $build"
    sum_up "$build/test.log" || status=1
    exit "$status"
}

run_tests "$@"
