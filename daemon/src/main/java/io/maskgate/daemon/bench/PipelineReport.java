package io.maskgate.daemon.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The pipeline beside plain decoding.
 *
 * @param stream what was played
 * @param policy of decoding
 * @param filtered whether the daemon's decoders ran the loop filter, as the reference's do in any case
 * @param reference the program that only decoded
 */
public record PipelineReport(
        String stream,
        int cameras,
        double rate,
        String policy,
        boolean filtered,
        String reference,
        List<Round> rounds) {
    private static final double TOLERANCE = 0.05;

    /** One window of each, one after the other. */
    public record Round(DaemonRun daemon, ReferenceRun reference) {
        /**
         * Processor time of the daemon over that of decoding alone, per received picture where both tell, so that a
         * hiccup of one does not count for the other.
         */
        public double ratio() {
            double ratio = daemon.cores() / reference.cores();
            long other = reference.decoded().orElse(0);
            return other == 0 || daemon.received() == 0 ? ratio : ratio * other / daemon.received();
        }

        /** Whether both received the same, give or take; otherwise the machine was too busy for a comparison. */
        public boolean fair() {
            long other = reference.decoded().orElse(daemon.received());
            return Math.abs(daemon.received() - other) <= TOLERANCE * Math.max(daemon.received(), other);
        }
    }

    public PipelineReport {
        rounds = List.copyOf(rounds);
        if (rounds.isEmpty()) {
            throw new IllegalArgumentException("rounds: expected at least one, found none");
        }
    }

    public boolean fair() {
        return rounds.stream().allMatch(Round::fair);
    }

    public double medianRatio() {
        return median(rounds.stream().mapToDouble(Round::ratio).toArray());
    }

    /** Cores the daemon used, median of the rounds. */
    public double medianCores() {
        return median(
                rounds.stream().mapToDouble(round -> round.daemon().cores()).toArray());
    }

    /** Cores that decoding alone used, median of the rounds: how quick the machine was that day. */
    public double medianReferenceCores() {
        return median(
                rounds.stream().mapToDouble(round -> round.reference().cores()).toArray());
    }

    /** From a frame's arrival to its event at the subscriber, over all rounds; absent without events. */
    public Optional<Latencies.Summary> latency() {
        return Latencies.summary(rounds.stream()
                .flatMap(round -> round.daemon().latencyMillis().stream())
                .toList());
    }

    /** The most resident memory the daemon ended a window with, bytes. */
    public long resident() {
        return rounds.stream()
                .mapToLong(round -> round.daemon().resident())
                .max()
                .orElseThrow();
    }

    /** The most resident memory the daemon ever had, bytes. */
    public long peak() {
        return rounds.stream().mapToLong(round -> round.daemon().peak()).max().orElseThrow();
    }

    /** The middle value; of an even number, the mean of the two middle ones. */
    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
