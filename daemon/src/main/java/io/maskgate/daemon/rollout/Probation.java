package io.maskgate.daemon.rollout;

import java.util.Locale;

/** The first minutes of a new model. Pure: time comes with the samples. */
final class Probation {
    private final Criteria criteria;
    private final Baseline before;
    private final Sample begin;
    private final Window window;
    /** The same without the time in which latency is not judged. */
    private final Window settled;

    /** @param begin when it took over */
    Probation(Criteria criteria, Baseline before, Sample begin) {
        this.criteria = criteria;
        this.before = before;
        this.begin = begin;
        this.window = new Window(criteria.window());
        this.settled = new Window(criteria.window());
        window.add(begin);
    }

    /** What is to be done. */
    sealed interface Verdict {
        /** It goes on. */
        record Undecided() implements Verdict {}

        /** The old model must come back. */
        record Failed(String reason) implements Verdict {}

        /** The old model can go. */
        record Passed(String detail) implements Verdict {}
    }

    /** To be called about once a second. */
    Verdict judge(Sample now) {
        window.add(now);
        if (window.failures() >= criteria.failures() && window.failures() >= criteria.failureShare() * window.tries()) {
            return new Verdict.Failed(
                    window.failures() + " of " + window.tries() + " batches failed within " + seconds(window.nanos()));
        }
        if (before.accelerated() && !now.accelerated()) {
            return new Verdict.Failed("the accelerator no longer serves it");
        }
        long passed = now.nanos() - begin.nanos();
        if (passed >= criteria.settling().toNanos()) {
            settled.add(now);
            var mean = settled.nanosPerPicture(Baseline.PICTURES);
            double most = Math.max(
                    criteria.floor().toNanos(),
                    before.nanosPerPicture().orElse(Double.POSITIVE_INFINITY) * criteria.slower());
            if (mean.isPresent() && mean.getAsDouble() > most) {
                return new Verdict.Failed(String.format(
                        Locale.ROOT,
                        "a picture takes %.1f ms, expected about %.1f ms by what the old model took, and %.1f times that is allowed",
                        mean.getAsDouble() / 1e6,
                        before.nanosPerPicture().orElseThrow() / 1e6,
                        criteria.slower()));
            }
            // A second that is full says nothing.
            boolean enough = settled.nanos() >= criteria.settling().toNanos();
            if (enough
                    && settled.busy() > criteria.busy()
                    && before.busy() <= criteria.busy()
                    && !isTooMuchForTheOldToo()) {
                return new Verdict.Failed(String.format(
                        Locale.ROOT,
                        "it does not keep up with the cameras: the engine works %.0f %% of the time",
                        settled.busy() * 100));
            }
        }
        return passed(now, passed);
    }

    /**
     * Whether the old one would have worked all the time for as many pictures: cameras that were added or switched on are the
     * reason then. That there are more is none: they come by themselves once people do.
     */
    private boolean isTooMuchForTheOldToo() {
        var then = before.picturesPerSecond();
        var now = settled.picturesPerSecond(Baseline.PICTURES);
        return then.isPresent()
                && now.isPresent()
                && before.busy() * now.getAsDouble() / then.getAsDouble() > criteria.busy();
    }

    private Verdict passed(Sample now, long passed) {
        long pictures = now.stats().pictures() - begin.stats().pictures();
        boolean enough = pictures >= criteria.pictures();
        boolean over = passed >= criteria.probation().toNanos()
                && (enough || passed >= criteria.longestProbation().toNanos());
        return over
                ? new Verdict.Passed(
                        pictures + " pictures in " + seconds(passed) + (enough ? "" : ", which proves little"))
                : new Verdict.Undecided();
    }

    private static String seconds(long nanos) {
        return Math.round(nanos / 1e9) + " s";
    }
}
