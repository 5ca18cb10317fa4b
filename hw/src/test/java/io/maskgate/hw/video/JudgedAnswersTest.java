package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JudgedAnswersTest {
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    private InputStream look(String url, String answers) throws Exception {
        var in = new ByteArrayInputStream(answers.getBytes(StandardCharsets.ISO_8859_1));
        return new JudgedAnswers(VideoUrl.parse(url), in, told).look();
    }

    private static String rest(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void whatIsNoRedirectPassesAsItIs() throws Exception {
        String ok = "HTTP/1.1 200 OK\r\nContent-Type: video/mp2t\r\nLocation: http://b/\r\n\r\n";
        assertThat(rest(look("https://a/s", ok + "G media"))).isEqualTo("G media");
        assertThat(told).hasToString(ok);
    }

    /** What stands in a session description is no answer, and what comes after the first packet is not looked at. */
    @Test
    void answersOfRtspAreLookedAtUntilTheFirstPacket() throws Exception {
        String body = "v=0\r\n\r\nRTSP/1.0 302 Moved\r\nLocation: rtsp://b/\r\n\r\n";
        String describe = "RTSP/1.0 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        String play = "RTSP/1.0 200 OK\r\nSession: 7\r\n\r\n";
        String packets = "$\0\0\4dataRTSP/1.0 302 Moved\r\nLocation: rtsp://b/\r\n\r\n";

        assertThat(rest(look("rtsps://a/s", describe + play + packets))).isEqualTo(packets);
        assertThat(told).hasToString(describe + play);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 301 Moved\r\nLocation: http://a/s\r\n\r\n",
                "HTTP/1.0 302 Found\nlocation:https://a.example/s\n\n",
                "HTTP/1.1 308 Moved\r\nX: y\r\nLOCATION: //b/s\r\n\r\n",
                "HTTP/1.1 303 See\r\nLocation: https://a@b/s\r\n\r\n",
                "HTTP/1.1 307 Moved\r\nLocation: https://a:444/s\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: https://a//b/s\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: http://nvr/Streaming Channels/1\r\n\r\n",
                "HTTP/1.1\t302\r\nLocation:\thttp://b/s\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: /s\r\nLocation: http://b/s\r\n\r\n",
            })
    void anotherServerIsNotToldToFfmpeg(String answer) {
        assertThatThrownBy(() -> look("https://a/s", answer)).isInstanceOf(JudgedAnswers.Elsewhere.class);
        assertThat(told.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rtsp://other/Streaming Channels/1", "\trtsp://b/s", "rtsps://a/s"})
    void anRtspCameraSendsNobodyOn(String location) {
        assertThatThrownBy(() -> look("rtsps://a/s", "RTSP/1.0 302 Moved\r\nLocation: " + location + "\r\n\r\n"))
                .isInstanceOf(JudgedAnswers.Elsewhere.class);
        assertThat(told.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/s/", "s?at=http://b/", "?x", "/a:b"})
    void anotherPathPassesAsItIs(String location) throws Exception {
        String answer = "HTTP/1.1 302 Found\r\nLocation: " + location + "\r\n\r\n";
        look("https://a/s", answer);
        assertThat(told).hasToString(answer);
    }

    @Test
    void theLengthOfABodyMayHaveATabBeforeIt() throws Exception {
        look("rtsps://a/s", "RTSP/1.0 200 OK\r\ncontent-length:\t3\r\n\r\nv=0$");
        assertThat(told.toString()).endsWith("\r\n\r\nv=0");
    }

    @Test
    void theCamerasOwnFullAddressIsAPathOfTheTunnel() throws Exception {
        look("https://a:444/s", "HTTP/1.1 301 Moved\r\nLocation: HTTPS://A:444/s/?x=1\r\nX: y\r\n\r\n");
        assertThat(told).hasToString("HTTP/1.1 301 Moved\r\nLocation: /s/?x=1\r\nX: y\r\n\r\n");
    }

    @Test
    void aHeadWithoutAnEndEndsTheWay() {
        assertThatThrownBy(() -> look("https://a/s", "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(5_000)))
                .hasMessage("an answer whose head has no end");
    }

    @Test
    void aCameraThatEndsInTheMiddleIsNotWaitedFor() throws Exception {
        assertThat(rest(look("rtsps://a/s", "RTSP/1.0 200 OK\r\nContent-Length: 100\r\n\r\nv=0")))
                .isEmpty();
        assertThat(told).hasToString("RTSP/1.0 200 OK\r\nContent-Length: 100\r\n\r\nv=0");
    }
}
