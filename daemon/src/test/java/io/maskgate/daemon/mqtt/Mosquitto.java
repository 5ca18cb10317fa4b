package io.maskgate.daemon.mqtt;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real mosquitto as a child process on a port of its own, killed and started again at will. */
final class Mosquitto implements AutoCloseable {
    private final Path folder;
    private final int port;
    private Process process;

    private Mosquitto(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** Starts it with a listener on loopback and further lines of configuration; skips the test where there is none. */
    static Mosquitto start(Path folder, String... lines) throws IOException {
        int port;
        try (var probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        var config = Stream.concat(Stream.of("listener " + port + " 127.0.0.1", userLine()), Stream.of(lines))
                .toList();
        Files.write(folder.resolve("mosquitto.conf"), config);
        var broker = new Mosquitto(folder, port, launch(folder));
        broker.awaitListening();
        return broker;
    }

    /** Started by root it would change to a user that may not read the test's folder. */
    private static String userLine() {
        return "user " + System.getProperty("user.name");
    }

    private static Process launch(Path folder) throws IOException {
        var program = Stream.of("/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(program.isPresent(), "mosquitto is not installed (apt-get install mosquitto)");
        return new ProcessBuilder(List.of(
                        program.map(Path::toString).orElseThrow(),
                        "-c",
                        folder.resolve("mosquitto.conf").toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("mosquitto.log").toFile()))
                .start();
    }

    private void awaitListening() {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
                return true;
            } catch (IOException _) {
                return false;
            }
        });
    }

    int port() {
        return port;
    }

    String url() {
        return "mqtt://127.0.0.1:" + port;
    }

    /** An orderly end, at which a persistent broker saves what it has acknowledged. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            throw new IllegalStateException("mosquitto did not end");
        }
    }

    /** It reads its access list again. */
    void readAgain() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();
    }

    void startAgain() throws IOException {
        process = launch(folder);
        awaitListening();
    }

    /** A tool of the package, such as openssl, that a test needs. */
    static Optional<Path> tool(String name) {
        return Stream.of("/usr/bin/", "/bin/", "/usr/local/bin/")
                .map(folder -> Path.of(folder + name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
