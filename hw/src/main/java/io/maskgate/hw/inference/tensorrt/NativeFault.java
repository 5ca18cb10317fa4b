package io.maskgate.hw.inference.tensorrt;

/** The native layer failed; the message names the call, the code and what the library said. */
final class NativeFault extends Exception {
    private static final long serialVersionUID = 1L;

    /** What to do about it. */
    enum Kind {
        /** The same again would fail again: an operator that is not supported, an engine of another version. */
        REFUSED,
        /** Memory of the GPU is short; later there may be some. */
        OUT_OF_MEMORY,
        /** Memory was short while an engine was built; later there may be some, and another build takes minutes as well. */
        BUILD_OUT_OF_MEMORY,
        /** The process's link to the GPU is broken, and mended only by {@link NativeLayer#reset(long)}. */
        DEVICE_LOST,
        /** Anything else that may pass. */
        FAILED
    }

    private final Kind kind;

    NativeFault(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    NativeFault(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
