package io.maskgate.daemon.logging;

import java.io.PrintStream;
import java.util.logging.LogRecord;

/** Lines on a stream. */
final class LineSink implements LogSink {
    private final PrintStream out;
    private final LineFormatter formatter;
    private final LogCounts counts;

    LineSink(PrintStream out, LineFormatter formatter, LogCounts counts) {
        this.out = out;
        this.formatter = formatter;
        this.counts = counts;
    }

    @Override
    public void write(LogRecord log, long missed) {
        String line = formatter.format(log, missed);
        out.print(line);
        counts.wrote();
        if (line.length() > LineFormatter.LONGEST) {
            counts.cut();
        }
    }
}
