package io.maskgate.daemon.logging;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
            List.of("io.moquette", "io.helidon", "io.netty", "org.eclipse.tahu", "org.sqlite", "javax", "jdk", "sun");

    /**
     * Print stack traces: the one for what its callers handle and say in words, the other for every request that is not HTTP,
     * which is answered and counted.
     */
    private static final List<String> SILENT =
            List.of("org.eclipse.paho", "io.helidon.webserver.http1.Http1Connection");

    private final Logger root;
    private final Handler handler;
    // The LogManager keeps loggers weakly; without these references their levels would be forgotten.
    private final List<Logger> quieted;
    private final List<Logger> silent;
    private final LogCounts counts;

    private Logging(Logger root, Handler handler, List<Logger> quieted, List<Logger> silent, LogCounts counts) {
        this.counts = counts;
        this.silent = silent;
        this.root = root;
        this.handler = handler;
        this.quieted = quieted;
    }

    /**
     * Replaces whatever handlers there are by one that writes redacted lines, or entries of the journal.
     *
     * @param out usually standard error
     * @param environment with a {@code JOURNAL_STREAM} that is standard error, lines become entries of the journal, each
     *     with its fields; what its socket does not take goes to {@code out} as a line with a priority
     */
    public static Logging start(PrintStream out, Map<String, String> environment, Redactor redactor, Level level) {
        return start(out, isJournal(environment), JournalSink.SOCKET, redactor, level);
    }

    /** Whether standard error is the journal's. */
    public static boolean isJournal(Map<String, String> environment) {
        return JournalStream.isStandardError(environment);
    }

    /** @param socket of the journal's native protocol; without it there are lines with priorities */
    static Logging start(PrintStream out, boolean journal, Path socket, Redactor redactor, Level level) {
        // Otherwise Helidon reads a logging.properties of its own over these settings when a server starts.
        System.setProperty("io.helidon.logging.config.disabled", "true");
        LogManager.getLogManager().reset();
        var counts = new LogCounts();
        var formatter = new LineFormatter(journal, ZoneId.systemDefault(), redactor);
        var lines = new LineSink(out, formatter, counts);
        var sink =
                journal && Files.exists(socket) ? new JournalSink(socket, formatter, redactor, lines, counts) : lines;
        var handler = new LimitingHandler(out, formatter, sink, counts);
        var root = Logger.getLogger("");
        root.addHandler(handler);
        var quieted = QUIET.stream().map(Logger::getLogger).toList();
        quieted.forEach(logger -> logger.setLevel(Level.WARNING));
        var silent = SILENT.stream().map(Logger::getLogger).toList();
        var logging = new Logging(root, handler, quieted, silent, counts);
        logging.level(level);
        return logging;
    }

    /** Changes the level of our own rooms from now on. */
    public void level(Level level) {
        root.setLevel(level);
        Level quiet = level.intValue() > Level.WARNING.intValue() ? level : Level.WARNING;
        quieted.forEach(logger -> logger.setLevel(quiet));
        silent.forEach(logger -> logger.setLevel(Level.OFF));
    }

    /** What became of the lines. */
    public LogCounts counts() {
        return counts;
    }

    /** Takes the handler away; lines logged later go nowhere. */
    @Override
    public void close() {
        handler.flush();
        root.removeHandler(handler);
    }

    private static final class LimitingHandler extends Handler {
        private final PrintStream out;
        private final LineFormatter formatter;
        private final LogSink sink;
        private final LogCounts counts;
        private final CameraLineLimit limit = new CameraLineLimit(System::nanoTime);

        LimitingHandler(PrintStream out, LineFormatter formatter, LogSink sink, LogCounts counts) {
            this.out = out;
            this.formatter = formatter;
            this.sink = sink;
            this.counts = counts;
        }

        @Override
        public synchronized void publish(LogRecord log) {
            if (isLoggable(log)) {
                limit.pass(formatter.formatMessage(log))
                        .ifPresentOrElse(missed -> sink.write(log, missed), counts::leaveOut);
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
