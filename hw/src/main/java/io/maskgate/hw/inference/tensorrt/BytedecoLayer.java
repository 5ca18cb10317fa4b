package io.maskgate.hw.inference.tensorrt;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorrt.global.nvinfer;
import org.bytedeco.tensorrt.global.nvinfer.MemoryPoolType;
import org.bytedeco.tensorrt.global.nvinfer.NetworkDefinitionCreationFlag;
import org.bytedeco.tensorrt.global.nvinfer.OptProfileSelector;
import org.bytedeco.tensorrt.global.nvonnxparser;
import org.bytedeco.tensorrt.nvinfer.Dims4;
import org.bytedeco.tensorrt.nvinfer.IBuilder;
import org.bytedeco.tensorrt.nvinfer.IBuilderConfig;
import org.bytedeco.tensorrt.nvinfer.IHostMemory;
import org.bytedeco.tensorrt.nvinfer.INetworkDefinition;
import org.bytedeco.tensorrt.nvinfer.IRuntime;
import org.bytedeco.tensorrt.nvinfer.ITimingCache;

/**
 * TensorRT through its Java glue; loading this class loads NVIDIA's libraries. Only what TensorRT 10.0 has is called: the
 * glue was compiled against 10.6, and a function that is newer than the host's library must never be reached.
 *
 * <p>The builder's progress monitor of 10.0 cannot be had: the glue does not let Java implement it.
 */
final class BytedecoLayer implements LinkedLayer {
    private final TrtLogger logger = new TrtLogger();

    @Override
    public void context() throws NativeFault {
        Cuda.context();
    }

    @Override
    public Built build(BuildOrder order) throws NativeFault {
        var call = logger.call();
        try (var owned = new Owned()) {
            var builder = owned.add(builder(), "createInferBuilder", call);
            int flags = 1 << NetworkDefinitionCreationFlag.kSTRONGLY_TYPED.value;
            var network = owned.add(builder.createNetworkV2(flags), "createNetworkV2", call);
            // The parser owns the weights that the network refers to, so that it goes after the plan is there.
            var parser = owned.add(nvonnxparser.createParser(network, logger), "createParser", call);
            try (var onnx = new BytePointer(order.onnx())) {
                if (!parser.parse(onnx, order.onnx().length)) {
                    throw call.fault("parsing the ONNX file");
                }
            }
            requireTensors(network);
            var config = owned.add(builder.createBuilderConfig(), "createBuilderConfig", call);
            config.setMemoryPoolLimit(MemoryPoolType.kWORKSPACE, order.workspaceBytes());
            addProfile(builder, config, order.shape(), call);
            var timings = timings(owned, config, order.timingCache(), call);
            // Timings that were refused are no reason why a build fails.
            call = logger.call();
            var plan = owned.add(builder.buildSerializedNetwork(network, config), "buildSerializedNetwork", call);
            var measured = owned.add(timings.serialize(), "serialising the timing cache", call);
            return new Built(bytes(plan), bytes(measured));
        }
    }

    @Override
    public NativeEngine load(byte[] plan, EngineShape shape) throws NativeFault {
        var call = logger.call();
        var owned = new Owned();
        boolean loaded = false;
        try {
            var runtime = owned.add(runtime(), "createInferRuntime", call);
            try (var data = new BytePointer(plan)) {
                var engine = owned.add(runtime.deserializeCudaEngine(data, plan.length), "deserializeCudaEngine", call);
                var ready = new BytedecoEngine(engine, shape, logger, call, owned);
                loaded = true;
                return ready;
            }
        } finally {
            if (!loaded) {
                owned.close();
            }
        }
    }

    @Override
    public void reset() throws NativeFault {
        Cuda.check("cudaDeviceReset", cudart.cudaDeviceReset());
    }

    /**
     * As the header's inline function, but with the version of the library that is there instead of the one the glue was
     * compiled against: the library may refuse a newer one, and what is called here exists in all of version 10.
     */
    private IBuilder builder() {
        return new IBuilder(orNull(nvinfer.createInferBuilder_INTERNAL(logger, nvinfer.getInferLibVersion())));
    }

    private IRuntime runtime() {
        return new IRuntime(orNull(nvinfer.createInferRuntime_INTERNAL(logger, nvinfer.getInferLibVersion())));
    }

    /** A null in Java for a null in C++ would choose another constructor. */
    private static Pointer orNull(Pointer made) {
        return made == null ? new Pointer() : made;
    }

    private static void requireTensors(INetworkDefinition network) throws NativeFault {
        Set<String> inputs = new TreeSet<>();
        for (int i = 0; i < network.getNbInputs(); i++) {
            inputs.add(network.getInput(i).getName());
        }
        Set<String> outputs = new TreeSet<>();
        for (int i = 0; i < network.getNbOutputs(); i++) {
            outputs.add(network.getOutput(i).getName());
        }
        if (!inputs.equals(Set.of(BytedecoEngine.IMAGES))
                || !outputs.equals(Set.of(BytedecoEngine.BOXES, BytedecoEngine.SCORES))) {
            throw new NativeFault(
                    NativeFault.Kind.REFUSED,
                    "ONNX file: expected input images and outputs boxes and scores, found " + inputs + " and "
                            + outputs);
        }
    }

    /** The profile stays the builder's own. */
    private static void addProfile(IBuilder builder, IBuilderConfig config, EngineShape shape, TrtCall call)
            throws NativeFault {
        var profile = builder.createOptimizationProfile();
        if (profile == null || profile.isNull()) {
            throw call.fault("createOptimizationProfile");
        }
        try (var least = dims(1, shape);
                var usual = dims(shape.usualBatch(), shape);
                var greatest = dims(shape.maxBatch(), shape)) {
            boolean fits = profile.setDimensions(BytedecoEngine.IMAGES, OptProfileSelector.kMIN, least)
                    && profile.setDimensions(BytedecoEngine.IMAGES, OptProfileSelector.kOPT, usual)
                    && profile.setDimensions(BytedecoEngine.IMAGES, OptProfileSelector.kMAX, greatest);
            if (!fits || config.addOptimizationProfile(profile) < 0) {
                throw call.fault("the optimisation profile " + shape.text());
            }
        }
    }

    static Dims4 dims(int batch, EngineShape shape) {
        return new Dims4(batch, shape.height(), shape.width(), 3);
    }

    /** Measurements of another GPU or version are refused by TensorRT, by either call; then it begins with none. */
    private ITimingCache timings(Owned owned, IBuilderConfig config, Optional<byte[]> earlier, TrtCall call)
            throws NativeFault {
        byte[] bytes = earlier.orElse(new byte[0]);
        try (var data = new BytePointer(Math.max(1, bytes.length))) {
            data.put(bytes);
            var made = config.createTimingCache(data, bytes.length);
            boolean begun = bytes.length == 0;
            if (begun || made != null && !made.isNull()) {
                var cache = owned.add(made, "createTimingCache", call);
                if (config.setTimingCache(cache, false)) {
                    return cache;
                }
            }
            if (begun) {
                throw call.fault("setTimingCache");
            }
            return timings(owned, config, Optional.empty(), logger.call());
        }
    }

    private static byte[] bytes(IHostMemory memory) {
        byte[] bytes = new byte[Math.toIntExact(memory.size())];
        new BytePointer(memory.data()).capacity(bytes.length).get(bytes);
        return bytes;
    }
}
