package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recordings whose stamps are missing or jump, of which not everything is decoded. {@code h264-bframes} is the clip of {@link
 * AttentionTest} without its container ({@code -bsf:v h264_mp4toannexb -f h264}), and that in AVI ({@code -r 25 -c copy}), which
 * has stamps of decoding alone.
 */
@ExtendWith(NoLeaks.class)
class RecordingStampsTest {
    private static final Sampling KEY_FRAMES = new Sampling(0, Duration.ofHours(1));

    @TempDir
    Path folder;

    /** Seconds from the first picture; of all that is read, and of pictures. */
    private record Times(List<Double> all, List<Double> pictures, int lost, long jumps) {}

    private static Times read(Path file, Attention attention, Sampling sampling) throws VideoException {
        var all = new ArrayList<Long>();
        var pictures = new ArrayList<Long>();
        int lost = 0;
        try (var source = VideoSource.open(Clips.spec(file).withSampling(sampling), MediaClock.system())) {
            source.attend(attention);
            while (true) {
                switch (source.read()) {
                    case Read.Picture(var frame) -> {
                        try (frame) {
                            pictures.add(frame.time().monotonicNanos());
                            all.add(frame.time().monotonicNanos());
                        }
                    }
                    case Read.Passed(long nanos) -> all.add(nanos);
                    case Read.Skipped(var loss, int count) -> lost += count;
                    case Read.Ended _ -> {
                        return new Times(
                                seconds(all, pictures.getFirst()),
                                seconds(pictures, pictures.getFirst()),
                                lost,
                                source.stats().timeJumps());
                    }
                }
            }
        }
    }

    private static List<Double> seconds(List<Long> nanos, long first) {
        return nanos.stream()
                .map(each -> Math.round((each - first) / 1e6) / 1e3)
                .toList();
    }

    private Path clip(String name) throws IOException {
        try (var in = RecordingStampsTest.class.getResourceAsStream("/clips/" + name)) {
            return Files.write(folder.resolve(name), in.readAllBytes());
        }
    }

    private Path written(String name, VideoWriter.Container container, int fps, int gop, int length)
            throws IOException {
        var picture = new RgbPicture(64, 64);
        var format = new VideoWriter.Format(container, 64, 64, fps, gop, 50_000);
        Path file = folder.resolve(name);
        try (var writer = VideoWriter.create(file, format)) {
            for (int i = 0; i < length; i++) {
                // Changes slowly: the encoder makes a cut a key frame.
                picture.fill(0, 0, 64, 64, 0x606060);
                picture.fill(i % 48, 16, i % 48 + 8, 24, 0xA0A0A0);
                writer.write(picture);
            }
            writer.finish();
        }
        return file;
    }

    /** Time stood still at the first picture, and the file was through at once. */
    @Test
    void ofABareStreamEveryKeyFrameIsLookedAtInItsTime() throws Exception {
        Path bare = written("bare.h264", VideoWriter.Container.H264, 25, 25, 100);
        var times = read(bare, Attention.SPARSE, KEY_FRAMES);
        assertThat(times.pictures()).containsExactly(0.0, 1.0, 2.0, 3.0);
        assertThat(times.all()).isSorted().hasSize(100);
        assertThat(times.all().getLast()).isEqualTo(3.96);
        assertThat(times.lost() + times.jumps()).isZero();
    }

    @Test
    void whereDecodingAloneHasStampsEveryKeyFrameIsLookedAtInItsTime() throws Exception {
        var times = read(clip("h264-bframes.avi"), Attention.SPARSE, KEY_FRAMES);
        assertThat(times.pictures()).containsExactly(0.0, 2.0);
        assertThat(times.all()).isSorted();
        assertThat(times.lost()).isZero();
    }

    /** Of three pictures one was decoded, and each was taken to follow the last at once. */
    @Test
    void aBareStreamIsNotFasterWhereBFramesAreLeftOut() throws Exception {
        var times = read(clip("h264-bframes.h264"), Attention.ENOUGH, new Sampling(5, Duration.ofSeconds(2)));
        assertThat(times.pictures()).hasSizeBetween(30, 40);
        assertThat(times.pictures().getLast()).isCloseTo(4, within(0.3));
    }

    /** From the joint on nothing was due until the stamps had come within a minute of where they had been. */
    @Test
    void oneRecordingAfterTheOtherIsLookedAtToItsEnd() throws Exception {
        Path first = written("first.ts", VideoWriter.Container.MPEG_TS, 5, 10, 350);
        Path second = written("second.ts", VideoWriter.Container.MPEG_TS, 5, 10, 350);
        Files.write(first, Files.readAllBytes(second), StandardOpenOption.APPEND);

        var times = read(first, Attention.SPARSE, KEY_FRAMES);

        assertThat(times.jumps()).isEqualTo(1);
        assertThat(times.lost()).as("at the joint").isLessThanOrEqualTo(1);
        assertThat(times.pictures()).hasSize(70);
        assertThat(times.pictures().getLast()).isCloseTo(138, within(2.1));
    }

    @Test
    void lookingCloserWhereDecodingAloneHasStampsGoesOnInTime() throws Exception {
        var pictures = new ArrayList<Long>();
        var spec = Clips.spec(clip("h264-bframes.avi")).withSampling(KEY_FRAMES);
        try (var source = VideoSource.open(spec, MediaClock.system())) {
            source.attend(Attention.SPARSE);
            while (true) {
                switch (source.read()) {
                    case Read.Picture(var frame) -> {
                        try (frame) {
                            pictures.add(frame.time().monotonicNanos());
                        }
                    }
                    case Read.Passed(long nanos) -> {
                        if (nanos - pictures.getFirst() >= 1_000_000_000) {
                            source.attend(Attention.EVERY);
                        }
                    }
                    case Read.Skipped skipped -> throw new AssertionError(skipped);
                    case Read.Ended _ -> {
                        var times = seconds(pictures, pictures.getFirst());
                        assertThat(times).isSorted();
                        // Half a second before the switch is fresh; of it, what nothing depends on was not kept.
                        assertThat(times.get(1)).isBetween(0.45, 0.7);
                        assertThat(times.subList(1, times.size())).hasSizeBetween(75, 82);
                        assertThat(times.getLast()).isCloseTo(4, within(0.2));
                        assertThat(source.stats().timeJumps()).isZero();
                        return;
                    }
                }
            }
        }
    }
}
