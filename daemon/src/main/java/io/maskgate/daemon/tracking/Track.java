package io.maskgate.daemon.tracking;

import io.maskgate.hw.inference.Box;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One face from appearance to disappearance: its motion, its sightings, its label. */
final class Track {
    /** A face out of sight goes on as before for so long; then it is expected to wait, as somebody behind a pillar. */
    private static final double COAST_SECONDS = 1;

    /** A wall clock that went by so much more or less than time did was set. */
    private static final Duration SET = Duration.ofSeconds(1);

    private final String id;
    private final long firstNanos;
    private final Instant firstSeen;
    private final BoxFilter filter;
    private final MaskStateMachine mask;
    private Box box;
    private Optional<Observation> observation;
    private long stateNanos;
    private long lastNanos;
    private Instant lastSeen;
    private int sightings = 1;
    private int missed;

    Track(String id, Observation observation, long nanos, Instant wall, MaskStateMachine mask) {
        this.id = id;
        this.firstNanos = nanos;
        this.firstSeen = wall;
        this.filter = new BoxFilter(observation.box());
        this.mask = mask;
        this.box = observation.box();
        this.observation = Optional.of(observation);
        this.stateNanos = nanos;
        this.lastNanos = nanos;
        this.lastSeen = wall;
    }

    /** A look begins: expects the face at {@code nanos}, and takes it for missed until {@link #see}. */
    void predict(long nanos) {
        double since = (stateNanos - lastNanos) / 1e9;
        double dt = (nanos - stateNanos) / 1e9;
        double moving = Math.clamp(COAST_SECONDS - since, 0, dt);
        filter.predict(moving, dt - moving);
        stateNanos = nanos;
        observation = Optional.empty();
        missed++;
    }

    /** The face is found in this look. */
    void see(Observation found, boolean sighting, Instant wall) {
        filter.update(found.box());
        box = found.box();
        observation = Optional.of(found);
        lastNanos = stateNanos;
        lastSeen = wall;
        missed = 0;
        if (sighting) {
            sightings++;
        }
    }

    void scale(double horizontal, double vertical) {
        filter.scale(horizontal, vertical);
        box = new Box(
                (float) (box.x0() * horizontal), (float) (box.y0() * vertical), (float) (box.x1() * horizontal), (float)
                        (box.y1() * vertical));
    }

    /** Where the motion filter expects the face in this look. */
    Box expected() {
        return filter.box();
    }

    /** Standard deviation of the expected centre, px. */
    double deviation() {
        return filter.deviation();
    }

    String id() {
        return id;
    }

    MaskStateMachine mask() {
        return mask;
    }

    /** As last seen. */
    Box box() {
        return box;
    }

    /** What was seen of it in this look. */
    Optional<Observation> observation() {
        return observation;
    }

    /** High-scoring sightings. */
    int sightings() {
        return sightings;
    }

    /** Looks since it was last seen. */
    int missed() {
        return missed;
    }

    long firstNanos() {
        return firstNanos;
    }

    long lastNanos() {
        return lastNanos;
    }

    /** By the clock as it was at the last sight: one that was set meanwhile was wrong at the first. */
    Instant firstSeen() {
        var since = lastSeen.minusNanos(lastNanos - firstNanos);
        return Duration.between(firstSeen, since).abs().compareTo(SET) > 0 ? since : firstSeen;
    }

    Instant lastSeen() {
        return lastSeen;
    }
}
