package io.maskgate.hw.inference.tensorrt;

/**
 * A call of TensorRT, or several, and why it failed.
 *
 * @param said what TensorRT says
 * @param before so many errors before it was begun
 * @param shortages what TensorRT says of memory that is missing
 * @param shortagesBefore so many of them before it was begun
 */
record TrtCall(HeardErrors said, long before, HeardErrors shortages, long shortagesBefore) {
    /** Why {@code what} failed: by CUDA's error where it knows one, and by what was said. */
    NativeFault fault(String what) {
        String errors = said.after(before);
        String why = errors.isEmpty() ? "TensorRT gave no reason" : errors;
        int code = Cuda.lastError();
        if (code == 0) {
            code = Cuda.lasting();
        }
        String shortage = shortages.after(shortagesBefore);
        var kind = CudaErrors.kind(code, why, shortage);
        boolean named = kind == NativeFault.Kind.BUILD_OUT_OF_MEMORY && !shortage.isEmpty();
        String text =
                what + " failed: " + why + (named ? "; for want of memory: " + shortage : "") + CudaErrors.remedy(why);
        return new NativeFault(kind, code == 0 ? text : Cuda.text(text, code));
    }
}
