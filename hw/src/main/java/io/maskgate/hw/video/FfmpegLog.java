package io.maskgate.hw.video;

import java.util.Collection;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/**
 * FFmpeg's log, of warnings and worse, redacted and sent to {@link System.Logger} at DEBUG; nothing reaches stderr.
 *
 * <p>FFmpeg has one log callback per process, hence one instance of this class, made when the first FFmpeg object of
 * this package is.
 */
public final class FfmpegLog {
    private static final FfmpegLog PROCESS = new FfmpegLog();

    private static final int LINES_PER_WINDOW = 20;
    private static final long WINDOW_NANOS = 10_000_000_000L;

    private final System.Logger logger = System.getLogger(FfmpegLog.class.getName());
    private final Redactor redactor = new Redactor();
    private final LogCallback callback = new Callback();
    private long windowStart = System.nanoTime();
    private int linesInWindow;
    private long suppressed;

    private FfmpegLog() {
        avutil.av_log_set_level(avutil.AV_LOG_WARNING);
        avutil.setLogCallback(callback);
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
        long missed = admit();
        if (missed < 0) {
            return;
        }
        if (missed > 0) {
            logger.log(System.Logger.Level.DEBUG, "ffmpeg: {0} lines left out", missed);
        }
        logger.log(System.Logger.Level.DEBUG, "ffmpeg: {0}", redact(text.strip()));
    }

    /** Negative: not this line; else how many lines were left out in the window before. */
    private synchronized long admit() {
        long now = System.nanoTime();
        long missed = 0;
        if (now - windowStart >= WINDOW_NANOS) {
            windowStart = now;
            linesInWindow = 0;
            missed = suppressed;
            suppressed = 0;
        }
        if (linesInWindow >= LINES_PER_WINDOW) {
            suppressed++;
            return -1;
        }
        linesInWindow++;
        return missed;
    }

    private final class Callback extends LogCallback {
        @Override
        public void call(int level, BytePointer message) {
            try {
                line(message.getString());
            } catch (RuntimeException e) {
                // An exception must not travel through FFmpeg's frames; a lost log line is the lesser harm.
                suppress();
            }
        }
    }

    private synchronized void suppress() {
        suppressed++;
    }
}
