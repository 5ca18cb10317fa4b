package io.maskgate.daemon.http;

import java.time.Duration;

/**
 * Every bound of the endpoints.
 *
 * @param uploadBytes of one picture sent to be looked at
 * @param uploads bodies read at the same time; with uploadBytes, the memory they may take
 * @param uploadTime for one body to arrive; then the connection is closed
 * @param viewers of all previews together; as many single pictures may be waited for besides
 * @param listeners of the event stream
 * @param heartbeat silence on the event stream after which a comment is sent, so that a dead connection shows
 * @param firstFrame wait for a picture of a camera that connects before the answer is that there is none; of one that is
 *     dark or switched off it comes at once
 * @param rareFrame the same of one that is online, and may be looked at rarely
 * @param repeatFrame silence of a camera after which the last picture is sent again, so that a dead connection shows
 * @param endPreview silence of a camera that ends its preview
 * @param write for a client to take what is written
 * @param read for the headers of a request to follow its first line
 * @param silence of a client that ends its connection
 * @param connections of one listener
 * @param answerBytes of the large answers of one listener that clients still take, together
 */
record HttpLimits(
        int uploadBytes,
        int uploads,
        Duration uploadTime,
        int viewers,
        int listeners,
        Duration heartbeat,
        Duration firstFrame,
        Duration rareFrame,
        Duration repeatFrame,
        Duration endPreview,
        Duration write,
        Duration read,
        Duration silence,
        int connections,
        int answerBytes) {
    static HttpLimits standard() {
        return new HttpLimits(
                20 << 20,
                2,
                Duration.ofSeconds(60),
                8,
                16,
                Duration.ofSeconds(15),
                Duration.ofSeconds(5),
                Duration.ofSeconds(15),
                Duration.ofSeconds(3),
                Duration.ofSeconds(15),
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                64,
                24 << 20);
    }
}
