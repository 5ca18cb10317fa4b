package io.maskgate.daemon.outbox;

import io.maskgate.daemon.metrics.GatewayMetrics;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.SQLException;

/** How the disk is and what it holds, for anybody who asks, at once; the log is told when that changes. Thread-safe. */
final class Condition {
    private static final System.Logger LOG = System.getLogger(Condition.class.getName());

    private final GatewayMetrics metrics;
    private volatile String trouble = "";
    private volatile String remark = "";
    private volatile long bytes;

    Condition(GatewayMetrics metrics) {
        this.metrics = metrics;
    }

    /** Something at the file failed. */
    void failed(Path file, Throwable e) {
        trouble("events cannot be written to " + file + ": " + words(e));
    }

    private static String words(Throwable e) {
        return switch (e) {
            case SQLException sql -> Faults.words(sql);
            case IOException _, OutboxException _ -> String.valueOf(e.getMessage());
            default -> "a fault of Maskgate's own: " + e;
        };
    }

    /** Something keeps messages from the disk. */
    void trouble(String words) {
        if (trouble.isEmpty()) {
            LOG.log(Level.ERROR, "{0}; they wait in memory.", words);
        }
        trouble = words;
    }

    /** The disk takes messages. */
    void well() {
        if (isTrouble()) {
            LOG.log(Level.INFO, "The outbox is written again.");
            trouble = "";
        }
    }

    /** @param words of something to look after; empty when there is nothing */
    void remark(String words) {
        remark = words;
    }

    /** So much is on the disk. */
    void holds(long bytesNow) {
        bytes = bytesNow;
        metrics.outboxBytes.set(bytesNow);
    }

    boolean isTrouble() {
        return !trouble.isEmpty();
    }

    /** What keeps messages from the disk; empty when all is well. */
    String trouble() {
        return trouble;
    }

    /** Something to look after; empty when there is nothing. */
    String remark() {
        return remark;
    }

    /** On the disk. */
    long bytes() {
        return bytes;
    }
}
