package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.video.VideoException.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(NoLeaks.class)
@Timeout(20)
class FailuresTest {
    /** The camera was said not to be reachable, though it answers. */
    @ParameterizedTest
    @CsvSource({"rtsps, rtsp", "https, http"})
    void aPortThatSpeaksNoTlsIsToldFromACameraThatIsNotThere(String scheme, String plain) throws Exception {
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> refuseAll(server));
            var url = scheme + "://127.0.0.1:" + server.getLocalPort() + "/x";

            var refusal = Clips.refusal(Clips.spec(url));

            assertThat(refusal.reason()).isEqualTo(Reason.NOT_A_STREAM);
            assertThat(refusal)
                    .hasMessage(url + ": no TLS connection comes about: this port may speak none, or one before TLS 1.2"
                            + " only; try another port, or " + plain + "://");
        }
    }

    private static void refuseAll(ServerSocket server) {
        while (!server.isClosed()) {
            try (var socket = server.accept()) {
                if (socket.getInputStream().read() >= 0) {
                    socket.getOutputStream()
                            .write("RTSP/1.0 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    // Whatever else comes is read, so that closing does not reset the connection.
                    socket.shutdownOutput();
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                }
            } catch (IOException _) {
                continue;
            }
        }
    }

    private static VideoException opening(int code) throws VideoException {
        try (var interrupt = new Interrupt(MediaClock.system(), new Cancellation())) {
            interrupt.within(Duration.ofMinutes(1));
            return Failures.opening(Clips.spec("http://camera/x"), code, interrupt);
        }
    }

    /** Page and doctor advised another codec. */
    @Test
    void whatHasNothingToDoWithTheCodecIsNotSaidToBeUnsupported() throws Exception {
        assertThat(opening(avutil.AVERROR_HTTP_TOO_MANY_REQUESTS))
                .returns(Reason.REFUSED, VideoException::reason)
                .hasMessageStartingWith("http://camera/x: the camera refuses for now");
        assertThat(opening(-100))
                .returns(Reason.UNREACHABLE, VideoException::reason)
                .hasMessage("http://camera/x: host not reachable (Network is down)");
        assertThat(opening(-24))
                .returns(Reason.EXHAUSTED, VideoException::reason)
                .hasMessage("http://camera/x: this machine has no memory or no open file left for it"
                        + " (Too many open files)");
        assertThat(opening(-12)).returns(Reason.EXHAUSTED, VideoException::reason);
    }
}
