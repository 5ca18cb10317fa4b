package io.maskgate.daemon.contract;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One kind of message.
 *
 * @param name unique; a word of the document
 * @param address the topic, with parameters in braces
 * @param heard whether the gateway listens there to what it, or another of its name, sends
 * @param doc what it tells
 */
record Message(String name, String address, Kind kind, boolean heard, String doc, Payload payload) {
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

    /** How it is sent. */
    enum Kind {
        /** By the gateway, kept by the broker; an empty one takes it away. */
        RETAINED(true, true, 1),
        /** By the gateway, to whoever listens then. */
        EVENT(true, false, 1),
        /** By the gateway, at most once. */
        NEWS(true, false, 0),
        /** To the gateway. */
        COMMAND(false, false, 1),
        /** To the gateway, kept by the broker. */
        STATE(false, true, 1);

        final boolean sent;
        final boolean retained;
        final int qos;

        Kind(boolean sent, boolean retained, int qos) {
            this.sent = sent;
            this.retained = retained;
            this.qos = qos;
        }
    }

    /** What is in it. */
    sealed interface Payload {
        /** One of some words. */
        record Words(List<String> words) implements Payload {}

        /** Text of a form. */
        record Form(String pattern) implements Payload {}

        /** JSON of a record whose components are {@link Field}s. */
        record Json(Class<? extends Record> type) implements Payload {}

        /** Bytes that something else describes. */
        record Binary(String contentType) implements Payload {}
    }

    static Message words(String name, String address, Kind kind, String doc, String... words) {
        return new Message(name, address, kind, false, doc, new Payload.Words(List.of(words)));
    }

    static <E extends Enum<E>> Message words(String name, String address, Kind kind, String doc, Class<E> words) {
        return new Message(name, address, kind, false, doc, new Payload.Words(Words.of(words)));
    }

    static Message form(String name, String address, Kind kind, String doc, String pattern) {
        return new Message(name, address, kind, false, doc, new Payload.Form(pattern));
    }

    static Message json(String name, String address, Kind kind, String doc, Class<? extends Record> type) {
        return new Message(name, address, kind, false, doc, new Payload.Json(type));
    }

    static Message binary(String name, String address, Kind kind, String doc, String contentType) {
        return new Message(name, address, kind, false, doc, new Payload.Binary(contentType));
    }

    /** The same, to which the gateway listens as well. */
    Message alsoHeard() {
        return new Message(name, address, kind, true, doc, payload);
    }

    /** Whether the gateway listens there. */
    boolean received() {
        return heard || !kind.sent;
    }

    /** The names in braces, in order. */
    List<String> parameters() {
        return PARAMETER.matcher(address).results().map(match -> match.group(1)).toList();
    }
}
