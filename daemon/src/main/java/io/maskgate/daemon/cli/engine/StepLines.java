package io.maskgate.daemon.cli.engine;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Shows the step that is being done and for how long: on a terminal in one line that counts, elsewhere as a line at the
 * beginning and one now and then.
 */
final class StepLines implements AutoCloseable {
    private static final Duration LIVE = Duration.ofSeconds(1);
    private static final Duration QUIET = Duration.ofSeconds(30);

    private final PrintStream out;
    private final boolean live;
    private final CountDownLatch closed = new CountDownLatch(1);
    private String step = "";
    private long since;

    private StepLines(PrintStream out, boolean live) {
        this.out = out;
        this.live = live;
    }

    static StepLines to(PrintStream out) {
        var console = System.console();
        boolean live = console != null && console.isTerminal();
        return start(out, live, live ? LIVE : QUIET);
    }

    /** @param interval between two looks at the clock */
    static StepLines start(PrintStream out, boolean live, Duration interval) {
        var lines = new StepLines(out, live);
        Thread.ofVirtual().name("step-lines").start(() -> lines.count(interval));
        return lines;
    }

    synchronized void step(String text) {
        endLine();
        step = text;
        since = System.nanoTime();
        out.print(text);
        if (!live) {
            out.println();
        }
        out.flush();
    }

    private void count(Duration interval) {
        try {
            while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                tick();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void tick() {
        if (step.isEmpty() || closed.getCount() == 0) {
            return;
        }
        long seconds = (System.nanoTime() - since) / 1_000_000_000;
        if (live) {
            out.print("\r" + step + ", " + seconds + " s");
        } else {
            out.println("still " + step + ", " + seconds + " s");
        }
        out.flush();
    }

    private void endLine() {
        if (live && !step.isEmpty()) {
            out.println();
        }
    }

    @Override
    public synchronized void close() {
        closed.countDown();
        endLine();
        out.flush();
    }
}
