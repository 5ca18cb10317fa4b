package io.maskgate.hw.video;

import static io.maskgate.hw.video.VideoException.Reason.UNAUTHORIZED;
import static io.maskgate.hw.video.VideoException.Reason.UNKNOWN_LOGIN;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Asks a camera that refused user and password which login it wants. FFmpeg gives none to one that asks for a login it does
 * not know, and tells no more of it than 401, as of a wrong password. The question has no login, so it locks no account.
 */
final class LoginQuestion {
    private static final Pattern REFUSAL =
            Pattern.compile("(?:RTSP|HTTP)/\\d\\.\\d[ \\t]+401(?:\\s.*)?", Pattern.DOTALL);

    private static final int LONGEST_NAME = 20;

    private LoginQuestion() {}

    /**
     * @param refusal what came of an opening
     * @param interrupt by whose deadline the question has ended
     * @return the same, or that the login is not known here
     */
    static VideoException explained(VideoSpec spec, VideoException refusal, Interrupt interrupt) {
        if (refusal.reason() != UNAUTHORIZED || !spec.url().hasLogin()) {
            return refusal;
        }
        String head = answer(spec, interrupt);
        if (!REFUSAL.matcher(head).matches()) {
            return refusal;
        }
        return Challenges.unknown(spec.isJudged() ? Challenges.known(head) : head)
                .map(algorithm -> Failures.of(UNKNOWN_LOGIN, spec, words(spec, algorithm)))
                .orElse(refusal);
    }

    private static String words(VideoSpec spec, String algorithm) {
        String name = algorithm
                .substring(0, Math.min(algorithm.length(), LONGEST_NAME))
                .replaceAll("[^\\w-]", "?");
        return "the camera asks for a login by " + name + ", which FFmpeg does not know; let it take digest by MD5"
                + (spec.isJudged() ? ", or Basic" : " alone, or Basic where its url has TLS and tls is set");
    }

    /** Empty where none came. */
    private static String answer(VideoSpec spec, Interrupt interrupt) {
        var cancellation = interrupt.cancellation();
        var head = new CompletableFuture<String>();
        try (var socket = new CameraDialer(spec).dial(interrupt.left(), cancellation)) {
            Thread.ofVirtual().name("login question").start(() -> head.complete(ask(spec.url(), socket)));
            CompletableFuture.anyOf(head, cancellation.future())
                    .get(interrupt.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (VideoException | IOException | ExecutionException | TimeoutException _) {
            // That it was refused is still true.
            return "";
        }
        return head.getNow("");
    }

    private static String ask(VideoUrl url, Socket socket) {
        try {
            socket.getOutputStream().write(request(url).getBytes(StandardCharsets.UTF_8));
            return new String(JudgedAnswers.head(socket.getInputStream()), StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            // Closed, by one side or the other, or an answer that has no end.
            return "";
        }
    }

    private static String request(VideoUrl url) {
        return url.isRtsp()
                ? "DESCRIBE " + url.target() + " RTSP/1.0\r\nCSeq: 1\r\nAccept: application/sdp\r\n"
                        + "User-Agent: Maskgate\r\n\r\n"
                : "GET " + url.target() + " HTTP/1.1\r\nHost: " + url.hostAndPort() + "\r\n"
                        + "User-Agent: Maskgate\r\nConnection: close\r\n\r\n";
    }
}
