package io.maskgate.daemon.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.cli.Maskgate;
import io.maskgate.daemon.cli.Typed;
import io.maskgate.daemon.config.ConfigReader;
import io.maskgate.daemon.config.ConfigResult;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.SecretSources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Exports that fail, are told to end, or are of much: from pictures as a gateway stored them. */
@Timeout(120)
class SampleExportTest {
    private static final int SMALL = 1000;

    @TempDir
    private Path folder;

    private Path file;
    private Path store;

    @BeforeEach
    void write() throws IOException {
        store = folder.resolve("state/pictures");
        file = Files.writeString(folder.resolve("gateway.yaml"), """
                gateway: site
                state: %s
                mqtt:
                  url: mqtt://broker
                cameras:
                  - id: lobby
                    url: rtsp://camera/
                privacy:
                  mode: pictures
                """.formatted(folder.resolve("state")));
    }

    private GatewayConfig config() {
        return switch (ConfigReader.read(file, new SecretSources(Map.of()))) {
            case ConfigResult.Valid valid -> valid.config();
            case ConfigResult.Faulty faulty -> throw new AssertionError(faulty.faults());
        };
    }

    private List<String> files(String under) throws IOException {
        try (var all = Files.list(folder.resolve("out").resolve(under))) {
            return all.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void anExportThatFailsLeavesNoPictureBehind() throws Exception {
        store(1, SMALL, true);
        store(1, SMALL, false);
        // The longest path Linux takes has 4,095 bytes: train/images/ fits, and unlabelled/images/, which comes after,
        // does not.
        var deep = folder;
        int name = "1772438400000-sample-.jpg".length() + 36;
        int length = 4095 - "/out.part/train/images/".length() - name;
        while (length - deep.toString().length() > 200) {
            deep = deep.resolve("d".repeat(99));
        }
        deep = deep.resolve("d".repeat(length - deep.toString().length() - 1));
        Files.createDirectories(deep);
        var out = deep.resolve("out");

        assertThatIOException()
                .isThrownBy(() -> SampleExport.write(config(), out, 0.2, true))
                .withMessageContaining("/unlabelled/images/")
                .withMessageContaining("File name too long");
        assertThat(deep).isEmptyDirectory();
    }

    /** Cameras' and the broker's passwords are root's, and a certificate that has gone is the gateway's trouble. */
    @Test
    void ofTheSecretsAnExportNeedsTheKeyAlone() throws Exception {
        String key = "0123456789abcdef".repeat(4);
        Files.createDirectories(store);
        String name = "1772438400000-sample-" + new UUID(1, 1) + ".mgp";
        var about = Stored.json().put("camera", "lobby").put("track", "one").put("labelled", true);
        var seal = Seal.of(key, new SecureRandom());
        Files.write(store.resolve(name), new Stored(about, new byte[SMALL]).write(name, Optional.of(seal)));
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("mqtt://broker", "mqtts://broker\n  password: ${file:/nonsuch}\n  tls: {ca: /nonsuch}")
                        .replace("rtsp://camera/", "rtsp://u:${credential:cam}@camera/")
                        .replace("mode: pictures", "mode: pictures\npictures:\n  key: ${env:KEY}"));
        String[] export = {
            "samples",
            "export",
            "--config",
            file.toString(),
            "--out",
            folder.resolve("out").toString()
        };

        var typed = Typed.in(Map.of("KEY", key), export);
        assertThat(typed.err()).isEmpty();
        assertThat(typed.out()).startsWith("1 pictures in train");
        assertThat(Typed.in(export).err()).contains("pictures.key", "KEY").doesNotContain("cam", "/nonsuch");
    }

    @Test
    void onePictureThatCannotBeReadKeepsNoOtherFromTheExport() throws Exception {
        store(1, SMALL, true);
        // Reading a folder fails as reading a bad sector does.
        for (var kind : List.of("sample", "event")) {
            Files.createDirectory(store.resolve("1772438400000-" + kind + "-" + new UUID(0, 0) + ".mgp"));
        }
        var done = SampleExport.write(config(), folder.resolve("out"), 0.2, true);

        assertThat(done.train()).isEqualTo(1);
        assertThat(done.events()).isZero();
        assertThat(done.unreadable())
                .hasSize(2)
                .allSatisfy(why -> assertThat(why).startsWith(store.toString()).endsWith("Is a directory"));
        assertThat(files("train/images")).hasSize(1);
    }

    /** By Ctrl-C, or a terminal that is closed: what it wrote lies in the clear, where nobody looks after it. */
    @Test
    void anExportThatIsToldToEndLeavesNoPictureBehind() throws Exception {
        store(4000, SMALL, true);
        var images = folder.resolve("out.part/train/images");
        var export = export();
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(60))
                .until(() -> Files.isDirectory(images) && !empty(images));
        export.toHandle().destroy();

        export.getInputStream().readAllBytes();
        assertThat(export.waitFor()).as("128 and SIGTERM").isEqualTo(143);
        assertThat(folder.resolve("out.part")).doesNotExist();
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private static boolean empty(Path folder) throws IOException {
        try (var all = Files.newDirectoryStream(folder)) {
            return !all.iterator().hasNext();
        }
    }

    /** A store of the usual size is four times the memory of the Java machine. */
    @Test
    void aStoreLargerThanMemoryIsExported() throws Exception {
        store(40, 2 << 20, true);
        var export = export();
        String said = new String(export.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(said).contains("40 pictures in train");
        assertThat(export.waitFor()).isZero();
        assertThat(files("train/images")).hasSize(40);
    }

    /** Pictures of so many bytes. */
    private void store(int pictures, int bytes, boolean labelled) throws IOException {
        Files.createDirectories(store);
        var about = Stored.json().put("camera", "lobby").put("track", "one").put("labelled", labelled);
        for (int i = 0; i < pictures; i++) {
            String name = "1772438400000-sample-" + new UUID(labelled ? 1 : 2, i) + ".mgp";
            Files.write(store.resolve(name), new Stored(about, new byte[bytes]).write(name, Optional.empty()));
        }
    }

    /** As a process of its own, with little memory. */
    private Process export() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Maskgate.class.getName(),
                        "samples",
                        "export",
                        "--config",
                        file.toString(),
                        "--out",
                        folder.resolve("out").toString())
                .redirectErrorStream(true)
                .start();
    }
}
