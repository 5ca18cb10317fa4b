package io.maskgate.hw;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Hears what one class logs until it is closed. */
public final class LogListener extends Handler implements AutoCloseable {
    private final Logger logger;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private LogListener(Logger logger) {
        this.logger = logger;
    }

    public static LogListener to(Class<?> origin) {
        var listener = new LogListener(Logger.getLogger(origin.getName()));
        listener.logger.addHandler(listener);
        return listener;
    }

    /** Level and words of each. */
    public List<String> lines() {
        return lines;
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
