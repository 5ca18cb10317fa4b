package io.maskgate.models.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress of long work: a bar on a terminal, otherwise a line now and then. Used by one thread. */
final class LongWork implements AutoCloseable {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(15);

    private final String task;
    private final long total;
    private final Consumer<String> lines;
    private final Optional<ProgressBar> bar;
    private long lastLine = System.nanoTime();

    private LongWork(String task, long total, Consumer<String> lines, Optional<ProgressBar> bar) {
        this.task = task;
        this.total = total;
        this.lines = lines;
        this.bar = bar;
    }

    /** Work of {@code total} steps; a bar where the process has a terminal. */
    static LongWork of(String task, long total, PrintWriter err) {
        var console = System.console();
        return of(task, total, err, console != null && console.isTerminal());
    }

    static LongWork of(String task, long total, PrintWriter err, boolean terminal) {
        Consumer<String> lines = line -> {
            err.println(line);
            err.flush();
        };
        return new LongWork(task, total, lines, terminal ? Optional.of(bar(task, total, err)) : Optional.empty());
    }

    private static ProgressBar bar(String task, long total, PrintWriter err) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .setConsumer(new DelegatingProgressBarConsumer(
                        line -> {
                            err.print('\r' + line);
                            err.flush();
                        },
                        100))
                .build();
    }

    void done(long steps) {
        done(steps, "");
    }

    /** @param figures what else there is to tell, for instance the losses */
    void done(long steps, String figures) {
        if (bar.isPresent()) {
            bar.get().stepTo(steps).setExtraMessage(figures);
        } else if (System.nanoTime() - lastLine >= BETWEEN_LINES.toNanos()) {
            lastLine = System.nanoTime();
            lines.accept(task + " " + steps + "/" + total + (figures.isEmpty() ? "" : " " + figures));
        }
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
        if (bar.isPresent()) {
            lines.accept("");
        }
    }
}
