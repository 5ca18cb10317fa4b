package io.maskgate.daemon.logging;

import java.io.PrintStream;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The process's logging, set up once at start. Thread-safe. */
public final class Logging implements AutoCloseable {
    /** Libraries that report at info what only their authors need; at debug they stay quiet too. */
    private static final List<String> QUIET =
            List.of("io.moquette", "io.helidon", "io.netty", "org.sqlite", "javax", "jdk", "sun");

    /** Prints stack traces for what its callers handle and say in words. */
    private static final String SILENT = "org.eclipse.paho";

    private final Logger root;
    private final Handler handler;
    // The LogManager keeps loggers weakly; without these references their levels would be forgotten.
    private final List<Logger> quieted;
    private final Logger silent;

    private Logging(Logger root, Handler handler, List<Logger> quieted, Logger silent) {
        this.silent = silent;
        this.root = root;
        this.handler = handler;
        this.quieted = quieted;
    }

    /**
     * Replaces whatever handlers there are by one that writes redacted lines.
     *
     * @param out usually standard error
     * @param environment with a {@code JOURNAL_STREAM} that is standard error, lines have the journal's form
     */
    public static Logging start(PrintStream out, Map<String, String> environment, Redactor redactor, Level level) {
        // Otherwise Helidon reads a logging.properties of its own over these settings when a server starts.
        System.setProperty("io.helidon.logging.config.disabled", "true");
        LogManager.getLogManager().reset();
        var formatter = new LineFormatter(JournalStream.isStandardError(environment), ZoneId.systemDefault(), redactor);
        var handler = new LineHandler(out, formatter);
        var root = Logger.getLogger("");
        root.addHandler(handler);
        var quieted = QUIET.stream().map(Logger::getLogger).toList();
        quieted.forEach(logger -> logger.setLevel(Level.WARNING));
        var silent = Logger.getLogger(SILENT);
        silent.setLevel(Level.OFF);
        var logging = new Logging(root, handler, quieted, silent);
        logging.level(level);
        return logging;
    }

    /** Changes the level of our own rooms from now on. */
    public void level(Level level) {
        root.setLevel(level);
        Level quiet = level.intValue() > Level.WARNING.intValue() ? level : Level.WARNING;
        quieted.forEach(logger -> logger.setLevel(quiet));
        silent.setLevel(Level.OFF);
    }

    /** Takes the handler away; lines logged later go nowhere. */
    @Override
    public void close() {
        handler.flush();
        root.removeHandler(handler);
    }

    private static final class LineHandler extends Handler {
        private final PrintStream out;
        private final LineFormatter formatter;
        private final CameraLineLimit limit = new CameraLineLimit(System::nanoTime);

        LineHandler(PrintStream out, LineFormatter formatter) {
            this.out = out;
            this.formatter = formatter;
        }

        @Override
        public synchronized void publish(LogRecord log) {
            if (isLoggable(log)) {
                limit.pass(formatter.formatMessage(log)).ifPresent(missed -> out.print(formatter.format(log, missed)));
            }
        }

        @Override
        public void flush() {
            out.flush();
        }

        @Override
        public void close() {
            flush();
        }
    }
}
