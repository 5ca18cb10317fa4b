package io.maskgate.hw.inference.tensorrt;

import org.bytedeco.tensorrt.nvinfer.ILogger;

/**
 * Hears what TensorRT says, on whatever thread: its calls only tell that they failed, the reason comes here. It must
 * outlive every object made with it.
 */
final class TrtLogger extends ILogger {
    private static final System.Logger LOG = System.getLogger("io.maskgate.tensorrt");

    /** Six of each of two calls. */
    private static final int KEPT = 12;

    private final HeardErrors errors = new HeardErrors(KEPT);
    /** A build says it of hundreds of kernels, in almost the same words. */
    private final HeardErrors shortages = new HeardErrors(1);

    /** An exception must not reach the native caller. */
    @Override
    public void log(Severity severity, String message) {
        try {
            switch (severity.intern()) {
                case kINTERNAL_ERROR, kERROR -> keep(message);
                case kWARNING -> warn(message);
                case kINFO -> LOG.log(System.Logger.Level.DEBUG, "{0}", message);
                case kVERBOSE -> {}
            }
        } catch (RuntimeException | Error _) {
            // Nobody is left to tell.
        }
    }

    private void keep(String message) {
        LOG.log(System.Logger.Level.DEBUG, "error: {0}", message);
        errors.add(message.strip());
    }

    private void warn(String message) {
        LOG.log(System.Logger.Level.DEBUG, "{0}", message);
        if (CudaErrors.isShortage(message)) {
            shortages.add(message.strip());
        }
    }

    /** A call begins now. */
    TrtCall call() {
        return new TrtCall(errors, errors.count(), shortages, shortages.count());
    }
}
