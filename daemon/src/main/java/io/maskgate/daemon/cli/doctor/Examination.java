package io.maskgate.daemon.cli.doctor;

import io.maskgate.daemon.logging.Redactor;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs checks side by side, each with its deadline and all within one. Native calls may not end in spite of an
 * interrupt, so the threads are daemon threads and nobody waits for them.
 */
final class Examination {
    /** Most checks wait for something else; one after the other they would not end in time. */
    private static final int THREADS = 64;

    private final Duration whole;
    private final int patience;
    private final Redactor redactor;

    /** @param patience how many times longer than usual everything may take */
    Examination(Duration whole, int patience, Redactor redactor) {
        this.whole = whole.multipliedBy(patience);
        this.patience = patience;
        this.redactor = redactor;
    }

    /** The findings by name, in the order of the checks. */
    Map<String, Finding> run(List<Check> checks) throws InterruptedException {
        var pool = Executors.newFixedThreadPool(
                Math.min(THREADS, Math.max(1, checks.size())),
                Thread.ofPlatform().daemon().name("doctor-", 0).factory());
        long end = System.nanoTime() + whole.toNanos();
        try {
            var futures = new LinkedHashMap<Check, Future<Finding>>();
            for (Check check : checks) {
                futures.put(check, pool.submit(check.work()));
            }
            var findings = new LinkedHashMap<String, Finding>();
            for (var entry : futures.entrySet()) {
                findings.put(entry.getKey().name(), redacted(await(entry.getKey(), entry.getValue(), end)));
            }
            return findings;
        } finally {
            pool.shutdownNow();
        }
    }

    private Finding await(Check check, Future<Finding> future, long end) throws InterruptedException {
        long left = Math.max(0, Math.min(check.deadline().multipliedBy(patience).toNanos(), end - System.nanoTime()));
        try {
            return future.get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            future.cancel(true);
            return Finding.failed(
                    "no answer within " + Math.max(1, TimeUnit.NANOSECONDS.toSeconds(left)) + " s",
                    "see whether the machine is overloaded, and try again");
        } catch (ExecutionException e) {
            var cause = e.getCause();
            return Finding.failed(
                    cause.getMessage() == null ? cause.toString() : cause.getMessage(),
                    "remove the cause and try again");
        }
    }

    private Finding redacted(Finding finding) {
        return new Finding(finding.state(), redactor.redact(finding.text()), redactor.redact(finding.remedy()));
    }
}
