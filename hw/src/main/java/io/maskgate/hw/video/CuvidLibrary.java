package io.maskgate.hw.video;

import io.maskgate.hw.host.Nvidia;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The library of NVIDIA's driver that decodes. Neither CUDA nor TensorRT asks for it, and distributions have it in a package
 * of its own: a card may serve the model well and decode nothing.
 *
 * @param card whether the driver of a card is loaded; a Jetson has CUDA too, and decodes by other libraries
 * @param linkable whether the dynamic linker finds a library of this soname
 */
public record CuvidLibrary(boolean card, Predicate<String> linkable) {
    private static final String CUDA = "libcuda.so.1";
    private static final String SONAME = "libnvcuvid.so.1";

    public static CuvidLibrary ofThisMachine() {
        var nvidia = Nvidia.read();
        return new CuvidLibrary(nvidia.driver().isPresent() && nvidia.l4t().isEmpty(), CuvidLibrary::opens);
    }

    @SuppressWarnings("restricted")
    private static boolean opens(String soname) {
        try (var arena = Arena.ofConfined()) {
            SymbolLookup.libraryLookup(soname, arena);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** What to do where it is all that is missing. */
    public Optional<String> remedy() {
        return card && linkable.test(CUDA) && !linkable.test(SONAME)
                ? Optional.of("for the card to decode, install " + SONAME
                        + " of the driver's version (Ubuntu: libnvidia-decode, with"
                        + " what the name of the installed libnvidia-compute ends in; Debian: libnvcuvid1); in a container, add"
                        + " video to NVIDIA_DRIVER_CAPABILITIES")
                : Optional.empty();
    }

    /** The same in short, for a decoder that does not open. */
    Optional<String> fault(String decoder) {
        return decoder.endsWith("_cuvid") && remedy().isPresent()
                ? Optional.of(SONAME + " of NVIDIA's driver is missing")
                : Optional.empty();
    }
}
