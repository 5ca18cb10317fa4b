package io.maskgate.daemon.stills;

import io.maskgate.daemon.camera.CameraLimits;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.Secret;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/**
 * What went wrong with the main streams of cameras since their last picture, and when one may be asked again: whoever asks
 * for one each few seconds locks no account. Thread-safe. Times are nanoseconds.
 */
final class StillTroubles {
    /**
     * After one refusal, as the detection rests after three: its tries come on top, and the strictest cameras lock an account
     * after five.
     */
    static final Duration REST = CameraLimits.standard().refusedRetry();
    /**
     * After no answer: whoever polls cameras that are away would have each hold a thread for the whole of its
     * connect-timeout, and keep the pictures of all others away.
     */
    static final Duration AWAY = Duration.ofSeconds(30);

    private final Map<String, Rest> rests = new HashMap<>();
    private final Map<String, Asked> asked = new HashMap<>();
    private final Map<String, Keyless> keyless = new HashMap<>();
    private final Map<String, Semaphore> turns = new HashMap<>();

    /**
     * A camera is not to be asked for a while.
     *
     * @param url another one may have another password, and lead elsewhere
     */
    private record Rest(Secret url, long at, Duration time, String why) {}

    /** How the last asking ended. */
    private record Asked(Secret url, long at, Optional<String> why) {}

    /** Since the last picture no key frame came in time, at last at this time. */
    private record Keyless(Secret url, long at) {}

    /** Whose turn it is to ask a camera; who came first has it first. */
    synchronized Semaphore turn(String camera) {
        return turns.computeIfAbsent(camera, _ -> new Semaphore(1, true));
    }

    /** A camera let in whoever asked, or failed to. */
    synchronized void asked(GatewayConfig.Camera camera, Optional<String> why, long now) {
        asked.put(camera.id(), new Asked(camera.url(), now, why));
    }

    /** Whether it let in who asked last, so that the password is right. */
    synchronized boolean letsIn(GatewayConfig.Camera camera) {
        return last(camera).filter(last -> last.why().isEmpty()).isPresent();
    }

    /** What somebody has failed of since then, as whoever waited for that would. */
    synchronized Optional<String> failedSince(GatewayConfig.Camera camera, long then) {
        return last(camera).filter(last -> last.at() - then > 0).flatMap(Asked::why);
    }

    private Optional<Asked> last(GatewayConfig.Camera camera) {
        return Optional.ofNullable(asked.get(camera.id()))
                .filter(last -> last.url().equals(camera.url()));
    }

    /** Why a camera is not to be asked now; empty where it may be. */
    synchronized Optional<String> rest(GatewayConfig.Camera camera, long now) {
        var rest = Optional.ofNullable(rests.get(camera.id()))
                .filter(it -> it.url().equals(camera.url()));
        return rest.flatMap(it -> {
            var left = it.time().minusNanos(now - it.at());
            return left.isPositive()
                    ? Optional.of(it.why() + "; it is tried again in " + (left.toSeconds() + 1)
                            + " s, and at once when its url changes")
                    : Optional.empty();
        });
    }

    /** The camera refused user or password. */
    synchronized void refused(GatewayConfig.Camera camera, String why, long now) {
        rests.put(camera.id(), new Rest(camera.url(), now, REST, why));
    }

    /** The camera did not answer, or sent nothing. */
    synchronized void away(GatewayConfig.Camera camera, String why, long now) {
        rests.put(camera.id(), new Rest(camera.url(), now, AWAY, why));
    }

    /**
     * The camera sent something, but no key frame in time. The second time in a row it is left alone for a while, as one that is
     * away, and for the same reason.
     *
     * @param came when who waited for it asked: of those who waited together one counts
     */
    synchronized void keyless(GatewayConfig.Camera camera, String why, long came, long now) {
        var before = keyless.get(camera.id());
        boolean first = before == null || !before.url().equals(camera.url());
        if (first || came - before.at() >= 0) {
            keyless.put(camera.id(), new Keyless(camera.url(), now));
            if (!first) {
                away(camera, why, now);
            }
        }
    }

    /** Whether no key frame came in time since the last picture. */
    synchronized boolean isKeyless(GatewayConfig.Camera camera) {
        var found = keyless.get(camera.id());
        return found != null && found.url().equals(camera.url());
    }

    /** There was a picture. */
    synchronized void over(String camera) {
        rests.remove(camera);
        keyless.remove(camera);
    }

    /** Others than these cameras are no more. */
    synchronized void retain(Predicate<String> cameras) {
        rests.keySet().removeIf(camera -> !cameras.test(camera));
        turns.keySet().removeIf(camera -> !cameras.test(camera));
        asked.keySet().removeIf(camera -> !cameras.test(camera));
        keyless.keySet().removeIf(camera -> !cameras.test(camera));
    }
}
