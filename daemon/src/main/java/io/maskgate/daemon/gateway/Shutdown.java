package io.maskgate.daemon.gateway;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has been started, and how to stop it: newest first. Thread-safe; a second caller waits for the first. */
final class Shutdown implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Shutdown.class.getName());

    private final Deque<Step> steps = new ArrayDeque<>();

    private record Step(String name, Stop stop) {}

    /** Ends something that was started. */
    interface Stop {
        void run() throws Exception;
    }

    synchronized void add(String name, Stop stop) {
        steps.push(new Step(name, stop));
    }

    /** Stops everything; a step that fails does not keep the others from stopping, nor does an interrupt. */
    @Override
    public synchronized void close() {
        boolean interrupted = Thread.interrupted();
        while (!steps.isEmpty()) {
            var step = steps.pop();
            try {
                step.stop().run();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (Exception | Error e) {
                tell(step, e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void tell(Step step, Throwable failure) {
        try {
            LOG.log(System.Logger.Level.WARNING, "stopping " + step.name() + " failed", failure);
        } catch (Error _) {
            // No memory for a line either.
        }
    }
}
