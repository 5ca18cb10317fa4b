package io.maskgate.daemon.cli.doctor;

import io.maskgate.daemon.logging.Redactor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs checks side by side, each with its deadline from when it begins. Native calls may not end in spite of an interrupt,
 * so the threads are daemon threads and nobody waits for them.
 */
final class Examination {
    /** More streams at once would storm a recorder, and of 4K they would take more memory than a command may. */
    static final int LOOKS = 16;

    private final int patience;
    private final Redactor redactor;

    /** @param patience how many times longer than usual everything may take */
    Examination(int patience, Redactor redactor) {
        this.patience = patience;
        this.redactor = redactor;
    }

    /**
     * The findings by name, in the order of the checks.
     *
     * @param checks most wait for something else: all at once
     * @param looks at streams, of which there may be hundreds: {@link #LOOKS} at a time, however long that takes
     */
    Map<String, Finding> run(List<Check> checks, List<Check> looks) throws InterruptedException {
        var all = Executors.newVirtualThreadPerTaskExecutor();
        var some = Executors.newFixedThreadPool(LOOKS, Thread.ofVirtual().factory());
        try {
            var futures = new LinkedHashMap<String, Future<Finding>>();
            begin(checks, all, futures);
            begin(looks, some, futures);
            var findings = new LinkedHashMap<String, Finding>();
            for (var entry : futures.entrySet()) {
                findings.put(entry.getKey(), redacted(found(entry.getValue())));
            }
            return findings;
        } finally {
            all.shutdownNow();
            some.shutdownNow();
        }
    }

    private void begin(List<Check> checks, ExecutorService executor, Map<String, Future<Finding>> futures) {
        for (Check check : checks) {
            futures.put(check.name(), executor.submit(() -> answer(check)));
        }
    }

    /** In a thread that is left behind where it hangs: the next one begins all the same. */
    private Finding answer(Check check) throws InterruptedException {
        var task = new FutureTask<>(check.work());
        Thread.ofPlatform().daemon().name("doctor " + check.name()).start(task);
        var deadline = check.deadline().multipliedBy(patience);
        try {
            return task.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            task.cancel(true);
            return Finding.failed(
                    "no answer within " + Math.max(1, deadline.toSeconds()) + " s",
                    "see whether the machine is overloaded, and try again; --patience 3 gives each check more time");
        } catch (ExecutionException e) {
            return thrown(e);
        }
    }

    private static Finding found(Future<Finding> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            return thrown(e);
        }
    }

    private static Finding thrown(ExecutionException e) {
        var cause = e.getCause();
        return Finding.failed(
                cause.getMessage() == null ? cause.toString() : cause.getMessage(), "remove the cause and try again");
    }

    private Finding redacted(Finding finding) {
        return new Finding(finding.state(), redactor.redact(finding.text()), redactor.redact(finding.remedy()));
    }
}
