package io.maskgate.daemon.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.camera.Album;
import io.maskgate.daemon.config.ConfigReader;
import io.maskgate.daemon.config.ConfigResult;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.SecretSources;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.privacy.PrivacyGate;
import io.maskgate.daemon.tracking.TrackView;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.hw.video.JpegEncoder;
import io.maskgate.hw.video.RgbPicture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a look at a hard face to a data set. */
class SamplesTest {
    private static final Instant AT = Instant.parse("2026-03-02T08:00:00Z");
    private static final String KEY = "  key: 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
    /** In pixels of a frame of 1920 x 1080, of which the copy is half. */
    private static final Box HARD = new Box(800, 400, 900, 520);

    private static final Box OTHER = new Box(1000, 400, 1080, 500);

    /** The libraries are slow to load on a busy machine, and a gateway that stops has loaded them long ago. */
    @BeforeAll
    static void load() {
        try (var encoder = new JpegEncoder()) {
            encoder.encode(new RgbPicture(16, 16), 90);
        }
    }

    @TempDir
    private Path folder;

    private final RgbPicture picture = new RgbPicture(960, 540);

    private GatewayConfig config(String mode, String pictures) throws IOException {
        var file = Files.writeString(
                folder.resolve("gateway.yaml"), """
                gateway: site
                state: %s
                mqtt:
                  url: mqtt://broker
                cameras:
                  - id: lobby
                    url: rtsp://camera/
                privacy:
                  mode: %s
                pictures:
                  samples: true
                %s
                """.formatted(folder.resolve("state"), mode, pictures));
        return switch (ConfigReader.read(file, new SecretSources(Map.of()))) {
            case ConfigResult.Valid valid -> valid.config();
            case ConfigResult.Faulty faulty -> throw new AssertionError(faulty.faults());
        };
    }

    private static Optional<Samples> open(GatewayConfig config) {
        return open(config, UUID::randomUUID);
    }

    private static Optional<Samples> open(GatewayConfig config, Supplier<UUID> ids) {
        var gate = new PrivacyGate(config.privacy(), false);
        // A disk that halts for a moment costs a gateway its last pictures, and is not what is tried here.
        return Samples.open(config, gate, () -> AT, ids, new SecureRandom(), Duration.ofSeconds(30));
    }

    private static Detection seen(Box box, MaskLabel label) {
        return new Detection(box, label, 0.9f);
    }

    private static TrackView track(String id, Box box, Optional<MaskLabel> label) {
        return new TrackView(id, box, label, 0.9, AT);
    }

    /** A look that says "no facemask" of a face whose track says "facemask", beside another face. */
    private static Album.Look flicker(String track, Optional<MaskLabel> other, List<MaskEvent> events) {
        return flicker(track, other, Set.of(track, "other"), events);
    }

    private static Album.Look flicker(
            String track, Optional<MaskLabel> other, Set<String> open, List<MaskEvent> events) {
        return new Album.Look(
                "lobby",
                0,
                AT,
                "lightmask-320@0a1b2c3d",
                1920,
                1080,
                List.of(seen(HARD, MaskLabel.NO_FACEMASK), seen(OTHER, MaskLabel.NO_FACEMASK)),
                List.of(track(track, HARD, Optional.of(MaskLabel.FACEMASK)), track("other", OTHER, other)),
                open,
                events);
    }

    private static MaskEvent event(MaskEvent.Type type, String track, double facemask) {
        return new MaskEvent(
                UUID.nameUUIDFromBytes((type + track).getBytes(StandardCharsets.US_ASCII)),
                type,
                "site",
                "lobby",
                track,
                1,
                MaskLabel.FACEMASK,
                0.9,
                HARD,
                1920,
                1080,
                List.of(),
                AT,
                AT,
                "lightmask-320@0a1b2c3d",
                type == MaskEvent.Type.END
                        ? Optional.of(new MaskEvent.Summary(Duration.ofSeconds(9), facemask, 1 - facemask))
                        : Optional.empty());
    }

    private List<String> files(String under) throws IOException {
        var root = folder.resolve("out").resolve(under);
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (var all = Files.list(root)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theLabelIsThatOfTheWholeTrackAndTheOtherFaceInTheCropHasItsOwn() throws Exception {
        var config = config("pictures", KEY);
        try (var samples = open(config).orElseThrow()) {
            samples.album().looked(flicker("one", Optional.of(MaskLabel.NO_FACEMASK), List.of()), picture);
            samples.album().ended(event(MaskEvent.Type.END, "one", 0.95));
        }
        var done = SampleExport.write(config, folder.resolve("out"), 0.2, false);

        assertThat(done).isEqualTo(new SampleExport.Summary(1, 0, 0, 0, List.of()));
        var name = files("train/images").getFirst();
        var jpeg = ImageIO.read(folder.resolve("out/train/images").resolve(name).toFile());
        assertThat(jpeg.getWidth()).isEqualTo(240);
        assertThat(jpeg.getHeight()).isEqualTo(240);
        // The crop: 240 x 240 around (425, 230). The hard face: (400..450, 200..260); the other: (500..540, 200..250).
        assertThat(folder.resolve("out/train/labels").resolve(name.replace(".jpg", ".txt")))
                .content()
                .isEqualTo(
                        "0 0.500000 0.500000 0.208333 0.250000\n1 0.895833 0.479167 0.166667 0.208333\n".formatted());
        assertThat(files("val/images")).isEmpty();
        assertThat(folder.resolve("out/val/labels")).isDirectory();
    }

    @Test
    void aTrackThatWasOfTwoMindsAndOneThatIsNotOverGiveNoLabel() throws Exception {
        var config = config("pictures", "");
        try (var samples = open(config).orElseThrow()) {
            samples.album().looked(flicker("one", Optional.of(MaskLabel.NO_FACEMASK), List.of()), picture);
            samples.album().ended(event(MaskEvent.Type.END, "one", 0.6));
            samples.album().looked(flicker("two", Optional.of(MaskLabel.NO_FACEMASK), List.of()), picture);
            samples.album().looked(flicker("three", Optional.empty(), List.of()), picture);
            samples.album().ended(event(MaskEvent.Type.END, "three", 1));
        }
        var done = SampleExport.write(config, folder.resolve("out"), 0.2, false);

        assertThat(done).isEqualTo(new SampleExport.Summary(0, 0, 3, 0, List.of()));
        assertThat(files("unlabelled/images")).hasSize(3);
    }

    /** Nor that of the rest of it, though that is most. */
    @Test
    void aTrackThatHadItsLastLabelForATenthOfItsTimeGivesNoLabel() throws Exception {
        var config = config("pictures", "");
        try (var samples = open(config).orElseThrow()) {
            samples.album().looked(flicker("one", Optional.of(MaskLabel.NO_FACEMASK), List.of()), picture);
            samples.album().ended(event(MaskEvent.Type.END, "one", 0.1));
        }

        assertThat(SampleExport.write(config, folder.resolve("out"), 0.2, false))
                .isEqualTo(new SampleExport.Summary(0, 0, 1, 0, List.of()));
    }

    /** As of a passer-by outside of the door's zone, or of whoever works in a silent hour. */
    @Test
    void noSampleIsKeptOfAFaceThatMayNotBeToldOf() throws Exception {
        var samples = open(config("pictures", "")).orElseThrow();
        try (samples) {
            samples.album().looked(flicker("one", Optional.empty(), Set.of("other"), List.of()), picture);
        }
        assertThat(samples.size()).isZero();
    }

    /** On a box whose cameras are renamed for years what is known of each one's faces must not stay. */
    @Test
    void aCameraThatIsTakenAwayAndComesBackIsSampledAnew() throws Exception {
        var look = flicker("one", Optional.empty(), List.of());
        var samples = open(config("pictures", "")).orElseThrow();
        try (samples) {
            samples.album().looked(look, picture);
            samples.album().looked(look, picture);
            samples.album().left("lobby");
            samples.album().looked(look, picture);
        }
        assertThat(samples.size()).as("but the second, which came too soon").isEqualTo(2);
    }

    @Test
    void eventsAreKeptOnlyWhereThatIsSwitchedOn() throws Exception {
        var look = flicker("one", Optional.empty(), List.of(event(MaskEvent.Type.NEW, "one", 1)));
        for (var wanted : List.of(false, true)) {
            var config = config("pictures", "  events: " + wanted + "\n");
            try (var samples = open(config).orElseThrow()) {
                samples.album().looked(look, picture);
            }
            var out = folder.resolve("out");
            assertThat(SampleExport.write(config, out, 0.2, true).events()).isEqualTo(wanted ? 1 : 0);
            if (!wanted) {
                delete(out);
            }
        }
        var json =
                files("events").stream().filter(name -> name.endsWith(".json")).findFirst();
        assertThat(folder.resolve("out/events").resolve(json.orElseThrow()))
                .content()
                .contains("\"type\" : \"new\"", "\"camera\" : \"lobby\"", "400.0, 200.0, 450.0, 260.0");
    }

    @Test
    void aSnapshotOfWhoseFrameThereIsNoCopyIsCounted() throws Exception {
        var told = List.of(event(MaskEvent.Type.NEW, "one", 1), event(MaskEvent.Type.END, "two", 1));
        for (var wanted : List.of(false, true)) {
            try (var samples =
                    open(config("pictures", "  events: " + wanted + "\n")).orElseThrow()) {
                samples.album().lost(told);
                assertThat(samples.counts()).containsEntry("dropped", wanted ? 1L : 0L);
            }
        }
    }

    @Test
    void aCropThereIsNoMemoryForIsCountedAndHealthSaysSoUntilOneIsStored() throws Exception {
        var full = new AtomicBoolean(true);
        Supplier<UUID> ids = () -> {
            if (full.get()) {
                throw new OutOfMemoryError("Cannot reserve 172864 bytes of direct buffer memory");
            }
            return UUID.randomUUID();
        };
        try (var samples = open(config("pictures", ""), ids).orElseThrow()) {
            samples.album().looked(flicker("one", Optional.empty(), List.of()), picture);
            assertThat(samples.counts()).containsEntry("dropped", 1L);
            assertThat(samples.trouble()).contains("pictures could not be stored, the log says why: OutOfMemoryError");

            full.set(false);
            samples.album().left("lobby");
            samples.album().looked(flicker("two", Optional.empty(), List.of()), picture);
            samples.album().ended(event(MaskEvent.Type.END, "two", 1));
            await().untilAsserted(() -> assertThat(samples.trouble()).isEmpty());
            assertThat(samples.counts()).containsEntry("dropped", 1L);
        }
    }

    @Test
    void theLatestTracksAreValAndNoTrackIsInBoth() throws Exception {
        var config = config("pictures", "");
        try (var samples = open(config).orElseThrow()) {
            for (int i = 0; i < 10; i++) {
                samples.album().looked(flicker("track " + i, Optional.of(MaskLabel.NO_FACEMASK), List.of()), picture);
                samples.album().ended(event(MaskEvent.Type.END, "track " + i, 1));
                await().until(() -> samples.counts().get("dropped") == 0);
                int stored = i + 1;
                await().until(() -> samples.size() == stored);
            }
        }
        var done = SampleExport.write(config, folder.resolve("out"), 0.2, false);
        assertThat(done).isEqualTo(new SampleExport.Summary(8, 2, 0, 0, List.of()));
        assertThat(folder.resolve("out/summary.json"))
                .as("that no person labelled them, for adapt")
                .content()
                .contains("\"model\" : \"the gateway by lightmask-320@0a1b2c3d\"")
                .containsSubsequence("\"given\" : 0", "\"labelled\" : 2");
    }

    @Test
    void anotherModeStoresNothingAndDeletesWhatWasStored() throws Exception {
        var config = config("pictures", "");
        try (var samples = open(config).orElseThrow()) {
            samples.album().looked(flicker("one", Optional.of(MaskLabel.NO_FACEMASK), List.of()), picture);
        }
        assertThat(folder.resolve("state/pictures")).isNotEmptyDirectory();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleExport.write(config("events", ""), folder.resolve("out"), 0.2, false))
                .withMessageContaining("privacy mode is events");

        assertThat(open(config("events", ""))).isEmpty();
        assertThat(folder.resolve("state/pictures")).as("not before the look").isNotEmptyDirectory();
        new Leftover(config.state(), new PrivacyGate(config("events", "").privacy(), false), System::nanoTime).look();
        assertThat(folder.resolve("state/pictures")).isEmptyDirectory();
    }

    @Test
    void aLostKeyIsSaidForEachPictureAndAnExistingFolderIsNotWrittenOver() throws Exception {
        try (var samples = open(config("pictures", KEY)).orElseThrow()) {
            samples.album().looked(flicker("one", Optional.of(MaskLabel.NO_FACEMASK), List.of()), picture);
        }
        var done = SampleExport.write(config("pictures", ""), folder.resolve("out"), 0.2, false);
        assertThat(done.unreadable())
                .singleElement()
                .satisfies(why -> assertThat(why).endsWith("it is sealed, and pictures.key is not set"));
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> SampleExport.write(config("pictures", KEY), folder.resolve("out"), 0.2, false));
    }

    private static void delete(Path root) throws IOException {
        try (var all = Files.walk(root)) {
            for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
