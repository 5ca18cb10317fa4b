package io.maskgate.daemon.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.daemon.config.ModelKeys;
import io.maskgate.daemon.privacy.PrivateFiles;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Remembers a model that serves in place of the configured one: one that was activated and proved itself, or the old one
 * where a newly configured one was rolled back; and which one is tried meanwhile. It holds as long as what is configured is
 * the choice that it was then: a configuration that changes wins.
 */
public final class ChoiceFile {
    private static final System.Logger LOG = System.getLogger(ChoiceFile.class.getName());
    private static final String SCHEMA = "maskgate.model-choice/1";

    private final Path file;
    private final Disk disk;
    private final ObjectMapper mapper = new ObjectMapper();
    private boolean failing;

    /** Where it is written to, which may take as long as it likes. */
    interface Disk {
        void replace(Path file, byte[] content) throws IOException;
    }

    /** @param file its folder is there */
    public ChoiceFile(Path file) {
        this(file, PrivateFiles::replace);
    }

    ChoiceFile(Path file, Disk disk) {
        this.file = file;
        this.disk = disk;
    }

    /**
     * What serves in place of the configured model.
     *
     * @param stage of the activation that led to it
     * @param why for a person
     * @param failed the files of the configured model, where that was tried and did not prove itself; empty where they are not
     *     known
     * @param tried what was activated by name and had not proved itself when this was written
     */
    record Remembered(ModelChoice choice, Stage stage, String why, String failed, Optional<Tried> tried) {
        Remembered with(Optional<Tried> under) {
            return new Remembered(choice, stage, why, failed, under);
        }
    }

    /**
     * A model that is under way while another serves.
     *
     * @param since when it was activated
     */
    record Tried(String model, String since) {}

    /** What was chosen since this was configured; empty where nothing was, or what was cannot be read. */
    Optional<Remembered> read(ModelChoice configured) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            var json = mapper.readTree(Files.readAllBytes(file));
            if (!json.path("schema").asText().equals(SCHEMA)) {
                throw new IOException("schema: expected " + SCHEMA + ", found " + json.path("schema"));
            }
            if (!choice(json.path("configured")).equals(configured)) {
                LOG.log(Level.INFO, "the model section of the configuration has changed: it decides again");
                forget();
                return Optional.empty();
            }
            var found = new Remembered(
                    choice(json.path("chosen")),
                    Stage.valueOf(json.path("stage").asText().toUpperCase(Locale.ROOT)),
                    json.path("why").asText(),
                    json.path("failed").asText(),
                    tried(json.path("tried")));
            if (!found.choice().equals(configured)) {
                LOG.log(
                        Level.INFO,
                        "model {0} serves in place of the configured one: {1}",
                        found.choice().text(configured),
                        found.why());
            }
            return Optional.of(found);
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(
                    Level.ERROR,
                    "{0}: expected which model was chosen, found a damaged file; the configured one serves: {1}",
                    file,
                    e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Remembers a choice for as long as this is configured.
     *
     * @return whether that is on disk; one that takes nothing is said once
     */
    boolean write(ModelChoice configured, Remembered chosen) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("schema", SCHEMA);
        json.set("configured", json(configured));
        json.set("chosen", json(chosen.choice()));
        json.put("stage", chosen.stage().text());
        json.put("why", chosen.why());
        json.put("failed", chosen.failed());
        chosen.tried()
                .ifPresent(
                        it -> json.putObject("tried").put("model", it.model()).put("since", it.since()));
        try {
            disk.replace(file, json.toString().getBytes(StandardCharsets.UTF_8));
            return well();
        } catch (IOException e) {
            return failed(
                    chosen.choice().equals(configured)
                            ? "a restart now would not say what was tried"
                            : "a restart now would bring the configured model back in place of "
                                    + chosen.choice().text(configured),
                    e);
        }
    }

    /**
     * The configured model serves.
     *
     * @return whether that is on disk; one that takes nothing is said once
     */
    boolean forget() {
        try {
            Files.deleteIfExists(file);
            return well();
        } catch (IOException e) {
            return failed("a restart now would bring an earlier model back", e);
        }
    }

    private boolean well() {
        if (failing) {
            failing = false;
            LOG.log(Level.INFO, "{0}: which model serves after a restart is on disk again", file);
        }
        return true;
    }

    private boolean failed(String what, IOException e) {
        if (!failing) {
            failing = true;
            LOG.log(Level.ERROR, "{0} cannot be written, which is tried again; {1}: {2}", file, what, e);
        }
        return false;
    }

    private static ObjectNode json(ModelChoice choice) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("name", choice.name().orElse(null));
        json.put("engine", choice.engine().name());
        json.put("precision", choice.precision().name());
        json.put("threads", choice.threads());
        return json;
    }

    private static Optional<Tried> tried(JsonNode json) {
        return json.isObject()
                ? Optional.of(new Tried(
                        json.path("model").asText(), json.path("since").asText()))
                : Optional.empty();
    }

    private static ModelChoice choice(JsonNode json) {
        return new ModelChoice(
                Optional.ofNullable(json.path("name").textValue()),
                ModelKeys.Engine.valueOf(json.path("engine").asText()),
                ModelKeys.Precision.valueOf(json.path("precision").asText()),
                json.path("threads").asInt());
    }
}
