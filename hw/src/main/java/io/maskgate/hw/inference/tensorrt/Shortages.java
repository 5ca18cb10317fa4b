package io.maskgate.hw.inference.tensorrt;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Engines that memory did not suffice to build. Each is built again only after a wait that grows, since a build takes minutes,
 * disturbs the cameras and presses on the memory of everything else. One thread at a time.
 */
final class Shortages {
    private final Duration first;
    private final Duration most;
    private final Map<EngineKey, Shortage> all = new HashMap<>();

    private record Shortage(String reason, Retry waits, Duration pause, long since) {
        boolean isOver() {
            return System.nanoTime() - since >= pause.toNanos();
        }
    }

    Shortages(Duration first, Duration most) {
        this.first = first;
        this.most = most;
    }

    /** Memory did not suffice just now. */
    void add(EngineKey key, String reason) {
        var before = all.get(key);
        var waits = before == null ? new Retry(first, most) : before.waits();
        all.put(key, new Shortage(reason, waits, waits.next(), System.nanoTime()));
    }

    /** It was built. */
    void remove(EngineKey key) {
        all.remove(key);
    }

    /** Why it is not to be built yet; empty where it may be. */
    Optional<String> reason(EngineKey key) {
        return Optional.ofNullable(all.get(key))
                .filter(shortage -> !shortage.isOver())
                .map(Shortage::reason);
    }

    /** After so long from now on one of them at least may be built. */
    Duration pause() {
        return all.values().stream()
                .map(Shortage::pause)
                .min(Duration::compareTo)
                .orElse(first);
    }

    Set<EngineKey> keys() {
        return Set.copyOf(all.keySet());
    }
}
