package io.maskgate.tests.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The configuration of a gateway under test: state, ports and file in a folder of its own. */
public final class GatewaySetup {
    private final Path folder;
    private final String name;
    private final int healthPort = FreePort.find();
    private final int webPort = FreePort.find();
    private final List<String> mqtt = new ArrayList<>();
    private final List<String> cameras = new ArrayList<>();
    private final List<String> web = new ArrayList<>();
    private final List<String> rest = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Path state;
    private String scheme = "http";

    /** @param name of the gateway, in its topics */
    public GatewaySetup(Path folder, String name) {
        this.folder = folder;
        this.name = name;
        this.state = folder.resolve(name + "-state");
    }

    /** @param more further lines of the section, such as {@code username: x} */
    public GatewaySetup broker(String url, String... more) {
        mqtt.add("url: " + url);
        mqtt.addAll(List.of(more));
        return this;
    }

    /** @param more further lines of the camera, such as {@code stall-after: 2s} */
    public GatewaySetup camera(String id, String url, String... more) {
        cameras.add("- id: " + id);
        cameras.add("  url: " + url);
        for (var line : more) {
            cameras.add("  " + line);
        }
        return this;
    }

    /** Takes the cameras away again, so that others can be written. */
    public GatewaySetup noCameras() {
        cameras.clear();
        return this;
    }

    /** Further lines of the section web, such as {@code preview: true}. */
    public GatewaySetup web(String... lines) {
        web.addAll(List.of(lines));
        return this;
    }

    /** TLS on the web listener, and one token for it. */
    public GatewaySetup guarded(Path certificate, Path key, String... token) {
        scheme = "https";
        web("tls:", "  certificate: " + certificate, "  key: " + key, "access:", "  tokens:");
        for (int i = 0; i < token.length; i++) {
            web.add((i == 0 ? "    - " : "      ") + token[i]);
        }
        return this;
    }

    /** Further lines at top level. */
    public GatewaySetup with(String... lines) {
        rest.addAll(List.of(lines));
        return this;
    }

    /** Further variables of the process. */
    public GatewaySetup environment(Map<String, String> variables) {
        environment.putAll(variables);
        return this;
    }

    /** Keeps the state where another gateway has it. */
    public GatewaySetup sharingStateOf(GatewaySetup other) {
        state = other.state;
        return this;
    }

    /** Keeps the state in this folder. */
    public GatewaySetup stateIn(Path place) {
        state = place;
        return this;
    }

    public Path folder() {
        return folder;
    }

    public String name() {
        return name;
    }

    public Path state() {
        return state;
    }

    Map<String, String> environment() {
        return environment;
    }

    int healthPort() {
        return healthPort;
    }

    /** Where the page is. */
    public String page() {
        return scheme + "://127.0.0.1:" + webPort + "/";
    }

    /** A topic below this gateway. */
    public String topic(String rest) {
        return "maskgate/" + name + "/" + rest;
    }

    /** Writes the file, which only its owner may read. */
    public Path write() throws IOException {
        var lines = new ArrayList<String>();
        lines.add("gateway: " + name);
        lines.add("state: " + state);
        lines.add("health:");
        lines.add("  listen: 127.0.0.1:" + healthPort);
        lines.add("web:");
        lines.add("  listen: 127.0.0.1:" + webPort);
        web.forEach(line -> lines.add("  " + line));
        lines.add("mqtt:");
        mqtt.forEach(line -> lines.add("  " + line));
        lines.add("cameras:");
        cameras.forEach(line -> lines.add("  " + line));
        lines.addAll(rest);
        Files.createDirectories(state);
        return Files.write(folder.resolve(name + ".yaml"), lines);
    }
}
