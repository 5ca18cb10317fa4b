package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.hw.video.VideoException.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cameras that say something, and then not what was hoped for. */
@ExtendWith(NoLeaks.class)
@Timeout(20)
class RtspSourceTest {
    private static final Duration SHORT = Duration.ofMillis(400);

    /** Unpacking it for the first time takes longer than a deadline that is tried here. */
    @BeforeAll
    static void ffmpegIsLoaded() throws VideoException {
        Clips.refusal(Clips.spec("http://127.0.0.1:1/x"));
    }

    private static final String SDP = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nt=0 0\r\n"
            + "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track0\r\n";

    /** A camera that lets itself be played, and then says nothing. */
    static String playing(String request) {
        return switch (request.split(" ")[0]) {
            case "OPTIONS" -> "RTSP/1.0 200 OK\r\nCSeq: 1\r\nPublic: DESCRIBE, SETUP, PLAY, TEARDOWN\r\n\r\n";
            case "DESCRIBE" ->
                "RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Type: application/sdp\r\nContent-Length: " + SDP.length()
                        + "\r\n\r\n" + SDP;
            case "SETUP" ->
                "RTSP/1.0 200 OK\r\nCSeq: 3\r\nSession: 7\r\n"
                        + "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n";
            case "PLAY" -> "RTSP/1.0 200 OK\r\nCSeq: 4\r\nSession: 7\r\n\r\n";
            default -> "RTSP/1.0 200 OK\r\nCSeq: 5\r\n\r\n";
        };
    }

    /** Cameras have few sessions, and keep one for a minute if nobody ends it. */
    @Test
    void aCancelledSourceStillTellsTheCameraGoodbye() throws Exception {
        try (var server = new RtspAnswers(RtspSourceTest::playing)) {
            var cancellation = new Cancellation();
            var over = CompletableFuture.runAsync(() -> {
                try {
                    Clips.refusal(Clips.spec(server.url()), cancellation);
                } catch (VideoException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().until(() -> server.requests().stream().anyMatch(request -> request.startsWith("PLAY")));

            cancellation.cancel();

            over.get(5, TimeUnit.SECONDS);
            await().untilAsserted(() ->
                    assertThat(server.requests()).last().asString().startsWith("TEARDOWN"));
        }
    }

    private static String refused(String codeAndText) {
        return "RTSP/1.0 " + codeAndText + "\r\nCSeq: 2\r\n\r\n";
    }

    /** It was called a codec that is not decoded. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            453 Not Enough Bandwidth  | TCP | the camera refuses: it may have no session free, or not know the path (Server returned 4XX Client Error, but not one of 40{0,1,3,4})
            400 Bad Request           | TCP | the camera refuses: it may have no session free, or not know the path (Server returned 400 Bad Request)
            503 Service Unavailable   | TCP | the camera refuses for now: too many viewers, or it is starting (Server returned 5XX Server Error reply)
            461 Unsupported Transport | TCP | the camera does not send over tcp: set transport to udp
            461 Unsupported Transport | UDP | the camera does not send over udp: set transport to tcp
            """)
    void aCameraThatDoesNotWantToIsSaidToRefuse(String answer, Transport transport, String said) throws Exception {
        try (var server =
                new RtspAnswers(request -> request.startsWith("SETUP") ? refused(answer) : playing(request))) {
            var refusal = Clips.refusal(Clips.spec(server.url()).withTransport(transport));
            assertThat(refusal).hasMessage(server.url() + ": " + said);
            assertThat(refusal.reason()).isEqualTo(Reason.REFUSED);
        }
    }

    /** Longer than a goodbye may take. */
    @Test
    void theSecondTryForAllTracksHasTheTimeThatIsLeft() throws Exception {
        var describes = new AtomicInteger();
        try (var server = new RtspAnswers(request -> {
            if (!request.startsWith("DESCRIBE")) {
                return playing(request);
            }
            if (describes.incrementAndGet() == 1) {
                return refused("451 Invalid Parameter");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(900));
            return refused("404 Not Found");
        })) {
            assertThat(Clips.refusal(Clips.spec(server.url())).reason()).isEqualTo(Reason.NOT_FOUND);
        }
        assertThat(describes).hasValue(2);
    }

    @Test
    void whereTheSecondTryIsNotAnsweredTheFirstAnswerIsTheReason() throws Exception {
        var describes = new AtomicInteger();
        try (var server = new RtspAnswers(request -> request.startsWith("DESCRIBE")
                ? describes.incrementAndGet() == 1 ? refused("451 Invalid Parameter") : ""
                : playing(request))) {
            var refusal = Clips.refusal(Clips.spec(server.url()).withTimeouts(Duration.ofSeconds(1), SHORT));
            assertThat(refusal.reason()).isEqualTo(Reason.REFUSED);
            assertThat(refusal).hasMessageContaining("4XX");
        }
    }
}
