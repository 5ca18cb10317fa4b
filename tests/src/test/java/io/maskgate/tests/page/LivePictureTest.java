package io.maskgate.tests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import io.maskgate.tests.support.Chromium.Look;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** A live picture whose connection ends: the browser itself says nothing of it. */
class LivePictureTest extends BeforeCannedGateway {
    /** Sends two pictures to whoever connects, and keeps the connection. */
    private static final class Camera implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        final Queue<Socket> viewers = new ConcurrentLinkedQueue<>();

        Camera() throws IOException {
            Thread.ofVirtual().start(this::serve);
        }

        String url() {
            return "http://127.0.0.1:" + server.getLocalPort() + "/";
        }

        private void serve() {
            try {
                while (true) {
                    var viewer = server.accept();
                    Thread.ofVirtual().start(() -> show(viewer));
                }
            } catch (IOException _) {
                // The test is over.
            }
        }

        /** A browser also connects in advance, and then asks for nothing. */
        private void show(Socket viewer) {
            try {
                if (viewer.getInputStream().read() < 0) {
                    return;
                }
                viewer.getOutputStream()
                        .write(ascii("HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n"));
                for (int i = 0; i < 2; i++) {
                    chunk(viewer, ascii("--b\r\nContent-Type: image/jpeg\r\n\r\n"));
                    chunk(viewer, CannedGateway.picture());
                    chunk(viewer, ascii("\r\n"));
                }
                chunk(viewer, ascii("--b\r\n"));
                viewers.add(viewer);
            } catch (IOException _) {
                // The browser has gone.
            }
        }

        private static void chunk(Socket viewer, byte[] bytes) throws IOException {
            var out = viewer.getOutputStream();
            out.write(ascii(Integer.toHexString(bytes.length) + "\r\n"));
            out.write(bytes);
            out.write(ascii("\r\n"));
            out.flush();
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (var viewer : viewers) {
                viewer.close();
            }
        }
    }

    @Test
    void aStreamThatIsCutIsAskedForAgain() throws Exception {
        try (var camera = new Camera();
                var visit = chromium.visit(Look.DESK)) {
            var page = visit.page();
            page.route("**/*", route -> {
                if (route.request().url().contains("/preview.mjpeg")) {
                    route.resume();
                } else {
                    gateway.answer(route);
                }
            });
            page.navigate(camera.url());
            var image = page.locator("[data-camera=lobby] .view img");
            assertThat(image).isVisible();
            page.waitForCondition(() -> camera.viewers.size() == 1);

            camera.viewers.element().close();
            page.waitForCondition(() -> camera.viewers.size() == 2);

            assertThat(image).isVisible();
            assertThat(image).hasJSProperty("naturalWidth", 640);
        }
    }
}
