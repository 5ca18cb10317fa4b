package io.maskgate.daemon.logging;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * One record, one line: {@code HH:mm:ss.SSS LEVEL room: message}, or under the journal {@code <N>room: message}, where N is
 * the syslog priority and the journal adds the time. An exception is appended as its causes, each with its first frames.
 */
final class LineFormatter extends Formatter {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final int CAUSES = 5;
    private static final int FRAMES = 3;
    /** Of the text, in characters. */
    static final int LONGEST = 4000;

    static final String CUT = " [cut]";

    private final boolean journal;
    private final ZoneId zone;
    private final Redactor redactor;

    LineFormatter(boolean journal, ZoneId zone, Redactor redactor) {
        this.journal = journal;
        this.zone = zone;
        this.redactor = redactor;
    }

    @Override
    public String format(LogRecord log) {
        return format(log, 0);
    }

    /** @param missed lines of the same camera before this one that were left out */
    String format(LogRecord log, long missed) {
        var head = new StringBuilder();
        if (journal) {
            head.append('<').append(priority(log.getLevel())).append('>');
        } else {
            head.append(TIME.format(log.getInstant().atZone(zone)))
                    .append(' ')
                    .append(name(log.getLevel()))
                    .append(' ');
        }
        return head.append(text(log, missed)).append('\n').toString();
    }

    /** The line without priority, time and end: redacted, cut, one line. */
    String text(LogRecord log, long missed) {
        var line = new StringBuilder(160);
        line.append(room(log.getLoggerName())).append(": ").append(formatMessage(log));
        if (missed > 0) {
            line.append(" (").append(missed).append(" lines of this camera before left out)");
        }
        if (log.getThrown() != null) {
            trace(line, log.getThrown());
        }
        // Redacted before it is cut, so that no secret survives as its first half.
        String safe = oneLine(redactor.redact(line.toString()));
        return safe.length() > LONGEST ? safe.substring(0, LONGEST) + CUT : safe;
    }

    private static void trace(StringBuilder line, Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; i < CAUSES && cause != null; i++, cause = cause.getCause()) {
            line.append(i == 0 ? " | " : " | caused by ").append(cause);
            var frames = cause.getStackTrace();
            for (int f = 0; f < Math.min(FRAMES, frames.length); f++) {
                var frame = frames[f];
                line.append(f == 0 ? " at " : " < ")
                        .append(simple(frame.getClassName()))
                        .append('.')
                        .append(frame.getMethodName())
                        .append(':')
                        .append(frame.getLineNumber());
            }
        }
    }

    /** The room of one of our loggers; for any other the class. */
    static String room(@Nullable String logger) {
        if (logger == null || logger.isEmpty()) {
            return "root";
        }
        for (String ours : new String[] {"io.maskgate.daemon.", "io.maskgate.hw.", "io.maskgate."}) {
            if (logger.startsWith(ours)) {
                String rest = logger.substring(ours.length());
                int dot = rest.indexOf('.');
                return dot < 0 ? rest : rest.substring(0, dot);
            }
        }
        return simple(logger);
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    /** Syslog priorities: 3 error, 4 warning, 6 info, 7 debug. */
    static int priority(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return 3;
        }
        if (value >= Level.WARNING.intValue()) {
            return 4;
        }
        return value >= Level.INFO.intValue() ? 6 : 7;
    }

    private static String name(Level level) {
        return switch (priority(level)) {
            case 3 -> "ERROR";
            case 4 -> "WARNING";
            case 6 -> "INFO";
            default -> "DEBUG";
        };
    }

    /** Control characters could forge a second line or colour a terminal. */
    private static String oneLine(String text) {
        var out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n') {
                out.append(" | ");
            } else if (Character.isISOControl(c)) {
                out.append(' ');
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }
}
