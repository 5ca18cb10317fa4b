package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clips of 100 pictures in two groups of 50, 25 a second. Made with
 * {@code ffmpeg -f lavfi -i color=gray:160x96:r=25:d=4,geq=…} (a square that moves by two pixels a picture), {@code -c:v
 * libx264 -bf 2} or {@code libx265}, key frame interval 50. {@code h264-refresh} has 220 pictures and none that is whole by
 * itself ({@code -tune zerolatency -x264-params intra-refresh=1:keyint=50}, the first 30 packets cut off): at packets 20, 70, 120
 * and 170 a refresh begins, which takes eight.
 */
@ExtendWith(NoLeaks.class)
class AttentionTest {
    private static final Duration NEVER = Duration.ofHours(1);

    @TempDir
    Path folder;

    private final Map<Integer, Long> whole = new TreeMap<>();

    @ParameterizedTest
    @ValueSource(strings = {"h264-plain", "h264-bframes", "hevc-bframes", "hevc-opengop"})
    void aSparseLookSeesTheKeyFramesAtOnceAndDecodesNothingElse(String clip) throws Exception {
        var pictures = new TreeMap<Integer, Long>();
        try (var source = open(clip, new Sampling(0, NEVER))) {
            source.attend(Attention.SPARSE);
            var first = source.read();
            assertThat(first).as("before anything else").isInstanceOf(Read.Picture.class);
            note(first, pictures);

            readOn(source, pictures, _ -> false);

            assertThat(pictures.keySet()).containsExactly(0, 50);
            assertThat(whole(clip)).containsAllEntriesOf(pictures);
            assertThat(source.stats().forwarded()).isZero();
            assertThat(source.stats().keyPackets()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h264-plain", "h264-bframes", "hevc-bframes", "hevc-opengop"})
    void aFloorAddsLooksBetweenKeyFramesThatAreFarApart(String clip) throws Exception {
        var pictures = new TreeMap<Integer, Long>();
        try (var source = open(clip, new Sampling(0, Duration.ofSeconds(1)))) {
            source.attend(Attention.SPARSE);

            readOn(source, pictures, _ -> false);

            assertThat(pictures.firstKey()).isZero();
            assertThat(pictures).containsKey(50).hasSizeBetween(4, 6);
            assertThat(whole(clip)).containsAllEntriesOf(pictures);
            assertThat(source.stats().left())
                    .as("left between a floor's look and the key frame")
                    .isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h264-plain", "h264-bframes", "hevc-bframes", "hevc-opengop"})
    void lookingCloserNeedsNoWaitingForTheNextKeyFrame(String clip) throws Exception {
        var pictures = new TreeMap<Integer, Long>();
        try (var source = open(clip, new Sampling(0, NEVER))) {
            source.attend(Attention.SPARSE);
            readOn(source, pictures, passed -> passed >= seconds(1.0));
            assertThat(pictures.keySet()).containsExactly(0);
            pictures.clear();

            source.attend(Attention.EVERY);
            readOn(source, pictures, _ -> false);

            // Half a second before the switch is fresh; of it, what nothing depends on was not kept.
            assertThat(pictures.firstKey()).isBetween(10, 20);
            assertThat(pictures.tailMap(29).keySet()).hasSizeBetween(70, 71);
            assertThat(whole(clip)).containsAllEntriesOf(pictures);
            assertThat(source.stats().timeJumps()).isZero();
        }
    }

    /** Such a camera was dark for ever: each refresh was sent to a decoder made to forget, and too short to give a picture. */
    @Test
    void whereNoPictureIsWholeByItselfTheDecoderGoesOn() throws Exception {
        var pictures = new TreeMap<Integer, Long>();
        try (var source = open("h264-refresh", new Sampling(0, NEVER))) {
            source.attend(Attention.SPARSE);
            readOn(source, pictures, _ -> false);

            // Refreshes begin 42, 92 and 142 pictures after the first that is complete.
            assertThat(pictures.keySet()).containsExactly(0, 42, 92, 142);
            assertThat(whole("h264-refresh")).containsAllEntriesOf(pictures).hasSize(192);
        }
    }

    @Test
    void aFloorHoldsWhereNoPictureIsWholeByItself() throws Exception {
        var pictures = new TreeMap<Integer, Long>();
        try (var source = open("h264-refresh", new Sampling(0, Duration.ofSeconds(1)))) {
            source.attend(Attention.SPARSE);
            readOn(source, pictures, passed -> passed >= seconds(6.0));

            assertThat(pictures).containsKeys(0, 42, 92, 142);
            for (int picture : pictures.headMap(142).keySet()) {
                assertThat(pictures.higherKey(picture) - picture)
                        .as("a second, and a third more before a refresh")
                        .isLessThanOrEqualTo(34);
            }

            source.attend(Attention.EVERY);
            readOn(source, pictures, _ -> false);
            assertThat(pictures.tailMap(150, true)).hasSize(42);
            assertThat(whole("h264-refresh")).containsAllEntriesOf(pictures);
        }
    }

    /** Longer between two looks than a stream looked at closely may be silent. */
    @Test
    void lookingCloserAfterALongPauseFindsTheStreamAlive() throws Exception {
        var clock = new SteppingClock();
        var spec = Clips.spec(copy("h264-plain"))
                .withSampling(new Sampling(0, Duration.ofSeconds(20)))
                .withTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(2));
        try (var source = VideoSource.open(spec, clock)) {
            source.attend(Attention.SPARSE);
            note(source.read(), new TreeMap<>());
            clock.step = Duration.ofMillis(50);
            long begin = clock.nanos();
            while (clock.nanos() - begin < seconds(5)) {
                assertThat(source.read()).isInstanceOf(Read.Passed.class);
            }
            clock.step = Duration.ofMillis(1);

            source.attend(Attention.EVERY);

            note(source.read(), new TreeMap<>());
            assertThat(source.stats().pictures()).isEqualTo(2);
        }
    }

    /** Goes on a little whenever it is read. */
    private static final class SteppingClock implements MediaClock {
        private Duration step = Duration.ofMillis(1);
        private long nanos;

        @Override
        public long nanos() {
            nanos += step.toNanos();
            return nanos;
        }

        @Override
        public Instant wall() {
            return Instant.EPOCH.plusNanos(nanos);
        }
    }

    @Test
    void aPauseBetweenLooksIsNoSilence() {
        var sampling = new Sampling(0.1, Duration.ofSeconds(3));
        assertThat(sampling.gap(Attention.EVERY)).isZero();
        assertThat(sampling.gap(Attention.ENOUGH)).isEqualTo(Duration.ofSeconds(10));
        assertThat(sampling.gap(Attention.SPARSE))
                .as("a third more where a key frame is expected")
                .isEqualTo(Duration.ofSeconds(4));
        assertThat(sampling.longestGap()).isEqualTo(Duration.ofSeconds(10));
        assertThat(Sampling.every().gap(Attention.ENOUGH)).isZero();
        assertThat(new Sampling(1e-100, Duration.ofSeconds(3)).longestGap()).isEqualTo(Duration.ofDays(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"h264-bframes", "hevc-bframes"})
    void picturesNothingDependsOnAreLeftOutWhereTheRestSuffices(String clip) throws Exception {
        var pictures = new TreeMap<Integer, Long>();
        try (var source = open(clip, new Sampling(5, NEVER))) {
            source.attend(Attention.ENOUGH);

            readOn(source, pictures, _ -> false);

            assertThat(pictures).hasSizeBetween(34, 37);
            assertThat(whole(clip)).containsAllEntriesOf(pictures);
            assertThat(source.stats().left()).isEqualTo(100 - pictures.size());
        }
    }

    @Test
    void whatIsKeptIsBoundedAndDecodedForwardAtTheBound() throws Exception {
        int length = KeptPackets.MAX_PACKETS + 60;
        var format = new VideoWriter.Format(VideoWriter.Container.MP4, 64, 64, 25, 10_000, 50_000);
        Path file = folder.resolve("long.mp4");
        try (var writer = VideoWriter.create(file, format)) {
            for (int i = 0; i < length; i++) {
                var picture = new RgbPicture(64, 64);
                // Changes slowly: the encoder makes a cut a key frame.
                picture.fill(0, 0, 64, 64, 0x606060);
                picture.fill(i % 48, 16, i % 48 + 8, 24, 0xA0A0A0);
                writer.write(picture);
            }
            writer.finish();
        }
        var pictures = new TreeMap<Integer, Long>();
        try (var source =
                VideoSource.open(Clips.spec(file).withSampling(new Sampling(0, NEVER)), MediaClock.system())) {
            source.attend(Attention.SPARSE);
            readOn(source, pictures, passed -> passed >= seconds((length - 5) / 25.0));
            assertThat(pictures.keySet()).containsExactly(0);
            assertThat(source.stats().forwarded()).isEqualTo(KeptPackets.MAX_PACKETS);

            source.attend(Attention.EVERY);
            readOn(source, pictures, _ -> false);

            assertThat(pictures).containsKey(length - 1);
            assertThat(pictures.size()).isGreaterThan(10);
            assertThat(readWhole(file)).containsAllEntriesOf(pictures);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h264-bframes", "hevc-bframes"})
    void withoutTheLoopFilterPicturesDriftUntilTheKeyFrameAfterItIsBack(String clip) throws Exception {
        var pictures = new TreeMap<Integer, Long>();
        try (var source = open(clip, Sampling.every())) {
            source.loopFilter(false);
            note(source.read(), pictures);
            while (pictures.lastKey() < 25) {
                note(source.read(), pictures);
            }
            source.loopFilter(true);
            readOn(source, pictures, _ -> false);
        }
        var filtered = new TreeMap<>(whole(clip));
        assertThat(filtered.subMap(10, 25).values())
                .doesNotContainAnyElementsOf(pictures.subMap(10, 25).values());
        assertThat(filtered).containsAllEntriesOf(pictures.tailMap(50));
        assertThat(pictures.tailMap(50)).hasSize(50);
    }

    /** Files are read as fast as they can be; the tests' time is that of the stamps. */
    private long start;

    private boolean started;

    private static long seconds(double seconds) {
        return (long) (seconds * 1e9);
    }

    private VideoSource open(String clip, Sampling sampling) throws IOException, VideoException {
        return VideoSource.open(Clips.spec(copy(clip)).withSampling(sampling), MediaClock.system());
    }

    private Path copy(String clip) throws IOException {
        Path file = folder.resolve(clip + ".mp4");
        if (!Files.exists(file)) {
            try (var in = AttentionTest.class.getResourceAsStream("/clips/" + clip + ".mp4")) {
                Files.write(file, in.readAllBytes());
            }
        }
        return file;
    }

    /** Reads to the end, or until a packet passed that is late enough, seconds from the first picture. */
    private void readOn(VideoSource source, NavigableMap<Integer, Long> pictures, Predicate<Long> enough) {
        while (true) {
            var read = source.read();
            note(read, pictures);
            if (read instanceof Read.Ended
                    || read instanceof Read.Passed(long nanos) && started && enough.test(nanos - start)) {
                return;
            }
        }
    }

    private void note(Read read, Map<Integer, Long> pictures) {
        assertThat(read).isNotInstanceOf(Read.Skipped.class);
        if (read instanceof Read.Picture(var frame)) {
            try (frame) {
                long nanos = frame.time().monotonicNanos();
                if (!started) {
                    started = true;
                    start = nanos;
                }
                assertThat(pictures.put((int) Math.round((nanos - start) / 4e7), luma(frame)))
                        .as("pictures of one time")
                        .isNull();
            }
        }
    }

    /** Pictures by number, from decoding all. */
    private Map<Integer, Long> whole(String clip) throws IOException, VideoException {
        return readWhole(copy(clip));
    }

    private Map<Integer, Long> readWhole(Path file) throws VideoException {
        if (whole.isEmpty()) {
            started = false;
            var all = new TreeMap<Integer, Long>();
            try (var source = VideoSource.open(Clips.spec(file), MediaClock.system())) {
                readOn(source, all, _ -> false);
            }
            whole.putAll(all);
        }
        return whole;
    }

    @SuppressWarnings("restricted")
    private static long luma(DecodedFrame frame) {
        var crc = new CRC32();
        int stride = frame.av().linesize(0);
        var plane = MemorySegment.ofAddress(frame.av().data(0).address())
                .reinterpret((long) stride * frame.height())
                .asByteBuffer();
        for (int row = 0; row < frame.height(); row++) {
            crc.update(plane.limit(row * stride + frame.width()).position(row * stride));
        }
        return crc.getValue();
    }
}
