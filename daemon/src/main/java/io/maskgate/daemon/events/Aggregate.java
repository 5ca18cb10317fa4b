package io.maskgate.daemon.events;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * How many faces passed in an interval; the JSON of it, by {@link AggregateJson}, is {@code maskgate.aggregate/1}.
 *
 * @param id the same for every delivery of this aggregate
 * @param from begin of the interval
 * @param to its end; that of the one before is this one's begin, unless the gateway was off meanwhile
 * @param k counts from 1 to below this are left out; 0 where none are
 */
public record Aggregate(UUID id, String gateway, Instant from, Instant to, int k, List<Row> cameras) {
    public Aggregate {
        cameras = List.copyOf(cameras);
    }

    /** The same of those cameras that are there for somebody. */
    public Aggregate only(Predicate<String> seen) {
        var his = cameras.stream().filter(row -> seen.test(row.camera())).toList();
        return new Aggregate(id, gateway, from, to, k, his);
    }

    /**
     * One camera. A number that is not there was left out, since it, or another one by its help, would tell of too few
     * people.
     *
     * @param onlineSeconds how long of the interval the camera was online
     * @param passages faces that went out of sight in the interval
     * @param facemask of them, those with a mask for most of the time
     * @param noFacemask of them, those without
     * @param undecided of them, those whose label was never sure
     * @param rate share with a mask of those whose label is known; not there where nobody's is
     * @param suppressed whether a number was left out
     */
    public record Row(
            String camera,
            long onlineSeconds,
            Optional<Integer> passages,
            Optional<Integer> facemask,
            Optional<Integer> noFacemask,
            Optional<Integer> undecided,
            Optional<Double> rate,
            boolean suppressed) {}
}
