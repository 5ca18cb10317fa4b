package io.maskgate.hw.inference.tensorrt;

import io.maskgate.hw.inference.EngineFault;
import io.maskgate.hw.inference.InferenceOptions;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.OnnxDetector;
import io.maskgate.hw.inference.RawEngine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A GPU that does what the test says. Its engines compute what the CPU computes, since they ask it; a plan is a text that
 * says what it was built from.
 */
final class ScriptedLayer implements NativeLayer {
    static final Gpu.Present ORIN = new Gpu.Present("Orin", "8.7", 8, 8L << 30, "R36.4.3", "12.6", "10.3.0");

    /** What an engine does when it is run. */
    enum Run {
        RIGHT,
        /** Scores are a little off. */
        NEARLY,
        WRONG,
        /** From the third picture of a batch on the answers stand in the reverse order. */
        REVERSES_THE_REST,
        /** From the third picture of a batch on there are no answers. */
        EMPTIES_THE_REST,
        NOT_A_NUMBER,
        FAILS,
        /** There is no memory for a native object. */
        RUNS_OUT,
        LOST,
        HANGS
    }

    /** Those that work even where the rest does not. */
    private static final int FIRST_SLOTS = 2;

    private final Path cpuModel;
    final List<String> calls = new CopyOnWriteArrayList<>();
    /** The size of each batch that an engine was given. */
    final List<Integer> batches = new CopyOnWriteArrayList<>();

    final List<BuildOrder> orders = new CopyOnWriteArrayList<>();
    final Queue<NativeFault> buildFaults = new ConcurrentLinkedQueue<>();
    final Queue<NativeFault> loadFaults = new ConcurrentLinkedQueue<>();
    /** What happens, once each, when an engine is loaded, and when the GPU is looked for; it may throw. */
    final Queue<Runnable> atLoad = new ConcurrentLinkedQueue<>();

    final Queue<Runnable> atProbe = new ConcurrentLinkedQueue<>();

    final CountDownLatch hanging = new CountDownLatch(1);
    volatile Gpu gpu = ORIN;
    volatile boolean mayCome;
    /** Whether a lost device stays lost, whatever is done in this process. */
    volatile boolean unresettable;
    /** What is found first, before {@link #gpu}. */
    final Queue<Gpu> probes = new ConcurrentLinkedQueue<>();

    volatile CountDownLatch mayBuild = new CountDownLatch(0);
    volatile Run run = Run.RIGHT;
    final AtomicInteger openEngines = new AtomicInteger();

    /** @param cpuModel the file whose answers the engines give */
    ScriptedLayer(Path cpuModel) {
        this.cpuModel = cpuModel;
    }

    @Override
    public Gpu probe() {
        Objects.requireNonNullElse(atProbe.poll(), () -> {}).run();
        return Objects.requireNonNullElse(probes.poll(), gpu);
    }

    @Override
    public boolean mayCome() {
        return mayCome;
    }

    @Override
    public Built build(BuildOrder order) throws NativeFault {
        calls.add("build");
        orders.add(order);
        try {
            mayBuild.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        var fault = buildFaults.poll();
        if (fault != null) {
            throw fault;
        }
        return new Built(
                ("plan of " + order.onnx().length + " bytes").getBytes(StandardCharsets.UTF_8),
                "timings".getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public NativeEngine load(byte[] plan, EngineShape shape) throws NativeFault {
        calls.add("load");
        Objects.requireNonNullElse(atLoad.poll(), () -> {}).run();
        var fault = loadFaults.poll();
        if (fault != null) {
            throw fault;
        }
        return new Engine(shape);
    }

    @Override
    public long epoch() {
        return calls.stream().filter(call -> call.startsWith("reset")).count();
    }

    @Override
    public void reset(long lostIn) throws NativeFault {
        if (unresettable) {
            throw fault(NativeFault.Kind.DEVICE_LOST, "cudaDeviceReset failed: CUDA error 719");
        }
        calls.add("reset with " + openEngines + " open");
    }

    static NativeFault fault(NativeFault.Kind kind, String message) {
        return new NativeFault(kind, message);
    }

    private final class Engine implements NativeEngine {
        private final RawEngine cpu;
        private final InputPool pool;
        private final EngineShape shape;
        private final ByteBuffer images;
        private final FloatBuffer boxes;
        private final FloatBuffer scores;

        Engine(EngineShape shape) {
            openEngines.incrementAndGet();
            this.shape = shape;
            cpu = OnnxDetector.open(
                            cpuModel, InferenceOptions.defaults().withThreads(1).withMaxBatch(shape.maxBatch()))
                    .raw();
            pool = new InputPool(shape.maxBatch(), shape.width(), shape.height());
            images = ByteBuffer.allocateDirect((int) shape.imageBytes() * shape.maxBatch());
            boxes = floats(shape.boxBytes());
            scores = floats(shape.scoreBytes());
        }

        private FloatBuffer floats(long bytes) {
            return ByteBuffer.allocateDirect((int) bytes * shape.maxBatch())
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
        }

        @Override
        public ByteBuffer images() {
            return images;
        }

        @Override
        public FloatBuffer boxes() {
            return boxes;
        }

        @Override
        public FloatBuffer scores() {
            return scores;
        }

        @Override
        public void run(int batch) throws NativeFault {
            batches.add(batch);
            switch (run) {
                case FAILS -> throw fault(NativeFault.Kind.FAILED, "enqueueV3 failed: scripted");
                case RUNS_OUT -> throw new OutOfMemoryError("scripted");
                case LOST -> throw fault(NativeFault.Kind.DEVICE_LOST, "CUDA error 719 (cudaErrorLaunchFailure)");
                case HANGS -> {
                    try {
                        hanging.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }
                default -> compute(batch);
            }
        }

        private void compute(int batch) {
            var inputs = new ArrayList<InputImage>();
            int bytes = (int) shape.imageBytes();
            for (int i = 0; i < batch; i++) {
                var input = pool.acquire().orElseThrow();
                input.pixels().put(0, images, i * bytes, bytes);
                inputs.add(input);
            }
            try {
                cpu.run(inputs);
            } catch (EngineFault e) {
                throw new AssertionError(e);
            }
            inputs.forEach(InputImage::close);
            for (int slot = 0; slot < batch; slot++) {
                int from = run == Run.REVERSES_THE_REST && slot >= FIRST_SLOTS ? batch + 1 - slot : slot;
                answer(slot, from);
            }
        }

        private void answer(int slot, int from) {
            boolean empty = run == Run.EMPTIES_THE_REST && slot >= FIRST_SLOTS;
            int numbers = shape.anchors() * 4;
            for (int i = 0; i < numbers; i++) {
                boxes.put(slot * numbers + i, empty ? 0 : cpu.boxes().get(from * numbers + i));
            }
            numbers = shape.anchors() * 2;
            for (int i = 0; i < numbers; i++) {
                float score = cpu.scores().get(from * numbers + i);
                scores.put(
                        slot * numbers + i,
                        switch (run) {
                            case NEARLY -> score + 0.0005f;
                            case WRONG -> 1 - score;
                            case NOT_A_NUMBER -> Float.NaN;
                            default -> empty ? 0 : score;
                        });
            }
        }

        @Override
        public void close() {
            cpu.close();
            openEngines.decrementAndGet();
        }
    }
}
