package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.maskgate.hw.video.VideoException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeaks.class)
class FileSourceTest {
    @TempDir
    Path folder;

    @Test
    void everyPictureOfAFileComesOnceAndTimeFollowsItsStamps() throws Exception {
        var outcome = Clips.readAll(Clips.spec(Clips.mp4(folder, 40)));

        assertThat(outcome.sizes()).hasSize(40).containsOnly("160x96");
        assertThat(outcome.end().fault()).isEmpty();
        assertThat(outcome.skipped()).isZero();
        for (int i = 1; i < 40; i++) {
            long step = outcome.times().get(i).monotonicNanos()
                    - outcome.times().get(i - 1).monotonicNanos();
            assertThat(step).as("step to picture %d", i).isBetween(39_900_000L, 40_100_000L);
            assertThat(outcome.times().get(i).wall())
                    .isAfter(outcome.times().get(i - 1).wall());
        }
    }

    @Test
    void aChangeOfSizeMidStreamIsSurvivedInATransportStream() throws Exception {
        assertSizeChangeSurvived(VideoWriter.Container.MPEG_TS);
    }

    @Test
    void aChangeOfSizeMidStreamIsSurvivedInABareElementaryStream() throws Exception {
        assertSizeChangeSurvived(VideoWriter.Container.H264);
    }

    private void assertSizeChangeSurvived(VideoWriter.Container container) throws Exception {
        Path small = Clips.write(folder.resolve("small"), container, 160, 96, 20);
        Path large = Clips.write(folder.resolve("large"), container, 320, 240, 20);
        Path both = folder.resolve("both");
        Files.write(both, concat(Files.readAllBytes(small), Files.readAllBytes(large)));

        var outcome = Clips.readAll(Clips.spec(both));

        assertThat(outcome.sizeChanges()).containsExactly("160x96", "320x240");
        // The last packet before the joint may be marked damaged by the broken continuity count.
        assertThat(outcome.sizes()).hasSizeBetween(38, 40);
        assertThat(outcome.stats().geometryChanges()).isEqualTo(1);
        assertThat(outcome.times()).isSortedAccordingTo((a, b) -> Long.compare(a.monotonicNanos(), b.monotonicNanos()));
        assertThat(outcome.times().stream().map(FrameTime::monotonicNanos).distinct())
                .hasSameSizeAs(outcome.times());
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    @Test
    void damagedBytesAreCountedAndTheStreamGoesOn() throws Exception {
        Path clip = Clips.write(folder.resolve("clip.ts"), VideoWriter.Container.MPEG_TS, 320, 240, 100);
        byte[] bytes = Files.readAllBytes(clip);
        var random = new Random(7);
        for (int hit = 0; hit < 30; hit++) {
            int at = bytes.length / 4 + random.nextInt(bytes.length / 4);
            for (int i = 0; i < 8; i++) {
                bytes[at + i] = (byte) random.nextInt();
            }
        }
        Files.write(clip, bytes);

        var outcome = Clips.readAll(Clips.spec(clip));

        assertThat(outcome.end().fault()).isEmpty();
        assertThat(outcome.skipped()).isPositive();
        assertThat(outcome.stats().corruptPackets()
                        + outcome.stats().decodeErrors()
                        + outcome.stats().corruptFrames())
                .isEqualTo(outcome.skipped());
        assertThat(outcome.sizes()).hasSizeBetween(50, 99);
    }

    @Test
    void aStreamThatBreaksOffGivesWhatItHas() throws Exception {
        Path clip = Clips.write(folder.resolve("clip.ts"), VideoWriter.Container.MPEG_TS, 160, 96, 60);
        byte[] bytes = Files.readAllBytes(clip);
        Files.write(clip, Arrays.copyOf(bytes, bytes.length / 2 / 188 * 188 + 100));

        var outcome = Clips.readAll(Clips.spec(clip));

        assertThat(outcome.end().fault()).isEmpty();
        assertThat(outcome.sizes()).hasSizeBetween(20, 45);
    }

    @Test
    void anMp4WithoutItsIndexIsNotAStream() throws Exception {
        Path clip = Clips.mp4(folder, 40);
        byte[] bytes = Files.readAllBytes(clip);
        Files.write(clip, Arrays.copyOf(bytes, bytes.length / 2));

        assertRefused(clip, Reason.NOT_A_STREAM);
    }

    @Test
    void garbageIsNotAStream() throws Exception {
        byte[] garbage = new byte[300_000];
        new Random(1).nextBytes(garbage);
        Path file = folder.resolve("garbage.mp4");
        Files.write(file, garbage);

        assertRefused(file, Reason.NOT_A_STREAM);
    }

    @Test
    void textNamedLikeAVideoIsNotAStream() throws Exception {
        Path file = folder.resolve("notes.ts");
        Files.writeString(file, "This is a shopping list, not a video.\n".repeat(100));

        assertRefused(file, Reason.NOT_A_STREAM);
    }

    @Test
    void aFileThatNamesOtherFilesIsNotFollowed() throws Exception {
        Path clip = Clips.write(folder.resolve("clip.ts"), VideoWriter.Container.MPEG_TS, 160, 96, 10);
        Path script = folder.resolve("script.txt");
        Files.writeString(script, "ffconcat version 1.0\nfile " + clip.getFileName() + "\n");
        Path playlist = folder.resolve("list.m3u8");
        Files.writeString(
                playlist,
                "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:0.4,\n" + clip.getFileName() + "\n#EXT-X-ENDLIST\n");

        assertRefused(script, Reason.UNSUPPORTED);
        assertRefused(playlist, Reason.UNSUPPORTED);
    }

    @Test
    void aMissingFileIsNotFound() throws Exception {
        assertRefused(folder.resolve("missing.mp4"), Reason.NOT_FOUND);
    }

    @Test
    void aFolderAndADeviceAreNotStreams() throws Exception {
        assertRefused(folder, Reason.NOT_A_STREAM);
        assertRefused(Path.of("/dev/zero"), Reason.NOT_A_STREAM);
    }

    private static void assertRefused(Path file, Reason reason) throws VideoException {
        VideoSpec spec = Clips.spec(file);
        var refusal = catchThrowableOfType(VideoException.class, () -> Clips.readAll(spec));
        assertThat(refusal).hasMessageStartingWith("file:" + file + ": ");
        assertThat(refusal.reason()).isEqualTo(reason);
    }

    @Test
    void picturesStayValidAfterTheirSourceIsClosed() throws Exception {
        DecodedFrame frame;
        try (var source = VideoSource.open(Clips.spec(Clips.mp4(folder, 3)), MediaClock.system())) {
            frame = ((Read.Picture) source.read()).frame();
        }
        try (frame;
                var scaler = new PictureScaler()) {
            assertThat(frame.keyframe()).isTrue();
            assertThat(frame.pixelFormat()).isEqualTo("yuv420p");
            assertThat(scaler.scale(frame, 80).height()).isEqualTo(48);
        }
    }

    @Test
    void whoHoldsAllPicturesIsToldToCloseThem() throws Exception {
        try (var source = VideoSource.open(Clips.spec(Clips.mp4(folder, 10)), MediaClock.system())) {
            var held = new ArrayList<DecodedFrame>();
            for (int i = 0; i < 4; i++) {
                held.add(((Read.Picture) source.read()).frame());
            }
            assertThatThrownBy(source::read)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("close pictures before reading more");
            held.removeFirst().close();
            held.add(((Read.Picture) source.read()).frame());
            held.forEach(DecodedFrame::close);
        }
    }

    @Test
    void readingAfterTheEndSaysTheSameAgain() throws Exception {
        try (var source = VideoSource.open(Clips.spec(Clips.mp4(folder, 2)), MediaClock.system())) {
            var first = Clips.readAll(source).end();
            assertThat(source.read()).isSameAs(first);
        }
    }

    @Test
    void closingTwiceIsHarmlessAndReadingThenIsRefused() throws IOException, VideoException {
        var source = VideoSource.open(Clips.spec(Clips.mp4(folder, 2)), MediaClock.system());
        source.close();
        source.close();
        assertThatThrownBy(source::read).isInstanceOf(IllegalStateException.class);
    }
}
