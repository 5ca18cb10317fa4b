package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a stream is going to take, and what an opening says where the memory of this process cannot be told. */
@Timeout(60)
class MemoryBoundTest {
    private static final String SEPARATOR = System.getProperty("path.separator");

    @TempDir
    Path folder;

    private String run(String classes, Class<?> program, Path clip) throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Xmx64m",
                        "-Dorg.bytedeco.javacpp.maxPhysicalBytes=2g",
                        "-Dorg.bytedeco.javacpp.maxRetries=0",
                        "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("libraries"),
                        "-cp",
                        classes,
                        program.getName(),
                        clip.toString())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    /** Of 160 x 96 pixels, eight bytes each. */
    @Test
    void whatThePicturesOfAStreamWillTakeIsCountedUntilOneIsThere() throws Exception {
        var spec = Clips.spec(Clips.mp4(folder, 3));
        long before = MemoryBound.promised();
        try (var source = VideoSource.open(spec, MediaClock.system())) {
            assertThat(MemoryBound.promised() - before).isEqualTo(122_880);
            try (var _ = ((Read.Picture) source.read()).frame()) {
                assertThat(MemoryBound.promised() - before).isZero();
            }
        }
        VideoSource.open(spec, MediaClock.system()).close();
        assertThat(MemoryBound.promised() - before)
                .as("after one that was closed without")
                .isZero();
    }

    @Test
    void oneThatSaysItIsLargerThan4KIsCountedAsThat() {
        long before = MemoryBound.promised();
        try (var _ = new MemoryBound.Promise(8192, 8192)) {
            assertThat(MemoryBound.promised() - before).isEqualTo(66_355_200);
        }
        assertThat(MemoryBound.promised() - before).isZero();
    }

    /** 33 streams of 4K are going to take 2.19 GB of 2.15. */
    static final class Promised {
        private Promised() {}

        public static void main(String[] arguments) throws VideoException {
            var begun = new ArrayList<MemoryBound.Promise>();
            for (int i = 0; i < 33; i++) {
                begun.add(new MemoryBound.Promise(3840, 2160));
            }
            System.out.println(outcome(arguments[0]));
            begun.forEach(MemoryBound.Promise::close);
            System.out.println(outcome(arguments[0]));
        }

        private static String outcome(String clip) throws VideoException {
            try {
                VideoSource.open(Clips.spec(Path.of(clip)), MediaClock.system()).close();
                return "opened";
            } catch (VideoException e) {
                return e.reason() + e.getMessage().replaceFirst(".* together", "");
            }
        }
    }

    @Test
    void aStreamIsRefusedWhereThoseThatBeganBeforeItAreGoingToTakeTheMemory() throws Exception {
        assertThat(run(System.getProperty("java.class.path"), Promised.class, Clips.mp4(folder, 3)))
                .isEqualTo("EXHAUSTED (maxPhysicalBytes allows 2048 MB)\nopened\n");
    }

    private static String refusal(OutOfMemoryError found) throws VideoException {
        return MemoryBound.refused(Clips.spec(Path.of("clip.mp4")), found).getMessage();
    }

    /** Whoever has memory, and no thread left, was told to raise the bounds of memory. */
    @Test
    void anOpeningSaysWhatRanOut() throws Exception {
        assertThat(refusal(new OutOfMemoryError(
                        "unable to create native thread: possibly out of memory or process/resource"
                                + " limits reached")))
                .contains("no thread is left for it (unable to create native thread", "TasksMax=")
                .doesNotContain("no memory left");
        assertThat(refusal(new OutOfMemoryError("Java heap space")))
                .endsWith("no memory left for what comes from there, or for all cameras together (Java heap space)");
        var outer = new OutOfMemoryError("Cannot allocate new BytePointer(8): totalBytes = 1M, physicalBytes = 1401M");
        outer.initCause(new OutOfMemoryError(
                "Physical memory usage is too high: physicalBytes (1401M) > maxPhysicalBytes (1400M)"));
        assertThat(refusal(outer)).matches(".* for all cameras together \\(maxPhysicalBytes allows \\d+ MB\\)");
    }

    /** The libraries are those of another kind of machine. */
    static final class Unloaded {
        private Unloaded() {}

        public static void main(String[] arguments) throws VideoException {
            try {
                VideoSource.open(Clips.spec(Path.of(arguments[0])), MediaClock.system())
                        .close();
            } catch (LinkageError e) {
                System.out.println(e);
            }
        }
    }

    @Test
    void whereTheLibrariesCannotBeLoadedTheErrorNamesOne() throws Exception {
        var others = Arrays.stream(System.getProperty("java.class.path").split(SEPARATOR))
                .filter(entry -> !Path.of(entry).getFileName().toString().matches("(javacpp|ffmpeg)-.*-linux-.*"))
                .collect(Collectors.joining(SEPARATOR));
        assertThat(List.of(run(others, Unloaded.class, Path.of("clip.mp4")).split("\n")))
                .anyMatch(line -> line.matches(".*UnsatisfiedLinkError: no jni\\w+ in java.library.path.*"));
    }
}
