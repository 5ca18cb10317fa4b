package io.maskgate.daemon.logging;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Hears what one class logs until it is closed. */
public final class LogListener<T> extends Handler implements AutoCloseable {
    private final Logger logger;
    private final Function<LogRecord, T> heard;
    private final List<T> lines = new CopyOnWriteArrayList<>();

    private LogListener(Logger logger, Function<LogRecord, T> heard) {
        this.logger = logger;
        this.heard = heard;
    }

    /** @param heard what is kept of each line */
    public static <T> LogListener<T> to(Class<?> origin, Function<LogRecord, T> heard) {
        return to(origin.getName(), heard);
    }

    /** The same of all classes of a package. */
    public static <T> LogListener<T> to(Package origin, Function<LogRecord, T> heard) {
        return to(origin.getName(), heard);
    }

    private static <T> LogListener<T> to(String origin, Function<LogRecord, T> heard) {
        var listener = new LogListener<>(Logger.getLogger(origin), heard);
        listener.logger.addHandler(listener);
        return listener;
    }

    public List<T> lines() {
        return lines;
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(heard.apply(line));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
