package io.maskgate.hw.inference.tensorrt;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What CUDA's errors mean for an engine, by number and by what TensorRT says of them; needs no library of NVIDIA's. */
final class CudaErrors {
    /** What a person can do about a build that has too little memory, to be put after it. */
    static final String FREE_SOME = "; free some memory (a Jetson's desktop takes 1 to 1.5 GB: sudo systemctl isolate"
            + " multi-user.target), then restart the gateway";

    /** How TensorRT begins what it says of a call of CUDA's own that failed. */
    private static final List<String> OF_CUDA =
            List.of("cuda runtime (", "cuda driver (", "(cuda) error", "cuda initialization failure");

    private static final String NO_IMPLEMENTATION = "could not find any implementation";
    private static final List<String> NO_KERNEL = List.of("no kernel image", "invalid device function");

    /** TensorRT writes one f or two. */
    private static final Pattern SHORTAGE =
            Pattern.compile("insuf+icient\\b.*\\bmemory|memory is insuf+icient", Pattern.CASE_INSENSITIVE);

    private static final Pattern INITIALISATION =
            Pattern.compile("cuda initialization failure with error:? *(\\d+)", Pattern.CASE_INSENSITIVE);
    /** The driver is for an older CUDA than the library. */
    private static final int INSUFFICIENT_DRIVER = 35;

    private CudaErrors() {}

    /**
     * By the numbers of {@code cudaError}: 2 memory allocation; the errors after which every call of the process fails
     * until the device is reset: no device, ECC, illegal address, launch timeout and failure, hardware stack, illegal
     * instruction and the like; and 98 invalid device function and 209 no kernel image, which is built for no such GPU.
     */
    static NativeFault.Kind kind(int code) {
        return switch (code) {
            case 2 -> NativeFault.Kind.OUT_OF_MEMORY;
            case 46, 100, 101, 214, 220, 226, 700, 702, 709, 710, 714, 715, 716, 717, 718, 719, 999 ->
                NativeFault.Kind.DEVICE_LOST;
            case 98, 209 -> NativeFault.Kind.REFUSED;
            default -> NativeFault.Kind.FAILED;
        };
    }

    /** What a person can do about it, to be put after it; empty where nothing is known. */
    static String remedy(String said) {
        var number = INITIALISATION.matcher(said);
        return number.find() && Integer.parseInt(number.group(1)) == INSUFFICIENT_DRIVER
                ? "; TensorRT is built for a newer CUDA than the driver's: install it in a version that is built for CUDA 12"
                        + " (of NVIDIA's packages those whose version ends in +cuda12 and a number), or a newer driver (580 for CUDA 13)"
                : "";
    }

    /**
     * What failed inside TensorRT, where CUDA's runtime knows no error: it may have fetched it itself, or called the driver.
     * Only what is nothing of CUDA's is the model's fault or the plan's, and stays so.
     *
     * @param said all that TensorRT said of it
     */
    static NativeFault.Kind kind(String said) {
        var number = INITIALISATION.matcher(said);
        if (number.find()) {
            return kind(Integer.parseInt(number.group(1)));
        }
        String text = said.toLowerCase(Locale.ROOT);
        if (isOfMemory(text)) {
            return NativeFault.Kind.OUT_OF_MEMORY;
        }
        boolean passes = OF_CUDA.stream().anyMatch(text::contains) && !isForGood(text);
        return passes ? NativeFault.Kind.FAILED : NativeFault.Kind.REFUSED;
    }

    /**
     * What failed inside TensorRT. A device that is lost and memory that is missing are known by their number; where that says
     * no more than that a call failed, what was said may tell that the next attempt would fail as well.
     *
     * @param code what CUDA's runtime remembers of it; 0 for nothing
     * @param said all that TensorRT said of it
     */
    static NativeFault.Kind kind(int code, String said) {
        if (code == 0) {
            return kind(said);
        }
        var byNumber = kind(code);
        String text = said.toLowerCase(Locale.ROOT);
        boolean forGood = isForGood(text) && !isOfMemory(text);
        return byNumber == NativeFault.Kind.FAILED && forGood ? NativeFault.Kind.REFUSED : byNumber;
    }

    /**
     * What failed inside TensorRT. While it builds, it passes over the kernels that memory does not suffice for with a warning;
     * where none is left of a node, its error says no more than that there is no implementation.
     *
     * @param code what CUDA's runtime remembers of it; 0 for nothing
     * @param said all that TensorRT said of it
     * @param shortage what TensorRT warned of meanwhile, as by {@link #isShortage}; empty for nothing
     */
    static NativeFault.Kind kind(int code, String said, String shortage) {
        var kind = kind(code, said);
        String text = said.toLowerCase(Locale.ROOT);
        boolean byMemory = kind == NativeFault.Kind.OUT_OF_MEMORY || !shortage.isEmpty();
        boolean otherwise = kind == NativeFault.Kind.DEVICE_LOST
                || kind(code) == NativeFault.Kind.REFUSED
                || NO_KERNEL.stream().anyMatch(text::contains);
        return text.contains(NO_IMPLEMENTATION) && byMemory && !otherwise ? NativeFault.Kind.BUILD_OUT_OF_MEMORY : kind;
    }

    /** Whether a warning of TensorRT's says that memory does not suffice for something. */
    static boolean isShortage(String warning) {
        return SHORTAGE.matcher(warning).find();
    }

    /** Of CUDA as well, or after errors of it, and the same at the next attempt. */
    private static boolean isForGood(String text) {
        return text.contains(NO_IMPLEMENTATION) || NO_KERNEL.stream().anyMatch(text::contains);
    }

    private static boolean isOfMemory(String text) {
        return text.replace(" ", "").contains("outofmemory");
    }
}
