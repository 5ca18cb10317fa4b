package io.maskgate.hw.inference.tensorrt;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.tensorrt.nvinfer.ILogger;

/**
 * Hears what TensorRT says, on whatever thread: its calls only tell that they failed, the reason comes here. It must
 * outlive every object made with it.
 */
final class TrtLogger extends ILogger {
    private static final System.Logger LOG = System.getLogger("io.maskgate.tensorrt");
    private static final int KEPT = 6;

    private final Deque<String> errors = new ArrayDeque<>();

    /** An exception must not reach the native caller. */
    @Override
    public void log(Severity severity, String message) {
        try {
            switch (severity.intern()) {
                case kINTERNAL_ERROR, kERROR -> keep(message);
                case kWARNING, kINFO -> LOG.log(System.Logger.Level.DEBUG, "{0}", message);
                case kVERBOSE -> {}
            }
        } catch (RuntimeException | Error _) {
            // Nobody is left to tell.
        }
    }

    private void keep(String message) {
        LOG.log(System.Logger.Level.DEBUG, "error: {0}", message);
        synchronized (errors) {
            if (errors.size() == KEPT) {
                errors.removeFirst();
            }
            errors.addLast(message.strip());
        }
    }

    /** Forgets the errors of earlier calls. */
    void clear() {
        synchronized (errors) {
            errors.clear();
        }
    }

    /** Why {@code what} failed: by CUDA's error where it knows one, and by what was said. */
    NativeFault fault(String what) {
        String said;
        synchronized (errors) {
            said = errors.isEmpty() ? "TensorRT gave no reason" : String.join("; ", errors);
            errors.clear();
        }
        int code = Cuda.lastError();
        if (code == 0) {
            code = Cuda.lasting();
        }
        String text = what + " failed: " + said + CudaErrors.remedy(said);
        return new NativeFault(CudaErrors.kind(code, said), code == 0 ? text : Cuda.text(text, code));
    }
}
