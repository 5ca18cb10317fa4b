package io.maskgate.daemon.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.config.ConfigReader;
import io.maskgate.daemon.config.ConfigResult;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.SecretSources;
import io.maskgate.daemon.gateway.Site;
import io.maskgate.hw.video.HardwareDecoders;
import io.maskgate.hw.video.MediaClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Doctor called every camera ok that it saw alone. */
class CapacityTest {
    private static final MemoryBound SHIPPED = new MemoryBound("maxPhysicalBytes", 1400L << 20, false);
    private static final Capacity.Load FULL_HD = load(0.11, 2);

    @TempDir
    Path folder;

    private final Capacity capacity = new Capacity();

    private static Capacity.Load load(double cores, double keySeconds) {
        return new Capacity.Load(1920 * 1080, cores, keySeconds);
    }

    private List<GatewayConfig.Camera> cameras(int count, String more) throws IOException {
        var text = new StringBuilder("gateway: g1\nstate: " + folder + "\nmqtt: {url: \"mqtt://broker\"}\ncameras:\n");
        for (int i = 0; i < count; i++) {
            text.append("  - {id: c%d, url: \"rtsp://192.0.2.1/%d\"%s}\n".formatted(i, i, more));
        }
        Path file = Files.writeString(folder.resolve("m.yaml"), text);
        return switch (ConfigReader.read(file, new SecretSources(Map.of()))) {
            case ConfigResult.Valid valid -> valid.config().cameras();
            case ConfigResult.Faulty faulty -> throw new AssertionError(faulty.faults());
        };
    }

    private Finding memory(int seen, int count) throws IOException {
        var cameras = cameras(count, "");
        cameras.stream().limit(seen).forEach(camera -> capacity.seen(camera.id(), FULL_HD));
        return capacity.memory(cameras, SHIPPED).orElseThrow();
    }

    /** 150 MB, and 8 bytes for each of 2,073,600 pixels, which are 15.82 MB. */
    @Test
    void aHundredCamerasOfFullHdAreMoreThanTheServiceMayTake() throws Exception {
        var finding = memory(100, 100);
        assertThat(finding.state()).isEqualTo(Finding.State.WARNING);
        assertThat(finding.text())
                .isEqualTo("cameras: 100, with some 1732 MB in all; the service may take 1400 (maxPhysicalBytes)");
        assertThat(finding.remedy())
                .contains("maxPhysicalBytes", "MemoryHigh=", "MemoryMax=", "systemd/README.md, How many cameras");
    }

    /** A tenth of 1400 MB is left: 70 cameras take 1257, 71 take 1273. */
    @Test
    void seventyFit() throws Exception {
        assertThat(memory(70, 70))
                .isEqualTo(Finding.ok(
                        "cameras: 70, with some 1257 MB in all; the service may take 1400 (maxPhysicalBytes)"));
        assertThat(memory(71, 71).state()).isEqualTo(Finding.State.WARNING);
    }

    @Test
    void thoseThatAreDarkAreTakenForLikeTheOthers() throws Exception {
        assertThat(memory(2, 100).text())
                .isEqualTo("cameras: 100, with some 1732 MB in all, if the others are like the 2 that were seen;"
                        + " the service may take 1400 (maxPhysicalBytes)");
    }

    @Test
    void ofWhatNobodySawNothingIsSaid() throws Exception {
        assertThat(capacity.memory(cameras(100, ""), SHIPPED)).isEmpty();
        assertThat(capacity.decoding(cameras(100, ""), 4)).isEmpty();
        assertThat(capacity.detector(cameras(100, ""))).isEmpty();
    }

    /** What was to be raised is above what there is already, or follows it. */
    @Test
    void whereThereIsNoMoreMemoryNoSettingIsToBeRaised() throws Exception {
        var cameras = cameras(100, "");
        capacity.seen("c0", FULL_HD);
        var finding = capacity.memory(cameras, new MemoryBound("nine tenths of the memory there is", 900L << 20, true))
                .orElseThrow();
        assertThat(finding.text()).endsWith("the service may take 900 (nine tenths of the memory there is)");
        assertThat(finding.remedy())
                .contains("detect-url", "give the machine or the container more memory")
                .doesNotContain("maxPhysicalBytes", "MemoryMax=");
    }

    private Finding decoding(int count, Capacity.Load each, String more) throws IOException {
        var cameras = cameras(count, more);
        cameras.forEach(camera -> capacity.seen(camera.id(), each));
        return capacity.decoding(cameras, 4).orElseThrow();
    }

    /** Twelve of 4K with 25 pictures a second each are 4.44 cores, and had memory and a detector. */
    @Test
    void decodingMoreThanEightTenthsOfAllCoresIsAWarning() throws Exception {
        var finding = decoding(12, load(0.37, 2), "");
        assertThat(finding.state()).isEqualTo(Finding.State.WARNING);
        assertThat(finding.text()).isEqualTo("all cameras together take some 4.4 of 4 cores");
        assertThat(finding.remedy()).contains("detect-url", "decode.policy: adaptive for those without lines");
        assertThat(decoding(4, load(0.37, 2), ""))
                .isEqualTo(Finding.ok("all cameras together take some 1.5 of 4 cores"));
        assertThat(decoding(8, load(0.4, 2), "").state()).isEqualTo(Finding.State.OK);
        assertThat(decoding(8, load(0.41, 2), "").state()).isEqualTo(Finding.State.WARNING);
    }

    /** A fifth of 4.44. */
    @Test
    void keyFramesAreAFifthOfTheWork() throws Exception {
        assertThat(decoding(12, load(0.37, 2), ", decode: {policy: keyframes}"))
                .isEqualTo(Finding.ok("all cameras together take some 0.9 of 4 cores"));
        assertThat(decoding(12, load(0.37, 2), ", decode: {policy: adaptive}"))
                .isEqualTo(
                        Finding.ok("all cameras together take some 0.9 of 4 cores, or 4.4 with somebody in view of each"
                                + " adaptive camera"));
        assertThat(decoding(50, load(0.37, 2), ", decode: {policy: adaptive}").remedy())
                .contains("detect-url")
                .doesNotContain("adaptive");
    }

    /**
     * Every 4 s: after 2.2 s a look that needs all until there, 0.55 of 8 cores. Of a key frame every 3 s it needs 2.2 / 3, every
     * 5 s there are two of them. Nobody knows how many there are of what has none within a look, as with intra-refresh.
     */
    @Test
    void whereKeyFramesAreRareTheLooksBetweenThemCountToo() throws Exception {
        String adaptive = ", decode: {policy: adaptive}";
        var finding = decoding(40, load(0.2, 4), adaptive);
        assertThat(finding.state()).isEqualTo(Finding.State.WARNING);
        assertThat(finding.text())
                .isEqualTo(
                        "all cameras together take some 4.4 of 4 cores, or 8.0 with somebody in view of each adaptive"
                                + " camera");
        assertThat(finding.remedy()).contains("send a key frame every 1 to 2 s");
        assertThat(decoding(40, load(0.2, 2.6), adaptive).text()).contains("some 1.6 of 4 cores");
        assertThat(decoding(40, load(0.2, 3), adaptive).text()).contains("some 5.9 of 4 cores");
        assertThat(decoding(40, load(0.2, 5), ", decode: {policy: keyframes}").text())
                .endsWith("some 7.0 of 4 cores");
        assertThat(decoding(40, load(0.2, 0), adaptive).text()).endsWith("some 8.0 of 4 cores");
    }

    @Test
    void aFloorThatAsksForFewerLooksSavesThem() throws Exception {
        var finding = decoding(40, load(0.2, 4), ", decode: {policy: adaptive, floor: 0.25}");
        assertThat(finding.state()).isEqualTo(Finding.State.OK);
        assertThat(finding.text()).contains("some 1.6 of 4 cores");
    }

    /** A key frame every 2 s is what is recommended. */
    @Test
    void aFloorThatAsksForMoreLooksIsToBeLowered() throws Exception {
        var finding = decoding(40, load(0.2, 2), ", decode: {policy: adaptive, floor: 1}");
        assertThat(finding.state()).isEqualTo(Finding.State.WARNING);
        assertThat(finding.remedy()).contains("lower decode.floor").doesNotContain("1 to 2 s");
    }

    /** 0.55 of 0.5 cores, eight times. */
    @Test
    void rareKeyFramesOfTheOneThatWasSeenStandForTheOthersToo() throws Exception {
        capacity.seen("c0", load(0.5, 4));
        assertThat(capacity.decoding(cameras(8, ", decode: {policy: adaptive}"), 4)
                        .orElseThrow()
                        .text())
                .contains("some 2.2 of 4 cores, or 4.0");
    }

    /** The one that was seen takes 0.5, and so do the others; not those that are switched off. */
    @Test
    void camerasThatAreDarkAreDecodedLikeTheOthers() throws Exception {
        capacity.seen("c0", load(0.5, 2));
        assertThat(capacity.decoding(cameras(8, ""), 4))
                .contains(new Finding(
                        Finding.State.WARNING,
                        "all cameras together take some 4.0 of 4 cores, if the others are like the 1 that were seen",
                        "name smaller streams in detect-url, set decode.policy: adaptive for those without lines, have the"
                                + " cameras send fewer pictures a second, or use a hardware decoder; pictures are left out"
                                + " otherwise"));
        assertThat(capacity.decoding(cameras(8, ", enabled: false"), 4))
                .contains(Finding.ok("all cameras together take some 0.0 of 4 cores"));
    }

    /** 704 x 288 pixels: a megabyte and a half. */
    @Test
    void aCameraThatWasLookedAtIsAsLargeAsWhatDetectionReads() throws Exception {
        var clip = Path.of("src/test/resources/clips/narrow-pixels.mp4").toAbsolutePath();
        var config = Site.config(folder, "mqtt://127.0.0.1", "file:" + clip);
        for (var look : ConfigChecks.looks(
                config, HardwareDecoders.none(), OptionalInt.empty(), MediaClock.system(), capacity)) {
            look.work().call();
        }
        assertThat(capacity.memory(config.cameras(), SHIPPED).orElseThrow().text())
                .startsWith("cameras: 1, with some 151 MB in all");
        assertThat(capacity.decoding(config.cameras(), 4)).isPresent();
    }

    private Optional<Finding.State> detector(int count, String more) throws IOException {
        return capacity.detector(cameras(count, more)).map(Finding::state);
    }

    /** Of each five a second. */
    @Test
    void moreThanSevenTenthsOfTheDetectorsTimeIsAWarning() throws Exception {
        capacity.picture(10);
        assertThat(detector(14, "")).contains(Finding.State.OK);
        assertThat(detector(15, "")).contains(Finding.State.WARNING);
        var finding = capacity.detector(cameras(20, "")).orElseThrow();
        assertThat(finding.text())
                .isEqualTo("a picture takes 10.0 ms, so it does 100 a second at most; the cameras ask for 100");
        assertThat(finding.remedy())
                .contains("lower rate", "decode.policy: adaptive for those without lines", "model.name");
    }

    @Test
    void ofKeyFramesThereAreTwoASecondAtMost() throws Exception {
        capacity.picture(10);
        assertThat(detector(35, ", decode: {policy: adaptive}")).contains(Finding.State.OK);
        assertThat(detector(36, ", decode: {policy: keyframes}")).contains(Finding.State.WARNING);
        assertThat(detector(70, ", rate: 1, decode: {policy: adaptive}")).contains(Finding.State.OK);
    }

    /** Of each one in two seconds, in place of the two a second that nobody knows better of. */
    @Test
    void ofKeyFramesThatWereSeenThereAreAsManyAsWereSeen() throws Exception {
        capacity.picture(10);
        var cameras = cameras(40, ", decode: {policy: keyframes}");
        cameras.forEach(camera -> capacity.seen(camera.id(), load(0.1, 2)));
        assertThat(capacity.detector(cameras))
                .contains(
                        Finding.ok("a picture takes 10.0 ms, so it does 100 a second at most; the cameras ask for 20"));
        cameras.forEach(camera -> capacity.seen(camera.id(), load(0.1, 0.04)));
        assertThat(capacity.detector(cameras).orElseThrow().text()).endsWith("ask for 80");
        var floored = cameras(40, ", decode: {policy: adaptive, floor: 1.5}");
        floored.forEach(camera -> capacity.seen(camera.id(), load(0.1, 8)));
        assertThat(capacity.detector(floored).orElseThrow().text()).endsWith("ask for 55");
    }

    /** Of a key frame every 3 s there are two looks in 3 s, at it and after 2.2 s: 26.7 a second at 30 ms are 0.8. */
    @Test
    void whereKeyFramesAreRareTheLooksBetweenThemAreAskedOfTheDetectorToo() throws Exception {
        capacity.picture(30);
        var cameras = cameras(40, ", decode: {policy: adaptive}");
        cameras.forEach(camera -> capacity.seen(camera.id(), load(0.1, 3)));
        var finding = capacity.detector(cameras).orElseThrow();
        assertThat(finding.state()).isEqualTo(Finding.State.WARNING);
        assertThat(finding.text()).endsWith("ask for 27");
    }

    /** Those of the floor alone, half a look a second; two a second were asked for. */
    @Test
    void ofACameraWithoutASecondKeyFrameTheFloorIsAskedFor() throws Exception {
        capacity.picture(20);
        var cameras = cameras(40, ", decode: {policy: adaptive}");
        cameras.forEach(camera -> capacity.seen(camera.id(), load(0.1, 0)));
        assertThat(capacity.detector(cameras))
                .contains(
                        Finding.ok("a picture takes 20.0 ms, so it does 50 a second at most; the cameras ask for 20"));
    }

    @Test
    void adaptiveIsNoRemedyWhereEachIsAlreadyOrCounts() throws Exception {
        capacity.picture(10);
        assertThat(capacity.detector(cameras(40, ", decode: {policy: adaptive}"))
                        .orElseThrow()
                        .remedy())
                .startsWith("lower rate, choose a smaller model");
        assertThat(capacity.detector(cameras(40, ", lines: [{name: entry, from: [0.5, 1], to: [0.5, 0]}]"))
                        .orElseThrow()
                        .remedy())
                .startsWith("lower rate, choose a smaller model");
    }

    @Test
    void oneThatIsSwitchedOffAsksForNothing() throws Exception {
        capacity.picture(10);
        assertThat(detector(100, ", enabled: false")).contains(Finding.State.OK);
    }
}
