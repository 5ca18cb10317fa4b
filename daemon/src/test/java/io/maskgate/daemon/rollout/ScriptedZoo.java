package io.maskgate.daemon.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.camera.ModelInUse;
import io.maskgate.daemon.camera.SecondLook;
import io.maskgate.daemon.config.ModelKeys;
import io.maskgate.daemon.privacy.PrivateFiles;
import io.maskgate.hw.inference.EngineStatus;
import io.maskgate.hw.inference.InferenceException;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.ZooModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Scripted engines under three names, a model outside of their folder, and the cameras that look with them; the clock goes when it is told to. */
final class ScriptedZoo implements ModelLoader, ModelParts.Cameras {
    private final Path folder;
    private final Map<String, ScriptedModel> loaded = new ConcurrentHashMap<>();
    final AtomicLong nanos = new AtomicLong();
    final AtomicReference<ModelInUse> inUse = new AtomicReference<>();
    final AtomicInteger swaps = new AtomicInteger();
    final AtomicReference<String> refuse = new AtomicReference<>("");
    final CountDownLatch hang = new CountDownLatch(1);
    volatile boolean hangs;
    volatile boolean comparisonHangs;
    final AtomicReference<Optional<SecondLook>> compared = new AtomicReference<>(Optional.empty());
    volatile String noRoomFor = "";
    /** Of the checkpoint of what is loaded. */
    volatile String sha = "0123456789";
    /** What is not found. */
    volatile String lost = "";
    /** The disk does not answer while it is closed. */
    volatile CountDownLatch disk = new CountDownLatch(0);

    /** How the engine of a model that is loaded stands. */
    volatile EngineStatus.State loads = EngineStatus.State.CPU;

    volatile boolean waitsForDisk;
    volatile boolean diskIsFull;
    Models models;

    /** The configured one serves. */
    ScriptedZoo(Path folder, String configured) throws IOException {
        this.folder = folder;
        for (var name : List.of("zoo/old", "zoo/next", "zoo/third", "srv/own")) {
            var dir = Files.createDirectories(folder.resolve(name));
            Files.writeString(dir.resolve(Precision.FP32.fileName()), "scripted");
        }
        models = start(configured);
    }

    @Override
    public ZooModel find(ModelChoice choice) {
        String name = choice.name().orElse("old");
        if (name.equals(lost)) {
            throw new InferenceException("model " + name + ": found nothing");
        }
        return zoo().resolve(name);
    }

    @Override
    public LoadedModel load(ZooModel model, ModelChoice choice) {
        if (model.name().equals(refuse.get())) {
            throw new InferenceException("model " + model.name() + ": expected sha256 1 as its card says, found 2");
        }
        var scripted = new ScriptedModel(model.name(), sha);
        scripted.state = loads;
        loaded.put(model.name(), scripted);
        return scripted;
    }

    @Override
    public void check(ZooModel model, ModelChoice choice) {
        hang(hangs);
    }

    private void hang(boolean whether) {
        if (whether) {
            try {
                hang.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void use(ModelInUse model) {
        if (model.info().name().equals(noRoomFor)) {
            throw new OutOfMemoryError("scripted");
        }
        inUse.set(model);
    }

    @Override
    public void compare(Optional<SecondLook> second) {
        compared.set(second);
        hang(second.isPresent() && comparisonHangs);
    }

    /** As by an update of the package. */
    void remove(String name) {
        try {
            Files.delete(zoo().resolve(name).onnx());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As by an export to the same folder, which has no card. */
    void exportAnew(String name, String checkpoint) {
        try {
            Files.writeString(zoo().resolve(name).onnx(), "scripted anew");
            sha = checkpoint;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ModelZoo zoo() {
        return new ModelZoo(List.of(folder.resolve("zoo")));
    }

    Path choiceFile() {
        return folder.resolve("model.json");
    }

    private void write(Path file, byte[] content) throws IOException {
        waitsForDisk = true;
        try {
            disk.await();
            if (diskIsFull) {
                throw new IOException("No space left on device");
            }
            PrivateFiles.replace(file, content);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waitsForDisk = false;
        }
    }

    static ModelChoice choice(String name) {
        return new ModelChoice(Optional.of(name), ModelKeys.Engine.AUTO, ModelKeys.Precision.AUTO, 0);
    }

    static Criteria criteria() {
        return criteria(0.5);
    }

    /** @param agreement that is asked for */
    static Criteria criteria(double agreement) {
        var usual = Criteria.of(new ModelKeys.Rollout(Duration.ofMinutes(5), agreement, 4));
        return new Criteria(
                usual.loading(),
                Duration.ZERO,
                usual.frames(),
                usual.faces(),
                usual.agreement(),
                usual.probation(),
                usual.pictures(),
                usual.window(),
                usual.settling(),
                usual.failures(),
                usual.failureShare(),
                usual.slower(),
                usual.floor(),
                usual.busy());
    }

    Models start(String configured) {
        return start(choice(configured));
    }

    private Models start(ModelChoice configured) {
        var parts = new ModelParts(
                zoo(),
                this,
                this,
                new ChoiceFile(choiceFile(), this::write),
                false,
                () -> 0.5,
                () -> Instant.EPOCH.plusNanos(nanos.get()),
                nanos::get,
                swaps::incrementAndGet);
        return Models.start(parts, configured, criteria());
    }

    void restart(String configured) throws InterruptedException {
        restart(choice(configured));
    }

    void restart(ModelChoice configured) throws InterruptedException {
        models.close();
        models = start(configured);
    }

    /** With a configuration that names no model. */
    void restartWithDefault() throws InterruptedException {
        restart(new ModelChoice(Optional.empty(), ModelKeys.Engine.AUTO, ModelKeys.Precision.AUTO, 0));
    }

    /** The path of a model that does not lie in the zoo; its name is {@code own}. */
    String own() {
        return folder.resolve("srv/own").toString();
    }

    /** So many seconds, five pictures in each. */
    void seconds(int count, Duration each) {
        for (int i = 0; i < count; i++) {
            nanos.addAndGet(1_000_000_000L);
            ((ScriptedModel) models.now().loaded()).works(5, each);
            models.tick();
        }
    }

    void activate(String name) {
        assertThat(models.activate(name)).isInstanceOf(ModelLife.Answer.Begun.class);
    }

    /** A reload whose other changes are all taken. */
    String configure(String name) {
        return configure(choice(name));
    }

    String configure(ModelChoice next) {
        return configure(next, criteria());
    }

    String configure(ModelChoice next, Criteria asked) {
        return switch (models.configure(next, asked)) {
            case Models.Configured.Busy(String why) -> "busy: " + why;
            case Models.Ready ready -> {
                try (ready) {
                    yield ready.take();
                }
            }
        };
    }

    void awaitStage(Stage stage) {
        await().untilAsserted(() -> assertThat(models.rollout().stage()).isEqualTo(stage));
    }

    ScriptedModel scripted(String name) {
        return loaded.get(name);
    }

    /** At the end of each test. */
    void end() throws InterruptedException {
        hang.countDown();
        disk.countDown();
        models.close();
    }
}
