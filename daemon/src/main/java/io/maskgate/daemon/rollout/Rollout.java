package io.maskgate.daemon.rollout;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The stages of activations and what leads from one to the next. Pure but for the clock it is given; not thread-safe. */
final class Rollout {
    private final InstantSource wall;
    private final boolean discreet;
    private RolloutStatus status;
    private @Nullable Criteria asked;
    private long stageBegan;
    private Baseline baseline = new Baseline(OptionalDouble.empty(), OptionalDouble.empty(), 0, false);
    private @Nullable Probation probation;

    /** @param discreet whether numbers of faces are not told */
    Rollout(InstantSource wall, boolean discreet) {
        this.wall = wall;
        this.discreet = discreet;
        this.status = RolloutStatus.idle(wall.instant());
    }

    /** What is to be done next. */
    enum Next {
        NOTHING,
        /** The new model takes over. */
        SWAP,
        /** The new model is let go; it never served. */
        LET_GO,
        /** The old model takes over again. */
        ROLL_BACK,
        /** The old model is let go. */
        CONFIRM
    }

    RolloutStatus status() {
        return status;
    }

    /**
     * Begins an activation.
     *
     * @param before tag of the model that serves
     * @param now of that model
     * @throws IllegalStateException while another is in progress
     */
    void begin(String model, String before, Baseline now, Criteria criteria, long nanos) {
        if (status.stage().inProgress()) {
            throw new IllegalStateException(busy());
        }
        asked = criteria;
        baseline = now;
        probation = null;
        status = new RolloutStatus(Stage.LOADING, model, before, wall.instant(), "", Agreement.NONE, false);
        stageBegan = nanos;
    }

    /** Why no other can begin, while one is in progress. */
    String busy() {
        return "one activation at a time: model " + status.model() + " is "
                + status.stage().words() + " since " + status.since();
    }

    /** Which keys the one in progress is judged by, for a person who asks for others; empty where it is these. */
    String judgedByOthersThan(Criteria now) {
        return status.stage().inProgress() && !now.equals(asked)
                ? "model " + status.model() + " is judged by model.rollout as it was when its activation began"
                : "";
    }

    private Criteria criteria() {
        return Objects.requireNonNull(asked, "nothing has begun");
    }

    /**
     * It is loaded and checked.
     *
     * @param cost of a picture in times of the old model's, as the cards have it; 1 where they do not say
     */
    Next loaded(String tag, double cost, boolean accelerated, String detail, long nanos) {
        status = status.named(tag);
        baseline = baseline.times(cost);
        if (baseline.accelerated() && !accelerated) {
            return refuse("the accelerator serves the old model and not this one: " + detail, nanos);
        }
        enter(Stage.COMPARING, "", nanos);
        return Next.NOTHING;
    }

    /** Both have looked at the same frames. */
    Next compared(Agreement found, Sample sample) {
        status = status.with(discreet ? found.framesOnly() : found);
        String text = discreet ? "both looked at " + found.frames() + " frames" : found.text();
        var share = found.share();
        if (found.faces() >= criteria().faces()
                && share.isPresent()
                && share.getAsDouble() < criteria().agreement()) {
            return refuse(
                    "it sees something else than the old model: " + text + "; model.rollout.agreement asks for "
                            + Math.round(100 * criteria().agreement()) + " %",
                    sample.nanos());
        }
        probation = new Probation(criteria(), baseline, sample);
        enter(Stage.PROBATION, text, sample.nanos());
        return Next.SWAP;
    }

    /** It cannot serve. */
    Next refuse(String why, long nanos) {
        return refuse(why, false, nanos);
    }

    /** It is wanted no more. */
    Next withdraw(String why, long nanos) {
        return refuse(why, true, nanos);
    }

    private Next refuse(String why, boolean wished, long nanos) {
        end(Stage.REFUSED, why, wished, nanos);
        return Next.LET_GO;
    }

    /**
     * The old one must serve again.
     *
     * @param wished whether that is all as a person wants it
     */
    Next rollBack(String why, boolean wished, long nanos) {
        probation = null;
        end(Stage.ROLLED_BACK, why, wished, nanos);
        return Next.ROLL_BACK;
    }

    /** What became of the last one is of no matter any more. */
    void settle() {
        status = RolloutStatus.idle(wall.instant());
    }

    /**
     * Time passes; to be called about once a second.
     *
     * @param sample what the model that serves has done
     * @param preparing what the engine of the one that is loaded is at; may be empty
     */
    Next tick(Sample sample, String preparing) {
        return switch (status.stage()) {
            case IDLE, ACTIVE, ROLLED_BACK, REFUSED -> Next.NOTHING;
            case LOADING -> late(criteria().loading(), "loading and checking", preparing, sample.nanos());
            // Waiting for frames ends by itself; longer than that takes only an engine that hangs.
            case COMPARING -> late(criteria().comparing().multipliedBy(2), "comparing", "", sample.nanos());
            case PROBATION -> judged(sample);
        };
    }

    private Next late(Duration most, String what, String at, long nanos) {
        String why = what + " was not over after " + most.toSeconds() + " s" + (at.isEmpty() ? "" : ": " + at);
        return nanos - stageBegan > most.toNanos() ? refuse(why, nanos) : Next.NOTHING;
    }

    private Next judged(Sample sample) {
        var running = probation;
        if (running == null) {
            return Next.NOTHING;
        }
        return switch (running.judge(sample)) {
            case Probation.Verdict.Undecided _ -> Next.NOTHING;
            case Probation.Verdict.Failed(String reason) -> rollBack(reason, false, sample.nanos());
            case Probation.Verdict.Passed(String detail) -> {
                probation = null;
                enter(Stage.ACTIVE, detail, sample.nanos());
                yield Next.CONFIRM;
            }
        };
    }

    private void enter(Stage stage, String why, long nanos) {
        end(stage, why, false, nanos);
    }

    private void end(Stage stage, String why, boolean wished, long nanos) {
        status = status.then(stage, wall.instant(), why, wished);
        stageBegan = nanos;
    }

    /** What became of a model before this process began. */
    void earlier(Stage stage, String model, String before, String why) {
        status = new RolloutStatus(stage, model, before, wall.instant(), why, Agreement.NONE, false);
    }
}
