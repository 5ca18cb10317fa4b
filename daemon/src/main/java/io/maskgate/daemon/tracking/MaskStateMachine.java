package io.maskgate.daemon.tracking;

import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.hw.inference.MaskLabel;
import java.util.Optional;

/** What one face has said to the world: its settled label, its event count, and how long it wore which label. */
final class MaskStateMachine {
    private final LabelVote vote;
    private final long[] nanosPerLabel = new long[MaskLabel.values().length];
    private long lastNanos;
    private int seq;
    private boolean undecidedCounted;

    MaskStateMachine(int confirm, double changeShare) {
        vote = new LabelVote(confirm, changeShare);
    }

    /**
     * The face was seen.
     *
     * @param sighting whether by a high-scoring observation
     * @return {@code NEW} when the label settles, {@code UPDATE} when it changes
     */
    Optional<MaskEvent.Type> seen(Observation observation, boolean sighting, long nanos) {
        Optional<MaskLabel> before = vote.winner();
        before.ifPresent(label -> nanosPerLabel[label.ordinal()] += nanos - lastNanos);
        lastNanos = nanos;
        vote.add(observation, sighting, nanos);
        if (vote.winner().equals(before)) {
            return Optional.empty();
        }
        return Optional.of(before.isEmpty() ? MaskEvent.Type.NEW : MaskEvent.Type.UPDATE);
    }

    /** The settled label; empty until the first event. */
    Optional<MaskLabel> label() {
        return vote.winner();
    }

    /** Mean recent score of the settled label, else of the leading one. */
    double score() {
        return vote.score(vote.winner().orElseGet(vote::leader));
    }

    int nextSeq() {
        return ++seq;
    }

    /** Share of the settled time as facemask; a face gone as soon as settled wore its label all the time. */
    double facemaskShare() {
        long facemask = nanosPerLabel[MaskLabel.FACEMASK.ordinal()];
        long all = facemask + nanosPerLabel[MaskLabel.NO_FACEMASK.ordinal()];
        if (all == 0) {
            return label().equals(Optional.of(MaskLabel.FACEMASK)) ? 1 : 0;
        }
        return (double) facemask / all;
    }

    /** True once, the first time it is asked while no label is settled. */
    boolean countUndecided() {
        boolean first = label().isEmpty() && !undecidedCounted;
        undecidedCounted |= first;
        return first;
    }
}
