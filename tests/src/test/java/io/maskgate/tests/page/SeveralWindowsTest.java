package io.maskgate.tests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.maskgate.tests.support.Chromium.Look;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Windows of one browser side by side, before a gateway over sockets: a browser has six connections to it for all of them. */
class SeveralWindowsTest extends BeforeCannedGateway {
    private static final String CAMERAS = CannedGateway.cameras(
            CannedGateway.LOBBY,
            CannedGateway.LOBBY.replace("\"lobby\"", "\"dock\""),
            CannedGateway.LOBBY.replace("\"lobby\"", "\"yard\""));

    /** Live pictures and events never end. */
    private final class Gateway implements AutoCloseable {
        private final HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final CountDownLatch over = new CountDownLatch(1);
        private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
        /** Whether cameras bring no picture for a snapshot. */
        private volatile boolean rare;

        Gateway() throws IOException {
            server.createContext("/", this::answer);
            server.setExecutor(threads);
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        }

        /** How often a window has asked for this. */
        long asked(String window, String path) {
            return asked.stream().filter((window + " " + path)::equals).count();
        }

        long snapshots() {
            return asked.stream().filter(path -> path.endsWith("/snapshot.jpg")).count();
        }

        private void answer(HttpExchange exchange) throws IOException {
            String path = exchange.getRequestURI().getPath();
            asked.add(String.valueOf(exchange.getRequestHeaders().getFirst("Referer"))
                            .replaceFirst(".*[?]", "") + " " + path);
            if (path.endsWith("/preview.mjpeg")) {
                begin(exchange, "multipart/x-mixed-replace; boundary=b");
                for (int i = 0; i < 2; i++) {
                    send(exchange, "--b\r\nContent-Type: image/jpeg\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    send(exchange, CannedGateway.picture());
                    send(exchange, "\r\n".getBytes(StandardCharsets.US_ASCII));
                }
                hold(exchange);
            } else if (path.equals("/api/events")) {
                begin(exchange, "text/event-stream");
                send(exchange, ": maskgate events\n\n".getBytes(StandardCharsets.US_ASCII));
                hold(exchange);
            } else if (path.endsWith("/snapshot.jpg") && rare) {
                hold(exchange);
            } else {
                var answer = path.endsWith("/snapshot.jpg")
                        ? new CannedGateway.Answer(200, "image/jpeg", CannedGateway.picture())
                        : gateway.answerTo(path, null);
                exchange.getResponseHeaders().set("Content-Type", answer.type());
                exchange.sendResponseHeaders(answer.status(), answer.body().length);
                send(exchange, answer.body());
                exchange.close();
            }
        }

        private static void begin(HttpExchange exchange, String type) throws IOException {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, 0);
        }

        private static void send(HttpExchange exchange, byte[] bytes) throws IOException {
            exchange.getResponseBody().write(bytes);
            exchange.getResponseBody().flush();
        }

        private void hold(HttpExchange exchange) {
            try {
                over.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        }

        @Override
        public void close() {
            over.countDown();
            server.stop(0);
            threads.shutdownNow();
        }
    }

    @Test
    void eachOfSeveralWindowsIsAnswered() throws Exception {
        gateway.on("/api/cameras", CAMERAS);
        try (var served = new Gateway();
                var visit = chromium.visit(Look.DESK)) {
            var first = visit.page();
            first.navigate(served.url() + "?first");
            assertThat(first.locator(".view img:visible")).hasCount(3);
            var second = first.context().newPage();
            second.navigate(served.url() + "?second");
            for (var window : List.of("first", "second")) {
                long before = served.asked(window, "/api/status");
                first.waitForCondition(() -> served.asked(window, "/api/status") >= before + 2);
            }
            for (var page : List.of(first, second)) {
                assertThat(page.locator("#ready")).hasText("Ready");
                assertThat(page.locator("#feed")).hasText("live");
                assertThat(page.locator(".view img:visible")).hasCount(3);
                assertThat(page.locator("img[src*=preview]")).hasCount(1);
            }

            second.navigate("about:blank");
            assertThat(first.locator("img[src*=preview]")).hasCount(3);
        }
    }

    private static void logsIn(Page page) {
        page.locator("#token").fill("right");
        page.locator("#login-form button").click();
    }

    /** They share the session; each would wait behind its own dialog for good. */
    @Test
    void aLoginInOneWindowIsOneForAll() throws Exception {
        var known = new AtomicBoolean(true);
        var open = new CannedGateway();
        for (var path : List.of("/api/me", "/api/status", "/api/cameras", "/api/history", "/api/models")) {
            gateway.on(
                    path,
                    _ -> known.get()
                            ? open.answerTo(path, null)
                            : CannedGateway.Answer.problem(401, "token", "expected a token"));
        }
        gateway.on("/api/session", _ -> {
            known.set(true);
            return CannedGateway.Answer.json("{}");
        });
        try (var served = new Gateway();
                var visit = chromium.visit(Look.DESK)) {
            var first = visit.page();
            first.navigate(served.url() + "?first");
            var second = first.context().newPage();
            second.navigate(served.url() + "?second");
            for (var page : List.of(first, second)) {
                assertThat(page.locator("#ready")).hasText("Ready");
            }
            known.set(false);
            for (var page : List.of(first, second)) {
                assertThat(page.locator("#login")).isVisible();
            }
            logsIn(first);
            for (var page : List.of(first, second)) {
                assertThat(page.locator("#ready")).hasText("Ready");
                assertThat(page.locator("#login")).isHidden();
            }
        }
    }

    @Test
    void aWindowBehindTheLoginTakesNoLivePictureAway() throws Exception {
        gateway.on("/api/cameras", CAMERAS);
        try (var served = new Gateway();
                var visit = chromium.visit(Look.DESK)) {
            var first = visit.page();
            first.navigate(served.url() + "?first");
            var second = first.context().newPage();
            second.navigate(served.url() + "?second");
            assertThat(first.locator("img[src*=preview]")).hasCount(1);
            var refused = CannedGateway.Answer.problem(401, "token", "expected a token");
            second.route(
                    "**/api/status",
                    route -> route.fulfill(new Route.FulfillOptions()
                            .setStatus(refused.status())
                            .setContentType(refused.type())
                            .setBodyBytes(refused.body())));
            assertThat(second.locator("#login")).isVisible();
            assertThat(first.locator("img[src*=preview]")).hasCount(3);
        }
    }

    /** Four listen, and none has a live picture. */
    @Test
    void theFifthWindowAsksForEventsNowAndThen() throws Exception {
        gateway.on("/api/cameras", CAMERAS);
        try (var served = new Gateway();
                var visit = chromium.visit(Look.DESK)) {
            visit.page().navigate(served.url());
            for (int i = 1; i < 5; i++) {
                visit.page().context().newPage().navigate(served.url());
            }
            var pages = visit.page().context().pages();
            visit.page().waitForCondition(() -> feeds(pages).equals("live live live live renewed every few seconds"));
            for (var page : pages) {
                assertThat(page.locator("#event-list li")).hasCount(12);
                assertThat(page.locator("img[src*=preview]")).hasCount(0);
            }
        }
    }

    /** Three live pictures and the events leave two connections; of the stills only one waits at a time. */
    @Test
    void picturesThatAreLongInComingHoldUpNothingElse() throws Exception {
        gateway.on(
                "/api/cameras",
                CannedGateway.cameras(IntStream.range(0, 12)
                        .mapToObj(n -> CannedGateway.LOBBY.replace("\"lobby\"", "\"c" + n + "\""))
                        .toArray(String[]::new)));
        try (var served = new Gateway();
                var visit = chromium.visit(Look.DESK.at(1920, 2160))) {
            served.rare = true;
            var page = visit.page();
            page.navigate(served.url() + "?wall");
            page.waitForCondition(() -> served.snapshots() > 0);
            long before = served.asked("wall", "/api/cameras");
            page.waitForCondition(
                    () -> served.asked("wall", "/api/cameras") >= before + 3,
                    new Page.WaitForConditionOptions().setTimeout(15_000));
            assertThat(served.snapshots()).isEqualTo(1);
            assertThat(page.locator("#ready")).hasText("Ready");
        }
    }

    private static String feeds(List<Page> pages) {
        return String.join(
                " ",
                pages.stream()
                        .map(page -> page.locator("#feed").textContent())
                        .sorted()
                        .toList());
    }
}
