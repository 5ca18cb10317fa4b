package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.video.VideoException.Reason;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cameras that want user and password; who logs in is the real FFmpeg. */
@ExtendWith(NoLeaks.class)
@Timeout(30)
class LoginTest {
    private static final String WORDS =
            ": the camera asks for a login by SHA-256, which FFmpeg does not know; let it take digest by MD5";

    private static CameraCertificate certificate;

    @TempDir
    static Path folder;

    @BeforeAll
    static void certificates() throws Exception {
        certificate = new CameraCertificate(folder, "camera", "dns:localhost");
        // Unpacking it for the first time takes longer than a deadline that is tried here.
        Clips.refusal(Clips.spec("http://127.0.0.1:1/x"));
    }

    private static String challenges(String algorithms) {
        return Arrays.stream(algorithms.split(" "))
                .map(algorithm -> "WWW-Authenticate: "
                        + switch (algorithm) {
                            case "Basic" -> "Basic realm=\"c\"";
                            case "none" -> "Digest realm=\"c\", nonce=\"n\"";
                            default -> "Digest realm=\"c\", nonce=\"n\", algorithm=" + algorithm + ", qop=\"auth\"";
                        }
                        + "\r\n")
                .collect(Collectors.joining());
    }

    /** Whoever has a login, whichever it is, is told that there is no such stream; it is written down. */
    private static RtspAnswers.Script asking(String protocol, String algorithms, List<String> logins) {
        return request -> {
            if (request.startsWith("OPTIONS")) {
                return RtspSourceTest.playing(request);
            }
            var login = request.lines()
                    .filter(line -> line.startsWith("Authorization: "))
                    .findFirst();
            login.ifPresent(logins::add);
            String code = login.isPresent() ? "404 Not Found" : "401 Unauthorized";
            return protocol + "/1.0 " + code + "\r\nCSeq: 2\r\nContent-Length: 0\r\n" + challenges(algorithms) + "\r\n";
        };
    }

    private static VideoException refusal(String url) throws Exception {
        return Clips.refusal(Clips.spec(url).withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(400)));
    }

    /** It was called a wrong password, and the camera's account was left alone for five minutes. */
    @ParameterizedTest
    @CsvSource({
        "RTSP, SHA-256",
        "RTSP, MD5 SHA-256",
        "RTSP, Basic SHA-256",
        "RTSP, SHA-256 Basic",
        "RTSP, '\"SHA-256\"'",
        "HTTP, MD5 SHA-256"
    })
    void aLoginThatIsNotKnownHereIsNoWrongPassword(String protocol, String algorithms) throws Exception {
        var logins = new ArrayList<String>();
        try (var server = new RtspAnswers(asking(protocol, algorithms, logins))) {
            String url = server.url().replace("rtsp://", protocol.toLowerCase(Locale.ROOT) + "://joe:secret@");
            var refusal = refusal(url);
            assertThat(refusal)
                    .hasMessage(url.replace("joe:secret", "***") + WORDS
                            + " alone, or Basic where its url has TLS and tls is set");
            assertThat(refusal.reason()).isEqualTo(Reason.UNKNOWN_LOGIN);
            assertThat(logins).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MD5", "none", "MD5-sess", "SHA-256 MD5", "Basic", "MD5 Basic"})
    void whatFfmpegKnowsItDoes(String algorithms) throws Exception {
        var logins = new ArrayList<String>();
        try (var server = new RtspAnswers(asking("RTSP", algorithms, logins))) {
            assertThat(refusal(server.url().replace("rtsp://", "rtsp://joe:secret@"))
                            .reason())
                    .isEqualTo(Reason.NOT_FOUND);
            assertThat(logins).isNotEmpty();
        }
    }

    @Test
    void aWrongPasswordIsOne() throws Exception {
        try (var server =
                new RtspAnswers(_ -> "RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\n" + challenges("SHA-256 MD5") + "\r\n")) {
            assertThat(refusal(server.url().replace("rtsp://", "rtsp://joe:secret@")))
                    .hasMessageEndingWith(": user or password missing or wrong");
        }
        try (var server =
                new RtspAnswers(_ -> "RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\n" + challenges("SHA-256") + "\r\n")) {
            assertThat(refusal(server.url()).reason()).as("none given").isEqualTo(Reason.UNAUTHORIZED);
            assertThat(server.requests()).as("what FFmpeg asks alone").hasSizeLessThan(3);
        }
    }

    private static ServerSocket tls() throws Exception {
        return certificate
                .context()
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @ParameterizedTest
    @CsvSource({"MD5 SHA-256, Digest", "Basic SHA-256, Basic"})
    void besideTlsOneThatFfmpegKnowsSuffices(String algorithms, String taken) throws Exception {
        var logins = new ArrayList<String>();
        try (var server = new RtspAnswers(tls(), asking("RTSP", algorithms, logins))) {
            var spec = Clips.spec(server.url().replace("rtsp://", "rtsps://joe:secret@"))
                    .withTrust(new Trust.Pinned(certificate.sha256()))
                    .withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(400));
            assertThat(Clips.refusal(spec).reason()).isEqualTo(Reason.NOT_FOUND);
            assertThat(logins).isNotEmpty().allMatch(login -> login.startsWith("Authorization: " + taken + " "));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void overTlsTheCameraIsAskedOverTls(boolean judged) throws Exception {
        try (var server = new RtspAnswers(tls(), asking("RTSP", "SHA-256", new ArrayList<>()))) {
            var spec = Clips.spec(server.url().replace("rtsp://", "rtsps://joe:secret@"))
                    .withTrust(judged ? new Trust.Pinned(certificate.sha256()) : new Trust.Anyone());
            assertThat(Clips.refusal(spec))
                    .hasMessageContaining(WORDS + (judged ? ", or Basic" : " alone"))
                    .extracting(VideoException::reason)
                    .isEqualTo(Reason.UNKNOWN_LOGIN);
        }
    }

    /** Not longer than the opening may take in all. */
    @Test
    void aCameraThatDoesNotAnswerTheQuestionIsNotWaitedForLong() throws Exception {
        var described = new AtomicInteger();
        try (var server = new RtspAnswers(request ->
                // Two are FFmpeg's.
                request.startsWith("DESCRIBE") && described.incrementAndGet() > 2
                        ? ""
                        : asking("RTSP", "SHA-256", new ArrayList<>()).answer(request))) {
            long begin = System.nanoTime();
            var spec = Clips.spec(server.url().replace("rtsp://", "rtsp://joe:secret@"))
                    .withTimeouts(Duration.ofMillis(1500), Duration.ofSeconds(5));
            assertThat(Clips.refusal(spec)).hasMessageEndingWith(": user or password missing or wrong");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
            assertThat(described).hasValue(3);
        }
    }
}
