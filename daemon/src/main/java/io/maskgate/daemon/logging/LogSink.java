package io.maskgate.daemon.logging;

import java.util.logging.LogRecord;

/** Where records go. Called by one thread at a time; never throws. */
interface LogSink {
    /**
     * Writes one record, in the thread that logged it.
     *
     * @param missed lines of the same camera before this one that were left out
     */
    void write(LogRecord log, long missed);
}
