package io.maskgate.tests.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The programs a test needs; where one is missing the test is skipped with what to install. */
public final class Tools {
    /** Of the distribution: its gi belongs to this interpreter and to no other on PATH. */
    static final Path PYTHON = Path.of("/usr/bin/python3");

    private static final List<String> PLUGINS = List.of("libgstisomp4", "libgstvideoparsersbad", "libgstrtp");

    private Tools() {}

    public static Path ffmpeg() {
        return require("ffmpeg", "making clips and comparing with ffmpeg", "ffmpeg");
    }

    static Path chromium() {
        return require("chromium", "the page in a browser", "chromium");
    }

    static Path mosquitto() {
        return require("mosquitto", "a real broker", "mosquitto");
    }

    static Path mosquittoPasswd() {
        return require("mosquitto_passwd", "a broker with passwords", "mosquitto");
    }

    static Path openssl() {
        return require("openssl", "a broker with TLS", "openssl");
    }

    /** Skips the test where a GStreamer RTSP server cannot run. */
    static void requireRtspServer() {
        Assumptions.assumeTrue(
                rtspServer(),
                "a real RTSP server needs: apt-get install -y python3-gi gir1.2-gst-rtsp-server-1.0"
                        + " gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad");
    }

    private static Path require(String program, String what, String aptPackage) {
        var found = find(program);
        Assumptions.assumeTrue(found.isPresent(), what + " needs: apt-get install -y " + aptPackage);
        return found.orElseThrow();
    }

    private static Optional<Path> find(String program) {
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("") + ":/usr/sbin:/usr/local/sbin";
        return Stream.of(path.split(":"))
                .map(folder -> Path.of(folder).resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static boolean rtspServer() {
        if (!PLUGINS.stream().allMatch(Tools::hasPlugin)) {
            return false;
        }
        var imports = "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer";
        try {
            return new ProcessBuilder(PYTHON.toString(), "-c", imports)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean hasPlugin(String library) {
        try (var folders = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu*")) {
            for (var folder : folders) {
                if (Files.exists(folder.resolve("gstreamer-1.0").resolve(library + ".so"))) {
                    return true;
                }
            }
            return false;
        } catch (IOException _) {
            return false;
        }
    }
}
