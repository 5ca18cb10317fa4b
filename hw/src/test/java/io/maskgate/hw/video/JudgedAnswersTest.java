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

    private InputStream look(String url, String answers, String... requests) throws Exception {
        var in = new ByteArrayInputStream(answers.getBytes(StandardCharsets.ISO_8859_1));
        var asked = new ByteArrayOutputStream();
        var judged = new JudgedAnswers(VideoUrl.parse(url), in, told);
        for (String request : requests) {
            judged.requests(asked).write(request.getBytes(StandardCharsets.ISO_8859_1));
        }
        assertThat(asked).hasToString(String.join("", requests));
        return judged.look();
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

    /** What stands in a session description is no answer, and of what is played nothing is looked at. */
    @Test
    void answersOfRtspAreLookedAtUntilTheFirstPacketOfWhatIsPlayed() throws Exception {
        String body = "v=0\r\n\r\nRTSP/1.0 302 Moved\r\nLocation: rtsp://b/\r\n\r\n";
        String describe = "RTSP/1.0 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        String play = "RTSP/1.0 200 OK\r\nSession: 7\r\n\r\n";
        String packets = "$\0\0\4dataRTSP/1.0 302 Moved\r\nLocation: rtsp://b/\r\n\r\n";

        assertThat(rest(look("rtsps://a/s", describe + play + packets, "OPTIONS ", "PLAY ")))
                .isEqualTo(packets);
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

    /** FFmpeg finds a number behind noughts and before letters, and passes over more than blanks. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 0302 Found\r\nLocation: http://b/s\r\n\r\n",
                "HTTP/1.1 302Found\r\nLocation: http://b/s\r\n\r\n",
                "HTTP/1.1 +302 Found\r\nLocation: http://b/s\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: \rhttp://b/s\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: \u000b//b/s\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: \f//b/s\r\n\r\n",
                "\r\nHTTP/1.1 302 Found\r\nLocation: http://b/s\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 302Found\r\nLocation: http://b/s\r\n\r\n",
            })
    void whatFfmpegMightReadOtherwiseIsNotToldToIt(String answer) {
        assertThatThrownBy(() -> look("https://a/s", answer)).isInstanceOf(IOException.class);
        assertThat(told.toString()).doesNotContain("b/s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RTSP/1.0 0302 Moved\r\nLocation: rtsp://b/s\r\n\r\n",
                "RTSP/1.0 302Moved\r\nLocation: rtsp://b/s\r\n\r\n",
                "$\0\0\0RTSP/1.0 302 Moved\r\nLocation: rtsp://b/s\r\n\r\n",
                "$\0\0\4dataRTSP/1.0 302 Moved\r\nLocation: rtsp://b/s\r\n\r\n",
                "RTSP/1.0 200 OK\r\n$a  \nContent-Length: 80\r\n\r\nRTSP/1.0 302 Moved\r\nLocation: rtsp://b/s\r\n\r\n",
                "RTSP/1.0 200 OK\r\nContent-Length: 80\r\nContent-Length: 0\r\n\r\n"
                        + "RTSP/1.0 302 Moved\r\nLocation: rtsp://b/s\r\n\r\n",
                "RTSP/1.0 200 OK\r\nContent-Length: 80e\r\n\r\nRTSP/1.0 302 Moved\r\nLocation: rtsp://b/s\r\n\r\n",
                "OPTIONS * RTSP/1.0\r\nLocation: rtsp://b/s\r\n\r\nRTSP/1.0 302 Moved\r\n\r\n",
            })
    void anRtspCameraSendsNobodyOnByWhatFfmpegReadsOtherwiseEither(String answers) {
        assertThatThrownBy(() -> look("rtsps://a/s", answers)).isInstanceOf(IOException.class);
        assertThat(told.toString()).doesNotContain("302");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/s/", "s?at=http://b/", "?x", "/a:b"})
    void anotherPathPassesAsItIs(String location) throws Exception {
        String answer = "HTTP/1.1 302 Found\r\nLocation: " + location + "\r\n\r\n";
        look("https://a/s", answer);
        assertThat(told).hasToString(answer);
    }

    /** Packets that come early, what a camera asks, and an empty line too many. */
    @Test
    void whatElseACameraSaysBeforeItPlaysPassesAsItIs() throws Exception {
        String all = "$\0\0\3a\r\nRTSP/1.0 200 OK\r\nServer: caf\u00e9\t\u0085\r\n\r\n\r\n"
                + "OPTIONS rtsp://a/s RTSP/1.0\r\nCSeq: 1\r\n\r\nRTSP/1.0 401\r\n\r\n";
        assertThat(rest(look("rtsps://a/s", all))).isEmpty();
        assertThat(told.toString(StandardCharsets.ISO_8859_1)).isEqualTo(all);
    }

    @Test
    void theAnswerAfterTheOneThatSaysGoOnIsLookedAtToo() throws Exception {
        String heads = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n";
        assertThat(rest(look("https://a/s", heads + "G media"))).isEqualTo("G media");
        assertThat(told).hasToString(heads);
    }

    @Test
    void theLengthOfABodyMayHaveATabBeforeIt() throws Exception {
        look("rtsps://a/s", "RTSP/1.0 200 OK\r\ncontent-length:\t3\r\n\r\nv=0$", "PLAY ");
        assertThat(told.toString()).endsWith("\r\n\r\nv=0");
    }

    @Test
    void theCamerasOwnFullAddressIsAPathOfTheTunnel() throws Exception {
        look("https://a:444/s", "HTTP/1.1 301 Moved\r\nLocation: HTTPS://A:444/s/?x=1\r\nX: y\r\n\r\n");
        assertThat(told).hasToString("HTTP/1.1 301 Moved\r\nLocation: /s/?x=1\r\nX: y\r\n\r\n");
    }

    /** FFmpeg takes the last digest there is, and no login at all where it does not know that one. */
    @Test
    void challengesThatFfmpegDoesNotKnowAreLeftOutWhereAnotherRemains() throws Exception {
        String begin = "RTSP/1.0 401 Unauthorized\r\nCSeq: 2\r\n";
        String md5 = "WWW-Authenticate: Digest realm=\"a, algorithm=x\", nonce=\"1\", algorithm=MD5\r\n";
        String sha = "www-authenticate:Digest realm=\"a\",algorithm=\"SHA-256\",nonce=\"1\"\r\n";
        String end = "X: y\r\n\r\n";

        look("rtsps://a/s", begin + md5 + sha + end);
        assertThat(told).hasToString(begin + md5 + end);
        told.reset();
        look(
                "https://a/s",
                (begin + sha + "WWW-Authenticate: Basic realm=\"a\"\r\n" + end).replace("RTSP/1.0", "HTTP/1.1"));
        assertThat(told.toString()).contains("Basic").doesNotContain("SHA");
        told.reset();
        look("rtsps://a/s", begin + sha + end);
        assertThat(told).as("there is no other").hasToString(begin + sha + end);
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
