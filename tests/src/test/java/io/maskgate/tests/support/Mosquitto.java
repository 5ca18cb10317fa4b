package io.maskgate.tests.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * mosquitto as a child process at a port of the loopback interface. It can be killed and started again at the same port;
 * sessions and retained messages are on disk after each change, so that a kill loses nothing it has acknowledged.
 */
public final class Mosquitto implements AutoCloseable {
    private final Path config;
    private final Path log;
    private final int port;
    private final boolean tls;
    private Child child;

    private Mosquitto(Path folder, int port, boolean tls, List<String> security) throws IOException {
        this.port = port;
        this.tls = tls;
        this.config = folder.resolve("mosquitto.conf");
        this.log = folder.resolve("mosquitto.log");
        var data = Files.createDirectories(folder.resolve("mosquitto"));
        var lines = new ArrayList<>(List.of(
                "listener " + port + " 127.0.0.1",
                // As root it would become a user who may not write here.
                "user " + System.getProperty("user.name"),
                "persistence true",
                "persistence_location " + data + "/",
                "autosave_interval 1",
                "autosave_on_changes true"));
        lines.addAll(security);
        Files.write(config, lines);
        this.child = launch();
    }

    /** A broker open to everybody. */
    public static Mosquitto open(Path folder) throws IOException {
        return open(folder, FreePort.find());
    }

    /** A broker open to everybody, at a port chosen before. */
    public static Mosquitto open(Path folder, int port) throws IOException {
        Tools.mosquitto();
        return new Mosquitto(folder, port, false, List.of("allow_anonymous true"));
    }

    /** A broker that demands one user and password, and speaks TLS with a certificate signed by {@link #ca}. */
    public static Mosquitto guarded(Path folder, String user, String password) throws IOException {
        Tools.mosquitto();
        var passwords = folder.resolve("passwords");
        run(Tools.mosquittoPasswd().toString(), "-b", "-c", passwords.toString(), user, password);
        Certificates.make(folder);
        return new Mosquitto(
                folder,
                FreePort.find(),
                true,
                List.of(
                        "allow_anonymous false",
                        "password_file " + passwords,
                        "cafile " + Certificates.ca(folder),
                        "certfile " + Certificates.certificate(folder),
                        "keyfile " + Certificates.key(folder)));
    }

    /** The authority that signed the certificate of a guarded broker. */
    public Path ca() {
        return Certificates.ca(config.getParent());
    }

    public int port() {
        return port;
    }

    /** As the configuration names it. */
    public String url() {
        return (tls ? "mqtts://localhost:" : "mqtt://localhost:") + port;
    }

    public void kill() {
        child.kill();
    }

    /** Starts it again after {@link #kill()}, at the same port. */
    public void restart() {
        if (child.alive()) {
            throw new IllegalStateException("expected a killed broker, found a running one");
        }
        child = launch();
    }

    public String log() {
        return child.output();
    }

    private Child launch() {
        var command = new ProcessBuilder(Tools.mosquitto().toString(), "-v", "-c", config.toString());
        var started = new Child("mosquitto", log, command);
        try {
            await("mosquitto").atMost(Duration.ofSeconds(60)).until(() -> {
                if (!started.alive()) {
                    throw new AssertionError(started.tail());
                }
                return listens();
            });
        } catch (RuntimeException | Error e) {
            started.close();
            throw e;
        }
        return started;
    }

    private boolean listens() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    static void run(String... command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes());
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        child.close();
    }
}
