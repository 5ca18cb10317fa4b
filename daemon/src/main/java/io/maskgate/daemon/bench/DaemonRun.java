package io.maskgate.daemon.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the daemon did and used in one window of time.
 *
 * @param cores processor time over wall time
 * @param cpuSeconds processor time
 * @param startSeconds processor time from the start of the process to the first picture, before the window
 * @param resident bytes at the end
 * @param peak bytes at most since the start of the process
 * @param dropped frames by reason
 * @param left frames that were received and not decoded
 * @param inferMillis mean of one run of the engine, wall time
 * @param scaleMillis mean of one scaling to the model's input, wall time
 * @param latencyMillis of each event but ends, from the arrival of its frame to that of the event at the broker's
 *     subscriber, on the wall clock
 */
public record DaemonRun(
        double cores,
        double cpuSeconds,
        double startSeconds,
        long resident,
        long peak,
        long decoded,
        long left,
        long inferred,
        Map<String, Long> dropped,
        double inferMillis,
        double scaleMillis,
        long events,
        List<Double> latencyMillis) {
    public DaemonRun {
        dropped = Map.copyOf(dropped);
        latencyMillis = List.copyOf(latencyMillis);
    }

    /** Frames that came. */
    public long received() {
        return decoded + left;
    }

    /** Frames that were lost: all dropped ones but those that were not due. */
    public long lost() {
        return dropped.entrySet().stream()
                .filter(entry -> !entry.getKey().equals("rate"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    static DaemonRun between(
            Child.Usage start,
            Child.Usage from,
            Child.Usage to,
            Metrics before,
            Metrics after,
            List<Double> latencyMillis) {
        double cpu = to.cpu().minus(from.cpu()).toNanos() / 1e9;
        var dropped = new TreeMap<String, Long>();
        after.by("maskgate_frames_dropped_total", "reason").forEach((reason, count) -> {
            long more = Math.round(count - before.sum("maskgate_frames_dropped_total", "reason", reason));
            if (more > 0) {
                dropped.put(reason, more);
            }
        });
        return new DaemonRun(
                cpu * 1e9 / (to.at() - from.at()),
                cpu,
                start.cpu().toNanos() / 1e9,
                to.resident(),
                to.peak(),
                count("maskgate_frames_decoded_total", before, after),
                count("maskgate_frames_left_total", before, after),
                count("maskgate_frames_inferred_total", before, after),
                dropped,
                stageMillis("infer", before, after),
                stageMillis("scale", before, after),
                count("maskgate_events_total", before, after),
                latencyMillis);
    }

    private static long count(String name, Metrics before, Metrics after) {
        return Math.round(after.sum(name) - before.sum(name));
    }

    private static double stageMillis(String stage, Metrics before, Metrics after) {
        String name = "maskgate_stage_seconds";
        double runs = after.sum(name + "_count", "stage", stage) - before.sum(name + "_count", "stage", stage);
        double seconds = after.sum(name + "_sum", "stage", stage) - before.sum(name + "_sum", "stage", stage);
        return runs == 0 ? 0 : seconds * 1e3 / runs;
    }
}
