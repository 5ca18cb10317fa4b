package io.maskgate.hw.inference.tensorrt;

import static org.awaitility.Awaitility.await;

import io.maskgate.hw.host.Host;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.Detector;
import io.maskgate.hw.inference.EngineStatus.State;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.ModelZoo;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.TestModel;
import io.maskgate.hw.inference.ZooModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Engines on a GPU that does as it is told, with a zoo of one model and a folder for the cache. */
abstract class ScriptedEngines {
    static final InferenceOptions OPTIONS =
            InferenceOptions.defaults().withThreads(1).withMaxBatch(3);
    static final EngineWish TENSORRT = new EngineWish(EngineWish.Kind.TENSORRT, Optional.empty());
    static final EngineWish CPU = new EngineWish(EngineWish.Kind.CPU, Optional.empty());

    @TempDir
    Path folder;

    final InputPool pool = new InputPool(8, TestModel.WIDTH, TestModel.HEIGHT);
    final List<String> steps = new ArrayList<>();
    ScriptedLayer layer;
    ZooModel model;
    boolean int8Passed = true;
    /** Of the processor. */
    Set<String> features = Set.of();

    Detector opened;
    /** A call of the GPU may take so long; a test machine may halt for a moment. */
    Duration run = Duration.ofSeconds(5);
    /** A build that had too little memory is tried again after so long. */
    Duration rebuild = Duration.ofMillis(20);
    /** A lost GPU is tried for so long. */
    Duration lost = Duration.ofHours(1);

    @BeforeEach
    void install() throws Exception {
        var dir = Files.createDirectories(folder.resolve("zoo/probe"));
        for (var precision : Precision.values()) {
            new TestModel().write(dir.resolve(precision.fileName()));
        }
        model = new ModelZoo(List.of(folder.resolve("zoo"))).resolve(dir.toString());
        layer = new ScriptedLayer(dir.resolve("fp32.onnx"));
    }

    @AfterEach
    void close() {
        layer.hanging.countDown();
        layer.mayBuild.countDown();
        if (opened != null) {
            opened.close();
        }
    }

    Engines engines() {
        AccuracyCheck check = (asked, precision) -> precision == Precision.INT8 && !int8Passed
                ? Optional.of("int8 was found too inaccurate")
                : AccuracyCheck.ofCard().refusal(asked, precision).filter(_ -> precision != Precision.INT8);
        var timing = new EngineTiming(
                run,
                Duration.ofMillis(20),
                Duration.ofMillis(80),
                rebuild,
                rebuild.multipliedBy(2),
                Duration.ofMillis(20),
                lost);
        return new Engines(layer, check, timing, host());
    }

    private Host host() {
        return new Host(
                Optional.empty(),
                Optional.empty(),
                features,
                "amd64",
                2,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalDouble.empty());
    }

    Path cache() {
        return folder.resolve("engines");
    }

    Detector open(EngineWish wish) {
        opened = engines().open(model, wish, OPTIONS, cache());
        return opened;
    }

    Detector accelerated() {
        var detector = open(EngineWish.auto());
        await().until(() -> detector.status().state() == State.ACCELERATED);
        return detector;
    }

    List<List<Detection>> look(Detector detector, int pictures) {
        var images = new ArrayList<InputImage>();
        for (int i = 0; i < pictures; i++) {
            var image = pool.acquire().orElseThrow();
            byte[] face = {(byte) (1 + i), 2, (byte) (5 + i), 6, (byte) 255, 0};
            for (int b = 0; b < image.pixels().capacity(); b++) {
                image.pixels().put(b, b < face.length ? face[b] : 0);
            }
            images.add(image);
        }
        try {
            return detector.detect(images, 0.5f);
        } finally {
            images.forEach(InputImage::close);
        }
    }

    List<String> cached() throws Exception {
        if (!Files.isDirectory(cache())) {
            return List.of();
        }
        try (var files = Files.list(cache())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".engine"))
                    .toList();
        }
    }
}
