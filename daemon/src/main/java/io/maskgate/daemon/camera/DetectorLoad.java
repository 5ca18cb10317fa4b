package io.maskgate.daemon.camera;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Says once that the detector does not keep up with what the cameras ask for, until it does again. Not at the first minute:
 * the machine may have been busy with something else. Belongs to the inference thread, but for {@link #trouble}.
 */
final class DetectorLoad {
    private static final System.Logger LOG = System.getLogger(DetectorLoad.class.getName());
    private static final Duration SPAN = Duration.ofMinutes(1);
    private static final int TOO_OFTEN = 2;
    /** Without figures, from which others could tell how much goes on before cameras that they may not see. */
    private static final String TROUBLE = "it does not keep up with the cameras, the log says how far and what helps";

    private final BooleanSupplier standsIn;
    private volatile Optional<String> trouble = Optional.empty();
    private long begun;
    private long idle;
    private long told;
    private long taken;
    private long missedBefore;
    private int times;

    /**
     * @param now in the domain of every later one
     * @param standsIn whether the detector is to be replaced soon: how slow it is says nothing then
     */
    DetectorLoad(long now, BooleanSupplier standsIn) {
        begun = now;
        this.standsIn = standsIn;
    }

    /** For whoever looks at the health of the gateway; empty while the detector keeps up. From any thread. */
    Optional<String> trouble() {
        return trouble;
    }

    /**
     * @param waited nanoseconds in which there was nothing to look at, since the last round
     * @param telling nanoseconds in which what was seen was told and the disk waited for, since the last round
     * @param frames that were taken since the last round
     * @param missed frames that came and were never taken, ever
     */
    void round(long now, long waited, long telling, int frames, long missed) {
        idle += waited;
        told += telling;
        taken += frames;
        long past = now - begun;
        if (past >= SPAN.toNanos()) {
            if (!standsIn.getAsBoolean()) {
                span(past, missed - missedBefore);
            }
            begun = now;
            idle = 0;
            told = 0;
            taken = 0;
            missedBefore = missed;
        }
    }

    private void span(long nanos, long missed) {
        long asked = taken + missed;
        // A stream that comes in bursts has its own pictures replaced, however quick the detector is.
        boolean seldomIdle = idle * 10 < nanos;
        // Else it would have looked at all, had the disk not kept it from that.
        boolean wantsMore = (double) (nanos - idle - told) * asked >= (double) nanos * taken;
        boolean busy = seldomIdle && wantsMore;
        if (busy && missed * 5 > asked) {
            times++;
            if (times == TOO_OFTEN) {
                trouble = Optional.of(TROUBLE);
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the detector looks at {0} pictures a second of {1} that the cameras ask for, so that somebody who"
                                + " passes by quickly may be missed; lower their rate, set decode.policy: adaptive for"
                                + " those without lines, or take a smaller model",
                        perSecond(taken, nanos),
                        perSecond(asked, nanos));
            }
        } else if (!busy || missed * 10 <= asked) {
            if (trouble.isPresent()) {
                LOG.log(System.Logger.Level.INFO, "the detector keeps up with the cameras again");
            }
            trouble = Optional.empty();
            times = 0;
        }
    }

    private static String perSecond(long pictures, long nanos) {
        return String.valueOf(Math.round(pictures * 1e9 / nanos));
    }
}
