package io.maskgate.tests.support;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The daemon as a process of its own, run as the launcher runs it. */
public final class GatewayProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What of the tests' class path the daemon does not have when it is installed. */
    private static final Pattern NOT_OURS = Pattern.compile(
            "tests|models|maskgate-models.*|maskgate-tests.*|(pytorch|openblas|onnx)-\\d.*|(archunit|junit|assertj|awaitility|jqwik|hamcrest|byte-buddy).*");

    /** What a command printed, both streams together, and its exit status. */
    public record Run(int exit, String output) {}

    private final GatewaySetup setup;
    private final Child child;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private GatewayProcess(GatewaySetup setup, Child child) {
        this.setup = setup;
        this.child = child;
    }

    /** Runs {@code maskgate run --config} and waits until it has started. */
    public static GatewayProcess start(GatewaySetup setup) throws IOException {
        return start(setup, Duration.ofSeconds(120));
    }

    /** Runs {@code maskgate run --config} and waits until it has started, or the time is over. */
    public static GatewayProcess start(GatewaySetup setup, Duration deadline) throws IOException {
        var gateway = launch(setup);
        try {
            await("the gateway's start").atMost(deadline).until(() -> {
                if (!gateway.child.alive()) {
                    throw new AssertionError("the gateway ended; " + gateway.child.tail());
                }
                return gateway.status("/health/started") == 200;
            });
        } catch (RuntimeException | Error e) {
            gateway.close();
            throw new AssertionError("the gateway did not start; " + gateway.child.tail(), e);
        }
        return gateway;
    }

    /** As {@link #start}, without waiting. */
    public static GatewayProcess launch(GatewaySetup setup) throws IOException {
        var file = setup.write();
        var log = setup.folder().resolve(setup.name() + ".log");
        var command = command("run", "--config", file.toString());
        command.environment().putAll(setup.environment());
        return new GatewayProcess(setup, new Child("gateway", log, command));
    }

    /** Runs any command of {@code maskgate} to its end, which it must find within half a minute. */
    public static Run run(Path folder, String... arguments) throws IOException {
        var log = folder.resolve("run.log");
        Files.deleteIfExists(log);
        try (var child = new Child("maskgate " + arguments[0], log, command(arguments))) {
            var exit = child.exit(Duration.ofSeconds(30));
            if (exit.isEmpty()) {
                throw new AssertionError(String.join(" ", arguments) + " did not end; " + child.tail());
            }
            return new Run(exit.getAsInt(), child.output());
        }
    }

    private static ProcessBuilder command(String... arguments) {
        var command = new ArrayList<>(List.of(
                // A JVM leaves a signal alone that was ignored when it began, as SIGHUP is under nohup.
                "env",
                "--default-signal=HUP",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Repository.root().resolve("systemd/jvm.options"),
                "-Dmaskgate.home=" + Repository.root()));
        command.addAll(Unpacked.options());
        command.addAll(List.of("-cp", classPath(), "io.maskgate.daemon.cli.Maskgate"));
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command);
    }

    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !NOT_OURS.matcher(room(Path.of(entry))).matches())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The file's name, or for classes of a module the module's. */
    private static String room(Path entry) {
        var target = entry.getParent();
        return target != null
                        && target.endsWith("target")
                        && target.getParent() != null
                        && !entry.toString().endsWith(".jar")
                ? target.getParent().getFileName().toString()
                : entry.getFileName().toString();
    }

    /** The document of {@code /health/ready}, whether it is up or down. */
    public JsonNode ready() {
        return json(get("/health/ready"));
    }

    public boolean isReady() {
        return status("/health/ready") == 200;
    }

    /** One check of {@code /health/ready}, such as {@code broker} or {@code camera/lobby}. */
    public JsonNode check(String name) {
        for (var check : ready().get("checks")) {
            if (check.get("name").textValue().equals(name)) {
                return check;
            }
        }
        throw new AssertionError("no check " + name + " in " + ready());
    }

    public void awaitCamera(String id, String state) {
        try {
            await("camera " + id + " " + state)
                    .atMost(Duration.ofSeconds(40))
                    .until(() ->
                            check("camera/" + id).at("/data/state").textValue().equals(state));
        } catch (RuntimeException e) {
            throw new AssertionError("camera " + id + " did not come to be " + state + "; " + child.tail(), e);
        }
    }

    /** One camera's value of a metric with the label camera alone, 0 when it has none yet. */
    public double metric(String name, String camera) {
        return metric(name + "{camera=\"" + camera + "\"}");
    }

    /** The sum over all label sets of one metric, 0 when it has none yet. */
    public double metric(String name) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    public String metrics() {
        return get("/metrics").body();
    }

    /** Posts a picture to the web listener. */
    public HttpResponse<String> detect(byte[] picture, String type) {
        var request = HttpRequest.newBuilder(URI.create(setup.page() + "api/detect"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", type)
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(picture))
                .build();
        return send(request);
    }

    /** Posts nothing to a path of the web listener. */
    public HttpResponse<String> post(String path) {
        return send(HttpRequest.newBuilder(URI.create(setup.page()).resolve(path))
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    /** A JSON document of the web listener. */
    public JsonNode web(String path) {
        return json(send(HttpRequest.newBuilder(URI.create(setup.page()).resolve(path))
                .timeout(Duration.ofSeconds(30))
                .build()));
    }

    /** The last hundred events it made, oldest first, as its page is told of them; they are on disk by then. */
    public List<SeenEvent> recentEvents() {
        var answer = json(send(HttpRequest.newBuilder(URI.create(setup.page() + "api/events/recent"))
                .timeout(Duration.ofSeconds(30))
                .build()));
        var events = new ArrayList<SeenEvent>();
        answer.get("events").forEach(event -> events.add(SeenEvent.parse(event.toString())));
        return events;
    }

    /** Resident memory in bytes. */
    public long residentBytes() throws IOException {
        return statusLine("VmRSS:") * 1024;
    }

    /** Whether the process has loaded this library from exactly there. */
    public boolean hasLoaded(Path library) throws IOException {
        var real = library.toRealPath().toString();
        try (var maps = Files.lines(Path.of("/proc/" + child.pid() + "/maps"))) {
            return maps.anyMatch(line -> line.endsWith(real));
        }
    }

    /** From where it has loaded the libraries with this in their names. */
    List<Path> loaded(String name) throws IOException {
        try (var maps = Files.lines(Path.of("/proc/" + child.pid() + "/maps"))) {
            return maps.filter(line -> line.contains("/"))
                    .map(line -> Path.of(line.substring(line.indexOf('/'))))
                    .filter(file -> file.getFileName().toString().contains(name))
                    .distinct()
                    .toList();
        }
    }

    public long threads() throws IOException {
        return statusLine("Threads:");
    }

    public long openFiles() throws IOException {
        try (var files = Files.list(Path.of("/proc/" + child.pid() + "/fd"))) {
            return files.count();
        }
    }

    /** The number in a line of {@code /proc/PID/status}. */
    private long statusLine(String key) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + child.pid() + "/status")).stream()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** As {@code kill -9} does. */
    public void kill() {
        child.kill();
    }

    /** Sends SIGTERM; the exit status, empty when it still runs after {@code deadline}. */
    public OptionalInt terminate(Duration deadline) {
        child.terminate();
        return child.exit(deadline);
    }

    /** The exit status of a gateway that ends by itself; empty when it still runs after {@code deadline}. */
    public OptionalInt exit(Duration deadline) {
        return child.exit(deadline);
    }

    /** Sends SIGHUP: the gateway reads its configuration again. */
    public void reload() {
        child.signal("HUP");
    }

    /** Everything it logged so far, over restarts. */
    public String log() {
        return child.output();
    }

    private int status(String path) {
        try {
            return get(path).statusCode();
        } catch (UncheckedIOException _) {
            return 0;
        }
    }

    private HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + setup.healthPort() + path))
                .timeout(Duration.ofSeconds(30))
                .build());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            var how = child.alive() ? "the gateway does not answer; " : "the gateway ended; ";
            throw new UncheckedIOException(how + child.tail(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(response.body(), e);
        }
    }

    @Override
    public void close() {
        child.close();
        http.shutdownNow();
    }
}
