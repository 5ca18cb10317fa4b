package io.maskgate.daemon.logging;

import io.maskgate.daemon.systemd.UnixDatagram;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.LogRecord;

/**
 * Records as entries of the journal, with fields of their own: {@code MESSAGE} (as the line would be), {@code PRIORITY},
 * {@code SYSLOG_IDENTIFIER}, {@code LOGGER}, {@code THREAD}, {@code CAMERA} where it is of one, {@code EXCEPTION} with all
 * frames, {@code LINES_LEFT_OUT}. The journal adds time, process and unit. What it does not take goes to another sink.
 */
final class JournalSink implements LogSink {
    static final Path SOCKET = Path.of("/run/systemd/journal/socket");
    static final String IDENTIFIER = "maskgate";

    /** Of a stack trace, in characters; with the message well below what a datagram may hold. */
    static final int LONGEST_TRACE = 32_000;
    /** Of a message in an entry that was too long nevertheless. */
    private static final int SHORT = 1000;

    private final String socket;
    private final LineFormatter formatter;
    private final Redactor redactor;
    private final LogSink otherwise;
    private final LogCounts counts;

    /**
     * @param socket of the journal's native protocol
     * @param otherwise takes what the journal does not
     */
    JournalSink(Path socket, LineFormatter formatter, Redactor redactor, LogSink otherwise, LogCounts counts) {
        this.socket = socket.toString();
        this.formatter = formatter;
        this.redactor = redactor;
        this.otherwise = otherwise;
        this.counts = counts;
    }

    @Override
    public void write(LogRecord log, long missed) {
        var fields = fields(log, missed);
        var outcome = UnixDatagram.send(socket, JournalEntry.encode(fields));
        boolean cut = isCut(fields);
        if (outcome instanceof UnixDatagram.TooLong) {
            cut = true;
            outcome = UnixDatagram.send(socket, JournalEntry.encode(shortened(fields)));
        }
        switch (outcome) {
            case UnixDatagram.Sent _ -> {
                counts.wrote();
                if (cut) {
                    counts.cut();
                }
            }
            case UnixDatagram.TooLong _, UnixDatagram.Failed _ -> {
                counts.fallBack();
                otherwise.write(log, missed);
            }
        }
    }

    private Map<String, String> fields(LogRecord log, long missed) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("MESSAGE", formatter.text(log, missed));
        fields.put("PRIORITY", Integer.toString(LineFormatter.priority(log.getLevel())));
        fields.put("SYSLOG_IDENTIFIER", IDENTIFIER);
        fields.put("LOGGER", log.getLoggerName() == null ? "" : log.getLoggerName());
        fields.put("THREAD", redactor.redact(Thread.currentThread().getName()));
        CameraLineLimit.camera(formatter.formatMessage(log)).ifPresent(camera -> fields.put("CAMERA", camera));
        if (missed > 0) {
            fields.put("LINES_LEFT_OUT", Long.toString(missed));
        }
        if (log.getThrown() != null) {
            fields.put("EXCEPTION", trace(log.getThrown()));
        }
        return fields;
    }

    private String trace(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        // Redacted before it is cut, so that no secret survives as its first half.
        String safe = redactor.redact(text.toString());
        return safe.length() > LONGEST_TRACE ? safe.substring(0, LONGEST_TRACE) + LineFormatter.CUT : safe;
    }

    private static boolean isCut(Map<String, String> fields) {
        return fields.get("MESSAGE").length() > LineFormatter.LONGEST
                || fields.getOrDefault("EXCEPTION", "").length() > LONGEST_TRACE;
    }

    private static Map<String, String> shortened(Map<String, String> fields) {
        var less = new LinkedHashMap<>(fields);
        less.remove("EXCEPTION");
        less.computeIfPresent(
                "MESSAGE", (_, text) -> (text.length() > SHORT ? text.substring(0, SHORT) : text) + LineFormatter.CUT);
        return less;
    }
}
