package io.maskgate.daemon.camera;

import io.maskgate.hw.video.SourceStats;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** What goes wrong in a stream that goes on, and costs no picture. */
enum StreamTrouble {
    /** A picture came of which parts were guessed: packets were lost on the way. */
    CONCEALED(SourceStats::concealed),
    /** A hardware decoder failed or could not be opened, and software took its place. */
    DECODER_FALLBACK(SourceStats::fallbacks),
    /** The camera's time stamps jumped, or its packets were read late: the network stalls, or this machine is too slow. */
    TIME_JUMP(SourceStats::timeJumps),
    /** Size, pixel format or codec changed. */
    GEOMETRY_CHANGE(SourceStats::geometryChanges);

    private final ToLongFunction<SourceStats> count;

    StreamTrouble(ToLongFunction<SourceStats> count) {
        this.count = count;
    }

    /** How often since the stream was opened. */
    long of(SourceStats stats) {
        return count.applyAsLong(stats);
    }

    /** As the metric says it. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
