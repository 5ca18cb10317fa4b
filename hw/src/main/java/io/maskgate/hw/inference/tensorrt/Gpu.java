package io.maskgate.hw.inference.tensorrt;

/** What was found of GPU, driver, CUDA and TensorRT. */
public sealed interface Gpu {
    /**
     * Everything that TensorRT needs is here.
     *
     * @param name as the driver has it, for instance {@code Orin}
     * @param capability compute capability, for instance {@code 8.7}
     * @param multiprocessors of the GPU: all Orins have one name and capability, and from 4 to 16 of these; a Jetson's power
     *     mode may switch some off
     * @param memoryBytes of the GPU; on a Jetson the machine's own
     * @param driver version of driver or Jetson Linux; {@code unknown} where neither says
     * @param cuda greatest CUDA version of the driver, for instance {@code 12.6}
     * @param tensorRt with patch, for instance {@code 10.3.0}
     */
    record Present(
            String name,
            String capability,
            int multiprocessors,
            long memoryBytes,
            String driver,
            String cuda,
            String tensorRt)
            implements Gpu {
        /** One line for a person. */
        public String text() {
            return name + " (compute capability " + capability + ", " + multiprocessors + " multiprocessors, "
                    + (memoryBytes >> 20) + " MiB), driver " + driver + ", CUDA " + cuda + ", TensorRT " + tensorRt;
        }
    }

    /**
     * Something is missing.
     *
     * @param reason what was looked for and not found
     * @param remedy what a person can do
     */
    record Absent(String reason, String remedy) implements Gpu {
        /** Reason and remedy as one line. */
        public String text() {
            return reason + "; " + remedy;
        }
    }
}
