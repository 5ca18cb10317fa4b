package io.maskgate.models.torch;

import java.io.IOException;

/** What training runs on; nothing else does. */
public final class Libtorch {
    private static final String ONLY = "amd64";

    private Libtorch() {}

    /**
     * Before its first call, which without its libraries ends in an error of Java's linking.
     *
     * @throws IOException on a processor that it is not here for
     */
    public static void require() throws IOException {
        String arch = System.getProperty("os.arch");
        if (!arch.equals(ONLY)) {
            throw new IOException(
                    "training: expected an x86-64 processor, the only kind that libtorch is here for, found " + arch
                            + "; train on another machine and copy the model's folder: all other commands run here");
        }
    }
}
