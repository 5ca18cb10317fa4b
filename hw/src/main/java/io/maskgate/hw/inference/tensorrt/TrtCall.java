package io.maskgate.hw.inference.tensorrt;

/**
 * A call of TensorRT, or several, and why it failed.
 *
 * @param said what TensorRT says
 * @param before so many errors before it was begun
 */
record TrtCall(HeardErrors said, long before) {
    /** Why {@code what} failed: by CUDA's error where it knows one, and by what was said. */
    NativeFault fault(String what) {
        String errors = said.after(before);
        String why = errors.isEmpty() ? "TensorRT gave no reason" : errors;
        int code = Cuda.lastError();
        if (code == 0) {
            code = Cuda.lasting();
        }
        String text = what + " failed: " + why + CudaErrors.remedy(why);
        return new NativeFault(CudaErrors.kind(code, why), code == 0 ? text : Cuda.text(text, code));
    }
}
