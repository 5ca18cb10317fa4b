package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.config.TopicLevel;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The names of the contract. */
record Topics(String prefix, String gateway) {
    private static final String ENABLED = "/set/enabled";
    private static final String AGGREGATES = "/aggregates";

    /** What goes by way of the outbox, from the gateway's name on. */
    private static final Pattern KEPT = Pattern.compile("/[^/]+/(?:cameras/[^/]+/(?:events|lines|alarms)|aggregates)$");

    Topics {
        TopicLevel.check("prefix", prefix.replace("/", ""));
        TopicLevel.check("gateway", gateway);
    }

    /** Those under a name: what began under the one this gateway had before ends there. */
    Topics of(String name) {
        return name.equals(gateway) ? this : new Topics(prefix, name);
    }

    /**
     * Where it goes that waits at a topic of another prefix: no payload has that, and the broker may allow the present one
     * alone. The name stays, which payloads have.
     */
    UnaryOperator<String> underThisPrefix() {
        return topic -> {
            var kept = KEPT.matcher(topic);
            return kept.find() ? prefix + kept.group() : topic;
        };
    }

    /** A filter of everything below, for whoever writes an access list. */
    String all() {
        return prefix + "/" + gateway + "/#";
    }

    String availability() {
        return prefix + "/" + gateway + "/availability";
    }

    /** What this gateway is: version, model, engine, privacy mode. */
    String attributes() {
        return prefix + "/" + gateway + "/attributes";
    }

    /** Counts per interval. */
    String aggregates() {
        return prefix + "/" + gateway + AGGREGATES;
    }

    /** Whether it is the topic for counts per interval of this gateway, also under the name or prefix it had before. */
    static boolean isAggregates(String topic) {
        return topic.endsWith(AGGREGATES);
    }

    /** Where it is asked who speaks under this name. */
    String ask() {
        return prefix + "/" + gateway + "/instance/ask";
    }

    /** Where it is answered. */
    String here() {
        return prefix + "/" + gateway + "/instance/here";
    }

    String cameraAvailability(String camera) {
        return camera(camera) + "/availability";
    }

    String events(String camera) {
        return camera(camera) + "/events";
    }

    String count(String camera, String what) {
        return camera(camera) + "/counts/" + what;
    }

    /** Whether there is an alarm. */
    String alarm(String camera) {
        return camera(camera) + "/alarm";
    }

    /** Alarms that begin and end. */
    String alarms(String camera) {
        return camera(camera) + "/alarms";
    }

    /** Crossings of lines. */
    String lines(String camera) {
        return camera(camera) + "/lines";
    }

    /** The rate over a sliding window. */
    String compliance(String camera) {
        return camera(camera) + "/compliance";
    }

    /** The command topic of one camera. */
    String enable(String camera) {
        return camera(camera) + ENABLED;
    }

    String commands() {
        return cameras() + "+" + ENABLED;
    }

    /** The camera a command is for; empty for any other topic. */
    Optional<String> commandedCamera(String topic) {
        if (!topic.startsWith(cameras()) || !topic.endsWith(ENABLED)) {
            return Optional.empty();
        }
        int end = topic.length() - ENABLED.length();
        if (end <= cameras().length()) {
            return Optional.empty();
        }
        var camera = topic.substring(cameras().length(), end);
        return camera.contains("/") ? Optional.empty() : Optional.of(camera);
    }

    private String camera(String camera) {
        TopicLevel.check("camera", camera);
        return cameras() + camera;
    }

    private String cameras() {
        return prefix + "/" + gateway + "/cameras/";
    }
}
