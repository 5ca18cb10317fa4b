package io.maskgate.daemon.mqtt;

/** Reason codes of MQTT 5 (OASIS standard, section 2.4) in words. */
final class Reasons {
    static final int UNSPECIFIED = 0x80;
    static final int NOT_AUTHORIZED = 0x87;
    static final int TAKEN_OVER = 0x8E;
    static final int TOPIC_INVALID = 0x90;
    static final int PACKET_TOO_LARGE = 0x95;
    static final int QUOTA_EXCEEDED = 0x97;
    static final int PAYLOAD_INVALID = 0x99;
    static final int NO_RETAINED = 0x9A;

    private Reasons() {}

    static boolean isError(int code) {
        return code >= UNSPECIFIED;
    }

    /** Whether the message itself is at fault, so that sending it again is of no use. */
    static boolean isPermanent(int code) {
        return code == TOPIC_INVALID || code == PACKET_TOO_LARGE || code == PAYLOAD_INVALID;
    }

    static String words(int code) {
        return switch (code) {
            case 0x81 -> "malformed packet";
            case 0x82 -> "protocol error";
            case 0x83 -> "the broker's own reasons";
            case 0x84 -> "the broker does not speak this protocol version; set the key version";
            case 0x85 -> "client id not valid";
            case 0x86 -> "user name or password wrong";
            case NOT_AUTHORIZED -> "not authorised";
            case 0x88 -> "the broker is unavailable";
            case 0x89 -> "the broker is busy";
            case 0x8A -> "this client is banned";
            case 0x8B -> "the broker shuts down";
            case 0x8C -> "bad authentication method";
            case 0x8D -> "keep-alive timeout";
            case TAKEN_OVER -> "another client with the same id has connected";
            case 0x8F -> "topic filter not valid";
            case TOPIC_INVALID -> "topic name not valid";
            case 0x93 -> "receive maximum exceeded";
            case PACKET_TOO_LARGE -> "packet too large";
            case 0x96 -> "message rate too high";
            case QUOTA_EXCEEDED -> "quota exceeded";
            case 0x98 -> "administrative action";
            case PAYLOAD_INVALID -> "payload format not valid";
            case NO_RETAINED -> "the broker keeps no retained messages";
            case 0x9B -> "quality of service not supported";
            case 0x9C, 0x9D -> "the broker points to another server";
            case 0x9F -> "connection rate exceeded";
            default -> "reason code 0x" + Integer.toHexString(code);
        };
    }
}
