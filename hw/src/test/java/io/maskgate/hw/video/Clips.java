package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Small videos made on the spot, and ways to read them. */
final class Clips {
    static final int FPS = 25;

    private Clips() {}

    /** A bright square that moves over a grey ground. */
    static Path write(Path target, VideoWriter.Container container, int width, int height, int frames)
            throws IOException {
        var format = new VideoWriter.Format(container, width, height, FPS, 10, 500_000);
        var picture = new RgbPicture(width, height);
        try (var writer = VideoWriter.create(target, format)) {
            for (int i = 0; i < frames; i++) {
                picture.fill(0, 0, width, height, 0x606060);
                int x = i * 4 % (width - 16);
                picture.fill(x, 16, x + 16, 32, 0xF0D020);
                writer.write(picture);
            }
            writer.finish();
        }
        return target;
    }

    static Path mp4(Path folder, int frames) throws IOException {
        return write(folder.resolve("clip-" + frames + ".mp4"), VideoWriter.Container.MP4, 160, 96, frames);
    }

    static VideoSpec spec(Path file) throws VideoException {
        return VideoSpec.of(VideoUrl.parse(file.toString()));
    }

    static VideoSpec spec(String url) throws VideoException {
        return VideoSpec.of(VideoUrl.parse(url));
    }

    /** What reading to the end brought. */
    record Outcome(List<String> sizes, List<FrameTime> times, int skipped, Read.Ended end, SourceStats stats) {
        /** The sizes in order, repetitions left out. */
        List<String> sizeChanges() {
            var changes = new ArrayList<String>();
            for (String size : sizes) {
                if (changes.isEmpty() || !changes.getLast().equals(size)) {
                    changes.add(size);
                }
            }
            return changes;
        }
    }

    static Outcome readAll(VideoSource source) {
        var sizes = new ArrayList<String>();
        var times = new ArrayList<FrameTime>();
        int skipped = 0;
        while (true) {
            switch (source.read()) {
                case Read.Picture(var frame) -> {
                    try (frame) {
                        sizes.add(frame.width() + "x" + frame.height());
                        times.add(frame.time());
                    }
                }
                case Read.Skipped skip -> skipped += skip.count();
                case Read.Passed _ -> throw new IllegalStateException("left out, though every picture is wanted");
                case Read.Ended end -> {
                    return new Outcome(sizes, times, skipped, end, source.stats());
                }
            }
        }
    }

    static Outcome readAll(VideoSpec spec) throws VideoException {
        try (var source = VideoSource.open(spec, MediaClock.system())) {
            return readAll(source);
        }
    }

    /** Why a stream cannot be opened. */
    static VideoException refusal(VideoSpec spec) {
        return refusal(spec, new Cancellation());
    }

    static VideoException refusal(VideoSpec spec, Cancellation cancellation) {
        return catchThrowableOfType(
                VideoException.class,
                () -> VideoSource.open(spec, MediaClock.system(), cancellation).close());
    }
}
