package io.maskgate.hw.inference.tensorrt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorrt.global.nvinfer.DataType;
import org.bytedeco.tensorrt.global.nvinfer.ExecutionContextAllocationStrategy;
import org.bytedeco.tensorrt.nvinfer.ICudaEngine;
import org.bytedeco.tensorrt.nvinfer.IExecutionContext;
import org.jspecify.annotations.Nullable;

/**
 * A loaded TensorRT engine: pinned and device buffers, one stream, and for each batch size an execution context and,
 * from its second run on, a CUDA graph of copy in, kernels, copy out. A graph is bound to the context it was recorded
 * from, whose shape must not change any more; hence a context each. They share one piece of scratch memory, since they
 * run one after the other.
 */
final class BytedecoEngine implements NativeEngine {
    static final String IMAGES = "images";
    static final String BOXES = "boxes";
    static final String SCORES = "scores";

    private static final System.Logger LOG = System.getLogger(BytedecoEngine.class.getName());

    private final EngineShape shape;
    private final TrtLogger logger;
    private final Owned owned;
    private final CUstream_st stream;
    private final CUevent_st done;
    private final BytePointer hostImages;
    private final BytePointer hostBoxes;
    private final BytePointer hostScores;
    private final Pointer deviceImages;
    private final Pointer deviceBoxes;
    private final Pointer deviceScores;
    private final ByteBuffer images;
    private final FloatBuffer boxes;
    private final FloatBuffer scores;
    private final Batch[] batches;

    /** What belongs to one batch size. */
    private static final class Batch {
        final IExecutionContext context;

        @Nullable
        CUgraphExec_st graph;

        boolean ran;
        boolean unrecordable;

        Batch(IExecutionContext context) {
            this.context = context;
        }
    }

    /**
     * @param call that it is loaded in
     * @param owned has the engine, and takes all that is made here
     */
    BytedecoEngine(ICudaEngine engine, EngineShape shape, TrtLogger logger, TrtCall call, Owned owned)
            throws NativeFault {
        this.shape = shape;
        this.logger = logger;
        this.owned = owned;
        requireTypes(engine);
        int most = shape.maxBatch();
        stream = Cuda.stream(owned);
        done = Cuda.event(owned);
        hostImages = Cuda.pinnedMemory(owned, shape.imageBytes() * most);
        hostBoxes = Cuda.pinnedMemory(owned, shape.boxBytes() * most);
        hostScores = Cuda.pinnedMemory(owned, shape.scoreBytes() * most);
        deviceImages = Cuda.deviceMemory(owned, shape.imageBytes() * most);
        deviceBoxes = Cuda.deviceMemory(owned, shape.boxBytes() * most);
        deviceScores = Cuda.deviceMemory(owned, shape.scoreBytes() * most);
        images = hostImages.asByteBuffer();
        boxes = floats(hostBoxes);
        scores = floats(hostScores);
        var scratch = Cuda.deviceMemory(owned, Math.max(1, scratchBytes(engine)));
        batches = new Batch[most];
        for (int n = 1; n <= most; n++) {
            batches[n - 1] = new Batch(context(engine, n, scratch, call));
        }
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
    public void run(int n) throws NativeFault {
        var batch = batches[n - 1];
        var graph = batch.graph;
        if (graph == null && batch.ran && !batch.unrecordable) {
            graph = record(batch, n);
        }
        if (graph == null) {
            enqueue(batch, n);
        } else {
            Cuda.check("cudaGraphLaunch", cudart.cudaGraphLaunch(graph, stream));
        }
        Cuda.check("cudaEventRecord", cudart.cudaEventRecord(done, stream));
        Cuda.check("inference on the GPU", cudart.cudaEventSynchronize(done));
        batch.ran = true;
    }

    @Override
    public void close() {
        owned.close();
    }

    private void enqueue(Batch batch, int n) throws NativeFault {
        Cuda.check(
                "copying pictures to the GPU",
                cudart.cudaMemcpyAsync(
                        deviceImages, hostImages, shape.imageBytes() * n, cudart.cudaMemcpyHostToDevice, stream));
        var call = logger.call();
        if (!batch.context.enqueueV3(stream)) {
            throw whileRunning(call.fault("enqueueV3"));
        }
        Cuda.check(
                "copying boxes from the GPU",
                cudart.cudaMemcpyAsync(
                        hostBoxes, deviceBoxes, shape.boxBytes() * n, cudart.cudaMemcpyDeviceToHost, stream));
        Cuda.check(
                "copying scores from the GPU",
                cudart.cudaMemcpyAsync(
                        hostScores, deviceScores, shape.scoreBytes() * n, cudart.cudaMemcpyDeviceToHost, stream));
    }

    /** What ran before is not refused for good. */
    private static NativeFault whileRunning(NativeFault fault) {
        return fault.kind() == NativeFault.Kind.REFUSED
                ? new NativeFault(NativeFault.Kind.FAILED, String.valueOf(fault.getMessage()), fault)
                : fault;
    }

    /** Null when this engine cannot be recorded, as with kernels that wait for the host; then it runs as it is. */
    private @Nullable CUgraphExec_st record(Batch batch, int n) throws NativeFault {
        Cuda.check(
                "cudaStreamBeginCapture",
                cudart.cudaStreamBeginCapture(stream, cudart.cudaStreamCaptureModeThreadLocal));
        NativeFault fault = null;
        try {
            enqueue(batch, n);
        } catch (NativeFault e) {
            fault = e;
        }
        var recorded = new CUgraph_st();
        int code = cudart.cudaStreamEndCapture(stream, recorded);
        if (fault == null && code == cudart.cudaSuccess) {
            var graph = new CUgraphExec_st();
            code = cudart.cudaGraphInstantiate(graph, recorded, 0L);
            cudart.cudaGraphDestroy(recorded);
            if (code == cudart.cudaSuccess) {
                owned.add(() -> Cuda.check("cudaGraphExecDestroy", cudart.cudaGraphExecDestroy(graph)));
                batch.graph = graph;
                return graph;
            }
        } else if (!recorded.isNull()) {
            cudart.cudaGraphDestroy(recorded);
        }
        batch.unrecordable = true;
        Cuda.lastError();
        LOG.log(
                System.Logger.Level.INFO,
                "batches of {0} run without a CUDA graph: {1}",
                n,
                fault == null ? "CUDA error " + code : fault.getMessage());
        return null;
    }

    private IExecutionContext context(ICudaEngine engine, int n, Pointer scratch, TrtCall call) throws NativeFault {
        var context = owned.add(
                engine.createExecutionContext(ExecutionContextAllocationStrategy.kUSER_MANAGED),
                "createExecutionContext",
                call);
        giveScratch(context, scratch);
        // From TensorRT 9 on every context begins with profile 0, the only one there is; where not, it is asked for.
        if (context.getOptimizationProfile() != 0 && !context.setOptimizationProfileAsync(0, stream)) {
            throw call.fault("setOptimizationProfileAsync");
        }
        try (var dims = BytedecoLayer.dims(n, shape)) {
            if (!context.setInputShape(IMAGES, dims)) {
                throw call.fault("setInputShape for a batch of " + n);
            }
        }
        requireShape(context, BOXES, n, 4);
        requireShape(context, SCORES, n, 2);
        for (var tensor : Map.of(IMAGES, deviceImages, BOXES, deviceBoxes, SCORES, deviceScores)
                .entrySet()) {
            if (!context.setTensorAddress(tensor.getKey(), tensor.getValue())) {
                throw call.fault("setTensorAddress of " + tensor.getKey());
            }
        }
        return context;
    }

    /** Replaced by a second version in 10.1, which 10.0 does not have. */
    @SuppressWarnings("deprecation")
    private static void giveScratch(IExecutionContext context, Pointer scratch) {
        context.setDeviceMemory(scratch);
    }

    /** Replaced by a second version in 10.1, which 10.0 does not have. */
    @SuppressWarnings("deprecation")
    private static long scratchBytes(ICudaEngine engine) {
        return engine.getDeviceMemorySize();
    }

    private static void requireTypes(ICudaEngine engine) throws NativeFault {
        requireType(engine, IMAGES, DataType.kUINT8);
        requireType(engine, BOXES, DataType.kFLOAT);
        requireType(engine, SCORES, DataType.kFLOAT);
    }

    private static void requireType(ICudaEngine engine, String name, DataType expected) throws NativeFault {
        var found = engine.getTensorDataType(name);
        if (found.value != expected.value) {
            throw new NativeFault(
                    NativeFault.Kind.REFUSED,
                    "engine: tensor " + name + ": expected " + expected + ", found " + found.intern());
        }
    }

    private void requireShape(IExecutionContext context, String name, int n, int columns) throws NativeFault {
        try (var found = context.getTensorShape(name)) {
            if (found.nbDims() != 3 || found.d(0) != n || found.d(1) != shape.anchors() || found.d(2) != columns) {
                var text = new StringBuilder();
                for (int i = 0; i < found.nbDims(); i++) {
                    text.append(i == 0 ? "" : ", ").append(found.d(i));
                }
                throw new NativeFault(
                        NativeFault.Kind.REFUSED,
                        "engine: output " + name + ": expected [" + n + ", " + shape.anchors() + ", " + columns
                                + "], found [" + text + "]");
            }
        }
    }

    private static FloatBuffer floats(BytePointer memory) {
        return memory.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
    }
}
