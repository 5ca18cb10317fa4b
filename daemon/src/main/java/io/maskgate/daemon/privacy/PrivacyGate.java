package io.maskgate.daemon.privacy;

import io.maskgate.daemon.camera.CameraListener;
import io.maskgate.daemon.camera.Faces;
import io.maskgate.daemon.camera.Picture;
import io.maskgate.daemon.config.PrivacyKeys;
import io.maskgate.daemon.config.PrivacyKeys.PrivacyMode;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/**
 * The one place that decides what may leave this process, and counts the answers. What a mode lets out stands in
 * {@code PRIVACY.md}; it holds from the start of the process to its end. Thread-safe.
 */
public final class PrivacyGate {
    private static final Set<Exit> PICTURES = EnumSet.of(Exit.SNAPSHOT, Exit.PREVIEW, Exit.ANNOTATED);
    /** Metrics that move with single faces. */
    private static final Pattern LIVE =
            Pattern.compile("maskgate_(tracks|events|event_latency|decoding_sparsely|line_crossings|alarm|compliance"
                    + "|inference_(candidates|invalid|suppressed|outside|truncated|detections)).*");
    /** Metrics that move with every event or picture, whichever camera it is of. */
    private static final Pattern SUMS = Pattern.compile(
            "maskgate_(outbox|health_check|event_stream_lost|mqtt_published|sparkplug_(published|dropped)"
                    + "|(stored_|main_)?pictures|stage_seconds|inference_(runs|pictures|engine_seconds)|model_agreement).*");
    /** Of these what operations go by: what waits, what was lost, whether all is well. */
    private static final Pattern OPERATIONS =
            Pattern.compile("maskgate_(outbox_(events|bytes|lost|draining)|health_check).*");

    private final PrivacyMode mode;
    private final PrivacyKeys.FaceStyle style;
    private final boolean preview;
    private final Map<Exit, LongAdder> refused = new EnumMap<>(Exit.class);
    private final LongAdder picturesPassed = new LongAdder();
    private final LongAdder picturesRefused = new LongAdder();

    /** @param preview whether the web listener shows pictures */
    public PrivacyGate(PrivacyKeys.Privacy config, boolean preview) {
        this.mode = config.mode();
        this.style = config.faces();
        this.preview = preview;
        for (var exit : Exit.values()) {
            refused.put(exit, new LongAdder());
        }
    }

    /** The mode as it stands in the configuration: aggregate, events or pictures. */
    public String mode() {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    /** Whether counts per interval are all that leaves. */
    public boolean aggregatesOnly() {
        return mode == PrivacyMode.AGGREGATE;
    }

    /** Whether anything may leave here. */
    public boolean permits(Exit exit) {
        return why(exit).isEmpty();
    }

    /** Why nothing may leave here, which is counted; empty where it may. */
    public Optional<Refusal> ask(Exit exit) {
        var why = why(exit);
        if (why.isPresent()) {
            count(exit).increment();
            if (PICTURES.contains(exit)) {
                picturesRefused.increment();
            }
        }
        return why;
    }

    /** Whether asking for pictures of cameras makes sense at all. */
    public boolean picturesAllowed() {
        return permits(Exit.SNAPSHOT);
    }

    /** The picture, which shows nobody but whom its receiver sent, if it may leave here. */
    public Optional<byte[]> pass(Exit exit, byte[] picture) {
        if (ask(exit).isPresent()) {
            return Optional.empty();
        }
        // The disk is not outside: who alerts on pictures that leave would be told of each that is stored.
        if (PICTURES.contains(exit)) {
            picturesPassed.increment();
        }
        return Optional.of(picture);
    }

    /** How faces must appear in pictures of cameras for somebody who may, or may not, see them. */
    public Faces faces(boolean maySeeFaces) {
        boolean shown = maySeeFaces || mode == PrivacyMode.PICTURES || style == PrivacyKeys.FaceStyle.SHOW;
        return shown ? Faces.SHOWN : Faces.COVERED;
    }

    /** A camera's picture as JPEG, if it may leave here to somebody who may, or may not, see faces. */
    public Optional<byte[]> pass(Exit exit, Picture picture, boolean maySeeFaces) {
        if (picture.faces() == Faces.SHOWN && faces(maySeeFaces) == Faces.COVERED) {
            picturesRefused.increment();
            return Optional.empty();
        }
        return pass(exit, picture.jpeg());
    }

    /** Whether a metric may be read: live numbers would tell single people where only counts per interval may leave. */
    public boolean metric(String name) {
        return permits(Exit.LIVE_COUNTS) || !live(name);
    }

    /** Whether a metric moves with single faces. */
    public static boolean live(String name) {
        return LIVE.matcher(name).matches();
    }

    /** Whether a metric without the name of a camera tells whoever knows his own cameras what happens at the others. */
    public static boolean telling(String name) {
        return live(name) || SUMS.matcher(name).matches();
    }

    /**
     * Whether a metric without the name of a camera tells somebody who is to know nothing of cameras what happens there: of
     * a single camera each sum is that camera's.
     */
    public static boolean tellingStrangers(String name) {
        return telling(name) && !OPERATIONS.matcher(name).matches();
    }

    /** The listener, told only what may leave this process. */
    public CameraListener before(CameraListener outside) {
        return new GuardedListener(this, outside);
    }

    private Optional<Refusal> why(Exit exit) {
        return switch (exit) {
            case AGGREGATES ->
                refuseUnless(
                        mode == PrivacyMode.AGGREGATE,
                        exit,
                        "set privacy.mode to aggregate for counts per interval in place of events");
            case STORED_PICTURES ->
                refuseUnless(mode == PrivacyMode.PICTURES, exit, "set privacy.mode to pictures to store any");
            case EVENTS, EVENT_STREAM, CROSSINGS, ALARMS, LIVE_COUNTS, HISTORY, DETECTION ->
                refuseUnless(
                        mode != PrivacyMode.AGGREGATE,
                        exit,
                        "counts per interval are on the topic .../aggregates; set privacy.mode to events for more");
            case SNAPSHOT, PREVIEW, ANNOTATED -> {
                var byMode = refuseUnless(
                        mode != PrivacyMode.AGGREGATE,
                        exit,
                        "set privacy.mode to events and web.preview to true to allow pictures");
                yield byMode.isPresent() || preview ? byMode : Optional.of(picturesOff(exit));
            }
        };
    }

    private Optional<Refusal> refuseUnless(boolean allowed, Exit exit, String remedy) {
        return allowed
                ? Optional.empty()
                : Optional.of(new Refusal(
                        "privacy-mode",
                        "Withheld by the privacy mode",
                        "this gateway's privacy mode is " + mode() + ", in which no " + exit.words() + " leave it; "
                                + remedy));
    }

    private static Refusal picturesOff(Exit exit) {
        String what = exit == Exit.ANNOTATED
                ? "the annotated picture may not leave; Accept: application/json has the boxes"
                : "this gateway lets no camera picture out";
        return new Refusal(
                "pictures-off",
                "Pictures are switched off",
                what + "; set web.preview to true in its configuration to allow pictures");
    }

    private LongAdder count(Exit exit) {
        return Objects.requireNonNull(refused.get(exit));
    }

    public long picturesPassed() {
        return picturesPassed.sum();
    }

    public long picturesRefused() {
        return picturesRefused.sum();
    }

    /** How often something was withheld here, be it asked for from outside or about to leave by itself. */
    public long refused(Exit exit) {
        return count(exit).sum();
    }
}
