package io.maskgate.daemon.camera;

import io.maskgate.hw.video.RgbPicture;
import java.util.ArrayDeque;
import java.util.Optional;

/** Smaller copies of frames on their way to the detector, within a number of bytes. Thread-safe; never blocks. */
final class FrameCopies {
    static final int MAX_WIDTH = 960;
    private static final long MOST_BYTES = 24L << 20;

    private final ArrayDeque<RgbPicture> free = new ArrayDeque<>();
    private long bytes;

    /** A copy; whoever has it closes it. */
    record Copy(RgbPicture picture, FrameCopies owner) implements AutoCloseable {
        @Override
        public void close() {
            owner.back(picture);
        }
    }

    /** A copy of the frame as it is to be seen, as the detector saw it; the frame stays the caller's; empty while too many are out. */
    Optional<Copy> of(CameraStream.Frame frame) {
        int width = Math.min(frame.seenWidth(), MAX_WIDTH);
        int height = Math.max(1, Math.round((float) frame.seenHeight() * width / frame.seenWidth()));
        var picture = take(width, height);
        if (picture.isEmpty()) {
            return Optional.empty();
        }
        var copy = new Copy(picture.get(), this);
        try {
            frame.copyInto(copy.picture);
            return Optional.of(copy);
        } catch (RuntimeException | Error e) {
            copy.close();
            throw e;
        }
    }

    private synchronized Optional<RgbPicture> take(int width, int height) {
        var spare = free.stream()
                .filter(picture -> picture.width() == width && picture.height() == height)
                .findFirst();
        if (spare.isPresent()) {
            free.remove(spare.get());
            return spare;
        }
        long needed = size(width, height);
        while (bytes + needed > MOST_BYTES && !free.isEmpty()) {
            var other = free.removeFirst();
            bytes -= size(other.width(), other.height());
        }
        if (bytes + needed > MOST_BYTES) {
            return Optional.empty();
        }
        var made = new RgbPicture(width, height);
        bytes += needed;
        return Optional.of(made);
    }

    private synchronized void back(RgbPicture picture) {
        free.addLast(picture);
    }

    private static long size(int width, int height) {
        return 3L * width * height;
    }
}
