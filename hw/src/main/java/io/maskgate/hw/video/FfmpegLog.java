package io.maskgate.hw.video;

import java.util.Collection;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/**
 * FFmpeg's log, of warnings and worse, redacted and sent to {@link System.Logger} at DEBUG; nothing reaches stderr.
 *
 * <p>FFmpeg has one log callback per process, hence one instance of this class, made when the first FFmpeg object of
 * this package is. The other setting FFmpeg has one of per process, how much memory it may ask for at once, is made here too.
 */
public final class FfmpegLog {
    private static final FfmpegLog PROCESS = new FfmpegLog();

    /** Of one piece of memory FFmpeg may ask for; a plane of the largest picture allowed is a fraction of it. */
    static final long MOST_BYTES = 256L << 20;

    private static final int LINES_PER_WINDOW = 20;
    private static final long WINDOW_NANOS = 10_000_000_000L;

    private final System.Logger logger = System.getLogger(FfmpegLog.class.getName());
    private final Redactor redactor = new Redactor();
    private final LogCallback callback = new Callback();
    private final LineLimit limit = new LineLimit(LINES_PER_WINDOW, WINDOW_NANOS, System.nanoTime());

    private FfmpegLog() {
        avutil.av_log_set_level(avutil.AV_LOG_WARNING);
        avutil.setLogCallback(callback);
        // While a stream is probed no limit of pixels holds: this one does.
        avutil.av_max_alloc(MOST_BYTES);
    }

    /** Takes over FFmpeg's log, if that has not happened yet. Every class here that calls FFmpeg calls this first. */
    public static FfmpegLog install() {
        return PROCESS;
    }

    /** Hides these strings in every line until {@link #forget}. */
    public void hide(Collection<String> secrets) {
        redactor.add(secrets);
    }

    public void forget(Collection<String> secrets) {
        redactor.remove(secrets);
    }

    /** {@code text} without credentials and hidden strings. */
    public String redact(String text) {
        return redactor.redact(text);
    }

    private void line(String text) {
        if (!logger.isLoggable(System.Logger.Level.DEBUG) || text.isBlank()) {
            return;
        }
        long missed = limit.admit(System.nanoTime());
        if (missed < 0) {
            return;
        }
        if (missed > 0) {
            logger.log(System.Logger.Level.DEBUG, "ffmpeg: {0} lines left out", missed);
        }
        logger.log(System.Logger.Level.DEBUG, "ffmpeg: {0}", redact(text.strip()));
    }

    private final class Callback extends LogCallback {
        @Override
        public void call(int level, BytePointer message) {
            try {
                line(message.getString());
            } catch (RuntimeException | Error _) {
                // It must not travel through FFmpeg's own frames: that ends the process. Telling of it may fail too.
            }
        }
    }
}
