package io.maskgate.daemon.samples;

import io.maskgate.daemon.retry.Backoff;
import io.maskgate.hw.video.JpegEncoder;
import io.maskgate.hw.video.RgbPicture;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes JPEGs with an encoder that is made when one is needed. What fails costs this picture and those of a while, longer
 * from time to time; the next one then tries with a new encoder. Confined to one thread, but for {@link #trouble}.
 */
final class Developer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Developer.class.getName());
    private static final int QUALITY = 92;

    private final Supplier<JpegEncoder> maker;
    private final Backoff backoff;
    private final LongSupplier nanoTime;
    private @Nullable JpegEncoder encoder;
    private long again;
    private volatile Optional<String> trouble = Optional.empty();

    /** @param nanoTime monotonic, as {@link System#nanoTime()} */
    Developer(Supplier<JpegEncoder> maker, Backoff backoff, LongSupplier nanoTime) {
        this.maker = maker;
        this.backoff = backoff;
        this.nanoTime = nanoTime;
    }

    /** Empty where there is no encoder at present. */
    Optional<byte[]> jpeg(RgbPicture picture) {
        if (trouble.isPresent() && nanoTime.getAsLong() - again < 0) {
            return Optional.empty();
        }
        try {
            var ready = encoder;
            if (ready == null) {
                ready = maker.get();
                encoder = ready;
            }
            byte[] jpeg = ready.encode(picture, QUALITY);
            works();
            return Optional.of(jpeg);
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            fails(e);
            return Optional.empty();
        }
    }

    private void works() {
        if (trouble.isPresent()) {
            trouble = Optional.empty();
            backoff.reset();
            LOG.log(Level.INFO, "pictures are made into JPEGs again");
        }
    }

    private void fails(Throwable e) {
        close();
        var wait = backoff.next();
        again = nanoTime.getAsLong() + wait.toNanos();
        if (trouble.isEmpty()) {
            LOG.log(
                    Level.ERROR,
                    "a picture cannot be made into a JPEG, as those that follow: none is stored until it works again;"
                            + " it is tried every few minutes",
                    e);
        }
        // Not the message: health is told to everybody.
        trouble = Optional.of("pictures cannot be made into JPEGs, the log says why: "
                + e.getClass().getSimpleName());
    }

    /** Why there are no JPEGs at present; from any thread. */
    Optional<String> trouble() {
        return trouble;
    }

    @Override
    public void close() {
        var old = encoder;
        if (old != null) {
            encoder = null;
            old.close();
        }
    }
}
