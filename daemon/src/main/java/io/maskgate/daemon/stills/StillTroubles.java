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
import org.jspecify.annotations.Nullable;

/**
 * What went wrong with the main streams of cameras since their last picture: whoever asks for one each few seconds fills no
 * log, and locks no account. Thread-safe. Times are nanoseconds.
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

    /** Different reasons logged of a camera; one that alternates between two is no news. */
    private static final int REASONS = 16;
    /** So long what was said is not said again though it was over: of a stream every other picture may fail. */
    static final Duration SAID_AGAIN = Duration.ofHours(1);

    private final Map<String, Trouble> troubles = new HashMap<>();
    /** By camera, since troubles come and go, as the next. */
    private final Map<String, Asked> asked = new HashMap<>();

    private final Map<String, Semaphore> turns = new HashMap<>();

    /**
     * A camera is not to be asked for a while.
     *
     * @param url another one may have another password, and lead elsewhere
     */
    private record Rest(Secret url, long at, Duration time, String why) {}

    /** How the last asking ended. */
    private record Asked(Secret url, long at, Optional<String> why) {}

    /** @param over whether there was a picture since: what goes on is said once, however long it does */
    private record Said(long at, boolean over) {}

    private static final class Trouble {
        private final Map<String, Said> said = new HashMap<>();

        private @Nullable Rest rest;
    }

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
        var rest = Optional.ofNullable(troubles.get(camera.id()))
                .map(trouble -> trouble.rest)
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
        of(camera.id()).rest = new Rest(camera.url(), now, REST, why);
    }

    /** The camera did not answer. */
    synchronized void away(GatewayConfig.Camera camera, String why, long now) {
        of(camera.id()).rest = new Rest(camera.url(), now, AWAY, why);
    }

    /** Whether these words are to be logged. */
    synchronized boolean isNews(String camera, String why, long now) {
        var said = of(camera).said;
        said.values().removeIf(it -> it.over() && now - it.at() >= SAID_AGAIN.toNanos());
        return said.size() < REASONS && said.putIfAbsent(why, new Said(now, false)) == null;
    }

    private Trouble of(String camera) {
        return troubles.computeIfAbsent(camera, _ -> new Trouble());
    }

    /** There was a picture. */
    synchronized void over(String camera) {
        var trouble = troubles.get(camera);
        if (trouble != null) {
            trouble.rest = null;
            trouble.said.replaceAll((_, said) -> new Said(said.at(), true));
        }
    }

    /** Others than these cameras are no more. */
    synchronized void retain(Predicate<String> cameras) {
        troubles.keySet().removeIf(camera -> !cameras.test(camera));
        turns.keySet().removeIf(camera -> !cameras.test(camera));
        asked.keySet().removeIf(camera -> !cameras.test(camera));
    }
}
